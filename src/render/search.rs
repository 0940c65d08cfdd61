//! The hits of a search as text and as rows.

use std::cmp::Ordering;
use std::io;

use anstyle::{AnsiColor, Effects, Style};

use serde::{Serialize, Serializer};

use super::history::after_redacted;
use super::rows::{Cell, CellType, Column, ResultRows, RowObject};
use super::version::certainty_text;
use super::{counted, paint};
use crate::article::{CheckedPart as _, public_url};
use crate::history::search::{Hit, Scope};
use crate::search::Snippet;
use crate::timeline::State;

const MARK: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const NOTE: Style = AnsiColor::Magenta.on_default().effects(Effects::BOLD);

/// Writes one hit: the title, the URL, the catalog if there are several, the versions, and a snippet.
pub fn write_hit(
    hit: &Hit,
    catalog: Option<&str>,
    scope: Scope,
    space_before: bool,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let Some((from, to)) = hit.ends() else { return Ok(()) };
    let title = hit.version().and_then(|version| version.title.as_deref());
    if space_before {
        writeln!(out)?;
    }
    writeln!(out, "{}", paint(color, bold, title.unwrap_or("(no title)")))?;
    writeln!(out, "{}", paint(color, dim, &public_url(&hit.article.url)))?;
    if let Some(catalog) = catalog {
        writeln!(out, "{}", paint(color, dim, &super::safe_line(catalog)))?;
    }
    let states = hit.timeline.states();
    let time = |index: usize| {
        let state = states.get(index);
        let at = state.and_then(|state| super::effective(&state.effective));
        let mut at = at.unwrap_or_else(|| "at an unknown time".to_owned());
        if state.is_some_and(State::is_order_unknown) {
            at.push_str(" (order unknown)");
        }
        at
    };
    let ordinal = |index: usize| states.get(index).map_or(0, |state| state.version + 1);
    let article = hit.article.id;
    let of = hit.timeline.versions().len();
    let signed = hit.version().and_then(|version| version.byline.as_deref()).unwrap_or_default();
    let signed = match signed.trim() {
        "" => String::new(),
        byline => format!(", byline {}", super::safe_line(byline)),
    };
    let line = match scope {
        Scope::Added => {
            format!(
                "article {article}: version {} of {of} added it, {}{signed}",
                ordinal(from),
                time(from)
            )
        }
        Scope::Removed => {
            format!(
                "article {article}: version {} of {of} removed it, {}{signed}",
                ordinal(from),
                time(from)
            )
        }
        Scope::Ever | Scope::Latest | Scope::Gone | Scope::AsOf(_) => {
            let (first, last) = (ordinal(from), ordinal(to));
            let is_whole = hit.states.len() == hit.of && of == hit.of;
            let most = hit.states.iter().map(|index| ordinal(*index)).max().unwrap_or(last);
            let place = match last.cmp(&first) {
                _ if of == 1 => "its only version".to_owned(),
                _ if is_whole => format!("all {of} versions"),
                Ordering::Greater => format!("versions {first} to {last} of {of}"),
                Ordering::Less => format!("version {first}, then {last} again, of {of}"),
                Ordering::Equal if first < most => {
                    format!("versions {first} to {most}, then {last} again, of {of}")
                }
                Ordering::Equal if last == of => format!("the last of {of} versions"),
                Ordering::Equal => format!("version {first} of {of}"),
            };
            format!("article {article}: {place}, since {}", time(from))
        }
    };
    write!(out, "{line}")?;
    let redacted = states.get(from).and_then(|state| after_redacted(state.after_redacted));
    if let Some(note) = redacted {
        write!(out, "  {}", paint(color, NOTE, &format!("[{note}]")))?;
    }
    if let Some(gone) = hit.gone_since {
        let redacted = states.get(gone).and_then(|state| after_redacted(state.after_redacted));
        let redacted = redacted.map(|note| format!(", {note}")).unwrap_or_default();
        let note = format!("[gone since version {}, {}{redacted}]", ordinal(gone), time(gone));
        write!(out, "  {}", paint(color, NOTE, &note))?;
    }
    writeln!(out)?;
    if let Some(found) = &hit.in_effect {
        writeln!(out, "{}", paint(color, dim, &certainty_text(&hit.timeline, found)))?;
    }
    writeln!(out, "    {}", marked(&hit.snippet, color))
}

/// Says for how many articles it is unknown whether the text in effect at a time matched.
pub fn redacted_line(articles: usize) -> String {
    let articles = counted(articles as i64, "article");
    format!("{articles}: the text in effect then was redacted, so it is unknown whether it matched")
}

/// Formats the snippet with its matches in color, or in square brackets.
fn marked(snippet: &Snippet, color: bool) -> String {
    let mut text = String::with_capacity(snippet.text.len() + 16);
    let mut at = 0;
    for &(from, to) in &snippet.marks {
        text.push_str(&super::safe_line(snippet.text.part(at..from)));
        let found = snippet.text.part(from..to);
        if color {
            text.push_str(&paint(color, MARK, found));
        } else {
            text.push('[');
            text.push_str(&super::safe_line(found));
            text.push(']');
        }
        at = to;
    }
    text.push_str(&super::safe_line(snippet.text.part(at..)));
    text
}

/// The columns of the rows.
pub const COLUMNS: [Column; 20] = [
    Column::number("article", "No"),
    Column::number("from_ordinal", "From"),
    Column::number("to_ordinal", "To"),
    Column::number("versions", "Of"),
    Column::times("at", "Time"),
    Column::long("title", "Title"),
    Column::long("snippet", "Text"),
    Column::hidden("marks"),
    Column::hidden("now"),
    Column::hidden("from_id"),
    Column::hidden("to_id"),
    Column::hidden("score"),
    Column::hidden("url"),
    Column::hidden("byline"),
    Column::hidden("publisher"),
    Column::hidden("from_at"),
    Column::hidden("to_at"),
    Column::hidden("order"),
    Column::hidden("certainty"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("from_ordinal", CellType::Integer),
    ("to_ordinal", CellType::Integer),
    ("versions", CellType::Integer),
    ("marks", CellType::List),
    ("now", CellType::Flag),
    ("score", CellType::Number),
    ("at", CellType::Claim),
    ("from_at", CellType::Claim),
    ("to_at", CellType::Claim),
    ("after_redacted", CellType::Integer),
];

/// The rows of hits.
pub fn rows(hits: &[Hit]) -> ResultRows {
    let mut rows = ResultRows::new(&COLUMNS);
    rows.rows.extend(hits.iter().filter_map(cells));
    rows
}

/// The row of a hit, in the order of [`COLUMNS`]; `None` for a hit without a state.
pub fn cells(hit: &Hit) -> Option<Vec<Cell>> {
    let (from, to) = hit.ends()?;
    let state = |index: usize| hit.timeline.states().get(index);
    let ordinal = |index: usize| state(index).map(|state| state.version + 1);
    let id = |index: usize| {
        let version = state(index).and_then(|state| hit.timeline.version_of(state));
        version.map(|version| version.id.to_string())
    };
    let time = |index: usize| {
        Cell::effective(&state(index).map(|state| state.effective).unwrap_or_default())
    };
    let marks: Vec<Vec<usize>> =
        hit.snippet.character_marks().into_iter().map(|(from, to)| vec![from, to]).collect();
    Some(vec![
        Cell::new(hit.article.id.0),
        Cell::new(ordinal(from)),
        Cell::new(ordinal(to)),
        Cell::new(hit.timeline.versions().len()),
        time(from),
        Cell::new(hit.version().and_then(|version| version.title.as_deref())),
        Cell::new(hit.snippet.text.as_str()),
        Cell::new(marks),
        Cell::new(hit.now),
        Cell::new(id(from)),
        Cell::new(id(to)),
        Cell::new(hit.score),
        Cell::new(public_url(&hit.article.url)),
        Cell::new(hit.version().and_then(|version| version.byline.as_deref())),
        Cell::new(hit.article.publisher.as_deref()),
        time(from),
        time(to),
        Cell::new(state(from).map(|state| state.order.name())),
        Cell::new(hit.in_effect.as_ref().map(|found| found.certainty.name())),
        Cell::new(state(from).map(|state| state.after_redacted)),
    ])
}

/// Serializes as in `search --format json`.
impl Serialize for Hit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = cells(self);
        match &cells {
            Some(cells) => RowObject(&COLUMNS, cells).serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}
