//! The looks in a bundle: requests between the two observations of a question that did not return the
//! page.

use serde::{Deserialize, Serialize};

use super::evidence::{Bytes, ProvedLocation, canonical_clock, nullable};
use super::merkle::leaf_hash;
use crate::article::timestamp::is_storable;
use crate::article::{EntryPlace, LogEntry, LookReason, Precision, Sha256};

/// A look, with its log entry and the proof that the entry is in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookEvidence {
    /// The requested URL, verbatim.
    pub url: String,
    /// The time of the request, in canonical form.
    pub at: String,
    /// `year`, `month`, `day`, `minute` or `second`.
    pub precision: String,
    /// The name of the reason why it did not return the page.
    pub reason: String,
    /// The status of the response.
    #[serde(deserialize_with = "nullable")]
    pub status: Option<u16>,
    /// Where it was read.
    pub place: ProvedLocation,
    /// The index of its log entry, from 0.
    pub index: u64,
    /// The bytes of the entry.
    pub entry: Bytes,
    /// The hash of the entry as a leaf of the tree.
    pub leaf: Sha256,
    /// The inclusion proof from the leaf to the root, lowest node first.
    pub proof: Vec<Sha256>,
}

impl LookEvidence {
    /// The time of the request, if it is in its only canonical form, in microseconds since 1970.
    pub(super) fn micros(&self) -> Option<i64> {
        let precision = self.read_precision()?;
        let time = canonical_clock(&self.at)?;
        let is_same = precision == time.precision()
            || (precision == Precision::Minute && time.precision() == Precision::Second);
        Some(time.micros()).filter(|micros| is_same && is_storable(*micros, precision))
    }

    fn read_precision(&self) -> Option<Precision> {
        Precision::ALL.into_iter().find(|one| one.name() == self.precision)
    }

    /// The reason, if it is a known one.
    pub fn read_reason(&self) -> Option<LookReason> {
        LookReason::from_name(&self.reason)
    }

    /// The bytes of the log entry, from the other fields.
    pub fn entry_form(&self) -> Result<Vec<u8>, &'static str> {
        let precision = self.read_precision().ok_or("its precision is unknown")?;
        let at = self.micros().ok_or("its time is not in canonical form")?;
        self.read_reason().ok_or("its reason is unknown")?;
        let ProvedLocation { input, record, offset } = &self.place;
        let place = EntryPlace { input, record: *record, offset: *offset };
        let (url, reason, status) = (self.url.as_str(), self.reason.as_str(), self.status);
        Ok(LogEntry::Look { url, at, precision, reason, status, place }.form())
    }

    /// Checks that the fields match the entry, and the entry its hash.
    pub(super) fn check_leaf(&self) -> Result<(), &'static str> {
        if self.entry_form()? != self.entry.0 {
            return Err("its fields do not match its entry in the log");
        }
        if leaf_hash(&self.entry.0) != self.leaf {
            return Err("its entry does not have the hash that the bundle states");
        }
        Ok(())
    }
}
