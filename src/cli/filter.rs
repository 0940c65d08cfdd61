//! The options that select articles, shared by several commands.

use super::range_args::{CountRange, TimeRange, count_range, time_range};
use crate::diff::Class;
use crate::store::ArticleFilter;

/// Selects articles; all conditions must hold.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Only articles from this host and its subdomains
    #[arg(long, value_name = "HOST", value_parser = host)]
    host: Option<String>,
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
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    published: Option<TimeRange>,
    /// Only articles whose latest version was updated at this time
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    updated: Option<TimeRange>,
    /// Only articles that were captured at this time at least once
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    captured: Option<TimeRange>,
    /// Number of versions, for example 3, '>=3', '<5' or 2..5
    #[arg(long, value_name = "COUNT", value_parser = count_range)]
    versions: Option<CountRange>,
    /// Only articles with a change of one of these classes: number, quote, name, …
    #[arg(long, value_name = "CLASSES", value_delimiter = ',', value_parser = class)]
    class: Vec<Class>,
    /// Total number of words added and removed, for example '>50' or 2..5
    #[arg(long, value_name = "COUNT", value_parser = count_range)]
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
    /// Converts the options to the store's filter.
    pub(super) fn filter(&self) -> ArticleFilter {
        let time =
            |range: Option<TimeRange>| range.map_or((None, None), |range| (range.0, range.1));
        let versions = self.versions.unwrap_or(CountRange(None, None));
        let words = self.changed_words.unwrap_or(CountRange(None, None));
        ArticleFilter {
            host: self.host.clone(),
            title: self.title.clone(),
            byline: self.byline.clone(),
            publisher: self.publisher.clone(),
            section: self.section.clone(),
            lang: self.lang.clone(),
            published: time(self.published),
            updated: time(self.updated),
            captured: time(self.captured),
            least_versions: versions.0,
            most_versions: versions.1,
            least_words: words.0,
            most_words: words.1,
            classes: self.class.iter().copied().collect(),
            silent: self.silent_edits,
            returns: self.flip,
            ..ArticleFilter::default()
        }
    }

    /// Whether the filter needs the stored changes.
    pub(super) fn needs_changes(&self) -> bool {
        !self.class.is_empty() || self.changed_words.is_some()
    }
}

/// Parses a host. Text that cannot be a host is an error, because it would silently match nothing.
pub(super) fn host(text: &str) -> Result<String, String> {
    let host = text.trim();
    if host.is_empty() || host.contains(['/', '*', ' ', '?', '@']) {
        return Err(
            "give only the name of a host, such as example.org; subdomains are included".to_owned()
        );
    }
    Ok(host.to_owned())
}

/// Parses the name of a class.
pub(super) fn class(text: &str) -> Result<Class, String> {
    Class::from_name(text.trim()).ok_or_else(|| {
        format!("\"{text}\" is not a class; classes are {}", Class::ALL.map(Class::name).join(", "))
    })
}
