//! Reading: how inputs are to be read, as `import` and `extract` take it.

use std::io::stdin;
use std::path::PathBuf;

use clap::ValueEnum;

use super::failure::Failure;
use crate::article::{ClockSource, DefaultZone, Fragment, MatchKey};
use crate::extract::dates::{self, DateContext};
use crate::extract::{DateOrder, Field, Options, Walls};
use crate::source::{Format, Input, Limits};

/// How inputs are to be read.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// What the inputs are, where their content does not tell
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = clap::value_parser!(Format))]
    pub(super) format: Format,
    /// The URL of a page, whatever it says itself, or of records that have none
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When it was published: of a page, whatever it says itself, or of records that do not say
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
    /// When it was updated, likewise
    #[arg(long, value_name = "TIME")]
    updated: Option<String>,
    /// When it was captured, likewise; a page that says nothing of it was captured when its file
    /// was written
    #[arg(long, value_name = "TIME")]
    captured: Option<String>,
    /// The zone of times that state none: America/New_York, UTC, -05:00
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: DefaultZone,
    /// How 10/11/2014 is read
    #[arg(long, value_name = "ORDER", default_value = "auto")]
    date_order: DateOrderArg,
    /// Take a field from this column; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(Field, String)>,
    /// The part of a URL behind # names an article of its own
    #[arg(long)]
    keep_fragments: bool,
    /// The longest record that is taken, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=256))]
    max_record: u32,
    /// The longest page that is taken, in MiB; of none more than 32 are read
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=256))]
    max_page: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DateOrderArg {
    /// By evidence, else by language
    Auto,
    /// Month first
    Mdy,
    /// Day first
    Dmy,
}

fn mapping(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" is no FIELD=COLUMN, as in title=headline"))?;
    let field = Field::from_name(field.trim()).ok_or_else(|| {
        let names = Field::ALL.map(Field::name).join(", ");
        format!("\"{field}\" is no field; fields are {names}")
    })?;
    Ok((field, column.to_owned()))
}

impl ReadingArgs {
    /// How fields are to be read. A value that cannot be one is wrong use, not a thousand rejects.
    pub(super) fn options(&self) -> Result<Options, Failure> {
        let options = Options {
            zone: self.timezone,
            date_order: match self.date_order {
                DateOrderArg::Auto => DateOrder::Auto,
                DateOrderArg::Mdy => DateOrder::MonthFirst,
                DateOrderArg::Dmy => DateOrder::DayFirst,
            },
            map: self.map.clone(),
            fragment: if self.keep_fragments { Fragment::Keep } else { Fragment::Drop },
            walls: Walls::Refuse,
            url: self.url.clone(),
            published: self.published.clone(),
            updated: self.updated.clone(),
            captured: self.captured.clone(),
        };
        if let Some(url) = &options.url {
            MatchKey::of(url).map_err(|error| Failure::usage(format!("--url: {error}")))?;
        }
        let context = DateContext { zone: &options.zone, order: options.date_order, lang: None };
        for (flag, value) in [
            ("published", &options.published),
            ("updated", &options.updated),
            ("captured", &options.captured),
        ] {
            if let Some(value) = value {
                dates::read(value, &context, ClockSource::Flag)
                    .map_err(|error| Failure::usage(format!("--{flag}: {error}")))?;
            }
        }
        Ok(options)
    }

    /// How much of one thing is taken into memory.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            record_bytes: (self.max_record as usize) << 20,
            page_bytes: (self.max_page as usize) << 20,
        }
    }
}

/// The inputs that the user named; the standard input can be read but once.
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
