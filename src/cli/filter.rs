//! Filter: which articles a command is about, as `list` and `search` take it.

use super::changes::{class, class_bits};
use super::times::{CountRange, TimeRange, count_range, time_range};
use crate::diff::Class;
use crate::store::ArticleFilter;

/// Which articles are meant; all conditions must hold.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Of this host and its subdomains
    #[arg(long, value_name = "HOST", value_parser = host)]
    host: Option<String>,
    /// Text in a headline of any version
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Text in a byline of any version
    #[arg(long, value_name = "TEXT")]
    byline: Option<String>,
    /// Text in the publisher's name
    #[arg(long, value_name = "TEXT")]
    publisher: Option<String>,
    /// Text in the section's name
    #[arg(long, value_name = "TEXT")]
    section: Option<String>,
    /// In this language (`en` has `en-GB` in it)
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Published then, by its latest version: a time (2014-10), a range (2014-10-01..2014-11), or since (7d)
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    published: Option<TimeRange>,
    /// Updated then, by its latest version
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    updated: Option<TimeRange>,
    /// Captured then, at least once
    #[arg(long, value_name = "TIME", value_parser = time_range)]
    captured: Option<TimeRange>,
    /// With so many versions: 3, '>=3', '<5', 2..5
    #[arg(long, value_name = "COUNT", value_parser = count_range)]
    versions: Option<CountRange>,
    /// With a change of one of these classes: number, quote, name, …
    #[arg(long, value_name = "CLASSES", value_delimiter = ',', value_parser = class)]
    class: Vec<Class>,
    /// With so many words added and removed, by all its changes together: '>50', 2..5
    #[arg(long, value_name = "COUNT", value_parser = count_range)]
    changed_words: Option<CountRange>,
    /// With a silent edit: text that changed although `updated` did not
    #[arg(long)]
    silent: bool,
    /// That returned to an earlier text
    #[arg(long, alias = "returns")]
    flip: bool,
}

impl FilterArgs {
    /// The conditions, for the store.
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
            classes: class_bits(&self.class),
            silent: self.silent,
            returns: self.flip,
            ..ArticleFilter::default()
        }
    }

    /// Whether the stored changes are asked for.
    pub(super) fn needs_changes(&self) -> bool {
        !self.class.is_empty() || self.changed_words.is_some()
    }
}

/// Reads a host, for whoever filters by it: what cannot be one would match nothing, without a word.
pub(super) fn host(text: &str) -> Result<String, String> {
    let host = text.trim();
    if host.is_empty() || host.contains(['/', '*', ' ', '?', '@']) {
        return Err(
            "give a host's name alone, such as example.org: its subdomains are in it".to_owned()
        );
    }
    Ok(host.to_owned())
}
