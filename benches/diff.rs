//! Compares the diff with `similar`'s flat word diff, as ratios of CPU time in one run.
//!
//! `cargo bench --bench diff [-- NAME]`: all pairs, or those whose name contains `NAME`. Always uses
//! generated texts; also uses real consecutive versions if the measuring data is next to the
//! repository. `RECENSION_BENCH=smoke` only checks that it runs.

#![expect(clippy::print_stdout, reason = "a bench prints its results")]
#![expect(clippy::expect_used, reason = "a bench may stop on an error")]

mod common;

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use recension::diff::{DiffOptions, diff};
use serde_json::Value;
use similar::TextDiff;

/// Pairs of texts, and the required speedup over the flat diff.
struct Case {
    name: &'static str,
    wanted: f64,
    pairs: Vec<(String, String)>,
}

const HOSTILE_MS: f64 = 250.0;

fn main() {
    let smoke = common::is_smoke();
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |name: &str| named.as_deref().is_none_or(|named| name.contains(named));
    let count = |usual: usize| if smoke { 1 } else { usual };
    let hostile_size = if smoke { 1 << 12 } else { 1 << 20 };
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    println!("{:<34}{:>10}{:>12}{:>12}{:>8}", "pairs", "n", "ours/s", "flat/s", "ratio");
    let mut cases = vec![
        Case {
            name: "5 KB, small edits",
            wanted: 6.0,
            pairs: random.pairs(5_000, 3, count(4_000)),
        },
        Case {
            name: "30 KB, small edits",
            wanted: 6.0,
            pairs: random.pairs(30_000, 5, count(500)),
        },
        Case { name: "5 KB, rewritten", wanted: 1.0, pairs: random.rewrites(5_000, count(500)) },
    ];
    match (!smoke).then(real).flatten() {
        Some(pairs) => {
            cases.push(Case { name: "real consecutive versions", wanted: 4.0, pairs });
        }
        None => println!("the real versions are not used or not available"),
    }
    // The word lists are loaded once per process.
    black_box(diff("One.", "Two.", &DiffOptions::default()));
    for case in cases.iter().filter(|case| is_wanted(case.name)) {
        let ours = cpu(|| {
            for (old, new) in &case.pairs {
                black_box(diff(old, new, &DiffOptions::default()));
            }
        });
        let flat = cpu(|| {
            for (old, new) in &case.pairs {
                black_box(TextDiff::from_words(old.as_str(), new.as_str()).ops().len());
            }
        });
        let count = case.pairs.len() as f64;
        println!(
            "{:<34}{:>10}{:>12.0}{:>12.0}{:>7.1}x  (wanted {}x)",
            case.name,
            case.pairs.len(),
            count / ours,
            count / flat,
            flat / ours,
            case.wanted
        );
    }
    println!("\n{:<34}{:>10}{:>10}{:>8}", "hostile pairs", "ms", "changes", "coarse");
    let hostile = random.hostile(hostile_size);
    for (name, old, new) in hostile.into_iter().filter(|(name, ..)| is_wanted(name)) {
        let mut made = None;
        let took = cpu(|| made = Some(diff(&old, &new, &DiffOptions::default()))) * 1000.0;
        let made = made.expect("the diff was made");
        let slow = if took > HOSTILE_MS { "  too slow" } else { "" };
        println!("{name:<34}{took:>10.1}{:>10}{:>8}{slow}", made.changes.len(), made.coarse);
    }
}

/// Seconds of this thread's CPU time if the system reports them, otherwise of elapsed time.
fn cpu(work: impl FnOnce()) -> f64 {
    let spent = || -> Option<f64> {
        let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(stat.split(' ').next()?.parse::<f64>().ok()? / 1e9)
    };
    let clock = Instant::now();
    let before = spent();
    work();
    match (before, spent()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => clock.elapsed().as_secs_f64(),
    }
}

fn real() -> Option<Vec<(String, String)>> {
    let path = Path::new("../shared/data/articles/articles_dev.jsonl.zst");
    if !path.exists() {
        return None;
    }
    let unpacked = Command::new("zstd").arg("-dc").arg(path).output().ok()?;
    let text = String::from_utf8(unpacked.stdout).ok()?;
    let mut pairs = Vec::new();
    let mut last: HashMap<String, String> = HashMap::new();
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).ok()?;
        let field = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let body = field("body").to_owned();
        if let Some(before) = last.insert(field("url").to_owned(), body.clone()) {
            pairs.push((before, body));
        }
    }
    Some(pairs)
}

/// A small generator (xorshift), so that every run measures the same texts.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn word(&mut self, first: char) -> String {
        let length = 2 + self.below(8);
        let letter = |n: usize| char::from_u32(first as u32 + n as u32).unwrap_or('x');
        (0..length).map(|_| letter(self.below(26))).collect()
    }

    /// A sentence from a vocabulary in which small numbers are common words.
    fn sentence(&mut self, vocabulary: &[String]) -> String {
        let words: Vec<&str> = (0..8 + self.below(20))
            .map(|_| {
                let bound = 1 + self.below(vocabulary.len());
                vocabulary[self.below(bound)].as_str()
            })
            .collect();
        format!("The {}.", words.join(" "))
    }

    fn text(&mut self, vocabulary: &[String], size: usize) -> Vec<Vec<String>> {
        let mut paragraphs = Vec::new();
        let mut length = 0;
        while length < size {
            let paragraph: Vec<String> =
                (0..=self.below(4)).map(|_| self.sentence(vocabulary)).collect();
            length += paragraph.iter().map(|sentence| sentence.len() + 1).sum::<usize>();
            paragraphs.push(paragraph);
        }
        paragraphs
    }

    fn vocabulary(&mut self) -> Vec<String> {
        (0..3_000).map(|_| self.word('a')).collect()
    }

    fn pairs(&mut self, size: usize, edits: usize, count: usize) -> Vec<(String, String)> {
        let vocabulary = self.vocabulary();
        (0..count)
            .map(|_| {
                let old = self.text(&vocabulary, size);
                let mut new = old.clone();
                for edit in 0..edits {
                    let at = self.below(new.len());
                    let within = self.below(new[at].len().max(1));
                    match edit % 3 {
                        0 => {
                            let word = self.word('a');
                            if let Some(sentence) = new[at].get_mut(within) {
                                *sentence = sentence.replacen(' ', &format!(" {word} "), 1);
                            }
                        }
                        1 => {
                            let sentence = self.sentence(&vocabulary);
                            new[at].insert(within, sentence);
                        }
                        _ => {
                            if within < new[at].len() && new[at].len() > 1 {
                                new[at].remove(within);
                            }
                        }
                    }
                }
                (join(&old), join(&new))
            })
            .collect()
    }

    fn rewrites(&mut self, size: usize, count: usize) -> Vec<(String, String)> {
        let vocabulary = self.vocabulary();
        (0..count)
            .map(|_| (join(&self.text(&vocabulary, size)), join(&self.text(&vocabulary, size))))
            .collect()
    }

    fn hostile(&mut self, size: usize) -> Vec<(&'static str, String, String)> {
        let words = |random: &mut Self, first: char| {
            let mut out = String::new();
            while out.len() < size {
                out += &random.word(first);
                out.push(' ');
            }
            out
        };
        let marks: Vec<char> = ".,;:!?-()[]\"'…“”".chars().collect();
        let punctuation = |random: &mut Self| {
            let mut out = String::new();
            while out.len() < size {
                out.push(marks[random.below(marks.len())]);
                if random.below(5) == 0 {
                    out.push(' ');
                }
            }
            out
        };
        // Every quote opens or closes, and without spaces no sentence ends.
        let quotes = |random: &mut Self| -> String {
            (0..size).map(|_| if random.below(2) == 0 { '"' } else { '\'' }).collect()
        };
        let vocabulary = self.vocabulary();
        let sentences: Vec<String> = self.text(&vocabulary, size).concat();
        let mut shuffled = sentences.clone();
        for at in (1..shuffled.len()).rev() {
            let other = self.below(at + 1);
            shuffled.swap(at, other);
        }
        let edit = |sentences: &[String]| -> String {
            let edited: Vec<String> =
                sentences.iter().map(|s| s.replacen(' ', " never ", 1)).collect();
            edited.join(" ")
        };
        vec![
            ("all words random", words(self, 'a'), words(self, 'a')),
            ("one word repeated", "word ".repeat(size / 5), "word ".repeat(size / 5 - size / 1024)),
            (
                "one sentence repeated",
                "Word. ".repeat(size / 6),
                "Word.\n".repeat(size / 6 - size / 1024),
            ),
            ("two alphabets", words(self, 'a'), words(self, 'а')),
            ("only punctuation", punctuation(self), punctuation(self)),
            ("only quotation marks", quotes(self), quotes(self)),
            ("all sentences permuted", sentences.join(" "), shuffled.join(" ")),
            ("permuted and edited", sentences.join(" "), edit(&shuffled)),
            ("every sentence edited", sentences.join(" "), edit(&sentences)),
            ("no breaks", "x".repeat(size), "y".repeat(size)),
            ("line breaks only", "\n".repeat(size), "\n".repeat(size - 7)),
            ("one letter a line", "a\nb\n".repeat(size / 4), "b\na\n\n".repeat(size / 5)),
        ]
    }
}

fn join(paragraphs: &[Vec<String>]) -> String {
    paragraphs.iter().map(|paragraph| paragraph.join(" ")).collect::<Vec<_>>().join("\n\n")
}
