//! Side by side: the old text on the left, the new text on the right, paragraph by paragraph.

use std::io;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

use super::text::{Mark, Shown, Stretch, folded, named, paragraphs, safe};
use super::{DiffSide, RenderOptions, fold_line, summary_and_hidden};
use crate::diff::{DocumentDiff, SpanKind};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const MOVED: Style = AnsiColor::Cyan.on_default();

/// The minimum width of a readable column.
const NARROWEST: usize = 16;

/// Writes two columns with a total width of `options.width`.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let width = (options.width.saturating_sub(3) / 2).max(NARROWEST);
    let table = SideBySideTable { width, color: options.color };
    writeln!(out, "{}", summary_and_hidden(diff, options))?;
    table.plain(from.name(), to.name(), out)?;
    for (name, old) in from.known().filter(|(name, _)| *name != "label") {
        let new = to.known().find(|(other, _)| *other == name).map_or("", |(_, value)| value);
        table.plain(old, new, out)?;
    }
    for field in &diff.fields {
        let name = format!("{}: ", field.field.name());
        let (mut left, mut right) = (vec![(None, name.as_str())], vec![(None, name.as_str())]);
        for span in &field.spans {
            let old = span.old.of(field.old.as_deref().unwrap_or_default());
            let new = span.new.of(field.new.as_deref().unwrap_or_default());
            match span.kind {
                SpanKind::Equal => {
                    left.push((None, old));
                    right.push((None, new));
                }
                SpanKind::Removed => left.push((Some(Mark::Removed), old)),
                SpanKind::Added => right.push((Some(Mark::Added), new)),
            }
        }
        table.row(&left, &right, out)?;
    }
    writeln!(out, "{}", "─".repeat(2 * width + 3))?;
    for shown in folded(&paragraphs(diff, options), 0) {
        match shown {
            Shown::Folded(omitted) => writeln!(out, "{}", fold_line(omitted.len(), diff, options))?,
            Shown::Paragraph(paragraph) => {
                let side = |skip: fn(Mark) -> bool| -> Vec<(Option<Mark>, &str)> {
                    let kept = paragraph.stretches.iter().filter(|stretch| !skip(stretch.mark));
                    kept.map(|&Stretch { mark, text, .. }| {
                        ((mark != Mark::Equal).then_some(mark), text)
                    })
                    .collect()
                };
                let left = side(|mark| matches!(mark, Mark::Added | Mark::Moved(_)));
                let right = side(|mark| matches!(mark, Mark::Removed | Mark::MovedAway(_)));
                table.row(&left, &right, out)?;
                table.plain("", "", out)?;
            }
        }
    }
    Ok(())
}

struct SideBySideTable {
    width: usize,
    color: bool,
}

/// A line of a cell: marked characters, and their total width.
type CellLine = (Vec<(Option<Mark>, char)>, usize);

impl SideBySideTable {
    fn plain(&self, left: &str, right: &str, out: &mut dyn io::Write) -> io::Result<()> {
        self.row(&[(None, left)], &[(None, right)], out)
    }

    fn row(
        &self,
        left: &[(Option<Mark>, &str)],
        right: &[(Option<Mark>, &str)],
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let (left, right) = (self.wrap(left), self.wrap(right));
        for at in 0..left.len().max(right.len()) {
            let empty: CellLine = (Vec::new(), 0);
            let (a, b) = (left.get(at).unwrap_or(&empty), right.get(at).unwrap_or(&empty));
            let changed = a.0.iter().chain(&b.0).any(|(mark, _)| mark.is_some());
            self.cell(a, out)?;
            // A character may be wider than the column.
            let fill = " ".repeat(self.width.saturating_sub(a.1));
            write!(out, "{fill} {} ", if changed { '|' } else { ' ' })?;
            self.cell(b, out)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn cell(&self, line: &CellLine, out: &mut dyn io::Write) -> io::Result<()> {
        let mut open: Option<Mark> = None;
        for &(mark, c) in &line.0 {
            if self.color && mark != open {
                if let Some(style) = open.map(style) {
                    write!(out, "{style:#}")?;
                }
                if let Some(style) = mark.map(style) {
                    write!(out, "{style}")?;
                }
                open = mark;
            }
            write!(out, "{c}")?;
        }
        if let (true, Some(style)) = (self.color, open.map(style)) {
            write!(out, "{style:#}")?;
        }
        Ok(())
    }

    /// Breaks at spaces, and inside words that are wider than the column.
    fn wrap(&self, parts: &[(Option<Mark>, &str)]) -> Vec<CellLine> {
        let mut lines: Vec<CellLine> = vec![(Vec::new(), 0)];
        let mut space_at: Option<usize> = None;
        let texts: Vec<(Option<Mark>, String)> = parts
            .iter()
            .map(|&(mark, text)| {
                let text = if mark.is_some() { named(text) } else { safe(text) };
                (mark, text.replace(['\n', '\t'], " "))
            })
            .collect();
        for (mark, c) in texts.iter().flat_map(|(mark, text)| text.chars().map(|c| (*mark, c))) {
            let wide = c.width().unwrap_or(0);
            let Some(line) = lines.last_mut() else { break };
            if line.1 + wide > self.width {
                let tail = match space_at {
                    Some(space) if c != ' ' => line.0.split_off(space + 1),
                    _ => Vec::new(),
                };
                let measure = |cells: &[(Option<Mark>, char)]| {
                    cells.iter().map(|(_, c)| c.width().unwrap_or(0)).sum()
                };
                line.1 = measure(&line.0);
                let width = measure(&tail);
                lines.push((tail, width));
                space_at = None;
                if c == ' ' {
                    continue;
                }
            }
            let Some(line) = lines.last_mut() else { break };
            if c == ' ' {
                space_at = Some(line.0.len());
            }
            line.0.push((mark, c));
            line.1 += wide;
        }
        lines
    }
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::Equal => Style::new(),
        Mark::Removed => REMOVED,
        Mark::Added => ADDED,
        Mark::Moved(_) | Mark::MovedAway(_) => MOVED,
    }
}
