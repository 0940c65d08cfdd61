//! The canonical form: the bytes whose SHA-256 is a version's id.
//!
//! This page contains everything that a second implementation needs. The form is a sequence of
//! *fields*; a field is a name and a value, written as
//!
//! ```text
//! name SP length LF value LF
//! ```
//!
//! The length is that of the value in bytes, in ASCII decimal; a missing value is written as
//! `name SP "-" LF`. Strings are UTF-8 exactly as found: Unicode, white space and line ends are not
//! normalized. A version consists of these fields in this order:
//!
//! | field | value |
//! | --- | --- |
//! | `recension-version` | `1` |
//! | `key` | the [match key](super::MatchKey) |
//! | `published`, `updated` | the [canonical timestamp](super::Timestamp::canonical) |
//! | `title`, `byline`, `description` | the text |
//! | `body-sha256` | the SHA-256 of the body, in hex |
//!
//! The lengths make the form injective: no two different versions have the same form. A missing
//! field (`-`) differs from an empty one (`0`). The form contains the body's digest instead of the
//! body. The body is therefore hashed only once, for this form and for finding equal bodies, and an
//! id can still be verified after the body itself was deleted.
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

use super::{
    Annotations, Capture, CaptureKind, Content, Labels, MatchKey, Sha256, Timestamp, Version,
    VersionId,
};

/// Returns the canonical form of a version.
pub fn version_form(
    key: &MatchKey,
    published: Option<&Timestamp>,
    updated: Option<&Timestamp>,
    content: &Content,
) -> Vec<u8> {
    let body = content.body.as_ref().map(|body| Sha256::of(body.as_bytes()));
    form_of_digest(key, published, updated, content, body.as_ref())
}

/// Returns the canonical form of a version with a known digest of the body; `content.body` is
/// ignored.
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

/// Returns the id of the version with this canonical form.
pub fn id_of_form(form: &[u8]) -> VersionId {
    VersionId(Sha256::of(form))
}

/// Everything that a capture's digest covers.
#[derive(Clone, Copy, Debug)]
pub struct CaptureParts<'a> {
    /// Its version's id.
    pub version: &'a VersionId,
    /// What kind of text it is.
    pub kind: CaptureKind,
    /// The URL, verbatim.
    pub url: &'a str,
    /// The publisher's timestamps, as read by this capture.
    pub published: Option<&'a Timestamp>,
    /// See `published`.
    pub updated: Option<&'a Timestamp>,
    /// The capture time.
    pub captured: Option<&'a Timestamp>,
    /// The source's own sequence number.
    pub sequence: Option<i64>,
    /// What the source stated besides the text.
    pub labels: &'a Labels,
    /// What was noted while reading it.
    pub annotations: &'a Annotations,
    /// The page's digest.
    pub payload: Option<&'a Sha256>,
}

impl CaptureParts<'_> {
    /// Returns the digest with which a repeated import recognizes a capture. It covers the
    /// version's id and everything that the capture states (kind, URL, timestamps as read,
    /// sequence, labels, annotations, payload), but not where it was read.
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
        // The order of keys in the source must not affect the digest.
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

/// Writes a timestamp and how it was read: its source, the basis of its zone, its offset, its
/// precision and its text.
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

impl Version {
    /// Computes the version's id from its [canonical form](self).
    pub fn id(&self) -> VersionId {
        self.id_with(self.content.body.as_ref().map(|body| Sha256::of(body.as_bytes())).as_ref())
    }

    /// Computes the id with a known digest of the body; `content.body` is ignored.
    pub fn id_with(&self, body: Option<&Sha256>) -> VersionId {
        id_of_form(&form_of_digest(
            &self.key,
            self.published.as_ref(),
            self.updated.as_ref(),
            &self.content,
            body,
        ))
    }
}

impl Capture {
    /// Returns the digest that identifies the capture. It covers everything except where the
    /// capture was read. `id` is the version's id, which needs a pass over the text: compute it
    /// once.
    pub fn digest(&self, id: &VersionId) -> Sha256 {
        let version = &self.version;
        CaptureParts {
            version: id,
            kind: self.kind,
            url: &self.url,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            captured: self.captured.as_ref(),
            sequence: self.sequence,
            labels: &self.labels,
            annotations: &self.annotations,
            payload: self.payload.as_ref(),
        }
        .digest()
    }
}
