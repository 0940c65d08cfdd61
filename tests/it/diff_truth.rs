//! The diff compared with labeled pairs, if the measuring data is next to the repository.

use std::process::Command;

use recension::diff::{DiffOptions, Op, diff};
use serde_json::Value;

use crate::common::shared;

/// Maximum share of sentences that differ only in typography but are classified differently.
const FORMAT_MISSED_MAX: f64 = 0.05;

#[test]
fn labelled_pairs() {
    let Some(path) = shared("diff/truth_dev.jsonl.zst") else { return };
    let unpacked = Command::new("zstd").arg("-dc").arg(path).output().expect("zstd runs");
    let text = String::from_utf8(unpacked.stdout).unwrap();
    let (mut format, mut missed) = (0, 0);
    for line in text.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let (old, new) = (pair["old"].as_str().unwrap(), pair["new"].as_str().unwrap());
        let diff = diff(old, new, &DiffOptions::default());
        assert_eq!(diff.script(new).apply(old).as_deref(), Some(new), "{}", pair["pair_id"]);
        let others: Vec<&str> = diff
            .changes
            .iter()
            .filter(|change| !matches!(change.op, Op::Format | Op::Moved | Op::Removed))
            .map(|change| change.new.extent().of(new))
            .collect();
        for op in pair["ops"].as_array().unwrap().iter().filter(|op| op["op"] == "format") {
            let at = op["to"].as_u64().unwrap() as usize;
            let sentence = pair["new_sents"][at].as_str().unwrap();
            format += 1;
            missed += usize::from(others.iter().any(|other| other.contains(sentence)));
        }
    }
    assert!(
        f64::from(missed as u32) <= FORMAT_MISSED_MAX * f64::from(format),
        "{missed} of {format}"
    );
}
