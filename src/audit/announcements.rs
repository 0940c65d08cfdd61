//! Announcements: sentences in which a page says that it was updated, or that what it invited to is
//! over. They admit no error, so they are not notices, but the reader learns of the change.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use crate::lexicon::{self, Words};

/// Whether a sentence says that the page was changed after its publication.
pub(super) fn is_announcement(sentence: &str) -> bool {
    holds(REVISIONS.as_ref(), sentence)
}

/// Whether a sentence says that something is closed or over.
pub(super) fn is_closure(sentence: &str) -> bool {
    holds(CLOSURES.as_ref(), sentence)
}

static REVISIONS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| matcher(|language| language.notices.revisions));
static CLOSURES: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| matcher(|language| language.notices.closures));

fn matcher(kind: fn(&'static lexicon::Language) -> Words) -> Option<AhoCorasick> {
    AhoCorasickBuilder::new().build(lexicon::words(kind)).ok()
}

fn holds(phrases: Option<&AhoCorasick>, sentence: &str) -> bool {
    phrases.is_some_and(|phrases| phrases.is_match(&sentence.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_speaks_of_itself() {
        for sentence in [
            "Note: This schedule has changed since this post was first published.",
            "Der Fahrplan wurde seit der Veröffentlichung geändert.",
        ] {
            assert!(is_announcement(sentence), "{sentence}");
        }
        assert!(!is_announcement("The law has changed since the war."));
        assert!(is_closure("The call for speakers is now closed."));
        assert!(!is_closure("The dock will close in May."));
    }
}
