//! HTML: one self-contained page with a light and a dark style, readable without color and on
//! paper.

use std::io;

use super::text::{
    Mark, MoveNumbers, Shown, collides, fact_lines, folded, named, paragraphs, safe,
};
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
.moved sup{text-decoration:none;padding-right:.15em}.away{opacity:.75}\
.facts{padding-left:1.2rem}.facts li{overflow-wrap:anywhere}h1,h2,dd{overflow-wrap:anywhere}.silent{color:#a40}\
header p{margin:.3rem 0}main p,div p{overflow-wrap:anywhere}.fold{opacity:.7;text-align:center}p{white-space:pre-wrap}\
@media(prefers-color-scheme:dark){del{background:#511;color:#fcc}ins{background:#142;color:#cfc}\
.moved{background:#134;color:#cdf}.silent{color:#fb6}}\
@media print{body{max-width:none;margin:0}del,ins,.moved{background:none;color:inherit}}";

/// Writes a self-contained page: no scripts, no fonts, no images.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>What changed in {}</title><style>{STYLE}</style></head>\n<body>",
        escape(title_of(from, to))
    )?;
    write_head(diff, (from, to), Heading::Page, options, out)?;
    write_changes(diff, (from, to), options, Anchors::Named(""), out)?;
    writeln!(out, "</body></html>")
}

/// The title of the new side, otherwise of the old one.
pub(crate) fn title_of<'s>(from: &'s DiffSide, to: &'s DiffSide) -> &'s str {
    to.title.as_deref().or(from.title.as_deref()).unwrap_or("(no title)")
}

/// Whether a URL is one of the web: no other becomes a link.
pub(crate) fn is_web(url: &str) -> bool {
    let starts = |scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("https://") || starts("http://")
}

/// A link to a URL of the web, otherwise only the text.
pub(crate) fn link(url: Option<&str>, text: &str) -> String {
    match url.filter(|url| is_web(url)) {
        Some(url) => format!("<a rel=\"noreferrer\" href=\"{}\">{}</a>", escape(url), escape(text)),
        None => escape(text),
    }
}

/// The attribute for the language of a text.
fn lang(side: &DiffSide) -> String {
    side.lang.as_deref().map_or_else(String::new, |lang| format!(" lang=\"{}\"", escape(lang)))
}

/// The heading of a diff: on its own page, or below the heading of a page with several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    Page,
    Part,
}

/// Writes the header: the article, what is compared, the summary, and the facts that changed.
pub(crate) fn write_head(
    diff: &DocumentDiff<'_>,
    (from, to): (&DiffSide, &DiffSide),
    heading: Heading,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let seen = to.url.as_deref().or(from.url.as_deref());
    let url = to.article_url.as_deref().or(seen);
    let level = if heading == Heading::Page { "h1" } else { "h2" };
    writeln!(
        out,
        "<header><{level} dir=\"auto\"{}>{}</{level}>",
        lang(to),
        link(url, title_of(from, to))
    )?;
    let host = url.filter(|url| is_web(url)).and_then(|url| url.split('/').nth(2));
    let outlet = to.outlet.as_deref().or(host.map(|host| host.trim_start_matches("www.")));
    let silent = match to.silent {
        Some(true) => Some(
            "<strong class=\"silent\">silent edit</strong>: no time of the publisher \
             is between the two observations",
        ),
        Some(false) => Some("not a silent edit"),
        None => None,
    };
    let about: Vec<String> =
        outlet.map(escape).into_iter().chain(silent.map(str::to_owned)).collect();
    if !about.is_empty() {
        writeln!(out, "<p>{}</p>", about.join(" · "))?;
    }
    write_sides((from, to), out)?;
    writeln!(out, "<p><strong>{}</strong></p>", escape(&summary_of(diff, options)))?;
    if let Some(hidden) = hidden_line(diff, options) {
        writeln!(out, "<p>{hidden}</p>")?;
    }
    write_facts(diff, options, out)?;
    writeln!(out, "</header>")
}

/// Writes the two sides, with their times and links to what was seen.
pub(crate) fn write_sides(
    (from, to): (&DiffSide, &DiffSide),
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for (sign, side) in [("−", from), ("+", to)] {
        writeln!(out, "<p>{sign} {}</p>", side_line(side))?;
    }
    Ok(())
}

/// The times of a side, with a link to what was seen.
fn side_line(side: &DiffSide) -> String {
    let known =
        side.known().filter(|(name, _)| !matches!(*name, "title" | "url" | "id" | "ordinal"));
    let known = known.map(|(name, value)| match name {
        "label" => escape(value),
        "captured" => format!("seen {}", link(side.url.as_deref(), value)),
        name => format!("{name} {}", escape(value)),
    });
    known.collect::<Vec<_>>().join(", ")
}

/// Writes the facts that changed in edited sentences, each once.
pub(crate) fn write_facts(
    diff: &DocumentDiff<'_>,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lines = fact_lines(diff, options);
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "<ul class=\"facts\">")?;
    for line in lines {
        let side = |tag: &str, words: &Option<String>| match words {
            Some(words) => format!("<{tag}>{}</{tag}>", escape(words)),
            None => "∅".to_owned(),
        };
        writeln!(
            out,
            "<li dir=\"auto\">{}: {} → {}{}</li>",
            line.class.name(),
            side("del", &line.old),
            side("ins", &line.new),
            line.times()
        )?;
    }
    writeln!(out, "</ul>")
}

/// How the two places of a moved sentence refer to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchors<'a> {
    /// By links. The names begin with this, which is different for each diff on a page.
    Named(&'a str),
    /// By their number only.
    None,
}

/// Writes the changes of fields and text, for use in a page or a feed entry.
pub(crate) fn write_changes(
    diff: &DocumentDiff<'_>,
    (from, to): (&DiffSide, &DiffSide),
    options: &RenderOptions,
    anchors: Anchors<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if !diff.fields.is_empty() {
        writeln!(out, "<dl>")?;
        for field in &diff.fields {
            write!(out, "<dt>{}</dt><dd dir=\"auto\">", field.field.name())?;
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
    let main = if anchors == Anchors::Named("") { "main" } else { "div" };
    let lang = if to.lang.is_some() { lang(to) } else { lang(from) };
    writeln!(out, "<{main} dir=\"auto\"{lang}>")?;
    let paragraphs = paragraphs(diff, options);
    let mut moves = Moves { anchors, numbers: MoveNumbers::default() };
    for shown in folded(&paragraphs, options.context.div_ceil(3)) {
        match shown {
            Shown::Folded(count) => {
                let line = fold_line(count, diff, options);
                writeln!(out, "<p class=\"fold\" lang=\"en\">{line}</p>")?;
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
                    match stretch.mark {
                        Mark::Equal => write!(out, "{text}")?,
                        Mark::Removed => write!(out, "<del>{text}</del>")?,
                        Mark::Added if whole => write!(out, "<ins class=\"whole\">{text}</ins>")?,
                        Mark::Added => write!(out, "<ins>{text}</ins>")?,
                        Mark::Moved(at) => write!(out, "{}", moves.place(at, true, &text))?,
                        Mark::MovedAway(at) => {
                            write!(
                                out,
                                "<del class=\"away\">{}</del>",
                                moves.place(at, false, &text)
                            )?;
                        }
                    }
                }
                writeln!(out, "</p>")?;
            }
        }
    }
    writeln!(out, "</{main}>")
}

/// The places of moved sentences.
struct Moves<'a> {
    anchors: Anchors<'a>,
    numbers: MoveNumbers,
}

impl Moves<'_> {
    /// One place of a moved sentence, with its number and a link to the other place.
    fn place(&mut self, change: usize, is_here: bool, text: &str) -> String {
        let (number, is_first) = self.numbers.next(change, is_here);
        let (this, other, title) =
            if is_here { ("to", "from", "moved here") } else { ("from", "to", "moved away") };
        let name = |place: &str, prefix: &str| format!("{prefix}{place}{number}");
        let shown = if is_first { format!("<sup>{number}</sup>{text}") } else { text.to_owned() };
        match self.anchors {
            Anchors::None => format!("<span class=\"moved\" title=\"{title}\">{shown}</span>"),
            Anchors::Named(prefix) => {
                let id = if is_first {
                    format!(" id=\"{}\"", name(this, prefix))
                } else {
                    String::new()
                };
                let other = name(other, prefix);
                format!("<a{id} href=\"#{other}\" class=\"moved\" title=\"{title}\">{shown}</a>")
            }
        }
    }
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
