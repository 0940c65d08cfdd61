//! Tiles: the catalog's log as static resources, in the form of <https://c2sp.org/tlog-tiles>.

use super::failure::Failure;
use super::reply::Reply;
use super::visit::{Caching, PageResult, Route, Visit};
use crate::article::Sha256;
use crate::proof::checkpoint::Checkpoint;
use crate::proof::merkle::Nodes as _;
use crate::store::{MerkleLog, TILE};

/// The addresses of the log.
pub(super) const ROUTES: &[Route] = &[
    Route {
        pattern: "/checkpoint",
        formats: &[],
        is_suffixed: false,
        caching: Caching::Catalog,
        page: checkpoint,
    },
    Route {
        pattern: "/tile/{*}",
        formats: &[],
        is_suffixed: false,
        caching: Caching::Own,
        page: tile,
    },
];

/// The height of a tile: 256 hashes.
const HEIGHT: u32 = TILE.trailing_zeros();

/// The greatest level of a tile.
const MAX_LEVEL: u64 = 63;

/// The maximum length of an entry in a bundle of entries: its length is written in two bytes.
const MAX_ENTRY: usize = u16::MAX as usize;

const TILE_TYPE: &str = "application/octet-stream";

/// Shows the head of the log.
fn checkpoint(visit: &Visit<'_>) -> PageResult {
    let text = checkpoint_text(visit)?.ok_or_else(|| {
        Failure::not_found("The log has no entries yet. Import something, then ask again.")
    })?;
    Ok(Reply::text(text))
}

/// The checkpoint of the log's current state, signed if the server has a key; `None` if the log is
/// empty.
pub(super) fn checkpoint_text(visit: &Visit<'_>) -> Result<Option<String>, Failure> {
    let mut log = visit.snapshot.log()?;
    let Some(origin) = log.own_origin()? else { return Ok(None) };
    let head = log.head()?;
    let signed = Checkpoint::new(&origin, head.size, head.root)
        .and_then(|checkpoint| checkpoint.signed(visit.request.signer.as_deref()));
    signed.map(Some).map_err(|error| Failure::new(500, error.to_string()))
}

/// What the address of a tile names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TileAddress {
    /// The level; `None` for a bundle of entries.
    level: Option<u32>,
    index: u64,
    /// The number of hashes or entries.
    width: u64,
}

impl TileAddress {
    /// Reads `0/x001/234`, `1/000.p/7` or `entries/005`. Every tile has exactly one address.
    fn read(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        let level = match level {
            "entries" => None,
            level => {
                let level = decimal(level).filter(|level| *level <= MAX_LEVEL)?;
                Some(u32::try_from(level).ok()?)
            }
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                let width = decimal(width).filter(|width| (1..TILE).contains(width))?;
                (index, width)
            }
            None => (rest, TILE),
        };
        let mut number = 0_u64;
        let mut parts = index.split('/').peekable();
        let mut is_first = true;
        while let Some(part) = parts.next() {
            let digits = match (part.strip_prefix('x'), parts.peek()) {
                (Some(digits), Some(_)) => digits,
                (None, None) => part,
                _ => return None,
            };
            let is_three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
            // An index has no leading group of zeros.
            let is_padding = is_first && part.starts_with('x') && digits == "000";
            if !is_three || is_padding {
                return None;
            }
            number = number.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
            is_first = false;
        }
        Some(Self { level, index: number, width })
    }

    /// The number of hashes or entries that the log has at this tile's level.
    fn available(self, size: u64) -> u64 {
        match self.level {
            None => size,
            Some(level) => size.checked_shr(level * HEIGHT).unwrap_or(0),
        }
    }

    /// The first and the last hash or entry, the last one excluded; `None` if the log does not have
    /// all of them yet.
    fn range(self, size: u64) -> Option<(u64, u64)> {
        let first = self.index.checked_mul(TILE)?;
        let end = first.checked_add(self.width)?;
        (end <= self.available(size)).then_some((first, end))
    }
}

/// Parses a number without leading zeros.
fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

/// Shows a tile of hashes or a bundle of entries.
fn tile(visit: &Visit<'_>) -> PageResult {
    let path = visit.segment("*");
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let address = TileAddress::read(path).ok_or_else(|| {
        Failure::not_found(
            "This is not the address of a tile: write /tile/LEVEL/N or /tile/entries/N, with N in \
             groups of three digits such as x001/x234/067, and .p/WIDTH for a partial tile.",
        )
    })?;
    let mut log = visit.snapshot.log()?;
    let size = log.size();
    let (first, end) = address.range(size).ok_or_else(|| {
        Failure::not_found(format!(
            "The log has {size} entries, which do not fill this tile. Ask for the tiles that the \
             checkpoint's size names."
        ))
    })?;
    let bytes = match address.level {
        None => entries(&log, first, end)?,
        Some(level) => hashes(&mut log, level, first, end)?,
    };
    Ok(Reply::of(TILE_TYPE, bytes).immutable())
}

fn hashes(log: &mut MerkleLog<'_>, level: u32, first: u64, end: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(32 * TILE as usize);
    if level == 0 {
        log.each_leaf(first, end, &mut |_, _, leaf| {
            bytes.extend_from_slice(&leaf.0);
            Ok(())
        })?;
        return Ok(bytes);
    }
    for index in first..end {
        let Sha256(node) = log.node(level * HEIGHT, index)?;
        bytes.extend_from_slice(&node);
    }
    Ok(bytes)
}

fn entries(log: &MerkleLog<'_>, first: u64, end: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut too_long = None;
    log.each_entry(first, end, &mut |entry, _, form| {
        match u16::try_from(form.len()) {
            Ok(length) => {
                bytes.extend_from_slice(&length.to_be_bytes());
                bytes.extend_from_slice(form);
            }
            Err(_) => too_long = too_long.or(Some(entry)),
        }
        Ok(())
    })?;
    match too_long {
        None => Ok(bytes),
        Some(entry) => Err(Failure::not_found(format!(
            "Entry {entry} is longer than {MAX_ENTRY} bytes, which a bundle of entries cannot hold. \
             The tile of its hashes can be read."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_one_address() {
        let check = |path: &str, expected: Option<(Option<u32>, u64, u64)>| {
            let found = TileAddress::read(path);
            let found = found.map(|tile| (tile.level, tile.index, tile.width));
            assert_eq!(found, expected, "{path}");
        };
        check("0/000", Some((Some(0), 0, 256)));
        check("0/x001/x234/067", Some((Some(0), 1_234_067, 256)));
        check("63/005.p/17", Some((Some(63), 5, 17)));
        check("entries/x001/234.p/255", Some((None, 1234, 255)));
        for path in [
            "",
            "0",
            "0/",
            "0/5",
            "0/0005",
            "0/x005",
            "0/x000/005",
            "0/001/234",
            "0/x1/234",
            "00/000",
            "64/000",
            "-1/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/07",
            "0/000.p/",
            "0/+12",
            "entries",
            "entries/000/",
            "data/000",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn only_tiles_that_the_log_fills_exist() {
        let check = |path: &str, size: u64, expected: Option<(u64, u64)>| {
            let tile = TileAddress::read(path).expect("an address");
            assert_eq!(tile.range(size), expected, "{path} of {size}");
        };
        // The example of the specification.
        check("0/272", 70_000, Some((69_632, 69_888)));
        check("0/273", 70_000, None);
        check("0/273.p/112", 70_000, Some((69_888, 70_000)));
        check("0/273.p/113", 70_000, None);
        check("1/000", 70_000, Some((0, 256)));
        check("1/001.p/17", 70_000, Some((256, 273)));
        check("1/001.p/18", 70_000, None);
        check("2/000.p/1", 70_000, Some((0, 1)));
        check("3/000.p/1", 70_000, None);
        check("entries/273.p/112", 70_000, Some((69_888, 70_000)));
        check("0/000", 256, Some((0, 256)));
        check("1/000.p/1", 256, Some((0, 1)));
        check("0/000.p/1", 0, None);
        check("63/000.p/1", u64::MAX, None);
    }
}
