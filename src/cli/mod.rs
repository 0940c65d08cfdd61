//! The command line: one file per subcommand, each with its arguments and one function.

mod audit;
mod backfill;
mod backup;
mod batch;
mod blame;
mod catalogs;
mod change_rules;
mod changes;
mod command_error;
mod compare;
mod completions;
mod context;
mod destination;
mod diff;
mod edits;
mod export;
mod extract;
mod fetch;
mod filter;
mod format;
mod groups;
mod head;
mod import;
mod input_args;
mod journal;
mod line;
mod list;
mod log;
mod log_head;
mod man;
mod merge;
mod optimize;
mod output;
mod output_args;
mod progress;
mod prove;
mod range_args;
mod rebuild;
mod redact;
mod rejects;
mod request_args;
mod reread;
mod sample;
mod search;
mod serve;
mod setting_names;
mod show;
mod sql;
mod stats;
mod timezone_args;
mod unknown_option;
mod verify;
mod verify_bundle;
mod watch;
mod when;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{StyledStr, Styles};
use clap::{Parser, Subcommand, ValueEnum};

use command_error::CommandError;
use context::Context;

use crate::article::Setting;

/// Keeps every version of every article and shows exactly what changed.
#[derive(Debug, Parser)]
#[command(
    name = "recension",
    version,
    max_term_width = 100,
    help_template = help_template(),
    after_help = "\
ARTICLE is any known URL of the article (the scheme is optional), its number, or a part of its URL \
or title that no other article has.
VERSION is an ordinal (1, 2, or -1 for the last), first, latest, an id prefix of at least seven \
digits, a state (@3), or a time (2014-10-19 or 2014-10-19T09:30). A time selects the version that \
was current then, in the time zone in which the article's times are shown.
RANGE is A..B, A.. or ..B; a single VERSION means what it changed.

Run `recension help COMMAND` for the options of a command.

Exit codes: 0 success; 1 differences, findings or nothing found (with --exit-code), or a failed \
verification; 2 \
wrong usage, or an article or version that was not found or is ambiguous; 3 completed, but some \
input could not be imported or read; 4 failure."
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// The help heading of the options that every command accepts.
const GLOBAL: &str = "Global options";

/// The commands by group, in the order in which `recension --help` lists them.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Import and export", &["import", "merge", "extract", "export", "rejects"]),
    ("Fetch and watch", &["fetch", "watch", "backfill"]),
    ("Read and compare", &["list", "log", "show", "diff", "blame", "when", "changes", "serve"]),
    ("Search and audit", &["search", "sql", "stats", "audit"]),
    ("Evidence", &["log-head", "prove", "verify-bundle", "journal"]),
    (
        "Maintenance",
        &["verify", "backup", "rebuild", "reread", "optimize", "redact", "completions", "man"],
    ),
];

/// The commands that read several catalogs as one.
const READS_SEVERAL: [&str; 6] = ["changes", "search", "list", "stats", "audit", "sql"];

/// The help of the program itself. clap has no groups of subcommands, so the template lists them.
fn help_template() -> StyledStr {
    let styles = Styles::default();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let commands = Command::augment_subcommands(clap::Command::new("recension"));
    let mut template = "{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    // Writing to a string cannot fail.
    for (group, names) in GROUPS {
        let _ = writeln!(template, "\n{header}{group}:{header:#}");
        for name in names {
            let about = commands.find_subcommand(name).and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(template, "  {literal}{name:<13}{literal:#}  {about}");
        }
    }
    let _ = write!(template, "\n{header}Options:{header:#}\n{{options}}{{after-help}}");
    template.into()
}

/// The options that every command accepts.
#[derive(Clone, Debug, clap::Args)]
struct Global {
    /// Path of the catalog; repeat it, or name a folder, to read several as one
    #[arg(
        long,
        global = true,
        help_heading = GLOBAL,
        value_name = "FILE",
        env = "RECENSION_DB",
        default_value = "recension.db",
        hide_env_values = true
    )]
    db: Vec<PathBuf>,
    /// When to color the output
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Put an apostrophe before CSV cells that look like formulas
    ///
    /// A spreadsheet runs a cell that begins with =, +, - or @. Strangers wrote the texts.
    #[arg(long, global = true, help_heading = GLOBAL)]
    safe_csv: bool,
    /// Do not show long output in a pager
    #[arg(long, global = true, help_heading = GLOBAL)]
    no_pager: bool,
    /// Print only warnings and errors
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    quiet: bool,
    /// Print more messages, such as each skipped file
    #[arg(short, long, global = true, help_heading = GLOBAL, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always use color
    Always,
    /// Never use color
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::ImportArgs),
    Merge(merge::MergeArgs),
    Fetch(fetch::FetchArgs),
    Watch(watch::WatchArgs),
    Backfill(backfill::BackfillArgs),
    Extract(extract::ExtractArgs),
    List(list::ListArgs),
    Log(log::LogArgs),
    Changes(changes::ChangesArgs),
    Search(search::SearchArgs),
    Serve(serve::ServeArgs),
    Show(show::ShowArgs),
    Diff(diff::DiffArgs),
    Blame(blame::BlameArgs),
    When(when::WhenArgs),
    Sql(sql::SqlArgs),
    Audit(audit::AuditArgs),
    Verify(verify::VerifyArgs),
    LogHead(log_head::LogHeadArgs),
    Prove(prove::ProveArgs),
    VerifyBundle(verify_bundle::VerifyBundleArgs),
    Export(export::ExportArgs),
    Journal(journal::JournalArgs),
    Rejects(rejects::RejectsArgs),
    Backup(backup::BackupArgs),
    Rebuild(rebuild::RebuildArgs),
    Reread(reread::RereadArgs),
    Optimize(optimize::OptimizeArgs),
    Redact(redact::RedactArgs),
    Stats(stats::StatsArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Parses the arguments, runs the command, and returns the program's exit code.
pub fn main() -> ExitCode {
    Setting::name_all(setting_names::option);
    let line = search::with_exclusions(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(&line) {
        Ok(cli) => cli,
        Err(mut error) => {
            unknown_option::correct_advice(&mut error, &line);
            // Help and version are printed to stdout, usage errors to stderr.
            let printed = error.print();
            if error.use_stderr() {
                return ExitCode::from(2);
            }
            let failure = printed.err().map_or(CommandError::Closed, CommandError::from);
            let said = failure.to_string();
            if !said.is_empty() {
                let _ = writeln!(std::io::stderr(), "error: {said}");
            }
            return ExitCode::from(failure.code());
        }
    };
    let context = Context::new(&cli.global);
    let context = match catalogs::named(&cli, &line, &context) {
        Ok(context) => context,
        Err(failure) => return context.report(&failure),
    };
    let result = match cli.command {
        Command::Import(args) => import::run(&args, &context),
        Command::Merge(args) => merge::run(&args, &context),
        Command::Fetch(args) => fetch::run(&args, &context),
        Command::Watch(args) => watch::run(&args, &context),
        Command::Backfill(args) => backfill::run(&args, &context),
        Command::Extract(args) => extract::run(&args, &context),
        Command::List(args) => list::run(&args, &context),
        Command::Log(args) => log::run(&args, &context),
        Command::Changes(args) => changes::run(&args, &context),
        Command::Search(args) => search::run(&args, &context),
        Command::Serve(args) => serve::run(&args, &context),
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
        Command::Reread(args) => reread::run(&args, &context),
        Command::Optimize(args) => optimize::run(&args, &context),
        Command::Redact(args) => redact::run(&args, &context),
        Command::Stats(args) => stats::run(&args, &context),
        Command::Completions(args) => completions::run(&args, &context),
        Command::Man(args) => man::run(&args, &context),
    };
    match result {
        Ok(code) => ExitCode::from(code as u8),
        Err(failure) => context.report(&failure),
    }
}

/// The result of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum ExitStatus {
    /// Everything was done.
    Whole = 0,
    /// There are differences or findings, or nothing was found (with --exit-code), or a verification
    /// failed.
    Differs = 1,
    /// Some records or inputs could not be imported or read.
    Partly = 3,
}

impl ExitStatus {
    /// The status of a command that looks for something.
    fn of_search(is_found: bool, exit_code: bool) -> Self {
        if exit_code && !is_found { Self::Differs } else { Self::Whole }
    }
}

type CommandResult = Result<ExitStatus, CommandError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_is_in_one_group() {
        use clap::CommandFactory as _;
        let program = Cli::command();
        let mut commands: Vec<&str> =
            program.get_subcommands().map(clap::Command::get_name).collect();
        let mut grouped: Vec<&str> =
            GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        commands.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, commands);
    }

    /// The help of a command or option: a phrase of at least three words that fits on a line of `-h`.
    fn check_phrase(what: &str, help: &str) {
        assert!(help.chars().count() <= 80, "{what}: too long for -h: {help}");
        let words = help.split_whitespace().count();
        assert!(words >= 3, "{what}: not a phrase: {help:?}");
        let begins_badly =
            ["Of ", "With ", "By ", "So ", "At most so"].iter().any(|word| help.starts_with(word));
        let begins_small = help.chars().next().is_some_and(char::is_lowercase);
        assert!(!begins_badly && !begins_small, "{what}: reword: {help}");
    }

    #[test]
    fn every_option_is_described_by_a_phrase() {
        use clap::CommandFactory as _;
        fn check(command: &clap::Command) {
            let name = command.get_name();
            check_phrase(name, &command.get_about().expect("an about").to_string());
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let help = argument.get_help().expect("a help").to_string();
                check_phrase(&format!("{name} {}", argument.get_id()), &help);
            }
            command.get_subcommands().for_each(check);
        }
        let program = Cli::command();
        assert!(program.get_subcommands().count() > 20);
        check(&program);
    }
}
