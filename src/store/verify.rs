//! Verifying: everything that the catalog holds held against what it says of itself, and nothing repaired.
//!
//! One read transaction, one check after the other; what a check cannot read is a finding, and the next
//! thing is looked at. What is known of every text meanwhile stands in a temporary table of the
//! connection's own: memory does not grow with the catalog.

mod counts;
mod derived;
mod file;
mod journal;
mod log;
mod references;
mod scan;
mod texts;
mod versions;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::connection::open_to_write;
use super::derive::Derive;
use super::error::{At as _, Result, StoreError};
use super::log::{self as store_log, Event, LogHead};
use super::reader::Catalog;
use crate::article::{ArticleId, VersionId};

/// How far a verification goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// SQLite's slow check of its indexes, and everything that is derived, derived anew and compared.
    pub deep: bool,
}

/// What is checked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// SQLite's own check of its pages.
    File,
    /// Tables, indexes, triggers and views are those that the migrations make.
    Schema,
    /// Every text is expanded, over what it leans on.
    Texts,
    /// Every version's id is computed from what is stored of it.
    Versions,
    /// Captures, redirects and rejects give their digests, and the log's leaves; the log its root.
    Log,
    /// Rows point at rows that are there, and nothing lies about that nothing points at.
    References,
    /// Runs and acknowledgements are as the journal has them.
    Journal,
    /// What is counted is there.
    Counts,
    /// Changes, summaries and indexes are what is derived anew.
    Derived,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::File,
        Self::Schema,
        Self::Texts,
        Self::Versions,
        Self::Log,
        Self::References,
        Self::Journal,
        Self::Counts,
        Self::Derived,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Schema => "schema",
            Self::Texts => "texts",
            Self::Versions => "versions",
            Self::Log => "log",
            Self::References => "references",
            Self::Journal => "journal",
            Self::Counts => "counts",
            Self::Derived => "derived",
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The catalog is not what it was.
    Damage,
    /// Worth knowing; nothing is lost or altered by it.
    Notice,
}

impl Weight {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::Notice => "notice",
        }
    }
}

/// A row that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The table.
    pub table: String,
    /// The row's key.
    pub row: Option<i64>,
}

/// A version that is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedVersion {
    /// Its id, as stored.
    pub id: VersionId,
    /// Its article.
    pub article: ArticleId,
    /// The URL of that, or else its key, as far as either can be read.
    pub url: Option<String>,
    /// Its place in the article's order, as it was derived.
    pub ordinal: Option<i64>,
    /// What of it can still be read.
    pub readable: Readable,
}

/// What of a damaged version can still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readable {
    /// Clocks, headline, byline and standfirst; the text is lost.
    Fields,
    /// The text, which is the one that was stored; one of the fields, or the URL, is another.
    Text,
    /// All of it, but something in it is not what it was.
    Doubtful,
    /// Nothing.
    Nothing,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyFinding {
    /// What was being checked.
    pub check: Check,
    /// How much it weighs.
    pub weight: Weight,
    /// What is wrong.
    pub what: String,
    /// The row that it is about.
    pub place: Option<RowPlace>,
    /// The version that it is about.
    pub version: Option<DamagedVersion>,
}

/// A check that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub check: Check,
    /// How many of what it looks at: pages, schema entries, texts, versions, entries of the log, rows,
    /// events, articles.
    pub count: u64,
    /// Bytes of text that were expanded and hashed.
    pub bytes: u64,
    /// What it found.
    pub damage: u64,
    /// What else it found.
    pub notices: u64,
}

/// What a verification says while it runs.
#[derive(Debug)]
pub enum Verifying<'v> {
    /// So much of a check is done, of about so much.
    Progress(Check, u64, u64),
    /// Something was found.
    Found(&'v VerifyFinding),
    /// A check is done.
    Done(&'v Checked),
}

/// Whoever looks on; answers `false` to end it.
pub type VerifyWatch<'w> = dyn FnMut(Verifying<'_>) -> bool + 'w;

/// What a verification came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The checks, in their order.
    pub checks: Vec<Checked>,
    /// Versions that the catalog has.
    pub versions: u64,
    /// Those that can be read whole and give their ids.
    pub whole: u64,
    /// Those whose text had to go, as the journal has it.
    pub redacted: u64,
    /// The log's head, if the log gives one.
    pub log: Option<LogHead>,
}

impl Verified {
    /// How many findings are damage.
    pub fn damage(&self) -> u64 {
        self.checks.iter().map(|check| check.damage).sum()
    }

    /// How many are not.
    pub fn notices(&self) -> u64 {
        self.checks.iter().map(|check| check.notices).sum()
    }

    /// Bytes of text that were read.
    pub fn bytes(&self) -> u64 {
        self.checks.iter().map(|check| check.bytes).sum()
    }
}

/// Why a check does not go on.
enum Stop {
    /// Whoever looks on ended it.
    Ended,
    /// Something cannot be read.
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

type Step<T = ()> = std::result::Result<T, Stop>;

/// A verification on its way.
struct Run<'r> {
    connection: &'r Connection,
    path: &'r Path,
    derive: &'r dyn Derive,
    deep: bool,
    watch: &'r mut VerifyWatch<'r>,
    now: Checked,
    verified: Verified,
}

/// Verifies a catalog that is open; `None` where whoever looks on ended it.
pub fn verify<'r>(
    catalog: &'r Catalog,
    options: VerifyOptions,
    derive: &'r dyn Derive,
    watch: &'r mut VerifyWatch<'r>,
) -> Option<Verified> {
    let (connection, path) = catalog.parts();
    let mut run = Run {
        connection,
        path,
        derive,
        deep: options.deep,
        watch,
        now: Checked { check: Check::File, count: 0, bytes: 0, damage: 0, notices: 0 },
        verified: Verified::default(),
    };
    run.all().then_some(run.verified)
}

/// Enters the event of a verification in the journal of the catalog at `path`.
pub fn record_fixity_check(path: &Path, event: &Event) -> Result<()> {
    let (mut connection, _) = open_to_write(path)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    store_log::catch_up(&transaction, path)?;
    store_log::record(&transaction, path, event)?;
    transaction.commit().at(path)
}

impl Run<'_> {
    /// Makes all checks; `false` where it was ended.
    fn all(&mut self) -> bool {
        for check in Check::ALL {
            if check == Check::Derived && !self.deep {
                continue;
            }
            self.now = Checked { check, count: 0, bytes: 0, damage: 0, notices: 0 };
            let made = match check {
                Check::File => self.file(),
                Check::Schema => self.schema(),
                Check::Texts => self.texts(),
                Check::Versions => self.versions(),
                Check::Log => self.log(),
                Check::References => self.references(),
                Check::Journal => self.journal(),
                Check::Counts => self.counts(),
                Check::Derived => self.derived(),
            };
            let told = match made {
                Ok(()) => Ok(()),
                Err(Stop::Failed(error)) => {
                    self.damage(format!("it cannot go on: {}", word(&error)), None)
                }
                Err(Stop::Ended) => Err(Stop::Ended),
            };
            self.verified.checks.push(self.now);
            if told.is_err() || !(self.watch)(Verifying::Done(&self.now)) {
                return false;
            }
        }
        true
    }

    fn found(&mut self, finding: &VerifyFinding) -> Step {
        match finding.weight {
            Weight::Damage => self.now.damage += 1,
            Weight::Notice => self.now.notices += 1,
        }
        if (self.watch)(Verifying::Found(finding)) { Ok(()) } else { Err(Stop::Ended) }
    }

    fn finding(
        &mut self,
        weight: Weight,
        what: impl Into<String>,
        place: Option<(&str, Option<i64>)>,
    ) -> Step {
        let place = place.map(|(table, row)| RowPlace { table: table.to_owned(), row });
        let (check, what) = (self.now.check, what.into());
        self.found(&VerifyFinding { check, weight, what, place, version: None })
    }

    fn damage(&mut self, what: impl Into<String>, place: Option<(&str, Option<i64>)>) -> Step {
        self.finding(Weight::Damage, what, place)
    }

    fn row(&mut self, table: &str, row: i64, what: impl Into<String>) -> Step {
        self.damage(what, Some((table, Some(row))))
    }

    fn notice(&mut self, what: impl Into<String>, place: Option<(&str, Option<i64>)>) -> Step {
        self.finding(Weight::Notice, what, place)
    }

    /// Tells how far it is, now and then.
    fn progress(&mut self, done: u64, total: u64) -> Step {
        const STEP: u64 = 256;
        if !done.is_multiple_of(STEP) {
            return Ok(());
        }
        let goes_on = (self.watch)(Verifying::Progress(self.now.check, done, total.max(done)));
        if goes_on { Ok(()) } else { Err(Stop::Ended) }
    }

    fn number(&self, sql: &str) -> Step<i64> {
        let number = self
            .connection
            .query_row(sql, [], |row| row.get::<_, Option<i64>>(0))
            .optional()
            .at(self.path)?;
        Ok(number.flatten().unwrap_or(0))
    }

    /// How many rows a table has, for progress alone: 0 where it cannot be told.
    fn about(&self, table: &str, key: &str) -> u64 {
        let last = self.number(&format!("SELECT max({key}) FROM {table}")).unwrap_or(0);
        u64::try_from(last).unwrap_or(0)
    }
}

/// What an error says, without the catalog's name and the remedy that stand once for all findings.
fn word(error: &StoreError) -> String {
    match error {
        StoreError::Damaged { what, .. } => what.clone(),
        StoreError::Sqlite { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
