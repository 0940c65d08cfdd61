//! The advice for an option that does not exist.

use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use super::line::position_of_command;

/// The similarity from which clap suggests an option (`did_you_mean` in its source).
const LEAST_SIMILAR: f64 = 0.7;

/// Corrects clap's advice in the error of this command line. clap also suggests the earlier names of
/// options, which are hidden, and does not know that some commands filter by time differently.
pub(super) fn correct_advice(error: &mut clap::Error, line: &[OsString]) {
    if error.kind() != ErrorKind::UnknownArgument {
        return;
    }
    let program = Cli::command();
    let name = position_of_command(line).and_then(|at| line.get(at));
    let Some(command) = name.and_then(|name| program.find_subcommand(name)) else { return };
    let longs: Vec<&str> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return };
    if matches!(given.as_str(), "--since" | "--until")
        && ["published", "updated", "captured"].iter().all(|name| longs.contains(name))
    {
        let advice = format!(
            "`{}` selects articles by time with --published, --updated and --captured, for example \
             --captured 7d",
            command.get_name()
        );
        without_suggestion(error, command);
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![StyledStr::from(advice)]),
        );
        return;
    }
    let Some(ContextValue::String(suggested)) = error.get(ContextKind::SuggestedArg) else {
        return;
    };
    let current = command.get_arguments().find(|argument| {
        let earlier = argument.get_all_aliases().unwrap_or_default();
        earlier.iter().any(|earlier| suggested.strip_prefix("--") == Some(earlier))
    });
    let Some(current) = current.and_then(clap::Arg::get_long) else { return };
    let likeness = strsim::jaro(given.trim_start_matches('-'), current);
    if likeness > LEAST_SIMILAR {
        let current = format!("--{current}");
        error.insert(ContextKind::SuggestedArg, ContextValue::String(current));
    } else {
        without_suggestion(error, command);
    }
}

/// Removes the suggested option, also from the usage line.
fn without_suggestion(error: &mut clap::Error, command: &clap::Command) {
    let name = format!("{} {}", env!("CARGO_PKG_NAME"), command.get_name());
    let usage = command.clone().bin_name(name).render_usage();
    error.remove(ContextKind::SuggestedArg);
    error.insert(ContextKind::Usage, ContextValue::StyledStr(usage));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &[&str]) -> String {
        use clap::Parser as _;
        let line: Vec<OsString> = line.iter().map(OsString::from).collect();
        let mut error = Cli::try_parse_from(&line).expect_err("an unknown option");
        correct_advice(&mut error, &line);
        error.render().to_string()
    }

    #[test]
    fn earlier_names_are_not_suggested() {
        let said = message(&["recension", "list", "--since", "7d"]);
        assert!(!said.contains("silent") && said.contains("--captured"), "{said}");
        let said = message(&["recension", "list", "--silen"]);
        assert!(said.contains("'--silent-edits'") && !said.contains("'--silent'"), "{said}");
        let said = message(&["recension", "changes", "--sinse", "7d"]);
        assert!(said.contains("'--since'"), "{said}");
        let said = message(&["recension", "changes", "--return"]);
        assert!(!said.contains("'--returns'"), "{said}");
    }
}
