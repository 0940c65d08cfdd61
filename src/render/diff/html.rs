//! HTML: one self-contained page with a light and a dark style, readable without color and on
//! paper.

use std::collections::HashSet;
use std::io;

use super::text::{Mark, Shown, collides, folded, named, paragraphs, safe};
use super::{DiffSide, RenderOptions, fold_line, hidden_line, summary_of};
use crate::diff::{DocumentDiff, SpanKind};

pub(crate) const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
header,dl,.fold{font-family:system-ui,sans-serif;font-size:.875rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}\
del{background:#fdd;color:#600;text-decoration:line-through}\
ins{background:#dfd;color:#040;text-decoration:underline}ins.whole{text-decoration:none}\
.moved{background:#def;color:#036;text-decoration:none;border-bottom:1px dashed}\
.away{opacity:.75}.fold{opacity:.7;text-align:center}p{white-space:pre-wrap}\
@media(prefers-color-scheme:dark){del{background:#511;color:#fcc}ins{background:#142;color:#cfc}\
.moved{background:#134;color:#cdf}}\
@media print{body{max-width:none;margin:0}del,ins,.moved{background:none;color:inherit}}";

/// Writes a self-contained page: no scripts, no fonts, no images.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let title = to.title.as_deref().or(from.title.as_deref()).unwrap_or("Diff");
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>What changed in {}</title><style>{STYLE}</style></head>\n<body>",
        escape(title)
    )?;
    write_head(diff, from, to, options, out)?;
    write_changes(diff, options, Anchors::Pair, out)?;
    writeln!(out, "</body></html>")
}

/// Writes the header: what is compared, and the summary of the change.
pub(crate) fn write_head(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let title = to.title.as_deref().or(from.title.as_deref()).unwrap_or("Diff");
    let url = to.url.as_deref().or(from.url.as_deref());
    // Only URLs of the web become links.
    let web = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    match web {
        Some(url) => writeln!(
            out,
            "<header><h1 dir=\"auto\"><a href=\"{}\">{}</a></h1>",
            escape(url),
            escape(title)
        )?,
        None => writeln!(out, "<header><h1 dir=\"auto\">{}</h1>", escape(title))?,
    }
    if let Some(outlet) = web.and_then(|url| url.split('/').nth(2)) {
        writeln!(out, "<p>{}</p>", escape(outlet.trim_start_matches("www.")))?;
    }
    for (sign, side) in [("−", from), ("+", to)] {
        let seen = |name: &'static str| if name == "captured" { "seen" } else { name };
        let known: Vec<String> = side
            .known()
            .filter(|(name, _)| !matches!(*name, "title" | "url" | "id" | "ordinal"))
            .map(|(name, value)| match name {
                "label" => escape(value),
                name => format!("{} {}", seen(name), escape(value)),
            })
            .collect();
        writeln!(out, "<p>{sign} {}</p>", known.join(", "))?;
    }
    writeln!(out, "<p><strong>{}</strong></p>", escape(&summary_of(diff, options)))?;
    if let Some(hidden) = hidden_line(diff, options) {
        writeln!(out, "<p>{hidden}</p>")?;
    }
    writeln!(out, "</header>")
}

/// Whether the two places of a moved sentence link to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchors {
    /// They do. The diff must be the only one on its page.
    Pair,
    /// They do not. Other diffs may be on the same page.
    None,
}

/// Writes the changes of fields and text, for use in a page or a feed entry.
pub(crate) fn write_changes(
    diff: &DocumentDiff<'_>,
    options: &RenderOptions,
    anchors: Anchors,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if !diff.fields.is_empty() {
        writeln!(out, "<dl>")?;
        for field in &diff.fields {
            write!(out, "<dt>{}</dt><dd>", field.field.name())?;
            let mut removed = false;
            for span in &field.spans {
                if removed && span.kind == SpanKind::Added {
                    write!(out, " ")?;
                }
                removed = span.kind == SpanKind::Removed;
                let old = span.old.of(field.old.as_deref().unwrap_or_default());
                let new = span.new.of(field.new.as_deref().unwrap_or_default());
                match span.kind {
                    SpanKind::Equal => write!(out, "{}", escape(new))?,
                    SpanKind::Removed => write!(out, "<del>{}</del>", escape(&named(old)))?,
                    SpanKind::Added => write!(out, "<ins>{}</ins>", escape(&named(new)))?,
                }
            }
            writeln!(out, "</dd>")?;
        }
        writeln!(out, "</dl>")?;
    }
    let main = if anchors == Anchors::Pair { "main" } else { "div" };
    writeln!(out, "<{main} dir=\"auto\">")?;
    let paragraphs = paragraphs(diff, options);
    // A moved and edited sentence consists of several stretches; the first one has the id.
    let mut ids = HashSet::new();
    for shown in folded(&paragraphs, options.context.div_ceil(3)) {
        match shown {
            Shown::Folded(count) => {
                writeln!(out, "<p class=\"fold\">{}</p>", fold_line(count, diff, options))?;
            }
            Shown::Paragraph(paragraph) => {
                write!(out, "<p dir=\"auto\">")?;
                let whole = paragraph
                    .stretches
                    .iter()
                    .all(|stretch| stretch.mark == Mark::Added || stretch.text.trim().is_empty());
                for (nth, stretch) in paragraph.stretches.iter().enumerate() {
                    let before = nth.checked_sub(1).and_then(|at| paragraph.stretches.get(at));
                    if collides(before, stretch) {
                        write!(out, " ")?;
                    }
                    let text = if stretch.mark == Mark::Equal {
                        escape(stretch.text)
                    } else {
                        escape(&named(stretch.text))
                    };
                    let mut place = |at: usize, this: &str, other: &str| {
                        if anchors == Anchors::None {
                            return String::new();
                        }
                        let name = format!("{this}{at}");
                        let id = if ids.contains(&name) {
                            String::new()
                        } else {
                            format!(" id=\"{name}\"")
                        };
                        ids.insert(name);
                        format!("{id} href=\"#{other}{at}\"")
                    };
                    match stretch.mark {
                        Mark::Equal => write!(out, "{text}")?,
                        Mark::Removed => write!(out, "<del>{text}</del>")?,
                        Mark::Added if whole => write!(out, "<ins class=\"whole\">{text}</ins>")?,
                        Mark::Added => write!(out, "<ins>{text}</ins>")?,
                        Mark::Moved(at) => write!(
                            out,
                            "<a{} class=\"moved\" title=\"moved here\">{text}</a>",
                            place(at, "to", "from")
                        )?,
                        Mark::MovedAway(at) => write!(
                            out,
                            "<del class=\"away\"><a{} class=\"moved\" title=\"moved away\">{text}</a></del>",
                            place(at, "from", "to")
                        )?,
                    }
                }
                writeln!(out, "</p>")?;
            }
        }
    }
    writeln!(out, "</{main}>")
}

/// Escapes text for HTML, in an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Noncharacters, which HTML does not allow.
            c if matches!(c, '\u{FDD0}'..='\u{FDEF}') || c as u32 & 0xFFFE == 0xFFFE => {
                out.push('\u{FFFD}');
            }
            c => out.push(c),
        }
    }
    out
}
