//! Unified: a unified diff of the two bodies, line by line, for `patch`.

use std::io;

use super::{DiffSide, RenderOptions};
use crate::diff::{DiffOptions, DocumentDiff, matching_lines};

/// A line with its sign.
#[derive(Clone, Copy)]
struct UnifiedRow<'t> {
    sign: char,
    text: &'t str,
    /// The line numbers on both sides before this row, from 0.
    at: (usize, usize),
}

/// Writes a unified diff. Changed fields precede it as lines that `patch` ignores. Text is written
/// unchanged, including control characters, because `patch` needs the exact text.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for field in &diff.fields {
        let value = |text: &Option<String>| {
            text.as_deref().map_or("(none)".to_owned(), |text| text.replace(['\n', '\r'], " "))
        };
        let name = field.field.name();
        writeln!(out, "# {name}: {} → {}", value(&field.old), value(&field.new))?;
    }
    if diff.old == diff.new {
        return Ok(());
    }
    writeln!(out, "--- {}", label(from, "a"))?;
    writeln!(out, "+++ {}", label(to, "b"))?;
    let rows = rows(diff.old, diff.new);
    let changed: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].sign != ' ').collect();
    let context = options.context;
    let mut next = 0;
    while let Some(&first) = changed.get(next) {
        let start = first.saturating_sub(context);
        let mut end = first;
        while let Some(&at) = changed.get(next) {
            if at > end + 2 * context + 1 {
                break;
            }
            end = at;
            next += 1;
        }
        let end = (end + context + 1).min(rows.len());
        hunk(&rows[start..end], out)?;
    }
    Ok(())
}

/// Returns the name of a side in the header, without tabs and line breaks, which would end it.
fn label(side: &DiffSide, prefix: &str) -> String {
    let name = side.name();
    let name = if name == "-" { prefix } else { name };
    name.replace(['\n', '\r', '\t'], " ")
}

fn rows<'t>(old: &'t str, new: &'t str) -> Vec<UnifiedRow<'t>> {
    let a: Vec<&str> = old.split_inclusive('\n').collect();
    let b: Vec<&str> = new.split_inclusive('\n').collect();
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    let pairs = matching_lines(&a, &b, &DiffOptions::default());
    for (x, y) in pairs.into_iter().chain([(a.len(), b.len())]) {
        while i < x {
            rows.push(UnifiedRow { sign: '-', text: a[i], at: (i, j) });
            i += 1;
        }
        while j < y {
            rows.push(UnifiedRow { sign: '+', text: b[j], at: (i, j) });
            j += 1;
        }
        if let Some(text) = a.get(x) {
            rows.push(UnifiedRow { sign: ' ', text, at: (i, j) });
            (i, j) = (x + 1, y + 1);
        }
    }
    rows
}

fn hunk(rows: &[UnifiedRow<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let count = |not: char| rows.iter().filter(|row| row.sign != not).count();
    // A range without lines has the number of the line before it.
    let range = |at: usize, count: usize| match count {
        0 => format!("{at},0"),
        1 => format!("{}", at + 1),
        _ => format!("{},{count}", at + 1),
    };
    let (old, new) = (range(first.at.0, count('+')), range(first.at.1, count('-')));
    writeln!(out, "@@ -{old} +{new} @@")?;
    for row in rows {
        write!(out, "{}{}", row.sign, row.text)?;
        if !row.text.ends_with('\n') {
            writeln!(out, "\n\\ No newline at end of file")?;
        }
    }
    Ok(())
}
