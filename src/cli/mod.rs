//! The command line: one file a subcommand, each its arguments and one function.

mod audit;
mod backup;
mod batch;
mod blame;
mod changes;
mod compare;
mod completions;
mod context;
mod destination;
mod diff;
mod export;
mod extract;
mod failure;
mod filter;
mod format;
mod groups;
mod head;
mod import;
mod journal;
mod list;
mod log;
mod log_head;
mod man;
mod merge;
mod optimize;
mod output;
mod prove;
mod reading;
mod rebuild;
mod redact;
mod rejects;
mod search;
mod select;
mod show;
mod sql;
mod stats;
mod times;
mod verify;
mod verify_bundle;
mod watch;
mod when;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use context::Context;
use failure::Failure;

/// Keeps every version of every article and shows exactly what changed.
#[derive(Debug, Parser)]
#[command(
    name = "recension",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
ARTICLE is any known URL of it (the scheme may be left out), its number, or a part of its URL or \
headline that only it has.
VERSION is an ordinal (1, 2, -1 for the last), first, latest, an id's prefix of seven digits or \
more, or a time (2014-10-19, 2014-10-19T09:30: the version current then, in the zone in which the \
article's times are shown).
RANGE is A..B, A.. or ..B; a single VERSION means what it changed.

Exit codes: 0 done; 1 differences or findings, where --exit-code asks, or damage that verify found; 2 wrong use, or what was \
named was not found or is ambiguous; 3 done, but something could not be taken; 4 failed."
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Under which the help lists what every command takes, apart from the command's own options.
const GLOBAL: &str = "Global options";

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
struct Global {
    /// The catalog
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL,
        value_name = "FILE",
        env = "RECENSION_DB",
        default_value = "recension.db",
        hide_env_values = true
    )]
    db: PathBuf,
    /// When to colour
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Do not page long output on a terminal
    #[arg(long, global = true, help_heading = GLOBAL)]
    no_pager: bool,
    /// Say only what went wrong
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true, help_heading = GLOBAL, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Args),
    Merge(merge::Args),
    Extract(extract::Args),
    List(list::Args),
    Log(log::Args),
    Changes(changes::Args),
    Search(search::Args),
    Show(show::Args),
    Diff(diff::Args),
    Blame(blame::Args),
    When(when::Args),
    Sql(sql::Args),
    Audit(audit::Args),
    Verify(verify::Args),
    LogHead(log_head::Args),
    Prove(prove::Args),
    VerifyBundle(verify_bundle::Args),
    Export(export::Args),
    Journal(journal::Args),
    Rejects(rejects::Args),
    Backup(backup::Args),
    Rebuild(rebuild::Args),
    Optimize(optimize::Args),
    Redact(redact::Args),
    Stats(stats::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Parses the arguments, runs the command, and gives the program's exit code.
pub fn main() -> ExitCode {
    let line = search::with_exclusions(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(line) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed to stdout, mistakes to stderr.
            let printed = error.print();
            if error.use_stderr() {
                return ExitCode::from(2);
            }
            let failure = printed.err().map_or(Failure::Closed, Failure::from);
            let said = failure.to_string();
            if !said.is_empty() {
                let _ = writeln!(std::io::stderr(), "error: {said}");
            }
            return ExitCode::from(failure.code());
        }
    };
    let context = Context::new(&cli.global);
    let result = match cli.command {
        Command::Import(args) => import::run(&args, &context),
        Command::Merge(args) => merge::run(&args, &context),
        Command::Extract(args) => extract::run(&args, &context),
        Command::List(args) => list::run(&args, &context),
        Command::Log(args) => log::run(&args, &context),
        Command::Changes(args) => changes::run(&args, &context),
        Command::Search(args) => search::run(&args, &context),
        Command::Show(args) => show::run(&args, &context),
        Command::Diff(args) => diff::run(&args, &context),
        Command::Blame(args) => blame::run(&args, &context),
        Command::When(args) => when::run(&args, &context),
        Command::Sql(args) => sql::run(&args, &context),
        Command::Audit(args) => audit::run(&args, &context),
        Command::Verify(args) => verify::run(&args, &context),
        Command::LogHead(args) => log_head::run(&args, &context),
        Command::Prove(args) => prove::run(&args, &context),
        Command::VerifyBundle(args) => verify_bundle::run(&args, &context),
        Command::Export(args) => export::run(&args, &context),
        Command::Journal(args) => journal::run(&args, &context),
        Command::Backup(args) => backup::run(&args, &context),
        Command::Rejects(args) => rejects::run(&args, &context),
        Command::Rebuild(args) => rebuild::run(&args, &context),
        Command::Optimize(args) => optimize::run(&args, &context),
        Command::Redact(args) => redact::run(&args, &context),
        Command::Stats(args) => stats::run(&args, &context),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, &context),
    };
    match result {
        Ok(code) => ExitCode::from(code as u8),
        Err(failure) => context.report(&failure),
    }
}

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Done {
    /// All of it.
    Whole = 0,
    /// There are differences, and the user asked to be told so.
    Differs = 1,
    /// Some records or inputs could not be taken.
    Partly = 3,
}

type Outcome = Result<Done, Failure>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
