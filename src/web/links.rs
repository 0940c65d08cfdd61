//! Links: a page of a server links to addresses, a page of an export to files next to it.

use super::assets::Asset;
use super::request::encode;
use super::words::{diff_address, version_address};
use crate::article::{ArticleId, VersionId};
use crate::render::export::tree;
use crate::store::ArticleRow;
use crate::timeline::Timeline;

/// The extension of exported pages.
pub(super) const EXTENSION: &str = "html";

/// Where the pages are that a page links to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Links<'l> {
    /// Addresses of a server.
    #[default]
    Served,
    /// Files of an export, without anything that needs a server: forms, feeds and addresses with a
    /// query.
    Exported {
        /// The path from the page to the folder of the export: empty, or it ends with `/`.
        root: &'l str,
        /// The path to the page of the index.
        index: &'l str,
    },
}

impl Links<'_> {
    /// Whether a server answers.
    pub(super) fn is_served(self) -> bool {
        self == Self::Served
    }

    /// An embedded file.
    pub(super) fn asset(self, asset: &Asset) -> String {
        match self {
            Self::Served => asset.path.clone(),
            Self::Exported { root, .. } => format!("{root}{}", asset.path.trim_start_matches('/')),
        }
    }

    /// An article of a list.
    pub(super) fn article(self, row: &ArticleRow) -> String {
        match self {
            Self::Served => format!("/a/{}", row.id),
            Self::Exported { root, .. } => {
                format!("{root}{}", tree::article_path(&row.key, EXTENSION))
            }
        }
    }

    /// The history, from another page of its article.
    pub(super) fn history(self, article: ArticleId) -> String {
        match self {
            Self::Served => format!("/a/{article}"),
            Self::Exported { .. } => tree::article_file(EXTENSION),
        }
    }

    /// The version with this index in the timeline, from another page of its article.
    pub(super) fn version(self, index: usize, id: &VersionId) -> String {
        match self {
            Self::Served => version_address(id),
            Self::Exported { .. } => tree::version_file(index, EXTENSION),
        }
    }

    /// What a state changed, from another page of its article. `None` if it has no state before it.
    pub(super) fn change(self, timeline: &Timeline, state: usize) -> Option<String> {
        match self {
            Self::Served => {
                let found = timeline.states().get(state)?;
                let base = timeline.states().get(found.base?)?;
                let (before, after) = (timeline.version_of(base)?, timeline.version_of(found)?);
                Some(diff_address(&before.id, &after.id))
            }
            Self::Exported { .. } => tree::diff_file(timeline, state, EXTENSION),
        }
    }

    /// An outlet. An article without a host, such as a URN, has none, and an export has no such page.
    pub(super) fn outlet(self, host: &str) -> Option<String> {
        let has_page = self.is_served() && !host.is_empty();
        has_page.then(|| format!("/outlet/{}", encode(host)))
    }
}
