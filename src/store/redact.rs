//! Redaction: permanently deletes a version's text, for example after a court order. The version's
//! id, its captures and its position in the log stay.
//!
//! The catalog is rewritten without the text, as in `optimize`. Texts that were compressed against
//! it are encoded against another one, the dictionary is trained on the remaining texts, and
//! derived data is built again. Every other version is verified before the new pages replace the
//! old ones. Nothing of the text remains in unused pages or in a dictionary.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::params;

use super::error::{At as _, Result, StoreError};
use super::optimize::{OptimizeOptions, Removal, RewriteReport, rewrite};
use super::reader::{Snapshot, capture_digest};
use super::writer::{RedactedArrival, WithheldCapture};
use crate::article::{
    Annotations, ArticleId, Details, Redaction, Sha256, StoredCapture, StoredVersion, VersionId,
    VersionNumber,
};
use crate::pipeline::Progress;
use crate::store::codes::version_id;

/// What to redact, and why.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedactOptions {
    /// The versions with their articles, without duplicates. Other readings of their pages are
    /// redacted with them.
    pub versions: Vec<(ArticleId, VersionId)>,
    /// Who ordered or performs it.
    pub who: String,
    /// Why.
    pub reason: String,
    /// How to rewrite the catalog. In a dry run, only what would be redacted is found.
    pub optimize: OptimizeOptions,
}

impl RedactOptions {
    /// Redacts these versions of articles.
    pub fn new(
        versions: Vec<(ArticleId, VersionId)>,
        who: impl Into<String>,
        reason: impl Into<String>,
        optimize: OptimizeOptions,
    ) -> Self {
        Self { versions, who: who.into(), reason: reason.into(), optimize }
    }
}

/// A redacted version.
#[derive(Clone, Debug, serde::Serialize)]
#[non_exhaustive]
pub struct RedactedVersion {
    /// Its id.
    pub version: VersionId,
    /// Bytes of its body.
    pub bytes: u64,
    /// The SHA-256 of its body.
    pub body_sha256: Option<Sha256>,
    /// The number of its captures, which stay.
    pub captures: usize,
    /// Other versions that have the same body and keep it.
    pub same_body: Vec<VersionId>,
}

/// The result of a redaction.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[non_exhaustive]
pub struct RedactReport {
    /// The redacted versions.
    pub versions: Vec<RedactedVersion>,
    /// The number of kept pages that were deleted, because a redacted text was read from them.
    pub pages: u64,
    /// Versions that had already been redacted.
    pub known: Vec<VersionId>,
    /// The result of rewriting the catalog; `None` in a dry run or if there was nothing to redact.
    pub anew: Option<RewriteReport>,
    /// Whether old pages remain in the file because another process reads them. They are removed
    /// when the last reader has finished and the catalog is opened again.
    pub pages_left: bool,
}

/// Redacts versions; `None` if it was canceled, which leaves the catalog unchanged.
pub fn redact(
    path: &Path,
    options: &RedactOptions,
    progress: &Progress,
) -> Result<Option<RedactReport>> {
    let (_, mut report) = find(path, options)?;
    if options.optimize.dry_run || report.versions.is_empty() {
        return Ok(Some(report));
    }
    // Search again under the write lock.
    let find = || find(path, options).map(|(gone, _)| gone);
    let Some(anew) = rewrite(path, options.optimize, find, |_| Vec::new(), |_| true, progress)?
    else {
        return Ok(None);
    };
    report.anew = Some(anew);
    let (connection, _) = super::connection::open_to_write(path)?;
    report.pages_left =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).at(path)?;
    Ok(Some(report))
}

/// Finds what must be deleted, and builds the report.
fn find(path: &Path, options: &RedactOptions) -> Result<(Removal, RedactReport)> {
    let catalog = Snapshot::open(path)?;
    let (mut gone, mut report) = (Removal::default(), RedactReport::default());
    let mut found = Vec::new();
    for (article, versions) in wanted(&catalog, options, &mut report)? {
        for version in versions {
            let body = catalog.body(&version)?.map(|body| Sha256::of(body.as_bytes()));
            let redaction = Redaction {
                at: options.optimize.at,
                who: options.who.clone(),
                reason: options.reason.clone(),
                body,
            };
            let mut captures = Vec::new();
            for capture in &version.captures {
                captures.extend(withhold(&catalog, &version, capture, &mut gone)?);
            }
            let withheld = RedactedArrival {
                article: catalog.key_of(article)?,
                version: version.id,
                redaction: Some(redaction.clone()),
                captures,
            };
            gone.events.push(withheld.event(options.optimize.at));
            gone.versions.insert(version.number, redaction);
            found.push(version);
        }
    }
    for version in found {
        let others = match version.text {
            Some(text) => others(&catalog, path, text.id, &gone)?,
            None => Vec::new(),
        };
        if let Some(text) = version.text
            && others.is_empty()
        {
            gone.texts.insert(text.id);
        }
        for page in pages(&catalog, path, &version)? {
            gone.pages += usize::from(gone.texts.insert(page));
        }
        report.versions.push(RedactedVersion {
            version: version.id,
            bytes: version.text.map_or(0, |text| text.length),
            body_sha256: gone.versions.get(&version.number).and_then(|redaction| redaction.body),
            captures: version.captures.len(),
            same_body: others,
        });
    }
    report.pages = gone.pages as u64;
    Ok((gone, report))
}

/// Returns the versions to redact, by article: those that are asked for, and the other readings of
/// their pages, which hold the same text. Reports those that had already been redacted.
fn wanted(
    catalog: &Snapshot,
    options: &RedactOptions,
    report: &mut RedactReport,
) -> Result<Vec<(ArticleId, Vec<StoredVersion>)>> {
    let mut articles: Vec<ArticleId> =
        options.versions.iter().map(|(article, _)| *article).collect();
    articles.sort_unstable();
    articles.dedup();
    let mut wanted = Vec::new();
    for article in articles {
        let versions = catalog.versions(article)?;
        let by_id: HashMap<VersionId, &StoredVersion> =
            versions.iter().map(|version| (version.id, version)).collect();
        let (mut chosen, mut pages) = (Vec::new(), HashSet::new());
        for (_, id) in options.versions.iter().filter(|(of, _)| *of == article) {
            let Some(&version) = by_id.get(id) else {
                return Err(StoreError::Damaged {
                    path: catalog.path().to_owned(),
                    what: format!("version {id} does not belong to article {article}"),
                });
            };
            pages.extend(version.captures.iter().filter_map(|capture| capture.payload));
            match version.redacted {
                Some(_) => report.known.push(*id),
                None => chosen.push(version),
            }
        }
        let is_of_page = |version: &&StoredVersion| {
            let mut own = version.captures.iter().filter_map(|capture| capture.payload);
            version.redacted.is_none() && own.any(|page| pages.contains(&page))
        };
        chosen.extend(versions.iter().filter(is_of_page));
        let mut seen = HashSet::new();
        chosen.retain(|version| seen.insert(version.number));
        wanted.push((article, chosen.into_iter().cloned().collect()));
    }
    Ok(wanted)
}

/// Returns the numbers of the texts of the kept pages that a version was read from.
fn pages(catalog: &Snapshot, path: &Path, version: &StoredVersion) -> Result<Vec<i64>> {
    let (connection, _) = catalog.parts();
    connection
        .prepare_cached(
            "SELECT DISTINCT p.text_id FROM _capture c JOIN _page p ON p.sha256 = c.payload_sha256
             WHERE c.version_no = ?1 AND p.text_id IS NOT NULL",
        )
        .and_then(|mut statement| {
            statement.query_map([version.number], |row| row.get(0))?.collect()
        })
        .at(path)
}

/// Records what is removed from a capture. Returns its digest before and after.
fn withhold(
    catalog: &Snapshot,
    version: &StoredVersion,
    capture: &StoredCapture,
    gone: &mut Removal,
) -> Result<Option<WithheldCapture>> {
    let Some(extra) = capture.extra else { return Ok(None) };
    let said = catalog.proved_details(version, capture)?;
    let digest = capture_digest(&version.id, capture, &said);
    gone.captures.push((capture.number, digest));
    let (block, index) = (extra.block, extra.index);
    gone.objects.entry(block).or_default().insert(index);
    let annotations =
        Annotations { extracted_by: capture.extracted_by.clone(), ..Annotations::default() };
    let left = Details { annotations, ..Details::default() };
    let left = capture_digest(&version.id, capture, &left);
    Ok(Some(WithheldCapture { digest, left }))
}

/// Returns the other versions that have this body and keep it.
fn others(catalog: &Snapshot, path: &Path, text: i64, gone: &Removal) -> Result<Vec<VersionId>> {
    let (connection, _) = catalog.parts();
    let mut statement =
        connection.prepare("SELECT version_no, id FROM _version WHERE text_id = ?1").at(path)?;
    let rows = statement
        .query_map(params![text], |row| Ok((row.get::<_, VersionNumber>(0)?, version_id(row, 1)?)))
        .at(path)?;
    let mut kept = Vec::new();
    for row in rows {
        let (number, id) = row.at(path)?;
        if !gone.versions.contains_key(&number) {
            kept.push(id);
        }
    }
    Ok(kept)
}
