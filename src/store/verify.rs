//! Verification: checks everything in the catalog for consistency. Repairs nothing.
//!
//! The checks run one after the other in one read transaction; texts are decompressed on several
//! threads, which read the same state of the catalog. Data that a check cannot read
//! becomes a finding, and the verification continues. What is known of each text is kept in a
//! temporary table, so memory use does not grow with the catalog.

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
use super::error::{At as _, Result, StoreError};
use super::merkle_log::{self as store_log, JournalEvent, LogHead};
use super::reader::Snapshot;
use crate::article::{ArticleId, VersionId, setters};
use crate::pipeline::Progress;

/// Options of a verification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyOptions {
    /// Also run SQLite's slow check of its indexes, and compute all derived data again and compare
    /// it.
    pub deep: bool,
    /// The number of threads that decompress texts; at least one is used.
    pub jobs: usize,
}

setters!(VerifyOptions { deep: bool, jobs: usize });

/// The checks, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerifyCheck {
    /// SQLite's own check of its pages.
    File,
    /// Tables, indexes, triggers and views are those that the migrations create.
    Schema,
    /// Every text decompresses, along its chain of bases.
    Texts,
    /// Every version's id matches its stored data.
    Versions,
    /// Captures, redirects and rejects match their digests and the log's leaves; the log matches
    /// its root.
    Log,
    /// References lead to existing rows, and there are no orphaned rows.
    References,
    /// Imports and acknowledgements match the journal.
    Journal,
    /// Stored counts match the rows.
    Counts,
    /// Changes, summaries and indexes match what is computed again.
    Derived,
}

impl VerifyCheck {
    /// All checks.
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

    /// The check's name.
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

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Stored data was altered or lost.
    Damage,
    /// Worth knowing, but nothing was lost or altered.
    Notice,
}

impl Weight {
    /// The severity's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::Notice => "notice",
        }
    }
}

/// The row that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// The table.
    pub table: String,
    /// The row's key.
    pub row: Option<i64>,
}

/// A damaged version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DamagedVersion {
    /// Its id, as stored.
    pub id: VersionId,
    /// Its article.
    pub article: ArticleId,
    /// The article's URL, or otherwise its match key, if either can be read.
    pub url: Option<String>,
    /// Its position in the article's derived order.
    pub ordinal: Option<i64>,
    /// What can still be read of it.
    pub readable: Readable,
}

/// What can still be read of a damaged version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readable {
    /// Timestamps, title, byline and description; the body is lost.
    Fields,
    /// The body, verified; one of the fields, or the URL, was altered.
    Text,
    /// Everything, but some of it was altered.
    Doubtful,
    /// Nothing can be read.
    Nothing,
}

/// A problem that a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyFinding {
    /// The check that found it.
    pub check: VerifyCheck,
    /// Its severity.
    pub weight: Weight,
    /// What is wrong.
    pub what: String,
    /// The row that it is about.
    pub place: Option<RowPlace>,
    /// The version that it is about.
    pub version: Option<DamagedVersion>,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedCheck {
    /// The check.
    pub check: VerifyCheck,
    /// The number of items checked: pages, schema entries, texts, versions, log entries, rows,
    /// events or articles.
    pub count: u64,
    /// Bytes of text that were decompressed and hashed.
    pub bytes: u64,
    /// The number of findings that are damage.
    pub damage: u64,
    /// The number of findings that are notices.
    pub notices: u64,
}

/// An event of a running verification.
#[derive(Debug)]
pub enum Verifying<'v> {
    /// A finding.
    Found(&'v VerifyFinding),
    /// A check has finished.
    Done(&'v CompletedCheck),
}

/// Receives the events of a verification.
pub type VerifyWatch<'w> = dyn FnMut(Verifying<'_>) + 'w;

/// The result of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The checks, in order.
    pub checks: Vec<CompletedCheck>,
    /// The number of versions in the catalog.
    pub versions: u64,
    /// The number of versions that can be read completely and match their ids.
    pub whole: u64,
    /// The number of versions whose text was redacted, according to the journal.
    pub redacted: u64,
    /// The log's head, if it can be computed.
    pub log: Option<LogHead>,
}

impl Verified {
    /// The number of findings that are damage.
    pub fn damage(&self) -> u64 {
        self.checks.iter().map(|check| check.damage).sum()
    }

    /// The number of findings that are notices.
    pub fn notices(&self) -> u64 {
        self.checks.iter().map(|check| check.notices).sum()
    }

    /// Bytes of text that were read.
    pub fn bytes(&self) -> u64 {
        self.checks.iter().map(|check| check.bytes).sum()
    }
}

/// Why a check stops.
enum CheckStop {
    /// It was canceled.
    Ended,
    /// Data cannot be read.
    Failed(StoreError),
}

impl From<StoreError> for CheckStop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

type CheckResult<T = ()> = std::result::Result<T, CheckStop>;

/// A verification in progress.
struct VerifyRun<'r> {
    catalog: &'r Snapshot,
    connection: &'r Connection,
    path: &'r Path,
    deep: bool,
    jobs: usize,
    progress: &'r Progress,
    watch: &'r mut VerifyWatch<'r>,
    now: CompletedCheck,
    verified: Verified,
}

/// Verifies an open catalog; `None` if `progress` was canceled. Its step is the check.
pub fn verify<'r>(
    catalog: &'r Snapshot,
    options: VerifyOptions,
    progress: &'r Progress,
    watch: &'r mut VerifyWatch<'r>,
) -> Option<Verified> {
    let (connection, path) = catalog.parts();
    let mut run = VerifyRun {
        catalog,
        connection,
        path,
        deep: options.deep,
        jobs: options.jobs,
        progress,
        watch,
        now: CompletedCheck { check: VerifyCheck::File, count: 0, bytes: 0, damage: 0, notices: 0 },
        verified: Verified::default(),
    };
    run.all().then_some(run.verified)
}

/// Adds the event of a verification to the journal of the catalog at `path`.
pub fn record_fixity_check(path: &Path, event: &JournalEvent) -> Result<()> {
    let (mut connection, _) = open_to_write(path)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    store_log::catch_up(&transaction, path)?;
    store_log::record(&transaction, path, event)?;
    transaction.commit().at(path)
}

impl VerifyRun<'_> {
    /// Runs all checks; `false` if canceled.
    fn all(&mut self) -> bool {
        for check in VerifyCheck::ALL {
            if check == VerifyCheck::Derived && !self.deep {
                continue;
            }
            self.now = CompletedCheck { check, count: 0, bytes: 0, damage: 0, notices: 0 };
            let made = match check {
                VerifyCheck::File => self.file(),
                VerifyCheck::Schema => self.schema(),
                VerifyCheck::Texts => self.texts(),
                VerifyCheck::Versions => self.versions(),
                VerifyCheck::Log => self.log(),
                VerifyCheck::References => self.references(),
                VerifyCheck::Journal => self.journal(),
                VerifyCheck::Counts => self.counts(),
                VerifyCheck::Derived => self.derived(),
            };
            let told = match made {
                Ok(()) => Ok(()),
                Err(CheckStop::Failed(error)) => {
                    self.damage(format!("the check cannot continue: {}", word(&error)), None)
                }
                Err(CheckStop::Ended) => Err(CheckStop::Ended),
            };
            self.verified.checks.push(self.now);
            if told.is_err() {
                return false;
            }
            (self.watch)(Verifying::Done(&self.now));
            if self.progress.is_canceled() {
                return false;
            }
        }
        true
    }

    fn found(&mut self, finding: &VerifyFinding) -> CheckResult {
        match finding.weight {
            Weight::Damage => self.now.damage += 1,
            Weight::Notice => self.now.notices += 1,
        }
        (self.watch)(Verifying::Found(finding));
        if self.progress.is_canceled() { Err(CheckStop::Ended) } else { Ok(()) }
    }

    fn finding(
        &mut self,
        weight: Weight,
        what: impl Into<String>,
        place: Option<(&str, Option<i64>)>,
    ) -> CheckResult {
        let place = place.map(|(table, row)| RowPlace { table: table.to_owned(), row });
        let (check, what) = (self.now.check, what.into());
        self.found(&VerifyFinding { check, weight, what, place, version: None })
    }

    fn damage(
        &mut self,
        what: impl Into<String>,
        place: Option<(&str, Option<i64>)>,
    ) -> CheckResult {
        self.finding(Weight::Damage, what, place)
    }

    fn row(&mut self, table: &str, row: i64, what: impl Into<String>) -> CheckResult {
        self.damage(what, Some((table, Some(row))))
    }

    fn notice(
        &mut self,
        what: impl Into<String>,
        place: Option<(&str, Option<i64>)>,
    ) -> CheckResult {
        self.finding(Weight::Notice, what, place)
    }

    /// Reports progress now and then.
    fn progress(&mut self, done: u64, total: u64) -> CheckResult {
        const STEP: u64 = 256;
        if !done.is_multiple_of(STEP) {
            return Ok(());
        }
        if self.progress.advance(self.now.check.name(), done, total.max(done)) {
            Ok(())
        } else {
            Err(CheckStop::Ended)
        }
    }

    fn number(&self, sql: &str) -> CheckResult<i64> {
        let number = self
            .connection
            .query_row(sql, [], |row| row.get::<_, Option<i64>>(0))
            .optional()
            .at(self.path)?;
        Ok(number.flatten().unwrap_or(0))
    }

    /// Returns the approximate number of rows in a table, for progress only; 0 if it cannot be
    /// read.
    fn about(&self, table: &str, key: &str) -> u64 {
        let last = self.number(&format!("SELECT max({key}) FROM {table}")).unwrap_or(0);
        u64::try_from(last).unwrap_or(0)
    }
}

/// Returns an error's message without the catalog's path and the remedy, which the report gives
/// once.
fn word(error: &StoreError) -> String {
    match error {
        StoreError::Damaged { what, .. } => what.clone(),
        StoreError::Sqlite { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}
