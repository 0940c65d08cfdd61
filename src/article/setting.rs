//! Settings that messages advise to change, by the names that the user of a program knows.

use std::fmt;
use std::sync::OnceLock;

/// A setting or argument that a message can advise to use. It is written with its name in this
/// library, unless [`Setting::name_all`] gives it another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// The catalog's path.
    Catalog,
    /// The longest record that is read.
    RecordLimit,
    /// The longest page that is read.
    PageLimit,
    /// The format of an input.
    InputFormat,
    /// Whether links out of a folder are followed.
    FollowLinks,
    /// Whether damaged records of web archives are read.
    KeepDamaged,
    /// Whether pages that are not articles are imported.
    KeepNonArticles,
    /// The columns of a record for each field.
    ColumnMap,
    /// The URL of an article.
    Url,
    /// The order of day and month in dates.
    DateOrder,
    /// The rules of an audit.
    AuditRules,
    /// The title by which articles are filtered.
    TitleFilter,
    /// The byline by which articles are filtered.
    BylineFilter,
    /// How long a query may take.
    QueryTime,
    /// The checkpoint that you kept.
    KeptHead,
    /// The public key of a log's owner.
    PublicKey,
    /// Whether a verification also checks derived data.
    DeepCheck,
    /// The output that has all findings of a verification.
    AllFindings,
    /// The output that has all fields of a version.
    VersionFields,
    /// Whether an import keeps the pages that it reads.
    KeepPages,
    /// Where the owner of a site can reach you.
    Contact,
    /// The addresses that may be requested although they are not public.
    AllowedAddresses,
    /// The ports that may be requested.
    AllowedPorts,
}

static NAMES: OnceLock<fn(Setting) -> &'static str> = OnceLock::new();

impl Setting {
    /// All settings.
    pub const ALL: [Self; 23] = [
        Self::Catalog,
        Self::RecordLimit,
        Self::PageLimit,
        Self::InputFormat,
        Self::FollowLinks,
        Self::KeepDamaged,
        Self::KeepNonArticles,
        Self::ColumnMap,
        Self::Url,
        Self::DateOrder,
        Self::AuditRules,
        Self::TitleFilter,
        Self::BylineFilter,
        Self::QueryTime,
        Self::KeptHead,
        Self::PublicKey,
        Self::DeepCheck,
        Self::AllFindings,
        Self::VersionFields,
        Self::KeepPages,
        Self::Contact,
        Self::AllowedAddresses,
        Self::AllowedPorts,
    ];

    /// Sets how all messages of this process name settings: a command line names its options. Only
    /// the first call has an effect.
    pub fn name_all(names: fn(Self) -> &'static str) {
        // A second call is harmless: messages already have names.
        let _ = NAMES.set(names);
    }

    /// Its name in this library.
    fn library_name(self) -> &'static str {
        match self {
            Self::Catalog => "Catalog::open",
            Self::RecordLimit => "Limits::record_bytes",
            Self::PageLimit => "Limits::page_bytes",
            Self::InputFormat => "source::Format",
            Self::FollowLinks => "Limits::follows_links",
            Self::KeepDamaged => "Limits::keeps_damaged",
            Self::KeepNonArticles => "NonArticlePolicy::Keep",
            Self::ColumnMap => "ExtractOptions::map",
            Self::Url => "ExtractOptions::url",
            Self::DateOrder => "ExtractOptions::date_order",
            Self::AuditRules => "AuditQuery::rules",
            Self::TitleFilter => "ArticleFilter::title",
            Self::BylineFilter => "ArticleFilter::byline",
            Self::QueryTime => "SqlLimits::is_over",
            Self::KeptHead => "Trust::head",
            Self::PublicKey => "Trust::key",
            Self::DeepCheck => "VerifyOptions::deep",
            Self::AllFindings => "store::verify",
            Self::VersionFields => "StoredVersion::text",
            Self::KeepPages => "Job::keeps_pages",
            Self::Contact => "the contact of Policy::new",
            Self::AllowedAddresses => "Policy::allowed_addresses",
            Self::AllowedPorts => "Policy::ports",
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.get().map_or_else(|| self.library_name(), |names| names(*self)))
    }
}
