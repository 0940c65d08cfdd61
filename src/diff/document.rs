//! Documents: a body with the fields around it, compared as one.

use super::classify::{Class, ClassSet, Evidence};
use super::{Diff, Op, Options, Span, Summary, diff};

/// A field beside the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldName {
    /// The headline.
    Title,
    /// Who signed it.
    Byline,
    /// The standfirst.
    Description,
    /// When it was first published.
    Published,
    /// When it was last updated.
    Updated,
    /// Where it stands.
    Url,
}

impl FieldName {
    /// All fields, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Byline, Self::Description, Self::Published, Self::Updated, Self::Url];

    /// Its stable name, as machines read it.
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

    /// Whether it is told to readers in words: no clock and no address.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Byline | Self::Description)
    }
}

/// The fields of one side, as they are to be compared and shown. Missing stays missing: `None` is not
/// the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The headline.
    pub title: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// The standfirst.
    pub description: Option<String>,
    /// When it was first published.
    pub published: Option<String>,
    /// When it was last updated.
    pub updated: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
}

impl Fields {
    /// One of them.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which one.
    pub field: FieldName,
    /// What it said, if it was there.
    pub old: Option<String>,
    /// What it says, if it is there.
    pub new: Option<String>,
    /// The words. They tile both texts; a missing one counts as empty.
    pub spans: Vec<Span>,
    /// `headline` for a title, `byline` for a byline, and what the words tell besides.
    pub classes: ClassSet,
    /// What the classes were read from.
    pub evidence: Vec<Evidence>,
}

/// The change of one field; `None` when there is none.
pub fn diff_field(
    field: FieldName,
    old: Option<&str>,
    new: Option<&str>,
    options: &Options,
) -> Option<FieldChange> {
    if old == new {
        return None;
    }
    let (a, b) = (old.unwrap_or_default(), new.unwrap_or_default());
    let (spans, mut classes, evidence) = super::pieces::as_one(a, b, options);
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

/// What changed between two documents, with the bodies that it speaks of.
#[derive(Clone, Debug)]
pub struct DocumentDiff<'t> {
    /// The old body.
    pub old: &'t str,
    /// The new body.
    pub new: &'t str,
    /// The fields that changed, in the order in which they are shown.
    pub fields: Vec<FieldChange>,
    /// The body's changes.
    pub body: Diff,
}

impl DocumentDiff<'_> {
    /// Whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.body.is_empty()
    }

    /// The body in numbers.
    pub fn summary(&self) -> &Summary {
        &self.body.summary
    }

    /// The classes of all changes of one operation.
    pub fn classes(&self, op: Op) -> ClassSet {
        let changes = self.body.changes.iter().filter(|change| change.op == op);
        changes.fold(ClassSet::default(), |all, change| all.union(change.classes))
    }
}

/// The changes between two documents.
pub fn diff_documents<'t>(
    (old_fields, old): (&Fields, &'t str),
    (new_fields, new): (&Fields, &'t str),
    options: &Options,
) -> DocumentDiff<'t> {
    let fields = FieldName::ALL
        .into_iter()
        .filter_map(|name| diff_field(name, old_fields.get(name), new_fields.get(name), options))
        .collect();
    DocumentDiff { old, new, fields, body: diff(old, new, options) }
}
