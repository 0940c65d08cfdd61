//! Finds the documents of a segment that have the terms of a query, newest first.

use super::IndexTerm;
use super::postings::Posting;
use super::segment::{Blocks, Lists, Segment};
use crate::store::error::Result;

/// The documents of a segment with a term, or with all or any of several.
pub(super) enum Cursor<'c> {
    List(TermList<'c>),
    /// Documents at these places.
    Places(Vec<u32>, usize),
    All(Vec<Cursor<'c>>),
    Any(Vec<Cursor<'c>>),
}

impl<'c> Cursor<'c> {
    /// The documents with a term in one of the columns.
    pub(super) fn of(
        blocks: Blocks<'c>,
        segment: Segment,
        term: IndexTerm<'_>,
        columns: u8,
    ) -> Result<Self> {
        if !term.prefix {
            return TermList::new(blocks, segment, term.text.as_bytes(), columns).map(Self::List);
        }
        let mut places = Vec::new();
        each_with(blocks, segment, term, &mut |posting| {
            if posting.columns & columns != 0 {
                places.push(posting.place);
            }
        })?;
        places.sort_unstable();
        places.dedup();
        Ok(Self::Places(places, 0))
    }

    /// Returns the first document's place that is not below `place`. Places must not decrease from
    /// call to call.
    pub(super) fn seek(&mut self, place: u32) -> Result<Option<u32>> {
        match self {
            Self::List(list) => list.seek(place),
            Self::Places(places, at) => {
                let rest = places.get(*at..).unwrap_or_default();
                *at += rest.partition_point(|found| *found < place);
                Ok(places.get(*at).copied())
            }
            Self::All(cursors) => {
                let mut place = place;
                loop {
                    let wanted = place;
                    for cursor in cursors.iter_mut() {
                        let Some(found) = cursor.seek(place)? else { return Ok(None) };
                        place = found;
                    }
                    if place == wanted {
                        return Ok((!cursors.is_empty()).then_some(place));
                    }
                }
            }
            Self::Any(cursors) => {
                let mut least = None;
                for cursor in cursors {
                    let found = cursor.seek(place)?;
                    least = match (least, found) {
                        (Some(a), Some(b)) => Some(u32::min(a, b)),
                        (a, b) => a.or(b),
                    };
                }
                Ok(least)
            }
        }
    }
}

/// The list of a term.
pub(super) struct TermList<'c> {
    lists: Lists<'c>,
    columns: u8,
    current: Option<Posting>,
    is_done: bool,
}

impl<'c> TermList<'c> {
    fn new(blocks: Blocks<'c>, segment: Segment, term: &[u8], columns: u8) -> Result<Self> {
        let mut lists = Lists::from_term(blocks, segment, term)?;
        let mut is_done = true;
        while lists.next_part()? {
            if lists.term.as_slice() >= term {
                is_done = lists.term != term;
                break;
            }
        }
        Ok(Self { lists, columns, current: None, is_done })
    }

    fn seek(&mut self, place: u32) -> Result<Option<u32>> {
        if let Some(current) = self.current.filter(|current| current.place >= place) {
            return Ok(Some(current.place));
        }
        while !self.is_done {
            while let Some(posting) = self.lists.next_posting()? {
                if posting.place >= place && posting.columns & self.columns != 0 {
                    self.current = Some(posting);
                    return Ok(Some(posting.place));
                }
            }
            self.is_done = !self.lists.continue_list(place)?;
        }
        self.current = None;
        Ok(None)
    }
}

/// Calls `each` with every posting of a term, or of all terms with a prefix.
pub(super) fn each_with(
    blocks: Blocks<'_>,
    segment: Segment,
    term: IndexTerm<'_>,
    each: &mut dyn FnMut(Posting),
) -> Result<()> {
    let wanted = term.text.as_bytes();
    let mut lists = Lists::from_term(blocks, segment, wanted)?;
    while lists.next_part()? {
        let found = lists.term.as_slice();
        let is_wanted = if term.prefix { found.starts_with(wanted) } else { found == wanted };
        if is_wanted {
            while let Some(posting) = lists.next_posting()? {
                each(posting);
            }
        } else if found > wanted {
            break;
        }
    }
    Ok(())
}
