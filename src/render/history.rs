//! The history of an article as text: one block of lines per state.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::compare::kind_text;
use super::diff::with_fields;
use super::version::{redaction_line, size_text};
use super::{counted, paint};
use crate::article::{CaptureKind, public_url};
use crate::store::ChangeRow;
use crate::timeline::{ClaimFit, Timeline};

/// The change from the text before to this one.
#[derive(Clone, Debug, Default)]
pub struct ChangeLine {
    /// The summary line of the body's diff; empty for the first version.
    pub summary: String,
    /// The other fields that changed.
    pub fields: Vec<&'static str>,
    /// The rendered diff, if it was requested.
    pub diff: Vec<u8>,
}

impl ChangeLine {
    /// The summary with the fields.
    fn line(&self) -> String {
        with_fields(&self.summary, &self.fields)
    }
}

/// Writes one change: its time and version, its article, the catalog if there are several, and what
/// changed.
pub fn write_change(
    row: &ChangeRow,
    catalog: Option<&str>,
    step: &ChangeLine,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let at = super::effective(&row.state.effective).unwrap_or_else(|| "unknown time".to_owned());
    let redacted = after_redacted(row.change.after_redacted);
    let notes: Vec<&str> = [
        (row.state.kind != CaptureKind::Page, kind_text(row.state.kind)),
        (row.change.silent, "silent edit"),
        (row.state.returns_to.is_some(), "returned to an earlier text"),
        (row.state.order.is_unknown(), "order unknown"),
    ]
    .into_iter()
    .filter_map(|(is, note)| is.then_some(note))
    .chain(redacted.as_deref())
    .collect();
    let notes = bracketed(&notes.join(", "), color);
    let version = format!("{} {}", row.state.ordinal, row.id.short());
    let version = paint(color, ORDINAL, &version);
    writeln!(out, "{at}  article {}, version {version}{notes}", row.article)?;
    let title = row.title.as_deref().unwrap_or("(no title)");
    writeln!(out, "    {}", paint(color, bold, title))?;
    writeln!(out, "    {}", paint(color, dim, &public_url(&row.url)))?;
    if let Some(catalog) = catalog {
        writeln!(out, "    {}", paint(color, dim, &super::safe_line(catalog)))?;
    }
    if step.diff.is_empty() {
        return writeln!(out, "    {}", step.line());
    }
    writeln!(out)?;
    out.write_all(&step.diff)
}

/// The styles of a version's ordinal, and of notes on it.
const ORDINAL: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const NOTE: Style = AnsiColor::Magenta.on_default().effects(Effects::BOLD);

/// Formats the notes that follow a version's name, if there are any.
fn bracketed(notes: &str, color: bool) -> String {
    if notes.is_empty() {
        return String::new();
    }
    format!("  {}", paint(color, NOTE, &format!("[{notes}]")))
}

/// Writes the header of a history: the title, the URLs and the counts.
pub fn write_head(
    history: &Timeline,
    urls: &[String],
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let versions = history.versions();
    // The current title; if there is none, the last one.
    let current = history.current().and_then(|current| versions.get(current));
    let mut titles = current.into_iter().chain(versions.iter().rev());
    let title = titles.find_map(|version| version.title.as_deref());
    writeln!(out, "{}", paint(color, bold, title.unwrap_or("(no title)")))?;
    for url in urls {
        writeln!(out, "{}", paint(color, dim, &public_url(url)))?;
    }
    let captures: usize = versions.iter().map(|version| version.captures.len()).sum();
    let mut counts =
        vec![counted(versions.len() as i64, "version"), counted(captures as i64, "capture")];
    let replaced = versions.len() - history.current_readings();
    for (count, noun) in [
        (replaced, "replaced reading"),
        (history.silent_edits(), "silent edit"),
        (history.returns(), "return"),
    ] {
        if count > 0 {
            counts.push(counted(count as i64, noun));
        }
    }
    let article = versions.first().map_or(0, |version| version.article.0);
    writeln!(out, "article {article}: {}", counts.join(", "))
}

/// Notes that redacted versions may have made a part of a change, or all of it.
pub fn after_redacted(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("after a redacted version".to_owned()),
        count => Some(format!("after {count} redacted versions")),
    }
}

/// Returns notes on a state's place in the timeline.
pub fn state_notes(timeline: &Timeline, index: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let Some(state) = timeline.states().get(index) else { return notes };
    if state.kind != CaptureKind::Page {
        notes.push(kind_text(state.kind).to_owned());
    }
    if state.is_silent() {
        notes.push("silent edit".to_owned());
    }
    let earlier = state.returns_to.and_then(|earlier| timeline.states().get(earlier));
    if let Some(earlier) = earlier {
        notes.push(format!("returns to {}", earlier.version + 1));
    }
    if state.read_differently {
        notes.push("read differently".to_owned());
    }
    if state.is_order_unknown() {
        notes.push("order unknown".to_owned());
    }
    if timeline.version_of(state).is_some_and(|version| version.redacted.is_some()) {
        notes.push("redacted".to_owned());
    }
    notes.extend(after_redacted(state.after_redacted));
    notes
}

/// Writes one state on one line: its time, version, change and title.
pub fn write_state_line(
    timeline: &Timeline,
    index: usize,
    step: &ChangeLine,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(state) = timeline.states().get(index) else { return Ok(()) };
    let Some(version) = timeline.version_of(state) else { return Ok(()) };
    let notes = bracketed(&state_notes(timeline, index).join(", "), color);
    let name = format!("{} {}", state.version + 1, version.id.short());
    let at = super::effective(&state.effective).unwrap_or_else(|| "unknown time".to_owned());
    let change = match timeline.base_of(state) {
        Some(_) => step.line(),
        None => super::safe_line(version.title.as_deref().unwrap_or("(no title)")),
    };
    writeln!(out, "{}  {at}  {change}{notes}", paint(color, ORDINAL, &name))?;
    if step.diff.is_empty() {
        return Ok(());
    }
    out.write_all(b"    ")?;
    out.write_all(&step.diff)
}

/// Writes looks: requests that did not return the page. Each line begins a paragraph, unless
/// `on_one_line`.
pub fn write_looks(
    lines: &[String],
    on_one_line: bool,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for line in lines {
        if !on_one_line {
            writeln!(out)?;
        }
        writeln!(out, "{} {line}", paint(color, NOTE, "looked"))?;
    }
    Ok(())
}

/// Writes the lines of one state.
pub fn write_state(
    timeline: &Timeline,
    index: usize,
    step: &ChangeLine,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(state) = timeline.states().get(index) else { return Ok(()) };
    let Some(version) = timeline.version_of(state) else { return Ok(()) };
    let notes = bracketed(&state_notes(timeline, index).join(", "), color);
    let is_again = timeline.first_state(state.version) != Some(index);
    let ordinal = state.version + 1;
    let name = if is_again {
        format!("@{} version {ordinal} again", index + 1)
    } else {
        format!("{ordinal} {}", version.id.short())
    };
    let size = if is_again {
        counted(state.captures.len() as i64, "capture")
    } else {
        size_text(version, state.captures.len())
    };
    writeln!(out)?;
    writeln!(out, "{}  {size}{notes}", paint(color, ORDINAL, &name))?;
    let mut line =
        |name: &str, text: &str| writeln!(out, "    {name:<9} {}", super::safe_line(text));
    if !is_again {
        for (name, claim) in [("published", &version.published), ("updated", &version.updated)] {
            if let Some(claim) = claim {
                line(name, &claim.display())?;
            }
        }
    }
    let mut seen = timeline.captures(state).filter_map(|capture| capture.captured.as_ref());
    let by_file = if state.is_weak { " (file time)" } else { "" };
    match (seen.next(), seen.next_back()) {
        (Some(first), Some(last)) if state.seen.is_some() => {
            line("captured", &format!("{}, last {}{by_file}", first.display(), last.display()))?;
        }
        (Some(first), _) if state.seen.is_some() => {
            line("captured", &format!("{}{by_file}", first.display()))?;
        }
        (Some(first), _) => {
            line("file time", &format!("{}, which contradicts other times", first.display()))?;
        }
        _ => {}
    }
    // If the publisher's claim does not date the change, only the observations around it do.
    let (before, after) = timeline.around(index);
    let times = before.zip(after).and_then(|((_, before), (_, after))| {
        before.captured.as_ref().zip(after.captured.as_ref())
    });
    if let Some((before, after)) = times.filter(|_| state.claim != ClaimFit::Between)
        && state.base.is_some()
    {
        let between = format!("not between {} and {}", before.display(), after.display());
        line("observed", &between)?;
    }
    if state.is_order_unknown() {
        line("order", "unknown: it may be earlier than the version above")?;
    }
    if let Some(redaction) = &version.redacted {
        line("redacted", &redaction_line(redaction))?;
    }
    let base = timeline.base_of(state);
    if let Some(title) = &version.title
        && base.as_ref().is_none_or(|base| base.title.as_ref() != Some(title))
    {
        line("title", title)?;
    }
    if base.is_some() && step.diff.is_empty() {
        line("change", &step.line())?;
    }
    if !step.diff.is_empty() {
        writeln!(out)?;
        out.write_all(&step.diff)?;
    }
    Ok(())
}
