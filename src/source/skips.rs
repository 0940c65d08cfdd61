//! Skips: what a reader passed over, counted by reason, with the first ones listed individually.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::SourceLocation;

/// Maximum number of skips that are listed individually.
const NAMED_SKIPS: usize = 1000;

/// Maximum number of reasons that are counted separately: parts of a reason (a media type, a
/// status) come from the input and are unbounded.
const MOST_REASONS: usize = 100;

/// The reason under which all others are counted.
const OTHERWISE: &str = "other reasons";

/// A file or record that a reader passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Its location.
    pub place: SourceLocation,
    /// The URL of a record of a container.
    pub url: Option<String>,
    /// Why it was skipped.
    pub reason: String,
    /// Its length in bytes; 0 if it is not known.
    pub length: u64,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            Some(url) => write!(f, "{}: {} ({url})", self.place, self.reason),
            None => write!(f, "{}: {}", self.place, self.reason),
        }
    }
}

/// What a reader passed over: everything is counted, the first thousand are listed individually.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skips {
    /// Files of a folder.
    pub files: u64,
    /// Records of containers that are not articles: errors, images, scripts.
    pub records: u64,
    /// Records that only describe others, such as a WARC's requests and metadata, and the images of a
    /// saved page.
    pub quiet: u64,
    /// Records that were read although the length that they state is wrong.
    pub repaired: u64,
    /// The first repaired records, with what was done.
    pub repairs: Vec<Skip>,
    /// Number of records per reason.
    pub reasons: BTreeMap<String, u64>,
    /// The first skipped files and records.
    pub named: Vec<Skip>,
}

impl Skips {
    /// Counts a skipped file.
    pub(super) fn add(&mut self, path: &Path, reason: String) {
        self.files += 1;
        let input = path.to_string_lossy().into();
        let place = SourceLocation { input, record: None, offset: 0 };
        let length = path.metadata().ok().filter(std::fs::Metadata::is_file);
        let length = length.map_or(0, |metadata| metadata.len());
        self.name(Skip { place, url: None, reason, length });
    }

    /// Counts a skipped record of a container.
    pub(super) fn add_record(&mut self, skip: Skip) {
        self.records += 1;
        self.count(&skip.reason, 1);
        self.name(skip);
    }

    /// Counts a record that was read to its actual end, despite the length that it states.
    pub(super) fn add_repair(&mut self, repair: Skip) {
        self.repaired += 1;
        if self.repairs.len() < NAMED_SKIPS {
            self.repairs.push(repair);
        }
    }

    /// Whether nothing was skipped or repaired.
    pub fn is_empty(&self) -> bool {
        self.files + self.records + self.quiet + self.repaired == 0
    }

    /// Adds the skips of another reader.
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

    /// Returns the reasons of records, the most frequent first.
    pub fn by_reason(&self) -> Vec<(&str, u64)> {
        let mut reasons: Vec<_> =
            self.reasons.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }
}

/// Maximum number of reasons shown in one line.
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
