//! Versions: computes every id from the version's stored data. Reports every version that does not
//! match its id, and what can still be read of it.

use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row};

use super::texts::TextState;
use super::{
    CheckResult, DamagedVersion, Readable, RowPlace, VerifyCheck, VerifyFinding, VerifyRun, Weight,
};
use crate::article::timestamp::is_storable;
use crate::article::{
    ArticleId, ClockSource, Content, MatchKey, Sha256, Timestamp, VersionId, ZoneBasis, canonical,
};
use crate::store::article_url::article_url;
use crate::store::codes::{precision_of, version_id};
use crate::store::error::At as _;
use crate::store::reader::key_of;

/// The stored data of a version, except its body.
struct Stored {
    id: VersionId,
    article: i64,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    content: Content,
    text: Option<i64>,
}

impl VerifyRun<'_> {
    pub(super) fn versions(&mut self) -> CheckResult {
        let total = self.about("_version", "version_no");
        let mut key: Option<(i64, MatchKey)> = None;
        self.scan(
            "_version",
            "SELECT version_no, id, article_id, published_us, published_precision, updated_us,
                    updated_precision, title, byline, description, text_id
             FROM _version WHERE version_no >= ?1 ORDER BY version_no",
            &mut |run, number, row| {
                run.progress(run.now.count, total)?;
                run.now.count += 1;
                let stored = stored(row).at(run.path)?;
                if key.as_ref().is_none_or(|(article, _)| *article != stored.article) {
                    key = key_of(run.connection, stored.article)
                        .at(run.path)?
                        .map(|key| (stored.article, key));
                }
                let key = key.as_ref().map(|(_, key)| key);
                if run.is_redacted(number)? {
                    run.verified.redacted += 1;
                    return run.redacted(number, &stored, key);
                }
                match run.version(&stored, key)? {
                    None => run.verified.whole += 1,
                    Some((what, readable)) => run.damaged(number, &stored, key, what, readable)?,
                }
                Ok(())
            },
        )?;
        self.verified.versions = self.now.count;
        let bodies = self.bodies();
        self.or_finding("_body", bodies)
    }

    fn is_redacted(&self, number: i64) -> CheckResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM _redaction WHERE version_no = ?1")
            .and_then(|mut statement| statement.exists([number]))
            .at(self.path)?)
    }

    /// Checks a redacted version. Its id cannot be computed any more; the redaction itself is
    /// compared with the journal.
    fn redacted(&mut self, number: i64, stored: &Stored, key: Option<&MatchKey>) -> CheckResult {
        let Content { title, byline, description, .. } = &stored.content;
        if stored.text.is_none() && [title, byline, description].iter().all(|text| text.is_none()) {
            return Ok(());
        }
        let what = "it was redacted, but still has text";
        self.damaged(number, stored, key, what.to_owned(), Readable::Doubtful)
    }

    /// Returns what is wrong with a version, and what can still be read of it; `None` if it matches
    /// its id.
    fn version(
        &self,
        stored: &Stored,
        key: Option<&MatchKey>,
    ) -> CheckResult<Option<(String, Readable)>> {
        let Some(key) = key else {
            let what = "its article is missing, so its id cannot be computed";
            return Ok(Some((what.to_owned(), Readable::Doubtful)));
        };
        let sha = match stored.text.map(|text| self.text_state(text).map(|state| (text, state))) {
            None => None,
            Some(state) => match state? {
                (_, TextState::Read(sha)) => Some(sha),
                (text, TextState::Missing) => {
                    let what = format!("its text {text} is missing");
                    return Ok(Some((what, Readable::Fields)));
                }
                (text, TextState::Unread(cause, why)) if text == cause => {
                    return Ok(Some((why, Readable::Fields)));
                }
                (text, TextState::Unread(cause, _)) => {
                    let what =
                        format!("its text {text} is based on text {cause}, which cannot be read");
                    return Ok(Some((what, Readable::Fields)));
                }
            },
        };
        let form = canonical::form_of_digest(
            key,
            stored.published.as_ref(),
            stored.updated.as_ref(),
            &stored.content,
            sha.as_ref(),
        );
        let clocks = [&stored.published, &stored.updated];
        if canonical::id_of_form(&form) == stored.id {
            let storable = |clock: &Timestamp| is_storable(clock.micros(), clock.precision());
            if clocks.into_iter().flatten().all(storable) {
                return Ok(None);
            }
            let what = "one of its timestamps does not fit its precision";
            return Ok(Some((what.to_owned(), Readable::Doubtful)));
        }
        let what = "its stored data does not match its id";
        Ok(Some(match (stored.text, sha) {
            (Some(text), Some(sha)) if self.is_body(text, &sha)? => (
                format!(
                    "{what}: its text is intact, but its id, its URL, a timestamp \
                         or another field was altered"
                ),
                Readable::Text,
            ),
            (Some(_), _) => (format!("{what}: its text may have been altered"), Readable::Doubtful),
            (None, _) => (what.to_owned(), Readable::Doubtful),
        }))
    }

    /// Whether the index of bodies has a text under this digest.
    fn is_body(&self, text: i64, sha: &Sha256) -> CheckResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM _body WHERE digest_key = ?1 AND text_id = ?2")
            .and_then(|mut statement| statement.exists([sha.prefix64(), text]))
            .at(self.path)?)
    }

    fn damaged(
        &mut self,
        number: i64,
        stored: &Stored,
        key: Option<&MatchKey>,
        what: String,
        readable: Readable,
    ) -> CheckResult {
        // Best effort: a finding must not fail because a URL or ordinal cannot be read.
        let url: Option<String> = self
            .connection
            .prepare_cached(&format!("SELECT {}", article_url("?1")))
            .and_then(|mut statement| statement.query_row([stored.article], |row| row.get(0)))
            .unwrap_or_default();
        let ordinal: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT s.ordinal FROM _derived, _state s
                 WHERE built > 0 AND s.article_id = ?1 AND s.version_no = ?2 LIMIT 1",
            )
            .and_then(|mut statement| {
                statement.query_row([stored.article, number], |row| row.get(0)).optional()
            })
            .unwrap_or_default();
        self.found(&VerifyFinding {
            check: VerifyCheck::Versions,
            weight: Weight::Damage,
            what,
            place: Some(RowPlace { table: "_version".to_owned(), row: Some(number) }),
            version: Some(DamagedVersion {
                id: stored.id,
                article: ArticleId(stored.article),
                url: url.or_else(|| key.map(|key| key.as_str().to_owned())),
                ordinal,
                readable,
            }),
        })
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let clock = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        let (micros, grain) = (row.get::<_, Option<i64>>(at)?, row.get::<_, Option<i64>>(at + 1)?);
        if micros.is_some() != grain.is_some() {
            let word = "a timestamp without its precision, or a precision without its timestamp";
            return Err(rusqlite::Error::FromSqlConversionFailure(at, Type::Integer, word.into()));
        }
        Ok(micros.zip(grain).map(|(micros, grain)| {
            let source = ClockSource::Field;
            Timestamp::from_stored(micros, precision_of(grain), None, ZoneBasis::None, source, None)
        }))
    };
    Ok(Stored {
        id: version_id(row, 1)?,
        article: row.get(2)?,
        published: clock(3)?,
        updated: clock(5)?,
        content: Content {
            title: row.get(7)?,
            byline: row.get(8)?,
            description: row.get(9)?,
            body: None,
        },
        text: row.get(10)?,
    })
}
