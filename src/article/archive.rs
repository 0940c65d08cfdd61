//! What web archives say beside pages: that one was there again unchanged, that a URL led to another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::canonical::{clock_fields, field};
use super::ids::bytes_of_hex;
use super::{MatchKey, NotAnId, Sha256, Timestamp};

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

    /// The first eight bytes, as SQLite's signed integer: an index key, never an identity.
    pub fn key64(&self) -> i64 {
        self.0.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
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

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// By what a capture can be pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handles {
    /// The names, in order, each once.
    pub names: Vec<Handle>,
    /// Whether the page itself told its article's URL: the same page under another URL is then of
    /// the same article.
    pub names_itself: bool,
}

impl Handles {
    /// Handles of these names, which are sorted; `None` if there are no names.
    pub fn new(mut names: Vec<Handle>, names_itself: bool) -> Option<Self> {
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then_some(Self { names, names_itself })
    }

    /// The names as they are stored, 16 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.names.iter().flat_map(|name| name.0).collect()
    }

    /// Handles of stored names, in their order; `None` if the bytes are not whole names.
    pub fn from_bytes(bytes: &[u8], names_itself: bool) -> Option<Self> {
        let (names, rest) = bytes.as_chunks();
        let names: Vec<_> = names.iter().copied().map(Handle).collect();
        (rest.is_empty() && !names.is_empty()).then_some(Self { names, names_itself })
    }
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

    /// A digest of all that is kept of it while it waits, with its place: the import that met it, the
    /// input as the user named it, and its first byte there.
    pub fn row_digest(&self, import: i64, input: &str, offset: i64) -> i64 {
        let mut form = Vec::with_capacity(512);
        let put = &mut |bytes: &[u8]| form.extend_from_slice(bytes);
        let hex =
            |names: &[Handle]| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let mut points_at = self.points_at.clone();
        points_at.sort_unstable();
        points_at.dedup();
        field(put, "recension-waiting", Some("1"));
        field(put, "url", Some(&self.url));
        clock_fields(put, "captured", self.captured.as_ref());
        field(put, "record-id", self.record_id.as_deref());
        field(put, "points-at", Some(&hex(&points_at)));
        field(put, "names", Some(&hex(&self.names)));
        field(put, "import", Some(&import.to_string()));
        field(put, "input", Some(input));
        field(put, "offset", Some(&offset.to_string()));
        Sha256::of(&form).prefix64()
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
