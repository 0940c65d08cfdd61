//! The options by which messages of the library name its settings.

use crate::article::Setting;

/// The option of a setting.
pub(super) fn option(setting: Setting) -> &'static str {
    match setting {
        Setting::Catalog => "--db FILE",
        Setting::RecordLimit => "--max-record",
        Setting::PageLimit => "--max-page",
        Setting::InputFormat => "--input-format",
        Setting::FollowLinks => "--follow",
        Setting::KeepDamaged => "--keep-damaged",
        Setting::KeepNonArticles => "--keep-walls",
        Setting::ColumnMap => "--map",
        Setting::Url => "--url",
        Setting::DateOrder => "--date-order",
        Setting::AuditRules => "--rule",
        Setting::TitleFilter => "--title",
        Setting::BylineFilter => "--byline",
        Setting::QueryTime => "--timeout",
        Setting::KeptHead => "--head",
        Setting::PublicKey => "--key",
        Setting::DeepCheck => "--deep",
        Setting::AllFindings => "--format jsonl",
        Setting::VersionFields => "show --format json",
        Setting::KeepPages => "import --keep-pages",
        Setting::Contact => "--contact",
        Setting::AllowedAddresses => "--allow-address",
        Setting::AllowedPorts => "--allow-port",
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// An option that a message names is one of the program's.
    #[test]
    fn every_option_exists() {
        let program = Cli::command();
        let options: Vec<String> = std::iter::once(&program)
            .chain(program.get_subcommands())
            .flat_map(clap::Command::get_arguments)
            .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
            .collect();
        for setting in Setting::ALL {
            let option =
                option(setting).split(' ').find(|word| word.starts_with("--")).expect("an option");
            assert!(options.iter().any(|known| known == option), "{option}");
        }
    }
}
