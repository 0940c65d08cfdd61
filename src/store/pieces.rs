//! Pieces: cuts frames into rows that fill the file's pages.
//!
//! Rows of frames are appended, so that the pages of their table are filled one after the other. A row of
//! one size would leave a part of each page empty (2.8 % of all with 440 bytes, measured on real histories,
//! beside the 13 bytes that each row costs); whole frames leave a sixth. So the page that is being filled is
//! followed: a piece is what has room in it. The file format knows nothing of this: where the reckoning is
//! wrong, as behind another writer's rows, a page has a gap and the next piece begins a new one.

use super::connection::PAGE_SIZE;

/// Bytes for rows in a leaf: all but its header.
const LEAF: usize = PAGE_SIZE as usize - 8;

/// The most bytes of a row's record that stay in its page (SQLite's file format, section 1.6).
const MOST_LOCAL: usize = PAGE_SIZE as usize - 35;

/// A piece of fewer bytes is not worth its row: a page may rather have a gap.
const LEAST: usize = 48;

/// The page that is being filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    room: usize,
}

impl Leaf {
    /// A page of which nothing is known: it counts as full.
    pub(super) fn unknown() -> Self {
        Self { room: 0 }
    }

    /// Cuts off the piece that has room in the page, or else in the next one. `id` is its row's number.
    pub(super) fn cut<'f>(&mut self, frame: &'f [u8], id: i64) -> (&'f [u8], &'f [u8]) {
        // In the page: two bytes that point at the row; the lengths of its record and of its number; the
        // record's header, which is its own length, the NULL in place of the number, and the data's type.
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

/// Bytes of a number as SQLite writes it.
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

    /// Lengths of frames, many short ones and few long ones.
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

    /// Pages that the rows take, and the bytes in them.
    fn written(connection: &Connection, first: i64, frames: &[Vec<u8>]) -> (i64, usize) {
        let mut leaf = Leaf::unknown();
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
            // The rows' own cost is a hundredth.
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
        let (mut leaf, mut rest, mut joined) = (Leaf::unknown(), frame.as_slice(), Vec::new());
        while !rest.is_empty() {
            let (piece, more) = leaf.cut(rest, 1 << 30);
            joined.extend_from_slice(piece);
            rest = more;
        }
        assert_eq!(joined, frame);
        assert_eq!(leaf.cut(&[], 1).0, b"");
    }
}
