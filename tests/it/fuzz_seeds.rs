//! The fuzz targets, as an ordinary test: each over its seeds and over mutations of them, the same in
//! every run. `fuzz/` has the targets for libFuzzer.

use std::fs;
use std::path::Path;

use crate::common::Dice;
use crate::works::at_length;

#[path = "../../fuzz/src/targets.rs"]
mod targets;

/// A target: its name, and what it does with some bytes.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 13] = [
    ("warc", targets::warc),
    ("frames", targets::frames),
    ("xml", targets::xml),
    ("table", targets::table),
    ("html", targets::html),
    ("text", targets::text),
    ("mhtml", targets::mhtml),
    ("zip", targets::zip),
    ("database", targets::database),
    ("bundle", targets::bundle),
    ("note", targets::note),
    ("diff", targets::diff),
    ("dates", targets::dates),
];

/// Changes some bytes: flips, deletes, repeats, moves and cuts.
fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, part);
            }
            4 => bytes.truncate(at),
            _ => bytes.insert(at, b"<>\"'&=\0\n{}[],;:%"[dice.below(16)]),
        }
    }
    bytes
}

#[test]
fn no_target_fails_on_its_seeds_and_their_mutations() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mutations = if at_length() { 5_000 } else { 20 };
    let mut dice = Dice(12);
    for (name, target) in TARGETS {
        let mut files: Vec<_> = fs::read_dir(seeds.join(name))
            .unwrap_or_else(|error| panic!("the seeds of {name}: {error}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no seeds");
        for file in files {
            let seed = fs::read(&file).unwrap();
            target(&seed);
            for number in 0..mutations {
                let bytes = mutated(&seed, &mut dice);
                let outcome = std::panic::catch_unwind(|| target(&bytes));
                assert!(
                    outcome.is_ok(),
                    "{name}: mutation {number} of {}: {:?}",
                    file.display(),
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}
