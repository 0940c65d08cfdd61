//! Ranges: a capture as a record in a WARC file that is fetched by its offset and length, as Common
//! Crawl lists it.

use std::io::{Cursor, Read as _};

use chrono::DateTime;
use url::Url;

use super::state::MementoRow;
use crate::article::MatchKey;
use crate::fetch::ByteRange;
use crate::source::{Format, Input, ItemContent, Limits, open};

/// Returns the address of a record: that of its file, with the range as the fragment. `None` if the
/// file is not below the base, or the numbers are none.
pub(super) fn address(base: &Url, file: &str, offset: &str, length: &str) -> Option<String> {
    let (first, length) = (offset.parse::<u64>().ok()?, length.parse::<u64>().ok()?);
    let last = first.checked_add(length.checked_sub(1)?)?;
    let mut url = base.join(file).ok()?;
    if !url.as_str().starts_with(base.as_str()) {
        return None;
    }
    url.set_query(None);
    url.set_fragment(Some(&format!("bytes={first}-{last}")));
    Some(url.into())
}

/// Returns the range in the address of a record.
pub(super) fn range_of(address: &str) -> Option<ByteRange> {
    let (_, range) = address.rsplit_once("#bytes=")?;
    let (first, last) = range.split_once('-')?;
    Some(ByteRange { first: first.parse().ok()?, last: last.parse().ok()? })
}

/// Checks that bytes are one record, compressed as a gzip member, with the page of a capture; returns
/// the record's id. An error says what they are instead.
pub(super) fn check_record(
    member: &[u8],
    row: &MementoRow,
    limit: usize,
) -> Result<Option<String>, String> {
    let mut decoder = flate2::bufread::GzDecoder::new(member);
    let mut record = Vec::new();
    let most = limit as u64 + 1;
    let read = decoder.by_ref().take(most).read_to_end(&mut record);
    if read.is_err() || record.len() > limit || !decoder.into_inner().is_empty() {
        return Err("the archive did not return one whole compressed record".to_owned());
    }
    let input = Input::Stream(Box::new(Cursor::new(record)));
    let mut source =
        open(input, Format::Warc, &Limits::default()).map_err(|error| error.to_string())?;
    let item = source.next_item().map_err(|error| error.to_string())?;
    let page = match item.map(|item| item.raw) {
        Some(ItemContent::Page(page)) => page,
        Some(ItemContent::Broken { reason, .. }) => return Err(reason),
        _ => return Err("the record has no page".to_owned()),
    };
    let origin = page.origin.as_deref().ok_or("the record states no URL")?;
    let is_same_page = origin.url == row.url
        || MatchKey::of(&origin.url)
            .ok()
            .zip(MatchKey::of(&row.url).ok())
            .is_some_and(|(own, listed)| own == listed);
    let stated = origin.date.as_deref().and_then(|date| DateTime::parse_from_rfc3339(date).ok());
    let is_same_time = stated.is_some_and(|at| at.timestamp() == row.captured / 1_000_000);
    if !is_same_page || !is_same_time {
        let date = origin.date.as_deref().unwrap_or("an unknown time");
        return Err(format!("the record is another capture: {} of {date}", origin.url));
    }
    Ok(origin.record_id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_an_address_below_its_base() {
        let base = Url::parse("https://data.example/crawl/").expect("a URL");
        let check = |file: &str, offset: &str, length: &str, expected: Option<&str>| {
            let found = address(&base, file, offset, length);
            assert_eq!(found.as_deref(), expected, "{file} {offset} {length}");
        };
        let expected = "https://data.example/crawl/a/b.warc.gz#bytes=10-14";
        check("a/b.warc.gz", "10", "5", Some(expected));
        check("a/b.warc.gz?x", "10", "5", Some(expected));
        for file in ["https://evil.example/b", "//evil.example/b", "../b", "/b"] {
            check(file, "10", "5", None);
        }
        check("b", "10", "0", None);
        check("b", "-1", "5", None);
        check("b", "18446744073709551615", "2", None);
        let range = range_of(expected).expect("a range");
        assert_eq!((range.first, range.last), (10, 14));
        assert!(range_of("https://data.example/web/20240301100000id_/http://a.example/").is_none());
        assert!(range_of("https://data.example/a#bytes=x-1").is_none());
    }
}
