//! Report: the parts of an HTML page about several changes: its style, its counts, its contents
//! that can be sorted, and the diffs.
//!
//! The page is self-contained: it loads nothing, and its few lines of script only sort and fold
//! what is readable without them.

use std::io;

use super::diff::html::{STYLE, escape};
use super::{in_words, time};

/// The styles of these pages in addition to those of a diff.
const REPORT: &str = "\
nav,.counts,summary,.note{font-family:system-ui,sans-serif;font-size:.875rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;\
padding:.3rem .6rem .3rem 0;border-top:1px solid #8884;overflow-wrap:anywhere}\
td:first-child{white-space:nowrap}.number{text-align:right}\
button{font:inherit;color:inherit;background:none;border:1px solid #8888;border-radius:.3rem;\
padding:.1rem .5rem;cursor:pointer}th button{border:0;padding:0;font-weight:600}\
th[aria-sort=ascending] button::after{content:\" ▲\"}\
th[aria-sort=descending] button::after{content:\" ▼\"}\
article{border-top:1px solid #8886;margin-top:2rem;padding-top:.5rem}\
summary{cursor:pointer;margin:.5rem 0}a{color:inherit}.note{opacity:.8}\
.finding{font-family:system-ui,sans-serif;font-size:.9rem;border-left:.3rem solid #888;\
padding:.1rem 1rem;margin:1rem 0}.warning{border-color:#c80}.alert{border-color:#c22}\
.acknowledged{opacity:.7}.grade{font-weight:700;text-transform:uppercase;font-size:.75rem}\
.finding p{margin:.3rem 0}.finding ul{margin:.3rem 0;padding-left:1.2rem}\
@media(max-width:40rem){body{margin:1rem auto}thead tr{display:flex;flex-wrap:wrap;gap:.6rem}\
th,tbody td{border:0;padding:0}tbody tr{display:block;border-top:1px solid #8884;padding:.4rem 0}\
tbody td{display:inline}tbody td:not(:last-child):not(:empty)::after{content:\" · \"}\
td:first-child{white-space:normal}}\
@media print{nav button{display:none}}";

/// Sorts the contents by a column, and opens or closes all diffs.
const SCRIPT: &str = "\
for(const t of document.querySelectorAll('table.sorted'))\
t.querySelectorAll('th').forEach((h,n)=>{const b=document.createElement('button');\
b.append(...h.childNodes);h.append(b);b.onclick=()=>{\
const d=h.ariaSort==='ascending'?-1:1;t.querySelectorAll('th').forEach(o=>o.ariaSort=null);\
h.ariaSort=d>0?'ascending':'descending';\
const k=r=>r.cells[n].dataset.key??r.cells[n].textContent;\
[...t.tBodies[0].rows].sort((x,y)=>{const p=k(x),q=k(y);\
return d*(p!==''&&q!==''&&!isNaN(p)&&!isNaN(q)?p-q:p.localeCompare(q))}).forEach(r=>t.tBodies[0].append(r))}});\
const f=document.querySelector('nav.fold-all');if(f)for(const o of [true,false]){\
const b=document.createElement('button');b.textContent=o?'Open all diffs':'Close all diffs';\
b.onclick=()=>document.querySelectorAll('details').forEach(e=>e.open=o);f.append(b,' ')}";

/// Begins a page. `about` is text for its header, in paragraphs.
pub(crate) fn begin(title: &str, about: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\
         <title>{0}</title><style>{STYLE}{REPORT}</style></head>\n\
         <body><header><h1>{0}</h1>",
        escape(title)
    )?;
    for paragraph in about {
        writeln!(out, "<p>{}</p>", escape(paragraph))?;
    }
    writeln!(out, "</header>")
}

/// Writes lines with counts, and the place for the buttons that open and close all diffs.
pub(crate) fn write_counts(lines: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    for line in lines {
        writeln!(out, "<p class=\"counts\">{}</p>", escape(line))?;
    }
    writeln!(out, "<nav class=\"fold-all\"></nav>")
}

/// A line of the contents.
pub(crate) struct ContentsLine {
    /// The id of the part of the page.
    pub(crate) target: String,
    /// When it happened, in microseconds since 1970.
    pub(crate) at: Option<i64>,
    pub(crate) outlet: String,
    pub(crate) title: String,
    /// What happened.
    pub(crate) what: String,
    /// The last column: its text, and the number to sort it by.
    pub(crate) last: (String, i64),
}

/// Writes the contents as a table. `last` is the header of the last column.
pub(crate) fn write_contents(
    last: &str,
    lines: &[ContentsLine],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<nav><table class=\"sorted\"><thead><tr><th>Time</th><th>Outlet</th><th>Article</th>\
         <th>What</th><th>{last}</th></tr></thead><tbody>"
    )?;
    for line in lines {
        let at = line.at.map_or_else(String::new, |at| in_words(&time(at)));
        writeln!(
            out,
            "<tr><td data-key=\"{}\">{at}</td><td>{}</td><td dir=\"auto\"><a href=\"#{}\">{}</a></td>\
             <td dir=\"auto\">{}</td><td data-key=\"{}\">{}</td></tr>",
            line.at.unwrap_or(i64::MIN),
            escape(&line.outlet),
            line.target,
            escape(&line.title),
            escape(&line.what),
            line.last.1,
            escape(&line.last.0)
        )?;
    }
    writeln!(out, "</tbody></table></nav>")
}

/// Ends a page.
pub(crate) fn end(footer: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if !footer.is_empty() {
        writeln!(out, "<footer><p class=\"note\">{}</p></footer>", escape(footer))?;
    }
    writeln!(out, "<script>{SCRIPT}</script></body></html>")
}
