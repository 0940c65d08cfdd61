//! Comparisons: prepares two stored versions for the diff and its renderers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::diff::DiffSide;
use crate::article::{CaptureKind, StoredVersion, Timestamp, public_url};
use crate::catalog::select::{Selected, VersionRange};
use crate::diff::versions;
use crate::diff::{
    ChangeSummary, DiffOptions, DocumentDiff, DocumentFields, FieldName, diff_documents,
};
use crate::store::{Result, Snapshot, latest_label};
use crate::timeline::{State, Timeline};

/// The audience of a comparison, which determines how times and ids are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People: readable local times and short ids.
    Person,
    /// Readers of a published page: times in words, the outlet and the language.
    Reader,
    /// Programs: RFC 3339 times and complete ids.
    Machine,
}

impl Audience {
    /// The function that formats a timestamp.
    fn time(self) -> fn(&Timestamp) -> String {
        match self {
            Self::Person => Timestamp::display,
            Self::Reader => |time| super::in_words(&time.display()),
            Self::Machine => Timestamp::local_text,
        }
    }
}

/// Two versions with their texts.
pub struct Comparison {
    /// The header of the old version.
    pub from: DiffSide,
    /// The header of the new version.
    pub to: DiffSide,
    fields: (DocumentFields, DocumentFields),
    bodies: (Arc<String>, Arc<String>),
    /// The ordinals of versions without a body. If there are any, no bodies are compared.
    without_body: Vec<usize>,
    /// The ordinal of a redacted version.
    redacted: Option<usize>,
    /// Notes about the two versions.
    notes: Vec<String>,
}

/// One side of a comparison: a version, and its selected state, if any.
struct Sighted<'t> {
    version: Cow<'t, StoredVersion>,
    index: usize,
    state: Option<usize>,
}

impl Comparison {
    /// Compares the versions of a range; `None` if there is no such version.
    pub fn of_range(
        catalog: &Snapshot,
        timeline: &Timeline,
        range: VersionRange,
        reader: Audience,
    ) -> Result<Option<Self>> {
        match range {
            VersionRange::Between(from, to) => Self::of(catalog, timeline, from, to, reader),
            VersionRange::State(state) => Self::of_state(catalog, timeline, state, reader),
        }
    }

    /// Compares two selected versions; `None` if there is no such version.
    pub fn of(
        catalog: &Snapshot,
        timeline: &Timeline,
        from: Selected,
        to: Selected,
        reader: Audience,
    ) -> Result<Option<Self>> {
        let sighted = |selected: Selected| {
            let version = timeline.versions().get(selected.version)?;
            let state = selected.state.or_else(|| timeline.first_state(selected.version));
            Some(Sighted { version: Cow::Borrowed(version), index: selected.version, state })
        };
        let Some((from, to)) = sighted(from).zip(sighted(to)) else { return Ok(None) };
        let bodies = (catalog.body(&from.version)?, catalog.body(&to.version)?);
        let mut made = Self::made(timeline, &from, &to, bodies, reader);
        made.name_article(catalog, timeline, reader)?;
        Ok(Some(made))
    }

    /// Compares a state with its base, the state before it; `None` for the first state.
    pub fn of_state(
        catalog: &Snapshot,
        timeline: &Timeline,
        state: usize,
        reader: Audience,
    ) -> Result<Option<Self>> {
        let Some(found) = timeline.states().get(state) else { return Ok(None) };
        let base = found.base.and_then(|base| timeline.states().get(base));
        let Some((base, before)) = base.zip(timeline.base_of(found)) else { return Ok(None) };
        let pair = timeline.version_of(base).zip(timeline.version_of(found));
        let Some((whole, after)) = pair else { return Ok(None) };
        let bodies = (catalog.body(whole)?, catalog.body(after)?);
        let from = Sighted { version: before, index: base.version, state: found.base };
        let to =
            Sighted { version: Cow::Borrowed(after), index: found.version, state: Some(state) };
        let mut made = Self::made(timeline, &from, &to, bodies, reader);
        made.name_article(catalog, timeline, reader)?;
        Ok(Some(made))
    }

    fn made(
        timeline: &Timeline,
        from: &Sighted<'_>,
        to: &Sighted<'_>,
        bodies: (Option<Arc<String>>, Option<Arc<String>>),
        reader: Audience,
    ) -> Self {
        let both = [from, to];
        let without_body: Vec<usize> = both
            .iter()
            .filter(|side| side.version.text.is_none())
            .map(|side| side.index + 1)
            .collect();
        let mut bodies = (bodies.0.unwrap_or_default(), bodies.1.unwrap_or_default());
        if !without_body.is_empty() {
            bodies = Default::default();
        }
        let redacted = both.iter().find(|side| side.version.redacted.is_some());
        let kind = |side: &Sighted<'_>| {
            let state = side.state.and_then(|state| timeline.states().get(state))?;
            Some(state.kind)
        };
        let mut notes = Vec::new();
        if let Some((a, b)) = kind(from).zip(kind(to)).filter(|(a, b)| a != b) {
            notes.push(format!(
                "version {} is a {} and version {} a {}: these are different kinds of text, and one \
                 does not replace the other",
                from.index + 1,
                kind_text(a),
                to.index + 1,
                kind_text(b)
            ));
        }
        let is_unknown = |side: &Sighted<'_>| {
            let (first, last) = (from.state.min(to.state), from.state.max(to.state));
            let between = first.zip(last).into_iter().flat_map(|(first, last)| first + 1..=last);
            let mut between = between.filter_map(|state| timeline.states().get(state));
            kind(side).is_some_and(|kind| {
                between.any(|state| state.kind == kind && state.is_order_unknown())
            })
        };
        let order_unknown = is_unknown(to);
        if order_unknown {
            notes
                .push("the order of these versions is unknown: either may be the first".to_owned());
        }
        if to.version.read_differently_from(&from.version) {
            let way = |side: &Sighted<'_>| {
                let mut ways = side.version.captures.iter();
                ways.find_map(|capture| capture.extracted_by.clone())
            };
            if let Some((a, b)) = way(from).zip(way(to)) {
                notes.push(format!(
                    "read differently: the texts were found by different methods (version {}: {a}; \
                     version {}: {b}), so a text that only one of them has may be on both pages",
                    from.index + 1,
                    to.index + 1,
                ));
            }
        }
        notes.extend(redacted_between(timeline, from, to));
        let mut to_side = side(timeline, to, reader);
        to_side.order = order_unknown.then(|| "unknown".to_owned());
        let after = to.state.and_then(|state| timeline.states().get(state));
        to_side.silent = after
            .filter(|after| after.base.is_some() && after.base == from.state)
            .map(State::is_silent);
        Self {
            from: side(timeline, from, reader),
            to: to_side,
            fields: versions::fields(&from.version, &to.version, reader.time()),
            bodies,
            without_body,
            redacted: redacted.map(|side| side.index + 1),
            notes,
        }
    }

    /// Adds the outlet and the article's own URL, for readers.
    fn name_article(
        &mut self,
        catalog: &Snapshot,
        timeline: &Timeline,
        reader: Audience,
    ) -> Result<()> {
        let Some(first) = timeline.versions().first().filter(|_| reader == Audience::Reader) else {
            return Ok(());
        };
        let publisher = latest_label(timeline, |capture| capture.publisher.as_ref());
        self.to.outlet = match publisher {
            Some(publisher) => Some(publisher.to_string()),
            None => Some(catalog.key_of(first.article)?.host()).filter(|host| !host.is_empty()),
        };
        self.to.article_url = catalog.aliases(first.article)?.into_iter().next();
        Ok(())
    }

    /// Notes about the two versions: their kinds differ, or their order is unknown.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// How much there is to compare: the bytes of the bodies and, 16 times, of the fields, which are
    /// not divided into sentences. A diff takes about a second per 8 MiB.
    pub fn weight(&self) -> usize {
        let fields = [&self.fields.0, &self.fields.1];
        let fields = fields.iter().flat_map(|own| [&own.title, &own.byline, &own.description]);
        let fields: usize = fields.flatten().map(String::len).sum();
        fields.saturating_mul(16).saturating_add(self.bodies.0.len() + self.bodies.1.len())
    }

    /// Computes the diff.
    pub fn diff(&self) -> DocumentDiff<'_> {
        diff_documents(
            (&self.fields.0, &self.bodies.0),
            (&self.fields.1, &self.bodies.1),
            &DiffOptions::default(),
        )
    }

    /// Whether both versions have a body to compare.
    pub fn compared(&self) -> bool {
        self.without_body.is_empty()
    }

    /// A message about a missing body, if one is missing.
    pub fn without_body(&self) -> Option<String> {
        if let Some(one) = self.redacted {
            return Some(format!("version {one} was redacted, so no text is compared"));
        }
        match self.without_body.as_slice() {
            [] => None,
            [one] => Some(format!("version {one} has no body, so no text is compared")),
            _ => Some("neither version has a body, so no text is compared".to_owned()),
        }
    }
}

/// Notes that redacted versions come between two compared ones.
fn redacted_between(timeline: &Timeline, from: &Sighted<'_>, to: &Sighted<'_>) -> Option<String> {
    let (first, last) = (from.state.min(to.state)?, from.state.max(to.state)?);
    let kind = timeline.states().get(last)?.kind;
    let between = timeline.states().get(first + 1..last)?.iter();
    let versions: BTreeSet<usize> = between
        .filter(|state| state.kind == kind)
        .map(|state| state.version)
        .filter(|index| timeline.versions().get(*index).is_some_and(|one| one.redacted.is_some()))
        .collect();
    Some(match versions.len() {
        0 => return None,
        1 => format!(
            "version {} between them was redacted: it may have made these changes, or a part of them",
            versions.first()? + 1
        ),
        count => format!(
            "{count} versions between them were redacted: they may have made these changes, or a \
             part of them"
        ),
    })
}

/// The names of the fields that changed.
pub fn changed_fields(outline: &ChangeSummary, url_moved: bool) -> Vec<&'static str> {
    let url = url_moved.then_some(FieldName::Url);
    outline.fields.iter().chain(url).map(FieldName::name).collect()
}

/// The kind of a text, in words.
pub fn kind_text(kind: CaptureKind) -> &'static str {
    match kind {
        CaptureKind::Page => "page",
        CaptureKind::Conversion => "plain-text conversion",
        CaptureKind::FeedEntry => "feed entry",
        CaptureKind::SitemapEntry => "sitemap line",
    }
}

fn side(timeline: &Timeline, sighted: &Sighted<'_>, reader: Audience) -> DiffSide {
    let version = &sighted.version;
    let id = match reader {
        Audience::Person | Audience::Reader => version.id.short(),
        Audience::Machine => version.id.to_string(),
    };
    let time = reader.time();
    let state = sighted.state.and_then(|state| timeline.states().get(state));
    let captured = match state {
        Some(state) if state.seen.is_some() => timeline.captures(state).next(),
        _ => version.captures.first(),
    };
    let captured = captured.and_then(|capture| capture.captured.as_ref());
    let is_again = sighted.state.is_some_and(|state| {
        timeline.first_state(sighted.index).is_some_and(|first| first != state)
    });
    let again = if is_again { ", again" } else { "" };
    DiffSide {
        label: Some(format!(
            "version {} of {}{again}",
            sighted.index + 1,
            timeline.versions().len()
        )),
        id: Some(id),
        ordinal: Some((sighted.index + 1).to_string()),
        published: version.published.as_ref().map(time),
        updated: version.updated.as_ref().map(time),
        captured: captured.map(time),
        title: version.title.clone(),
        url: version.captures.first().map(|capture| public_url(&capture.url).into_owned()),
        order: None,
        lang: version
            .captures
            .iter()
            .find_map(|capture| capture.lang.as_deref())
            .map(str::to_owned),
        ..DiffSide::default()
    }
}
