//! Tools: exports whose names mean something else than [`NAMES`](super::names::NAMES) says. Reading
//! lists date the entry, not the article, and feed readers keep the text as markup.
//!
//! The tools are wallabag, Pocket, Instapaper, Raindrop, Readwise Reader, Omnivore, Zotero, Miniflux,
//! the Google Reader API (FreshRSS, Inoreader), GDELT, ArchiveBox, NewsCatcher, News API, Mastodon and
//! ActivityPub. wallabag's names were checked against the source of its exporter (2.6), the others
//! are from documentation and samples.

use serde_json::{Map, Value};

use super::names::squeeze_lower;

/// A tool, and what the names in its records mean.
pub(super) struct Tool {
    /// Names that together only its records have.
    marks: &'static [&'static str],
    /// A name, squeezed, and the name of `NAMES` with its meaning; empty if it has none.
    names: &'static [(&'static str, &'static str)],
    /// Paths to values in nested objects and lists, and the names of `NAMES` with their meaning.
    pub(super) inner: &'static [(&'static str, &'static str)],
    /// Whether its dates are written day first.
    pub(super) is_day_first: bool,
    /// The column whose hours are those of a clock face, without morning or afternoon.
    pub(super) half_days: Option<&'static str>,
    /// What its records lack.
    pub(super) remark: Option<&'static str>,
}

const PLAIN: Tool =
    Tool { marks: &[], names: &[], inner: &[], is_day_first: false, half_days: None, remark: None };

const ONLY_TITLES: Option<&str> = Some(
    "a list of saved pages has titles but no texts: to keep the texts, import the pages themselves",
);

/// The tools, those with more marks first.
const TOOLS: &[Tool] = &[
    // wallabag, JSON
    Tool {
        marks: &["isarchived", "isstarred", "domainname", "readingtime"],
        names: &[
            ("createdat", "savedat"),
            ("updatedat", ""),
            ("archivedat", ""),
            ("starredat", ""),
            ("content", "contenthtml"),
            ("publishedby", "authors"),
        ],
        ..PLAIN
    },
    // wallabag, CSV
    Tool {
        marks: &["title", "url", "content", "tags", "mimetype", "language", "creationdate"],
        names: &[("creationdate", "savedat"), ("content", "contenthtml")],
        is_day_first: true,
        half_days: Some("creationdate"),
        ..PLAIN
    },
    // Pocket
    Tool {
        marks: &["title", "url", "timeadded", "tags", "status"],
        names: &[("timeadded", "savedat")],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Instapaper
    Tool {
        marks: &["url", "title", "selection", "folder", "timestamp"],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Raindrop
    Tool {
        marks: &["title", "excerpt", "url", "folder", "created", "cover", "favorite"],
        names: &[("created", "savedat")],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Readwise Reader, CSV
    Tool {
        marks: &["title", "url", "documenttags", "saveddate", "readingprogress", "location"],
        names: &[("saveddate", "savedat")],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Readwise Reader, API
    Tool {
        marks: &["sourceurl", "readingprogress", "savedat", "location", "lastmovedat"],
        names: &[
            ("url", ""),
            ("sourceurl", "url"),
            ("createdat", ""),
            ("updatedat", ""),
            ("content", "contenthtml"),
        ],
        ..PLAIN
    },
    // Omnivore
    Tool {
        marks: &["slug", "state", "readingprogress", "labels", "savedat"],
        names: &[("updatedat", "")],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Zotero, CSV
    Tool {
        marks: &["itemtype", "publicationyear", "dateadded", "datemodified", "title"],
        names: &[
            ("dateadded", ""),
            ("datemodified", ""),
            ("abstractnote", "abstract"),
            ("publicationtitle", "publication"),
        ],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // Miniflux
    Tool {
        marks: &["feedid", "publishedat", "changedat", "starred", "content"],
        names: &[("createdat", "fetchedat"), ("changedat", ""), ("content", "contenthtml")],
        inner: &[("feed.title", "sitename")],
        ..PLAIN
    },
    // The Google Reader API: FreshRSS, Inoreader, Miniflux
    Tool {
        marks: &["origin", "alternate", "categories", "published"],
        names: &[
            ("alternate", ""),
            ("canonical", ""),
            ("summary", ""),
            ("content", ""),
            ("crawltimemsec", "fetchedat"),
            ("timestampusec", ""),
        ],
        inner: &[
            ("canonical.0.href", "url"),
            ("alternate.0.href", "url"),
            ("content.content", "contenthtml"),
            ("summary.content", "contenthtml"),
            ("origin.title", "sitename"),
        ],
        ..PLAIN
    },
    // GDELT's list of articles, whose date is when the article was seen
    Tool {
        marks: &["url", "mobileurl", "date", "title"],
        names: &[("date", "seendate")],
        remark: ONLY_TITLES,
        ..PLAIN
    },
    // ArchiveBox
    Tool {
        marks: &["url", "timestamp", "archivepath", "baseurl", "bookmarkeddate"],
        names: &[
            ("timestamp", ""),
            ("updated", ""),
            ("updateddate", ""),
            ("bookmarkeddate", ""),
            ("oldestarchivedate", ""),
            ("newestarchivedate", "capturedat"),
        ],
        remark: Some(
            "an index of ArchiveBox has titles but no texts: to keep the texts, import the WARC \
             files of its folder archive/",
        ),
        ..PLAIN
    },
    // NewsCatcher, version 2, whose summary is the text
    Tool {
        marks: &["cleanurl", "excerpt", "summary", "publisheddate", "rights"],
        names: &[("summary", "body"), ("media", "")],
        inner: &[("rights", "sitename")],
        ..PLAIN
    },
    // News API
    Tool {
        marks: &["urltoimage", "publishedat", "source", "content"],
        inner: &[("source.name", "sitename")],
        ..PLAIN
    },
    // Mastodon
    Tool {
        marks: &["account", "createdat", "content", "visibility", "uri"],
        names: &[("editedat", "updated"), ("content", "contenthtml")],
        inner: &[("account.display_name", "author")],
        ..PLAIN
    },
    // ActivityPub
    Tool {
        marks: &["attributedto", "content", "type", "id"],
        names: &[("name", "title"), ("id", "href"), ("content", "contenthtml")],
        ..PLAIN
    },
];

impl Tool {
    /// Returns the tool that a record is from.
    pub(super) fn of(fields: &Map<String, Value>) -> Option<&'static Self> {
        let names: Vec<String> = fields.keys().map(|name| squeeze_lower(name)).collect();
        TOOLS
            .iter()
            .find(|tool| tool.marks.iter().all(|mark| names.iter().any(|name| name == mark)))
    }

    /// Returns the name of `NAMES` that has the meaning of a name of this tool.
    pub(super) fn known<'a>(&self, name: &'a str) -> &'a str {
        let squeezed = squeeze_lower(name);
        self.names
            .iter()
            .find(|(own, _)| *own == squeezed)
            .or_else(|| self.inner.iter().find(|(path, _)| *path == name))
            .map_or(name, |(_, known)| known)
    }
}

/// Returns the object that an activity of ActivityPub is about, otherwise the record itself.
pub(super) fn unwrapped(mut fields: Map<String, Value>) -> Map<String, Value> {
    let is_activity = fields
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|kind| matches!(kind, "Create" | "Update"))
        && fields.contains_key("actor");
    match fields.get_mut("object").map(Value::take) {
        Some(Value::Object(object)) if is_activity => object,
        Some(other) => {
            fields.insert("object".to_owned(), other);
            fields
        }
        None => fields,
    }
}

#[cfg(test)]
mod tests;
