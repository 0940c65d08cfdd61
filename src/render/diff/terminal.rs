//! Terminal: the text with its changes in color or between marks, without unchanged paragraphs.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::text::{Mark, Shown, fact_lines, folded, named, paragraphs, safe, safe_line};
use super::{DiffSide, RenderOptions, fold_line, summary_and_hidden};
use crate::diff::{DocumentDiff, FieldChange, SpanKind};

const REMOVED: Style = AnsiColor::Red.on_default().effects(Effects::STRIKETHROUGH);
const ADDED: Style = AnsiColor::Green.on_default();
const MOVED: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().effects(Effects::DIMMED);
const BOLD: Style = Style::new().effects(Effects::BOLD);

/// Writes the diff for a person at a terminal.
///
/// Control characters in the texts never reach the terminal. Without color, changes have the marks
/// of wdiff, `[-…-]{+…+}`, with `[~…~]` for text that was moved here and `[<…<]` for text that was
/// moved away.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let paint = Paint { color: options.color };
    header(&paint, '-', from, out)?;
    if from.title != to.title {
        write_title(from, out)?;
    }
    header(&paint, '+', to, out)?;
    write_title(to, out)?;
    paint.write(BOLD, ("", &summary_and_hidden(diff, options), ""), out)?;
    writeln!(out)?;
    for field in &diff.fields {
        write_field(&paint, field, out)?;
    }
    if diff.body.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let paragraphs = paragraphs(diff, options);
    // Three lines of context in a unified diff correspond to one paragraph here.
    for shown in folded(&paragraphs, options.context.div_ceil(3).saturating_sub(1)) {
        match shown {
            Shown::Folded(omitted) => {
                paint.write(DIM, ("", &fold_line(omitted.len(), diff, options), ""), out)?;
                writeln!(out, "\n")?;
            }
            Shown::Paragraph(paragraph) => {
                // Join adjacent stretches with the same mark.
                for group in paragraph.stretches.chunk_by(|a, b| a.mark == b.mark) {
                    let Some(mark) = group.first().map(|stretch| stretch.mark) else { continue };
                    let text: String = group.iter().map(|stretch| stretch.text).collect();
                    match mark {
                        Mark::Equal => write!(out, "{}", safe(&text))?,
                        Mark::Removed => paint.write(REMOVED, ("[-", &text, "-]"), out)?,
                        Mark::Added => paint.write(ADDED, ("{+", &text, "+}"), out)?,
                        Mark::Moved(_) => paint.write(MOVED, ("[~", &text, "~]"), out)?,
                        Mark::MovedAway(_) => {
                            let style = MOVED.effects(Effects::STRIKETHROUGH);
                            paint.write(style, ("[<", &text, "<]"), out)?;
                        }
                    }
                }
                writeln!(out, "\n")?;
            }
        }
    }
    notes(&paint, diff, options, out)
}

/// Writes the facts that changed, one per line.
fn notes(
    paint: &Paint,
    diff: &DocumentDiff<'_>,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for line in fact_lines(diff, options) {
        let side = |words: &Option<String>| words.clone().unwrap_or_else(|| "∅".to_owned());
        let (class, old, new) = (line.class.name(), side(&line.old), side(&line.new));
        paint.write(DIM, ("", &format!("{class}: {old} → {new}{}", line.times()), ""), out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn header(paint: &Paint, sign: char, side: &DiffSide, out: &mut dyn io::Write) -> io::Result<()> {
    let style =
        if sign == '-' { REMOVED.effects(Effects::BOLD) } else { ADDED.effects(Effects::BOLD) };
    let mut line = format!("{sign}{sign}{sign} {}", side.name());
    if let (Some(_), Some(id)) = (&side.label, &side.id) {
        line = line + "  " + id;
    }
    paint.write(style, ("", &line, ""), out)?;
    for (name, value) in side.known() {
        if matches!(name, "published" | "updated" | "captured" | "order") {
            write!(out, "  ")?;
            paint.write(DIM, ("", &format!("{name} {value}"), ""), out)?;
        }
    }
    writeln!(out)
}

fn write_title(side: &DiffSide, out: &mut dyn io::Write) -> io::Result<()> {
    match &side.title {
        Some(title) => writeln!(out, "    {}", safe_line(title)),
        None => Ok(()),
    }
}

fn write_field(paint: &Paint, field: &FieldChange, out: &mut dyn io::Write) -> io::Result<()> {
    let (old, new) = (field.old.as_deref(), field.new.as_deref());
    paint.write(BOLD, ("", field.field.name(), ""), out)?;
    write!(out, ": ")?;
    if old.is_none() {
        write!(out, "(none before) ")?;
    }
    for span in &field.spans {
        match span.kind {
            SpanKind::Equal => write!(out, "{}", safe_line(span.new.of(new.unwrap_or_default())))?,
            SpanKind::Removed => {
                paint.write(
                    REMOVED,
                    ("[-", &safe_line(span.old.of(old.unwrap_or_default())), "-]"),
                    out,
                )?;
            }
            SpanKind::Added => {
                paint.write(
                    ADDED,
                    ("{+", &safe_line(span.new.of(new.unwrap_or_default())), "+}"),
                    out,
                )?;
            }
        }
    }
    if new.is_none() {
        write!(out, " (none now)")?;
    }
    let facts = field.classes.names();
    if !facts.is_empty() && facts != "date" {
        paint.write(DIM, ("", &format!("  ({facts})"), ""), out)?;
    }
    writeln!(out)
}

struct Paint {
    color: bool,
}

impl Paint {
    /// Writes text in a style, or between marks without color.
    fn write(
        &self,
        style: Style,
        (open, text, close): (&str, &str, &str),
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        if self.color {
            write!(
                out,
                "{style}{}{style:#}",
                if open.is_empty() { safe(text) } else { named(text) }
            )
        } else {
            write!(out, "{open}{}{close}", if open.is_empty() { safe(text) } else { named(text) })
        }
    }
}
