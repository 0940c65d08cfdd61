//! The options that select changes by what they are, shared by several commands.

use crate::article::{CountRange, HostName};
use crate::diff::{Class, FieldName, Op};
use crate::store::ChangeFilter;

/// Selects changes; all conditions must hold.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ChangeRules {
    /// Only changes on this host and its subdomains
    #[arg(long, value_name = "HOST")]
    pub(super) host: Option<HostName>,
    /// Only changes with one of these classes: number, quote, name, …
    #[arg(long, value_name = "CLASSES", value_delimiter = ',')]
    pub(super) class: Vec<Class>,
    /// Only changes with one of these operations: edited, added, removed, …
    ///
    /// With --op, --class looks only at the classes of these operations.
    #[arg(long, value_name = "OPS", value_delimiter = ',')]
    pub(super) op: Vec<Op>,
    /// Only changes of title, byline, description, published or updated
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = ChangeFilter::field)]
    field: Vec<FieldName>,
    /// Number of words added and removed, for example '>=20', '<5' or 2..5
    #[arg(long, value_name = "COUNT")]
    words: Option<CountRange>,
    /// Minimum number of words added and removed
    #[arg(long, value_name = "N", conflicts_with = "words")]
    min_words: Option<u64>,
    /// Only silent edits: changes that did not move `updated`
    #[arg(long, alias = "silent")]
    pub(super) silent_edits: bool,
    /// Omit changes of only typography, boilerplate or a timestamp
    #[arg(long)]
    no_noise: bool,
}

impl ChangeRules {
    /// The filter of these conditions.
    pub(super) fn filter(&self) -> ChangeFilter {
        let min_words = self.min_words.map(CountRange::at_least);
        ChangeFilter {
            host: self.host.clone(),
            ops: self.op.iter().copied().collect(),
            classes: self.class.iter().copied().collect(),
            fields: self.field.iter().copied().collect(),
            words: self.words.or(min_words).unwrap_or_default(),
            silent: self.silent_edits,
            without_noise: self.no_noise,
            ..ChangeFilter::default()
        }
    }
}
