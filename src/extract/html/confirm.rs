//! Compares the text that was found with the rest of the page and with its structured data:
//! completes it, and decides whether it is doubtful.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::block_text::{BlockKind, TextBlock};
use super::prune::size;
use crate::extract::boilerplate;
use crate::extract::dates::fold;
use crate::lexicon;

/// A text of fewer bytes confirms nothing.
const LEAST_TOLD: usize = 250;
/// The most bytes of structured text that are compared.
const MOST_TOLD: usize = 2 << 20;
/// The characters of a window: texts that share most windows share their sentences.
const WINDOW: usize = 12;
/// A block with fewer bytes is not added.
const LEAST_ADDED: usize = 40;

/// The windows of a text, without spaces, punctuation and letter case: their hashes, sorted.
struct Windows(Vec<u64>);

/// Calls `take` with a hash of each window of a text.
fn windows(text: &str, mut take: impl FnMut(u64)) {
    let mut recent = [0_u32; WINDOW];
    let mut count = 0;
    for char in text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase) {
        if let Some(slot) = recent.get_mut(count % WINDOW) {
            *slot = u32::from(char);
        }
        count += 1;
        if count >= WINDOW {
            let hash = (0..WINDOW).fold(0xCBF2_9CE4_8422_2325_u64, |hash, at| {
                let char = recent.get((count + at) % WINDOW).copied().unwrap_or_default();
                (hash ^ u64::from(char)).wrapping_mul(0x0100_0000_01B3)
            });
            take(hash);
        }
    }
}

impl Windows {
    fn of(blocks: &[TextBlock]) -> Self {
        let mut all = Vec::new();
        for block in blocks {
            windows(&block.text, |hash| all.push(hash));
        }
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Returns how many windows a text has, and how many of them are known.
    fn shared(&self, text: &str) -> (usize, usize) {
        let (mut all, mut known) = (0, 0);
        windows(text, |hash| {
            all += 1;
            known += usize::from(self.0.binary_search(&hash).is_ok());
        });
        (all, known)
    }

    /// Whether most of a text is known.
    fn has(&self, text: &str) -> bool {
        let (all, known) = self.shared(text);
        all > 0 && known * 10 >= all * 7
    }

    /// Returns the percentage of the blocks' windows that are known.
    fn percent(&self, blocks: &[TextBlock]) -> usize {
        let (mut all, mut known) = (0, 0);
        for block in blocks {
            let (more, same) = self.shared(&block.text);
            all += more;
            known += same;
        }
        (known * 100).checked_div(all).unwrap_or_default()
    }
}

/// Whether structured text is long enough to confirm or complete the page's own.
pub(super) fn confirms(told: &[TextBlock]) -> bool {
    (LEAST_TOLD..=MOST_TOLD).contains(&size(told))
}

/// Returns the page's blocks that were found or that the structured data contains, in page order.
/// `None` if the structured data does not agree with the page, or adds nothing.
pub(super) fn complete(
    found: &[TextBlock],
    seen: &[TextBlock],
    told: &[TextBlock],
) -> Option<Vec<TextBlock>> {
    if !confirms(told) || found.is_empty() {
        return None;
    }
    let own = Windows::of(found);
    // The text that was found is already complete, or is something else.
    if own.percent(told) >= 98 {
        return None;
    }
    let told = Windows::of(told);
    if told.percent(found) < 50 {
        return None;
    }
    let texts: HashSet<&str> = found.iter().map(|block| block.text.as_str()).collect();
    let mut added: HashSet<&str> = HashSet::new();
    let mut complete: Vec<TextBlock> = Vec::with_capacity(seen.len());
    let mut matched = 0;
    for block in seen {
        let text = block.text.as_str();
        let is_found = texts.contains(text);
        let is_missing = !is_found
            && text.len() >= LEAST_ADDED
            && block.linked * 10 < text.len() * 9
            && told.has(text)
            && !own.has(text);
        // A page may show a paragraph twice.
        if (is_found || is_missing) && added.insert(text) {
            matched += usize::from(is_found);
            complete.push(block.clone());
        }
    }
    let is_longer = size(&complete) > size(found);
    (is_longer && matched * 10 >= found.len() * 9).then_some(complete)
}

/// Whether a text is not the one that the structured data gives as the article, although the latter
/// is prose of a similar length or longer: comments or a notice on a page that a script completes.
pub(super) fn is_elsewhere(found: &[TextBlock], told: &[TextBlock]) -> bool {
    confirms(told)
        && size(told) * 3 >= size(found)
        && has_sentences(told)
        && Windows::of(found).percent(told) <= MOST_SHARED
}

/// The most percent of the article that another text shares with it by chance.
const MOST_SHARED: usize = 5;
/// The least sentences of an article.
const LEAST_SENTENCES: usize = 3;

/// Whether blocks have several sentences.
fn has_sentences(blocks: &[TextBlock]) -> bool {
    let ends =
        blocks.iter().flat_map(|block| block.text.split_inclusive(['.', '!', '?', '。', '\n']));
    ends.filter(|line| boilerplate::ends_sentence(line.trim())).take(LEAST_SENTENCES).count()
        >= LEAST_SENTENCES
}

/// The least bytes of prose that may be missing before a text is doubtful.
const LEAST_MISSING: usize = 1_500;
/// The least bytes of a paragraph that counts as prose.
const LEAST_PROSE: usize = 80;
/// A text of fewer bytes that is not a sentence is doubtful.
const LEAST_TEXT: usize = 80;

/// Whether a block of the page is prose: long, a sentence, and not a link or a known boilerplate.
fn is_prose(block: &TextBlock) -> bool {
    block.text.len() >= LEAST_PROSE
        && block.kind != BlockKind::Heading
        && block.linked * 4 < block.text.len()
        && boilerplate::ends_sentence(&block.text)
        && boilerplate::judge(&block.text).is_none()
}

/// Returns the bytes of prose in blocks.
pub(super) fn prose(blocks: &[TextBlock]) -> usize {
    blocks.iter().filter(|block| is_prose(block)).map(|block| block.text.len()).sum()
}

/// Explains why a text may be incomplete or not the article's; `None` if there is no sign of it.
pub(super) fn doubt(
    found: &[TextBlock],
    seen: &[TextBlock],
    told: &[TextBlock],
    title: Option<&str>,
) -> Option<String> {
    let own = size(found);
    if confirms(told) {
        let percent = Windows::of(found).percent(told);
        if percent < 50 {
            return Some(format!(
                "the text has only {percent}% of what the page's structured data gives as the article"
            ));
        }
        return None;
    }
    if is_consent(found, title) {
        return Some("the text reads like a request for consent to process data".to_owned());
    }
    let is_sentence = found.iter().any(|block| boilerplate::ends_sentence(&block.text));
    if own < LEAST_TEXT && !is_sentence {
        return Some(format!("only {own} bytes of text were found, and no sentence"));
    }
    let missing = missing_between(found, seen);
    if missing * 2 > own && missing >= LEAST_MISSING_BETWEEN {
        return Some(format!(
            "{missing} bytes of prose among the paragraphs of the text were not read as its part"
        ));
    }
    let prose = prose(seen);
    if prose > own.saturating_mul(2) && prose - own >= LEAST_MISSING {
        return Some(format!(
            "the page has {prose} bytes of prose around the article, and only {own} were read as its text"
        ));
    }
    None
}

/// Returns the bytes of the page's prose directly before and after a text: a line that is not prose
/// ends it, but after the text it may have headings.
pub(super) fn prose_next_to(found: &[TextBlock], page: &[TextBlock]) -> usize {
    let is_heading = |block: &&TextBlock| {
        block.kind == BlockKind::Heading
            && block.linked == 0
            && boilerplate::judge(&block.text).is_none()
    };
    let size = |block: &TextBlock| if is_prose(block) { block.text.len() } else { 0 };
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return 0 };
    // A paragraph may occur twice.
    let from = page.iter().position(|block| block.text == first.text);
    let to = page.iter().rposition(|block| block.text == last.text);
    let behind = to.map_or(0, |at| {
        let behind = page.iter().skip(at + 1);
        behind.take_while(|block| is_prose(block) || is_heading(block)).map(size).sum()
    });
    let before = from.map_or(0, |at| {
        let before = page.iter().take(at).rev();
        before.take_while(|block| is_prose(block)).map(size).sum::<usize>()
    });
    before + behind
}

/// The least bytes of prose among the paragraphs of a text that may be missing from it.
const LEAST_MISSING_BETWEEN: usize = 400;

/// Returns the bytes of the page's prose between the first and last block of a text that are not in
/// it.
fn missing_between(found: &[TextBlock], seen: &[TextBlock]) -> usize {
    let texts: HashSet<&str> = found.iter().map(|block| block.text.as_str()).collect();
    let is_found = |block: &TextBlock| texts.contains(block.text.as_str());
    let (Some(first), Some(last)) =
        (seen.iter().position(is_found), seen.iter().rposition(is_found))
    else {
        return 0;
    };
    let between = seen.get(first..last).unwrap_or_default();
    let missing = between.iter().filter(|block| !is_found(block) && is_prose(block));
    missing.map(|block| block.text.len()).sum()
}

/// A longer text that speaks of consent is an article about it,
const MOST_CONSENT: usize = 1_500;
/// unless it addresses the reader as consent forms do.
const MOST_ADDRESSED: usize = 12_000;
/// The least words of consent in such a text.
const LEAST_CONSENT: usize = 4;
/// The most blocks before or after an article that are searched for a request for consent.
const MOST_REQUEST: usize = 16;
/// The most bytes of a heading or button among the paragraphs of a request.
const LONGEST_BUTTON: usize = 60;

/// The words of consent in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ConsentWords {
    /// The different phrases, as bits.
    phrases: u128,
    /// Whether it addresses the reader.
    is_addressed: bool,
}

impl ConsentWords {
    fn of(text: &str) -> Self {
        static WORDS: LazyLock<(usize, Option<AhoCorasick>)> = LazyLock::new(|| {
            let mut words = lexicon::words(|language| language.pages.consent_phrases);
            words.truncate(u128::BITS as usize);
            let count = words.len();
            words.extend(lexicon::words(|language| language.pages.consent_addresses));
            (count, AhoCorasick::new(words).ok())
        });
        let (count, Some(automaton)) = &*WORDS else { return Self::default() };
        let mut found = Self::default();
        for word in automaton.find_overlapping_iter(&fold(text)) {
            match word.pattern().as_usize() {
                phrase if phrase < *count => found.phrases |= 1 << phrase,
                _ => found.is_addressed = true,
            }
        }
        found
    }

    fn plus(self, other: Self) -> Self {
        Self {
            phrases: self.phrases | other.phrases,
            is_addressed: self.is_addressed || other.is_addressed,
        }
    }

    fn count(self) -> usize {
        self.phrases.count_ones() as usize
    }
}

/// Whether a text speaks of little other than consent. `title` is the page's: an article about
/// consent, such as a privacy policy, names it there.
pub(super) fn is_consent(found: &[TextBlock], title: Option<&str>) -> bool {
    let size = size(found);
    if size >= MOST_ADDRESSED {
        return false;
    }
    if size < MOST_CONSENT {
        let words = found.iter().map(|block| ConsentWords::of(&block.text));
        return words.fold(ConsentWords::default(), ConsentWords::plus).count() >= LEAST_CONSENT;
    }
    if title.is_some_and(|title| ConsentWords::of(title).count() > 0) {
        return false;
    }
    let words: Vec<_> = found.iter().map(|block| ConsentWords::of(&block.text)).collect();
    let opens = words.iter().take(3).any(|words| words.is_addressed && words.count() >= 2);
    let told = found.iter().zip(&words).filter(|(_, words)| words.count() > 0);
    let told: usize = told.map(|(block, _)| block.text.len()).sum();
    let all = words.iter().copied().fold(ConsentWords::default(), ConsentWords::plus);
    opens && told * 3 >= size * 2 && all.count() > LEAST_CONSENT
}

/// Returns the blocks at the beginning or the end of a text that ask the reader for consent, if the
/// rest is an article.
pub(super) fn consent_request<'b>(found: &'b [TextBlock], title: Option<&str>) -> &'b [TextBlock] {
    if title.is_some_and(|title| ConsentWords::of(title).count() > 0) {
        return &[];
    }
    let words: Vec<_> = found
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let is_near = at < MOST_REQUEST || at + MOST_REQUEST >= found.len();
            if is_near { ConsentWords::of(&block.text) } else { ConsentWords::default() }
        })
        .collect();
    let is_said = |at: usize| words.get(at).is_some_and(|words| words.count() > 0);
    // A paragraph of the article may have one such word: "partner".
    let is_certain = |at: &usize| {
        words.get(*at).is_some_and(|words| words.count() > usize::from(!words.is_addressed))
    };
    let is_button = |at: usize| {
        found.get(at).is_some_and(|block| {
            block.text.len() <= LONGEST_BUTTON && !boilerplate::ends_sentence(&block.text)
        })
    };
    let is_part = |at: &usize| is_said(*at) || is_button(*at);
    let first = (0..found.len()).take_while(is_part).filter(is_certain).last();
    let last = (0..found.len()).rev().take_while(is_part).filter(is_certain).last();
    let ranges = [
        first.map(|first| (0, first + 1)),
        last.map(|last| {
            // The heading of the request.
            let heads = last.checked_sub(1).filter(|at| is_button(*at));
            (heads.unwrap_or(last), found.len())
        }),
    ];
    for (from, to) in ranges.into_iter().flatten() {
        let all = words.get(from..to).unwrap_or_default().iter().copied();
        let all = all.fold(ConsentWords::default(), ConsentWords::plus);
        let mut rest = words.iter().take(from).chain(words.iter().skip(to));
        let blocks = found.get(from..to).unwrap_or_default();
        // Other parts of a policy address the reader as well.
        if all.is_addressed
            && all.count() >= LEAST_CONSENT
            && size(blocks) < MOST_ADDRESSED
            && !rest.any(|words| words.is_addressed || words.count() >= LEAST_CONSENT)
            && prose(found.get(..from).unwrap_or_default())
                + prose(found.get(to..).unwrap_or_default())
                > 0
        {
            return blocks;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<TextBlock> {
        let block = |text: &&str| TextBlock { text: (*text).to_owned(), ..TextBlock::default() };
        texts.iter().map(block).collect()
    }

    const FIRST: &str = "The ferry stopped in the middle of the lake on Monday, and nobody on board knew why for an hour.";
    const SECOND: &str = "Its owner says that a rope was caught in the screw, as it had been twice in the summer before.";
    const THIRD: &str = "The passengers were brought to the other side in rowing boats, which the fishermen had offered.";
    const OTHER: &str = "A bakery in the old town has won the prize for the best loaf of the year, for the third time.";

    #[test]
    fn structured_text_completes_what_was_found() {
        let told = blocks(&[&[FIRST, SECOND, THIRD].join(" ")]);
        let seen = blocks(&[FIRST, OTHER, SECOND, THIRD, THIRD]);
        let complete = |found: &[&str]| complete(&blocks(found), &seen, &told);
        assert_eq!(complete(&[FIRST]), Some(blocks(&[FIRST, SECOND, THIRD])));
        assert_eq!(complete(&[FIRST, SECOND, THIRD]), None);
        // What was found is another text, or the structured text is short.
        assert_eq!(complete(&[OTHER]), None);
        assert_eq!(super::complete(&blocks(&[FIRST]), &seen, &blocks(&[SECOND])), None);
    }

    #[test]
    fn doubt_has_a_reason() {
        let check = |found: &[&str], seen: &[&str], told: &[&str], expected: Option<&str>| {
            let doubt = doubt(&blocks(found), &blocks(seen), &blocks(told), None);
            match expected {
                Some(part) => {
                    assert!(doubt.as_deref().is_some_and(|it| it.contains(part)), "{doubt:?}");
                }
                None => assert_eq!(doubt, None),
            }
        };
        let whole = [FIRST, SECOND, THIRD];
        check(&whole, &whole, &whole, None);
        check(&[FIRST], &whole, &[], None);
        check(&[OTHER], &whole, &whole, Some("only 0%"));
        check(&["Loading"], &["Loading"], &[], Some("no sentence"));
        check(&["Gone."], &["Gone."], &[], None);
        let consent = [
            "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Zustimmung oder Einwilligung, siehe Datenschutz, geht es weiter.",
        ];
        check(&consent, &consent, &[], Some("consent"));
        check(
            &[FIRST, THIRD],
            &[FIRST, SECOND, OTHER, SECOND, OTHER, SECOND, THIRD],
            &[],
            Some("among"),
        );
        check(&[FIRST, SECOND], &[FIRST, SECOND, OTHER, OTHER, OTHER, OTHER, OTHER], &[], None);
        let many = vec![FIRST; 30];
        check(&[FIRST], &many, &[], Some("of prose"));
    }
}
