//! Word matcher: whether many texts match a query, without splitting every text into tokens.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::matching::{all_words, holds_words};
use super::query::{Query, QueryTerm};
use super::tokens::{SearchText, SearchToken, each_word, is_separator};

/// A query prepared for many texts.
#[derive(Clone, Debug)]
pub struct TextMatcher<'q> {
    query: &'q Query,
    /// The words of the query, excluded ones too; `None` if it has phrases or distances.
    words: Option<Vec<&'q QueryTerm>>,
    /// Finds the words in a text, if all of them are ASCII.
    finder: Option<AhoCorasick>,
}

impl Query {
    /// Prepares the query for many texts.
    pub fn matcher(&self) -> TextMatcher<'_> {
        let mut words = Vec::new();
        let words = all_words(&self.root, &mut words).then_some(words);
        let patterns: Option<Vec<&str>> = words.as_ref().and_then(|words| {
            let first = words.iter().map(|word| word.tokens.first());
            first.map(|token| token.map(|token| token.word.as_str())).collect()
        });
        let finder = patterns.filter(|words| words.iter().all(|word| word.is_ascii()));
        let finder = finder.and_then(|words| {
            // Without a finder, texts are split into words.
            AhoCorasickBuilder::new().ascii_case_insensitive(true).build(words).ok()
        });
        TextMatcher { query: self, words, finder }
    }
}

impl TextMatcher<'_> {
    /// Whether the text matches the query.
    pub fn matches(&self, text: &str) -> bool {
        let Some(words) = &self.words else {
            return self.query.matches(&SearchText::of(text));
        };
        let mut found = vec![false; words.len()];
        if !self.find(words, text, &mut found) {
            split(words, text, &mut found);
        }
        holds_words(&self.query.root, &mut found.iter())
    }

    /// Finds the words in the bytes of the text. `false` if more of them may be in it: a letter that
    /// is not ASCII may be a part of a word, or be folded to ASCII.
    fn find(&self, words: &[&QueryTerm], text: &str, found: &mut [bool]) -> bool {
        let Some(finder) = &self.finder else { return false };
        let mut missing = words.len();
        for hit in finder.find_overlapping_iter(text) {
            let number = hit.pattern().as_usize();
            let Some((word, found)) = words.get(number).zip(found.get_mut(number)) else {
                continue;
            };
            let before = text.get(..hit.start()).and_then(|text| text.chars().next_back());
            let after = text.get(hit.end()..).and_then(|text| text.chars().next());
            let is_whole =
                before.is_none_or(is_separator) && (word.prefix || after.is_none_or(is_separator));
            if is_whole && !*found {
                *found = true;
                missing -= 1;
                if missing == 0 {
                    return true;
                }
            }
        }
        text.is_ascii() || text.chars().all(|letter| letter.is_ascii() || is_separator(letter))
    }
}

/// Finds the words among those of the text.
fn split(words: &[&QueryTerm], text: &str, found: &mut [bool]) {
    each_word(text, |word| {
        for (wanted, found) in words.iter().zip(&mut *found) {
            let is = |token: &SearchToken| {
                if wanted.prefix { word.starts_with(&token.word) } else { word == token.word }
            };
            *found = *found || wanted.tokens.first().is_some_and(is);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_in_tokens() {
        let texts = [
            "The ferry, the FERRY’s crew and ferrymen.",
            "“Ferry”, he said – co\u{AD}operate",
            "Das Café der Fähre, caf\u{E9}",
            "東京ferry tokyo東",
            "ferry\u{301} ferr\u{FF59}",
            "the ferryman and a xferry; 3 ferry3",
            "",
            "\u{1E}ferry\u{1E}",
            "other-the",
            "a\u{AD}the the\u{AD}n",
        ];
        for query in [
            "ferry",
            "fer*",
            "ferry the",
            "ferry -the",
            "the OR cafe",
            "operate OR cooperate",
            "tokyo",
            "3 OR cafe",
            "then OR athe",
            "東京",
            "\"the ferry\"",
        ] {
            let query: Query = query.parse().expect("a query");
            let matcher = query.matcher();
            for text in texts {
                let expected = query.matches(&SearchText::of(text));
                assert_eq!(matcher.matches(text), expected, "{query:?} in {text:?}");
            }
        }
    }
}
