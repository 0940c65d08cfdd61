//! Archive records other than pages: revisits (a page captured again unchanged), redirects and looks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::canonical::{clock_fields, field};
use super::elsewhere::{leads_elsewhere, may_share_target};
use super::ids::bytes_of_hex;
use super::{ImportNumber, Look, LookReason, MatchKey, NotAnId, Sha256, Timestamp};

/// An identifier with which later records of an archive refer to a capture: 128 bits of a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub [u8; 16]);

impl Handle {
    /// Returns the handle for a digest of the served payload, as `algorithm:hex`.
    pub fn of_payload(digest: &str) -> Self {
        Self::of("payload", digest)
    }

    /// Returns the handle for a record's id.
    pub fn of_record(id: &str) -> Self {
        Self::of("record", id)
    }

    /// Returns the handle for a URL and a capture time, to the second.
    pub fn of_sighting(key: &MatchKey, captured: &Timestamp) -> Self {
        let seconds = captured.micros().div_euclid(1_000_000);
        Self::of("sighting", &format!("{seconds} {}", key.as_str()))
    }

    fn of(kind: &str, name: &str) -> Self {
        let digest = Sha256::of(format!("{kind} {name}").as_bytes());
        Self(digest.0.first_chunk().copied().unwrap_or_default())
    }

    /// Returns the first eight bytes as SQLite's signed integer: an index key, never an identity.
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

    /// Parses 32 hex digits.
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

/// The handles with which records can refer to a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handles {
    /// The handles, sorted, without duplicates.
    pub names: Vec<Handle>,
    /// Whether the page itself stated its article's URL. If so, the same page under another URL
    /// belongs to the same article.
    pub names_itself: bool,
}

impl Handles {
    /// Sorts the handles and removes duplicates; `None` if there are none.
    pub fn new(mut names: Vec<Handle>, names_itself: bool) -> Option<Self> {
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then_some(Self { names, names_itself })
    }

    /// Returns the handles as stored, 16 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.names.iter().flat_map(|name| name.0).collect()
    }

    /// Reads stored handles, in their order; `None` if the bytes are not complete handles.
    pub fn from_bytes(bytes: &[u8], names_itself: bool) -> Option<Self> {
        let (names, rest) = bytes.as_chunks();
        let names: Vec<_> = names.iter().copied().map(Handle).collect();
        (rest.is_empty() && !names.is_empty()).then_some(Self { names, names_itself })
    }
}

/// A capture of a page that was identical to an earlier capture. It replaces the capture that
/// storing the page again would have given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// The URL, unchanged.
    pub url: String,
    /// Its match key.
    pub key: MatchKey,
    /// The capture time.
    pub captured: Option<Timestamp>,
    /// The id of the record.
    pub record_id: Option<String>,
    /// What it refers to: the first known handle counts.
    pub points_at: Vec<Handle>,
    /// The handles with which others may refer to it, except its payload.
    pub names: Vec<Handle>,
}

impl Revisit {
    /// Returns the digest that identifies the same capture in a repeated import, regardless of the
    /// order of what it refers to; the catalog does not keep that order.
    pub fn digest(&self) -> i64 {
        let captured = self.captured.as_ref().map(Timestamp::micros);
        let mut at = self.points_at.clone();
        at.sort_unstable();
        at.dedup();
        let id = self.record_id.as_deref().unwrap_or_default();
        let text = format!("revisit\n{}\n{captured:?}\n{id}\n{at:?}", self.url);
        Sha256::of(text.as_bytes()).prefix64()
    }

    /// Returns a digest of everything that is kept about it while it is pending, including its
    /// location: the import that found it, the input as the user named it, and the offset of its
    /// first byte.
    pub fn row_digest(&self, import: ImportNumber, input: &str, offset: i64) -> i64 {
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

/// A capture of a redirect: a request for `url` leads to `target`, usually another URL of the same
/// article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The requested URL, unchanged.
    pub url: String,
    /// Its match key.
    pub key: MatchKey,
    /// The URL of the target.
    pub target: String,
    /// The match key of the target.
    pub target_key: MatchKey,
    /// The capture time.
    pub captured: Option<Timestamp>,
}

impl Redirect {
    /// Returns the digest that identifies the same capture in a repeated import.
    pub fn digest(&self) -> i64 {
        Self::digest_of(&self.url, &self.target, self.captured.as_ref().map(Timestamp::micros))
    }

    /// Returns the same digest from its parts; `captured` is in microseconds.
    pub fn digest_of(url: &str, target: &str, captured: Option<i64>) -> i64 {
        let text = format!("redirect\n{url}\n{target}\n{captured:?}");
        Sha256::of(text.as_bytes()).prefix64()
    }

    /// Whether a redirect from `url` to `target` leads to a page that cannot be the same article,
    /// such as the front page. Then `url` is not another URL of the target.
    pub fn leads_elsewhere(url: &str, target: &str) -> bool {
        leads_elsewhere(url, target)
    }

    /// Whether a redirect from `url` to `target` leads to a page of the same site whose address does
    /// not name the article of `url`. If many articles lead to it, it is none of them.
    pub fn may_share_target(url: &str, target: &str) -> bool {
        may_share_target(url, target)
    }

    /// Returns the look that a redirect to another page is, if its time is known.
    pub fn look(&self) -> Option<Look> {
        let at = self.captured.clone().filter(|_| leads_elsewhere(&self.url, &self.target))?;
        let (url, key) = (self.url.clone(), self.key.clone());
        Some(Look { url, key, at, reason: LookReason::RedirectedElsewhere, status: None })
    }
}

/// A record that refers to captures or articles without holding a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// See [`Revisit`].
    Revisit(Revisit),
    /// See [`Redirect`].
    Redirect(Redirect),
    /// See [`Look`].
    Look(Look),
}

impl Pointer {
    /// Returns the requested URL, as the record states it.
    pub fn url(&self) -> &str {
        match self {
            Self::Revisit(revisit) => &revisit.url,
            Self::Redirect(redirect) => &redirect.url,
            Self::Look(look) => &look.url,
        }
    }

    /// Returns the match key of its URL.
    pub fn key(&self) -> &MatchKey {
        match self {
            Self::Revisit(revisit) => &revisit.key,
            Self::Redirect(redirect) => &redirect.key,
            Self::Look(look) => &look.key,
        }
    }

    /// Returns the time of the request, if the record states it.
    pub fn time(&self) -> Option<&Timestamp> {
        match self {
            Self::Revisit(revisit) => revisit.captured.as_ref(),
            Self::Redirect(redirect) => redirect.captured.as_ref(),
            Self::Look(look) => Some(&look.at),
        }
    }
}
