//! Changes: how each state differs from the one that it is compared with, derived for storage.

use std::collections::HashMap;

use crate::article::{StoredVersion, Timestamp};
use crate::diff::{
    BodyChange, ChangeSummary, ClassSet, DiffOptions, DocumentDiff, DocumentFields, Extent,
    FieldSet, Op, OpOutline, diff_documents,
};
use crate::search;
use crate::store::{
    CHANGE_OPS, Catalog, ChangeDeriver, ChangedTerms, CompareRequest, CompareResult, Result,
    StoredOp, StoredOutline,
};
use crate::timeline::{DERIVATION_VERSION, Timeline};

const _: () = assert!(CHANGE_OPS == Op::ALL.len(), "the store has a slot for every operation");

/// Compares versions for the store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deriver;

impl ChangeDeriver for Deriver {
    fn built(&self) -> i64 {
        DERIVATION_VERSION
    }

    fn compare(
        &self,
        before: Option<(&StoredVersion, &str)>,
        after: (&StoredVersion, &str),
        wanted: CompareRequest,
    ) -> CompareResult {
        let Some(before) = before else {
            let first =
                || ChangedTerms { first: terms_of(&document(after)), ..ChangedTerms::default() };
            return CompareResult { outline: None, words: wanted.words.then(first) };
        };
        // The first text after a version without one (a record with only a title, or a redacted
        // version): nothing is known to be added, but the text must be searchable.
        let is_first = before.0.text.is_none() && after.0.text.is_some();
        with_diff(before, after, |diff, compared| CompareResult {
            outline: wanted.outline.then(|| stored(&ChangeSummary::of(diff, compared))),
            words: wanted.words.then(|| {
                let parts = changed_parts(diff);
                ChangedTerms {
                    first: if is_first { terms_of(&document(after)) } else { String::new() },
                    added: terms_of(&changed_text(&parts, ChangeSide::New)),
                    removed: terms_of(&changed_text(&parts, ChangeSide::Old)),
                }
            }),
        })
    }
}

/// The index terms of a text, each once.
fn terms_of(text: &str) -> String {
    let terms = search::terms(text);
    let mut joined = String::with_capacity(terms.iter().map(|term| term.len() + 1).sum());
    for term in terms {
        joined.push_str(&term);
        joined.push(' ');
    }
    joined
}

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
/// added, removed or rewritten, and the title, byline and description if they changed.
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
/// ([`Changes::url_moved`]).
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

/// Converts an outline to its stored form.
pub fn stored(outline: &ChangeSummary) -> StoredOutline {
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

/// Restores an outline from its stored form.
pub fn restored(stored: &StoredOutline) -> ChangeSummary {
    let count = |count: i64| usize::try_from(count).unwrap_or(0);
    ChangeSummary {
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

/// The bits of a set of classes, as stored.
pub fn bits(classes: ClassSet) -> i64 {
    i64::from(classes.bits())
}

fn classes(bits: i64) -> ClassSet {
    ClassSet::from_bits(bits as u16)
}

/// The changes of one article: stored ones if available, otherwise computed.
pub struct Changes<'c> {
    catalog: &'c Catalog,
    timeline: &'c Timeline,
    /// By version numbers, the later one first.
    stored: HashMap<(i64, i64), StoredOutline>,
}

impl<'c> Changes<'c> {
    /// The changes of this timeline's article.
    pub fn of(catalog: &'c Catalog, timeline: &'c Timeline) -> Result<Self> {
        let article = timeline.versions().first().map(|version| version.article);
        let trusted = catalog.derived_by()? == DERIVATION_VERSION;
        let stored = match article.filter(|_| trusted) {
            Some(article) => catalog.states_of(article)?,
            None => Vec::new(),
        };
        let outlines = stored.into_iter().filter_map(|state| {
            let change = state.change.filter(|change| !change.is_composed)?;
            Some(((state.version, change.before), change.outline))
        });
        Ok(Self { catalog, timeline, stored: outlines.collect() })
    }

    /// The timeline.
    pub fn timeline(&self) -> &'c Timeline {
        self.timeline
    }

    /// Whether the state was captured at a different URL than the one that it is compared with.
    pub fn url_moved(&self, state: usize) -> bool {
        let found = self.timeline.states().get(state);
        let pair = found
            .and_then(|state| self.timeline.base_of(state).zip(self.timeline.version_of(state)));
        pair.is_some_and(|(before, after)| after.url_moved_from(&before))
    }

    /// The outline of the state's change; `None` for the first state of its kind.
    pub fn outline(&self, state: usize) -> Result<Option<ChangeSummary>> {
        let Some(found) = self.timeline.states().get(state) else { return Ok(None) };
        let pair = self.timeline.base_of(found).zip(self.timeline.version_of(found));
        let Some((before, after)) = pair else { return Ok(None) };
        if matches!(before, std::borrow::Cow::Borrowed(_))
            && let Some(outline) = self.stored.get(&(after.number, before.number))
        {
            return Ok(Some(restored(outline)));
        }
        self.diff(state, ChangeSummary::of)
    }

    /// Compares a state with its base; `None` for the first state of its kind. Reads and verifies
    /// both bodies.
    pub fn diff<T>(
        &self,
        state: usize,
        then: impl FnOnce(&DocumentDiff<'_>, bool) -> T,
    ) -> Result<Option<T>> {
        let Some(found) = self.timeline.states().get(state) else { return Ok(None) };
        let pair = self.timeline.base_of(found).zip(self.timeline.version_of(found));
        let Some((before, after)) = pair else { return Ok(None) };
        let (old, new) = (self.body_of_base(found)?, self.catalog.body(after)?);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        Ok(Some(with_diff((&before, &old), (after, &new), then)))
    }

    /// The body of the state's base, verified against the stored version.
    pub fn body_of_base(
        &self,
        state: &crate::timeline::State,
    ) -> Result<Option<std::sync::Arc<String>>> {
        let base = state.base.and_then(|base| self.timeline.states().get(base));
        match base.and_then(|base| self.timeline.version_of(base)) {
            Some(version) => self.catalog.body(version),
            None => Ok(None),
        }
    }
}
