//! The changes of articles as rows, and as one HTML page for publication: "today's silent edits".

use std::io;

use serde::{Serialize, Serializer};

use super::audit::tally;
use super::compare::Comparison;
use super::counted;
use super::diff::html::{Anchors, Heading, escape, write_changes, write_head};
use super::diff::{RenderOptions, with_fields};
use super::report::{self, ContentsLine};
use super::rows::{Cell, CellType, Column, RowObject};
use crate::article::public_url;
use crate::diff::{BodyChange, Class, ClassSet, Op};
use crate::render::compare::changed_fields;
use crate::render::history::after_redacted;
use crate::store::ChangeRow;

/// The most outlets that the counts name.
const MAX_OUTLETS: usize = 20;

/// A page that is being written.
pub struct ChangesHtml<'o> {
    out: &'o mut dyn io::Write,
    written: usize,
}

impl<'o> ChangesHtml<'o> {
    /// Begins the page, with its title, text for its header, the counts and the contents.
    pub fn begin(
        title: &str,
        about: &[String],
        rows: &[ChangeRow],
        out: &'o mut dyn io::Write,
    ) -> io::Result<Self> {
        report::begin(title, about, out)?;
        report::write_counts(&counts(rows), out)?;
        if rows.len() > 1 {
            let lines: Vec<ContentsLine> = (1..).zip(rows).map(contents_line).collect();
            report::write_contents("Words", &lines, out)?;
        }
        Ok(Self { out, written: 0 })
    }

    /// Writes a change; `None` if its texts cannot be compared.
    pub fn change(
        &mut self,
        row: &ChangeRow,
        comparison: Option<&Comparison>,
        options: &RenderOptions,
    ) -> io::Result<()> {
        self.written += 1;
        let (out, name) = (&mut *self.out, part(self.written));
        writeln!(out, "<article id=\"{name}\">")?;
        match comparison {
            None => {
                let title = escape(row.title.as_deref().unwrap_or("(no title)"));
                writeln!(out, "<h2 dir=\"auto\">{title}</h2><p>{}</p>", escape(&what(row)))?;
                if let Some(note) = after_redacted(row.change.after_redacted) {
                    writeln!(out, "<p class=\"note\">Note: {note}.</p>")?;
                }
            }
            Some(comparison) => {
                let options = RenderOptions { compared: comparison.compared(), ..options.clone() };
                let (sides, diff) = ((&comparison.from, &comparison.to), comparison.diff());
                write_head(&diff, sides, Heading::Part, &options, out)?;
                let returned = row.state.returns_to.map(|_| "it returned to an earlier text");
                let notes = comparison.notes().iter().map(String::as_str).chain(returned);
                let missing = comparison.without_body();
                for note in notes.chain(missing.as_deref()) {
                    writeln!(out, "<p class=\"note\">Note: {}.</p>", escape(note))?;
                }
                writeln!(out, "<details open><summary>What changed</summary>")?;
                let anchors = format!("{name}-");
                write_changes(&diff, sides, &options, Anchors::Named(&anchors), out)?;
                writeln!(out, "</details>")?;
            }
        }
        writeln!(out, "</article>")
    }

    /// Ends the page.
    pub fn end(self, footer: &str) -> io::Result<()> {
        report::end(footer, self.out)
    }
}

/// The name of the part of the page for a change.
fn part(number: usize) -> String {
    format!("c{number}")
}

/// The publisher of a change's article, otherwise its host.
fn outlet(row: &ChangeRow) -> String {
    row.publisher.clone().unwrap_or_else(|| row.key.host())
}

fn what(row: &ChangeRow) -> String {
    let outline = &row.change.outline;
    with_fields(&outline.to_string(), &changed_fields(outline, row.change.url_moved))
}

fn contents_line((number, row): (usize, &ChangeRow)) -> ContentsLine {
    let outline = &row.change.outline;
    let silent = if row.change.silent { "silent edit: " } else { "" };
    let redacted = after_redacted(row.change.after_redacted);
    let redacted = redacted.map(|note| format!(" ({note})")).unwrap_or_default();
    let (added, removed) = (outline.words_added, outline.words_removed);
    ContentsLine {
        target: part(number),
        at: row.state.effective.at,
        outlet: outlet(row),
        title: row.title.clone().unwrap_or_else(|| "(no title)".to_owned()),
        what: format!("{silent}{}{redacted}", what(row)),
        last: (format!("+{added} −{removed}"), (added + removed) as i64),
    }
}

/// The number of changes, per outlet and per class.
fn counts(rows: &[ChangeRow]) -> Vec<String> {
    let silent = rows.iter().filter(|row| row.change.silent).count();
    let mut lines = vec![format!(
        "{}, {}",
        counted(rows.len() as i64, "change"),
        counted(silent as i64, "silent edit")
    )];
    let outlets = tally(rows.iter().map(outlet), MAX_OUTLETS, "other outlets");
    let classes = rows.iter().flat_map(|row| row.change.outline.classes().iter());
    let classes = tally(classes.map(|class: Class| class.name().to_owned()), usize::MAX, "");
    for (name, counts) in [("Outlets", outlets), ("Classes", classes)] {
        if !counts.is_empty() {
            let counts = counts.into_iter().map(|(name, count)| format!("{name} {count}"));
            lines.push(format!("{name}: {}", counts.collect::<Vec<_>>().join(", ")));
        }
    }
    lines
}

/// The columns of a row.
pub const COLUMNS: [Column; 40] = [
    Column::times("at", "Time"),
    Column::number("article", "No"),
    Column::number("ordinal", "#"),
    Column::text("id", "Version"),
    Column::number("words_added", "+"),
    Column::number("words_removed", "−"),
    Column::long("summary", "Change"),
    Column::long("title", "Title"),
    Column::hidden("before_id"),
    Column::hidden("published"),
    Column::hidden("updated"),
    Column::hidden("captured"),
    Column::hidden("silent"),
    Column::hidden("noise"),
    Column::hidden("coarse"),
    Column::hidden("read_differently"),
    Column::hidden("body"),
    Column::hidden("fields"),
    Column::hidden("classes"),
    Column::hidden("edited_classes"),
    Column::hidden("added"),
    Column::hidden("removed"),
    Column::hidden("edited"),
    Column::hidden("moved"),
    Column::hidden("split"),
    Column::hidden("merged"),
    Column::hidden("format"),
    Column::hidden("layout"),
    Column::hidden("host"),
    Column::hidden("url"),
    Column::hidden("publisher"),
    Column::hidden("state"),
    Column::hidden("kind"),
    Column::hidden("before_ordinal"),
    Column::hidden("before_state"),
    Column::hidden("earliest"),
    Column::hidden("latest"),
    Column::hidden("returns_to_state"),
    Column::hidden("order"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("ordinal", CellType::Integer),
    ("words_added", CellType::Integer),
    ("words_removed", CellType::Integer),
    ("silent", CellType::Flag),
    ("noise", CellType::Flag),
    ("coarse", CellType::Flag),
    ("read_differently", CellType::Flag),
    ("fields", CellType::Texts),
    ("classes", CellType::Texts),
    ("edited_classes", CellType::Texts),
    ("added", CellType::Integer),
    ("removed", CellType::Integer),
    ("edited", CellType::Integer),
    ("moved", CellType::Integer),
    ("split", CellType::Integer),
    ("merged", CellType::Integer),
    ("format", CellType::Integer),
    ("layout", CellType::Integer),
    ("state", CellType::Integer),
    ("before_ordinal", CellType::Integer),
    ("before_state", CellType::Integer),
    ("returns_to_state", CellType::Integer),
    ("at", CellType::Claim),
    ("published", CellType::Claim),
    ("updated", CellType::Claim),
    ("captured", CellType::Time),
    ("earliest", CellType::Time),
    ("latest", CellType::Time),
    ("after_redacted", CellType::Integer),
];

/// The row of a change.
pub fn cells(row: &ChangeRow) -> Vec<Cell> {
    let (change, state) = (&row.change, &row.state);
    let outline = &change.outline;
    let fields = changed_fields(outline, change.url_moved);
    let names = |set: ClassSet| set.iter().map(Class::name).collect::<Vec<_>>();
    let edited = [Op::Edited, Op::Split, Op::Merged]
        .into_iter()
        .fold(ClassSet::default(), |all, op| all.union(outline.op(op).classes));
    let mut cells = vec![
        Cell::effective(&state.effective),
        Cell::new(row.article.0),
        Cell::new(state.ordinal),
        Cell::shown(row.id.to_string(), row.id.short()),
        Cell::new(outline.words_added),
        Cell::new(outline.words_removed),
        Cell::new(with_fields(&outline.to_string(), &fields)),
        Cell::new(row.title.as_deref()),
        Cell::new(row.before_id.to_string()),
        Cell::claim(row.published.clone()),
        Cell::claim(row.updated.clone()),
        Cell::time(state.seen.map(|(first, _)| first)),
        Cell::new(change.silent),
        Cell::new(outline.noise),
        Cell::new(outline.coarse),
        Cell::new(outline.read_differently),
        Cell::new(match outline.body {
            BodyChange::Same => "same",
            BodyChange::Changed => "changed",
            BodyChange::NotCompared => "not compared",
        }),
        Cell::new(fields),
        Cell::new(names(outline.classes())),
        Cell::new(names(edited)),
    ];
    cells.extend(Op::ALL.map(|op| Cell::new(outline.op(op).count)));
    cells.extend([
        Cell::new(outline.layout),
        Cell::new(row.key.host()),
        Cell::new(public_url(&row.url)),
        Cell::new(row.publisher.as_deref()),
        Cell::new(state.state),
        Cell::new(state.kind.name()),
        Cell::new(row.before_ordinal),
        Cell::new(change.before_state),
        Cell::time(state.effective.earliest),
        Cell::time(state.effective.latest),
        Cell::new(state.returns_to),
        Cell::new(state.order.name()),
        Cell::new(change.after_redacted),
    ]);
    cells
}

/// Serializes as in `changes --format json`.
impl Serialize for ChangeRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RowObject(&COLUMNS, &cells(self)).serialize(serializer)
    }
}
