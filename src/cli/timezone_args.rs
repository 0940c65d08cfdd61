//! The option for the time zone of output.

use clap::ValueEnum;

use crate::article::DisplayZone;

/// Controls in which time zone times are shown.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct TimezoneArgs {
    /// Time zone for text, tables and HTML: Europe/London, +01:00 or local
    ///
    /// Without it, `published`, `updated` and `captured` are shown as their sources state them, and
    /// other times in UTC. JSON, CSV and TSV have the same times in any case.
    #[arg(long, value_name = "ZONE", env = "RECENSION_TIMEZONE", hide_env_values = true)]
    timezone: Option<DisplayZone>,
}

/// Formats that programs read.
const FOR_PROGRAMS: [&str; 12] = [
    "json",
    "jsonl",
    "csv",
    "tsv",
    "sarif",
    "edgi",
    "unified",
    "atom",
    "sqlite",
    "newsedits",
    "warc",
    "page",
];

impl TimezoneArgs {
    /// Shows all times in the zone, if the output is for people.
    pub(super) fn apply(&self, format: &impl ValueEnum) {
        let value = format.to_possible_value();
        let is_for_people = value.is_some_and(|value| !FOR_PROGRAMS.contains(&value.get_name()));
        if let Some(zone) = self.timezone.filter(|_| is_for_people) {
            zone.show_all();
        }
    }
}
