//! Content: the text fields of a version; a change to them makes a new version.

use serde::{Deserialize, Serialize};

/// The text of a version. A field that the source does not have is `None`; a field that it left
/// empty is `Some("")`: these are different contents. Text is kept exactly as found, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Content {
    /// The title (headline).
    pub title: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The description (standfirst or summary) that the publisher gave in addition to the body.
    pub description: Option<String>,
    /// The article's text, with paragraphs separated by line breaks.
    pub body: Option<String>,
}

impl Content {
    /// Returns the fields by name, in the order of the canonical form.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("title", self.title.as_deref()),
            ("byline", self.byline.as_deref()),
            ("description", self.description.as_deref()),
            ("body", self.body.as_deref()),
        ]
    }

    /// Whether all fields are missing or blank.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, text)| text.is_none_or(|text| text.trim().is_empty()))
    }

    /// Returns the total length of all fields, in bytes.
    pub fn len(&self) -> usize {
        self.fields().iter().map(|(_, text)| text.map_or(0, str::len)).sum()
    }
}
