//! Classes: the kinds of thing that a change touches, read from the text alone, with the evidence.

use std::sync::LazyLock;

use super::hash::{HashedMap, hash_folded};
use super::words::{Hunk, TokenKind, WordToken};
use super::{Extent, Op, SpanKind, WordSpan};
use crate::article::notice;
use crate::lexicon::{self, LANGUAGES, Language};

/// A kind of thing that a change touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A number, in digits or words. A fact.
    Number,
    /// A date, a year, a weekday or a time of day. A fact.
    Date,
    /// Words in quotation marks, or the marks themselves. A fact.
    Quote,
    /// A capitalized name. A fact.
    Name,
    /// A negation. A fact.
    Negation,
    /// The source of a statement, or how it is known.
    Attribution,
    /// The title.
    Headline,
    /// The byline.
    Byline,
    /// A sentence in which a newsroom says that it changed the text, or that it was wrong.
    CorrectionNotice,
    /// The same word with another spelling.
    Spelling,
    /// Only punctuation.
    Punctuation,
    /// Only whitespace.
    Whitespace,
    /// Boilerplate: subscription calls, share buttons, rights notices.
    Boilerplate,
}

impl Class {
    /// All classes, in listing order.
    pub const ALL: [Self; 13] = [
        Self::Number,
        Self::Date,
        Self::Quote,
        Self::Name,
        Self::Negation,
        Self::Attribution,
        Self::Headline,
        Self::Byline,
        Self::CorrectionNotice,
        Self::Spelling,
        Self::Punctuation,
        Self::Whitespace,
        Self::Boilerplate,
    ];

    /// The stable, machine-readable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Quote => "quote",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Attribution => "attribution",
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::CorrectionNotice => "correction-notice",
            Self::Spelling => "spelling",
            Self::Punctuation => "punctuation",
            Self::Whitespace => "whitespace",
            Self::Boilerplate => "boilerplate",
        }
    }

    /// The class with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Whether it is a fact. A change of a fact is never noise.
    pub const fn is_fact(self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Quote | Self::Name | Self::Negation)
    }

    /// Whether a change of only this class may be hidden as noise.
    pub const fn is_noise(self) -> bool {
        matches!(self, Self::Punctuation | Self::Whitespace | Self::Boilerplate)
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassSet(u16);

impl ClassSet {
    /// The set with one class.
    pub const fn only(class: Class) -> Self {
        Self(1 << class as u16)
    }

    /// Adds a class.
    pub const fn insert(&mut self, class: Class) {
        self.0 |= 1 << class as u16;
    }

    /// Whether the set contains the class.
    pub const fn contains(self, class: Class) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains a fact.
    pub fn has_fact(self) -> bool {
        self.iter().any(Class::is_fact)
    }

    /// The union of this set and the other one.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set as a number: the n-th class of [`Class::ALL`] is bit n.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set with these bits; unknown bits are dropped.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << Class::ALL.len()) - 1))
    }

    /// Their names, separated by commas.
    pub fn names(self) -> String {
        self.iter().map(Class::name).collect::<Vec<_>>().join(", ")
    }

    /// The classes, in the order of [`Class::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |&class| self.contains(class))
    }
}

impl FromIterator<Class> for ClassSet {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        classes.into_iter().fold(Self::default(), |all, class| all.union(Self::only(class)))
    }
}

/// The words that a class was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassWitness {
    /// The class.
    pub class: Class,
    /// The words in the old text, if present there.
    pub old: Option<Extent>,
    /// The words in the new text, if present there.
    pub new: Option<Extent>,
}

/// Maximum number of evidence entries per change.
const EVIDENCE_MAX: usize = 12;

/// Two sentences to compare, or one sentence and the two it was split into or merged from.
pub(super) struct SentencePair<'a> {
    pub(super) old_text: &'a str,
    pub(super) old: Extent,
    pub(super) old_tokens: &'a [WordToken],
    pub(super) new_text: &'a str,
    pub(super) new: Extent,
    pub(super) new_tokens: &'a [WordToken],
}

type Flags = u16;
const NUMBER: Flags = 1;
const DATE: Flags = 2;
const DATE_BESIDE: Flags = 4;
const NEGATION: Flags = 8;
const ATTRIBUTION: Flags = 16;
const PLAIN: Flags = 32;
const QUOTED: Flags = 64;
const NAME: Flags = 128;
/// A phrase begins with the word.
const PHRASE: Flags = 256;
/// A negation of several tokens begins with the word.
const NEGATION_START: Flags = 512;

const FACETS: [(Flags, Class); 6] = [
    (NUMBER, Class::Number),
    (DATE, Class::Date),
    (QUOTED, Class::Quote),
    (NAME, Class::Name),
    (NEGATION, Class::Negation),
    (ATTRIBUTION, Class::Attribution),
];

struct WordIndex {
    /// A bit for each word's hash: most words are not listed, and one lookup rejects them.
    filter: Vec<u64>,
    words: HashedMap<Flags>,
    /// Phrases by their first word.
    phrases: HashedMap<Vec<&'static str>>,
    /// Negations of several tokens, by their first token: the keys of the others.
    negations: HashedMap<Vec<Vec<u64>>>,
}

static WORD_INDEX: LazyLock<WordIndex> = LazyLock::new(|| {
    let mut words: HashedMap<Flags> = HashedMap::default();
    for Language { facts, sentences, .. } in LANGUAGES {
        let lists = [
            (facts.numbers, NUMBER),
            (facts.dates, DATE),
            (facts.dates_beside_numbers, DATE_BESIDE),
            (facts.attributions, ATTRIBUTION),
            (facts.common, PLAIN),
            (sentences.openers, PLAIN),
        ];
        for (list, flag) in lists {
            for word in list {
                *words.entry(hash_folded(word)).or_insert(0) |= flag;
            }
        }
    }
    let mut negations: HashedMap<Vec<Vec<u64>>> = HashedMap::default();
    for negation in lexicon::words(|language| language.facts.negations) {
        // Thai and Japanese words, for example, are several tokens.
        let keys = keys(negation);
        let Some((&first, others)) = keys.split_first() else { continue };
        let flag = if others.is_empty() { NEGATION } else { NEGATION_START };
        *words.entry(first).or_insert(0) |= flag;
        if !others.is_empty() {
            negations.entry(first).or_default().push(others.to_vec());
        }
    }
    let mut phrases: HashedMap<Vec<&'static str>> = HashedMap::default();
    for phrase in lexicon::words(|language| language.boilerplate.phrases) {
        let mut tokens = Vec::new();
        super::words::tokenise(phrase, Extent::new(0, phrase.len()), &mut tokens);
        if let Some(first) = tokens.first() {
            *words.entry(first.key()).or_insert(0) |= PHRASE;
            phrases.entry(first.key()).or_default().push(phrase);
        }
    }
    let mut filter = vec![0u64; 1 << 10];
    for &key in words.keys() {
        let (slot, bit) = WordIndex::place(key);
        if let Some(slot) = filter.get_mut(slot) {
            *slot |= bit;
        }
    }
    WordIndex { filter, words, phrases, negations }
});

/// The keys of a text's tokens.
fn keys(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    super::words::tokenise(text, Extent::new(0, text.len()), &mut tokens);
    tokens.iter().map(WordToken::key).collect()
}

impl WordIndex {
    fn place(key: u64) -> (usize, u64) {
        ((key >> 6) as usize & 0x3FF, 1 << (key & 63))
    }

    fn flags(&self, key: u64) -> Flags {
        let (slot, bit) = Self::place(key);
        match self.filter.get(slot) {
            Some(bits) if bits & bit != 0 => self.words.get(&key).copied().unwrap_or(0),
            _ => 0,
        }
    }
}

/// One side of a pair, with what is needed to classify its tokens.
struct TokenReader<'a> {
    text: &'a str,
    tokens: &'a [WordToken],
    /// Runs in quotation marks.
    quoted: Vec<Extent>,
    index: &'static WordIndex,
}

impl<'a> TokenReader<'a> {
    fn new(text: &'a str, extent: Extent, tokens: &'a [WordToken]) -> Self {
        Self { text, tokens, quoted: quoted(text, extent), index: &WORD_INDEX }
    }

    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.extent().of(self.text))
    }

    fn known(&self, at: usize) -> Flags {
        let token = self.tokens.get(at).filter(|token| token.is_word());
        token.map_or(0, |token| self.index.flags(token.folded))
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// The flags of a token.
    fn facets(&self, at: usize) -> Flags {
        let Some(token) = self.tokens.get(at) else { return 0 };
        let extent = token.extent();
        let mut flags = 0;
        // The runs do not overlap: only the last one that begins before the token can contain it.
        let before = self.quoted.partition_point(|run| run.start <= extent.start);
        if before
            .checked_sub(1)
            .and_then(|last| self.quoted.get(last))
            .is_some_and(|run| extent.end <= run.end)
        {
            flags |= QUOTED;
        }
        if !token.is_word() {
            let word = self.word(at);
            let mark = word.starts_with(['"', '“', '”', '„', '«', '»', '「', '」', '『', '』']);
            return if mark { QUOTED } else { 0 };
        }
        let word = self.word(at);
        let known = self.known(at);
        let before = at.checked_sub(1);
        let beside = |test: &dyn Fn(usize) -> bool| {
            before.is_some_and(test) || test(at + 1) || at.checked_sub(2).is_some_and(test)
        };
        flags |= known & (NUMBER | NEGATION | ATTRIBUTION);
        if known & NEGATION_START != 0 && self.starts_negation(at) {
            flags |= NEGATION;
        }
        if token.kind == TokenKind::Number {
            flags |= NUMBER;
            let month = |at: usize| self.known(at) & DATE != 0;
            if is_calendar(word)
                || beside(&month)
                || matches!(self.word(at + 1), "年" | "月" | "日" | "年代" | "時" | "时")
            {
                flags |= DATE;
            }
        } else if known & DATE_BESIDE != 0 {
            if beside(&|at| self.is_number(at)) {
                flags |= DATE;
            }
        } else if known & DATE != 0 {
            flags |= DATE;
        }
        if word.len() > 3 && (word.ends_with("n't") || word.ends_with("n’t")) {
            flags |= NEGATION;
        }
        if flags & (DATE | NUMBER | NEGATION) == 0 && self.is_name(at, word, known) {
            flags |= NAME;
        }
        flags
    }

    /// Whether a negation of several tokens begins at a token.
    fn starts_negation(&self, at: usize) -> bool {
        let Some((first, rest)) = self.tokens.get(at..).and_then(<[WordToken]>::split_first) else {
            return false;
        };
        self.index.negations.get(&first.key()).is_some_and(|negations| {
            negations.iter().any(|others| {
                let next = rest.get(..others.len());
                next.is_some_and(|next| next.iter().map(WordToken::key).eq(others.iter().copied()))
            })
        })
    }

    /// Whether a word is a name: a capital letter inside a sentence, or an uncommon word at the
    /// start of one.
    fn is_name(&self, at: usize, word: &str, known: Flags) -> bool {
        if !word.chars().next().is_some_and(char::is_uppercase)
            || matches!(word, "I" | "I'm" | "I’m")
        {
            return false;
        }
        let opens = at == 0
            || self.tokens.get(at - 1).is_some_and(|token| {
                !token.is_word()
                    && self.word(at - 1).ends_with([
                        '.', '!', '?', ':', '"', '“', '„', '«', '‘', '(', '•', '-', '*',
                    ])
            });
        if !opens {
            return true;
        }
        known & !(PHRASE | NEGATION_START) == 0 && {
            // The next word is capitalized too, or the word has further capitals.
            let capital = |at: usize| self.word(at).chars().next().is_some_and(char::is_uppercase);
            capital(at + 1) || word.chars().skip(1).any(char::is_uppercase)
        }
    }

    /// Whether a sentence with this boilerplate phrase is boilerplate. Articles also say "more
    /// from" and "sponsored": the phrase must open a short sentence, or be nearly all of it.
    fn is_furniture(&self, phrase: &str, start: usize) -> bool {
        static CERTAIN_PHRASES: LazyLock<Vec<&str>> =
            LazyLock::new(|| lexicon::words(|language| language.boilerplate.certain_phrases));
        if CERTAIN_PHRASES.contains(&phrase) {
            return true;
        }
        let mut words = self.tokens.iter().filter(|token| token.is_word());
        let opens = words.next().is_some_and(|first| start <= first.extent().start);
        let count = 1 + words.count();
        if phrase.contains(' ') { count <= 6 || (opens && count <= 12) } else { count <= 3 }
    }

    /// Reports boilerplate phrases anywhere in the sentence.
    fn furniture(&self, mut found: impl FnMut(Extent)) {
        for token in self.tokens {
            if self.index.flags(token.key()) & PHRASE == 0 {
                continue;
            }
            let Some(phrases) = self.index.phrases.get(&token.key()) else { continue };
            let start = token.extent().start;
            for &phrase in phrases {
                let end = start + phrase.len();
                let here = self.text.get(start..end);
                if here.is_some_and(|here| here.eq_ignore_ascii_case(phrase))
                    && self.is_furniture(phrase, start)
                {
                    found(Extent::new(start, end));
                }
            }
        }
    }
}

/// The words that identify a sentence as a newsroom's notice.
fn notice_in(text: &str, sentence: Extent) -> Option<Extent> {
    let mark = notice(sentence.of(text))?.mark;
    Some(Extent::new(sentence.start + mark.start, sentence.start + mark.end))
}

/// Whether a word is a year, a time of day or a numeric date.
fn is_calendar(word: &str) -> bool {
    let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = |part: &str| {
        part.len() == 4
            && figures(part)
            && matches!(part.as_bytes(), [b'1', b'5'..=b'9', ..] | [b'2', b'0', ..])
    };
    if year(word) {
        return true;
    }
    if let Some((hours, minutes)) = word.split_once(':') {
        return figures(hours) && hours.len() <= 2 && minutes.get(..2).is_some_and(figures);
    }
    for mark in ['/', '-', '.'] {
        let mut parts = word.split(mark);
        if let (Some(a), Some(b), Some(c), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        {
            return figures(a) && figures(b) && figures(c) && (a.len() <= 2 || year(a));
        }
        if mark == '-' && word.split('-').all(year) {
            return true;
        }
    }
    false
}

/// The runs in quotation marks. A run left open extends to the end; one that is closed but never
/// opened begins at the start of the sentence.
fn quoted(text: &str, extent: Extent) -> Vec<Extent> {
    let body = extent.of(text);
    let mut runs = Vec::new();
    // The first bytes of the quotation marks.
    if memchr::memchr3(b'"', 0xE2, 0xC2, body.as_bytes()).is_none()
        && memchr::memchr(0xE3, body.as_bytes()).is_none()
    {
        return runs;
    }
    let mut open: Option<usize> = None;
    for (at, c) in body.char_indices() {
        let at = extent.start + at;
        let after = at + c.len_utf8();
        let (opens, closes) = match c {
            // Some writers use the same mark at both ends.
            '"' | '“' => (open.is_none(), open.is_some()),
            '„' | '«' | '「' | '『' => (true, false),
            '”' | '»' | '」' | '』' => (false, true),
            _ => continue,
        };
        if closes {
            let start = match open.take() {
                Some(start) => start,
                None if runs.is_empty() => extent.start,
                None => continue,
            };
            runs.push(Extent::new(start, after));
        } else if opens && open.is_none() {
            open = Some(at);
        }
    }
    if let Some(start) = open {
        runs.push(Extent::new(start, extent.end));
    }
    runs
}

/// Collected on the stack: growing lists took a twentieth of the time of large additions.
struct ClassEvidence {
    classes: ClassSet,
    evidence: [ClassWitness; EVIDENCE_MAX],
    len: usize,
}

impl Default for ClassEvidence {
    fn default() -> Self {
        let none = ClassWitness { class: Class::Number, old: None, new: None };
        Self { classes: ClassSet::default(), evidence: [none; EVIDENCE_MAX], len: 0 }
    }
}

impl ClassEvidence {
    fn add(&mut self, class: Class, old: Option<Extent>, new: Option<Extent>) {
        self.classes.insert(class);
        if let Some(slot) = self.evidence.get_mut(self.len) {
            *slot = ClassWitness { class, old, new };
            self.len += 1;
        }
    }

    fn one(&mut self, class: Class, extent: Extent, kind: SpanKind) {
        match kind {
            SpanKind::Removed => self.add(class, Some(extent), None),
            SpanKind::Equal | SpanKind::Added => self.add(class, None, Some(extent)),
        }
    }

    fn done(&self) -> (ClassSet, Vec<ClassWitness>) {
        (self.classes, self.evidence.get(..self.len).unwrap_or_default().to_vec())
    }
}

/// The classes of an added or removed sentence.
pub(super) fn alone(
    text: &str,
    extent: Extent,
    tokens: &[WordToken],
    kind: SpanKind,
) -> (ClassSet, Vec<ClassWitness>) {
    let reader = TokenReader::new(text, extent, tokens);
    let mut found = ClassEvidence::default();
    for &run in &reader.quoted {
        found.one(Class::Quote, run, kind);
    }
    let mut phrases = false;
    for (at, token) in tokens.iter().enumerate() {
        let known = reader.index.flags(token.key());
        phrases |= known & PHRASE != 0;
        // Most words are lower case and not listed. Words ending in "t" are checked for "n't".
        let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
        let word = token.extent();
        let small = token.kind == TokenKind::Word && byte(word.start).is_ascii_lowercase();
        if !token.is_word() || (known == 0 && small && byte(word.end - 1) != b't') {
            continue;
        }
        let facets = reader.facets(at) & !QUOTED;
        if facets == 0 {
            continue;
        }
        for (_, class) in FACETS.iter().filter(|(flag, _)| facets & flag != 0) {
            found.one(*class, token.extent(), kind);
        }
    }
    if let Some(mark) = notice_in(text, extent) {
        found.one(Class::CorrectionNotice, mark, kind);
    }
    if phrases {
        reader.furniture(|extent| found.one(Class::Boilerplate, extent, kind));
    }
    found.done()
}

/// The classes of a pair whose tokens differ by `hunks`.
pub(super) fn compared(
    pair: &SentencePair<'_>,
    op: Op,
    hunks: &[Hunk],
    spans: &[WordSpan],
) -> (ClassSet, Vec<ClassWitness>) {
    let mut found = ClassEvidence::default();
    let old = TokenReader::new(pair.old_text, pair.old, pair.old_tokens);
    let new = TokenReader::new(pair.new_text, pair.new, pair.new_tokens);
    if op != Op::Format {
        facts(&old, &new, hunks, &mut found);
        spelling(&old, &new, hunks, &mut found);
        if let Some(mark) = notice_in(pair.old_text, pair.old) {
            found.add(Class::CorrectionNotice, Some(mark), None);
        }
        if let Some(mark) = notice_in(pair.new_text, pair.new) {
            found.add(Class::CorrectionNotice, None, Some(mark));
        }
        let marks = |reader: &TokenReader<'_>| {
            let mut marks = Vec::new();
            reader.furniture(|extent| marks.push(extent));
            marks
        };
        let (was, is) = (marks(&old), marks(&new));
        // Counted only if both sides are boilerplate: a sentence that became boilerplate, or
        // stopped being it, is not a boilerplate change.
        if !was.is_empty() && !is.is_empty() {
            for extent in was {
                found.add(Class::Boilerplate, Some(extent), None);
            }
            for extent in is {
                found.add(Class::Boilerplate, None, Some(extent));
            }
        }
    }
    form(pair, op, hunks, spans, &mut found);
    found.done()
}

/// A token with flags.
struct Telling {
    extent: Extent,
    folded: u64,
    flags: Flags,
}

fn facts(old: &TokenReader<'_>, new: &TokenReader<'_>, hunks: &[Hunk], found: &mut ClassEvidence) {
    let gather =
        |reader: &TokenReader<'_>, range: &dyn Fn(&Hunk) -> (usize, usize)| -> Vec<Telling> {
            let mut out = Vec::new();
            for hunk in hunks {
                let (from, to) = range(hunk);
                for at in from..to {
                    let flags = reader.facets(at);
                    if let (true, Some(token)) = (flags != 0, reader.tokens.get(at)) {
                        let folded = if token.is_word() { token.folded } else { token.hash };
                        out.push(Telling { extent: token.extent(), folded, flags });
                    }
                }
            }
            out
        };
    let a = gather(old, &|hunk| hunk.old);
    let b = gather(new, &|hunk| hunk.new);
    let told = a.iter().chain(&b).fold(0, |all, telling| all | telling.flags);
    for (flag, class) in FACETS {
        if told & flag == 0 {
            continue;
        }
        let left = |x: &[Telling], y: &[Telling]| -> Vec<Extent> {
            let mut others: HashedMap<usize> = HashedMap::default();
            for telling in y.iter().filter(|t| t.flags & flag != 0) {
                *others.entry(telling.folded).or_insert(0) += 1;
            }
            let mut out = Vec::new();
            for telling in x.iter().filter(|t| t.flags & flag != 0) {
                match others.get_mut(&telling.folded) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => out.push(telling.extent),
                }
            }
            out
        };
        let (gone, come) = (left(&a, &b), left(&b, &a));
        for at in 0..gone.len().max(come.len()) {
            found.add(class, gone.get(at).copied(), come.get(at).copied());
        }
    }
}

/// Finds pairs of words that differ by a letter or two, or only by letter case.
fn spelling(
    old: &TokenReader<'_>,
    new: &TokenReader<'_>,
    hunks: &[Hunk],
    found: &mut ClassEvidence,
) {
    for hunk in hunks {
        if hunk.old.1 - hunk.old.0 != hunk.new.1 - hunk.new.0 {
            continue;
        }
        for (i, j) in (hunk.old.0..hunk.old.1).zip(hunk.new.0..hunk.new.1) {
            let (Some(a), Some(b)) = (old.tokens.get(i), new.tokens.get(j)) else { continue };
            if a.kind != TokenKind::Word || b.kind != TokenKind::Word || a.hash == b.hash {
                continue;
            }
            let known = old.known(i) | new.known(j);
            let same = a.folded == b.folded
                || (known & (NUMBER | NEGATION | DATE | ATTRIBUTION) == 0
                    && nearly(old.word(i), new.word(j)));
            if same {
                found.add(Class::Spelling, Some(a.extent()), Some(b.extent()));
            }
        }
    }
}

/// Whether two words differ only by a slip: an edit distance (with transpositions) of one, or of
/// two from eight letters on. A difference only in the ending does not count: "mayor" and "mayors"
/// differ in meaning.
fn nearly(a: &str, b: &str) -> bool {
    let x: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let y: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let (short, long) = (x.len().min(y.len()), x.len().max(y.len()));
    if short < 4 || long > 24 || long - short > 2 {
        return false;
    }
    let same = |(a, b): &(&char, &char)| a == b;
    let (head, tail) = (
        x.iter().zip(&y).take_while(same).count(),
        x.iter().rev().zip(y.iter().rev()).take_while(same).count(),
    );
    // A different first letter makes a different word: "sued" and "used", "possible" and
    // "impossible".
    let other_ending = tail == 0 && head + 1 >= short && x.len() != y.len();
    if head == 0 || other_ending {
        return false;
    }
    distance(&x, &y) <= if short >= 8 { 2 } else { 1 }
}

/// Optimal string alignment distance.
fn distance(x: &[char], y: &[char]) -> usize {
    let width = y.len() + 1;
    let mut table = vec![0usize; (x.len() + 1) * width];
    for (j, cell) in table[..width].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=x.len() {
        table[i * width] = i;
        for j in 1..=y.len() {
            let cost = usize::from(x[i - 1] != y[j - 1]);
            let mut best = (table[(i - 1) * width + j] + 1)
                .min(table[i * width + j - 1] + 1)
                .min(table[(i - 1) * width + j - 1] + cost);
            if i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] {
                best = best.min(table[(i - 2) * width + j - 2] + 1);
            }
            table[i * width + j] = best;
        }
    }
    table[x.len() * width + y.len()]
}

/// Adds the punctuation and whitespace classes, if no word changed.
fn form(
    pair: &SentencePair<'_>,
    op: Op,
    hunks: &[Hunk],
    spans: &[WordSpan],
    found: &mut ClassEvidence,
) {
    let words = hunks.iter().any(|hunk| {
        let is_word = WordToken::is_word;
        pair.old_tokens[hunk.old.0..hunk.old.1].iter().any(is_word)
            || pair.new_tokens[hunk.new.0..hunk.new.1].iter().any(is_word)
    });
    if words && op != Op::Format {
        return;
    }
    // A question mark, a comparison sign or a currency carries meaning like a word.
    let speaks = |text: &str| {
        text.contains([
            '?', '？', '؟', '<', '>', '=', '≠', '≤', '≥', '%', '‰', '+', '±', '$', '€', '£', '¥',
        ])
    };
    let silent = op == Op::Format
        || spans.iter().all(|span| match span.kind {
            SpanKind::Equal => true,
            SpanKind::Removed => !speaks(span.old.of(pair.old_text)),
            SpanKind::Added => !speaks(span.new.of(pair.new_text)),
        });
    if !hunks.is_empty() && silent {
        found.classes.insert(Class::Punctuation);
    }
    let mut white = hunks.is_empty();
    for span in spans {
        let text = match span.kind {
            SpanKind::Equal => continue,
            SpanKind::Removed => span.old.of(pair.old_text),
            SpanKind::Added => span.new.of(pair.new_text),
        };
        white |= !text.is_empty() && text.chars().all(char::is_whitespace);
    }
    if white {
        found.classes.insert(Class::Whitespace);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DiffOptions, Op, diff};
    use super::Class;

    fn check(old: &str, new: &str, expected: &[Class]) {
        let diff = diff(old, new, &DiffOptions::default());
        assert_eq!(diff.changes.len(), 1, "{old} / {new}: {:?}", diff.changes);
        let found: Vec<Class> = diff.changes[0].classes.iter().collect();
        assert_eq!(found, expected, "{old} / {new}");
    }

    #[test]
    fn facts() {
        check("It cost $1.5 million to build.", "It cost $15 million to build.", &[Class::Number]);
        check("The fine is due in 3 days.", "The fine is due in 30 days.", &[Class::Number]);
        check("The court ruled 5-4 for them.", "The court ruled 54 for them.", &[Class::Number]);
        check(
            "He will come on Sept. 3.",
            "He will come on Sept. 4.",
            &[Class::Number, Class::Date],
        );
        check("He met John Smith there.", "He met John Brown there.", &[Class::Name]);
        check("The firm did pay its tax.", "The firm did not pay its tax.", &[Class::Negation]);
        check(
            "He called it “a fine day” then.",
            "He called it “a poor day” then.",
            &[Class::Quote],
        );
    }

    /// The sentences differ only by a negation.
    fn check_negation(with: &str, without: &str) {
        check(with, without, &[Class::Negation]);
        check(without, with, &[Class::Negation]);
        let found = |text: &str| {
            let diff = diff("", text, &DiffOptions::default());
            diff.changes[0].classes.contains(Class::Negation)
        };
        assert!(found(with), "{with}");
        assert!(!found(without), "{without}");
    }

    #[test]
    fn negations_in_swedish() {
        check_negation("Bron stängs inte i dag.", "Bron stängs i dag.");
        check_negation("Hon har aldrig varit där.", "Hon har varit där.");
    }

    #[test]
    fn negations_in_danish() {
        check_negation("Broen lukker ikke før jul.", "Broen lukker før jul.");
        check_negation("Hun har aldrig været der.", "Hun har været der.");
    }

    #[test]
    fn negations_in_norwegian() {
        check_negation("Broen stenger ikke før jul.", "Broen stenger før jul.");
        check_negation("Hun har aldri vært der.", "Hun har vært der.");
    }

    #[test]
    fn negations_in_finnish() {
        check_negation("Silta ei avoinna tänään.", "Silta avoinna tänään.");
        check_negation("Sopu syntyi ilman ääniä.", "Sopu syntyi ääniä.");
        check_negation("Minä en voi tulla sinne.", "Minä tulla sinne.");
    }

    #[test]
    fn negations_in_czech() {
        check_negation("Most nikdy byl otevřen pro auta.", "Most byl otevřen pro auta.");
        check_negation("Cesta bez opravy zůstane zavřená.", "Cesta opravy zůstane zavřená.");
    }

    #[test]
    fn negations_in_romanian() {
        check_negation("Podul nu este deschis acum.", "Podul este deschis acum.");
        check_negation("Podul e deschis fără probleme.", "Podul e deschis probleme.");
        // Dutch and Swedish for "now".
        check("De brug is nu open voor ons.", "De brug is open voor ons.", &[]);
        check("Bron är nu öppen för oss.", "Bron är öppen för oss.", &[]);
    }

    #[test]
    fn negations_in_hebrew() {
        check_negation("הגשר לא נפתח היום לתנועה.", "הגשר נפתח היום לתנועה.");
        check_negation("הוא אינו בבית העירייה היום.", "הוא בבית העירייה היום.");
    }

    #[test]
    fn negations_in_japanese() {
        check_negation("市長は橋を開けない。", "市長は橋を開ける。");
        check_negation("橋は開きません。", "橋は開きます。");
        check_negation("市長は行かなかった。", "市長は行った。");
    }

    #[test]
    fn negations_in_korean() {
        check_negation("시장은 다리를 열지 않았다.", "시장은 다리를 열지.");
        check_negation("다리는 안 열린다고 시장이 밝혔다.", "다리는 열린다고 시장이 밝혔다.");
    }

    #[test]
    fn negations_in_turkish() {
        check_negation("Köprü bugün açık değil.", "Köprü bugün açık.");
        check_negation("Orada hiç kimse kaldı mı.", "Orada kimse kaldı mı.");
    }

    #[test]
    fn negations_of_several_tokens() {
        check_negation("สะพานไม่เปิดวันนี้", "สะพานเปิดวันนี้");
    }

    #[test]
    fn words_and_form() {
        check("The goverment fell at last.", "The government fell at last.", &[Class::Spelling]);
        check(
            "The road is closed, she added.",
            "The road is closed she added.",
            &[Class::Punctuation],
        );
        check("The road is closed.", "The road, it is reported, is closed.", &[Class::Attribution]);
    }

    #[test]
    fn what_a_story_says_is_no_furniture() {
        let noise = |old: &str, new: &str| {
            let diff = diff(old, new, &DiffOptions::default());
            diff.changes.iter().all(super::super::Change::is_noise)
        };
        assert!(!noise("The event was sponsored by big oil.", "The event was free for all of us."));
        assert!(!noise(
            "We learn far more from their failures here.",
            "We learn far more from our failures here."
        ));
        assert!(!noise("Sponsored by the tobacco lobby, he spoke.", "He spoke to us all."));
        assert!(!noise("Subscribe to our newsletter.", "The dam broke."));
        assert!(noise("Subscribe to our newsletter.", "Subscribe to our newsletter for free."));
        assert!(noise("The dam broke.", "The dam broke. Follow us on our channels."));
        assert!(!noise("he is guilty.", "he is guilty?"));
        assert!(noise("The road is closed, she said.", "The road is closed; she said."));
    }

    #[test]
    fn slips_and_variants_are_spelling() {
        for (old, new) in [("colour", "color"), ("goverment", "government"), ("recieve", "receive")]
        {
            assert!(super::nearly(old, new), "{old} {new}");
        }
        for (old, new) in [("sued", "used"), ("impossible", "possible"), ("mayor", "mayors")] {
            assert!(!super::nearly(old, new), "{old} {new}");
        }
    }

    #[test]
    fn a_joke_is_no_noise() {
        let diff = diff("He made a false claim.", "He made a joke.", &DiffOptions::default());
        assert_eq!(diff.changes[0].op, Op::Edited);
        assert!(!diff.changes[0].is_noise());
    }
}
