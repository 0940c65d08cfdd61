//! The bytes of the index: numbers, postings and documents.

/// The term is new: the document is a first text.
pub(super) const FIRST: u8 = 1;
/// An added or edited sentence has the term, in its new form.
pub(super) const ADDED: u8 = 2;
/// A removed or edited sentence has the term, in its old form, and the new text still has it.
pub(super) const REMOVED: u8 = 4;
/// The new text no longer has the term.
pub(super) const LOST: u8 = 8;

/// A term in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Posting {
    /// The document's place in its segment.
    pub(super) place: u32,
    /// [`FIRST`], [`ADDED`], [`REMOVED`] and [`LOST`]; 0 if only the number of occurrences
    /// increased.
    pub(super) columns: u8,
    /// The number of occurrences in the new text.
    pub(super) new: u32,
    /// The number of occurrences in the old text.
    pub(super) old: u32,
}

/// A document: a change, or a first text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Doc {
    /// See `docs/schema.md`.
    pub(super) number: i64,
    pub(super) version: i64,
    /// The version before; 0 if there is none.
    pub(super) before: i64,
    pub(super) article: i64,
    /// The number of tokens of the new text.
    pub(super) length: u32,
}

/// Appends a number in groups of seven bits, the lowest first (LEB128).
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a signed number, small ones of either sign in few bytes.
pub(super) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put_number(bytes, ((number << 1) ^ (number >> 63)) as u64);
}

/// Reads bytes from the start of a slice; `None` if they are damaged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    #[inline]
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let mut number = u64::from(first & 0x7F);
        let mut shift = 7;
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn number32(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

/// The forms of a posting, in the low three bits of its first number; the rest is the distance from
/// the posting before.
const FIRST_ONCE: u64 = 0;
const FIRST_MANY: u64 = 1;
const ADDED_ONCE: u64 = 2;
const EDITED: u64 = 3;
const STILL_THERE: u64 = 4;
const LOST_ONCE: u64 = 5;
const ADDED_MANY: u64 = 6;
const ANY: u64 = 7;

/// Two numbers in a byte: the first from 1 to 16, the second from `least` to `least + 15`.
fn pair(new: u32, old: u32, least: u32) -> Option<u8> {
    let (high, low) = (new.checked_sub(1)?, old.checked_sub(least)?);
    (high < 16 && low < 16).then_some((high << 4 | low) as u8)
}

/// Appends a posting after one at `last`.
pub(super) fn put_posting(bytes: &mut Vec<u8>, last: u32, posting: Posting) {
    let Posting { place, columns, new, old } = posting;
    let many = new.checked_sub(2).and_then(|more| u8::try_from(more).ok());
    let (form, byte) = match (columns, new, old) {
        (FIRST, 1, 0) => (FIRST_ONCE, None),
        (FIRST, _, 0) if many.is_some() => (FIRST_MANY, many),
        (ADDED, 1, 0) => (ADDED_ONCE, None),
        (ADDED, ..) if pair(new, old, 0).is_some() => (ADDED_MANY, pair(new, old, 0)),
        (REMOVED, ..) if pair(new, old, 1).is_some() => (STILL_THERE, pair(new, old, 1)),
        (LOST, 0, 1) => (LOST_ONCE, None),
        _ if columns == ADDED | REMOVED && pair(new, old, 1).is_some() => {
            (EDITED, pair(new, old, 1))
        }
        _ => (ANY, Some(columns)),
    };
    put_number(bytes, u64::from(place - last) << 3 | form);
    bytes.extend(byte);
    if form == ANY {
        put_number(bytes, u64::from(new));
        put_number(bytes, u64::from(old));
    }
}

/// Reads a posting after one at `last`.
#[inline]
pub(super) fn posting(bytes: &mut Bytes<'_>, last: u32) -> Option<Posting> {
    let number = bytes.number()?;
    let place = last.checked_add(u32::try_from(number >> 3).ok()?)?;
    let is = |columns, new, old| Some(Posting { place, columns, new, old });
    let two = |byte: u8, least: u32| (u32::from(byte >> 4) + 1, u32::from(byte & 15) + least);
    match number & 7 {
        FIRST_ONCE => is(FIRST, 1, 0),
        FIRST_MANY => is(FIRST, u32::from(bytes.byte()?) + 2, 0),
        ADDED_ONCE => is(ADDED, 1, 0),
        LOST_ONCE => is(LOST, 0, 1),
        form @ (ADDED_MANY | EDITED | STILL_THERE) => {
            let (new, old) = two(bytes.byte()?, u32::from(form != ADDED_MANY));
            let columns = match form {
                ADDED_MANY => ADDED,
                EDITED => ADDED | REMOVED,
                _ => REMOVED,
            };
            is(columns, new, old)
        }
        _ => is(bytes.byte()?, bytes.number32()?, bytes.number32()?),
    }
}

/// Appends a document after another one of the same block, whose number is higher.
pub(super) fn put_doc(bytes: &mut Vec<u8>, last: &Doc, doc: &Doc) {
    put_signed(bytes, last.number - doc.number);
    put_signed(bytes, doc.version - last.version);
    put_signed(bytes, if doc.before == 0 { 0 } else { away(doc.version - doc.before) });
    put_signed(bytes, doc.article - last.article);
    put_number(bytes, u64::from(doc.length));
}

/// Reads a document after another one.
pub(super) fn doc(bytes: &mut Bytes<'_>, last: &Doc) -> Option<Doc> {
    let number = last.number.checked_sub(bytes.signed()?)?;
    let version = last.version.checked_add(bytes.signed()?)?;
    let before = match bytes.signed()? {
        0 => 0,
        distance => version.checked_sub(if distance > 0 { distance - 1 } else { distance })?,
    };
    let article = last.article.checked_add(bytes.signed()?)?;
    Some(Doc { number, version, before, article, length: bytes.number32()? })
}

/// A distance without zero, which means that there is no version before.
fn away(distance: i64) -> i64 {
    if distance >= 0 { distance + 1 } else { distance }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            postings in proptest::collection::vec((1u32..9_000, 0u8..16, 0u32..300, 0u32..20), 1..60),
            docs in proptest::collection::vec((1i64..1 << 50, 1i64..1 << 40, 0i64..99, 1i64..1 << 30, 0u32..9_999), 1..9),
            cut in 0usize..40,
        ) {
            let mut bytes = Vec::new();
            let (mut last, mut written) = (0, Vec::new());
            for (distance, columns, new, old) in postings {
                let posting = Posting { place: last + distance, columns, new, old };
                put_posting(&mut bytes, last, posting);
                last = posting.place;
                written.push(posting);
            }
            let (mut rest, mut last) = (Bytes(&bytes), 0);
            for expected in &written {
                let found = posting(&mut rest, last).expect("a posting");
                prop_assert_eq!(found, *expected);
                last = found.place;
            }
            prop_assert!(rest.0.is_empty());
            // Damaged bytes give no posting, or another one, but no panic.
            let mut rest = Bytes(&bytes[cut.min(bytes.len())..]);
            while posting(&mut rest, 0).is_some() {}

            let mut bytes = Vec::new();
            let mut before = Doc::default();
            let docs: Vec<Doc> = docs.into_iter().map(|(number, version, before, article, length)| {
                Doc { number, version, before: before * version / 50, article, length }
            }).collect();
            for doc in &docs {
                put_doc(&mut bytes, &before, doc);
                before = *doc;
            }
            let (mut rest, mut before) = (Bytes(&bytes), Doc::default());
            for expected in &docs {
                before = doc(&mut rest, &before).expect("a document");
                prop_assert_eq!(&before, expected);
            }
        }
    }
}
