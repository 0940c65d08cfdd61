//! Changes: what each state did to the one it is compared with.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::sample::Sample;
use crate::article::{ArticleId, StoredVersion, VersionNumber};
use crate::diff::versions::with_diff;
use crate::diff::{ChangeSummary, DocumentDiff};
use crate::store::{ChangeFilter, ChangeRow, Result, Snapshot, Snapshots, StoreError};
use crate::timeline::{DERIVATION_VERSION, Timeline};

/// The changes of one article: stored ones if available, otherwise computed.
pub struct Changes<'c> {
    catalog: &'c Snapshot,
    timeline: &'c Timeline,
    /// By version numbers, the later one first.
    stored: HashMap<(VersionNumber, VersionNumber), ChangeSummary>,
}

impl<'c> Changes<'c> {
    /// The changes of this timeline's article.
    pub fn of(catalog: &'c Snapshot, timeline: &'c Timeline) -> Result<Self> {
        let article = timeline.versions().first().map(|version| version.article);
        let trusted = catalog.derived_by()? == DERIVATION_VERSION;
        let stored = match article.filter(|_| trusted) {
            Some(article) => catalog.states_of(article)?,
            None => Vec::new(),
        };
        let outlines = stored.into_iter().filter_map(|state| {
            let change = state.change.filter(|change| !change.is_composed)?;
            Some(((state.version, change.before), change.outline))
        });
        Ok(Self { catalog, timeline, stored: outlines.collect() })
    }

    /// The timeline.
    pub fn timeline(&self) -> &'c Timeline {
        self.timeline
    }

    /// Whether the state was captured at a different URL than the one that it is compared with.
    pub fn url_moved(&self, state: usize) -> bool {
        let found = self.timeline.states().get(state);
        let pair = found
            .and_then(|state| self.timeline.base_of(state).zip(self.timeline.version_of(state)));
        pair.is_some_and(|(before, after)| after.url_moved_from(&before))
    }

    /// The outline of the state's change; `None` for the first state of its kind.
    pub fn outline(&self, state: usize) -> Result<Option<ChangeSummary>> {
        let Some(found) = self.timeline.states().get(state) else { return Ok(None) };
        let pair = self.timeline.base_of(found).zip(self.timeline.version_of(found));
        let Some((before, after)) = pair else { return Ok(None) };
        if matches!(before, std::borrow::Cow::Borrowed(_))
            && let Some(outline) = self.stored.get(&(after.number, before.number))
        {
            return Ok(Some(outline.clone().of_readings(&before, after)));
        }
        let outline = self.diff(state, ChangeSummary::of)?;
        Ok(outline.map(|outline| outline.of_readings(&before, after)))
    }

    /// Compares a state with its base; `None` for the first state of its kind. Reads and verifies
    /// both bodies.
    pub fn diff<T>(
        &self,
        state: usize,
        then: impl FnOnce(&DocumentDiff<'_>, bool) -> T,
    ) -> Result<Option<T>> {
        Ok(self.versions(state)?.map(|versions| versions.with(then)))
    }

    /// The two versions that [`Changes::diff`] compares, with their verified bodies.
    pub fn versions(&self, state: usize) -> Result<Option<VersionDiff<'c>>> {
        let timeline = self.timeline;
        let Some(found) = timeline.states().get(state) else { return Ok(None) };
        let pair = timeline.base_of(found).zip(timeline.version_of(found));
        let Some((before, after)) = pair else { return Ok(None) };
        let base = found.base.and_then(|base| timeline.states().get(base));
        // The body belongs to the stored version; `before` may have fields of a later state.
        let old = match base.and_then(|base| timeline.version_of(base)) {
            Some(version) => self.catalog.body(version)?,
            None => None,
        };
        Ok(Some(VersionDiff { before, after, old, new: self.catalog.body(after)? }))
    }
}

/// Two versions of an article with their texts.
pub struct VersionDiff<'t> {
    /// The old version.
    pub before: Cow<'t, StoredVersion>,
    /// The new version.
    pub after: &'t StoredVersion,
    old: Option<Arc<String>>,
    new: Option<Arc<String>>,
}

impl<'t> VersionDiff<'t> {
    /// Reads and verifies the texts of two versions.
    pub fn of(
        catalog: &Snapshot,
        before: &'t StoredVersion,
        after: &'t StoredVersion,
    ) -> Result<Self> {
        let (old, new) = (catalog.body(before)?, catalog.body(after)?);
        Ok(Self { before: Cow::Borrowed(before), after, old, new })
    }

    /// What changed, in numbers and classes. Its `Display` is one line.
    pub fn summary(&self) -> ChangeSummary {
        self.with(ChangeSummary::of)
    }

    /// Passes the diff of fields and bodies to `then`, and whether there were two bodies to compare.
    pub fn with<T>(&self, then: impl FnOnce(&DocumentDiff<'_>, bool) -> T) -> T {
        let text = |body: &'_ Option<Arc<String>>| body.clone().unwrap_or_default();
        let (old, new) = (text(&self.old), text(&self.new));
        with_diff((&self.before, &old), (self.after, &new), then)
    }
}

/// The index of the state that made a change; `None` if the timeline has no such state any more.
pub fn state_of(timeline: &Timeline, row: &ChangeRow) -> Option<usize> {
    let index = row.state.state.index()?;
    let version = timeline.states().get(index).and_then(|state| timeline.version_of(state));
    version.filter(|version| version.id == row.id).map(|_| index)
}

/// Calls `each` with the changes that the filter accepts, or with a sample of them, in the order of
/// the filter.
pub fn each_change<E: From<StoreError>>(
    catalogs: Snapshots<'_>,
    filter: &ChangeFilter,
    sample: Option<Sample>,
    mut each: impl FnMut(ChangeRow) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let Some(sample) = sample else { return catalogs.each_change(filter, each) };
    let mut drawn = sample.reservoir();
    catalogs.each_change(filter, |row| {
        drawn.offer((Sample::identity(&row.key), row.state.state.0 as u64), row);
        Ok::<_, E>(())
    })?;
    drawn.into_items().into_iter().try_for_each(&mut each)
}

/// The timeline of the article that was asked for last: neighboring rows are often of one article.
#[derive(Default)]
pub struct LastTimeline(Option<(ArticleId, Timeline)>);

impl LastTimeline {
    /// Returns the article's timeline.
    pub fn of(&mut self, catalogs: Snapshots<'_>, article: ArticleId) -> Result<&Timeline> {
        let timeline = match self.0.take().filter(|(known, _)| *known == article) {
            Some((_, timeline)) => timeline,
            None => catalogs.timeline(article)?,
        };
        Ok(&self.0.insert((article, timeline)).1)
    }
}
