//! Reads dates as they are printed for readers.
//!
//! [`read`] reads a text that is only a date; [`find_printed`] finds dates in a line and determines
//! from the words around them which timestamp they are. Relative dates ("2 hours ago", "yesterday")
//! and incomplete dates ("9:26 AM", "19 October") are never guessed.
//!
//! `tokens.rs` splits a text, `printed.rs` reads the day, `time_of_day.rs` and `zones.rs` what follows
//! it, `labels.rs` the words around it, `machine.rs` forms that only programs write; `parts.rs` puts a
//! timestamp together.

mod label_words;
mod labels;
mod machine;
mod parts;
mod printed;
mod time_of_day;
mod tokens;
mod zones;

use self::label_words::{OTHER, label_at};
use self::labels::{label_behind, time_behind_label};
use self::parts::Parts;
use self::printed::date_at;
use self::tokens::{DateToken, DateTokenKind, tokens};
use super::DateOrder;
use crate::article::{ClockSource, DefaultZone, Timestamp, TimestampError};

pub(super) use self::labels::{is_label, opens_with_label, speaks_of_itself};
pub(super) use self::printed::lang_decides_order;
pub(super) use self::tokens::fold;

/// How to read what a printed date leaves open.
#[derive(Clone, Copy, Debug)]
pub struct DateContext<'a> {
    /// The zone of times that state none.
    pub zone: &'a DefaultZone,
    /// How `10/11/2014` is read.
    pub order: DateOrder,
    /// The language of the text (BCP 47), used if `order` does not decide.
    pub lang: Option<&'a str>,
}

/// Which of the publisher's timestamps a printed date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRole {
    /// First publication.
    Published,
    /// The last change.
    Updated,
}

/// A date found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Printed {
    /// Which timestamp the words next to it name, if any.
    pub clock: Option<DateRole>,
    /// The date.
    pub stamp: Timestamp,
    /// Its position in the line: the first byte, and the first byte after it.
    pub span: (usize, usize),
}

/// The most bytes that are examined: no date is longer.
const LONGEST: usize = 512;

/// Reads a date: ISO 8601 and related forms through [`Timestamp::parse`], RFC 2822, HTTP dates, and
/// the forms that newspapers print, in some twenty languages, with or without a time and a zone.
pub fn read(
    raw: &str,
    context: &DateContext<'_>,
    source: ClockSource,
) -> Result<Timestamp, TimestampError> {
    let unreadable = || TimestampError::Unreadable(shorten(raw));
    match Timestamp::parse(raw, context.zone, source) {
        Err(TimestampError::Unreadable(_)) => {}
        answered => return answered,
    }
    if raw.len() > LONGEST {
        return Err(unreadable());
    }
    if let Some(read) = machine::read(raw, context, source) {
        return read;
    }
    let mut tokens = tokens(raw);
    // The last word of a text that is only a date is a zone, if it is the name of one.
    if let Some(last) = tokens.last_mut() {
        last.is_upper |= last.word().is_some();
    }
    let mut at = 0;
    while at < tokens.len() {
        if let Some((found, after)) = date_at(&tokens, at, context) {
            let after =
                if found.time.is_some() { skip_unknown_zone(&tokens, after) } else { after };
            if tokens.iter().skip(after).any(|token| !token.is_noise()) {
                return Err(unreadable());
            }
            return found.stamp(raw, raw, context, source);
        }
        if let Some((_, after)) = label_at(&tokens, at) {
            at = after;
            continue;
        }
        let skipped = tokens.get(at).is_some_and(|token| {
            token.is_noise() || token.is_label_filler() || is_unknown_weekday(&tokens, at)
        });
        if !skipped {
            return Err(unreadable());
        }
        at += 1;
    }
    Err(unreadable())
}

/// Reads a text that may hold several labelled dates, such as `published 1 March 2021, updated 2
/// March 2021`, as the date with this label.
pub fn read_labelled(
    raw: &str,
    role: DateRole,
    context: &DateContext<'_>,
    source: ClockSource,
) -> Option<Timestamp> {
    if raw.len() > LONGEST {
        return None;
    }
    let mut found = find_printed(raw, context, source);
    found.retain(|date| date.clock == Some(role));
    match found.as_slice() {
        [one] => Some(one.stamp.clone()),
        _ => None,
    }
}

/// Skips a word or number after a time that can only be a zone: `BRT`, `0000`. It leaves the zone
/// unstated.
fn skip_unknown_zone(tokens: &[DateToken], at: usize) -> usize {
    let is_zone = tokens.get(at).is_some_and(|token| match &token.kind {
        DateTokenKind::Word(word) => token.is_upper && word.is_ascii() && word.len() <= 6,
        DateTokenKind::Number(value, length) => *length == 4 && *value < 1500,
        DateTokenKind::Mark(_) => false,
    });
    if is_zone { at + 1 } else { at }
}

/// Whether a word at the start of a text is the name of a weekday in a language that is not known
/// here: at most three words before a comma.
fn is_unknown_weekday(tokens: &[DateToken], at: usize) -> bool {
    const MOST_WORDS: usize = 3;
    let is_word =
        |token: &&DateToken| token.word().is_some_and(|word| !OTHER.have(word) && !word.is_empty());
    let words = tokens.iter().take(MOST_WORDS).take_while(is_word).count();
    at < words && tokens.get(words).is_some_and(|next| matches!(next.mark(), Some(',' | '،')))
}

/// Finds the dates in one line, and which timestamp the words next to each name.
pub fn find_printed(line: &str, context: &DateContext<'_>, source: ClockSource) -> Vec<Printed> {
    let mut found = Vec::new();
    let line = cut_at(line, LONGEST);
    let tokens = tokens(line);
    // The label seen last, and how many words ago; an inner `None` labels something unrelated.
    let mut named: Option<(Option<DateRole>, usize)> = None;
    // The last complete date, for `published 1 March 2021 09:00, updated 14:35`.
    let mut last_day: Option<(Parts, (usize, usize))> = None;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((date, after)) = date_at(&tokens, at, context) {
            let start = tokens.get(at).map_or(0, |token| token.start);
            let end = tokens.get(after.saturating_sub(1)).map_or(line.len(), |token| token.end);
            let raw = line.get(start..end).unwrap_or_default();
            let told = named.take().map(|(clock, _)| clock);
            let (clock, next) = match told {
                Some(clock) => (clock, after),
                None => match label_behind(&tokens, after, context) {
                    Some((clock, next)) => (Some(clock), next),
                    None => (None, after),
                },
            };
            if told != Some(None)
                && let Ok(stamp) = date.stamp(raw, raw, context, source)
            {
                last_day = date.day.map(|_| (date, (start, end)));
                found.push(Printed { clock, stamp, span: (start, end) });
            }
            at = next.max(at + 1);
            continue;
        }
        if let Some((clock, after)) = label_at(&tokens, at) {
            if let Some((last, span)) = &last_day
                && let Some((time, end)) = time_behind_label(&tokens, after, context)
            {
                let raw = line.get(span.0..end).unwrap_or_default();
                let parts = Parts { time: Some(time), ..*last };
                let earlier = found.last().map_or(i64::MIN, |date| date.stamp.micros());
                // A time before the first one is of another day, which the line does not state.
                if let Ok(stamp) = parts.stamp(raw, raw, context, source)
                    && stamp.micros() >= earlier
                {
                    let start = tokens.get(at).map_or(span.0, |token| token.start);
                    found.push(Printed { clock: Some(clock), stamp, span: (start, end) });
                    at = tokens.iter().position(|token| token.start >= end).unwrap_or(tokens.len());
                    continue;
                }
            }
            named = Some((Some(clock), 0));
            at = after;
            continue;
        }
        if tokens.get(at).and_then(DateToken::word).is_some_and(|word| OTHER.have(word)) {
            named = Some((None, 3));
        } else if let Some((clock, words)) = named {
            let is_word =
                matches!(tokens.get(at).map(|token| &token.kind), Some(DateTokenKind::Word(_)));
            let words = words + usize::from(is_word);
            named = (words <= 6).then_some((clock, words));
        }
        at += 1;
    }
    // `Stand: 3.2.2021 | Aktualisiert am 4.2.2021`: of two updates, the last one counts.
    let last = found.iter().filter(|date| date.clock == Some(DateRole::Updated));
    if let Some(last) = last.map(|date| date.stamp.micros()).max() {
        found.retain(|date| date.clock != Some(DateRole::Updated) || date.stamp.micros() == last);
    }
    found
}

fn cut_at(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn shorten(raw: &str) -> String {
    raw.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests;
