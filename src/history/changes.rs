//! Changes: what each state did to the one it is compared with.

use std::collections::HashMap;

use crate::diff::versions::with_diff;
use crate::diff::{ChangeSummary, DocumentDiff};
use crate::store::{Result, Snapshot};
use crate::timeline::{DERIVATION_VERSION, Timeline};

/// The changes of one article: stored ones if available, otherwise computed.
pub struct Changes<'c> {
    catalog: &'c Snapshot,
    timeline: &'c Timeline,
    /// By version numbers, the later one first.
    stored: HashMap<(i64, i64), ChangeSummary>,
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
        let Some(found) = self.timeline.states().get(state) else { return Ok(None) };
        let pair = self.timeline.base_of(found).zip(self.timeline.version_of(found));
        let Some((before, after)) = pair else { return Ok(None) };
        let (old, new) = (self.body_of_base(found)?, self.catalog.body(after)?);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        Ok(Some(with_diff((&before, &old), (after, &new), then)))
    }

    /// The body of the state's base, verified against the stored version.
    pub fn body_of_base(
        &self,
        state: &crate::timeline::State,
    ) -> Result<Option<std::sync::Arc<String>>> {
        let base = state.base.and_then(|base| self.timeline.states().get(base));
        match base.and_then(|base| self.timeline.version_of(base)) {
            Some(version) => self.catalog.body(version),
            None => Ok(None),
        }
    }
}
