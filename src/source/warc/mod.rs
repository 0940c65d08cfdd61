//! Web archives, WARC and ARC: splits them into records, regardless of what is between them.
//!
//! A record's stated length is trusted if a record or the end of the input follows it. If not, the
//! next record is searched for inside and after it, and the digests or the HTTP response's own
//! length decide which end is right. Bytes that are not a record are returned as
//! [`ItemContent::Broken`] with their offset; nothing is skipped silently.

mod digest;
mod documents;
mod header;
pub(crate) mod http;

mod record;

use std::collections::VecDeque;

use self::header::{Header, HeaderScan, WarcDialect};
use self::record::{LengthEvidence, RecordBlock, RecordContent};
use super::opener::Opener;
use super::stream::{Stream, with_the_rest};
use super::{
    Format, InputKind, Item, ItemContent, LookRecord, PageKind, RawPage, Skip, Skips, Source,
    SourceError, SourceLocation, in_units,
};
use crate::article::Setting;

/// Number of bytes after a record that are inspected, to see whether the next one starts there.
const LOOKAHEAD: usize = 1024;

/// The most by which a record about others may exceed its stated length. Beyond that, it may hold other
/// records, and is reported.
const MOST_EXCESS: usize = 64;

/// How far after a record the next one is searched for before the record is given up.
const TAIL_BYTES: usize = 1 << 20;

/// Number of bytes used to identify a record that is too long to be held.
const HEAD_BYTES: usize = 64 << 10;

/// Maximum number of bytes kept of a rejected record of an archive; the rest can be found by its
/// offset.
const KEPT_BYTES: usize = 4 << 10;

/// Limits for decompression bombs: reading stops after more than this many decoded bytes if they
/// are also more than this many per byte of the file. Pages compress to a fifth of their size, the
/// most repetitive ones to a hundredth.
const BOMB_BYTES: u64 = 2 << 30;
const BOMB_RATIO: u64 = 400;

/// Reads an archive.
pub(super) struct WarcReader {
    stream: Stream,
    dialect: WarcDialect,
    ready: VecDeque<Item>,
    skips: Skips,
    /// Opens feeds in the archive.
    opener: Opener,
    done: bool,
}

/// A possible end of a record.
#[derive(Clone, Copy)]
struct RecordEnd {
    /// The offset in the window at which the block ends.
    block: usize,
    /// Where to continue.
    next: usize,
    /// Whether another record starts there.
    is_found: bool,
}

/// What a record states about its length, and what the input holds of it. Offsets in the window.
struct RecordLength {
    /// The length of its header.
    head: usize,
    /// The stated length of its block.
    declared: Option<usize>,
    declared_end: Option<usize>,
    /// If the input ends inside the record: its stated end and its actual end.
    cut_off: Option<(usize, usize)>,
}

/// The end that was chosen for a record, and the record up to there.
struct ChosenEnd {
    outcome: RecordContent,
    evidence: LengthEvidence,
    end: RecordEnd,
    /// Whether nothing after the end shows that the record ends there.
    has_no_sign: bool,
}

impl ChosenEnd {
    /// Decides whether the record is complete up to the chosen end.
    fn verdict(&self, length: &RecordLength, is_damaged: bool) -> LengthVerdict {
        let is_supported = self.evidence >= LengthEvidence::For;
        let is_decided = matches!(self.outcome, RecordContent::Broken(_) | RecordContent::Quiet);
        let is_uncertain = !is_supported && length.cut_off.is_none() && self.has_no_sign;
        let end = self.end.block;
        match (length.cut_off, length.declared_end) {
            (Some((declared, have)), _) if !is_supported => {
                LengthVerdict::CutOff { missing: declared - have, of: declared - length.head }
            }
            _ if is_damaged && !is_supported => LengthVerdict::Damaged,
            (_, Some(declared))
                if self.end.is_found
                    && (self.evidence == LengthEvidence::Against || is_uncertain)
                    && end < declared
                    && !is_decided =>
            {
                LengthVerdict::CutShort { missing: declared - end }
            }
            _ if is_uncertain && !is_decided => LengthVerdict::Uncertain,
            _ => LengthVerdict::Sound,
        }
    }
}

/// Whether a record is complete up to its chosen end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LengthVerdict {
    Sound,
    /// The input ends inside the record.
    CutOff {
        missing: usize,
        of: usize,
    },
    /// The compressed member around it is damaged.
    Damaged,
    /// Another record starts inside it.
    CutShort {
        missing: usize,
    },
    /// Nothing shows where it ends.
    Uncertain,
}

impl LengthVerdict {
    /// Returns why the record is rejected, if it is.
    fn explain(self, length: &RecordLength, damage: Option<&str>) -> Option<String> {
        Some(match self {
            Self::Sound => return None,
            Self::CutOff { missing, of } => {
                let why = damage.unwrap_or("fetch the file again");
                format!("the record is cut off: {missing} of its {of} bytes are missing; {why}")
            }
            Self::Damaged => {
                let damage = damage.unwrap_or("fetch the file again");
                format!("the record may be damaged: {damage}")
            }
            Self::CutShort { missing } => {
                format!("the record is cut short: another starts {missing} bytes before its end")
            }
            Self::Uncertain => match length.declared {
                Some(length) => format!(
                    "the record's length of {length} bytes is wrong: its end is followed neither \
                     by line ends nor by another record, and its real end cannot be determined"
                ),
                None => "the record states no length, and its end cannot be determined".to_owned(),
            },
        })
    }
}

impl WarcReader {
    /// Creates the reader; `lost` is why the beginning of the file cannot be read.
    pub(super) fn new(
        stream: Stream,
        kind: InputKind,
        lost: Option<String>,
        opener: Opener,
    ) -> Self {
        let dialect = if kind == InputKind::Arc { WarcDialect::Arc } else { WarcDialect::Warc };
        let (ready, skips) = (VecDeque::new(), Skips::default());
        let mut archive = Self { stream, dialect, ready, skips, opener, done: false };
        if let Some(reason) = lost {
            let place = SourceLocation { offset: 0, ..archive.place() };
            archive.broken(place, reason);
        }
        archive
    }

    fn data(&self) -> &[u8] {
        self.stream.window.data()
    }

    fn place(&self) -> SourceLocation {
        let decoded = self.stream.window.offset();
        let raw = self.stream.members.as_ref().and_then(|members| members.member_at(decoded));
        let input = std::sync::Arc::clone(&self.stream.name);
        SourceLocation { input, record: None, offset: raw.unwrap_or(decoded) }
    }

    /// Reports a fault of which no bytes are at hand.
    fn broken(&mut self, place: SourceLocation, reason: String) {
        let raw = ItemContent::Broken { reason, bytes: Vec::new(), length: 0 };
        self.ready.push_back(Item { place, raw });
    }

    /// Returns the first bytes at the start of the window.
    fn kept(&self, length: usize) -> Vec<u8> {
        let length = length.min(KEPT_BYTES).min(self.data().len());
        self.data().get(..length).unwrap_or_default().to_vec()
    }

    /// Reads on until an item is ready or the input ends.
    fn step(&mut self) -> Result<(), SourceError> {
        let mut blanks = 0;
        loop {
            blanks = blanks_of(self.data(), blanks);
            if blanks < self.data().len() {
                break;
            }
            self.stream.window.advance(blanks);
            blanks = 0;
            if !self.stream.window.fill() && self.data().is_empty() {
                return self.end();
            }
        }
        self.stream.window.advance(blanks);
        if self.is_bomb() {
            return Ok(());
        }
        let found = loop {
            match self.dialect.header(self.data(), self.stream.window.ended()) {
                HeaderScan::Partial => {
                    self.stream.window.fill();
                }
                other => break other,
            }
        };
        match found {
            HeaderScan::Whole(header, length) => self.record(&header, length),
            _ => self.gap(),
        }
    }

    /// Handles the end of the input, or damage after which more records may follow.
    fn end(&mut self) -> Result<(), SourceError> {
        match self.stream.fault()? {
            None => self.done = true,
            Some(reason) => {
                let offset = self.stream.members.as_ref().map(|members| members.damaged());
                let offset = offset.unwrap_or_else(|| self.stream.window.offset());
                let place = SourceLocation { offset, ..self.place() };
                let reason = self.resume(reason);
                self.broken(place, reason);
            }
        }
        Ok(())
    }

    /// Continues after damage if members are compressed separately. Returns the reason to report,
    /// because only now is it known whether anything follows.
    fn resume(&mut self, reason: String) -> String {
        if self.stream.members.is_none() {
            self.done = true;
            return reason;
        }
        self.stream.window.resume();
        let have = self.data().len();
        self.stream.window.fill();
        if self.data().len() > have { with_the_rest(&reason) } else { reason }
    }

    /// Reports bytes that are not a record, up to the next record.
    fn gap(&mut self) -> Result<(), SourceError> {
        let place = self.place();
        let from = self.stream.window.offset();
        self.stream.window.fill_to(KEPT_BYTES);
        let bytes = self.kept(KEPT_BYTES);
        let begins_badly = self.dialect == WarcDialect::Warc && bytes.starts_with(b"WARC/");
        let mut searched = 1;
        let mut damage = None;
        loop {
            if let Some(at) = self.dialect.find(self.data(), searched) {
                self.stream.window.advance(at);
                break;
            }
            // A partial line, and the line before it, are searched again.
            let seen = self.data().len().saturating_sub(2 * LOOKAHEAD).max(1);
            let seen = seen.min(self.data().len());
            self.stream.window.advance(seen);
            searched = 0;
            if self.is_bomb() {
                break;
            }
            if !self.stream.window.fill() {
                let rest = self.dialect.find(self.data(), 0);
                self.stream.window.advance(rest.unwrap_or(usize::MAX));
                if rest.is_none() {
                    damage = self.stream.fault()?;
                    damage = damage.map(|damage| self.resume(damage));
                }
                break;
            }
        }
        let length = self.stream.window.offset() - from;
        let what = if begins_badly { "a record with an unreadable header" } else { "not a record" };
        let mut reason = format!("{length} bytes from here on are {what}: they were skipped");
        if let Some(damage) = damage {
            reason = format!("{reason}; after them, {damage}");
        }
        self.ready.push_back(Item { place, raw: ItemContent::long(reason, bytes, length) });
        Ok(())
    }

    fn record(&mut self, header: &Header, head: usize) -> Result<(), SourceError> {
        let most = self.stream.limits.page_bytes.saturating_add(HEAD_BYTES);
        let declared = header.length.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        let wanted = declared.unwrap_or(0).min(most);
        self.stream.window.fill_to(head.saturating_add(wanted).saturating_add(LOOKAHEAD));
        let have = self.data().len();
        if declared.is_some_and(|length| length > most) && have >= head + most {
            return self.long_record(header, head, declared.unwrap_or(0) as u64);
        }
        let place = self.place();
        let declared_end = declared.and_then(|length| head.checked_add(length));
        let (ends, cut_off) = self.ends(head, declared_end);
        let damage = self.damage_of_member(cut_off.is_some())?;
        let Some(chosen) = self.choose_end(header, head, declared_end, &ends) else {
            return Ok(());
        };
        let length = RecordLength { head, declared, declared_end, cut_off };
        let bytes = self.kept(chosen.end.block);
        let verdict = chosen.verdict(&length, damage.is_some());
        let is_repaired = declared_end != Some(chosen.end.block);
        let mut outcome = match verdict.explain(&length, damage.as_deref()) {
            Some(reason) => RecordContent::Broken(reason),
            None => chosen.outcome,
        };
        if is_repaired && !matches!(outcome, RecordContent::Broken(_)) {
            let read = chosen.end.block - head;
            let reason = match declared {
                Some(length) => format!(
                    "its length of {length} bytes is wrong: read {read} bytes, up to its real end"
                ),
                None => format!("it states no length: read {read} bytes"),
            };
            let url = header.url.clone();
            let length = chosen.end.next as u64;
            self.skips.add_repair(Skip { place: place.clone(), url, reason, length });
            let is_excessive = declared.is_some_and(|length| read > length + MOST_EXCESS);
            if is_excessive && matches!(outcome, RecordContent::Quiet) {
                let reason = "a record about others, with a wrong length".to_owned();
                outcome = RecordContent::Skip(reason);
            }
        }
        self.stream.window.advance(chosen.end.next);
        let names_damage = damage.is_some()
            && matches!(verdict, LengthVerdict::CutOff { .. } | LengthVerdict::Damaged);
        if names_damage && self.data().iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            self.stream.window.advance(usize::MAX);
            if let RecordContent::Broken(reason) = outcome {
                outcome = RecordContent::Broken(self.resume(reason));
            }
        }
        self.take(header, place, outcome, bytes, chosen.end.next as u64);
        Ok(())
    }

    /// Returns why the member that holds the record is damaged, if it is the last one that was read.
    /// A member's checksum is at its end: if it fails, all of the member may be damaged.
    fn damage_of_member(&self, is_cut_off: bool) -> Result<Option<String>, SourceError> {
        if self.stream.window.fault().is_none() || !self.is_last_member() {
            return Ok(None);
        }
        match self.stream.fault() {
            // The data read before a disk error is valid.
            Err(_) if !is_cut_off => Ok(None),
            fault => fault,
        }
    }

    /// Reads the record up to each possible end, and chooses the end with the best evidence.
    fn choose_end(
        &self,
        header: &Header,
        head: usize,
        declared_end: Option<usize>,
        ends: &[RecordEnd],
    ) -> Option<ChosenEnd> {
        let limits = self.stream.limits;
        let mut best: Option<ChosenEnd> = None;
        for end in ends.iter().copied() {
            let bytes = self.data().get(head..end.block).unwrap_or_default();
            let block = RecordBlock { header, bytes, is_whole: true, limits: &limits };
            let (outcome, evidence) = block.read();
            let is_better = best.as_ref().is_none_or(|best| {
                // If another record starts there, a matching length proves nothing: both lengths
                // may describe lost bytes.
                evidence > best.evidence
                    && (evidence == LengthEvidence::Proven || !best.end.is_found)
                    // No evidence supports an end without line ends.
                    || evidence == best.evidence
                        && evidence == LengthEvidence::None
                        && !best.end.is_found
                        // The single line end of ARC occurs in every page.
                        && (self.dialect == WarcDialect::Arc || !self.is_ended_at(best.end.block))
                        && self.is_ended_at(end.block)
            });
            if is_better {
                // The length has no supporting evidence, and its end is followed neither by a record
                // nor by the line ends that separate records: a truncated page would be taken for a
                // complete one.
                let has_no_sign = !self.is_ended_at(end.block)
                    && (!end.is_found || declared_end != Some(end.block))
                    && (end.block < self.data().len() || !self.stream.window.ended());
                best = Some(ChosenEnd { outcome, evidence, end, has_no_sign });
            }
            if evidence == LengthEvidence::Proven {
                break;
            }
        }
        best
    }

    /// Returns the possible ends of the record, the most likely first; and, if the input ends
    /// inside the record, its stated end and its actual end.
    fn ends(
        &mut self,
        head: usize,
        declared: Option<usize>,
    ) -> (Vec<RecordEnd>, Option<(usize, usize)>) {
        if let Some(inner) = self.member_inside(head, declared) {
            return (vec![self.end_before(head, inner)], None);
        }
        let Some(end) = declared.filter(|end| *end <= self.data().len()) else {
            if let Some(next) = self.find_behind(head, head) {
                return (vec![self.end_before(head, next)], None);
            }
            let end = self.data().len();
            let rest = RecordEnd { block: end, next: end, is_found: false };
            let ends = vec![rest, self.end_before(head, end)];
            return (ends, declared.map(|declared| (declared, end)));
        };
        if let Some(next) = self.follows(end) {
            return (vec![RecordEnd { block: end, next, is_found: true }], None);
        }
        let stated = RecordEnd { block: end, next: end, is_found: false };
        let next = self.find_behind(head, end);
        // If no record follows, all remaining bytes may belong to this one.
        let is_rest = next.is_none() && self.stream.window.ended();
        let ends = match next.or_else(|| is_rest.then(|| self.data().len())) {
            // A record that starts inside is more likely the next one than a part of this one.
            Some(next) if next < end => vec![self.end_before(head, next), stated],
            Some(next) => vec![stated, self.end_before(head, next)],
            None => vec![stated],
        };
        (ends, None)
    }

    /// Splits an archived feed into its entries. The document is held in memory and no longer than a
    /// page may be. Anything else of such a type is skipped.
    fn take_feed(
        &mut self,
        header: &Header,
        place: SourceLocation,
        bytes: Vec<u8>,
        mime: String,
        date: Option<&str>,
        length: u64,
    ) {
        let input = std::sync::Arc::clone(&place.input);
        let limits = self.stream.limits;
        let reader = Box::new(std::io::Cursor::new(bytes));
        let opened = (self.opener.stream)(reader, input, None, None, Format::Auto, &limits);
        let Some(mut feed) = opened
            .ok()
            .filter(|feed| matches!(feed.kind(), InputKind::Feed(_) | InputKind::Sitemap))
        else {
            let url = header.url.clone();
            self.skips.add_record(Skip { place, url, reason: mime, length });
            return;
        };
        let before = self.ready.len();
        // Reading from memory cannot fail.
        while let Ok(Some(mut item)) = feed.next_item() {
            item.place = SourceLocation { record: item.place.record, ..place.clone() };
            if let ItemContent::Entry(entry) = &mut item.raw {
                entry.captured = date.map(str::to_owned);
            }
            self.ready.push_back(item);
        }
        for skip in feed.skips().map(|skips| skips.named.clone()).unwrap_or_default() {
            self.skips.add_record(Skip { place: place.clone(), ..skip });
        }
        if self.ready.len() == before {
            let (url, reason) = (header.url.clone(), "a feed without entries".to_owned());
            self.skips.add_record(Skip { place, url, reason, length });
        }
    }

    /// Passes on what was read of a record, `length` bytes long in the input.
    fn take(
        &mut self,
        header: &Header,
        place: SourceLocation,
        outcome: RecordContent,
        bytes: Vec<u8>,
        length: u64,
    ) {
        let raw = match outcome {
            RecordContent::Page(page) => ItemContent::Page(page),
            RecordContent::Revisit(revisit) => ItemContent::RevisitRecord(revisit),
            RecordContent::Redirect(redirect) => ItemContent::RedirectRecord(redirect),
            RecordContent::Look(look) => ItemContent::LookRecord(LookRecord { length, ..look }),
            RecordContent::Own(json) => ItemContent::Json(json),
            RecordContent::Broken(reason) => ItemContent::Broken { reason, bytes, length },
            RecordContent::Document { bytes, mime, content_type, origin } => {
                if mime == "text/plain" && documents::is_article(&origin.url, &bytes) {
                    ItemContent::Page(RawPage {
                        bytes,
                        kind: PageKind::Text,
                        content_type,
                        url_hint: None,
                        written: None,
                        origin: Some(origin),
                    })
                } else {
                    let records = if record::is_json_type(&mime) {
                        documents::records(&bytes, &origin)
                    } else {
                        Vec::new()
                    };
                    if records.is_empty() {
                        self.take_feed(header, place, bytes, mime, origin.date.as_deref(), length);
                        return;
                    }
                    let is_only = records.len() == 1;
                    let items = records.into_iter().zip(1..).map(|(json, index)| Item {
                        place: SourceLocation {
                            record: (!is_only).then_some(index),
                            ..place.clone()
                        },
                        raw: ItemContent::Json(json),
                    });
                    self.ready.extend(items);
                    return;
                }
            }
            RecordContent::Quiet => {
                self.skips.quiet += 1;
                return;
            }
            RecordContent::Skip(reason) => {
                self.skips.add_record(Skip { place, url: header.url.clone(), reason, length });
                return;
            }
        };
        self.ready.push_back(Item { place, raw });
    }

    /// Handles a record that is too long to be held: identifies it by its beginning, and skips it.
    fn long_record(
        &mut self,
        header: &Header,
        head: usize,
        declared: u64,
    ) -> Result<(), SourceError> {
        let place = self.place();
        let limits = self.stream.limits;
        let beginning = self.data().get(head..(head + HEAD_BYTES).min(self.data().len()));
        let block = RecordBlock {
            header,
            bytes: beginning.unwrap_or_default(),
            is_whole: false,
            limits: &limits,
        };
        let (outcome, _) = block.read();
        let may_hold_records = block.may_hold_records();
        let bytes = self.kept(head + KEPT_BYTES);
        let start = self.stream.window.offset();
        self.stream.window.advance(head);
        let mut left = declared;
        let mut inner = None;
        while left > 0 {
            let offset = self.stream.window.offset();
            // Keep enough bytes that the beginning of a member is not split.
            let kept = if self.stream.window.ended() { 0 } else { LOOKAHEAD };
            let have = (self.data().len().saturating_sub(kept) as u64).min(left) as usize;
            let found = if may_hold_records { None } else { self.found_inside(have) };
            if let Some(at) = self.member_inside(0, Some(have)).or(found) {
                // The next record starts before this one ends.
                self.stream.window.advance(at);
                let missing = left - at as u64;
                let reason = format!(
                    "the record's length is wrong: another starts {missing} bytes before its end"
                );
                let length = self.stream.window.offset() - start;
                self.take(header, place.clone(), outcome, bytes, length);
                self.broken(place, reason);
                return Ok(());
            }
            if inner.is_none() {
                let found = self.dialect.find(self.data(), 0).filter(|at| *at < have);
                inner = found.map(|at| offset + at as u64);
            }
            self.stream.window.advance(have);
            left -= have as u64;
            let is_over = left > 0 && !self.stream.window.fill() && self.data().is_empty();
            if is_over || self.is_bomb() {
                break;
            }
        }
        let length = self.stream.window.offset() - start;
        self.take(header, place.clone(), outcome, bytes, length);
        if self.done {
            return Ok(());
        }
        let fits = left == 0 && self.follows(0).is_some();
        let within = inner.map_or(String::new(), |at| {
            format!(
                "; a possible record at byte {at} of the content was skipped with it: raise \
                 {} to read it",
                Setting::PageLimit
            )
        });
        if left > 0 {
            let damage = self.stream.fault()?;
            let damage = damage.map(|damage| self.resume(damage));
            let why = damage.as_deref().unwrap_or("the file ends");
            let reason =
                format!("the record is cut off, {left} bytes before its end: {why}{within}");
            self.broken(place, reason);
        } else if !fits && inner.is_some() {
            let reason = format!("the record's length of {declared} bytes is wrong{within}");
            self.broken(place, reason);
        }
        Ok(())
    }

    /// Returns where to continue if `end` is followed by a record or the end of the input, ignoring
    /// line ends.
    fn follows(&mut self, end: usize) -> Option<usize> {
        let mut at = end;
        loop {
            at = blanks_of(self.data(), at);
            let have = self.data().len();
            if at < have.saturating_sub(LOOKAHEAD)
                || self.stream.window.ended()
                || at - end > 65_536
            {
                break;
            }
            if !self.stream.window.fill() {
                break;
            }
        }
        let rest = self.data().get(at..).unwrap_or_default();
        (rest.is_empty() || at - end > 65_536 || self.dialect.begins(rest)).then_some(at)
    }

    /// Returns the start of the next record after a header: inside the block, or not far after
    /// `end`.
    fn find_behind(&mut self, head: usize, end: usize) -> Option<usize> {
        let mut from = head;
        loop {
            if let Some(at) = self.dialect.find(self.data(), from) {
                return Some(at);
            }
            let have = self.data().len();
            from = have.saturating_sub(2 * LOOKAHEAD).max(head);
            if have > end.saturating_add(TAIL_BYTES) || !self.stream.window.fill() {
                return None;
            }
        }
    }

    /// Returns the end of a block if the next record starts at `next`, excluding the line ends that
    /// separate them.
    fn end_before(&self, head: usize, next: usize) -> RecordEnd {
        let mut block = self.data().get(head..next).unwrap_or_default();
        let most = if self.dialect == WarcDialect::Warc { 2 } else { 1 };
        for _ in 0..most {
            let rest = block.strip_suffix(b"\n").unwrap_or(block);
            block = rest.strip_suffix(b"\r").unwrap_or(rest);
        }
        RecordEnd { block: head + block.len(), next, is_found: true }
    }

    /// Whether the line ends that separate records are at this position of the window.
    fn is_ended_at(&self, at: usize) -> bool {
        let mut rest = self.data().get(at..).unwrap_or_default();
        let most = if self.dialect == WarcDialect::Warc { 2 } else { 1 };
        (0..most).all(|_| {
            let line = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n");
            rest = line.unwrap_or_default();
            line.is_some()
        })
    }

    /// Returns where a compressed member that starts with a record begins inside this record: if
    /// there is one, the length that this record states must be wrong.
    fn member_inside(&self, head: usize, end: Option<usize>) -> Option<usize> {
        let members = self.stream.members.as_ref()?;
        let offset = self.stream.window.offset();
        let end = end.unwrap_or(usize::MAX).min(self.data().len());
        let after = (offset + head as u64).saturating_sub(1);
        let starts = members.members_within(after, offset + end as u64);
        starts
            .into_iter()
            .map(|start| (start - offset) as usize)
            .find(|at| self.data().get(*at..).is_some_and(|rest| self.dialect.begins(rest)))
    }

    /// Returns where, within the first `have` bytes of the window, a record with a readable header
    /// starts.
    fn found_inside(&self, have: usize) -> Option<usize> {
        let at = self.dialect.find(self.data(), 0).filter(|at| *at < have)?;
        let header = self.dialect.header(self.data().get(at..)?, self.stream.window.ended());
        let is_record = match header {
            HeaderScan::Whole(header, _) => !header.kind.is_empty(),
            HeaderScan::Partial => true,
            HeaderScan::None => false,
        };
        is_record.then_some(at)
    }

    /// Whether no member starts in the window.
    fn is_last_member(&self) -> bool {
        let Some(members) = &self.stream.members else { return true };
        let offset = self.stream.window.offset();
        members.members_within(offset, offset + self.data().len() as u64 + 1).is_empty()
    }

    /// Whether the file expands so much that it must be a decompression bomb. If so, reports it and
    /// stops reading.
    fn is_bomb(&mut self) -> bool {
        let Some(members) = &self.stream.members else { return false };
        let (decoded, raw) = (self.stream.window.offset(), members.reached());
        let is_bomb = decoded > BOMB_BYTES && decoded / BOMB_RATIO > raw;
        if is_bomb {
            let reason = format!(
                "{raw} bytes of the file expanded to {}: this is a decompression bomb; the rest \
                 was not read, unpack the file first to import it anyway",
                in_units(decoded as usize)
            );
            let place = self.place();
            self.broken(place, reason);
            self.done = true;
        }
        is_bomb
    }
}

/// Returns the offset after the line ends that start at `from`.
fn blanks_of(data: &[u8], from: usize) -> usize {
    let rest = data.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

impl Source for WarcReader {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Ok(Some(item));
            }
            if self.done {
                return Ok(None);
            }
            self.step()?;
        }
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        match self.dialect {
            WarcDialect::Warc => InputKind::Warc,
            WarcDialect::Arc => InputKind::Arc,
        }
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}

#[cfg(test)]
pub(super) mod tests;
