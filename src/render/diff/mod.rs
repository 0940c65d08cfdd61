//! Renderers of a diff. Each one writes a [`DocumentDiff`] and its two [`DiffSide`]s in one format.

pub mod edgi;
pub mod html;
pub mod json;
pub mod markdown;
pub mod side_by_side;
pub mod stat;
pub mod terminal;
pub mod unified;
pub mod wdiff;

mod text;

pub(crate) use text::fact_lines;
pub use text::{safe, safe_line};

use std::io;

use crate::article::setters;
use crate::diff::{
    Change, ChangeSummary, ClassSet, DocumentDiff, DocumentFields, FieldChange, Op, SpanKind,
};

/// One side of a diff, as shown in its header. All fields are text for display: the caller chooses
/// the format of times. Unknown fields are `None` and are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffSide {
    /// Its name for the user: a path, or a version.
    pub label: Option<String>,
    /// The version's id.
    pub id: Option<String>,
    /// Its position in the article's history.
    pub ordinal: Option<String>,
    /// When the publisher claims to have published it.
    pub published: Option<String>,
    /// When the publisher claims to have updated it.
    pub updated: Option<String>,
    /// When it was captured.
    pub captured: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The URL.
    pub url: Option<String>,
    /// `unknown` if the order of the two sides is unknown.
    pub order: Option<String>,
    /// The language of the text, as a tag. Only HTML uses it and the following fields.
    pub lang: Option<String>,
    /// The publisher, otherwise the host.
    pub outlet: Option<String>,
    /// The article's own URL, if it differs from the captured one.
    pub article_url: Option<String>,
    /// Whether the change to this side is a silent edit, if the sides follow each other.
    pub silent: Option<bool>,
}

impl DiffSide {
    /// Creates a side that shows the given fields, with timestamps in the form in which they are
    /// compared.
    pub fn from_fields(label: &str, fields: &DocumentFields) -> Self {
        Self {
            label: Some(label.to_owned()),
            published: fields.published.clone(),
            updated: fields.updated.clone(),
            title: fields.title.clone(),
            url: fields.url.clone(),
            ..Self::default()
        }
    }

    /// A short name for it.
    pub fn name(&self) -> &str {
        let known = [&self.label, &self.id, &self.ordinal];
        known.into_iter().find_map(Option::as_deref).unwrap_or("-")
    }

    /// The known fields, with their names in JSON.
    fn known(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("label", &self.label),
            ("id", &self.id),
            ("ordinal", &self.ordinal),
            ("published", &self.published),
            ("updated", &self.updated),
            ("captured", &self.captured),
            ("title", &self.title),
            ("url", &self.url),
            ("order", &self.order),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.as_deref().map(|value| (name, value)))
    }
}

/// What to hide in a diff, and how to show the rest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RenderOptions {
    /// The width of the terminal, in columns.
    pub width: usize,
    /// Whether changes are marked with colors. Otherwise, they are marked as `[-…-]{+…+}`.
    pub color: bool,
    /// Lines of context in a unified diff; other formats derive paragraphs of context from it.
    pub context: usize,
    /// Operations to hide. The output states the number of hidden changes.
    pub ignore_ops: Vec<Op>,
    /// Classes to hide. A change is hidden if all its classes are in this set and none is a fact.
    pub ignore_classes: ClassSet,
    /// Whether both sides have a body to compare.
    pub compared: bool,
}

setters!(RenderOptions {
    width: usize,
    color: bool,
    context: usize,
    ignore_ops: Vec<Op>,
    ignore_classes: ClassSet,
    compared: bool,
});

impl Default for RenderOptions {
    /// 80 columns, no color, 3 lines of context, nothing hidden.
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            context: 3,
            ignore_ops: Vec::new(),
            ignore_classes: ClassSet::default(),
            compared: true,
        }
    }
}

impl RenderOptions {
    /// Whether a change is shown.
    pub fn shows(&self, change: &Change) -> bool {
        if change.classes.has_fact() {
            return true;
        }
        let by_class = !change.classes.is_empty()
            && change.classes.iter().all(|class| self.ignore_classes.contains(class));
        !by_class && !self.ignore_ops.contains(&change.op)
    }

    /// The number of hidden changes.
    pub fn hidden(&self, diff: &DocumentDiff<'_>) -> usize {
        diff.body.changes.iter().filter(|change| !self.shows(change)).count()
    }
}

/// The type of a renderer function.
pub type Render = fn(
    &DocumentDiff<'_>,
    &DiffSide,
    &DiffSide,
    &RenderOptions,
    &mut dyn io::Write,
) -> io::Result<()>;

/// The parts of a field's two texts in order: the kind, a space if the part would otherwise touch
/// the removed text before it, and the text.
fn field_parts(field: &FieldChange) -> impl Iterator<Item = (SpanKind, &'static str, &str)> {
    let (old, new) = (field.old.as_deref(), field.new.as_deref());
    let mut removed = false;
    field.spans.iter().map(move |span| {
        let touches = removed && span.kind == SpanKind::Added;
        removed = span.kind == SpanKind::Removed;
        let text = if removed {
            span.old.of(old.unwrap_or_default())
        } else {
            span.new.of(new.unwrap_or_default())
        };
        (span.kind, if touches { " " } else { "" }, text)
    })
}

/// The summary line of a diff.
pub(crate) fn summary_of(diff: &DocumentDiff<'_>, options: &RenderOptions) -> String {
    ChangeSummary::of(diff, options.compared).to_string()
}

/// Appends the fields that changed to a summary line.
pub fn with_fields(line: &str, fields: &[&str]) -> String {
    if fields.is_empty() {
        line.to_owned()
    } else {
        format!("{line}; {} changed", fields.join(", "))
    }
}

/// The line that replaces omitted paragraphs.
fn fold_line(count: usize, diff: &DocumentDiff<'_>, options: &RenderOptions) -> String {
    let noun = if count == 1 { "paragraph" } else { "paragraphs" };
    // If changes are hidden, omitted paragraphs may contain some.
    if options.hidden(diff) == 0 {
        format!("⋯ {count} unchanged {noun}")
    } else {
        format!("⋯ {count} {noun} not shown")
    }
}

/// The summary line, with the number of hidden changes.
fn summary_and_hidden(diff: &DocumentDiff<'_>, options: &RenderOptions) -> String {
    let line = summary_of(diff, options);
    match hidden_line(diff, options) {
        None => line,
        Some(hidden) => format!("{line} ({hidden})"),
    }
}

/// The message about hidden changes, if there are any.
pub(crate) fn hidden_line(diff: &DocumentDiff<'_>, options: &RenderOptions) -> Option<String> {
    match options.hidden(diff) {
        0 => None,
        1 => Some("1 change hidden".to_owned()),
        count => Some(format!("{count} changes hidden")),
    }
}
