//! `completions`: shell completion scripts.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::context::Context;
use super::output::Output;
use super::output_args::OutputArgs;
use super::{Cli, CommandResult, ExitStatus};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
bash        recension completions bash > ~/.local/share/bash-completion/completions/recension
zsh         recension completions zsh > ~/.zfunc/_recension   (a folder of $fpath)
fish        recension completions fish > ~/.config/fish/completions/recension.fish
powershell  recension completions powershell >> $PROFILE")]
pub(super) struct CompletionsArgs {
    /// Shell to write the script for
    #[arg(value_name = "SHELL")]
    shell: Shell,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> CommandResult {
    let context = &args.output.context(context)?;
    // Generate in memory first: the generator panics if it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "recension", &mut script);
    let mut out = Output::plain(context)?;
    out.write_all(&script)?;
    out.finish()?;
    Ok(ExitStatus::Whole)
}
