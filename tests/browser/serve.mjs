// Drives the pages of `recension serve` in Chromium as a reader does.
//
//   node serve.mjs MODULES CHROMIUM PLAIN_ORIGIN HOSTILE_ORIGIN [SCREENSHOT_FOLDER]
//
// MODULES is a folder with playwright-core and axe-core. PLAIN_ORIGIN serves the samples, and
// HOSTILE_ORIGIN articles that try to run scripts. The exit code is 0 if everything is as it should be.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath, plain, hostile, screenshots] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// A browser that hangs is a failure, and not a test without an end.
setTimeout(() => {
  console.error("not done after ten minutes");
  process.exit(3);
}, 600_000).unref();

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** Opens a page of its own; requests to other origins, dialogs and errors of scripts are failures. */
async function open(origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const foreign = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) foreign.push(url);
  });
  page.on("dialog", async (dialog) => {
    foreign.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => foreign.push(`an error: ${error.message}`));
  const visit = async (target) => {
    const answer = await page.goto(target.startsWith("http") ? target : origin + target);
    assert.equal(answer.status(), 200, `${target}: ${answer.status()}`);
  };
  return { context, page, foreign, visit };
}

/** Follows what a reader does: browse, filter, compare, step through a diff, search, subscribe. */
async function journey() {
  const { context, page, foreign, visit } = await open(plain);
  await visit("/");
  assert.equal(await page.locator("h1").innerText(), "Changes");
  await page.getByRole("link", { name: "Silent edits" }).click();
  assert.match(page.url(), /silent=1/);
  await page.locator("article.change h3 a").first().click();
  assert.match(page.url(), /\/d\/[0-9a-f]+\.\.[0-9a-f]+/);
  await page.getByRole("link", { name: "all versions" }).click();
  await page.locator("input[name=from]").first().check();
  // Neighboring states differ; the last may be a return to the first.
  await page.locator("input[name=to]").nth(1).check();
  await page.getByRole("button", { name: "Compare the two selected" }).first().click();
  assert.match(page.url(), /\/d\//);
  const differences = page.locator(".diff .changed");
  assert.ok((await differences.count()) > 1, "the diff shows its differences");
  await page.keyboard.press("j");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  const first = await focused();
  await page.keyboard.press("j");
  const second = await focused();
  assert.notEqual(second, first, "j goes to the next difference");
  await page.keyboard.press("k");
  assert.equal(await focused(), first, "k goes back");
  await page.getByRole("link", { name: "Side by side" }).click();
  assert.ok((await page.locator(".pair .old del").count()) > 0);
  await page.keyboard.press("/");
  await page.keyboard.type("13 people");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=13/);
  await page.getByRole("link", { name: "Removed", exact: true }).click();
  assert.match(page.url(), /scope=removed/);
  assert.ok((await page.locator(".hit mark").count()) > 0, "removed words are found and marked");
  const feed = await page.locator("link[type='application/atom+xml']").getAttribute("href");
  const atom = await context.request.get(plain + feed);
  assert.equal(atom.status(), 200);
  assert.match(await atom.text(), /<entry>/);
  assert.deepEqual(foreign, []);
  await context.close();
}

/** The addresses of one page of each kind. */
async function kinds() {
  const { context, page, visit } = await open(plain);
  await visit("/articles?sort=versions");
  const history = await page.locator("td.title a").first().getAttribute("href");
  await visit(history);
  const outlet = await page.locator("a[href^='/outlet/']").first().getAttribute("href");
  const diff = await page.locator(".versions a[href^='/d/']").nth(1).getAttribute("href");
  const version = await page.locator("a.number").last().getAttribute("href");
  await context.close();
  return {
    changes: "/", articles: "/articles", groups: "/articles?by=host", outlet, article: history, diff,
    side: `${diff}?view=side`, whole: `${diff}?text=whole`, version,
    origins: `${version}?view=origins`, search: "/search?q=ferry", removed: "/search?q=13&scope=removed",
    when: "/when?article=1&phrase=people", audit: "/audit?severity=note", stats: "/stats", about: "/about",
  };
}

/** No page has a fault that axe-core finds, in light and dark, on a phone and on a desk. */
async function accessible(pages) {
  const faults = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1440]) {
      const { context, page, visit } = await open(plain, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      for (const [name, target] of Object.entries(pages)) {
        await visit(target);
        await page.evaluate(axe);
        const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        for (const { id, impact, nodes } of found.violations) {
          faults.push(`${name}, ${colorScheme}, ${width} px: ${id} (${impact}): ${nodes[0].html}`);
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 1) faults.push(`${name}, ${width} px: wider than the window by ${overflow} px`);
      }
      await context.close();
    }
  }
  assert.deepEqual(faults, []);
}

/** The first view is small: its bytes as sent, its requests, its script and its elements. */
async function small(pages) {
  const { context, page, visit } = await open(plain);
  for (const [name, target] of Object.entries(pages)) {
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.clearBrowserCache");
    let bytes = 0;
    let requests = 0;
    const sent = new Set();
    client.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (!request.url.startsWith("data:")) sent.add(requestId);
    });
    client.on("Network.loadingFinished", (done) => {
      if (!sent.has(done.requestId)) return;
      bytes += done.encodedDataLength;
      requests += 1;
    });
    await visit(target);
    await page.waitForLoadState("networkidle");
    await client.detach();
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    console.log(`${name}: ${bytes} bytes, ${requests} requests, ${nodes} elements`);
    assert.ok(bytes <= 25_000, `${name}: ${bytes} bytes`);
    assert.ok(requests <= 3, `${name}: ${requests} requests`);
    assert.ok(nodes <= 1_500, `${name}: ${nodes} elements`);
  }
  await context.close();
}

/** Opens every page that is linked from hostile articles: nothing runs and nothing is loaded. */
async function harmless() {
  const { context, page, foreign, visit } = await open(hostile);
  const queue = ["/", "/articles", "/audit?severity=note", "/stats", "/search?q=the"];
  const seen = new Set();
  while (queue.length && seen.size < 80) {
    const target = queue.shift();
    if (seen.has(target)) continue;
    seen.add(target);
    await visit(target);
    const active = await page.evaluate(() => {
      const foreign = "iframe, object, embed, img, video, base, style, script:not([src^='/assets/'])";
      const handlers = [...document.querySelectorAll("*")].filter((one) =>
        one.getAttributeNames().some((name) => name.startsWith("on")));
      return document.querySelectorAll(foreign).length + handlers.length;
    });
    assert.equal(active, 0, `${target} has active elements`);
    for (const link of await page.locator("a[href^='/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
      if (/^\/(a|d|v|outlet)\//.test(link) && !/\.(atom|json|txt|patch|md)|evidence|\/page\//.test(link)) queue.push(link);
    }
  }
  assert.ok(seen.size > 20, `only ${seen.size} pages`);
  assert.deepEqual(foreign, []);
  await context.close();
}

/** Pages without JavaScript work: a form, a comparison, a fold. */
async function withoutScript() {
  const { context, page, visit } = await open(plain, { javaScriptEnabled: false });
  await visit("/a/1");
  await page.getByRole("button", { name: "Compare the two selected" }).first().click();
  assert.match(page.url(), /\/d\//);
  await visit("/search");
  await page.getByRole("searchbox").fill("ferry");
  await page.getByRole("button", { name: "Search" }).click();
  assert.ok((await page.locator(".hit").count()) > 0);
  await context.close();
}

async function pictures(pages, folder) {
  for (const [name, options] of Object.entries({
    phone: { viewport: { width: 320, height: 640 } },
    tablet: { viewport: { width: 768, height: 900 } },
    desk: { viewport: { width: 1440, height: 900 } },
    dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  })) {
    const { context, page, visit } = await open(plain, options);
    for (const kind of ["changes", "article", "diff", "side", "search"]) {
      await visit(pages[kind]);
      await page.screenshot({ path: `${folder}/${kind}-${name}.png` });
      if (name === "desk") {
        await page.emulateMedia({ media: "print" });
        await page.screenshot({ path: `${folder}/${kind}-print.png` });
        await page.emulateMedia({ media: "screen" });
      }
    }
    await context.close();
  }
}

try {
  const pages = await kinds();
  await journey();
  await withoutScript();
  await harmless();
  await small(pages);
  await accessible(pages);
  if (screenshots) await pictures(pages, screenshots);
} finally {
  await browser.close();
}
