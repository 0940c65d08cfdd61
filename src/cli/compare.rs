//! Comparison: two stored versions made ready for the diff and its renderers.

use std::sync::Arc;

use super::failure::Failure;
use crate::article::Timestamp;
use crate::diff::{DocumentDiff, FieldName, Fields, Options, Outline, diff_documents};
use crate::history::History;
use crate::history::changes::{self, Changes};
use crate::render::diff::{RenderOptions, Side, summary_line, terminal};
use crate::render::history::Step;
use crate::render::version::CaptureJson;
use crate::store::{Catalog, StoredCapture, StoredVersion};

/// Who reads the comparison: people see times and ids as they like them, machines as RFC 3339 and
/// whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Person,
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
pub(super) struct Comparison {
    pub(super) from: Side,
    pub(super) to: Side,
    fields: (Fields, Fields),
    bodies: (Arc<String>, Arc<String>),
    /// The ordinals of versions without a body: there is nothing to compare it with.
    without_body: Vec<usize>,
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
            fields: changes::fields(a, b, reader.time()),
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

    /// A word on a body that is missing.
    pub(super) fn without_body(&self) -> Option<String> {
        match self.without_body.as_slice() {
            [] => None,
            [one] => Some(format!("no body was captured of version {one}, so none is compared")),
            _ => Some("no body was captured of either version".to_owned()),
        }
    }
}

/// What the version of this index did to the one before, for a line of the history; with the diff
/// itself where it is asked for. Nothing for the first.
pub(super) fn step(
    catalog: &Catalog,
    history: &History,
    changes: &Changes<'_>,
    index: usize,
    patch: Option<&RenderOptions>,
) -> Result<Step, Failure> {
    let Some((before, outline)) = index.checked_sub(1).zip(changes.outline(index)?) else {
        return Ok(Step::default());
    };
    let mut step = Step {
        summary: summary_line(&outline),
        fields: changed_fields(&outline, changes.url_moved(index)),
        diff: Vec::new(),
    };
    if let Some(options) = patch {
        let comparison = Comparison::of(catalog, history, before, index, Reader::Person)?;
        let options =
            RenderOptions { compared: comparison.without_body.is_empty(), ..options.clone() };
        let (diff, from, to) = (comparison.diff(), &comparison.from, &comparison.to);
        terminal::render(&diff, from, to, &options, &mut step.diff)?;
    }
    Ok(step)
}

/// The names of the fields that changed.
pub(super) fn changed_fields(outline: &Outline, url_moved: bool) -> Vec<&'static str> {
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
