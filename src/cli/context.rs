//! The environment of a command: global options, terminal, messages. Only this module reads
//! environment variables.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::command_error::CommandError;
use super::{ColorChoice, Global};
use crate::article::{UnixMicros, to_json};
use crate::import::UnreadClocks;
use crate::render::diff::RenderOptions;
use crate::render::{Tone, counted, paint, safe};
use crate::source::{InputKind, Skips};
use crate::store::{Snapshot, StoreError};

/// The width in columns if there is no terminal.
const WIDTH: usize = 100;

#[derive(Clone)]
pub(super) struct Context {
    /// The catalog of commands that work on one: the first of `catalogs`.
    pub(super) db: PathBuf,
    /// All catalogs that are named.
    pub(super) catalogs: Vec<PathBuf>,
    /// The file given with --output.
    pub(super) file: Option<OutputFile>,
    /// Whether stdout is colored.
    pub(super) color: bool,
    /// Whether stdout is a terminal.
    pub(super) terminal: bool,
    pub(super) pager: bool,
    /// Whether cells of CSV that look like formulas are escaped.
    pub(super) safe_csv: bool,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    pub(super) width: usize,
    color_errors: bool,
}

/// A file to write instead of stdout.
#[derive(Clone)]
pub(super) struct OutputFile {
    pub(super) path: PathBuf,
    /// Whether an existing file is replaced.
    pub(super) force: bool,
}

impl Context {
    pub(super) fn new(global: &Global) -> Self {
        let terminal = stdout().is_terminal();
        // https://no-color.org: the variable counts if it is set and not empty.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let wants = |is_terminal: bool| match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && !no_color && !dumb,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = columns
            .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
            .unwrap_or(WIDTH);
        Self {
            db: global.db.first().cloned().unwrap_or_default(),
            catalogs: global.db.clone(),
            file: None,
            color: wants(terminal),
            terminal,
            pager: terminal && !global.no_pager,
            safe_csv: global.safe_csv,
            quiet: global.quiet,
            verbose: global.verbose,
            width: width.clamp(20, 1000),
            color_errors: wants(stderr().is_terminal()),
        }
    }

    /// The same environment, but the output goes to a file: without color, pager or limit of width.
    pub(super) fn to_file(&self, file: OutputFile) -> Self {
        let file = Some(file);
        Self { file, color: false, terminal: false, pager: false, ..self.clone() }
    }

    /// The same environment, with these catalogs.
    pub(super) fn with_catalogs(&self, catalogs: Vec<PathBuf>) -> Self {
        let db = catalogs.first().cloned().unwrap_or_default();
        Self { db, catalogs, ..self.clone() }
    }

    /// The default options for showing diffs on this terminal.
    pub(super) fn render_options(&self) -> RenderOptions {
        RenderOptions { width: self.width, color: self.color, ..RenderOptions::default() }
    }

    /// Opens the catalog for reading, after migrating it if it has an older schema.
    pub(super) fn catalog(&self) -> Result<Snapshot, CommandError> {
        match Snapshot::open(&self.db) {
            Err(StoreError::Older { .. }) => {
                if let Some(copy) = Snapshot::migrate(&self.db)? {
                    self.say_migrated(&copy);
                }
                Ok(Snapshot::open(&self.db)?)
            }
            other => Ok(other?),
        }
    }

    /// Reports that the catalog was migrated, and where the copy of the old one is.
    pub(super) fn say_migrated(&self, copy: &Path) {
        self.say(&format!("the catalog was migrated; the old one is kept in {}", copy.display()));
    }

    /// Prints a message to stderr, unless --quiet is set.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(stderr(), "{}", safe(text));
        }
    }

    /// Reports what was skipped in an input; with --verbose, lists each file and record.
    pub(super) fn say_skips(&self, input: &str, skips: &Skips) {
        if skips.records > 0 {
            self.say(&format!("{input}: skipped {skips}"));
        } else if skips.files > 0 {
            self.say(&format!("skipped {skips}"));
        }
        if let Some(first) = skips.repairs.first() {
            let records = counted(skips.repaired as i64, "record");
            self.say(&format!(
                "{input}: read {records} in spite of a wrong length, the first: {first}"
            ));
        }
        if !self.verbose {
            return;
        }
        for repair in skips.repairs.iter().skip(1) {
            self.say(&format!("  {repair}"));
        }
        for skip in &skips.named {
            self.say(&format!("  {skip}"));
        }
        if skips.quiet > 0 {
            let records = counted(skips.quiet as i64, "record");
            self.say(&format!("  and {records} of requests, metadata and images"));
        }
    }

    /// Reports feeds without entries, so that a missing output does not look like a failure.
    pub(super) fn say_empty(&self, inputs: &[(String, InputKind)]) {
        for (input, kind) in inputs {
            match kind {
                // Feeds are often empty.
                InputKind::Feed(_) | InputKind::Sitemap | InputKind::SitemapIndex => {
                    self.say(&format!("{input}: the feed has no entries"));
                }
                _ => self.warn(&format!("{input}: no records were found in it; read as {kind}")),
            }
        }
    }

    /// Warns about timestamps that could not be read; `fate` says what happens to them.
    pub(super) fn warn_unread(&self, fate: &str, unread: &UnreadClocks) {
        if unread.count == 0 {
            return;
        }
        let more = unread.count - unread.first.len() as u64;
        self.warn(&format!(
            "{} could not be read; {fate}: {}{}",
            counted(unread.count as i64, "timestamp"),
            unread.first.join("; "),
            if more > 0 { format!("; and {more} more") } else { String::new() },
        ));
    }

    /// Prints a warning: something went wrong, but the command continues.
    pub(super) fn warn(&self, text: &str) {
        let _ = writeln!(stderr(), "{} {}", self.label("warning"), safe(text));
    }

    /// Prints the failure and returns its exit code.
    pub(super) fn report(&self, failure: &CommandError) -> ExitCode {
        let text = failure.to_string();
        if !text.is_empty() {
            let _ = writeln!(stderr(), "{} {}", self.label("error"), safe(&text));
        }
        if let CommandError::Usage { hints, .. } = failure {
            for hint in hints {
                let _ = writeln!(stderr(), "  {}", safe(hint));
            }
        }
        ExitCode::from(failure.code())
    }

    fn label(&self, word: &str) -> String {
        let tone = if word == "error" { Tone::Error } else { Tone::Warning };
        paint(self.color_errors, tone.style(), &format!("{word}:"))
    }
}

/// The current time.
pub(super) fn now() -> UnixMicros {
    UnixMicros(chrono::Utc::now().timestamp_micros())
}

/// The arguments of this program, as the JSON that an import keeps.
pub(super) fn arguments() -> String {
    let arguments = std::env::args_os().skip(1);
    let arguments: Vec<String> =
        arguments.map(|argument| argument.to_string_lossy().into_owned()).collect();
    to_json(&arguments)
}

/// The name of the user on this machine.
pub(super) fn user() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The number of threads: as requested, or one per core but at most eight. More would only use
/// memory, because the stage after them runs on one thread.
pub(super) fn jobs(asked: Option<usize>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from).min(8);
    asked.unwrap_or_else(cores).clamp(1, 64)
}

/// Handles Ctrl-C: the first one stops the command in an orderly way, the second one at once.
pub(super) fn listen(stop: &Arc<AtomicBool>) -> Result<(), CommandError> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(stop)))
            .map_err(|error| CommandError::Failed(format!("cannot listen for signals: {error}")))?;
    }
    Ok(())
}
