//! The canonical form: the bytes whose SHA-256 is a version's id.
//!
//! A second implementation needs nothing but this page. The form is a sequence of *fields*; a
//! field is a name and a value, written as
//!
//! ```text
//! name SP length LF value LF
//! ```
//!
//! with the length of the value in bytes as ASCII decimal, and a missing value written as
//! `name SP "-" LF`. Strings are UTF-8 exactly as found: no normalisation of Unicode, white space
//! or line ends. A version is these fields in this order:
//!
//! | field | value |
//! | --- | --- |
//! | `recension-version` | `1` |
//! | `key` | the [match key](super::MatchKey) |
//! | `published`, `updated` | the [canonical timestamp](super::Timestamp::canonical) |
//! | `title`, `byline`, `description` | the text |
//! | `body-sha256` | the SHA-256 of the body, in hex |
//!
//! The lengths make the form injective: no two different versions share it. A missing field (`-`)
//! and an empty one (`0`) differ. The body enters by its digest, so that it is hashed once for
//! this and for finding equal bodies, and so that an id can still be checked where the body itself
//! had to be removed.
//!
//! ```
//! use recension::article::{Content, MatchKey, canonical};
//!
//! let key = MatchKey::of("https://www.example.org/story?utm_source=x").unwrap();
//! let content = Content { title: Some("Hé".into()), ..Content::default() };
//! let form = canonical::version_form(&key, None, None, &content);
//! assert_eq!(
//!     String::from_utf8(form).unwrap(),
//!     "recension-version 1\n1\nkey 18\norg,example)/story\npublished -\nupdated -\n\
//!      title 3\nHé\nbyline -\ndescription -\nbody-sha256 -\n",
//! );
//! ```

use sha2::Digest as _;

use super::{Annotations, CaptureKind, Content, Labels, MatchKey, Sha256, Timestamp, VersionId};

/// The canonical form of a version.
pub fn version_form(
    key: &MatchKey,
    published: Option<&Timestamp>,
    updated: Option<&Timestamp>,
    content: &Content,
) -> Vec<u8> {
    let body = content.body.as_ref().map(|body| Sha256::of(body.as_bytes()));
    form_of_digest(key, published, updated, content, body.as_ref())
}

/// The canonical form of a version whose body's digest is known; `content.body` is not looked at.
pub fn form_of_digest(
    key: &MatchKey,
    published: Option<&Timestamp>,
    updated: Option<&Timestamp>,
    content: &Content,
    body: Option<&Sha256>,
) -> Vec<u8> {
    let mut form = Vec::with_capacity(512);
    let put = &mut |bytes: &[u8]| form.extend_from_slice(bytes);
    field(put, "recension-version", Some("1"));
    field(put, "key", Some(key.as_str()));
    field(put, "published", published.map(Timestamp::canonical).as_deref());
    field(put, "updated", updated.map(Timestamp::canonical).as_deref());
    for (name, text) in [
        ("title", &content.title),
        ("byline", &content.byline),
        ("description", &content.description),
    ] {
        field(put, name, text.as_deref());
    }
    field(put, "body-sha256", body.map(Sha256::to_string).as_deref());
    form
}

/// The id of the version with this canonical form.
pub fn id_of_form(form: &[u8]) -> VersionId {
    VersionId(Sha256::of(form))
}

/// All that a capture says, for its digest.
#[derive(Clone, Copy, Debug)]
pub struct CaptureParts<'a> {
    /// Its version's id.
    pub version: &'a VersionId,
    /// What kind of text it is.
    pub kind: CaptureKind,
    /// The URL, verbatim.
    pub url: &'a str,
    /// The publisher's claims as this capture read them.
    pub published: Option<&'a Timestamp>,
    /// See `published`.
    pub updated: Option<&'a Timestamp>,
    /// Our clock.
    pub captured: Option<&'a Timestamp>,
    /// The source's running number.
    pub sequence: Option<i64>,
    /// What the source said beside the text.
    pub labels: &'a Labels,
    /// What was noted when it was read.
    pub annotations: &'a Annotations,
    /// The page's digest.
    pub payload: Option<&'a Sha256>,
}

impl CaptureParts<'_> {
    /// The digest of a capture, by which a repeated import knows it again: its version's id, and all
    /// that it says (kind, URL, clocks as read, sequence, labels, annotations, payload), but not where it was read.
    pub fn digest(&self) -> Sha256 {
        let mut hasher = sha2::Sha256::new();
        let put = &mut |bytes: &[u8]| hasher.update(bytes);
        field(put, "recension-capture", Some("2"));
        field(put, "version", Some(&self.version.to_string()));
        field(put, "kind", Some(self.kind.name()));
        field(put, "url", Some(self.url));
        for (name, clock) in
            [("published", self.published), ("updated", self.updated), ("captured", self.captured)]
        {
            clock_fields(put, name, clock);
        }
        field(put, "sequence", self.sequence.map(|number| number.to_string()).as_deref());
        let labels = self.labels;
        field(put, "lang", labels.lang.as_deref());
        field(put, "publisher", labels.publisher.as_deref());
        field(put, "section", labels.section.as_deref());
        // A map's order of keys is the source's whim; its digest must not be.
        let mut extra: Vec<_> = labels.extra.iter().collect();
        extra.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in extra {
            field(put, "field", Some(name));
            field(put, "value", Some(&value.to_string()));
        }
        for (name, value) in self.annotations.fields() {
            field(put, "annotation", Some(&name));
            field(put, "value", Some(&value));
        }
        field(put, "payload", self.payload.map(Sha256::to_string).as_deref());
        Sha256(hasher.finalize().into())
    }
}

/// A clock, and how it was read: what read it, the basis of its zone, its offset, its precision and
/// the text.
pub(super) fn clock_fields(put: &mut impl FnMut(&[u8]), name: &str, clock: Option<&Timestamp>) {
    field(put, name, clock.map(Timestamp::canonical).as_deref());
    let read = clock.map(|clock| {
        let offset = clock.offset_minutes().map(|minutes| minutes.to_string());
        format!(
            "{} {} {} {} {}",
            clock.source().name(),
            clock.zone().name(),
            offset.as_deref().unwrap_or("-"),
            clock.precision().name(),
            clock.raw()
        )
    });
    field(put, "read", read.as_deref());
}

pub(super) fn field(put: &mut impl FnMut(&[u8]), name: &str, value: Option<&str>) {
    put(name.as_bytes());
    match value {
        Some(value) => {
            put(format!(" {}\n", value.len()).as_bytes());
            put(value.as_bytes());
            put(b"\n");
        }
        None => put(b" -\n"),
    }
}
