//! Blame as text, each sentence under the version that added it, and as rows.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::paint;
use super::rows::{Cell, CellType, Column, ResultRows};
use crate::article::{StoredCapture, StoredVersion, Timestamp};
use crate::history::blame::StateBlame;
use crate::timeline::{ClaimFit, State, Timeline};

/// A sentence with its origin.
#[derive(Clone, Debug)]
pub struct BlamedSentence<'t> {
    /// The ordinal of the version that added it.
    pub ordinal: usize,
    /// That version's short id.
    pub id: String,
    /// That version's time.
    pub time: Option<String>,
    /// Whether that version's order after the one before it is unknown.
    pub is_order_unknown: bool,
    /// The number of redacted versions before it, one of which may have added it.
    pub after_redacted: usize,
    /// The sentence.
    pub sentence: &'t str,
    /// The ordinal of the version that added its earlier text, and that text.
    pub was: Option<(usize, &'t str)>,
    /// The ordinal of the version that moved it.
    pub moved: Option<usize>,
}

/// Writes the sentences. A version is named once for all following sentences that it added.
pub fn write(lines: &[BlamedSentence<'_>], color: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let name = AnsiColor::Yellow.on_default();
    let dim = Style::new().effects(Effects::DIMMED);
    let mut before = None;
    for line in lines {
        let origin = (line.ordinal, line.time.as_deref());
        if before != Some(origin) {
            if before.is_some() {
                writeln!(out)?;
            }
            let time = line.time.as_deref().unwrap_or("at an unknown time");
            let note = if line.is_order_unknown { " (order unknown)" } else { "" };
            let redacted = match line.after_redacted {
                0 => "",
                1 => ", or the redacted version before it",
                _ => ", or one of the redacted versions before it",
            };
            let head = format!("{} {}  {time}{note}{redacted}", line.ordinal, line.id);
            writeln!(out, "{}", paint(color, name, &head))?;
            before = Some(origin);
        }
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let moved =
            line.moved.map_or(String::new(), |version| format!(" (moved by version {version})"));
        writeln!(
            out,
            "    {}{}",
            super::safe(&one_line(line.sentence)),
            paint(color, dim, &moved)
        )?;
        if let Some((version, text)) = line.was {
            let was = format!("      was, since version {version}: {}", one_line(text));
            writeln!(out, "{}", paint(color, dim, &was))?;
        }
    }
    Ok(())
}

fn state_at(history: &Timeline, index: usize) -> Option<(&State, &StoredVersion)> {
    let state = history.states().get(index)?;
    Some((state, history.version_of(state)?))
}

/// The columns of the rows.
pub const COLUMNS: [Column; 17] = [
    Column::number("ordinal", "#"),
    Column::text("version", "Version"),
    Column::text("time", "Since"),
    Column::text("moved_by", "Moved"),
    Column::long("sentence", "Sentence"),
    Column::hidden("was"),
    Column::hidden("was_ordinal"),
    Column::hidden("start"),
    Column::hidden("end"),
    Column::hidden("effective"),
    Column::hidden("earliest"),
    Column::hidden("latest"),
    Column::hidden("state"),
    Column::hidden("article"),
    Column::hidden("id"),
    Column::hidden("at"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("ordinal", CellType::Integer),
    ("moved_by", CellType::Integer),
    ("was_ordinal", CellType::Integer),
    ("start", CellType::Integer),
    ("end", CellType::Integer),
    ("state", CellType::Integer),
    ("article", CellType::Integer),
    ("after_redacted", CellType::Integer),
];

/// The sentences of a text as rows.
pub fn rows(history: &Timeline, blamed: &StateBlame) -> ResultRows {
    let state_at = |index| state_at(history, index);
    let text = &blamed.text;
    let mut rows = ResultRows::new(&COLUMNS);
    let ordinal = |index: usize| state_at(index).map(|(state, _)| state.version + 1);
    for sentence in &blamed.sentences {
        let Some((state, version)) = state_at(sentence.origin) else { continue };
        let dated = history.dated_by(sentence.origin);
        rows.rows.push(vec![
            Cell::new(state.version + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(dated),
            Cell::new(sentence.moved.and_then(ordinal)),
            Cell::new(sentence.extent.of(text)),
            Cell::new(sentence.was.as_ref().map(|was| was.text.as_str())),
            Cell::new(sentence.was.as_ref().and_then(|was| ordinal(was.origin))),
            Cell::new(sentence.extent.start),
            Cell::new(sentence.extent.end),
            Cell::effective(&state.effective),
            Cell::time(state.effective.earliest),
            Cell::time(state.effective.latest),
            Cell::new(sentence.origin + 1),
            Cell::new(version.article.0),
            Cell::new(version.id.to_string()),
            Cell::effective(&state.effective),
            Cell::new(state.after_redacted),
        ]);
    }
    rows
}

/// The sentences of a text as they are written for people.
pub fn lines<'t>(history: &Timeline, blamed: &'t StateBlame) -> Vec<BlamedSentence<'t>> {
    let state_at = |index| state_at(history, index);
    let ordinal = |index: usize| state_at(index).map(|(state, _)| state.version + 1);
    let text = &blamed.text;
    blamed
        .sentences
        .iter()
        .filter_map(|sentence| {
            let (state, version) = state_at(sentence.origin)?;
            Some(BlamedSentence {
                ordinal: state.version + 1,
                id: version.id.short(),
                time: since(history, sentence.origin),
                is_order_unknown: state.is_order_unknown(),
                after_redacted: state.after_redacted,
                sentence: sentence.extent.of(text),
                was: sentence
                    .was
                    .as_ref()
                    .and_then(|was| Some((ordinal(was.origin)?, was.text.as_str()))),
                moved: sentence.moved.and_then(ordinal),
            })
        })
        .collect()
}

/// Since when a state is in effect: a time, or the two observations between which it began.
fn since(history: &Timeline, index: usize) -> Option<String> {
    let state = history.states().get(index)?;
    let dated = history.dated_by(index).map(Timestamp::display);
    let (before, after) = history.around(index);
    let captured =
        |(_, capture): (usize, &StoredCapture)| capture.captured.as_ref().map(Timestamp::display);
    match before.and_then(captured).zip(after.and_then(captured)) {
        Some((before, after)) if state.claim != ClaimFit::Between => {
            Some(format!("between {before} and {after}"))
        }
        _ => dated,
    }
}
