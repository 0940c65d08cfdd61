//! The states with and without a phrase, as rows.

use super::rows::{Cell, CellType, Column};
use crate::article::public_url;
use crate::history::when::PhraseRun;
use crate::timeline::{State, Timeline};

/// The columns of a row.
pub const COLUMNS: [Column; 20] = [
    Column::number("article", "No"),
    Column::text("state", "Phrase"),
    Column::number("from_ordinal", "From"),
    Column::text("from_time", "Time"),
    Column::text("from_captured", "First seen"),
    Column::number("to_ordinal", "To"),
    Column::text("to_time", "Time"),
    Column::text("to_captured", "Last seen"),
    Column::hidden("from_version"),
    Column::hidden("to_version"),
    Column::hidden("url"),
    Column::hidden("from_effective"),
    Column::hidden("from_earliest"),
    Column::hidden("from_latest"),
    Column::hidden("order"),
    Column::hidden("from_id"),
    Column::hidden("to_id"),
    Column::hidden("from_at"),
    Column::hidden("to_at"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("from_ordinal", CellType::Integer),
    ("to_ordinal", CellType::Integer),
    ("after_redacted", CellType::Integer),
];

/// The row of a run of states; `None` if the timeline has no such states.
pub fn cells(history: &Timeline, url: Option<&str>, run: &PhraseRun) -> Option<Vec<Cell>> {
    let PhraseRun { phrase, from, to } = *run;
    let (first, last) = (history.states().get(from)?, history.states().get(to)?);
    let (first_version, last_version) = (history.version_of(first)?, history.version_of(last)?);
    let seen = |state: &State, last: bool| {
        let mut captures = history.captures(state).filter(|_| state.seen.is_some());
        let capture = if last { captures.next_back() } else { captures.next() };
        Cell::clock(capture.and_then(|capture| capture.captured.as_ref()))
    };
    Some(vec![
        Cell::new(first_version.article.0),
        Cell::new(phrase.name()),
        if first.is_order_unknown() {
            Cell::shown(first.version + 1, format!("{} (order unknown)", first.version + 1))
        } else {
            Cell::new(first.version + 1)
        },
        Cell::clock(history.dated_by(from)),
        seen(first, false),
        Cell::new(last.version + 1),
        Cell::clock(history.dated_by(to)),
        seen(last, true),
        Cell::new(first_version.id.to_string()),
        Cell::new(last_version.id.to_string()),
        Cell::new(url.map(public_url)),
        Cell::effective(&first.effective),
        Cell::time(first.effective.earliest),
        Cell::time(first.effective.latest),
        Cell::new(first.order.name()),
        Cell::new(first_version.id.to_string()),
        Cell::new(last_version.id.to_string()),
        Cell::effective(&first.effective),
        Cell::effective(&last.effective),
        Cell::new(first.after_redacted),
    ])
}
