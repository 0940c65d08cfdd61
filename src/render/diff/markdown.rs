//! Markdown: the changes struck through and in bold, for an issue or a message.

use std::io;

use super::text::{
    Mark, MoveNumbers, Shown, collides, fact_lines, folded, named, paragraphs, safe,
};
use super::{DiffSide, RenderOptions, field_parts, hidden_line, summary_of};
use crate::diff::{DocumentDiff, SpanKind};

/// Writes Markdown: `~~removed~~`, `**added**`, *moved* in italics with the number of the move.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if let Some(title) = to.title.as_deref().or(from.title.as_deref()) {
        writeln!(out, "## {}\n", escape(title))?;
    }
    writeln!(out, "{} → {}\n", escape(from.name()), escape(to.name()))?;
    write_changes(diff, options, out)
}

/// Writes the summary and the changes, for use in a page.
pub(crate) fn write_changes(
    diff: &DocumentDiff<'_>,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out, "{}\n", escape(&summary_of(diff, options)))?;
    if let Some(hidden) = hidden_line(diff, options) {
        writeln!(out, "{hidden}\n")?;
    }
    let facts = fact_lines(diff, options);
    for fact in &facts {
        write!(out, "- {}: ", fact.class.name())?;
        for (mark, words, after) in [("~~", &fact.old, " → "), ("**", &fact.new, "")] {
            match words {
                Some(words) => wrapped(mark, words, out)?,
                None => write!(out, "∅")?,
            }
            write!(out, "{after}")?;
        }
        writeln!(out, "{}", fact.times())?;
    }
    if !facts.is_empty() {
        writeln!(out)?;
    }
    for field in &diff.fields {
        write!(out, "- **{}**: ", field.field.name())?;
        for (kind, gap, text) in field_parts(field) {
            write!(out, "{gap}")?;
            match kind {
                SpanKind::Equal => write!(out, "{}", escape(text))?,
                SpanKind::Removed => wrapped("~~", text, out)?,
                SpanKind::Added => wrapped("**", text, out)?,
            }
        }
        writeln!(out)?;
    }
    if !diff.fields.is_empty() {
        writeln!(out)?;
    }
    if diff.body.is_empty() {
        return Ok(());
    }
    let mut numbers = MoveNumbers::default();
    for shown in folded(&paragraphs(diff, options), 0) {
        match shown {
            Shown::Folded(_) => writeln!(out, "…\n")?,
            Shown::Paragraph(paragraph) => {
                for (at, stretch) in paragraph.stretches.iter().enumerate() {
                    let before = at.checked_sub(1).and_then(|at| paragraph.stretches.get(at));
                    if collides(before, stretch) {
                        write!(out, " ")?;
                    }
                    match stretch.mark {
                        Mark::Equal if at == 0 => write!(out, "{}", line(stretch.text))?,
                        Mark::Equal => write!(out, "{}", escape(stretch.text))?,
                        Mark::Removed => wrapped("~~", stretch.text, out)?,
                        Mark::Added => wrapped("**", stretch.text, out)?,
                        Mark::Moved(change) => {
                            write_number(numbers.next(change, true), out)?;
                            wrapped("_", stretch.text, out)?;
                        }
                        Mark::MovedAway(change) => {
                            write_number(numbers.next(change, false), out)?;
                            wrapped("~~_", stretch.text, out)?;
                        }
                    }
                }
                writeln!(out, "\n")?;
            }
        }
    }
    Ok(())
}

/// Writes the number of a move before the first stretch of its place.
fn write_number((number, first): (usize, bool), out: &mut dyn io::Write) -> io::Result<()> {
    if first { write!(out, "({number}) ") } else { Ok(()) }
}

/// Writes text between marks. Marks work only next to the words, so white space stays outside.
fn wrapped(mark: &str, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let inner = text.trim();
    if inner.is_empty() {
        return write!(out, "{text}");
    }
    let start = text.len() - text.trim_start().len();
    let (before, after) = (&text[..start], &text[start + inner.len()..]);
    let close: String = mark.chars().rev().collect();
    write!(out, "{before}{mark}{}{close}{after}", escape(&named(inner)))
}

/// Escapes text as a paragraph, so that its beginning does not make it a heading, a list or code.
pub(crate) fn line(text: &str) -> String {
    let text = escape(text.trim_start());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match (text.get(digits..digits + 1), text.chars().next()) {
        (Some(mark @ ("." | ")")), _) if digits > 0 => {
            format!("{}\\{mark}{}", &text[..digits], &text[digits + 1..])
        }
        (_, Some('-' | '+' | '=')) => format!("\\{text}"),
        _ => text,
    }
}

/// Escapes text inside a line, so that no character is a mark.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
