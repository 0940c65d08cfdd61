//! `redact`: permanently deletes the text of versions; the catalog records that it existed.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::command_error::CommandError;
use super::context::{Context, jobs, now, user};
use super::optimize::stepwise;
use super::output::{Output, write_json};
use super::{CommandResult, ExitStatus};
use crate::article::VersionId;
use crate::catalog::select;
use crate::render::{bytes, counted};
use crate::store::{OPTIMIZE_LEVELS, OptimizeOptions, RedactOptions, RedactReport, redact};

/// Permanently delete the text of a version
///
/// For example after a court order. The title, byline, description, body and the other fields of
/// the version's records are deleted. Its id, its timestamps, its captures, the digest of its body
/// and its entries in the log stay, and the journal records who deleted the text, when and why. The
/// log still proves everything that it proved before.
///
/// Only a backup can restore the text. Copies made earlier, exports, and the inputs themselves
/// still contain it, and so does every other version with the same text: list them all.
///
/// The catalog is rewritten without the text, as by `optimize`, so that no dictionary, index or
/// unused page contains a part of it. This takes some time, and free space for twice the catalog.
/// If the program is killed at any point, the catalog is intact.
#[derive(Debug, clap::Args)]
pub(super) struct RedactArgs {
    /// Article: a URL, a number, or a part of its URL or title
    article: String,
    /// Versions to redact, each as in `recension show`
    #[arg(value_name = "VERSION", required_unless_present = "all", allow_negative_numbers = true)]
    versions: Vec<String>,
    /// Redact all versions of the article
    #[arg(long, conflicts_with = "versions")]
    all: bool,
    /// Reason for the redaction, which the journal keeps
    ///
    /// The journal is never changed, so do not repeat the text that has to be deleted.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Name of the person who orders or does it [default: the user name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Report what would be deleted, but do not change the catalog
    #[arg(long)]
    dry_run: bool,
    /// Compression level from 1 to 22; `optimize` uses 19
    #[arg(long, value_name = "LEVEL", default_value_t = 3,
          value_parser = clap::value_parser!(i32).range(OPTIMIZE_LEVELS))]
    level: i32,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &RedactArgs, context: &Context) -> CommandResult {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(CommandError::usage("--reason is empty: the journal needs a reason"));
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
        optimize: OptimizeOptions {
            level: args.level,
            jobs: jobs(args.jobs),
            dry_run: args.dry_run,
            at: now(),
        },
    };
    let report = stepwise(context, |progress| redact(&context.db, &options, progress))?;
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &report)?;
        writeln!(out)?;
        out.finish()?;
    }
    tell(&report, args.dry_run, context);
    if !report.versions.is_empty() && !args.dry_run {
        for copy in copies(&context.db) {
            context.warn(&format!(
                "{} is a copy made by a migration and may still contain the text: delete it, or move it \
                 to a place where the text is allowed",
                copy.display()
            ));
        }
    }
    Ok(ExitStatus::Whole)
}

/// Returns the copies that migrations left next to the catalog.
fn copies(db: &Path) -> Vec<PathBuf> {
    let folder = db.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Some(name) = db.file_name() else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return Vec::new();
    };
    let begins = [name.as_encoded_bytes(), b".schema-"].concat();
    let mut copies: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            name.starts_with(&begins) && name.ends_with(b".bak")
        })
        .collect();
    copies.sort();
    copies
}

fn tell(report: &RedactReport, dry_run: bool, context: &Context) {
    for id in &report.known {
        context.say(&format!("version {} was already redacted", id.short()));
    }
    for version in &report.versions {
        context.say(&format!(
            "version {}: {} {}; its id, its timestamps and {} stay",
            version.version.short(),
            bytes(version.bytes as i64),
            if dry_run { "would be deleted" } else { "deleted" },
            counted(version.captures as i64, "capture"),
        ));
        if !version.same_body.is_empty() {
            let ids: Vec<_> = version.same_body.iter().map(VersionId::short).collect();
            context.warn(&format!("the same body is still in {}", ids.join(", ")));
        }
    }
    if report.pages > 0 {
        let pages = counted(report.pages as i64, "kept page");
        context.say(&format!("{pages} {}", if dry_run { "would be deleted" } else { "deleted" }));
    }
    if report.pages_left {
        context.warn(
            "another process is reading the catalog: old pages stay in its file until the last reader \
             closes it and the catalog is opened again",
        );
    }
}
