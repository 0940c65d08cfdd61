//! Rejects: records that could not be imported, as they are written to the catalog.
//!
//! In its own row, a short rejected record takes a hundred times its size: a feed of a million
//! empty entries would give a catalog of a million rows. Therefore, after the first thousand
//! records of an input, the rejects of a chunk that have the same code share a row, with all their
//! bytes. Nothing is lost, and the same input gives the same rows in every import.

use crate::extract::ExtractError;
use crate::source::{Item, ItemContent, KEPT_BYTES};
use crate::store::Rejected;

/// The number of records at the start of an input whose rejects get their own rows.
const ROWS_OF_THEIR_OWN: u64 = 1000;

/// The number of bytes that are kept of a rejected page of an archive.
const KEPT_OF_ARCHIVED: usize = 4 << 10;

/// The rejects of a chunk, in order.
#[derive(Default)]
pub(super) struct Rejects {
    rows: Vec<RejectLine>,
}

struct RejectLine {
    rejected: Rejected,
    /// The last record that shares the row.
    last: Option<u64>,
}

impl Rejects {
    /// Adds a record that could not be imported.
    pub(super) fn add(&mut self, item: Item, problem: ExtractError) {
        let rejected = rejected(item, problem);
        let fits = |row: &&mut RejectLine| row.takes(&rejected);
        match self.rows.iter_mut().rev().find(fits) {
            Some(row) => row.take(&rejected),
            None => self.rows.push(RejectLine { last: rejected.place.record, rejected }),
        }
    }

    /// Returns all rejects.
    pub(super) fn finish(self) -> Vec<Rejected> {
        self.rows.into_iter().map(RejectLine::finish).collect()
    }
}

impl RejectLine {
    fn takes(&self, other: &Rejected) -> bool {
        let here = &self.rejected;
        let is_late = |reject: &Rejected| {
            reject.place.record.is_some_and(|record| record > ROWS_OF_THEIR_OWN)
        };
        let is_whole = |reject: &Rejected| reject.bytes.len() as u64 == reject.length;
        is_late(here)
            && is_late(other)
            && here.code == other.code
            && here.place.input == other.place.input
            && is_whole(here)
            && is_whole(other)
            && here.bytes.len() + 1 + other.bytes.len() <= KEPT_BYTES
    }

    fn take(&mut self, other: &Rejected) {
        let bytes = &mut self.rejected.bytes;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(&other.bytes);
        self.rejected.length = bytes.len() as u64;
        self.rejected.records += other.records;
        self.last = other.place.record;
    }

    fn finish(self) -> Rejected {
        let Self { mut rejected, last } = self;
        if let Some(last) = last.filter(|_| rejected.records > 1) {
            let more = rejected.records - 1;
            rejected.reason = format!(
                "{}; {more} more of this kind follow, up to record {last}",
                rejected.reason
            );
        }
        rejected
    }
}

fn rejected(item: Item, problem: ExtractError) -> Rejected {
    // A page of an archive can be found there again by its offset, so fewer bytes are kept.
    let is_archived = matches!(&item.raw, ItemContent::Page(page) if page.origin.is_some());
    let whole = match &item.raw {
        ItemContent::Broken { length, .. } => Some(*length),
        _ => None,
    };
    let (mut bytes, place) = (raw_bytes(item.raw), item.place);
    let length = whole.unwrap_or(bytes.len() as u64);
    bytes.truncate(if is_archived { KEPT_OF_ARCHIVED } else { KEPT_BYTES });
    let code = problem.code.to_owned();
    Rejected { place, records: 1, code, reason: problem.message, bytes, length, run: None }
}

fn raw_bytes(raw: ItemContent) -> Vec<u8> {
    match raw {
        ItemContent::Json(bytes) | ItemContent::Broken { bytes, .. } => bytes,
        ItemContent::Row { cells, .. } => {
            let mut row = csv::Writer::from_writer(Vec::new());
            // Writing to memory cannot fail.
            let _ = row.write_record(&cells);
            row.into_inner().unwrap_or_default()
        }
        ItemContent::Page(page) => page.bytes,
        ItemContent::RevisitRecord(revisit) => revisit.origin.url.into_bytes(),
        ItemContent::RedirectRecord(redirect) => redirect.origin.url.into_bytes(),
        ItemContent::LookRecord(look) => look.origin.url.into_bytes(),
        ItemContent::Entry(entry) => entry.bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceLocation;

    fn add(rejects: &mut Rejects, record: u64, code: &'static str, bytes: &[u8]) {
        let place = SourceLocation { input: "f".into(), record: Some(record), offset: record * 7 };
        let item = Item { place, raw: ItemContent::Json(bytes.to_vec()) };
        rejects.add(item, ExtractError { code, message: format!("{code} of {record}") });
    }

    #[test]
    fn late_rejects_of_one_kind_share_a_row_with_all_their_bytes() {
        let mut rejects = Rejects::default();
        for record in 999..1256 {
            let code = if record % 2 == 0 { "no-url" } else { "bad-json" };
            add(&mut rejects, record, code, if record == 1001 { b"{\n" } else { b"{}" });
        }
        let rows = rejects.finish();
        let short: Vec<_> =
            rows.iter().map(|row| (row.place.record, row.code.as_str(), row.records)).collect();
        assert_eq!(
            short,
            [
                (Some(999), "bad-json", 1),
                (Some(1000), "no-url", 1),
                (Some(1001), "bad-json", 128),
                (Some(1002), "no-url", 127),
            ]
        );
        assert_eq!(rows[1].reason, "no-url of 1000");
        assert_eq!(
            rows[2].reason,
            "bad-json of 1001; 127 more of this kind follow, up to record 1255"
        );
        assert!(rows[2].bytes.starts_with(b"{\n{}\n{}"));
        assert_eq!(rows[3].bytes, b"{}\n".repeat(127).strip_suffix(b"\n").expect("lines"));
        assert!(rows.iter().all(|row| row.length == row.bytes.len() as u64));
    }

    #[test]
    fn what_would_be_cut_has_a_row_of_its_own() {
        let mut rejects = Rejects::default();
        for (record, length) in
            [(2000, KEPT_BYTES / 2), (2001, KEPT_BYTES / 2), (2002, 100_000), (2003, 1)]
        {
            add(&mut rejects, record, "no-url", &vec![b'x'; length]);
        }
        let rows = rejects.finish();
        let short: Vec<_> =
            rows.iter().map(|row| (row.place.record, row.records, row.length)).collect();
        assert_eq!(
            short,
            [(Some(2000), 1, 32_768), (Some(2001), 2, 32_770), (Some(2002), 1, 100_000),]
        );
    }
}
