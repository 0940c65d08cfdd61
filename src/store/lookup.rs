//! Look-ups by key that the reader and the writer share.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::article::{EntryPlace, ImportNumber, Look, MatchKey, Sha256, VersionId};

/// Returns the index key of a match key. It is not an identity: the text is always compared.
pub(super) fn key_hash(key: &MatchKey) -> i64 {
    Sha256::of(key.as_str().as_bytes()).prefix64()
}

/// Statements that check for a row with a digest.
pub(super) const REJECT: &str = "SELECT 1 FROM _reject WHERE digest_key = ?1";

pub(super) const REDIRECT: &str = "SELECT 1 FROM _redirect WHERE digest_key = ?1";

pub(super) const WAITING: &str = "SELECT 1 FROM _waiting WHERE digest_key = ?1";

pub(super) fn has_digest(
    connection: &Connection,
    sql: &str,
    digest: i64,
) -> rusqlite::Result<bool> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.exists([digest]))
}

/// Whether the catalog has this look.
pub(super) fn has_look(connection: &Connection, look: &Look) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM _look WHERE url_hash = ?1 AND digest_key = ?2")?
        .exists([key_hash(&look.key), look.digest()])
}

/// Returns the number of the version with this id, and of its article.
pub(super) fn find_version(
    connection: &Connection,
    id: &VersionId,
) -> rusqlite::Result<Option<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT version_no, article_id FROM _version
             WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1",
        )?
        .query_row(params![id.0.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// Returns the number of the version's capture with this digest.
pub(super) fn find_capture(
    connection: &Connection,
    version: i64,
    digest: i64,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT capture_no FROM _capture WHERE version_no = ?1 AND digest_key = ?2",
        )?
        .query_row(params![version, digest], |row| row.get(0))
        .optional()
}

/// Whether a location comes before all stored locations of a capture: by the input's path, where
/// standard input comes last, then by the start of the import, then by the position. `import` is the
/// number of the import that read it.
pub(super) fn comes_first(
    connection: &Connection,
    capture: i64,
    import: ImportNumber,
    place: &EntryPlace<'_>,
) -> rusqlite::Result<bool> {
    let stored = |sql: &str| {
        connection
            .prepare_cached(sql)?
            .query_row([capture], |row| {
                let path: String = row.get(0)?;
                Ok((path, row.get::<_, i64>(1)?, (row.get(2)?, row.get(3)?)))
            })
            .optional()
    };
    let late = stored(
        "SELECT i.path, m.started_us, l.record, l.byte_offset
         FROM _late_location l CROSS JOIN _input i USING (input_id)
         CROSS JOIN _import m USING (import_id)
         WHERE l.capture_no = ?1 ORDER BY l.late_location_id DESC LIMIT 1",
    )?;
    let first = match late {
        Some(late) => Some(late),
        None => stored(
            "SELECT i.path, m.started_us, c.record, c.byte_offset
             FROM _capture c CROSS JOIN _input i USING (input_id)
             CROSS JOIN _import m USING (import_id)
             WHERE c.capture_no = ?1",
        )?,
    };
    let Some((path, started, position)) = first else { return Ok(false) };
    let by_path = (place.input == "-", place.input).cmp(&(path == "-", &path));
    if by_path.is_ne() {
        return Ok(by_path.is_lt());
    }
    let new_started: i64 = connection
        .prepare_cached("SELECT started_us FROM _import WHERE import_id = ?1")?
        .query_row([import], |row| row.get(0))?;
    Ok((new_started, (place.record, place.offset)) < (started, position))
}

/// Returns the number of the article with this match key.
pub(super) fn find_article(
    connection: &Connection,
    key: &MatchKey,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT article_id FROM _article
             WHERE host_id = (SELECT host_id FROM _host WHERE name = ?1) AND path = ?2",
        )?
        .query_row(params![key.host_key(), key.path()], |row| row.get(0))
        .optional()
}

/// Returns the articles that have an alias with this match key, although it is not their own.
pub(super) fn articles_by_alias(
    connection: &Connection,
    key: &MatchKey,
) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT a.article_id, a.url
         FROM _alias_key k CROSS JOIN _alias a USING (alias_id)
         WHERE k.key_hash = ?1 ORDER BY a.article_id",
    )?;
    let mut rows = statement.query([key_hash(key)])?;
    let mut articles = Vec::new();
    while let Some(row) = rows.next()? {
        // A hash is not an identity.
        if MatchKey::of(row.get_ref(1)?.as_str()?).is_ok_and(|own| own == *key) {
            articles.push(row.get(0)?);
        }
    }
    articles.dedup();
    Ok(articles)
}

/// Whether the catalog keeps the page with this digest, or kept it before it was redacted.
pub(super) fn has_page(connection: &Connection, digest: &Sha256) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM _page WHERE sha256 = ?1")?
        .exists([digest.0.as_slice()])
}
