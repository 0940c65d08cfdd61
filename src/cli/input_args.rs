//! The options of `import` and `extract` that control how inputs are read.

use std::io::stdin;
use std::path::PathBuf;

use clap::ValueEnum;

use super::command_error::CommandError;
use crate::article::{DefaultZone, Fragment};
use crate::extract::{DateOrder, ExtractOptions, Field, NonArticlePolicy};
use crate::source::{Format, Input, Limits};

/// Controls how inputs are read.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// Format of the inputs; `auto` detects it from the content
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "auto",
        value_parser = clap::value_parser!(Format)
    )]
    pub(super) input_format: Format,
    /// URL of the page, or of records that have no URL
    ///
    /// For a page, this overrides the URL that the page states.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Publication time of the page, or of records that state none
    ///
    /// For a page, this overrides the time that the page states.
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
    /// Update time of the page, or of records that state none
    ///
    /// For a page, this overrides the time that the page states.
    #[arg(long, value_name = "TIME")]
    updated: Option<String>,
    /// Capture time of the page, or of records that state none
    ///
    /// For a page, this overrides the time that the page states. Without it, a page that states no
    /// capture time is taken to be captured at the modification time of its file.
    #[arg(long, value_name = "TIME")]
    captured: Option<String>,
    /// Time zone of times that state none, such as America/New_York or -05:00
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: DefaultZone,
    /// Order of day and month in dates such as 10/11/2014
    #[arg(long, value_name = "ORDER", default_value = "auto")]
    date_order: DateOrderArg,
    /// Read a field from this column; can be given more than once
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(Field, String)>,
    /// Treat URLs that differ only after the `#` as different articles
    #[arg(long)]
    keep_fragments: bool,
    /// Follow links in a folder that lead out of it
    #[arg(long)]
    follow: bool,
    /// Maximum size of a record, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=256))]
    max_record: u32,
    /// Maximum size of a page, in MiB; pages over 32 MiB are never read
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=256))]
    max_page: u32,
    /// Also read archive records whose digest or date is wrong, with a note
    #[arg(long)]
    keep_damaged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DateOrderArg {
    /// Detect from the numbers and other dates, then from the language
    Auto,
    /// Month first
    Mdy,
    /// Day first
    Dmy,
}

fn mapping(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" is not FIELD=COLUMN, such as title=headline"))?;
    let field = Field::from_name(field.trim()).ok_or_else(|| {
        let names = Field::ALL.map(Field::name).join(", ");
        format!("\"{field}\" is not a field; the fields are {names}")
    })?;
    Ok((field, column.to_owned()))
}

impl ReadingArgs {
    /// Converts the arguments to extraction options. An invalid value is a usage error here, so
    /// that it does not reject every record.
    pub(super) fn options(&self) -> Result<ExtractOptions, CommandError> {
        let options = ExtractOptions {
            zone: self.timezone,
            date_order: match self.date_order {
                DateOrderArg::Auto => DateOrder::Auto,
                DateOrderArg::Mdy => DateOrder::MonthFirst,
                DateOrderArg::Dmy => DateOrder::DayFirst,
            },
            date_evidence: None,
            map: self.map.clone(),
            fragment: if self.keep_fragments { Fragment::Keep } else { Fragment::Drop },
            walls: NonArticlePolicy::Refuse,
            url: self.url.clone(),
            published: self.published.clone(),
            updated: self.updated.clone(),
            captured: self.captured.clone(),
        };
        options.check().map_err(|error| CommandError::usage(format!("--{error}")))?;
        Ok(options)
    }

    /// The maximum sizes of a record and of a page.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            record_bytes: (self.max_record as usize) << 20,
            page_bytes: (self.max_page as usize) << 20,
            follows_links: self.follow,
            keeps_damaged: self.keep_damaged,
            ..Limits::default()
        }
    }
}

/// Converts the paths to inputs. Standard input can be read only once, so further `-` are ignored.
pub(super) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    let mut stdin_taken = false;
    paths
        .iter()
        .filter_map(|path| {
            if path.as_os_str() != "-" {
                return Some(Input::Path(path.clone()));
            }
            let first = !std::mem::replace(&mut stdin_taken, true);
            first.then(|| Input::Stream(Box::new(stdin())))
        })
        .collect()
}
