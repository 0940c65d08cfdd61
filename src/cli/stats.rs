//! `stats`: what the catalog holds.

use std::io::Write as _;

use clap::ValueEnum;

use super::context::Context;
use super::output::{Output, write_json};
use super::{Done, Outcome};
use crate::article::Precision;
use crate::article::timestamp::canonical_text;
use crate::render;

/// Tell what the catalog holds, by host and by size
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// So many hosts
    #[arg(long, value_name = "N", default_value_t = 10)]
    hosts: usize,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: StatsFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatsFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let stats = catalog.stats(args.hosts)?;
    let mut out = Output::plain();
    match args.format {
        StatsFormat::Text => render::stats::write(&stats, context.color, &mut out)?,
        StatsFormat::Json => {
            let mut json = serde_json::to_value(&stats).map_err(std::io::Error::from)?;
            let time = |micros: i64| canonical_text(micros, Precision::Second);
            let (first, last) = stats.captured;
            json["captured"] = serde_json::json!([first.map(time), last.map(time)]);
            write_json(&mut out, &json)?;
            writeln!(out)?;
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}
