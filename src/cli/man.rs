//! `man`: manual pages, generated from the help texts.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::command_error::CommandError;
use super::context::Context;
use super::output::Output;
use super::{Cli, CommandResult, ExitStatus};

/// Print a manual page, or write all pages to a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "\
recension man diff | man -l -                                read a page
recension man --output ~/.local/share/man/man1               install all pages")]
pub(super) struct ManArgs {
    /// Command whose page to print [default: recension itself]
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Option<String>,
    /// Write all pages to this folder, replacing those of earlier versions
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs, context: &Context) -> CommandResult {
    let pages = pages();
    if let Some(folder) = &args.output {
        let failed =
            |path: &PathBuf, error| CommandError::Failed(format!("{}: {error}", path.display()));
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        for page in &pages {
            let path = folder.join(page.get_filename());
            fs::write(&path, roff(page)?).map_err(|error| failed(&path, error))?;
        }
        context.say(&format!("{}: {} pages", folder.display(), pages.len()));
        return Ok(ExitStatus::Whole);
    }
    let name = args
        .command
        .as_ref()
        .map_or("recension.1".to_owned(), |command| format!("recension-{command}.1"));
    let Some(page) = pages.iter().find(|page| page.get_filename() == name) else {
        let command = args.command.as_deref().unwrap_or_default();
        return Err(CommandError::usage(format!(
            "there is no command {command:?}: see `recension --help`"
        )));
    };
    let mut out = Output::plain(context)?;
    out.write_all(&roff(page)?)?;
    out.finish()?;
    Ok(ExitStatus::Whole)
}

/// Returns the page of the program and one page per command.
fn pages() -> Vec<Man> {
    // The `help` command that clap adds needs no page.
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    let mut pages: Vec<Man> = commands.map(Man::new).collect();
    pages.insert(0, Man::new(program));
    pages
}

/// Renders the page as roff with the macros of man(7).
fn roff(page: &Man) -> Result<Vec<u8>, CommandError> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok(text)
}
