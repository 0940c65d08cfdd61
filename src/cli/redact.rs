//! `redact`: a text that must go goes, and the catalog keeps that it was there.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::context::{Context, jobs, now, user};
use super::failure::Failure;
use super::optimize::stepwise;
use super::output::{Output, write_json};
use super::select;
use super::{Done, Outcome};
use crate::article::VersionId;
use crate::history::changes::Deriver;
use crate::render::{bytes, counted};
use crate::store::{OPTIMIZE_LEVELS, OptimizeOptions, RedactOptions, RedactReport, redact};

/// Take a version's text out for good, by a court's order or a person's right
///
/// Headline, byline, standfirst, body and the other fields of its records go. Its id, its clocks, its
/// captures, the digest of its body and its entries in the log stay, and the journal says who took it
/// out, when and why: the log still proves all that it proved. Nothing brings the text back but a
/// backup: copies made before, exports, and the inputs themselves still have it, and so has every other
/// version that says the same: name them all.
///
/// The catalog is written anew without the text, as `optimize` does it: no dictionary, index or unused
/// page holds a part of it. That takes a while and room for twice the catalog; killed at any point, the
/// catalog is as it was.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Whose versions
    article: String,
    /// Which versions
    #[arg(value_name = "VERSION", required_unless_present = "all", allow_negative_numbers = true)]
    versions: Vec<String>,
    /// All versions of the article
    #[arg(long, conflicts_with = "versions")]
    all: bool,
    /// Why: kept in the journal, which is never changed; it should not repeat what has to go
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who orders or does it [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Say what would go, and leave the catalog as it is
    #[arg(long)]
    dry_run: bool,
    /// How hard to compress what stays, from 1 to 22; `optimize` uses 19
    #[arg(long, value_name = "LEVEL", default_value_t = 3,
          value_parser = clap::value_parser!(i32).range(OPTIMIZE_LEVELS))]
    level: i32,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Threads that compress and compare [default: one a core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(Failure::usage("--reason says nothing: the journal has to say why"));
    }
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let mut indexes: Vec<usize> = if args.all {
        (0..history.versions().len()).collect()
    } else {
        let index = |name: &String| select::version(&history, name).map(|chosen| chosen.version());
        args.versions.iter().map(index).collect::<Result<Vec<_>, _>>()?
    };
    drop(catalog);
    indexes.sort_unstable();
    indexes.dedup();
    let versions = indexes.iter().filter_map(|index| history.versions().get(*index));
    let options = RedactOptions {
        versions: versions.map(|version| (article, version.id)).collect(),
        who: args.by.clone().unwrap_or_else(user),
        reason: reason.to_owned(),
        anew: OptimizeOptions {
            level: args.level,
            jobs: jobs(args.jobs),
            dry_run: args.dry_run,
            at: now(),
        },
    };
    let report = stepwise(context, |progress| redact(&context.db, &options, &Deriver, progress))?;
    if args.json {
        let mut out = Output::plain();
        write_json(&mut out, &report)?;
        writeln!(out)?;
        out.finish()?;
    }
    tell(&report, args.dry_run, context);
    if !report.versions.is_empty() && !args.dry_run {
        for copy in copies(&context.db) {
            context.warn(&format!(
                "{} is a copy that a migration kept, and may still hold the text: remove it, or keep it \
                 where the text may be",
                copy.display()
            ));
        }
    }
    Ok(Done::Whole)
}

/// Copies that migrations kept beside the catalog.
fn copies(db: &Path) -> Vec<PathBuf> {
    let folder = db.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Some(name) = db.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Vec::new();
    };
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return Vec::new();
    };
    let begins = format!("{name}.schema-");
    let mut copies: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            name.is_some_and(|name| name.starts_with(&begins) && name.ends_with(".bak"))
        })
        .collect();
    copies.sort();
    copies
}

fn tell(report: &RedactReport, dry_run: bool, context: &Context) {
    for id in &report.known {
        context.say(&format!("version {} was redacted before", id.short()));
    }
    for version in &report.versions {
        context.say(&format!(
            "version {}: {} {}; its id, its clocks and {} stay",
            version.version.short(),
            bytes(version.bytes as i64),
            if dry_run { "would go" } else { "are gone" },
            counted(version.captures as i64, "capture"),
        ));
        if !version.same_body.is_empty() {
            let ids: Vec<_> = version.same_body.iter().map(VersionId::short).collect();
            context.warn(&format!("the same body stays in {}", ids.join(", ")));
        }
    }
    if report.pages_left {
        context.warn(
            "somebody reads the catalog: old pages stay in its file until the last reader has left and \
             the catalog is opened again",
        );
    }
}
