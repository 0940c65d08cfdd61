//! Texts: decompresses every text once, in the order of the chains and on several threads, and
//! records the result.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{CheckResult, VerifyRun, word};
use crate::article::{Sha256, page_bytes};
use crate::pipeline::{self, DrainEvent, ItemSender, Size};
use crate::store::MAX_DEPTH;
use crate::store::error::At as _;
use crate::store::reader::Snapshot;
use crate::store::text::TextReader;

/// The result for each text. `root` is the keyframe of its chain. `cause` is the unreadable text in
/// the chain, which may be the text itself. `hash` and `sha` are the digests of a text that was
/// read.
const FIXITY: &str = "
DROP TABLE IF EXISTS temp.fixity;
CREATE TEMP TABLE fixity (
    text_id INTEGER PRIMARY KEY,
    base_id INTEGER,
    root    INTEGER NOT NULL,
    depth   INTEGER NOT NULL,
    cause   INTEGER,
    hash    INTEGER,
    sha     BLOB NOT NULL,
    why     TEXT
)";

/// Bytes of texts to cache: in the order of the chains, the base is the previous text. A cache that
/// fits into the processor's is faster than a larger one (16 MiB: 3 % slower).
const KEPT_BYTES: usize = 1 << 20;

/// The number of texts to decompress before their results are recorded.
const WAITING_TEXTS: usize = 4096;

/// The number of texts that a thread decompresses at a time.
const PART_TEXTS: usize = 64;

/// The number of parts per thread that are decompressed ahead.
const AHEAD: usize = 4;

/// A text to decompress.
struct ChainText {
    id: i64,
    base: Option<i64>,
    root: i64,
    /// Whether it is known that it cannot be read.
    is_lost: bool,
}

/// The result of decompressing a text.
enum Expanded {
    /// It was known that it cannot be read.
    Lost,
    Read {
        sha: Sha256,
        length: usize,
        pieces: i64,
    },
    /// The text `cause` cannot be read.
    Failed {
        cause: i64,
        why: Option<String>,
    },
}

/// The readers of texts, and the number of pieces that they read.
struct Expander {
    /// One per thread; none if everything is read on this thread.
    twins: Vec<(Snapshot, TextReader)>,
    reader: TextReader,
    pieces: u64,
}

impl Expander {
    fn new(run: &VerifyRun<'_>) -> Self {
        let reader = || TextReader::keeping(run.path, KEPT_BYTES);
        // What another connection cannot open is read by this one, which reports the damage.
        let twins =
            if run.jobs > 1 { run.catalog.twins(run.jobs).unwrap_or_default() } else { Vec::new() };
        let twins = twins.into_iter().map(|twin| (twin, reader())).collect();
        Self { twins, reader: reader(), pieces: 0 }
    }
}

/// Decompresses the texts of complete chains, bases first.
fn expand_part(
    connection: &Connection,
    reader: &mut TextReader,
    texts: &[ChainText],
) -> Vec<(i64, Expanded)> {
    let mut causes: HashMap<i64, i64> = HashMap::new();
    let mut results = Vec::with_capacity(texts.len());
    for text in texts {
        let id = text.id;
        let below = text.base.and_then(|base| causes.get(&base).copied());
        let result = if text.is_lost {
            causes.insert(id, id);
            Expanded::Lost
        } else if let Some(cause) = below {
            causes.insert(id, cause);
            Expanded::Failed { cause, why: None }
        } else {
            match reader.read_counted(connection, id) {
                Ok((body, pieces)) => {
                    let sha = Sha256::of(body.as_bytes());
                    Expanded::Read { sha, length: body.len(), pieces }
                }
                Err(error) => {
                    causes.insert(id, id);
                    Expanded::Failed { cause: id, why: Some(word(&error)) }
                }
            }
        };
        results.push((id, result));
    }
    results
}

/// The result of reading a text.
pub(super) enum TextState {
    /// The text was read and has this digest.
    Read(Sha256),
    /// The text could not be read, because the text with this number cannot be read for this
    /// reason.
    Unread(i64, String),
    /// The text does not exist.
    Missing,
}

impl VerifyRun<'_> {
    pub(super) fn texts(&mut self) -> CheckResult {
        self.connection.execute_batch(FIXITY).at(self.path)?;
        self.chains()?;
        let pieces = self.expand()?;
        self.rows(
            "SELECT f.cause, f.why, (SELECT count(*) FROM temp.fixity g WHERE g.cause = f.cause) - 1
             FROM temp.fixity f WHERE f.why IS NOT NULL ORDER BY f.text_id",
            [],
            &mut |run, row| {
                let (text, why): (i64, String) = (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                let leaning: i64 = row.get(2).at(run.path)?;
                let more = match leaning {
                    0 => String::new(),
                    1 => "; a later text is based on it and cannot be read either".to_owned(),
                    many => format!("; {many} later texts are based on it and cannot be read either"),
                };
                run.row("_text", text, format!("{why}{more}"))
            },
        )?;
        let strays = self.strays(pieces);
        self.or_finding("_frame", strays)?;
        let dictionaries = self.dictionaries();
        self.or_finding("_dictionary", dictionaries)?;
        let pages = self.pages();
        self.or_finding("_page", pages)
    }

    /// Checks that every kept page matches its digest.
    fn pages(&mut self) -> CheckResult {
        let connection = self.connection;
        let mut reader = TextReader::keeping(self.path, KEPT_BYTES);
        // An unreadable text is reported as such.
        self.rows(
            "SELECT p.page_no, p.sha256, p.latin1, p.text_id, f.sha FROM _page p
             LEFT JOIN temp.fixity f USING (text_id)
             WHERE p.text_id IS NOT NULL AND f.cause IS NULL ORDER BY p.text_id",
            [],
            &mut |run, row| {
                let (page, text): (i64, i64) = (row.get(0).at(run.path)?, row.get(3).at(run.path)?);
                let digest = Sha256(row.get(1).at(run.path)?);
                let found = match row.get::<_, Option<[u8; 32]>>(4).at(run.path)? {
                    None => return run.row("_page", page, "its text is missing"),
                    Some(_) if row.get(2).at(run.path)? => {
                        let text = reader.read(connection, text)?;
                        // Only a page that is not UTF-8 is stored in this way.
                        page_bytes(&text, true)
                            .filter(|bytes| std::str::from_utf8(bytes).is_err())
                            .map(|bytes| Sha256::of(&bytes))
                    }
                    Some(sha) => Some(Sha256(sha)),
                };
                if found == Some(digest) {
                    return Ok(());
                }
                run.row("_page", page, "its text does not match its digest")
            },
        )
    }

    /// Checks that every dictionary can be read, also the newest one, which no text may use yet.
    fn dictionaries(&mut self) -> CheckResult {
        let connection = self.connection;
        let sql = "SELECT dictionary_id FROM _dictionary ORDER BY dictionary_id";
        self.rows(sql, [], &mut |run, row| {
            let number: i64 = row.get(0).at(run.path)?;
            let mut reader = TextReader::keeping(run.path, 0);
            match reader.dictionary(connection, number) {
                Ok(_) => Ok(()),
                Err(error) => run.row("_dictionary", number, word(&error)),
            }
        })
    }

    /// Records every text with the keyframe of its chain.
    fn chains(&mut self) -> CheckResult {
        let connection = self.connection;
        let mut insert = connection
            .prepare(
                "INSERT INTO temp.fixity (text_id, base_id, root, depth, cause, why, sha)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, zeroblob(32))",
            )
            .at(self.path)?;
        let mut base_of = connection
            .prepare("SELECT root, depth FROM temp.fixity WHERE text_id = ?1")
            .at(self.path)?;
        let sql = "SELECT text_id, base_id, depth FROM _text WHERE text_id >= ?1 ORDER BY text_id";
        self.scan("_text", sql, &mut |run, text, row| {
            let (base, depth): (Option<i64>, i64) =
                (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
            let found: Option<(i64, i64)> = match base {
                None => Some((text, -1)),
                Some(base) => base_of
                    .query_row([base], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
                    .at(run.path)?,
            };
            let (root, below) = found.unwrap_or((text, -1));
            let missing = "its base does not exist or is not an earlier text";
            let (cause, why) =
                if found.is_none() { (Some(text), Some(missing)) } else { (None, None) };
            // A wrong depth is damage, but the text may still be readable.
            if depth <= below {
                let what = "its depth is not greater than that of its base";
                run.row("_text", text, what)?;
            } else if depth > MAX_DEPTH {
                run.row("_text", text, "its chain of bases is too long")?;
            } else if depth > below.saturating_add(1) && found.is_some() {
                let what = "its depth is more than one greater than that of its base, as \
                            early versions of this program stored it";
                run.notice(what, Some(("_text", Some(text))))?;
            }
            insert.execute(params![text, base, root, depth, cause, why]).at(run.path)?;
            Ok(())
        })
    }

    /// Decompresses all readable texts. Returns the number of pieces of their frames.
    fn expand(&mut self) -> CheckResult<u64> {
        let mut expander = Expander::new(self);
        let mut waiting: Vec<ChainText> = Vec::new();
        // Sorted separately, so that the table can be updated during the scan.
        let sql =
            "SELECT text_id, base_id, cause, root FROM temp.fixity ORDER BY root + 0, text_id";
        self.rows(sql, [], &mut |run, row| {
            let text = ChainText {
                id: row.get(0).at(run.path)?,
                base: row.get(1).at(run.path)?,
                is_lost: row.get::<_, Option<i64>>(2).at(run.path)?.is_some(),
                root: row.get(3).at(run.path)?,
            };
            let is_next = waiting.last().is_some_and(|last| last.root != text.root);
            if is_next && waiting.len() >= WAITING_TEXTS {
                run.expand_some(&mut expander, &waiting)?;
                waiting.clear();
            }
            waiting.push(text);
            Ok(())
        })?;
        self.expand_some(&mut expander, &waiting)?;
        Ok(expander.pieces)
    }

    /// Decompresses the texts of complete chains, and records the results in their order.
    fn expand_some(&mut self, expander: &mut Expander, texts: &[ChainText]) -> CheckResult {
        // Chains that a thread reads at a time.
        let mut parts: Vec<&[ChainText]> = Vec::new();
        let mut rest = texts;
        while let Some(last) = rest.get(PART_TEXTS.min(rest.len()).saturating_sub(1)) {
            let end = rest.partition_point(|text| text.root <= last.root);
            let (part, after) = rest.split_at(end);
            parts.push(part);
            rest = after;
        }
        let Expander { twins, reader, pieces } = expander;
        let mut read = self
            .connection
            .prepare_cached("UPDATE temp.fixity SET hash = ?2, sha = ?3 WHERE text_id = ?1")
            .at(self.path)?;
        let mut failed = self
            .connection
            .prepare_cached("UPDATE temp.fixity SET cause = ?2, why = ?3 WHERE text_id = ?1")
            .at(self.path)?;
        let total = self.about("_text", "text_id");
        let mut put = |run: &mut Self, (text, result): (i64, Expanded)| -> CheckResult {
            run.progress(run.now.count, total)?;
            run.now.count += 1;
            match result {
                Expanded::Lost => {}
                Expanded::Read { sha, length, pieces: count } => {
                    *pieces += u64::try_from(count).unwrap_or(0);
                    run.now.bytes += length as u64;
                    read.execute(params![text, sha.prefix64(), sha.0.as_slice()]).at(run.path)?;
                }
                Expanded::Failed { cause, why } => {
                    failed.execute(params![text, cause, why]).at(run.path)?;
                }
            }
            Ok(())
        };
        if twins.len() < 2 {
            for part in &parts {
                for result in expand_part(self.connection, reader, part) {
                    put(self, result)?;
                }
            }
            return Ok(());
        }
        let size = Size { jobs: twins.len(), bytes: twins.len() * AHEAD };
        let twins = Mutex::new(twins);
        let lock = || twins.lock().unwrap_or_else(PoisonError::into_inner);
        let feed = |feed: &mut ItemSender<'_, usize>| {
            let _ = (0..parts.len()).all(|part| feed.put(part, 1));
        };
        let work = |part: usize| {
            let part = parts.get(part).copied().unwrap_or_default();
            // There are as many as threads.
            let Some((twin, mut reader)) = lock().pop() else { return Vec::new() };
            let results = expand_part(&twin.connection, &mut reader, part);
            lock().push((twin, reader));
            results
        };
        let ((), outcome) = pipeline::run(size, feed, work, |event| match event {
            DrainEvent::Done(results) => {
                for result in results {
                    put(self, result)?;
                }
                Ok(1)
            }
            DrainEvent::Idle => Ok(0),
        });
        outcome
    }

    /// Finds pieces that belong to no text.
    fn strays(&mut self, read: u64) -> CheckResult {
        let pieces = u64::try_from(self.number("SELECT count(*) FROM _frame")?).unwrap_or(0);
        let unread = self.number("SELECT count(*) FROM temp.fixity WHERE cause IS NOT NULL")?;
        if pieces == read && unread == 0 {
            return Ok(());
        }
        self.rows(
            "SELECT frame_id FROM _frame f WHERE NOT EXISTS
                 (SELECT 1 FROM temp.fixity WHERE text_id = f.frame_id >> 20)
             ORDER BY frame_id",
            [],
            &mut |run, row| {
                let piece: i64 = row.get(0).at(run.path)?;
                run.row("_frame", piece, "a piece of a missing text")
            },
        )
    }

    /// Returns the result of reading a text.
    pub(super) fn text_state(&self, text: i64) -> CheckResult<TextState> {
        let found: Option<(Option<i64>, [u8; 32])> = self
            .connection
            .prepare_cached("SELECT cause, sha FROM temp.fixity WHERE text_id = ?1")
            .and_then(|mut statement| {
                statement.query_row([text], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .at(self.path)?;
        let Some((cause, sha)) = found else { return Ok(TextState::Missing) };
        let Some(cause) = cause else { return Ok(TextState::Read(Sha256(sha))) };
        let why: Option<String> = self
            .connection
            .prepare_cached("SELECT why FROM temp.fixity WHERE text_id = ?1")
            .and_then(|mut statement| statement.query_row([cause], |row| row.get(0)).optional())
            .at(self.path)?
            .flatten();
        Ok(TextState::Unread(cause, why.unwrap_or_default()))
    }

    /// Checks that the index of bodies has every body under its digest, and nothing else.
    pub(super) fn bodies(&mut self) -> CheckResult {
        let bodies = "SELECT text_id FROM _version WHERE text_id IS NOT NULL";
        self.rows(
            &format!(
                "SELECT f.text_id FROM temp.fixity f
                 WHERE f.cause IS NULL AND f.text_id IN ({bodies}) AND NOT EXISTS
                     (SELECT 1 FROM _body b WHERE b.digest_key = f.hash AND b.text_id = f.text_id)"
            ),
            [],
            &mut |run, row| {
                let text: i64 = row.get(0).at(run.path)?;
                run.row("_body", text, "the text is not in the index under its digest")
            },
        )?;
        self.rows(
            &format!(
                "SELECT b.text_id FROM _body b LEFT JOIN temp.fixity f ON f.text_id = b.text_id
                 WHERE f.cause IS NULL AND (f.hash IS NOT b.digest_key OR b.text_id NOT IN ({bodies}))"
            ),
            [],
            &mut |run, row| {
                let text: i64 = row.get(0).at(run.path)?;
                run.row("_body", text, "it leads to a text with another digest, or one that no version uses")
            },
        )
    }
}
