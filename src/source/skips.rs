//! Skips: what a reader passed over, counted by reason, the first of it by name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::Place;

/// The most skipped things that are remembered by name.
const NAMED_SKIPS: usize = 1000;

/// The most reasons that are counted apart: a container's words (a type, a status) come from
/// strangers.
const MOST_REASONS: usize = 100;

/// The reason under which the rest is counted.
const OTHERWISE: &str = "other reasons";

/// A file or record that a reader passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Where it is.
    pub place: Place,
    /// The URL of a container's record.
    pub url: Option<String>,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            Some(url) => write!(f, "{}: {} ({url})", self.place, self.reason),
            None => write!(f, "{}: {}", self.place, self.reason),
        }
    }
}

/// What a reader passed over: all is counted, the first thousand named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skips {
    /// Files of a folder.
    pub files: u64,
    /// Records of containers that are no articles: errors, images, scripts.
    pub records: u64,
    /// Records that only describe others, as a WARC's requests and metadata.
    pub quiet: u64,
    /// Records that were read, though the length that they state is wrong.
    pub repaired: u64,
    /// The first of them, with what was done.
    pub repairs: Vec<Skip>,
    /// How many records there were of each reason.
    pub reasons: BTreeMap<String, u64>,
    /// The first files and records.
    pub named: Vec<Skip>,
}

impl Skips {
    /// A file.
    pub(super) fn add(&mut self, path: &Path, reason: String) {
        self.files += 1;
        let input = path.to_string_lossy().into();
        let place = Place { input, record: None, offset: 0 };
        self.name(Skip { place, url: None, reason });
    }

    /// A record of a container.
    pub(super) fn add_record(&mut self, skip: Skip) {
        self.records += 1;
        self.count(&skip.reason, 1);
        self.name(skip);
    }

    /// A record that was read to where it ends, against its own word.
    pub(super) fn add_repair(&mut self, repair: Skip) {
        self.repaired += 1;
        if self.repairs.len() < NAMED_SKIPS {
            self.repairs.push(repair);
        }
    }

    /// Whether there is anything to tell.
    pub fn is_empty(&self) -> bool {
        self.files + self.records + self.quiet + self.repaired == 0
    }

    /// Takes over what another reader passed over.
    pub(super) fn merge(&mut self, other: &Self) {
        self.files += other.files;
        self.records += other.records;
        self.quiet += other.quiet;
        self.repaired += other.repaired;
        let room = NAMED_SKIPS.saturating_sub(self.repairs.len());
        self.repairs.extend(other.repairs.iter().take(room).cloned());
        for (reason, count) in &other.reasons {
            self.count(reason, *count);
        }
        for skip in &other.named {
            self.name(skip.clone());
        }
    }

    fn count(&mut self, reason: &str, count: u64) {
        let known = self.reasons.len() < MOST_REASONS || self.reasons.contains_key(reason);
        *self.reasons.entry(if known { reason } else { OTHERWISE }.to_owned()).or_default() +=
            count;
    }

    fn name(&mut self, skip: Skip) {
        if self.named.len() < NAMED_SKIPS {
            self.named.push(skip);
        }
    }

    /// The reasons of records, the most frequent first.
    pub fn by_reason(&self) -> Vec<(&str, u64)> {
        let mut reasons: Vec<_> =
            self.reasons.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }
}

/// The most reasons that one line tells.
const TOLD_REASONS: usize = 6;

impl fmt::Display for Skips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.named.iter().find(|skip| skip.url.is_none());
        match (self.files, file) {
            (0, _) | (_, None) if self.records == 0 => f.write_str("no files")?,
            (0, _) | (_, None) => {}
            (1, Some(skip)) => write!(f, "1 file: {} {}", skip.place, skip.reason)?,
            (count, Some(skip)) => {
                write!(f, "{count} files, the first: {} {}", skip.place, skip.reason)?;
            }
        }
        if self.records == 0 {
            return Ok(());
        }
        let parting = if self.files > 0 { "; " } else { "" };
        let noun = if self.records == 1 { "record" } else { "records" };
        write!(f, "{parting}{} {noun}: ", self.records)?;
        let reasons = self.by_reason();
        for (index, (reason, count)) in reasons.iter().take(TOLD_REASONS).enumerate() {
            let parting = if index > 0 { ", " } else { "" };
            write!(f, "{parting}{count} {reason}")?;
        }
        let rest: u64 = reasons.iter().skip(TOLD_REASONS).map(|(_, count)| count).sum();
        if rest > 0 {
            write!(f, ", {rest} others")?;
        }
        Ok(())
    }
}
