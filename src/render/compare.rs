//! Comparison: two stored versions made ready for the diff and its renderers.

use std::sync::Arc;

use super::diff::Side;
use crate::article::{StoredVersion, Timestamp};
use crate::diff::{DocumentDiff, FieldName, Fields, Options, Outline, diff_documents};
use crate::history::{History, changes};
use crate::store::{Catalog, Result};

/// Who reads the comparison: people see times and ids as they like them, machines as RFC 3339 and
/// whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Times as the publisher's readers know them, ids short.
    Person,
    /// RFC 3339, ids whole.
    Machine,
}

impl Reader {
    /// How a clock is written for them.
    fn time(self) -> fn(&Timestamp) -> String {
        match self {
            Self::Person => Timestamp::display,
            Self::Machine => Timestamp::local_text,
        }
    }
}

/// Two versions with their texts.
pub struct Comparison {
    /// The version before, for a header.
    pub from: Side,
    /// The version after.
    pub to: Side,
    fields: (Fields, Fields),
    bodies: (Arc<String>, Arc<String>),
    /// The ordinals of versions without a body: there is nothing to compare it with.
    without_body: Vec<usize>,
    /// The ordinal of one that was redacted.
    redacted: Option<usize>,
}

impl Comparison {
    /// Reads the texts of the versions at two indexes of a history; `None` where there is no such
    /// version.
    pub fn of(
        catalog: &Catalog,
        history: &History,
        from: usize,
        to: usize,
        reader: Reader,
    ) -> Result<Option<Self>> {
        let versions = history.versions();
        let Some((a, b)) = versions.get(from).zip(versions.get(to)) else { return Ok(None) };
        let without_body: Vec<usize> = [(from, a), (to, b)]
            .iter()
            .filter(|(_, version)| version.text.is_none())
            .map(|(index, _)| index + 1)
            .collect();
        let body = |version| catalog.body(version).map(Option::unwrap_or_default);
        let mut bodies = (body(a)?, body(b)?);
        if !without_body.is_empty() {
            bodies = Default::default();
        }
        Ok(Some(Self {
            from: side(a, from, versions.len(), reader),
            to: side(b, to, versions.len(), reader),
            fields: changes::fields(a, b, reader.time()),
            bodies,
            without_body,
            redacted: [(from, a), (to, b)]
                .iter()
                .find(|(_, version)| version.redacted.is_some())
                .map(|(index, _)| index + 1),
        }))
    }

    /// What changed.
    pub fn diff(&self) -> DocumentDiff<'_> {
        diff_documents(
            (&self.fields.0, &self.bodies.0),
            (&self.fields.1, &self.bodies.1),
            &Options::default(),
        )
    }

    /// Whether both versions have a body to compare.
    pub fn compared(&self) -> bool {
        self.without_body.is_empty()
    }

    /// A word on a body that is missing.
    pub fn without_body(&self) -> Option<String> {
        if let Some(one) = self.redacted {
            return Some(format!("version {one} was redacted, so no text is compared"));
        }
        match self.without_body.as_slice() {
            [] => None,
            [one] => Some(format!("no body was captured of version {one}, so none is compared")),
            _ => Some("no body was captured of either version".to_owned()),
        }
    }
}

/// The names of the fields that changed.
pub fn changed_fields(outline: &Outline, url_moved: bool) -> Vec<&'static str> {
    let url = url_moved.then_some(FieldName::Url);
    outline.fields.iter().chain(url).map(FieldName::name).collect()
}

fn side(version: &StoredVersion, index: usize, of: usize, reader: Reader) -> Side {
    let id = match reader {
        Reader::Person => version.id.short(),
        Reader::Machine => version.id.to_string(),
    };
    let time = reader.time();
    Side {
        label: Some(format!("version {} of {of}", index + 1)),
        id: Some(id),
        ordinal: Some((index + 1).to_string()),
        published: version.published.as_ref().map(time),
        updated: version.updated.as_ref().map(time),
        captured: version.captured().next().map(time),
        title: version.title.clone(),
        url: version.captures.first().map(|capture| capture.url.clone()),
    }
}
