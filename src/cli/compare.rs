//! Comparison: two stored versions made ready for the diff and its renderers.

use std::sync::Arc;

use super::failure::Failure;
use crate::article::Timestamp;
use crate::diff::{DocumentDiff, Fields, Options, diff_documents};
use crate::history::History;
use crate::render::diff::Side;
use crate::render::history::Step;
use crate::render::version::{CaptureJson, ChangeJson};
use crate::store::{Catalog, StoredCapture, StoredVersion};

/// Who reads the comparison: people see times and ids as they like them, machines as RFC 3339 and
/// whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Person,
    Machine,
}

/// Two versions with their texts.
pub(super) struct Comparison {
    pub(super) from: Side,
    pub(super) to: Side,
    fields: (Fields, Fields),
    bodies: (Arc<String>, Arc<String>),
    /// The ordinals of versions without a body: there is nothing to compare it with.
    pub(super) without_body: Vec<usize>,
}

impl Comparison {
    /// Reads the texts of the versions at two indexes of a history.
    pub(super) fn of(
        catalog: &Catalog,
        history: &History,
        from: usize,
        to: usize,
        reader: Reader,
    ) -> Result<Self, Failure> {
        let missing = || Failure::usage("there is no such version");
        let a = history.versions().get(from).ok_or_else(missing)?;
        let b = history.versions().get(to).ok_or_else(missing)?;
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
        Ok(Self {
            from: side(a, from, history.versions().len(), reader),
            to: side(b, to, history.versions().len(), reader),
            fields: fields(a, b, reader),
            bodies,
            without_body,
        })
    }

    /// What changed.
    pub(super) fn diff(&self) -> DocumentDiff<'_> {
        diff_documents(
            (&self.fields.0, &self.bodies.0),
            (&self.fields.1, &self.bodies.1),
            &Options::default(),
        )
    }

    /// The summary line, with a word on a body that is missing.
    pub(super) fn summary(&self, diff: &DocumentDiff<'_>) -> String {
        match self.without_body.as_slice() {
            [] => crate::render::diff::summary_line(diff),
            [one] => format!("no body was captured of version {one}, so none is compared"),
            _ => "no body was captured of either version".to_owned(),
        }
    }

    /// The change for a line of the history.
    pub(super) fn step(&self, diff: &DocumentDiff<'_>) -> Step {
        Step {
            summary: self.summary(diff),
            fields: diff.fields.iter().map(|field| field.field.name()).collect(),
            diff: Vec::new(),
        }
    }

    /// The change for machines.
    pub(super) fn json(&self, diff: &DocumentDiff<'_>) -> ChangeJson {
        ChangeJson {
            fields: diff.fields.iter().map(|field| field.field.name()).collect(),
            words_added: diff.summary().words_added,
            words_removed: diff.summary().words_removed,
            summary: self.summary(diff),
        }
    }
}

fn side(version: &StoredVersion, index: usize, of: usize, reader: Reader) -> Side {
    let (id, time): (_, fn(&Timestamp) -> String) = match reader {
        Reader::Person => (version.id.short(), Timestamp::display),
        Reader::Machine => (version.id.to_string(), Timestamp::local_text),
    };
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

/// The fields as they are compared: two readings of one instant are no change, nor is another URL
/// of a version that was seen under both.
fn fields(a: &StoredVersion, b: &StoredVersion, reader: Reader) -> (Fields, Fields) {
    let time = match reader {
        Reader::Person => Timestamp::display,
        Reader::Machine => Timestamp::local_text,
    };
    let clocks = |a: &Option<Timestamp>, b: &Option<Timestamp>| {
        let canonical = |stamp: &Option<Timestamp>| stamp.as_ref().map(Timestamp::canonical);
        let display = |stamp: &Option<Timestamp>| stamp.as_ref().map(time);
        if canonical(a) == canonical(b) {
            (display(a), display(a))
        } else {
            (display(a), display(b))
        }
    };
    let published = clocks(&a.published, &b.published);
    let updated = clocks(&a.updated, &b.updated);
    let urls = |version: &StoredVersion| version.captures.first().map(|first| first.url.clone());
    let shared = b.captures.iter().any(|capture| Some(&capture.url) == urls(a).as_ref());
    let fields = |version: &StoredVersion, published, updated, url| Fields {
        title: version.title.clone(),
        byline: version.byline.clone(),
        description: version.description.clone(),
        published,
        updated,
        url,
    };
    let url = if shared { urls(a) } else { urls(b) };
    (fields(a, published.0, updated.0, urls(a)), fields(b, published.1, updated.1, url))
}

/// A version's captures for machines, each with the other fields of its record.
pub(super) fn captures_json<'v>(
    catalog: &Catalog,
    version: &'v StoredVersion,
) -> Result<Vec<CaptureJson<'v>>, Failure> {
    let one = |capture: &'v StoredCapture| {
        let extra = capture.extra.map(|extra| catalog.extra(extra)).transpose()?;
        Ok(CaptureJson::new(capture, extra.unwrap_or_default()))
    };
    version.captures.iter().map(one).collect()
}
