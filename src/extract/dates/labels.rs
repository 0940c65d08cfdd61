//! Labels: the words around a date that say which timestamp it is.

use std::sync::LazyLock;

use super::label_words::label_at;
use super::parts::Clocktime;
use super::printed::date_at;
use super::time_of_day::clock;
use super::tokens::{DateToken, TokenCursor, fold, tokens};
use super::{DateContext, DateRole, LONGEST, cut_at};
use crate::extract::months::month;
use crate::lexicon;

/// Finds a label directly after a date, as in languages that put the verb last:
/// `am 3. Mai 2011 veröffentlicht`, `2014年10月19日 公開`. A label followed by another date belongs to
/// that date.
pub(super) fn label_behind(
    tokens: &[DateToken],
    after: usize,
    context: &DateContext<'_>,
) -> Option<(DateRole, usize)> {
    // `… um %H:%M Uhr veröffentlicht`: a template that was not filled in.
    let mut at = after;
    while at < after + 8
        && tokens.get(at).is_some_and(|token| match token.word() {
            Some(word) => {
                matches!(word, "um" | "uhr" | "h" | "m" | "tarihinde" | "に" | "kl" | "om")
            }
            None => matches!(token.mark(), Some('%' | ':')) && at > after,
        })
    {
        at += 1;
    }
    let (clock, end) = label_at(tokens, at)?;
    // The label may also belong to a relative or bare time: `Updated 2 hours ago`,
    // `Atualizado às 9h`.
    let has_own = (end..tokens.len().min(end + 4)).any(|at| {
        date_at(tokens, at, context).is_some()
            || tokens.get(at).is_some_and(|token| token.number(1..=2).is_some())
    });
    (!has_own).then_some((clock, end))
}

/// Reads a time after a label, if no date follows it: `updated 14:35`, `mis à jour à 14h35`. Returns
/// it and the byte after it.
pub(super) fn time_behind_label(
    tokens: &[DateToken],
    after: usize,
    context: &DateContext<'_>,
) -> Option<(Clocktime, usize)> {
    let mut at = after;
    while tokens.get(at).is_some_and(|token| {
        token.is_label_filler()
            || matches!(token.mark(), Some(':' | '(' | '：'))
            || token.word().is_some_and(|word| {
                matches!(word, "as" | "las" | "alle" | "ore" | "kl" | "klo" | "в" | "о" | "om")
            })
    }) && at < after + 3
    {
        at += 1;
    }
    if date_at(tokens, at, context).is_some() {
        return None;
    }
    let mut cursor = TokenCursor { tokens, at };
    let time = clock(&mut cursor, true).or_else(|| {
        // `14h35`; `9h` alone may be an age.
        let is_hour = tokens.get(at + 1).and_then(DateToken::word) == Some("h")
            && tokens.get(at + 2).is_some_and(|token| token.number(2..=2).is_some());
        is_hour.then(|| clock(&mut cursor, false)).flatten()
    })?;
    // `updated 14:35, 2 March`: of another day, whose year is not stated.
    let names_day = (cursor.at..tokens.len().min(cursor.at + 4)).any(|at| {
        tokens.get(at).and_then(DateToken::word).is_some_and(|word| month(word).is_some())
    });
    let end = cursor.at.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| token.end)?;
    (!names_day).then_some((time, end))
}

/// Whether a line begins with a label of a timestamp.
pub(in crate::extract) fn opens_with_label(line: &str) -> bool {
    let tokens = tokens(cut_at(line, LONGEST));
    (0..tokens.len().min(3)).any(|at| label_at(&tokens, at).is_some())
}

/// Whether a line is only a label of a timestamp: "Last updated", "Publicado:".
pub(in crate::extract) fn is_label(line: &str) -> bool {
    if line.len() > LONGEST_LABEL {
        return false;
    }
    let tokens = tokens(line);
    // `Last updated`, `Page last updated`.
    let named = (0..=2).find_map(|at| label_at(&tokens, at));
    named.is_some_and(|(_, end)| {
        let mut rest = tokens.iter().skip(end);
        rest.all(|token| token.is_label_filler() || matches!(token.mark(), Some(':' | '：')))
    })
}

/// The most bytes of a line that is only a label.
const LONGEST_LABEL: usize = 60;

/// Whether words refer to the page's own article: "This entry was posted on".
pub(in crate::extract) fn speaks_of_itself(words: &str) -> bool {
    static SELVES: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.dates.self_references));
    let words = fold(words.trim());
    SELVES.iter().any(|own| words.starts_with(own))
}
