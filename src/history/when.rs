//! When: which versions contain a phrase, and between which it was absent.

use std::collections::HashMap;

use memchr::memmem::Finder;
use serde::Serialize;

use crate::search::is_dense;
use crate::store::{Result, Snapshot};
use crate::timeline::Timeline;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How exactly a phrase must match. Whitespace is folded in either case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closeness {
    /// Character by character.
    #[default]
    Exact,
    /// Ignoring letter case, accents, quotes and dashes.
    Fuzzy,
}

/// A phrase prepared for matching.
#[derive(Clone, Debug)]
pub struct Phrase {
    folded: String,
    closeness: Closeness,
    /// Finds its longest word, which every text with the phrase has in one piece. With
    /// [`Closeness::Fuzzy`] there may be none.
    word: Option<Finder<'static>>,
}

impl Phrase {
    /// Prepares a phrase; `None` if it is empty after folding.
    pub fn new(phrase: &str, closeness: Closeness) -> Option<Self> {
        let folded = fold(phrase, closeness);
        let word = folded.split(' ').max_by_key(|word| word.len());
        let word = word.filter(|_| closeness == Closeness::Exact);
        let word = word.map(|word| Finder::new(word).into_owned());
        (!folded.is_empty()).then_some(Self { folded, closeness, word })
    }

    /// Whether the text contains it, as whole words: "3 people" is not in "13 people".
    pub fn is_in(&self, text: &str) -> bool {
        if self.word.as_ref().is_some_and(|word| word.find(text.as_bytes()).is_none()) {
            return false;
        }
        let text = fold(text, self.closeness);
        let inside = |before: Option<char>, after: Option<char>| {
            before.zip(after).is_some_and(|(before, after)| {
                before.is_alphanumeric()
                    && after.is_alphanumeric()
                    && !is_dense(before)
                    && !is_dense(after)
            })
        };
        text.match_indices(&self.folded).any(|(at, found)| {
            let end = at + found.len();
            let (before, after) = (text.get(..at), text.get(end..));
            !inside(before.and_then(|text| text.chars().next_back()), found.chars().next())
                && !inside(found.chars().next_back(), after.and_then(|text| text.chars().next()))
        })
    }
}

/// Where a phrase occurs in a history: runs of versions, with inclusive first and last index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presence {
    /// The runs of versions that contain it; it was absent between two runs.
    pub runs: Vec<(usize, usize)>,
}

impl Presence {
    /// Builds the runs from whether each version has the phrase.
    pub fn of(has: impl IntoIterator<Item = bool>) -> Self {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut before = false;
        for (index, has) in has.into_iter().enumerate() {
            if has {
                match runs.last_mut().filter(|_| before) {
                    Some(run) => run.1 = index,
                    None => runs.push((index, index)),
                }
            }
            before = has;
        }
        Self { runs }
    }
}

/// Whether a phrase is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PhraseState {
    /// It is.
    Present,
    /// It was in an earlier text.
    Absent,
}

impl PhraseState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
        }
    }
}

/// States in a row that have the phrase, or from which it is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PhraseRun {
    /// Whether they have it.
    pub phrase: PhraseState,
    /// The index of the first state.
    pub from: usize,
    /// The index of the last state.
    pub to: usize,
}

/// Finds the states of the article's main kind of text that have the phrase, in their title, byline,
/// description or body: one run per sequence of states with it, and one per absence after it. A state
/// without a body, such as a redacted one, shows neither, so that no run begins or ends with it.
pub fn phrase_runs(
    catalog: &Snapshot,
    timeline: &Timeline,
    phrase: &Phrase,
) -> Result<Vec<PhraseRun>> {
    let kind = timeline.main_kind();
    let mut known: HashMap<usize, Option<bool>> = HashMap::new();
    let (mut states, mut has) = (Vec::new(), Vec::new());
    for (index, state) in timeline.states().iter().enumerate() {
        let Some(version) = timeline.version_of(state).filter(|_| Some(state.kind) == kind) else {
            continue;
        };
        let found = if let Some(known) = known.get(&state.version) {
            *known
        } else {
            let fields = [&version.title, &version.byline, &version.description];
            let in_fields = fields.into_iter().flatten().any(|text| phrase.is_in(text));
            let body = catalog.body(version)?;
            let found = body.map(|body| phrase.is_in(&body));
            if in_fields { Some(true) } else { found }
        };
        known.insert(state.version, found);
        if let Some(found) = found {
            states.push(index);
            has.push(found);
        }
    }
    Ok(runs_of(&states, &Presence::of(has)))
}

/// The runs with the phrase, and the absences between and after them, as states.
fn runs_of(states: &[usize], presence: &Presence) -> Vec<PhraseRun> {
    let mut runs = Vec::new();
    let mut add = |phrase, from: usize, to: usize| {
        let ends = states.get(from).zip(states.get(to)).filter(|_| from <= to);
        runs.extend(ends.map(|(from, to)| PhraseRun { phrase, from: *from, to: *to }));
    };
    let mut rest = presence.runs.iter().peekable();
    while let Some((from, to)) = rest.next() {
        add(PhraseState::Present, *from, *to);
        let last = rest.peek().map_or(states.len(), |(next, _)| *next);
        add(PhraseState::Absent, to + 1, last.saturating_sub(1));
    }
    runs
}

fn fold(text: &str, closeness: Closeness) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push(c);
        }
    };
    match closeness {
        Closeness::Exact => text.chars().for_each(&mut push),
        Closeness::Fuzzy => text
            .nfkd()
            .filter(|c| !is_combining_mark(*c) && *c != '\u{AD}')
            .flat_map(char::to_lowercase)
            .map(|c| match c {
                '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '"' => '\'',
                '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
                c => c,
            })
            .for_each(&mut push),
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(phrase: &str, text: &str, exact: bool, fuzzy: bool) {
        for (closeness, expected) in [(Closeness::Exact, exact), (Closeness::Fuzzy, fuzzy)] {
            let phrase = Phrase::new(phrase, closeness).expect("a phrase");
            assert_eq!(phrase.is_in(text), expected, "{phrase:?} in {text:?}");
        }
    }

    #[test]
    fn phrases_are_found_as_closely_as_asked() {
        check("$1.5 million", "It cost $1.5\nmillion.", true, true);
        check("$1.5 million", "It cost $15 million.", false, false);
        check("the mayor's", "The Mayor’s office", false, true);
        check("cafe", "Das Café", false, true);
        check("5-4", "a 5–4 vote", false, true);
        check("3 people", "13 people; 3 peoples", false, false);
        check("3 people", "13 people and 3 people", true, true);
        check("京", "東京は", true, true);
        assert!(Phrase::new(" \n", Closeness::Exact).is_none());
    }

    #[test]
    fn absences_are_between_and_after_the_runs() {
        let runs = |runs: &[(usize, usize)]| {
            let presence = Presence { runs: runs.to_vec() };
            let runs = runs_of(&[3, 4, 6, 7, 9], &presence).into_iter();
            runs.map(|run| format!("{} {}-{}", run.phrase.name(), run.from, run.to))
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(runs(&[(1, 2), (4, 4)]), "present 4-6, absent 7-7, present 9-9");
        assert_eq!(runs(&[(0, 0)]), "present 3-3, absent 4-9");
        assert_eq!(runs(&[]), "");
    }

    #[test]
    fn absences_part_the_runs() {
        let has = [false, true, true, false, false, true, true];
        assert_eq!(Presence::of(has).runs, [(1, 2), (5, 6)]);
        assert_eq!(Presence::of([false]).runs, []);
    }
}
