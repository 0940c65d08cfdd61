//! Names: which column names mean which field.

use serde_json::{Map, Value};

use crate::extract::Field;

/// The column names of the fields, in order of precedence, squeezed to lowercase letters and
/// digits. Other programs use `Weak` names for other things: a value of the wrong kind under such a
/// name is left alone.
///
/// They include the names of EDGI's web monitoring (`page_url`, `capture_time`), trafilatura (where
/// `source` is the URL and `filedate` the day of download), newspaper (`publish_date`, `authors`),
/// schema.org and JSON Feed (whose `content_html` is markup: its paragraphs become the text).
pub(super) const NAMES: &[(&str, Field, Strength)] = &[
    ("url", Field::Url, Strong),
    ("pageurl", Field::Url, Strong),
    ("articleurl", Field::Url, Strong),
    ("link", Field::Url, Strong),
    ("uri", Field::Url, Strong),
    ("canonicalurl", Field::CanonicalUrl, Weak),
    ("canonical", Field::CanonicalUrl, Weak),
    ("canonicallink", Field::CanonicalUrl, Weak),
    ("relcanonical", Field::CanonicalUrl, Weak),
    ("ampcanonical", Field::CanonicalUrl, Weak),
    ("permalink", Field::Url, Strong),
    ("sourceurl", Field::Url, Strong),
    ("source", Field::Url, Weak),
    ("title", Field::Title, Strong),
    ("headline", Field::Title, Strong),
    ("byline", Field::Byline, Strong),
    ("author", Field::Byline, Strong),
    ("authors", Field::Byline, Strong),
    ("creator", Field::Byline, Strong),
    ("description", Field::Description, Strong),
    ("summary", Field::Description, Strong),
    ("standfirst", Field::Description, Strong),
    ("dek", Field::Description, Strong),
    ("subtitle", Field::Description, Strong),
    ("excerpt", Field::Description, Strong),
    ("body", Field::Body, Strong),
    ("text", Field::Body, Strong),
    ("content", Field::Body, Strong),
    ("articletext", Field::Body, Strong),
    ("articlebody", Field::Body, Strong),
    ("maintext", Field::Body, Strong),
    ("contenttext", Field::Body, Strong),
    ("rawtext", Field::Body, Strong),
    ("contenthtml", Field::Body, Strong),
    ("bodyhtml", Field::Body, Strong),
    ("published", Field::Published, Strong),
    ("publishedat", Field::Published, Strong),
    ("datepublished", Field::Published, Strong),
    ("pubdate", Field::Published, Strong),
    ("publishdate", Field::Published, Strong),
    ("publicationdate", Field::Published, Strong),
    ("publishedtime", Field::Published, Strong),
    ("date", Field::Published, Strong),
    ("created", Field::Published, Strong),
    ("createdat", Field::Published, Strong),
    ("updated", Field::Updated, Strong),
    ("updatedat", Field::Updated, Strong),
    ("datemodified", Field::Updated, Strong),
    ("modified", Field::Updated, Strong),
    ("modifiedat", Field::Updated, Strong),
    ("lastmodified", Field::Updated, Strong),
    ("lastmod", Field::Updated, Strong),
    ("dateupdated", Field::Updated, Strong),
    ("modifiedtime", Field::Updated, Strong),
    ("captured", Field::Captured, Strong),
    ("capturetime", Field::Captured, Strong),
    ("observed", Field::Captured, Strong),
    ("capturedat", Field::Captured, Strong),
    ("retrieved", Field::Captured, Strong),
    ("retrievedat", Field::Captured, Strong),
    ("fetchedat", Field::Captured, Strong),
    ("crawldate", Field::Captured, Strong),
    ("datedownload", Field::Captured, Strong),
    ("filedate", Field::Captured, Strong),
    ("seq", Field::Sequence, Strong),
    ("sequence", Field::Sequence, Strong),
    ("versionnumber", Field::Sequence, Weak),
    ("revision", Field::Sequence, Weak),
    ("lang", Field::Lang, Weak),
    ("language", Field::Lang, Weak),
    ("publisher", Field::Publisher, Weak),
    ("sourcename", Field::Publisher, Weak),
    ("sitename", Field::Publisher, Weak),
    ("publication", Field::Publisher, Weak),
    ("sourcehostname", Field::Publisher, Weak),
    ("section", Field::Section, Weak),
    ("category", Field::Section, Weak),
];

use Strength::{Strong, Weak};

/// Whether a name alone determines the meaning of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Strong,
    Weak,
}

/// Returns the rank, field and strength of a name.
pub(super) fn meaning(name: &str) -> Option<(usize, Field, Strength)> {
    let mut squeezed = [0u8; MAX_NAME];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
        *squeezed.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let squeezed = squeezed.get(..length)?;
    let rank = NAMES.iter().position(|(known, ..)| known.as_bytes() == squeezed)?;
    let (_, field, strength) = NAMES.get(rank)?;
    Some((rank, *field, *strength))
}

/// The longest name in [`NAMES`].
pub(super) const MAX_NAME: usize = 16;

/// Finds a column by its exact name, otherwise ignoring case, `-`, `_` and spaces.
pub(super) fn find_column<'a>(
    mut names: impl Iterator<Item = &'a str> + Clone,
    column: &str,
) -> Option<&'a str> {
    let squeeze = |name: &str| -> String {
        name.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' '))
            .flat_map(char::to_lowercase)
            .collect()
    };
    let exact = names.clone().find(|name| *name == column);
    exact.or_else(|| {
        let wanted = squeeze(column);
        names.find(|name| squeeze(name) == wanted)
    })
}

pub(super) fn inside<'a>(fields: &'a Map<String, Value>, column: &str) -> Option<&'a Value> {
    let mut names = column.split('.');
    let mut value = fields.get(names.next()?)?;
    for name in names {
        value = value.get(name)?;
    }
    Some(value)
}
