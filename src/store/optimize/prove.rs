//! Verifying that the new catalog contains the same as the old one, except what was redacted.

use super::copy::{Renumbered, emptied};
use super::{OptimizeStep, Removal, bug, damaged, one};
use crate::article::{ArticleId, Redaction, StoredVersion, TextRef};
use crate::pipeline::Progress;
use crate::proof::merkle::Edge;
use crate::store::derive::REBUILD_ARTICLES;
use crate::store::error::{At as _, Result};
use crate::store::reader::{Snapshot, articles_behind};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// Reads every version from both catalogs: the bodies must be equal and match the version's id.
/// Returns the number of versions.
pub(super) fn prove(
    path: &Path,
    beside: &Path,
    texts: &Renumbered,
    gone: &Removal,
    progress: &Progress,
) -> Result<Option<u64>> {
    let (old, new) = (Snapshot::open(path)?, Snapshot::open(beside)?);
    let unequal = |what: String| bug(path, format!("{what} differs in the rewritten catalog"));
    same_rows(&old, &new, gone)?;
    same_log(&old, &new)?;
    let total = one(old.connection(), path, "SELECT count(*) FROM _article")? as u64;
    let (mut done, mut last, mut proved) = (0, 0, 0);
    let mut bodies = HashSet::new();
    loop {
        if !progress.advance(OptimizeStep::Prove.name(), done, total) {
            return Ok(None);
        }
        let articles = articles_behind(old.connection(), last, REBUILD_ARTICLES).at(path)?;
        let Some(&newest) = articles.last() else { break };
        last = newest;
        for article in articles {
            done += 1;
            let (before, after) =
                (old.versions(ArticleId(article))?, new.versions(ArticleId(article))?);
            if before.len() != after.len() {
                return Err(unequal(format!("article {article}")));
            }
            for (before, after) in before.iter().zip(&after) {
                if let Some(redaction) = gone.versions.get(&before.number) {
                    if !is_same(&redacted(before, redaction), after) || new.body(after)?.is_some() {
                        return Err(unequal(format!("version {}", before.id)));
                    }
                    continue;
                }
                if !is_same(before, after) || old.body(before)? != new.body(after)? {
                    return Err(unequal(format!("version {}", before.id)));
                }
                bodies.extend(before.text.map(|text| text.id));
                proved += 1;
            }
        }
    }
    let others: Vec<i64> = old
        .connection()
        .prepare("SELECT text_id FROM _text")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .at(path)?;
    let is_other = |id: &i64| !bodies.contains(id) && !gone.texts.contains(id);
    for id in others.into_iter().filter(is_other) {
        let read = |catalog: &Snapshot, id| catalog.text(TextRef { id, length: 0 });
        let renumbered = texts.get(id).ok_or_else(|| unequal(format!("text {id}")))?;
        let mut before = read(&old, id)?;
        if let Some(objects) = gone.objects.get(&id) {
            let text = emptied(&before, objects);
            before = Arc::new(text.ok_or_else(|| unequal(format!("text {id}")))?);
        }
        if before != read(&new, renumbered)? {
            return Err(unequal(format!("text {id}")));
        }
    }
    Ok(Some(proved))
}

/// Returns a version as it is after its redaction.
pub(super) fn redacted(version: &StoredVersion, redaction: &Redaction) -> StoredVersion {
    let mut version = version.clone();
    for capture in &mut version.captures {
        capture.extra = None;
    }
    StoredVersion {
        title: None,
        byline: None,
        description: None,
        text: None,
        redacted: Some(Box::new(redaction.clone())),
        ..version
    }
}

/// Checks that the log, with leaves computed from the new rows, equals the old one.
pub(super) fn same_log(old: &Snapshot, new: &Snapshot) -> Result<()> {
    let (head, log) = (old.log()?.stored_head()?, new.log()?);
    let mut edge = Edge::default();
    log.each_leaf(0, log.size(), &mut |_, _, leaf| {
        edge.push(leaf, |_, _| {});
        Ok(())
    })?;
    if (edge.size(), edge.root()) == (head.size, head.root) {
        return Ok(());
    }
    Err(damaged(old.path(), "the log differs in the rewritten catalog"))
}

/// Whether two versions are equal except for the numbers of their texts.
pub(super) fn is_same(before: &StoredVersion, after: &StoredVersion) -> bool {
    let shown = |version: &StoredVersion| {
        let mut version = StoredVersion { text: None, ..version.clone() };
        let extras: Vec<_> = version.captures.iter_mut().map(|at| at.extra.take()).collect();
        let has_extra: Vec<_> = extras.iter().map(Option::is_some).collect();
        format!("{version:?} {has_extra:?}")
    };
    shown(before) == shown(after)
}

/// Checks that the schema is the same, and that every table of imported data has the expected
/// number of rows.
pub(super) fn same_rows(old: &Snapshot, new: &Snapshot, gone: &Removal) -> Result<()> {
    let of = |catalog: &Snapshot| -> Result<Vec<(String, Option<String>)>> {
        catalog
            .connection()
            .prepare(
                "SELECT name, sql FROM sqlite_schema
                 WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
            )
            .and_then(|mut statement| {
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .at(catalog.path())
    };
    let schema = of(old)?;
    if schema != of(new)? {
        return Err(bug(old.path(), "the rewritten catalog has another schema"));
    }
    for (name, sql) in schema {
        let is_table = sql.is_some_and(|sql| sql.starts_with("CREATE TABLE"));
        // Texts are verified one by one, dictionaries are new, and derived data was built again.
        let is_derived = matches!(name.as_str(), "_dictionary" | "_frame" | "_summary" | "_state")
            || ["_word", "_heading"].iter().any(|index| name.starts_with(index));
        if !is_table || is_derived {
            continue;
        }
        let count = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let less = match name.as_str() {
            "_text" => gone.texts.len() as i64,
            "_body" => (gone.texts.len() - gone.pages) as i64,
            "_redaction" => -(gone.versions.len() as i64),
            "_redacted_capture" => -(gone.captures.len() as i64),
            _ => 0,
        };
        let (before, after) = (
            one(old.connection(), old.path(), &count)?,
            one(new.connection(), new.path(), &count)?,
        );
        if before - less != after {
            let what = format!("{name} had {before} rows, but the rewritten catalog has {after}");
            return Err(bug(old.path(), what));
        }
    }
    Ok(())
}
