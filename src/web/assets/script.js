"use strict";
// j and k step through the changes of a page; [ and ] through the pages of a series; / goes to the search.
(() => {
  const marks = () => [...document.querySelectorAll(".changed")];
  let at = -1;
  const step = (by) => {
    const all = marks();
    if (!all.length) return;
    at = Math.min(Math.max(at + by, 0), all.length - 1);
    const mark = all[at];
    for (let fold = mark.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    mark.tabIndex = -1;
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  };
  const follow = (rel) => {
    const link = document.querySelector(`link[rel=${rel}]`);
    if (link) location.assign(link.href);
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "[": () => follow("prev"),
    "]": () => follow("next"),
    "/": () => document.querySelector("input[name=q]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, select, textarea");
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
})();
