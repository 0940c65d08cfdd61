//! What a notice is about: the figures, quotations, names and words that identify the change it
//! explains, and what it says was wrong and is right.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use super::pattern::{fold, words};
use super::{MOST_BYTES, Notice, WORDINGS, head};
use crate::lexicon;

/// Parts of a text that can be found in another text: figures, names and words, each folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparableFacts {
    /// Figures, without thousands separators; the English words for two to twelve count as figures.
    pub figures: BTreeSet<String>,
    /// Capitalized words that do not start a sentence.
    pub names: BTreeSet<String>,
    /// All words of three letters or more, including the names.
    pub words: BTreeSet<String>,
}

impl ComparableFacts {
    /// Collects the figures, names and words of a text.
    pub fn of(text: &str) -> Self {
        let mut told = Self::default();
        let text = head(text);
        for figure in figures(text) {
            told.figures.insert(figure);
        }
        for word in words(text) {
            if let Some(figure) = figure_of(&word.text) {
                told.figures.insert(figure.to_owned());
                continue;
            }
            if word.text.chars().count() < 3 || word.text.starts_with(|c: char| c.is_numeric()) {
                continue;
            }
            let raw = text.get(word.start..word.end).unwrap_or_default();
            if raw.starts_with(char::is_uppercase) && !opens(text, word.start) {
                told.names.insert(word.text.clone().into_owned());
            }
            told.words.insert(word.text.into_owned());
        }
        told
    }
}

/// What a notice is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cues {
    /// Its own figures, names and words, without those of its wording.
    pub told: ComparableFacts,
    /// Text in quotation marks, folded.
    pub quotes: Vec<String>,
    /// Whether it mentions the title.
    pub headline: bool,
    /// What it says was wrong, if its wording states it.
    pub wrong: Option<String>,
    /// What it says is right, if its wording states it.
    pub right: Option<String>,
}

impl Cues {
    /// Extracts what a notice is about. `text` starts with the sentence in which `notice` was
    /// found, and may include further text that belongs to it. `day` is the position of the
    /// correction's date, which is not about the article's content.
    pub fn of(text: &str, notice: &Notice, day: Option<(usize, usize)>) -> Self {
        let text = head(text);
        let is_free = |start: usize| !day.is_some_and(|(from, to)| (from..to).contains(&start));
        let mut own = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            // The marked words of a wording may include content
            // (`the {figure} has been corrected`).
            let is_label = notice.is_label && notice.mark.contains(&at);
            own.push(if is_free(at) && !is_label { c } else { ' ' });
        }
        let mut told = ComparableFacts::of(&own);
        let known = &WORDINGS.known;
        let is_own = |word: &String| !known.contains(word) && !is_place(word);
        told.names.retain(is_own);
        told.words.retain(|word| is_own(word) && word.chars().count() >= 4);
        for place in places(&own) {
            told.figures.remove(&place);
        }
        let (wrong, right) = sides(&own);
        Self {
            told,
            quotes: quotes(&own),
            headline: words(text).iter().any(|word| HEADLINES.contains(&word.text.as_ref())),
            wrong,
            right,
        }
    }

    /// Whether it names nothing that could be searched for: no figure, name or quotation.
    pub fn is_vague(&self) -> bool {
        self.told.figures.is_empty() && self.told.names.is_empty() && self.quotes.is_empty()
    }
}

static HEADLINES: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.headline_words));

/// Words with which a notice refers to a place or a date, not to the content.
fn is_place(word: &str) -> bool {
    static PLACES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        lexicon::words(|language| language.notices.place_words).into_iter().collect()
    });
    PLACES.contains(word)
}

/// Returns the figures that count paragraphs: 3 in `in paragraph 3`, `3rd paragraph`.
fn places(text: &str) -> Vec<String> {
    static PARAGRAPHS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.notices.paragraph_words));
    let words = words(text);
    let mut found = Vec::new();
    let count = |word: &str| -> Option<String> {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty() && digits.len() <= 2).then_some(digits)
    };
    for (index, word) in words.iter().enumerate() {
        let is_unit = word.text.starts_with("paragra") || PARAGRAPHS.contains(&word.text.as_ref());
        if !is_unit {
            continue;
        }
        let beside = index.checked_sub(1).into_iter().chain([index + 1]);
        found.extend(beside.filter_map(|at| words.get(at)).filter_map(|word| count(&word.text)));
    }
    found
}

/// Whether a word starts a sentence, or follows a colon, a quotation mark or similar punctuation.
fn opens(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end();
    before.is_empty()
        || before.ends_with([
            '.', '!', '?', ':', '"', '“', '„', '«', '(', '[', '•', '*', '-', '–', '—', '\n', '/',
        ])
}

/// Returns the figure for an English word for a small number.
fn figure_of(word: &str) -> Option<&'static str> {
    // "One" is also a pronoun.
    const NUMBERS: [(&str, &str); 11] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
    ];
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, figure)| *figure)
}

/// Returns the figures of a text: `1,200` and `1.200` become `1200`, `1.5` is unchanged.
fn figures(text: &str) -> Vec<String> {
    let mut figures = Vec::new();
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    for run in text.split(|c: char| !is_figure(c)) {
        let run = run.trim_matches(['.', ',']);
        if !run.is_empty() {
            let mut groups = run.split(['.', ',']);
            let first = groups.next().unwrap_or_default();
            let is_grouped = first.len() <= 3 && groups.all(|group| group.len() == 3);
            figures.push(if is_grouped { run.replace(['.', ','], "") } else { run.to_owned() });
        }
    }
    figures
}

/// Returns quotations of three characters or more.
fn quotes(text: &str) -> Vec<String> {
    const MARKS: [(char, &[char]); 7] = [
        ('"', &['"']),
        ('“', &['”', '“']),
        ('„', &['“', '”']),
        ('«', &['»']),
        ('「', &['」']),
        ('『', &['』']),
        ('‘', &['’']),
    ];
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(MARKS.map(|(open, _)| open)) {
        let Some(open) = rest.get(start..).and_then(|rest| rest.chars().next()) else { break };
        let inside = rest.get(start + open.len_utf8()..).unwrap_or_default();
        let closing = MARKS.iter().find(|(mark, _)| *mark == open).map_or(&[][..], |(_, c)| *c);
        let Some(end) = inside.find(closing) else {
            rest = inside;
            continue;
        };
        let quoted = inside.get(..end).unwrap_or_default().trim_matches([' ', ',', '.']);
        if (3..=200).contains(&quoted.chars().count()) || (quoted.len() >= 6 && quoted.len() < 600)
        {
            found.push(fold(quoted).into_owned());
        }
        let mut behind = inside.get(end..).unwrap_or_default().chars();
        behind.next();
        rest = behind.as_str();
    }
    found
}

/// Returns what a notice says was wrong and what is right: `said that X; it is Y`, `X, not Y`,
/// `Y instead of X`.
fn sides(text: &str) -> (Option<String>, Option<String>) {
    let text = text.get(..text.len().min(MOST_BYTES)).unwrap_or(text);
    // Only ASCII letters are lowercased, so that offsets are the same in both texts.
    let lower = text.to_ascii_lowercase();
    let find = |list: &[&str], from: usize| {
        let rest = lower.get(from..)?;
        let places =
            list.iter().filter_map(|words| rest.find(words).map(|at| (from + at, words.len())));
        places.min_by_key(|(at, length)| (*at, usize::MAX - *length))
    };
    let tidy = |part: &str| {
        let part = part
            .trim()
            .trim_matches([',', ';', '.', ':', '—', '–', '-', '(', ')', ' ', '*'])
            .trim();
        (!part.is_empty()).then(|| part.to_owned())
    };
    let sentence_end = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.char_indices().find(|(at, c)| {
            let after = rest.get(at + c.len_utf8()..).unwrap_or_default();
            matches!(c, ';' | '\n' | '。')
                || (matches!(c, '.' | '!' | '?')
                    && (after.is_empty() || after.starts_with(char::is_whitespace)))
        });
        from + end.map_or(rest.len(), |(at, _)| at)
    };
    if let Some((at, length)) = find(&INSTEAD, 0) {
        let from =
            text.get(..at).and_then(|before| before.rfind(['.', ':', ';'])).map_or(0, |at| at + 1);
        let end = sentence_end(at + length);
        let right = text.get(from..at).and_then(tidy);
        return (text.get(at + length..end).and_then(tidy), right);
    }
    let Some((at, length)) = find(&SAID, 0) else {
        let right = find(&IS, 0).and_then(|(at, length)| {
            text.get(at + length..sentence_end(at + length)).and_then(tidy)
        });
        return (None, right);
    };
    let from = at + length;
    let end = sentence_end(from);
    let wrong = text.get(from..end).and_then(tidy);
    let right = find(&IS, from)
        .and_then(|(at, length)| text.get(at + length..sentence_end(at + length)).and_then(tidy));
    let right = right.or_else(|| {
        let next = text.get(end..)?.trim_start_matches([';', '.', ' ', '\n', '。']);
        let start = text.len() - next.len();
        text.get(start..sentence_end(start)).and_then(tidy)
    });
    (wrong, right)
}

/// Wordings between what is right and what was wrong.
static INSTEAD: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.instead));

/// Wordings before what was said.
static SAID: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.said));

/// Wordings before what is right.
static IS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.is_right));

#[cfg(test)]
mod tests {
    use super::super::notice;
    use super::*;

    fn cues(text: &str) -> Cues {
        Cues::of(text, &notice(text).expect("a notice"), None)
    }

    #[track_caller]
    fn check(text: &str, figures: &[&str], names: &[&str], quotes: &[&str]) {
        let found = cues(text);
        let figures: BTreeSet<String> = figures.iter().map(|&text| text.to_owned()).collect();
        let names: BTreeSet<String> = names.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(
            (&found.told.figures, &found.told.names, found.quotes.as_slice()),
            (&figures, &names, quotes.iter().map(|&q| q.to_owned()).collect::<Vec<_>>().as_slice()),
            "{text}"
        );
    }

    #[test]
    fn what_a_notice_speaks_of() {
        check(
            "Correction: An earlier version of this article said that 1,200 trees were felled. It is 14.",
            &["1200", "14"],
            &[],
            &[],
        );
        check(
            "This article was amended because Ann Lee was called “harbour master”.",
            &[],
            &["ann", "lee"],
            &["harbour master"],
        );
        check("(Corrects paragraph 3 to say seven, not four)", &["7", "4"], &[], &[]);
        check("This story has been corrected.", &[], &[], &[]);
        check("訂正：「13人」としたのは12人の誤りです。", &["13", "12"], &[], &["13人"]);
        assert!(cues("This story has been corrected.").is_vague());
        assert!(cues("The headline has been corrected to say so.").headline);
    }

    #[track_caller]
    fn check_sides(text: &str, wrong: Option<&str>, right: Option<&str>) {
        let found = cues(text);
        assert_eq!((found.wrong.as_deref(), found.right.as_deref()), (wrong, right), "{text}");
    }

    #[test]
    fn what_was_wrong_and_what_is_right() {
        check_sides(
            "Correction: An earlier version of this story said that 13 people were hurt; it was 12.",
            Some("13 people were hurt"),
            Some("12"),
        );
        check_sides(
            "Correction: the dock will shut for 30 days, not 3.",
            Some("3"),
            Some("the dock will shut for 30 days"),
        );
        check_sides("Korrektur: Es waren zwölf, nicht 13.", Some("13"), Some("Es waren zwölf"));
        check_sides(
            "This story has been corrected to say that it was Lee.",
            None,
            Some("that it was Lee"),
        );
        check_sides("This story has been corrected.", None, None);
    }
}
