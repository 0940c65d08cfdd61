//! A history for people: a block of lines a version.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::diff::with_fields;
use super::version::{marks_text, redaction_line, size_text};
use super::{counted, paint};
use crate::article::Timestamp;
use crate::history::History;
use crate::store::ChangeRow;

/// One version's change against the one before, in words.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// The summary line of the body's diff; empty for the first version.
    pub summary: String,
    /// The fields that changed beside it.
    pub fields: Vec<&'static str>,
    /// The diff itself, rendered, where it was asked for.
    pub diff: Vec<u8>,
}

impl Step {
    /// The summary with the fields.
    fn line(&self) -> String {
        with_fields(&self.summary, &self.fields)
    }
}

/// Writes one change of the catalog's stream: its time and version, its article, what it did.
pub fn write_change(
    row: &ChangeRow,
    step: &Step,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let at = row.change.at.map_or_else(|| "time unknown".to_owned(), super::time);
    let silent = if row.change.silent {
        format!("  {}", paint(color, NOTE, "[silent edit]"))
    } else {
        String::new()
    };
    let version = format!("{} {}", row.change.ordinal, row.id.short());
    let version = paint(color, ORDINAL, &version);
    writeln!(out, "{at}  article {}, version {version}{silent}", row.article)?;
    let title = row.title.as_deref().unwrap_or("(no headline)");
    writeln!(out, "    {}", paint(color, bold, title))?;
    writeln!(out, "    {}", paint(color, dim, &row.url))?;
    if step.diff.is_empty() {
        return writeln!(out, "    {}", step.line());
    }
    writeln!(out)?;
    out.write_all(&step.diff)
}

/// How a version's ordinal is set, and a note on it.
const ORDINAL: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const NOTE: Style = AnsiColor::Magenta.on_default().effects(Effects::BOLD);

/// Writes the head of a history: the headline, the URLs, the counts.
pub fn write_head(
    history: &History,
    urls: &[String],
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let versions = history.versions();
    let title = versions.iter().rev().find_map(|version| version.title.as_deref());
    writeln!(out, "{}", paint(color, bold, title.unwrap_or("(no headline)")))?;
    for url in urls {
        writeln!(out, "{}", paint(color, dim, url))?;
    }
    let captures: usize = versions.iter().map(|version| version.captures.len()).sum();
    let mut counts =
        vec![counted(versions.len() as i64, "version"), counted(captures as i64, "capture")];
    for (count, noun) in [(history.silent_edits(), "silent edit"), (history.returns(), "return")] {
        if count > 0 {
            counts.push(counted(count as i64, noun));
        }
    }
    let article = versions.first().map_or(0, |version| version.article.0);
    writeln!(out, "article {article}: {}", counts.join(", "))
}

/// Writes one version's lines.
pub fn write_version(
    history: &History,
    index: usize,
    step: &Step,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(version) = history.versions().get(index) else { return Ok(()) };
    let marks = marks_text(history.marks(index));
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!("  {}", paint(color, NOTE, &format!("[{}]", marks.join(", "))))
    };
    writeln!(out)?;
    writeln!(
        out,
        "{}  {}{marks}",
        paint(color, ORDINAL, &format!("{} {}", index + 1, version.id.short())),
        size_text(version),
    )?;
    let clock = |stamp: Option<&Timestamp>| stamp.map(Timestamp::display);
    let mut seen = version.captured();
    let captured = match (seen.next(), seen.next_back()) {
        (Some(first), Some(last)) => Some(format!("{}, last {}", first.display(), last.display())),
        (first, _) => first.map(Timestamp::display),
    };
    for (name, time) in [
        ("published", clock(version.published.as_ref())),
        ("updated", clock(version.updated.as_ref())),
        ("captured", captured),
    ] {
        if let Some(time) = time {
            writeln!(out, "    {name:<9} {time}")?;
        }
    }
    if let Some(redaction) = &version.redacted {
        writeln!(out, "    redacted  {}", super::safe_line(&redaction_line(redaction)))?;
    }
    let before = index.checked_sub(1).and_then(|before| history.versions().get(before));
    if let Some(title) = &version.title
        && before.is_none_or(|before| before.title.as_ref() != Some(title))
    {
        writeln!(out, "    headline  {}", super::safe_line(title))?;
    }
    if before.is_some() && step.diff.is_empty() {
        writeln!(out, "    change    {}", step.line())?;
    }
    if !step.diff.is_empty() {
        writeln!(out)?;
        out.write_all(&step.diff)?;
    }
    Ok(())
}
