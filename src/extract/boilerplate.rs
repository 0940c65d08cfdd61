//! Recognizes boilerplate lines, which a page prints around an article, by their own words.
//!
//! Only complete short lines are judged, never a part of a paragraph. Each rule needs words that no
//! sentence of an article begins with or consists of.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};

use super::dates::{self, fold};
use crate::lexicon::{self, BoilerplateWords, LANGUAGES, Words};

/// The kind of a boilerplate line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Boilerplate {
    /// "Advertisement", "Get 40% off".
    Advert,
    /// "Share on Facebook", "Print", "Listen".
    Tool,
    /// "Read more: …", "Related stories".
    Related,
    /// "Sign up for our newsletter".
    Prompt,
    /// "Photo: …", "© Reuters …", "Getty Images".
    Credit,
    /// "Comments", "Latest comments".
    Comments,
    /// "© 2014 …", "All rights reserved", "Terms of use", risk disclosures.
    Legal,
}

/// The most characters of a boilerplate line: longer lines are sentences, except legal notices.
const LONGEST_LINE: usize = 200;
/// The most characters of a text in place of an embedded post.
const LONGEST_PLACEHOLDER: usize = 320;

/// The most bytes of a legal notice.
const LONGEST_LEGAL: usize = 2_000;

/// Judges a line. Returns `None` if it may belong to the article.
pub(super) fn judge(line: &str) -> Option<Boilerplate> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    // A paragraph is not boilerplate, whatever its words.
    if line.len() > LONGEST_LEGAL {
        return None;
    }
    let chars = line.chars().count();
    let lower = fold(line);
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '%')).trim();
    if bare.is_empty() {
        return Some(Boilerplate::Tool);
    }
    if let Some(kind) = whole(bare) {
        return Some(kind);
    }
    if is_legal(bare, chars) {
        return Some(Boilerplate::Legal);
    }
    // What is shown in place of an embedded post is longer than other prompts.
    if chars <= LONGEST_PLACEHOLDER && PLACEHOLDERS.begin(bare) {
        return Some(Boilerplate::Prompt);
    }
    if chars > LONGEST_LINE {
        return None;
    }
    if is_credit(line, bare, chars) {
        return Some(Boilerplate::Credit);
    }
    let starts = |list: &[&str]| list.iter().any(|start| bare.starts_with(start));
    if RELATED.begin(bare) {
        return Some(Boilerplate::Related);
    }
    // Text shown in place of the article to readers who do not pay.
    if PAY_WORDS.are_in(bare) {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 80 && is_offer(bare) && !ends_sentence(line) {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 160
        && (PROMPTS.begin(bare)
            || (chars <= 120 && !line.ends_with('.') && PROMPT_WORDS.are_in(bare)))
    {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 60 && starts(&COMMENT_STARTS) && !ends_sentence(line) {
        return Some(Boilerplate::Comments);
    }
    if chars <= 60 && (starts(&TOOL_STARTS) || bare.starts_with("1/")) && !ends_sentence(line) {
        return Some(Boilerplate::Tool);
    }
    if is_count(bare) {
        return Some(Boilerplate::Comments);
    }
    None
}

/// Whether a line opens what follows an article: nothing after it belongs to the article, unless
/// the article continues for long.
pub(super) fn ends_story(line: &str) -> bool {
    match judge(line) {
        Some(Boilerplate::Comments | Boilerplate::Legal) => true,
        Some(Boilerplate::Related) => {
            let bare = fold(line);
            let bare = bare.trim().trim_end_matches(':');
            SECTION_HEADS.contains(&bare)
        }
        _ => false,
    }
}

/// Whether a line ends as a sentence does.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches([
        '"', '”', '’', '\'', '»', '“', ')', ']', '」', '』', '~', '›', '‘', '』', '）',
    ]);
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '։'])
}

/// Whether a line is a byline: "By Ann Lee", "Von Ann Lee | 19 October 2014". It is short, begins
/// with a word for "by" and is not a sentence.
pub(super) fn is_byline_line(text: &str) -> bool {
    static LINE_OPENERS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.bylines.line_openers));
    text.len() < 100
        && !ends_sentence(text)
        && LINE_OPENERS.iter().any(|by| text.starts_with(by))
        && text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_uppercase))
        && text.split_whitespace().count() <= 12
}

/// Whether a line is an agency's name, alone or after a person's: "Associated Press", "ANN LEE,
/// Associated Press", "AP Writer".
pub(super) fn is_agency_line(text: &str) -> bool {
    const AGENCIES: &[&str] = &[
        "associated press",
        "the associated press",
        "associated press writer",
        "associated press writers",
        "ap writer",
        "ap writers",
        "ap",
        "reuters",
        "thomson reuters",
        "afp",
        "agence france-presse",
        "dpa",
        "upi",
        "bloomberg",
        "bloomberg news",
        "press association",
        "pa media",
        "tribune news service",
        "staff writer",
        "staff writers",
        "staff reporter",
        "staff reporters",
        "news service",
        "canadian press",
        "the canadian press",
        "apa",
        "ansa",
        "efe",
        "europa press",
        "anp",
        "belga",
        "lusa",
        "tass",
        "interfax",
        "共同通信",
        "時事通信",
        "新华社",
        "연합뉴스",
    ];
    if text.len() > 80 || ends_sentence(text) || text.split_whitespace().count() > 8 {
        return false;
    }
    let line = fold(text.trim().trim_matches(['(', ')', '-', '–', '—', '|', ' ']));
    AGENCIES.contains(&line.as_str())
        || line.rsplit_once([',', '|', '/', '•']).is_some_and(|(name, agency)| {
            AGENCIES.contains(&agency.trim()) && name.split_whitespace().count() <= 5
        })
}

/// Whether a line is a date with little else.
pub(crate) fn is_date_line(text: &str) -> bool {
    if text.len() > 160 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let zone = crate::article::DefaultZone::default();
    let context = dates::DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    let found = dates::find_printed(text, &context, crate::article::ClockSource::Text);
    let dated: usize = found.iter().map(|found| found.span.1 - found.span.0).sum();
    let labelled = found.iter().any(|found| found.clock.is_some());
    if found.is_empty() && is_day_of_year(text) {
        return true;
    }
    if found.is_empty() {
        // `Updated Nov 19, 9:41 AM` has no year, but is clearly a timestamp.
        return text.len() <= 80 && dates::opens_with_label(text) && has_clock_time(text);
    }
    !found.is_empty()
        && (dated * 2 >= text.len() || (labelled && text.len() < 120 && !ends_sentence(text)))
}

/// Whether a line is a day without a year: `2 Feb`, `February 2`.
fn is_day_of_year(text: &str) -> bool {
    let text = fold(text);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (Some(one), Some(other), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let is_day = |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |word: &str| super::months::month(word).is_some();
    (is_day(one) && is_month(other)) || (is_month(one) && is_day(other))
}

/// Whether a line is only a note about time: "3 hours ago", "5 min read", "Updated yesterday,
/// 12:00". A bare date is not: it may be a heading in a chronicle.
pub(super) fn is_time_note(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let zone = crate::article::DefaultZone::default();
    let context = dates::DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    let found = dates::find_printed(text, &context, crate::article::ClockSource::Text);
    let (mut rest, mut at) = (String::new(), 0);
    for found in &found {
        rest.push_str(text.get(at..found.span.0).unwrap_or_default());
        rest.push(' ');
        at = at.max(found.span.1);
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    let is_clock = has_clock_time(text);
    let (mut has_number, mut has_unit, mut is_past, mut is_reading) = (false, false, false, false);
    let (mut has_label, mut has_day, mut words) = (false, !found.is_empty(), 0);
    let rest = fold(&rest);
    let mut left = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    while let Some(first) = left.chars().next() {
        // Elements may follow each other without a space: `ago5 min`.
        let is_digit = first.is_ascii_digit();
        let end = left.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_digit);
        let (word, behind) = left.split_at(end.unwrap_or(left.len()));
        left = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
        words += 1;
        if is_digit && word.len() <= 4 {
            has_number = true;
            continue;
        }
        let is = |list: &[&str]| list.contains(&word);
        let (unit, past, reading) = (is(&TIME_UNITS), is(&TIME_PAST), is(&TIME_READING));
        let (label, day) = (is(&TIME_LABELS), is(&TIME_DAYS));
        let is_month = super::months::month(word).is_some();
        if !(unit || past || reading || label || day || is_month || is(&TIME_FILLERS)) {
            return false;
        }
        has_unit |= unit;
        is_past |= past;
        is_reading |= reading;
        has_label |= label;
        has_day |= day || (is_month && has_number);
    }
    let is_relative = has_unit && is_past && has_number;
    let is_read = has_unit && is_reading && has_number;
    let is_labelled = has_label && (has_day || is_clock || is_relative || words <= 2);
    let is_told = has_label || !ends_sentence(text);
    is_told && (is_relative || is_read || is_labelled || (has_day && is_clock && found.is_empty()))
}

// Folded.
static TIME_UNITS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.time_units));
static TIME_PAST: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.time_past));
static TIME_READING: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.time_reading));
static TIME_LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.time_labels));
static TIME_DAYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.time_days));
static TIME_FILLERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    const ZONES: [&str; 9] = ["est", "edt", "gmt", "utc", "bst", "cet", "cest", "pst", "pdt"];
    let mut words = lexicon::words(|language| language.boilerplate.time_fillers);
    words.extend(ZONES);
    words
});

/// Whether a text contains a time such as `9:41`.
fn has_clock_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|window| {
        matches!(window, [hour, b':', ten, one] if [hour, ten, one].iter().all(|byte| byte.is_ascii_digit()))
    })
}

fn whole(bare: &str) -> Option<Boilerplate> {
    static KNOWN: LazyLock<HashMap<&str, Boilerplate>> = LazyLock::new(|| {
        let mut known: HashMap<&str, Boilerplate> = HashMap::new();
        let lists = LANGUAGES.into_iter().flat_map(|language| whole_lines(&language.boilerplate));
        for (kind, line) in
            lists.flat_map(|(kind, lines)| lines.iter().map(move |line| (kind, *line)))
        {
            known.entry(line).and_modify(|first| *first = (*first).min(kind)).or_insert(kind);
        }
        known.extend(NETWORKS.map(|network| (network, Boilerplate::Tool)));
        known
    });
    let bare = bare.trim_end_matches([':', '.', '…', '»', '>']).trim();
    if bare.len() > LONGEST_LINE {
        return None;
    }
    KNOWN.get(bare).copied()
}

/// A set of line openings, matched in one pass.
struct Starts(Option<AhoCorasick>);

impl Starts {
    fn new(kind: fn(&BoilerplateWords) -> Words) -> Self {
        Self::of(&lexicon::words(|language| kind(&language.boilerplate)))
    }

    fn of(starts: &[&str]) -> Self {
        Self(AhoCorasick::builder().start_kind(StartKind::Anchored).build(starts).ok())
    }

    fn begin(&self, line: &str) -> bool {
        let input = Input::new(line).anchored(Anchored::Yes).earliest(true);
        self.0.as_ref().is_some_and(|starts| starts.find(input).is_some())
    }
}

/// A set of phrases anywhere in a line, matched in one pass.
struct Phrases(Option<AhoCorasick>);

impl Phrases {
    fn new(kind: fn(&BoilerplateWords) -> Words) -> Self {
        Self::of(&lexicon::words(|language| kind(&language.boilerplate)))
    }

    fn of(phrases: &[&str]) -> Self {
        Self(AhoCorasick::new(phrases).ok())
    }

    fn are_in(&self, line: &str) -> bool {
        self.0.as_ref().is_some_and(|phrases| phrases.is_match(line))
    }
}

static RELATED: LazyLock<Starts> = LazyLock::new(|| Starts::new(|words| words.related_starts));
static PROMPTS: LazyLock<Starts> = LazyLock::new(|| Starts::new(|words| words.prompt_starts));
static PLACEHOLDERS: LazyLock<Starts> =
    LazyLock::new(|| Starts::new(|words| words.placeholder_starts));

/// Whether a line offers a subscription: `4 weeks for £1, then £9.99 a month`.
fn is_offer(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let starts = |word: Option<&str>| word.and_then(|word| word.chars().next());
    let is_number = |word: Option<&str>| starts(word).is_some_and(char::is_numeric);
    is_number(words.next())
        && words.next().is_some_and(|word| OFFER_PERIODS.contains(&word))
        && words.next().is_some_and(|word| OFFER_LINKS.contains(&word))
        && starts(words.next()).is_some_and(|char| char.is_numeric() || "€£$¥".contains(char))
}

/// Words of time in an offer.
const OFFER_PERIODS: [&str; 20] = [
    "week",
    "weeks",
    "month",
    "months",
    "days",
    "year",
    "woche",
    "wochen",
    "monat",
    "monate",
    "tage",
    "jahr",
    "semaines",
    "mois",
    "meses",
    "semanas",
    "mesi",
    "settimane",
    "maanden",
    "weken",
];

/// Words between the time and the price.
const OFFER_LINKS: [&str; 7] = ["for", "fur", "pour", "por", "per", "voor", "a"];

fn is_legal(bare: &str, chars: usize) -> bool {
    if bare.starts_with("copyright ©")
        || bare.starts_with("© copyright")
        || (bare.starts_with("copyright ")
            && bare.get(10..14).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit())))
    {
        return chars <= 400;
    }
    if let Some(rest) = bare.strip_prefix('©') {
        let rest = rest.trim_start();
        if rest.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit())) {
            return chars <= 400;
        }
    }
    if chars <= 500 && LEGAL_WORDS.are_in(bare) {
        return true;
    }
    LEGAL_STARTS.begin(bare)
}

/// A line of a credit has fewer words than this, or does not end as a sentence.
const LEAST_SENTENCE_WORDS: usize = 8;

fn is_credit(line: &str, bare: &str, chars: usize) -> bool {
    // A sentence may begin with the sign.
    if line.starts_with(['©', 'Ⓒ']) || line.starts_with("(c) ") || line.starts_with("(C) ") {
        return bare.split_whitespace().count() < LEAST_SENTENCE_WORDS || !ends_sentence(line);
    }
    let labelled = CREDIT_LABELS.1.begin(bare)
        && CREDIT_LABELS.0.iter().any(|label| {
            bare.strip_prefix(label).is_some_and(|rest| {
                rest.trim_start().starts_with([':', '：', '/', '©', '|']) || rest.is_empty()
            })
        });
    if labelled {
        return true;
    }
    if chars <= 160 && CREDIT_STARTS.begin(bare) && !ends_sentence(line) {
        return true;
    }
    // A caption that ends in its credit: `A man walks past the bank. Photo: Jane Doe`.
    static CREDITED: LazyLock<(Vec<&str>, Phrases)> = LazyLock::new(|| {
        let labels = lexicon::words(|language| language.boilerplate.credit_separators);
        let phrases = Phrases::of(&labels);
        (labels, phrases)
    });
    if chars <= 300
        && CREDITED.1.are_in(bare)
        && let Some((_, owner)) = CREDITED.0.iter().find_map(|label| bare.rsplit_once(label))
        && owner.chars().count() <= 50
        && !owner.contains(". ")
    {
        return true;
    }
    chars <= 160
        && CREDIT_ENDS.iter().any(|end| bare.ends_with(end))
        && (chars <= 60 || line.contains(['©', '/', '|']) || bare.contains("photo"))
}

/// Whether a line is a count: "12 comments", "1.2k shares", "Comments (12)".
fn is_count(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let (Some(first), Some(second), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let is_number = |word: &str| {
        let word = word.trim_matches(['(', ')', '+']);
        word.starts_with(|c: char| c.is_ascii_digit())
            && word
                .trim_end_matches(['k', 'm'])
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    static COUNTED: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.boilerplate.counted));
    (is_number(first) && COUNTED.contains(&second))
        || (is_number(second) && COUNTED.contains(&first))
}

/// Complete lines by kind. A line in several lists has the kind of the first list.
const fn whole_lines(words: &BoilerplateWords) -> [(Boilerplate, Words); 5] {
    [
        (Boilerplate::Advert, words.advert_lines),
        (Boilerplate::Tool, words.tool_lines),
        (Boilerplate::Related, words.related_lines),
        (Boilerplate::Comments, words.comment_lines),
        (Boilerplate::Legal, words.legal_lines),
    ]
}

/// Networks and messengers, alone on a line: buttons for sharing.
#[rustfmt::skip]
const NETWORKS: [&str; 18] = [
    "facebook", "twitter", "whatsapp", "linkedin", "pinterest", "reddit", "facebook twitter", "x", "instagram",
    "youtube", "telegram", "viber", "vk", "messenger", "snapchat", "tumblr", "flipboard", "google+",
];

static PROMPT_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(|words| words.prompt_words));

/// Notices about the page's own text, shown to readers who do not pay, whatever else the line says.
/// An article about paywalls does not say "this article".
static PAY_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(|words| words.paid_phrases));

static COMMENT_STARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.comment_starts));

static TOOL_STARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.tool_starts));

/// The labels, and the same for lookup: most lines begin with none of them.
static CREDIT_LABELS: LazyLock<(Vec<&str>, Starts)> = LazyLock::new(|| {
    let labels = lexicon::words(|language| language.boilerplate.credit_labels);
    let starts = Starts::of(&labels);
    (labels, starts)
});

static CREDIT_STARTS: LazyLock<Starts> = LazyLock::new(|| {
    const AGENCIES: [&str; 6] =
        ["(ap photo", "ap photo", "reuters/", "getty images", "afp/", "epa/"];
    let mut starts = lexicon::words(|language| language.boilerplate.credit_starts);
    starts.extend(AGENCIES);
    Starts::of(&starts)
});

const CREDIT_ENDS: &[&str] = &[
    "getty images",
    "/ap",
    "(ap)",
    "/reuters",
    "/afp",
    "shutterstock",
    "istock",
    "alamy",
    "via ap",
    "via reuters",
    "/dpa",
    "press association",
    "/epa",
    "picture alliance",
    "(getty)",
    "ap photo",
    "unsplash",
    "file photo",
    "afp via getty images",
    "/getty",
    "imago images",
];

static LEGAL_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(|words| words.legal_phrases));

static LEGAL_STARTS: LazyLock<Starts> = LazyLock::new(|| Starts::new(|words| words.legal_starts));

/// Headings of the sections that follow an article.
static SECTION_HEADS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.section_heads));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_by_its_words() {
        for (line, kind) in [
            ("Advertisement", Boilerplate::Advert),
            ("- Anzeige -", Boilerplate::Advert),
            ("Get 40% Off", Boilerplate::Prompt),
            ("Share on Facebook", Boilerplate::Tool),
            ("Lire aussi : Le maire démissionne", Boilerplate::Related),
            ("RELATED: Mayor resigns", Boilerplate::Related),
            ("Sign up for our daily newsletter", Boilerplate::Prompt),
            ("© Reuters A man walks past the bank", Boilerplate::Credit),
            ("Photo: Jane Doe", Boilerplate::Credit),
            ("A street in Lyon. Getty Images", Boilerplate::Credit),
            ("Latest comments", Boilerplate::Comments),
            ("12 Comments", Boilerplate::Comments),
            ("Comments (3)", Boilerplate::Comments),
            ("© 2007-2024 - Example Media. All Rights Reserved.", Boilerplate::Legal),
            ("Risk Disclosure: Trading involves risk.", Boilerplate::Legal),
            ("* * *", Boilerplate::Tool),
            (
                "Il vous reste 72% de cet article à lire. La suite est réservée.",
                Boilerplate::Prompt,
            ),
            ("Er du allerede abonnent? Log ind her for at læse videre.", Boilerplate::Prompt),
            ("<저작권자(c) 해온일보, 무단 전재-재배포 금지>", Boilerplate::Legal),
            (
                "Сетевое издание «Речной вестник», зарегистрировано Роскомнадзором 5 мая 2014 года.",
                Boilerplate::Legal,
            ),
            ("(责编：王芳、陈一鸣)", Boilerplate::Credit),
            (
                "An dieser Stelle finden Sie einen externen Inhalt, den die Redaktion ausgewählt hat. Sie \
                 können ihn mit einem Klick laden, und ihn mit einem weiteren Klick wieder schließen.",
                Boilerplate::Prompt,
            ),
            ("4 weeks for £1, then £9.99 a month", Boilerplate::Prompt),
            ("12 Wochen für 9,90 Euro, danach monatlich kündbar", Boilerplate::Prompt),
            ("3 mois pour 1 €", Boilerplate::Prompt),
            ("Noticia relacionada: Las obras del puente", Boilerplate::Related),
        ] {
            assert_eq!(judge(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn sentences_are_not_judged_by_their_first_words() {
        for line in [
            "© The drawings belong to the office that made them, the court said.",
            "4 weeks for the repair of one bridge are too many, the mayor said.",
            "4 weeks for 12 workers was the estimate of the board.",
        ] {
            assert_eq!(judge(line), None, "{line}");
        }
    }

    #[test]
    fn agencies_sign_too() {
        for (line, expected) in [
            ("Associated Press", true),
            ("ASSOCIATED PRESS", true),
            ("ANN LEE, Associated Press", true),
            ("Ann Lee | Reuters", true),
            ("(AP)", true),
            ("The Associated Press reported the deal.", false),
            ("Ministers, officials and the press", false),
            ("Bloomberg, the former mayor", false),
        ] {
            assert_eq!(is_agency_line(line), expected, "{line}");
        }
    }

    #[test]
    fn notes_on_time_are_told_from_sentences_and_chronicles() {
        for note in [
            "3 hours ago",
            "Updated 3 hours ago",
            "Vor 3 Stunden aktualisiert",
            "Last updated 3 hours ago",
            "5 min read",
            "Temps de lecture : 2 min",
            "25.12.2019 - 18:00 Uhr, aktualisiert: gestern, 12:00",
            "3 hours ago5 min read",
            "Il y a 2 heures",
            "Lesezeit: 4 Minuten",
            "3小时前",
            "Today, 10:32",
            "Updated",
        ] {
            assert!(is_time_note(note), "{note}");
        }
        for story in [
            "The bridge was shut 3 hours ago",
            "A year ago.",
            "Update",
            "12 March 2020",
            "2 Feb",
            "3 hours",
            "Today",
            "",
            "Five minutes with the mayor",
            "Yesterday the council met at 12:00.",
        ] {
            assert!(!is_time_note(story), "{story}");
        }
        assert!(is_date_line("2 Feb"));
        assert!(!is_date_line("2 dogs"));
    }

    #[test]
    fn sentences_are_left_alone() {
        for line in [
            "Comments by the minister drew criticism on Monday.",
            "Share prices fell by 3 percent.",
            "More than 300 people were hurt.",
            "Related cases were found in Lyon, the ministry said.",
            "Print is dead, the editor said.",
            "The photo shows a man at a window.",
            "Live music returned to the square.",
            "Home prices rose 40% last year, and sellers offered 5% off.",
            "“More,” she said.",
            "The Associated Press reported the deal on Monday.",
            "Er du sulten, spurgte han.",
            "(Reporting by Ann Lee; editing by Bob Ray)",
        ] {
            assert_eq!(judge(line), None, "{line}");
        }
    }
}
