//! The generator: synthetic news, with the edit rates of real news.
//!
//! Seeded and deterministic: the same number of versions gives the same bytes. The rates are those
//! of NewsEdits (Spangher and others, 2022): 1,278,804 articles with 4,609,430 versions, so 3.6 per
//! article; 10.9 million sentences added, 8.9 changed and 6.8 removed, so 3.3, 2.7 and 2.0 per
//! step. Versions are in the order in which a crawler finds them: some thousand articles are live
//! at a time and alternate.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::json;

/// Number of words that are not function words.
const WORDS: usize = 40_000;

/// The most frequent words, most frequent first: the rank is the position.
const FUNCTION: &str = "the of to and a in that is for it on was with as he be at by said from his \
    have has are not they this an but had will who were their its which or one would been more we \
    she her about up than when there out after over could all also some what if two can into other \
    so people new time them last year no first only most may now many before because between while \
    under against during three being since where such those through any both each then even just";

const SECTIONS: [&str; 12] = [
    "world",
    "politics",
    "business",
    "science",
    "health",
    "sport",
    "culture",
    "technology",
    "local",
    "opinion",
    "environment",
    "education",
];

const VERBS: [&str; 8] =
    ["said", "told reporters", "added", "wrote", "argued", "confirmed", "insisted", "warned"];

/// Pseudo-random numbers: `splitmix64` (Steele, Lea and Flood, 2014).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// A count with this mean, geometrically distributed like counts of edits.
    fn count(&mut self, mean: f64) -> usize {
        if mean <= 0.0 {
            return 0;
        }
        let stop = 1.0 / (1.0 + mean);
        ((1.0 - self.share()).ln() / (1.0 - stop).ln()) as usize
    }

    /// A rank below `bound`, by Zipf's law with exponent 1.
    fn rank(&mut self, bound: usize) -> usize {
        let rank = (self.share() * ((bound + 1) as f64).ln()).exp() as usize;
        rank.clamp(1, bound) - 1
    }
}

/// The vocabulary of the texts.
pub(super) struct Lexicon {
    words: Vec<String>,
    names: Vec<String>,
    hosts: Vec<String>,
}

impl Lexicon {
    pub(super) fn new() -> Self {
        let mut random = Random::new(1);
        let mut words: Vec<String> = FUNCTION.split_whitespace().map(str::to_owned).collect();
        while words.len() < WORDS {
            // Rarer words are longer.
            let least = 1 + usize::from(words.len() > 400);
            let syllables = least + random.below(2 + usize::from(words.len() > 8000));
            words.push(made_word(&mut random, syllables));
        }
        let mut name = || capital(&made_word(&mut random, 2));
        let names = (0..6000).map(|_| format!("{} {}", name(), name())).collect();
        let hosts = (0..400)
            .map(|number| match number % 10 {
                0 => format!("news.{}.example", made_word(&mut random, 3)),
                _ => format!("www.{}{number}.example", made_word(&mut random, 2)),
            })
            .collect();
        Self { words, names, hosts }
    }

    /// The word with this rank.
    pub(super) fn word(&self, rank: usize) -> &str {
        self.words.get(rank).map_or("", String::as_str)
    }

    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    pub(super) fn host(&self, rank: usize) -> &str {
        self.hosts.get(rank).map_or("", String::as_str)
    }

    fn name(&self, number: usize) -> &str {
        self.names.get(number % self.names.len()).map_or("", String::as_str)
    }
}

fn made_word(random: &mut Random, syllables: usize) -> String {
    const BEGIN: [&str; 20] = [
        "b", "c", "d", "v", "g", "l", "m", "n", "p", "r", "s", "t", "h", "st", "tr", "pr", "ch",
        "w", "pl", "j",
    ];
    const MIDDLE: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "io", "ou"];
    const END: [&str; 12] = ["", "", "", "", "", "", "n", "r", "s", "l", "nd", "m"];
    let mut word = String::new();
    for _ in 0..syllables {
        let [a, b, c] = [random.below(20), random.below(8), random.below(12)];
        word.extend([BEGIN[a], MIDDLE[b], END[c]]);
    }
    word
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[derive(Clone)]
struct Sentence {
    text: String,
    ends_paragraph: bool,
}

/// An article that is still being edited.
struct Story {
    url: String,
    section: &'static str,
    publisher: usize,
    title: String,
    byline: String,
    published: DateTime<Utc>,
    updated: Option<DateTime<Utc>>,
    sentences: Vec<Sentence>,
    before: Vec<Sentence>,
    topic: Vec<usize>,
    people: Vec<usize>,
    left: usize,
    shown: usize,
}

/// Writes `versions` JSON Lines to `out`. Memory use does not grow with their number.
pub(super) fn write(versions: usize, out: &mut impl Write) -> io::Result<()> {
    let lexicon = Lexicon::new();
    let mut random = Random::new(2);
    let mut now = DateTime::<Utc>::UNIX_EPOCH + Duration::days(19_700);
    let live = (versions / 40).clamp(1, 3000);
    let mut stories: Vec<Story> = Vec::with_capacity(live);
    let mut born = 0;
    for written in 0..versions {
        now += Duration::seconds(1 + random.below(60) as i64);
        // Articles start one after the other, so that at any time as many end as begin.
        let place = random.below(live);
        if place >= stories.len() || stories.get(place).is_some_and(|story| story.left == 0) {
            born += 1;
            let story = Story::new(&lexicon, &mut random, born, now);
            if place >= stories.len() {
                stories.push(story);
            } else if let Some(old) = stories.get_mut(place) {
                *old = story;
            }
        }
        let place = place.min(stories.len() - 1);
        if let Some(story) = stories.get_mut(place) {
            if story.left == 0 {
                *story = Story::new(&lexicon, &mut random, born + 1, now);
                born += 1;
            }
            if story.shown > 0 {
                story.edit(&lexicon, &mut random, now);
            }
            story.left -= 1;
            story.shown += 1;
            story.write(&mut random, now, written, &lexicon, out)?;
        }
    }
    Ok(())
}

impl Story {
    fn new(lexicon: &Lexicon, random: &mut Random, number: usize, now: DateTime<Utc>) -> Self {
        let topic = (0..30).map(|_| 150 + random.below(WORDS - 150)).collect();
        let people = (0..5).map(|_| random.rank(6000)).collect();
        // One in a hundred is a live page; the mean is 3.6.
        let left = if random.happens(0.01) { 20 + random.below(40) } else { 1 + random.count(2.2) };
        let section = SECTIONS[random.rank(SECTIONS.len())];
        let publisher = random.rank(400);
        let byline = match random.below(12) {
            0 => String::new(),
            1 => "Staff and agencies".to_owned(),
            _ => format!("By {}", lexicon.name(publisher * 13 + random.below(30))),
        };
        let mut story = Self {
            url: String::new(),
            section,
            publisher,
            title: String::new(),
            byline,
            published: now - Duration::seconds(60 + random.below(1800) as i64),
            updated: None,
            sentences: Vec::new(),
            before: Vec::new(),
            topic,
            people,
            left,
            shown: 0,
        };
        story.title = story.headline(lexicon, random);
        let slug: Vec<_> = story.title.split(' ').take(5).map(str::to_lowercase).collect();
        story.url = format!(
            "https://{}/{section}/{}/{}-{number}",
            lexicon.host(publisher),
            now.format("%Y/%m/%d"),
            slug.join("-").replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"),
        );
        for _ in 0..5 + random.below(16) + random.count(5.5) {
            let sentence = story.sentence(lexicon, random);
            story.sentences.push(sentence);
        }
        story
    }

    fn word<'l>(&self, lexicon: &'l Lexicon, random: &mut Random) -> &'l str {
        if random.happens(0.12) {
            let topic = self.topic.get(random.rank(self.topic.len()));
            return lexicon.word(topic.copied().unwrap_or_default());
        }
        lexicon.word(random.rank(WORDS))
    }

    fn words(&self, lexicon: &Lexicon, random: &mut Random, count: usize) -> String {
        let mut text = String::new();
        for index in 0..count {
            let comma = index > 3 && index + 3 < count && random.happens(0.06);
            let _ = match random.below(60) {
                0 => write!(text, " {}", figure(random)),
                1 => write!(text, " {}", lexicon.name(self.person(random))),
                _ => write!(text, " {}", self.word(lexicon, random)),
            };
            if comma {
                text.push(',');
            }
        }
        text.trim_start().to_owned()
    }

    fn person(&self, random: &mut Random) -> usize {
        self.people.get(random.rank(self.people.len())).copied().unwrap_or_default()
    }

    fn headline(&self, lexicon: &Lexicon, random: &mut Random) -> String {
        let count = 6 + random.below(6);
        capital(&self.words(lexicon, random, count))
    }

    fn sentence(&self, lexicon: &Lexicon, random: &mut Random) -> Sentence {
        let count = 8 + random.below(18) + random.count(3.0);
        let text = if random.happens(0.18) {
            let quote = capital(&self.words(lexicon, random, count.saturating_sub(4).max(5)));
            let verb = VERBS[random.rank(VERBS.len())];
            format!("“{quote},” {} {verb}.", lexicon.name(self.person(random)))
        } else {
            format!("{}.", capital(&self.words(lexicon, random, count)))
        };
        Sentence { text, ends_paragraph: random.happens(0.55) }
    }

    /// One step: a small edit, a larger one, a rewrite, only the title, or a return.
    fn edit(&mut self, lexicon: &Lexicon, random: &mut Random, now: DateTime<Utc>) {
        // One edit in twelve is silent: the text changes, the timestamp does not.
        if !random.happens(1.0 / 12.0) {
            self.updated = Some(now - Duration::seconds(20 + random.below(600) as i64));
        }
        if random.happens(0.04) {
            self.title = self.headline(lexicon, random);
            return;
        }
        if random.happens(0.015) && !self.before.is_empty() {
            std::mem::swap(&mut self.sentences, &mut self.before);
            return;
        }
        self.before.clone_from(&self.sentences);
        let (changed, added, removed) = match random.below(50) {
            0..26 => (1.4, 0.5, 0.3),
            26..44 => (3.5, 4.0, 2.6),
            _ => (6.0, 13.0, 8.0),
        };
        for _ in 0..random.count(changed).max(1) {
            let at = random.below(self.sentences.len());
            let old = self.sentences.get(at).map(|old| old.text.clone()).unwrap_or_default();
            let text = self.reworded(&old, lexicon, random);
            if let Some(sentence) = self.sentences.get_mut(at) {
                sentence.text = text;
            }
        }
        for _ in 0..random.count(removed) {
            if self.sentences.len() > 4 {
                let at = random.below(self.sentences.len());
                self.sentences.remove(at);
            }
        }
        // News is added at the top, background at the end.
        let top = random.below(3);
        for nth in 0..random.count(added) {
            let sentence = self.sentence(lexicon, random);
            let at = if random.happens(0.6) { top + nth } else { usize::MAX };
            self.sentences.insert(at.min(self.sentences.len()), sentence);
        }
        if random.happens(0.1) {
            self.title = self.headline(lexicon, random);
        }
    }

    fn reworded(&self, old: &str, lexicon: &Lexicon, random: &mut Random) -> String {
        let mut words: Vec<String> = old.split(' ').map(str::to_owned).collect();
        for _ in 0..=random.count(1.0) {
            let at = 1 + random.below(words.len().saturating_sub(2).max(1));
            let at = at.min(words.len().saturating_sub(1));
            let new = match random.below(4) {
                0 => figure(random),
                _ => self.word(lexicon, random).to_owned(),
            };
            match random.below(3) {
                0 => words.insert(at, new),
                1 if words.len() > 6 => drop(words.remove(at)),
                _ => {
                    if let Some(word) = words.get_mut(at) {
                        *word = new;
                    }
                }
            }
        }
        words.join(" ")
    }

    fn write(
        &self,
        random: &mut Random,
        now: DateTime<Utc>,
        number: usize,
        lexicon: &Lexicon,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let mut body = String::with_capacity(4096);
        for (index, sentence) in self.sentences.iter().enumerate() {
            body.push_str(&sentence.text);
            if index + 1 < self.sentences.len() {
                body.push_str(if sentence.ends_paragraph { "\n\n" } else { " " });
            }
        }
        let clock = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let tracked = if random.happens(0.03) { "?utm_source=feed" } else { "" };
        let publisher = lexicon.host(self.publisher).split('.').nth(1).map(capital);
        let record = json!({
            "url": format!("{}{tracked}", self.url),
            "title": self.title,
            "byline": (!self.byline.is_empty()).then_some(&self.byline),
            "published": clock(self.published),
            "updated": self.updated.map(clock),
            "captured": clock(now),
            "body": body,
            "lang": if self.publisher % 9 == 8 { "en-GB" } else { "en" },
            "publisher": publisher,
            "section": self.section,
            "seq": number,
        });
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")
    }
}

/// A number as in news texts.
fn figure(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("{}", 2 + random.below(98)),
        1 => format!("{},{:03}", 1 + random.below(90), random.below(1000)),
        2 => format!("${}.{} million", 1 + random.below(90), random.below(10)),
        3 => format!("{} per cent", 1 + random.below(99)),
        _ => format!("{}", 1990 + random.below(36)),
    }
}
