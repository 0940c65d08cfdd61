//! How messages name the settings of the library.

use recension::article::Setting;

/// The argument that sets it; the option of the command line, if the package has none.
pub(crate) fn name(setting: Setting) -> &'static str {
    match setting {
        Setting::Catalog => "Catalog(path)",
        Setting::Url => "url",
        Setting::InputFormat => "input_format",
        Setting::KeepPages => "keep_pages=True",
        Setting::KeepNonArticles => "keep_walls=True",
        Setting::QueryTime => "timeout",
        Setting::TitleFilter => "title",
        Setting::BylineFilter => "byline",
        Setting::VersionFields => "Catalog.version()",
        Setting::RecordLimit => "`recension import --max-record`",
        Setting::PageLimit => "`recension import --max-page`",
        Setting::FollowLinks => "`recension import --follow`",
        Setting::KeepDamaged => "`recension import --keep-damaged`",
        Setting::ColumnMap => "`recension import --map`",
        Setting::DateOrder => "`recension import --date-order`",
        Setting::AuditRules => "`recension audit --rule`",
        Setting::KeptHead => "`recension verify --head`",
        Setting::PublicKey => "`recension verify --key`",
        Setting::DeepCheck => "`recension verify --deep`",
        Setting::Contact => "`recension watch --contact`",
        Setting::AllowedAddresses => "`recension watch --allow-address`",
        Setting::AllowedPorts => "`recension watch --allow-port`",
        Setting::AllFindings => "`recension verify --format jsonl`",
    }
}
