//! HTML: one self-contained page with a light and a dark style, readable without color and on
//! paper.

use std::collections::HashMap;
use std::io::{self, Write as _};

use super::text::{
    Mark, MoveNumbers, Paragraph, Shown, Stretch, collides, fact_lines, folded, named, paragraphs,
    safe,
};
use super::{DiffSide, RenderOptions, field_parts, fold_line, hidden_line, summary_of};
use crate::article::public_url;
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
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\
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
        Some(url) => {
            let url = public_url(url);
            format!("<a rel=\"noreferrer\" href=\"{}\">{}</a>", escape(&url), escape(text))
        }
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

/// What becomes of unchanged paragraphs that are not near a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folds<'a> {
    /// A line with their number.
    Lines,
    /// A part of the page that opens. If they do not all fit, a link to a page with the whole text.
    OpenOr(&'a str),
}

/// The columns of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Old and new text in one.
    Inline,
    /// The old text left, the new one right.
    Two,
}

/// Writes the changes of fields and text, for use in a page or a feed entry.
pub(crate) fn write_changes(
    diff: &DocumentDiff<'_>,
    sides: (&DiffSide, &DiffSide),
    options: &RenderOptions,
    anchors: Anchors<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write_fields(diff, out)?;
    let tag = if anchors == Anchors::Named("") { "main" } else { "div" };
    writeln!(out, "<{tag} dir=\"auto\"{}>", lang_of(sides))?;
    write_text(diff, options, anchors, Folds::Lines, Columns::Inline, out)?;
    writeln!(out, "</{tag}>")
}

/// The attribute for the language of the texts.
pub(crate) fn lang_of((from, to): (&DiffSide, &DiffSide)) -> String {
    if to.lang.is_some() { lang(to) } else { lang(from) }
}

/// A field that changed in more places is shown as a whole, old and new.
const MAX_FIELD_PARTS: usize = 60;

/// Writes the fields that changed.
pub(crate) fn write_fields(diff: &DocumentDiff<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    if diff.fields.is_empty() {
        return Ok(());
    }
    writeln!(out, "<dl>")?;
    for field in &diff.fields {
        write!(out, "<dt>{}</dt><dd dir=\"auto\">", field.field.name())?;
        let mut parts: Vec<_> = field_parts(field).collect();
        if parts.len() > MAX_FIELD_PARTS {
            let whole = [(SpanKind::Removed, &field.old), (SpanKind::Added, &field.new)];
            let whole = whole.into_iter().filter_map(|(kind, text)| Some((kind, text.as_deref()?)));
            let gap = |kind| if kind == SpanKind::Added { " " } else { "" };
            parts = whole.map(|(kind, text)| (kind, gap(kind), text)).collect();
        }
        for (kind, gap, text) in parts {
            write!(out, "{gap}")?;
            match kind {
                SpanKind::Equal => write!(out, "{}", escape(text))?,
                SpanKind::Removed => write!(out, "<del>{}</del>", escape(&named(text)))?,
                SpanKind::Added => write!(out, "<ins>{}</ins>", escape(&named(text)))?,
            }
        }
        writeln!(out, "</dd>")?;
    }
    writeln!(out, "</dl>")
}

/// Writes the changed text. Two columns must be in an element with the role of a table.
fn write_text(
    diff: &DocumentDiff<'_>,
    options: &RenderOptions,
    anchors: Anchors<'_>,
    folds: Folds<'_>,
    columns: Columns,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let text = ChangedText { diff, options, anchors, folds, columns, most: usize::MAX };
    text.write_part(1, &|_| String::new(), out).map(drop)
}

/// The changed text, in parts with a maximum number of elements.
pub(crate) struct ChangedText<'a, 't> {
    pub(crate) diff: &'a DocumentDiff<'t>,
    pub(crate) options: &'a RenderOptions,
    pub(crate) anchors: Anchors<'a>,
    pub(crate) folds: Folds<'a>,
    pub(crate) columns: Columns,
    pub(crate) most: usize,
}

impl ChangedText<'_, '_> {
    /// Writes one part, from 1, and returns the number of parts. `address` returns the address of a
    /// part, for links to moved sentences. A part after the last is empty.
    pub(crate) fn write_part(
        &self,
        part: usize,
        address: &dyn Fn(usize) -> String,
        out: &mut dyn io::Write,
    ) -> io::Result<usize> {
        let paragraphs = paragraphs(self.diff, self.options);
        let paragraphs = self.divided(paragraphs);
        let shown = folded(&paragraphs, self.options.context.div_ceil(3));
        let costs: Vec<usize> = shown.iter().map(|one| self.cost(one)).collect();
        // Folds that do not fit are links, also if there are several parts.
        let links = matches!(self.folds, Folds::OpenOr(_))
            && costs.iter().fold(0usize, |sum, cost| sum.saturating_add(*cost)) > self.most;
        let parts = divide(
            shown.iter().zip(&costs).map(|(one, cost)| {
                if links && matches!(one, Shown::Folded(_)) { 2 } else { *cost }
            }),
            self.most,
        );
        let last = parts.last().copied().unwrap_or(1);
        let mut places = HashMap::new();
        for (one, part) in shown.iter().zip(&parts) {
            let Shown::Paragraph(paragraph) = one else { continue };
            for stretch in &paragraph.stretches {
                if let Some(place) = moved_place(stretch.mark) {
                    places.entry(place).or_insert(*part);
                }
            }
        }
        let moves =
            Moves { anchors: self.anchors, numbers: MoveNumbers::default(), places, part, address };
        let mut writer = TextWriter { columns: self.columns, moves, changes: 0, out: Vec::new() };
        for (one, own) in shown.iter().zip(&parts) {
            // Earlier parts are written, too, so that all parts number changes and moves alike.
            self.write_shown(one, links, &mut writer)?;
            if *own == part {
                out.write_all(&writer.out)?;
            }
            writer.out.clear();
            if *own > part {
                break;
            }
        }
        Ok(last)
    }

    /// Divides paragraphs that are longer than a part.
    fn divided<'t>(&self, paragraphs: Vec<Paragraph<'t>>) -> Vec<Paragraph<'t>> {
        let most = self.most.saturating_sub(self.own_elements()).max(STRETCH);
        let mut out = Vec::with_capacity(paragraphs.len());
        for paragraph in paragraphs {
            let changed = paragraph.changed;
            let (mut stretches, mut size) = (Vec::new(), 0);
            for stretch in paragraph.stretches {
                let cost = elements(stretch.mark);
                if size + cost > most {
                    out.push(Paragraph { stretches: std::mem::take(&mut stretches), changed });
                    size = 0;
                }
                size += cost;
                stretches.push(stretch);
            }
            out.push(Paragraph { stretches, changed });
        }
        out
    }

    /// The elements of a paragraph besides those of its stretches.
    fn own_elements(&self) -> usize {
        if self.columns == Columns::Inline { 1 } else { 3 }
    }

    /// The number of elements.
    fn cost(&self, shown: &Shown<'_, '_>) -> usize {
        let of = |paragraph: &Paragraph<'_>| {
            let stretches = paragraph.stretches.iter();
            self.own_elements() + stretches.map(|one| elements(one.mark)).sum::<usize>()
        };
        match shown {
            Shown::Paragraph(paragraph) => of(paragraph),
            Shown::Folded(omitted) => match self.folds {
                Folds::Lines => 1,
                Folds::OpenOr(_) => 2 + omitted.iter().map(of).sum::<usize>(),
            },
        }
    }

    fn write_shown(
        &self,
        shown: &Shown<'_, '_>,
        links: bool,
        writer: &mut TextWriter<'_>,
    ) -> io::Result<()> {
        let omitted = match shown {
            Shown::Paragraph(paragraph) => return writer.paragraph(paragraph),
            Shown::Folded(omitted) => *omitted,
        };
        let line = fold_line(omitted.len(), self.diff, self.options);
        match self.folds {
            Folds::Lines => writeln!(writer.out, "<p class=\"fold\" lang=\"en\">{line}</p>"),
            Folds::OpenOr(address) if links => writeln!(
                writer.out,
                "<p class=\"fold\" lang=\"en\"><a href=\"{}\">{line}</a></p>",
                escape(address)
            ),
            Folds::OpenOr(_) => {
                writeln!(
                    writer.out,
                    "<details class=\"fold\"><summary lang=\"en\">{line}</summary>"
                )?;
                for paragraph in omitted {
                    writer.paragraph(paragraph)?;
                }
                writeln!(writer.out, "</details>")
            }
        }
    }
}

/// Divides items into parts with a maximum number of elements: the part of each, from 1. A larger item
/// is a part of its own.
pub(crate) fn divide(costs: impl Iterator<Item = usize>, most: usize) -> Vec<usize> {
    let (mut part, mut size) = (1, 0usize);
    let next = |cost: usize| {
        if size > 0 && size.saturating_add(cost) > most {
            part += 1;
            size = 0;
        }
        size = size.saturating_add(cost);
        part
    };
    costs.map(next).collect()
}

/// The most elements of a stretch.
const STRETCH: usize = 3;

/// The elements of a stretch.
const fn elements(mark: Mark) -> usize {
    match mark {
        Mark::Equal => 0,
        Mark::Removed | Mark::Added | Mark::Moved(_) => 2,
        Mark::MovedAway(_) => STRETCH,
    }
}

/// The change that moved a sentence, and whether this is its new place.
const fn moved_place(mark: Mark) -> Option<(usize, bool)> {
    match mark {
        Mark::Moved(at) => Some((at, true)),
        Mark::MovedAway(at) => Some((at, false)),
        Mark::Equal | Mark::Removed | Mark::Added => None,
    }
}

/// Writes paragraphs in one or two columns.
struct TextWriter<'a> {
    columns: Columns,
    moves: Moves<'a>,
    /// The changed paragraphs that are written.
    changes: usize,
    out: Vec<u8>,
}

impl TextWriter<'_> {
    fn paragraph(&mut self, paragraph: &Paragraph<'_>) -> io::Result<()> {
        let anchor = match self.moves.anchors {
            Anchors::Named(prefix) if paragraph.changed => {
                self.changes += 1;
                format!(" id=\"{prefix}c{}\" class=\"changed\"", self.changes)
            }
            _ => String::new(),
        };
        if self.columns == Columns::Inline {
            write!(self.out, "<p dir=\"auto\"{anchor}>")?;
            self.stretches(&paragraph.stretches)?;
            return writeln!(self.out, "</p>");
        }
        let anchor = if anchor.is_empty() {
            " class=\"pair\"".to_owned()
        } else {
            anchor.replace("\"changed\"", "\"pair changed\"")
        };
        writeln!(self.out, "<div{anchor}>")?;
        for is_new in [false, true] {
            let other = |mark: Mark| match mark {
                Mark::Equal => false,
                Mark::Removed | Mark::MovedAway(_) => is_new,
                Mark::Added | Mark::Moved(_) => !is_new,
            };
            let own: Vec<Stretch<'_>> =
                paragraph.stretches.iter().filter(|one| !other(one.mark)).copied().collect();
            let name = if is_new { "new" } else { "old" };
            write!(self.out, "<p dir=\"auto\" class=\"{name}\">")?;
            self.stretches(&own)?;
            writeln!(self.out, "</p>")?;
        }
        writeln!(self.out, "</div>")
    }

    fn stretches(&mut self, stretches: &[Stretch<'_>]) -> io::Result<()> {
        let whole = stretches
            .iter()
            .all(|stretch| stretch.mark == Mark::Added || stretch.text.trim().is_empty());
        for (nth, stretch) in stretches.iter().enumerate() {
            let before = nth.checked_sub(1).and_then(|at| stretches.get(at));
            if collides(before, stretch) {
                write!(self.out, " ")?;
            }
            let text = if stretch.mark == Mark::Equal {
                escape(stretch.text)
            } else {
                escape(&named(stretch.text))
            };
            // Screen readers do not announce the elements of changes. A feed has no stylesheet that
            // would hide the words.
            let (removed, added) = match self.moves.anchors {
                Anchors::Named(_) => {
                    ("<span class=\"sr\">removed: </span>", "<span class=\"sr\">added: </span>")
                }
                Anchors::None => ("", ""),
            };
            match stretch.mark {
                Mark::Equal => write!(self.out, "{text}")?,
                Mark::Removed => write!(self.out, "<del>{removed}{text}</del>")?,
                Mark::Added if whole => {
                    write!(self.out, "<ins class=\"whole\">{added}{text}</ins>")?;
                }
                Mark::Added => write!(self.out, "<ins>{added}{text}</ins>")?,
                Mark::Moved(at) => write!(self.out, "{}", self.moves.place(at, true, &text))?,
                Mark::MovedAway(at) => write!(
                    self.out,
                    "<del class=\"away\">{}</del>",
                    self.moves.place(at, false, &text)
                )?,
            }
        }
        Ok(())
    }
}

/// The places of moved sentences.
struct Moves<'a> {
    anchors: Anchors<'a>,
    numbers: MoveNumbers,
    /// The part of each place.
    places: HashMap<(usize, bool), usize>,
    /// The part that is written.
    part: usize,
    address: &'a dyn Fn(usize) -> String,
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
                let part = self.places.get(&(change, !is_here)).copied().unwrap_or(self.part);
                let page =
                    if part == self.part { String::new() } else { escape(&(self.address)(part)) };
                format!(
                    "<a{id} href=\"{page}#{other}\" class=\"moved\" title=\"{title}\">{shown}</a>"
                )
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
