//! Determines which article a capture belongs to, from the addresses that its source states.

use super::ExtractOptions;
use crate::article::{MatchKey, Memento, Timestamp, UrlError, address};

/// The addresses of a capture.
pub(super) struct Address {
    /// The URL of the capture, verbatim.
    pub(super) url: String,
    /// The article's identity.
    pub(super) key: MatchKey,
    /// What a web archive's address says about the time of the capture.
    archived: Archived,
}

/// The time in a web archive's address.
#[derive(Clone, Debug, Default)]
struct Archived {
    captured: Option<Timestamp>,
    bad_stamp: Option<String>,
}

impl Archived {
    fn of(url: &str) -> Self {
        let memento = Memento::parse(url);
        memento.map_or_else(Self::default, |memento| Self {
            captured: memento.captured,
            bad_stamp: memento.bad_stamp,
        })
    }
}

impl Address {
    /// Builds the addresses of a capture seen under `url`. The article is the one at `own`, its own
    /// URL, if known, otherwise the one at `url`.
    pub(super) fn new(
        url: String,
        own: Option<&str>,
        options: &ExtractOptions,
    ) -> Result<Self, UrlError> {
        let key = address::article_key(own.unwrap_or(&url), options.fragment)?;
        let archived = Archived::of(&url);
        Ok(Self { url, key, archived })
    }

    /// Uses the time of another address of the same capture if this one states none.
    pub(super) fn or_time_of(mut self, other: Option<&str>) -> Self {
        if let Some(other) = other.filter(|_| self.archived.captured.is_none()) {
            let other = Archived::of(other);
            if other.captured.is_some() || self.archived.bad_stamp.is_none() {
                self.archived = other;
            }
        }
        self
    }

    /// Returns the capture time that the archive's address states.
    pub(super) fn captured(&self) -> Option<&Timestamp> {
        self.archived.captured.as_ref()
    }

    /// Returns a note if the archive's address holds a stamp that is not a time.
    pub(super) fn bad_stamp(&self) -> Option<String> {
        let stamp = self.archived.bad_stamp.as_ref()?;
        Some(format!("captured: the archive's address says {stamp}, which is not a time"))
    }

    /// Returns a note if the time in the archive's address differs from `captured`.
    pub(super) fn other_time(&self, captured: Option<&Timestamp>) -> Option<String> {
        let archived = self.captured()?;
        let span = archived.micros()..archived.end_micros();
        let is_other = !span.contains(&captured?.micros());
        is_other.then(|| format!("captured: the archive's address says {}", archived.display()))
    }
}
