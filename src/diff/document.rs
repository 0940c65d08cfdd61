//! Documents: a body and its fields, compared together.

use serde::Serialize;

use super::classify::{Class, ClassSet, ClassWitness, TextContext};
use super::{Diff, DiffOptions, DiffSummary, Op, WordSpan, diff};

/// A field of a document other than the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldName {
    /// The title.
    Title,
    /// The byline.
    Byline,
    /// The description (standfirst).
    Description,
    /// The time of first publication.
    Published,
    /// The time of the last update.
    Updated,
    /// The URL.
    Url,
}

impl FieldName {
    /// All fields, in display order.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Byline, Self::Description, Self::Published, Self::Updated, Self::Url];

    /// The stable, machine-readable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Description => "description",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Url => "url",
        }
    }

    /// Whether the field is text for readers, not a timestamp or a URL.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Byline | Self::Description)
    }
}

/// The fields of one side, in the form in which they are compared and shown. `None` is a missing
/// field, which differs from empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFields {
    /// The title.
    pub title: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The description (standfirst).
    pub description: Option<String>,
    /// The time of first publication.
    pub published: Option<String>,
    /// The time of the last update.
    pub updated: Option<String>,
    /// The URL.
    pub url: Option<String>,
}

impl DocumentFields {
    /// Returns one field.
    pub fn get(&self, name: FieldName) -> Option<&str> {
        match name {
            FieldName::Title => self.title.as_deref(),
            FieldName::Byline => self.byline.as_deref(),
            FieldName::Description => self.description.as_deref(),
            FieldName::Published => self.published.as_deref(),
            FieldName::Updated => self.updated.as_deref(),
            FieldName::Url => self.url.as_deref(),
        }
    }
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field.
    pub field: FieldName,
    /// The old value, if present.
    pub old: Option<String>,
    /// The new value, if present.
    pub new: Option<String>,
    /// The word spans. They tile both texts; a missing text counts as empty.
    pub spans: Vec<WordSpan>,
    /// `headline` for a title, `byline` for a byline, and the classes of the words.
    pub classes: ClassSet,
    /// The evidence for the classes.
    pub evidence: Vec<ClassWitness>,
}

/// Compares one field; `None` if it did not change.
pub fn diff_field(
    field: FieldName,
    old: Option<&str>,
    new: Option<&str>,
    options: &DiffOptions,
) -> Option<FieldChange> {
    let texts = (old.unwrap_or_default(), new.unwrap_or_default());
    diff_field_of(field, old, new, texts, options)
}

/// As [`diff_field`], for a field of two documents with these bodies: they show the language, and
/// which words of a headline are names.
fn diff_field_of(
    field: FieldName,
    old: Option<&str>,
    new: Option<&str>,
    bodies: (&str, &str),
    options: &DiffOptions,
) -> Option<FieldChange> {
    if old == new {
        return None;
    }
    let (a, b) = (old.unwrap_or_default(), new.unwrap_or_default());
    let context = TextContext::new(bodies.0, bodies.1);
    let (spans, mut classes, evidence) = super::assemble::as_one(a, b, &context, options);
    match field {
        FieldName::Title => classes.insert(Class::Headline),
        FieldName::Byline => classes.insert(Class::Byline),
        FieldName::Published | FieldName::Updated => classes = ClassSet::only(Class::Date),
        FieldName::Url => classes = ClassSet::default(),
        FieldName::Description => {}
    }
    let evidence = if field.is_text() { evidence } else { Vec::new() };
    Some(FieldChange {
        field,
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
        spans,
        classes,
        evidence,
    })
}

/// What changed between two documents, with the two bodies.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DocumentDiff<'t> {
    /// The old body.
    pub old: &'t str,
    /// The new body.
    pub new: &'t str,
    /// The fields that changed, in display order.
    pub fields: Vec<FieldChange>,
    /// The changes of the body.
    pub body: Diff,
}

impl<'t> DocumentDiff<'t> {
    /// The diff of two bodies that were compared before, and of their fields.
    pub fn new((old, new): (&'t str, &'t str), fields: Vec<FieldChange>, body: Diff) -> Self {
        Self { old, new, fields, body }
    }
}

impl DocumentDiff<'_> {
    /// Whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.body.is_empty()
    }

    /// The counts of the body's changes.
    pub fn summary(&self) -> &DiffSummary {
        &self.body.summary
    }

    /// The classes of all changes with this operation.
    pub fn classes(&self, op: Op) -> ClassSet {
        let changes = self.body.changes.iter().filter(|change| change.op == op);
        changes.fold(ClassSet::default(), |all, change| all.union(change.classes))
    }
}

/// Compares two documents.
pub fn diff_documents<'t>(
    (old_fields, old): (&DocumentFields, &'t str),
    (new_fields, new): (&DocumentFields, &'t str),
    options: &DiffOptions,
) -> DocumentDiff<'t> {
    let fields = FieldName::ALL
        .into_iter()
        .filter_map(|name| {
            diff_field_of(name, old_fields.get(name), new_fields.get(name), (old, new), options)
        })
        .collect();
    DocumentDiff { old, new, fields, body: diff(old, new, options) }
}
