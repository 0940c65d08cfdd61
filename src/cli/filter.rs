//! The options that select articles, shared by several commands.

use super::command_error::CommandError;
use super::context::Context;
use super::range_args::time_range;
use crate::article::{CountRange, HostName, TimeRange};
use crate::diff::Class;
use crate::store::{ArticleFilter, Snapshot};

/// Selects articles; all conditions must hold.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Only articles from this host and its subdomains
    #[arg(long, value_name = "HOST")]
    host: Option<HostName>,
    /// Only articles with this text in the title of any version
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Only articles with this text in the byline of any version
    #[arg(long, value_name = "TEXT")]
    byline: Option<String>,
    /// Only articles with this text in the publisher's name
    #[arg(long, value_name = "TEXT")]
    publisher: Option<String>,
    /// Only articles with this text in the section's name
    #[arg(long, value_name = "TEXT")]
    section: Option<String>,
    /// Only articles in this language; `en` includes `en-GB`
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Only articles whose latest version was published at this time
    ///
    /// A time such as 2014-10, a range such as 2014-10-01..2014-11, or an age such as 7d, which
    /// means the last seven days.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time_range)]
    published: Option<TimeRange>,
    /// Only articles whose latest version was updated at this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time_range)]
    updated: Option<TimeRange>,
    /// Only articles that were captured at this time at least once
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time_range)]
    captured: Option<TimeRange>,
    /// Number of versions, for example 3, '>=3', '<5' or 2..5
    #[arg(long, value_name = "COUNT")]
    versions: Option<CountRange>,
    /// Only articles with a change of one of these classes: number, quote, name, …
    #[arg(long, value_name = "CLASSES", value_delimiter = ',')]
    class: Vec<Class>,
    /// Total number of words added and removed, for example '>50' or 2..5
    #[arg(long, value_name = "COUNT")]
    changed_words: Option<CountRange>,
    /// Only articles with a silent edit
    ///
    /// A silent edit changes the text, but not the publisher's `updated` time.
    #[arg(long, alias = "silent")]
    silent_edits: bool,
    /// Only articles that returned to an earlier text
    #[arg(long, alias = "returns")]
    flip: bool,
}

impl FilterArgs {
    /// Converts the options to the store's filter, and warns about a host that the catalogs lack.
    pub(super) fn checked(
        &self,
        catalogs: &[Snapshot],
        context: &Context,
    ) -> Result<ArticleFilter, CommandError> {
        warn_of_unknown_host(self.host.as_ref(), catalogs, context)?;
        Ok(self.filter())
    }

    /// Converts the options to the store's filter.
    pub(super) fn filter(&self) -> ArticleFilter {
        ArticleFilter {
            host: self.host.clone(),
            title: self.title.clone(),
            byline: self.byline.clone(),
            publisher: self.publisher.clone(),
            section: self.section.clone(),
            lang: self.lang.clone(),
            published: self.published.unwrap_or_default(),
            updated: self.updated.unwrap_or_default(),
            captured: self.captured.unwrap_or_default(),
            versions: self.versions.unwrap_or_default(),
            words: self.changed_words.unwrap_or_default(),
            classes: self.class.iter().copied().collect(),
            silent: self.silent_edits,
            returns: self.flip,
            ..ArticleFilter::default()
        }
    }
}

/// The maximum number of hosts that a warning names.
const MAX_SIMILAR: usize = 3;

/// Warns if no article is from the host, so that a mistyped name does not look like an empty result.
pub(super) fn warn_of_unknown_host(
    host: Option<&HostName>,
    catalogs: &[Snapshot],
    context: &Context,
) -> Result<(), CommandError> {
    let Some(host) = host else { return Ok(()) };
    let mut similar = Vec::new();
    for catalog in catalogs {
        if catalog.hosts(host)?.is_none_or(|hosts| !hosts.is_empty()) {
            return Ok(());
        }
        similar.extend(catalog.similar_hosts(host, MAX_SIMILAR)?);
    }
    let similar = host.similar(similar, MAX_SIMILAR);
    context.warn(&match similar.as_slice() {
        [] => format!("no article is from {host}; `recension stats` lists the hosts"),
        similar => format!("no article is from {host}; similar hosts are {}", similar.join(", ")),
    });
    Ok(())
}
