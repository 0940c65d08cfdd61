//! Content: the text-bearing fields of a version, whose change makes another version.

use serde::{Deserialize, Serialize};

/// What a version says. A field that the source did not have is `None`; one that it had and left
/// empty is `Some("")`: the two are different content. Text is kept as it was found, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Content {
    /// The headline.
    pub title: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// The standfirst or summary that the publisher gave beside the body.
    pub description: Option<String>,
    /// The story's text, paragraphs parted by line breaks.
    pub body: Option<String>,
}

impl Content {
    /// The fields by name, in the canonical form's order.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("title", self.title.as_deref()),
            ("byline", self.byline.as_deref()),
            ("description", self.description.as_deref()),
            ("body", self.body.as_deref()),
        ]
    }

    /// Whether no field holds any text.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, text)| text.is_none_or(|text| text.trim().is_empty()))
    }

    /// The length of all fields together, in bytes.
    pub fn len(&self) -> usize {
        self.fields().iter().map(|(_, text)| text.map_or(0, str::len)).sum()
    }
}
