//! Cuts frames into pieces: rows that fill the file's pages.
//!
//! Rows of frames are appended, so the pages of their table are filled one after the other. Rows of
//! a fixed size would leave part of each page empty (2.8 % of all pages with 440 bytes, measured on
//! real histories, in addition to the 13 bytes that each row costs); whole frames leave a sixth. So
//! we track the page that is being filled, and cut each piece to fit into it. The file format does
//! not depend on this: if the estimate is wrong, for example after another writer's rows, a page
//! has a gap and the next piece starts a new page.

use super::connection::PAGE_SIZE;

/// Bytes for rows in a leaf page: all but its header.
const LEAF: usize = PAGE_SIZE as usize - 8;

/// The maximum size of a record that stays in its page (SQLite's file format, section 1.6).
const MOST_LOCAL: usize = PAGE_SIZE as usize - 35;

/// A smaller piece is not worth a row: leave a gap in the page instead.
const LEAST: usize = 48;

/// The page that is being filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct FramePage {
    room: usize,
}

impl FramePage {
    /// A page in an unknown state: it counts as full.
    pub(super) fn unknown() -> Self {
        Self { room: 0 }
    }

    /// Cuts off the piece that fits into the page, or otherwise into the next one. `id` is its row
    /// id.
    pub(super) fn cut<'f>(&mut self, frame: &'f [u8], id: i64) -> (&'f [u8], &'f [u8]) {
        // In the page: a two-byte pointer to the row; the lengths of its record and of its row id;
        // the record's header, which is its own length, the NULL in place of the row id, and the
        // data's type.
        let header = 4;
        let cost = 2 + 2 + varint(id) + header;
        if self.room < cost + LEAST.min(frame.len()) {
            self.room = LEAF;
        }
        let most = (self.room.saturating_sub(cost)).min(MOST_LOCAL - header);
        let (piece, rest) = frame.split_at(frame.len().min(most));
        self.room = self.room.saturating_sub(cost + piece.len());
        (piece, rest)
    }
}

/// The length of an integer as an SQLite varint.
fn varint(number: i64) -> usize {
    let bits = (64 - number.leading_zeros() as usize).max(1);
    if bits > 56 { 9 } else { bits.div_ceil(7) }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::*;

    #[test]
    fn a_number_is_as_long_as_sqlite_writes_it() {
        for (number, length) in [
            (0, 1),
            (127, 1),
            (128, 2),
            (16_383, 2),
            (16_384, 3),
            (1 << 55, 8),
            (1 << 56, 9),
            (-1, 9),
        ] {
            assert_eq!(varint(number), length, "{number}");
        }
    }

    /// Returns frames of many short and a few long lengths.
    fn frames(count: usize) -> Vec<Vec<u8>> {
        let mut state = 7_u64;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize
        };
        (0..count)
            .map(|_| vec![7; if next() % 5 == 0 { 1 + next() % 30_000 } else { 1 + next() % 600 }])
            .collect()
    }

    /// Returns the number of pages that the rows take, and the bytes in them.
    fn written(connection: &Connection, first: i64, frames: &[Vec<u8>]) -> (i64, usize) {
        let mut leaf = FramePage::unknown();
        let mut bytes = 0;
        let mut insert = connection.prepare("INSERT INTO frame VALUES (?1, ?2)").expect("it");
        for (text, frame) in (first..).zip(frames) {
            let (mut rest, mut number) = (frame.as_slice(), 0);
            while !rest.is_empty() {
                let id = (text << 20) + number;
                let (piece, more) = leaf.cut(rest, id);
                assert!(!piece.is_empty());
                insert.execute(params![id, piece]).expect("inserted");
                (rest, number) = (more, number + 1);
            }
            bytes += frame.len();
        }
        let pages = connection.query_row("PRAGMA page_count", [], |row| row.get(0));
        (pages.expect("pages"), bytes)
    }

    #[test]
    fn pages_are_filled() {
        for first in [1, 1 << 20, 1 << 30] {
            let connection = Connection::open_in_memory().expect("a database");
            connection
                .execute_batch(
                    "PRAGMA page_size = 4096;
                     CREATE TABLE frame (frame_id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;",
                )
                .expect("a table");
            let (pages, bytes) = written(&connection, first, &frames(2000));
            let share = (pages * PAGE_SIZE) as f64 / bytes as f64;
            // The rows' own overhead is 1 %.
            assert!(share < 1.03, "{pages} pages for {bytes} bytes: {share}");
            let told: String = connection
                .query_row("PRAGMA integrity_check", [], |row| row.get(0))
                .expect("checked");
            assert_eq!(told, "ok");
        }
    }

    #[test]
    fn all_bytes_are_in_the_pieces_in_their_order() {
        let frame: Vec<u8> = (0..20_000_u32).map(|byte| byte as u8).collect();
        let (mut leaf, mut rest, mut joined) = (FramePage::unknown(), frame.as_slice(), Vec::new());
        while !rest.is_empty() {
            let (piece, more) = leaf.cut(rest, 1 << 30);
            joined.extend_from_slice(piece);
            rest = more;
        }
        assert_eq!(joined, frame);
        assert_eq!(leaf.cut(&[], 1).0, b"");
    }
}
