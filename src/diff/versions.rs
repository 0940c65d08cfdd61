//! Compares two versions of an article: their fields and bodies, and the parts that changed.

use super::struck::unstruck;
use super::{DiffOptions, DocumentDiff, DocumentFields, Extent, Op, diff_documents};
use crate::article::{StoredVersion, Timestamp};

/// The searchable text of a version, in parts that no phrase can cross.
pub fn document((version, body): (&StoredVersion, &str)) -> String {
    let fields = [&version.title, &version.byline, &version.description];
    let mut parts: Vec<&str> = fields.into_iter().flatten().map(String::as_str).collect();
    parts.push(body);
    parts.join(PARTED)
}

const PARTED: &str = "\n\u{1E}\n";

/// One side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSide {
    /// The text before.
    Old,
    /// The text after.
    New,
}

/// The searchable parts of a change, each as an old and a new text: complete sentences that were
/// added, removed or rewritten, without the words that are struck out, and the title, byline and
/// description if they changed.
pub fn changed_parts(diff: &DocumentDiff<'_>) -> Vec<(String, String)> {
    let fields = diff.fields.iter().filter(|field| field.field.is_text());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut parts: Vec<_> = fields.map(|field| (text(&field.old), text(&field.new))).collect();
    for change in &diff.body.changes {
        if matches!(change.op, Op::Moved | Op::Format) {
            continue;
        }
        let join = |sentences: &[Extent], text: &str| {
            let parts = sentences.iter().map(|extent| unstruck(text, *extent));
            parts.collect::<Vec<_>>().join(PARTED)
        };
        parts.push((join(&change.old, diff.old), join(&change.new, diff.new)));
    }
    parts
}

/// One side of the parts of a change.
pub fn changed_text(parts: &[(String, String)], side: ChangeSide) -> String {
    let one = |(old, new): &'_ (String, String)| match side {
        ChangeSide::Old => old.clone(),
        ChangeSide::New => new.clone(),
    };
    parts.iter().map(one).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(PARTED)
}

/// The fields of two versions in the form in which they are compared, with timestamps written by
/// `time`. Two readings of one instant are equal, and so are two URLs if the version was captured
/// at both.
pub fn fields(
    before: &StoredVersion,
    after: &StoredVersion,
    time: fn(&Timestamp) -> String,
) -> (DocumentFields, DocumentFields) {
    let clocks = |a: &Option<Timestamp>, b: &Option<Timestamp>| {
        let canonical = |stamp: &Option<Timestamp>| stamp.as_ref().map(Timestamp::canonical);
        let shown = |stamp: &Option<Timestamp>| stamp.as_ref().map(time);
        if canonical(a) == canonical(b) { (shown(a), shown(a)) } else { (shown(a), shown(b)) }
    };
    // A feed or sitemap that only mentions the article next to a page that contains it: fields that
    // it lacks were not read, so they were not removed. Redaction does not remove fields either.
    let redacted = before.redacted.is_some() || after.redacted.is_some();
    let aside = redacted || before.text.is_some() != after.text.is_some();
    let or =
        |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone().filter(|_| aside));
    let published = clocks(&before.published, &after.published);
    let updated = clocks(&before.updated, &after.updated);
    let url = |version: &StoredVersion| version.captures.first().map(|first| first.url.clone());
    let fields =
        |version: &StoredVersion, other: &StoredVersion, published, updated, url| DocumentFields {
            title: or(&version.title, &other.title),
            byline: or(&version.byline, &other.byline),
            description: or(&version.description, &other.description),
            published,
            updated,
            url,
        };
    let new_url = if after.url_moved_from(before) { url(after) } else { url(before) };
    (
        fields(before, after, published.0, updated.0, url(before)),
        fields(after, before, published.1, updated.1, new_url),
    )
}

/// Compares two versions, and passes whether there were two bodies to compare; a missing body is
/// empty. The URL is not compared: it belongs to the captures, and more of them may follow
/// (see `Changes::url_moved`).
pub fn with_diff<T>(
    (before, old): (&StoredVersion, &str),
    (after, new): (&StoredVersion, &str),
    then: impl FnOnce(&DocumentDiff<'_>, bool) -> T,
) -> T {
    let compared = before.text.is_some() && after.text.is_some();
    let (old, new) = if compared { (old, new) } else { ("", "") };
    let (mut a, mut b) = fields(before, after, Timestamp::canonical);
    (a.url, b.url) = (None, None);
    then(&diff_documents((&a, old), (&b, new), &DiffOptions::default()), compared)
}
