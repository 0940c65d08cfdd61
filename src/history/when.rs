//! When: which versions contain a phrase, and between which it was absent.

use crate::search::is_dense;

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
}

impl Phrase {
    /// Prepares a phrase; `None` if it is empty after folding.
    pub fn new(phrase: &str, closeness: Closeness) -> Option<Self> {
        let folded = fold(phrase, closeness);
        (!folded.is_empty()).then_some(Self { folded, closeness })
    }

    /// Whether the text contains it, as whole words: "3 people" is not in "13 people".
    pub fn is_in(&self, text: &str) -> bool {
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
pub struct Presence {
    /// The runs of versions that contain it; it was absent between two runs.
    pub runs: Vec<(usize, usize)>,
}

impl Presence {
    /// Builds the runs from whether each version has the phrase. A version without a body is
    /// `None`, and counts like the one before it.
    pub fn of(has: impl IntoIterator<Item = Option<bool>>) -> Self {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut before = false;
        for (index, has) in has.into_iter().enumerate() {
            let has = has.unwrap_or(before);
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
    fn absences_part_the_runs() {
        let has = [Some(false), Some(true), None, Some(false), None, Some(true), Some(true)];
        assert_eq!(Presence::of(has).runs, [(1, 2), (5, 6)]);
        assert_eq!(Presence::of([Some(false)]).runs, []);
    }
}
