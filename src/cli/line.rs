//! The command line before it is parsed.

use std::ffi::OsString;

use clap::CommandFactory as _;

use super::Cli;

/// The position of the command in the command line: the first word that is neither an option that
/// all commands accept nor its value.
pub(super) fn position_of_command(line: &[OsString]) -> Option<usize> {
    let program = Cli::command();
    let takes_value = |word: &str| {
        program.get_arguments().any(|option| {
            option.get_action().takes_values()
                && word.strip_prefix("--").is_some_and(|name| option.get_long() == Some(name))
        })
    };
    let mut words = line.iter().enumerate().skip(1);
    while let Some((at, word)) = words.next() {
        match word.to_str() {
            Some(word) if takes_value(word) => drop(words.next()),
            Some(word) if word.starts_with('-') => {}
            _ => return Some(at),
        }
    }
    None
}
