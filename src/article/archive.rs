//! What web archives say beside pages: that one was there again unchanged, that a URL led to another.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::ids::bytes_of_hex;
use super::{MatchKey, NotAnId, Sha256, Timestamp};

/// What is kept of an archive's record with its capture, among the source's other fields: its name,
/// and why it holds less than was served.
pub fn record_fields(id: Option<&str>, truncated: Option<&str>) -> Map<String, Value> {
    let fields = [("warc_record_id", id), ("warc_truncated", truncated)];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    fields.map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

/// A name by which an archive's later records point at a capture: 128 bits of a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub [u8; 16]);

impl Handle {
    /// By the digest of what was served, as `algorithm:hex`.
    pub fn of_payload(digest: &str) -> Self {
        Self::of("payload", digest)
    }

    /// By the record's own name.
    pub fn of_record(id: &str) -> Self {
        Self::of("record", id)
    }

    /// By what was asked for and when, to the second.
    pub fn of_sighting(key: &MatchKey, captured: &Timestamp) -> Self {
        let seconds = captured.micros().div_euclid(1_000_000);
        Self::of("sighting", &format!("{seconds} {}", key.as_str()))
    }

    fn of(kind: &str, name: &str) -> Self {
        let digest = Sha256::of(format!("{kind} {name}").as_bytes());
        Self(digest.0.first_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Handle {
    type Err = NotAnId;

    /// Reads 32 hex digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        bytes_of_hex(text).map(Self).ok_or(NotAnId)
    }
}

impl Serialize for Handle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// By what a capture can be pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handles {
    /// The names.
    pub names: Vec<Handle>,
    /// Whether the page itself told its article's URL: the same page under another URL is then of
    /// the same article.
    pub names_itself: bool,
}

/// A sighting of a page that was what an earlier one had been. It stands for the capture that the
/// page, kept again, would have given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// The URL, verbatim.
    pub url: String,
    /// Its match key.
    pub key: MatchKey,
    /// When.
    pub captured: Option<Timestamp>,
    /// The record's own name.
    pub record_id: Option<String>,
    /// What it points at: the first of these that is known counts.
    pub points_at: Vec<Handle>,
    /// By what others may point at it, its payload aside.
    pub names: Vec<Handle>,
}

impl Revisit {
    /// The digest by which the same sighting is known again, in whatever order it says what it points
    /// at: the catalog keeps none.
    pub fn digest(&self) -> i64 {
        let captured = self.captured.as_ref().map(Timestamp::micros);
        let mut at = self.points_at.clone();
        at.sort_unstable();
        at.dedup();
        let id = self.record_id.as_deref().unwrap_or_default();
        let text = format!("revisit\n{}\n{captured:?}\n{id}\n{at:?}", self.url);
        Sha256::of(text.as_bytes()).prefix64()
    }
}

/// A sighting of a redirect: whoever asks for `url` means the article at `target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The URL that was asked for, verbatim.
    pub url: String,
    /// Its match key.
    pub key: MatchKey,
    /// Where it led.
    pub target: String,
    /// The match key of that.
    pub target_key: MatchKey,
    /// When.
    pub captured: Option<Timestamp>,
}

impl Redirect {
    /// The digest by which the same sighting is known again.
    pub fn digest(&self) -> i64 {
        Self::digest_of(&self.url, &self.target, self.captured.as_ref().map(Timestamp::micros))
    }

    /// The same of its parts; `captured` is in microseconds.
    pub fn digest_of(url: &str, target: &str, captured: Option<i64>) -> i64 {
        let text = format!("redirect\n{url}\n{target}\n{captured:?}");
        Sha256::of(text.as_bytes()).prefix64()
    }
}

/// A record that points at captures without holding a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// See [`Revisit`].
    Revisit(Revisit),
    /// See [`Redirect`].
    Redirect(Redirect),
}
