//! Changes: what each version did to the one before it, derived for the store to keep.

use std::collections::HashMap;

use super::{BUILT, History, first_captured, place};
use crate::article::{StoredVersion, Timestamp};
use crate::diff::{
    BodyChange, ClassSet, DocumentDiff, Extent, FieldSet, Fields, Op, OpOutline, Options, Outline,
    diff_documents,
};
use crate::search;
use crate::store::{
    CHANGE_OPS, Catalog, Compared, Derive, Ordered, Result, Step, StoredChange, StoredOp,
    StoredOutline, Wanted, Words,
};

const _: () = assert!(CHANGE_OPS == Op::ALL.len(), "the store has room for every operation");

/// Derives histories and changes for the store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deriver;

impl Derive for Deriver {
    fn built(&self) -> i64 {
        BUILT
    }

    fn order(&self, versions: Vec<StoredVersion>) -> Ordered {
        let history = History::of(versions);
        let summary = history.summary();
        let mut before = None;
        let steps = history.versions().iter().enumerate().map(|(index, version)| {
            let before = before.replace(version);
            Step {
                at: happened(before, version),
                silent: history.marks(index).silent,
                url_moved: before.is_some_and(|before| url_moved(before, version)),
            }
        });
        Ordered { steps: steps.collect(), summary, versions: history.versions }
    }

    fn compare(
        &self,
        before: Option<(&StoredVersion, &str)>,
        after: (&StoredVersion, &str),
        wanted: Wanted,
    ) -> Compared {
        let Some(before) = before else {
            let first = || Words { first: terms_of(&document(after)), ..Words::default() };
            return Compared { outline: None, words: wanted.words.then(first) };
        };
        // The first text behind a version without one, as of a feed or one that was redacted: nothing is
        // known to have been added, but it is there to be found.
        let is_first = before.0.text.is_none() && after.0.text.is_some();
        with_diff(before, after, |diff, compared| Compared {
            outline: wanted.outline.then(|| stored(&Outline::of(diff, compared))),
            words: wanted.words.then(|| {
                let parts = changed_parts(diff);
                Words {
                    first: if is_first { terms_of(&document(after)) } else { String::new() },
                    added: terms_of(&changed_text(&parts, Side::New)),
                    removed: terms_of(&changed_text(&parts, Side::Old)),
                }
            }),
        })
    }
}

/// The terms of a text for the index, each once.
fn terms_of(text: &str) -> String {
    let terms = search::terms(text);
    let mut joined = String::with_capacity(terms.iter().map(|term| term.len() + 1).sum());
    for term in terms {
        joined.push_str(&term);
        joined.push(' ');
    }
    joined
}

/// All that a version says to be searched, in parts that no phrase reaches over.
pub fn document((version, body): (&StoredVersion, &str)) -> String {
    let fields = [&version.title, &version.byline, &version.description];
    let mut parts: Vec<&str> = fields.into_iter().flatten().map(String::as_str).collect();
    parts.push(body);
    parts.join(PARTED)
}

const PARTED: &str = "\n\u{1E}\n";

/// One side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was.
    Old,
    /// What is.
    New,
}

/// The parts of a change to be searched, each as it was and as it is: sentences that came, went or were
/// rewritten, whole, and the headline, byline and standfirst where they changed.
pub fn changed_parts(diff: &DocumentDiff<'_>) -> Vec<(String, String)> {
    let fields = diff.fields.iter().filter(|field| field.field.is_text());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut parts: Vec<_> = fields.map(|field| (text(&field.old), text(&field.new))).collect();
    for change in &diff.body.changes {
        if matches!(change.op, Op::Moved | Op::Format) {
            continue;
        }
        let join = |sentences: &[Extent], text: &str| {
            sentences.iter().map(|extent| extent.of(text)).collect::<Vec<_>>().join(PARTED)
        };
        parts.push((join(&change.old, diff.old), join(&change.new, diff.new)));
    }
    parts
}

/// One side of the parts of a change.
pub fn changed_text(parts: &[(String, String)], side: Side) -> String {
    let one = |(old, new): &'_ (String, String)| match side {
        Side::Old => old.clone(),
        Side::New => new.clone(),
    };
    parts.iter().map(one).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(PARTED)
}

/// When a version's change happened, in microseconds: at its place in time; where that is the place of
/// the one before, for no clock of the publisher moved, when it was first seen.
pub fn happened(before: Option<&StoredVersion>, after: &StoredVersion) -> Option<i64> {
    let at = place(after);
    if before.is_some_and(|before| place(before) == at) { first_captured(after).or(at) } else { at }
}

/// Whether the version was seen under none of the URL under which the one before was seen first.
pub fn url_moved(before: &StoredVersion, after: &StoredVersion) -> bool {
    let url = before.captures.first().map(|capture| &capture.url);
    !after.captures.iter().any(|capture| Some(&capture.url) == url)
}

/// The fields of two versions as they are to be compared, clocks as `time` writes them: two readings
/// of one instant are no change, nor is another URL of a version that was seen under both.
pub fn fields(
    before: &StoredVersion,
    after: &StoredVersion,
    time: fn(&Timestamp) -> String,
) -> (Fields, Fields) {
    let clocks = |a: &Option<Timestamp>, b: &Option<Timestamp>| {
        let canonical = |stamp: &Option<Timestamp>| stamp.as_ref().map(Timestamp::canonical);
        let shown = |stamp: &Option<Timestamp>| stamp.as_ref().map(time);
        if canonical(a) == canonical(b) { (shown(a), shown(a)) } else { (shown(a), shown(b)) }
    };
    // A feed or sitemap that only names the article beside a page that holds it: what it leaves out
    // was not looked for, and did not go; nor did, by the publisher's hand, what was redacted here.
    let redacted = before.redacted.is_some() || after.redacted.is_some();
    let aside = redacted || before.text.is_some() != after.text.is_some();
    let or =
        |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone().filter(|_| aside));
    let published = clocks(&before.published, &after.published);
    let updated = clocks(&before.updated, &after.updated);
    let url = |version: &StoredVersion| version.captures.first().map(|first| first.url.clone());
    let fields = |version: &StoredVersion, other: &StoredVersion, published, updated, url| Fields {
        title: or(&version.title, &other.title),
        byline: or(&version.byline, &other.byline),
        description: or(&version.description, &other.description),
        published,
        updated,
        url,
    };
    let new_url = if url_moved(before, after) { url(after) } else { url(before) };
    (
        fields(before, after, published.0, updated.0, url(before)),
        fields(after, before, published.1, updated.1, new_url),
    )
}

/// Compares two versions, and says whether there were two bodies to compare; the bodies are empty
/// where a version has none. Its URL is left out: it belongs to the captures, which may yet come
/// ([`url_moved`]).
pub fn with_diff<T>(
    (before, old): (&StoredVersion, &str),
    (after, new): (&StoredVersion, &str),
    then: impl FnOnce(&DocumentDiff<'_>, bool) -> T,
) -> T {
    let compared = before.text.is_some() && after.text.is_some();
    let (old, new) = if compared { (old, new) } else { ("", "") };
    let (mut a, mut b) = fields(before, after, Timestamp::canonical);
    (a.url, b.url) = (None, None);
    then(&diff_documents((&a, old), (&b, new), &Options::default()), compared)
}

fn stored(outline: &Outline) -> StoredOutline {
    let op = |op: OpOutline| StoredOp { count: op.count as i64, classes: bits(op.classes) };
    StoredOutline {
        body: match outline.body {
            BodyChange::Same => 0,
            BodyChange::Changed => 1,
            BodyChange::NotCompared => 2,
        },
        coarse: outline.coarse,
        noise: outline.noise,
        fields: i64::from(outline.fields.bits()),
        field_classes: bits(outline.field_classes),
        ops: outline.ops.map(op),
        words_added: outline.words_added as i64,
        words_removed: outline.words_removed as i64,
        layout: outline.layout as i64,
    }
}

/// The outline that a stored one was made of.
pub fn restored(stored: &StoredOutline) -> Outline {
    let count = |count: i64| usize::try_from(count).unwrap_or(0);
    Outline {
        body: match stored.body {
            0 => BodyChange::Same,
            1 => BodyChange::Changed,
            _ => BodyChange::NotCompared,
        },
        coarse: stored.coarse,
        noise: stored.noise,
        fields: FieldSet::from_bits(stored.fields as u8),
        field_classes: classes(stored.field_classes),
        ops: stored
            .ops
            .map(|op| OpOutline { count: count(op.count), classes: classes(op.classes) }),
        words_added: count(stored.words_added),
        words_removed: count(stored.words_removed),
        layout: count(stored.layout),
    }
}

/// The bits under which the store keeps a set of classes.
pub fn bits(classes: ClassSet) -> i64 {
    i64::from(classes.bits())
}

fn classes(bits: i64) -> ClassSet {
    ClassSet::from_bits(bits as u16)
}

/// The changes of one article: as they are stored, or computed where they are not.
pub struct Changes<'c> {
    catalog: &'c Catalog,
    history: &'c History,
    stored: HashMap<i64, StoredChange>,
}

impl<'c> Changes<'c> {
    /// The changes of this history's article.
    pub fn of(catalog: &'c Catalog, history: &'c History) -> Result<Self> {
        let article = history.versions().first().map(|version| version.article);
        let trusted = catalog.derived_by()? == BUILT;
        let stored = match article.filter(|_| trusted) {
            Some(article) => catalog.changes_of(article)?,
            None => Vec::new(),
        };
        let stored = stored.into_iter().map(|change| (change.version, change)).collect();
        Ok(Self { catalog, history, stored })
    }

    /// One change of this history's article, as it is stored.
    pub fn only(catalog: &'c Catalog, history: &'c History, change: StoredChange) -> Self {
        Self { catalog, history, stored: HashMap::from([(change.version, change)]) }
    }

    /// Whether the version of this index was seen at another place than the one before.
    pub fn url_moved(&self, index: usize) -> bool {
        let versions = self.history.versions();
        let before = index.checked_sub(1).and_then(|before| versions.get(before));
        before.zip(versions.get(index)).is_some_and(|(before, after)| url_moved(before, after))
    }

    /// The change that the version of this index made; `None` for the first.
    pub fn change(&self, index: usize) -> Result<Option<StoredChange>> {
        let versions = self.history.versions();
        let pair = index.checked_sub(1).and_then(|before| versions.get(before));
        let Some((before, after)) = pair.zip(versions.get(index)) else { return Ok(None) };
        let Some(outline) = self.outline(index)? else { return Ok(None) };
        Ok(Some(StoredChange {
            version: after.number,
            before: before.number,
            ordinal: index as i64 + 1,
            at: happened(Some(before), after),
            silent: self.history.marks(index).silent,
            url_moved: url_moved(before, after),
            outline: stored(&outline),
        }))
    }

    /// What the version of this index did to the one before; `None` for the first.
    pub fn outline(&self, index: usize) -> Result<Option<Outline>> {
        let versions = self.history.versions();
        let pair = index.checked_sub(1).and_then(|before| versions.get(before));
        let Some((before, after)) = pair.zip(versions.get(index)) else { return Ok(None) };
        if let Some(change) = self.stored.get(&after.number)
            && change.before == before.number
        {
            return Ok(Some(restored(&change.outline)));
        }
        let body = |version| self.catalog.body(version).map(Option::unwrap_or_default);
        let (old, new) = (body(before)?, body(after)?);
        Ok(Some(with_diff((before, &old), (after, &new), Outline::of)))
    }
}
