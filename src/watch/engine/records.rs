//! Records: what is written to the web archives, and their import.

use std::path::Path;

use url::Url;

use super::super::WatchError;
use super::super::schedule;
use super::super::state::PageRow;
use super::{Engine, Unimported};
use crate::article::{LookReason, MatchKey, TimeRange, UnixMicros};
use crate::fetch::{Archive, Exchange, Seen, Validators};
use crate::import::{self, Job, Progress};
use crate::source::Input;
use crate::store::{AGENT, ChangeFilter, ChangeRow, Snapshot, Writer, catalog_exists};

/// When the records that are not imported yet are imported.
const BATCH_RECORDS: usize = 500;
const BATCH_BYTES: u64 = 64 << 20;
const BATCH_TIME: i64 = 1_500_000;

/// The names of the archives: those of pages are imported, those of feeds, sitemaps and `robots.txt`
/// files are kept next to them.
pub(super) const PAGES: &str = "pages";
pub(super) const LISTS: &str = "lists";

impl Engine<'_> {
    /// Opens the archive that was written last, if its day is not over.
    pub(super) fn reopen(&mut self, name: &str) -> Result<Option<Archive>, WatchError> {
        let now = self.clock.now();
        let Some(row) = self.state.archives(name)?.into_iter().find(|row| row.is_open) else {
            return Ok(None);
        };
        // An archive that was moved away is imported from where it was, or not at all.
        if !row.path.exists() {
            return Ok(None);
        }
        let archive = Archive::append(&row.path, row.imported as u64, now)?;
        if name == PAGES {
            self.report.archives.push((row.path, archive.length()));
        }
        Ok(Some(archive).filter(|archive| !archive.is_over(now)))
    }

    pub(super) fn write_any(
        &mut self,
        is_list: bool,
        page: &mut PageRow,
        exchange: &Exchange,
        at: i64,
    ) -> Result<(), WatchError> {
        if is_list {
            self.write_list(exchange, at)
        } else {
            self.write_page(page, exchange, at).map(|_| ())
        }
    }

    /// Writes the record of a page; returns whether it refers to an earlier one.
    pub(super) fn write_page(
        &mut self,
        page: &mut PageRow,
        exchange: &Exchange,
        at: i64,
    ) -> Result<bool, WatchError> {
        let length = exchange.response.as_ref().map_or(0, |response| response.bytes().len());
        self.begin_record(at, length)?;
        let seen = page.seen.clone().filter(|seen| seen.url == exchange.url.as_str());
        let claims = page.claims.clone();
        let archive = self.archive(PAGES)?;
        let written = archive.write(exchange, UnixMicros(at), seen.as_ref(), claims.as_ref())?;
        if let Ok(key) = MatchKey::of(exchange.url.as_str()) {
            self.visited.insert(key.to_string(), page.id);
        }
        let Some(response) = &exchange.response else { return Ok(false) };
        let is_whole = response.status() == 200 && response.truncated().is_none();
        let is_known = is_whole && written.is_none();
        if let Some(written) = written {
            // The state has the URL as it is requested, and the archive as a URI.
            page.seen = Some(Seen { url: exchange.url.to_string(), ..written });
        }
        if is_whole || response.status() == 304 {
            let fresh = Validators::of(response);
            // A 304 without a field confirms the earlier one.
            if is_whole || fresh.etag.is_some() {
                page.validators.etag = fresh.etag;
            }
            if is_whole || fresh.last_modified.is_some() {
                page.validators.last_modified = fresh.last_modified;
            }
        }
        Ok(is_known)
    }

    pub(super) fn write_list(&mut self, exchange: &Exchange, at: i64) -> Result<(), WatchError> {
        self.archive(LISTS)?.write(exchange, UnixMicros(at), None, None)?;
        Ok(())
    }

    pub(super) fn look(
        &mut self,
        url: &Url,
        reason: LookReason,
        at: i64,
    ) -> Result<(), WatchError> {
        self.begin_record(at, 0)?;
        self.archive(PAGES)?.write_look(url.as_str(), reason, UnixMicros(at))?;
        Ok(())
    }

    pub(super) fn begin_record(&mut self, at: i64, bytes: usize) -> Result<(), WatchError> {
        if self.unimported.since.is_none() {
            // Times in archives are whole seconds.
            self.state.begin_batch(at.div_euclid(1_000_000) * 1_000_000)?;
            self.unimported.since = Some(at);
        }
        self.unimported.records += 1;
        self.unimported.bytes += bytes as u64;
        Ok(())
    }

    /// Returns the archive of this name, and begins a new one when the last one is over.
    pub(super) fn archive(&mut self, name: &'static str) -> Result<&mut Archive, WatchError> {
        let now = self.clock.now();
        let held = if name == PAGES { &mut self.pages } else { &mut self.lists };
        if held.as_ref().is_none_or(|archive| archive.is_over(now)) {
            let archive = Archive::create(&self.settings.folder, name, now)?;
            let path = std::path::absolute(archive.path()).unwrap_or(archive.path().to_owned());
            self.state.add_archive(name, &path)?;
            if name == PAGES {
                self.report.archives.push((archive.path().to_owned(), 0));
            }
            *held = Some(archive);
        }
        // It was put there a line before.
        held.as_mut().ok_or_else(|| WatchError::State {
            path: self.settings.folder.clone(),
            why: "there is no archive".to_owned(),
        })
    }

    pub(super) fn is_batch_full(&self) -> bool {
        let Unimported { records, bytes, since } = self.unimported;
        let is_old = since.is_some_and(|since| self.clock.now().0 - since >= BATCH_TIME);
        records >= BATCH_RECORDS || bytes >= BATCH_BYTES || is_old
    }

    pub(super) fn has_unimported(&self) -> Result<bool, WatchError> {
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len() as i64);
        Ok(self.state.archives(PAGES)?.iter().any(|row| length(&row.path) > row.imported))
    }

    /// Imports what is written since the last import, and queues the messages about its changes.
    pub(super) fn import(&mut self) -> Result<(), WatchError> {
        if self.unimported.records == 0
            && self.state.batch()?.is_none()
            && !self.has_unimported()?
        {
            return Ok(());
        }
        if let Some(archive) = &self.pages {
            archive.sync()?;
        }
        if let Some(archive) = &self.lists {
            archive.sync()?;
        }
        let now = self.clock.now();
        let (mut inputs, mut done) = (Vec::new(), Vec::new());
        for row in self.state.archives(PAGES)? {
            let length =
                std::fs::metadata(&row.path).map_or(row.imported, |file| file.len() as i64);
            if length > row.imported {
                inputs.push(Input::Tail { path: row.path.clone(), offset: row.imported as u64 });
                done.push((row.path, length));
            }
        }
        // These are not imported: what is complete is not read again after a restart.
        for row in self.state.archives(LISTS)? {
            let length =
                std::fs::metadata(&row.path).map_or(row.imported, |file| file.len() as i64);
            done.push((row.path, length));
        }
        let catalog = &self.settings.catalog;
        if !inputs.is_empty() {
            let mut writer = Writer::begin(catalog, AGENT, &self.settings.arguments, now.0)?;
            let job = Job { jobs: self.settings.jobs, ..Job::new(inputs) };
            let report = import::run(job, &mut writer, &Progress::default())?;
            writer.finish(self.clock.now().0)?;
            self.report.rejects += report.counts.rejects;
            self.report.imports.push(report.import);
            if !report.failures.is_empty() {
                return Err(WatchError::Import(report.failures));
            }
        }
        let since = self.state.batch()?;
        let messages = match since {
            Some(since) if catalog_exists(catalog) => {
                let snapshot = Snapshot::open(catalog)?;
                self.note_changes(&snapshot, since)?;
                self.observer.messages(&snapshot, UnixMicros(since))?
            }
            _ => Vec::new(),
        };
        self.state.end_batch(&done, &messages, now)?;
        self.unimported = Unimported::default();
        self.visited.clear();
        Ok(())
    }

    /// Pulls the next requests of the pages that changed.
    pub(super) fn note_changes(
        &mut self,
        snapshot: &Snapshot,
        since: i64,
    ) -> Result<(), WatchError> {
        let mut filter = ChangeFilter {
            captured: TimeRange { from: Some(UnixMicros(since)), until: None },
            oldest_first: true,
            limit: Some(500),
            ..ChangeFilter::default()
        };
        loop {
            let found = snapshot.change_page(&filter)?;
            for row in &found.changes {
                self.report.changes += 1;
                if let Some(page) = self.page_of(row)
                    && let Some((at, _)) = row.state.seen
                {
                    self.state
                        .note_change(page, at, |before| schedule::after_change(before, at))?;
                }
            }
            match found.next {
                Some(next) => filter.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    pub(super) fn page_of(&self, row: &ChangeRow) -> Option<i64> {
        let by_url = || self.visited.get(MatchKey::of(&row.url).ok()?.as_str());
        self.visited.get(row.key.as_str()).or_else(by_url).copied()
    }
}
