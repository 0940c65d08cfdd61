//! Tests over generated archives, each fault named.

use std::io::{Cursor, Write as _};

use super::digest::Stated;
use crate::source::{Format, Input, InputKind, Item, ItemContent, Limits, PageKind, Skips, open};

const BODY: &str = "<html><p>A story of some length, told in one paragraph.</p></html>";

/// Builds a record with its length.
fn record(kind: &str, fields: &[(&str, &str)], block: impl AsRef<[u8]>) -> Vec<u8> {
    let block = block.as_ref();
    let mut out = format!("WARC/1.1\r\nWARC-Type: {kind}\r\n").into_bytes();
    for (name, value) in fields {
        out.extend(format!("{name}: {value}\r\n").bytes());
    }
    out.extend(format!("Content-Length: {}\r\n\r\n", block.len()).bytes());
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn http(head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    block.extend_from_slice(body.as_ref());
    block
}

fn served(url: &str, head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let fields = [
        ("WARC-Target-URI", url),
        ("WARC-Date", "2024-03-01T10:00:00Z"),
        ("WARC-Record-ID", "<urn:uuid:1>"),
        ("Content-Type", "application/http; msgtype=response"),
    ];
    record("response", &fields, http(head, body))
}

/// Builds a page with an HTTP length.
fn page(url: &str) -> Vec<u8> {
    let head = format!("200 OK\r\nContent-Type: text/html\r\nContent-Length: {}", BODY.len());
    served(url, &head, BODY)
}

fn info() -> Vec<u8> {
    record("warcinfo", &[], "software: a test\r\n")
}

fn request(url: &str) -> Vec<u8> {
    record("request", &[("WARC-Target-URI", url)], "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

/// Compresses with an extra field, as wget writes it.
fn gzip_extra(data: &[u8]) -> Vec<u8> {
    let builder = flate2::GzBuilder::new().extra(&b"sl\x08\0\x01\0\0\0\x02\0\0\0"[..]);
    let mut encoder = builder.write(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

struct Read {
    items: Vec<Item>,
    skips: Skips,
}

impl Read {
    fn of_input(bytes: Vec<u8>, format: Format, limits: &Limits) -> Self {
        let input = Input::Stream(Box::new(Cursor::new(bytes)));
        let mut source = open(input, format, limits).expect("an archive");
        let mut items = Vec::new();
        while let Some(item) = source.next_item().expect("readable") {
            items.push(item);
            assert!(items.len() < 10_000, "no end");
        }
        assert!(source.next_item().expect("the end stays the end").is_none());
        Self { items, skips: source.skips().expect("skips").clone() }
    }

    fn of(bytes: impl Into<Vec<u8>>) -> Self {
        Self::of_input(bytes.into(), Format::Auto, &Limits::default())
    }

    /// The pages by the path of their URL, `!` for broken items.
    fn short(&self) -> Vec<String> {
        let path = |url: &str| url.trim_start_matches("http://a.example").to_owned();
        self.items
            .iter()
            .map(|item| match &item.raw {
                ItemContent::Page(page) => path(&page.origin.as_ref().expect("an origin").url),
                ItemContent::RevisitRecord(revisit) => format!("={}", path(&revisit.origin.url)),
                ItemContent::RedirectRecord(redirect) => {
                    format!("{}>{}", path(&redirect.origin.url), path(&redirect.target))
                }
                ItemContent::LookRecord(look) => {
                    format!("{} {}", look.status, path(&look.origin.url))
                }
                ItemContent::Broken { .. } => "!".to_owned(),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn reasons(&self) -> Vec<(u64, &str)> {
        let broken = self.items.iter().filter_map(|item| match &item.raw {
            ItemContent::Broken { reason, .. } => Some((item.place.offset, reason.as_str())),
            _ => None,
        });
        broken.collect()
    }

    fn offsets(&self) -> Vec<u64> {
        self.items.iter().map(|item| item.place.offset).collect()
    }

    #[track_caller]
    fn one_page(&self) -> &crate::source::RawPage {
        match self.items.as_slice() {
            [Item { raw: ItemContent::Page(page), .. }] => page,
            other => panic!("{other:?}, {:?}", self.skips),
        }
    }
}

const BODY_LENGTH: i64 = BODY.len() as i64;
const A: &str = "http://a.example/a";
const B: &str = "http://a.example/b";
const C: &str = "http://a.example/c";

#[test]
fn a_page_carries_what_its_record_says() {
    let read = Read::of([info(), request(A), page(A)].concat());
    let page = read.one_page();
    assert_eq!(page.bytes, BODY.as_bytes());
    assert_eq!((page.kind, page.content_type.as_deref()), (PageKind::Html, Some("text/html")));
    let origin = page.origin.as_ref().expect("an origin");
    assert_eq!(origin.url, A);
    assert_eq!(origin.date.as_deref(), Some("2024-03-01T10:00:00Z"));
    assert_eq!(origin.record_id.as_deref(), Some("urn:uuid:1"));
    assert_eq!(origin.payload, [Stated::sha1_of(BODY.as_bytes()).name()]);
    assert_eq!((read.skips.quiet, read.skips.records), (2, 0));
}

#[test]
fn every_manner_of_compression_gives_the_same_records() {
    let records = [info(), page(A), request(A), page(B)];
    let plain = records.concat();
    let each = |pack: &dyn Fn(&[u8]) -> Vec<u8>| -> (Vec<u8>, Vec<u64>) {
        let (mut all, mut starts) = (Vec::new(), Vec::new());
        for record in &records {
            starts.push(all.len() as u64);
            all.extend(pack(record));
        }
        (all, vec![starts[1], starts[3]])
    };
    let zstd = |data: &[u8]| zstd::encode_all(data, 3).expect("memory");
    let decoded = vec![records[0].len() as u64, (plain.len() - records[3].len()) as u64];
    let cases = [
        ("plain", plain.clone(), decoded.clone()),
        ("one gzip for all", gzip(&plain), decoded.clone()),
        ("a gzip member each", each(&gzip).0, each(&gzip).1),
        ("with an extra field", each(&gzip_extra).0, each(&gzip_extra).1),
        ("a zstd frame each", each(&zstd).0, each(&zstd).1),
        ("one zstd frame for all", zstd(&plain), decoded.clone()),
        ("members that part records", plain.chunks(50).flat_map(gzip).collect(), decoded.clone()),
        ("gzip in gzip", gzip(&each(&gzip).0), decoded),
    ];
    for (name, bytes, offsets) in cases {
        let read = Read::of(bytes);
        assert_eq!(read.short(), ["/a", "/b"], "{name}");
        assert_eq!(read.skips.quiet, 2, "{name}");
        assert_eq!(read.offsets(), offsets, "{name}");
    }
}

#[test]
fn a_zstd_dictionary_in_the_first_frame_is_used() {
    let records: Vec<Vec<u8>> =
        (0..200).map(|number| page(&format!("http://a.example/{number}"))).collect();
    let dictionary = zstd::dict::from_samples(&records, 8 << 10).expect("a dictionary");
    let pack = |dictionary: &[u8], data: &[u8]| {
        let mut encoder = zstd::bulk::Compressor::with_dictionary(3, dictionary).expect("memory");
        encoder.compress(data).expect("memory")
    };
    for content in [dictionary.clone(), zstd::encode_all(&*dictionary, 3).expect("memory")] {
        let mut bytes = vec![0x5D, 0x2A, 0x4D, 0x18];
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend(&content);
        let first = bytes.len() as u64;
        bytes.extend(records.iter().flat_map(|record| pack(&dictionary, record)));
        let read = Read::of(bytes);
        assert_eq!(read.items.len(), 200, "{:?}", read.reasons());
        assert_eq!((read.short()[0].as_str(), read.offsets()[0]), ("/0", first));
    }
}

#[test]
fn headers_with_bare_line_ends_are_read() {
    let text = String::from_utf8([info(), page(A), page(B)].concat()).expect("text");
    let read = Read::of(text.replace("\r\n", "\n"));
    // The stated lengths are those of the longer lines, so they are wrong.
    assert_eq!(read.short(), ["/a", "/b"], "{:?}", read.reasons());
}

/// Changes the stated length of the first record with this URL.
fn mislead(bytes: &[u8], url: &str, by: i64) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let at = text.find(&format!("WARC-Target-URI: {url}\r")).expect("the record");
    let field = at + text[at..].find("Content-Length: ").expect("its length") + 16;
    let end = field + text[field..].find('\r').expect("its end");
    let length: i64 = text[field..end].parse().expect("a number");
    format!("{}{}{}", &text[..field], length + by, &text[end..]).into_bytes()
}

#[test]
fn a_wrong_length_costs_no_other_record() {
    let whole = [info(), page(A), page(B), page(C)].concat();
    for by in [-70, -9, -1, 1, 3, 5, 90, 500, 100_000, 9_000_000_000] {
        let read = Read::of(mislead(&whole, A, by));
        assert_eq!(read.short(), ["/a", "/b", "/c"], "{by}: {:?}", read.reasons());
        assert_eq!(read.items[0].place.offset, info().len() as u64, "{by}");
        let ItemContent::Page(page) = &read.items[0].raw else { panic!("{by}") };
        assert_eq!(page.bytes, BODY.as_bytes(), "{by}");
        // If compressed, the next member shows the end.
        let text = mislead(&whole, A, by);
        let at = |url: &str| {
            let needle = format!("WARC-Target-URI: {url}\r");
            let found = memchr::memmem::find(&text, needle.as_bytes()).expect("the record");
            memchr::memmem::rfind(&text[..found], b"WARC/1.1").expect("its beginning")
        };
        let cuts = [0, at(A), at(B), at(C), text.len()];
        let packed: Vec<u8> = cuts.windows(2).flat_map(|cut| gzip(&text[cut[0]..cut[1]])).collect();
        let read = Read::of(packed);
        assert_eq!(read.short(), ["/a", "/b", "/c"], "{by}: {:?}", read.reasons());
    }
}

/// Builds a page whose length is stated neither by a digest nor by HTTP.
fn unmeasured(url: &str) -> Vec<u8> {
    served(url, "200 OK\r\nContent-Type: text/html", BODY)
}

#[test]
fn a_length_that_nothing_contradicts_never_cuts_a_page() {
    for by in [-BODY_LENGTH, -60, -20, -3, -1, 90, 500, 100_000] {
        let first = info().len() as u64;
        for (whole, at, expected) in [
            ([info(), unmeasured(A), page(B)].concat(), 0, ["/a", "/b"]),
            // The last record: it ends at the end of the file.
            ([info(), page(B), unmeasured(A)].concat(), 1, ["/b", "/a"]),
        ] {
            if at == 1 && by > 0 {
                continue;
            }
            let read = Read::of(mislead(&whole, A, by));
            assert_eq!(read.short(), expected, "{by}: {:?}", read.reasons());
            let ItemContent::Page(page) = &read.items[at].raw else { panic!("{by}") };
            assert_eq!(page.bytes, BODY.as_bytes(), "{by}");
            // The repair is reported, with its location.
            assert_eq!(read.skips.repaired, 1, "{by}");
            let repair = &read.skips.repairs[0];
            assert_eq!(repair.place.offset, read.items[at].place.offset, "{by}");
            assert!(at == 1 || repair.place.offset == first);
            assert!(repair.reason.contains("is wrong"), "{}", repair.reason);
        }
    }
    assert_eq!(Read::of([info(), unmeasured(A), page(B)].concat()).skips.repaired, 0);
}

#[test]
fn a_record_whose_end_nothing_tells_is_rejected() {
    let whole = unmeasured(A);
    let open = &whole[..whole.len() - 4];
    for (name, bytes) in [
        // No line ends, neither at the stated end nor before the next record.
        ("short", [mislead(open, A, -20), page(B)].concat()),
        ("short, and the last", mislead(open, A, -20)),
        // The end is lost: the rest must not be accepted as the page.
        ("lost", [whole[..whole.len() - 30].to_vec(), page(B)].concat()),
    ] {
        let read = Read::of(bytes);
        assert!(!read.short().contains(&"/a".to_owned()), "{name}: {:?}", read.short());
        let (offset, reason) = read.reasons()[0];
        assert_eq!(offset, 0, "{name}");
        assert!(
            reason.contains("end cannot be determined") || reason.contains("cut short"),
            "{name}: {reason}"
        );
        assert_eq!(read.skips.records + read.skips.repaired, 0, "{name}");
        let ItemContent::Broken { bytes, .. } = &read.items[0].raw else { panic!("{name}") };
        assert!(bytes.starts_with(b"WARC/1.1"), "{name}");
    }
}

#[test]
fn damaged_compressed_pages_are_rejects_and_no_skips() {
    let lines: Vec<String> =
        (0..60).map(|n: u32| format!("<p>Line {n}: {:x} mice", n.pow(3))).collect();
    let story = lines.concat();
    let html = format!("<html><body>{story}</body></html>");
    let level = flate2::Compression::default();
    let pack = |reader: &mut dyn std::io::Read| {
        let mut packed = Vec::new();
        reader.read_to_end(&mut packed).expect("memory");
        packed
    };
    // One uncompressed block of a brotli stream (RFC 7932 § 9.2).
    let brotli = [&[0x8B, 0x06, 0x80][..], b"<html><p>story", &[3]].concat();
    for (coding, packed) in [
        ("gzip", gzip(html.as_bytes())),
        ("deflate", pack(&mut flate2::read::ZlibEncoder::new(html.as_bytes(), level))),
        ("deflate", pack(&mut flate2::read::DeflateEncoder::new(html.as_bytes(), level))),
        ("br", brotli),
        ("zstd", zstd::encode_all(html.as_bytes(), 3).expect("memory")),
    ] {
        let head = format!("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}");
        let of = |body: &[u8]| Read::of([served(A, &head, body), page(B)].concat());
        assert_eq!(of(&packed).short(), ["/a", "/b"], "{coding}");
        // The first bytes alone may be text.
        for cut in 8..packed.len() {
            let read = of(&packed[..cut]);
            // Without its last byte, the brotli content may still be complete.
            let is_told = read.short() == ["!", "/b"] || coding == "br" && cut > 3;
            assert!(is_told && read.skips.records == 0, "{coding} {cut}: {:?}", read.skips);
        }
        for at in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x55;
            let read = of(&damaged);
            assert_eq!(read.skips.records, 0, "{coding} {at}: {:?}", read.skips.reasons);
            for (offset, reason) in read.reasons() {
                assert_eq!(offset, 0, "{coding} {at}");
                assert!(reason.contains("damaged") || reason.contains("unpacks"), "{reason}");
            }
        }
    }
}

#[test]
fn a_length_that_is_missing_or_no_number_is_found_out() {
    for instead in ["Content-Length: many\r", "X-Length: 7\r", "Content-Length: -1\r"] {
        let text = String::from_utf8([page(A), page(B)].concat()).expect("text");
        let from = text.find("Content-Length: ").expect("a length");
        let end = from + text[from..].find('\r').expect("its end");
        let read = Read::of(format!("{}{instead}{}", &text[..from], &text[end + 1..]));
        assert_eq!(read.short(), ["/a", "/b"], "{instead}: {:?}", read.reasons());
    }
}

#[test]
fn a_record_within_a_record_is_a_part_of_it() {
    let fields = [("WARC-Target-URI", A), ("Content-Type", "application/warc")];
    let outer = record("resource", &fields, [page(B), page(C)].concat());
    let read = Read::of([outer, page(A)].concat());
    assert_eq!(read.short(), ["/a"]);
    assert_eq!(read.skips.by_reason(), [("application/warc", 1)]);
}

#[test]
fn garbage_between_records_is_told_by_its_offset() {
    let (first, garbage) = (page(A), b"\x07 garbage\nWARC/ and WARC/1.0 too\n".repeat(40));
    let at = first.len() as u64;
    let read = Read::of([first.clone(), garbage.clone(), page(B)].concat());
    assert_eq!(read.short(), ["/a", "!", "/b"]);
    let (offset, reason) = read.reasons()[0];
    assert_eq!(offset, at);
    assert!(
        reason.contains(&format!("{} bytes from here on are not a record", garbage.len())),
        "{reason}"
    );
    // Between compressed members.
    let packed = [gzip(&page(A)), garbage.clone(), gzip(&page(B))].concat();
    let read = Read::of(packed);
    assert_eq!(read.short(), ["/a", "!", "/b"], "{:?}", read.reasons());
    assert!(read.reasons()[0].1.contains("not a gzip member"), "{:?}", read.reasons());
    // Before the first record, if the user states the format.
    let bytes = [garbage, page(B)].concat();
    let read = Read::of_input(bytes, Format::Warc, &Limits::default());
    assert_eq!(read.short(), ["!", "/b"]);
}

#[test]
fn a_header_that_cannot_be_read_is_passed_over() {
    let bad = format!("WARC/1.0\r\nWARC-Type: response\r\nX: {}\r\n\r\n", "x".repeat(70_000));
    let read = Read::of([page(A), bad.into_bytes(), page(B)].concat());
    assert_eq!(read.short(), ["/a", "!", "/b"]);
    assert!(read.reasons()[0].1.contains("unreadable header"), "{:?}", read.reasons());
}

#[test]
fn a_truncated_archive_gives_what_is_whole() {
    let whole = [info(), page(A), page(B)].concat();
    let last = (info().len() + page(A).len()) as u64;
    for cut in [5, 20, 60, 66] {
        let read = Read::of(&whole[..whole.len() - cut]);
        assert_eq!(read.short(), ["/a", "!"], "{cut}");
        let (offset, reason) = read.reasons()[0];
        assert_eq!(offset, last);
        assert!(reason.contains("cut off") && reason.contains("bytes are missing"), "{reason}");
    }
    // In its header, and in the line ends after it.
    let header = &whole[..last as usize + 30];
    assert_eq!(Read::of(header).short(), ["/a", "!"]);
    assert_eq!(Read::of(&whole[..whole.len() - 4]).short(), ["/a", "/b"]);
    // Compressed: the last member ends early.
    let packed = [gzip(&page(A)), gzip(&page(B))].concat();
    for cut in 1..40 {
        let read = Read::of(&packed[..packed.len() - cut]);
        assert_eq!(read.short().first().map(String::as_str), Some("/a"), "{cut}");
        let rest = &read.short()[1..];
        // The page is complete if only the checksum is missing: its HTTP length proves it.
        assert!(rest == ["!"] || (cut <= 16 && rest == ["/b", "!"]), "{cut}: {rest:?}");
    }
}

#[test]
fn a_damaged_member_costs_no_other_one() {
    let members: Vec<Vec<u8>> =
        [page(A), page(B), page(C)].iter().map(|record| gzip(record)).collect();
    let second = members[0].len();
    for damage in 0..members[1].len() {
        let mut bytes = members.concat();
        bytes[second + damage] ^= 0x55;
        let read = Read::of(bytes);
        let short = read.short();
        assert_eq!(short.first().map(String::as_str), Some("/a"), "{damage}");
        assert_eq!(short.last().map(String::as_str), Some("/c"), "{damage}: {:?}", read.reasons());
        // Some bytes of a header have no effect (the time), some affect only the page's text.
        assert!(short.len() >= 3 || damage < 10, "{damage}: {short:?}");
    }
}

/// Found by damaging records at random: the next record started in the middle of a line and was
/// lost.
#[test]
fn a_record_that_lost_its_end_does_not_hide_the_next() {
    let whole = page(A);
    let read = Read::of([whole[..whole.len() - 8].to_vec(), page(B), page(C)].concat());
    assert_eq!(read.short(), ["!", "/b", "/c"], "{:?}", read.reasons());
    assert!(read.reasons()[0].1.contains("cut short"), "{:?}", read.reasons());
}

/// Found by damaging records at random: a header without its end continued into the next one, whose
/// page was then stored under the URL of the first.
#[test]
fn a_header_that_lost_its_end_does_not_take_the_next_ones_page() {
    let text = String::from_utf8(page(A)).expect("text");
    let at = text.find("Content-Length").expect("a length");
    let read = Read::of([&text.as_bytes()[..at], &page(B), &page(C)].concat());
    assert_eq!(read.short(), ["!", "/b", "/c"], "{:?}", read.reasons());
}

/// Found by damaging records at random: a page had lost its middle, and the bytes of the next
/// record filled it up to the length that both of its lengths state.
#[test]
fn lengths_that_agree_prove_nothing_where_another_record_begins() {
    let whole = page(A);
    let cut = [&whole[..whole.len() - 50], b"\r\n\r\n"].concat();
    let read = Read::of([cut, page(B), page(C)].concat());
    assert_eq!(read.short(), ["!", "/b", "/c"], "{:?}", read.reasons());
}

/// Damage to one record, plain or compressed separately, does not affect the others.
#[test]
fn damage_stays_within_its_record() {
    let urls: Vec<String> = (0..5).map(|number| format!("http://a.example/{number}")).collect();
    let mut dice = 1_u64;
    let mut throw = |below: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
        (dice >> 33) as usize % below.max(1)
    };
    for round in 0..1500 {
        let mut records: Vec<Vec<u8>> = urls.iter().map(|url| page(url)).collect();
        let is_packed = round % 3 == 0;
        if is_packed {
            records = records.iter().map(|record| gzip(record)).collect();
        }
        let record = &mut records[2];
        for _ in 0..=throw(4) {
            let (at, length) = (throw(record.len()), throw(60));
            let end = (at + length).min(record.len());
            match throw(4) {
                0 => record[at] = throw(256) as u8,
                1 => record[at..end].fill(throw(256) as u8),
                2 => drop(record.drain(at..end)),
                _ => drop(record.splice(at..at, (0..length).map(|_| throw(256) as u8))),
            }
            if record.is_empty() {
                record.push(b'x');
            }
        }
        let read = Read::of(records.concat());
        let short = read.short();
        for number in [0, 1, 3, 4] {
            let expected = format!("/{number}");
            assert!(
                short.contains(&expected),
                "round {round}, packed {is_packed}: {short:?}, {:?}\n{}",
                read.reasons(),
                String::from_utf8_lossy(&records[2])
            );
        }
    }
}

#[test]
fn a_damaged_first_member_costs_no_other_one() {
    let first = gzip(&page(A));
    for damage in 2..first.len() {
        let mut bytes = [first.clone(), gzip(&page(B)), gzip(&page(C))].concat();
        bytes[damage] ^= 0x55;
        let input = Input::Stream(Box::new(Cursor::new(bytes.clone())));
        // If its first bytes are damaged, only its beginning shows that it is an archive.
        let opened = open(input, Format::Auto, &Limits::default());
        let is_told = opened.is_ok_and(|source| source.kind() == InputKind::Warc);
        let format = if is_told { Format::Auto } else { Format::Warc };
        let short = Read::of_input(bytes, format, &Limits::default()).short();
        assert_eq!(short.get(short.len() - 2..), Some(&["/b".into(), "/c".into()][..]), "{damage}");
        assert!(short.len() > 2, "{damage}: {short:?}");
    }
}

#[test]
fn a_damaged_frame_costs_no_other_one() {
    let pack = |record: Vec<u8>| zstd::encode_all(&*record, 3).expect("memory");
    let mut bytes = [pack(page(A)), pack(page(B)), pack(page(C))].concat();
    let at = pack(page(A)).len();
    bytes[at..at + 4].fill(0xFF);
    let short = Read::of(bytes).short();
    assert_eq!(short.first().zip(short.last()).map(|(a, c)| (&**a, &**c)), Some(("/a", "/c")));
    assert!(short.contains(&"!".to_owned()), "{short:?}");
}

#[test]
fn bodies_come_out_of_their_chunks_and_codings() {
    let typed = |more: &str| format!("200 OK\r\nContent-Type: text/html\r\n{more}");
    let chunked =
        format!("10\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", &BODY[..16], BODY.len() - 16, &BODY[16..]);
    let cases = [
        ("chunks", typed("Transfer-Encoding: chunked"), chunked.clone().into_bytes()),
        ("chunks, joined already", typed("Transfer-Encoding: chunked"), BODY.into()),
        ("gzip", typed("Content-Encoding: gzip"), gzip(BODY.as_bytes())),
        ("gzip, undone already", typed("Content-Encoding: gzip"), BODY.into()),
        ("gzip, not labeled", typed("Server: x"), gzip(BODY.as_bytes())),
        ("brotli, undone already", typed("Content-Encoding: br"), BODY.into()),
    ];
    for (name, head, body) in cases {
        let read = Read::of(served(A, &head, body));
        assert_eq!(read.one_page().bytes, BODY.as_bytes(), "{name}");
    }
    let packed = gzip(BODY.as_bytes());
    let mut both = format!("{:x}\r\n", packed.len()).into_bytes();
    both.extend(packed);
    both.extend(b"\r\n0\r\n\r\n");
    let head = typed("Transfer-Encoding: chunked\r\nContent-Encoding: gzip");
    assert_eq!(Read::of(served(A, &head, both)).one_page().bytes, BODY.as_bytes());
    let broken = format!("{}\r\nzz\r\nx", &chunked[..40]);
    let read = Read::of(served(A, &typed("Transfer-Encoding: chunked"), broken));
    assert!(read.reasons()[0].1.contains("chunks break off"), "{:?}", read.reasons());
    let mut damaged = gzip(BODY.as_bytes());
    damaged.truncate(40);
    let read = Read::of(served(A, &typed("Content-Encoding: gzip"), damaged));
    assert!(read.reasons()[0].1.contains("damaged"), "{:?}", read.reasons());
    let read = Read::of(served(A, &typed("Content-Encoding: magic"), "\x01\x02"));
    assert!(read.reasons()[0].1.contains("\"magic\""), "{:?}", read.reasons());
}

#[test]
fn digests_are_checked() {
    let block = http("200 OK\r\nContent-Type: text/html", BODY);
    let sealed = |of_block: &str, of_payload: &str| {
        let fields = [
            ("WARC-Target-URI", A),
            ("Content-Type", "application/http"),
            ("WARC-Block-Digest", of_block),
            ("WARC-Payload-Digest", of_payload),
        ];
        Read::of(record("response", &fields, &block))
    };
    let (good_block, good) =
        (Stated::sha1_of(&block).name(), Stated::sha1_of(BODY.as_bytes()).name());
    let bad = Stated::sha1_of(b"another").name();
    sealed(&good_block, &good).one_page();
    // A digest with an unknown algorithm is not checked.
    sealed(&good_block, "blake9:00").one_page();
    for (of_block, of_payload, word) in
        [(&bad, &good, "the block does not"), (&good_block, &bad, "the payload does not")]
    {
        let read = sealed(of_block, of_payload);
        assert!(read.reasons()[0].1.contains(word), "{:?}", read.reasons());
    }
}

#[test]
fn a_payloads_digest_may_be_of_any_of_its_layers() {
    let packed = gzip(BODY.as_bytes());
    let chunked =
        [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let head = "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\
                Content-Encoding: gzip";
    for layer in [&chunked, &packed, BODY.as_bytes()] {
        let digest = Stated::sha1_of(layer).name();
        let fields = [
            ("WARC-Target-URI", A),
            ("Content-Type", "application/http"),
            ("WARC-Payload-Digest", digest.as_str()),
        ];
        let read = Read::of(record("response", &fields, http(head, &chunked)));
        assert_eq!(read.one_page().origin.as_ref().expect("an origin").payload, [digest]);
    }
}

#[test]
fn a_payloads_digest_may_be_of_the_block_and_is_told() {
    let block = http("200 OK\r\nContent-Type: text/html", BODY);
    let digest = Stated::sha1_of(&block).name();
    let fields = [
        ("WARC-Target-URI", A),
        ("Content-Type", "application/http"),
        ("WARC-Payload-Digest", digest.as_str()),
    ];
    let read = Read::of(record("response", &fields, &block));
    let origin = read.one_page().origin.as_ref().expect("an origin");
    assert!(origin.has_block_digest);
    assert_eq!(origin.payload, [Stated::sha1_of(BODY.as_bytes()).name()]);
}

#[test]
fn the_first_segment_of_a_page_is_no_page() {
    let (first, rest) = BODY.split_at(20);
    let numbered = |kind: &str, number: &str, block: &[u8]| {
        let fields = [
            ("WARC-Target-URI", A),
            ("Content-Type", "application/http"),
            ("WARC-Segment-Number", number),
        ];
        record(kind, &fields, block)
    };
    let block = http("200 OK\r\nContent-Type: text/html", first);
    let segments =
        [numbered("response", "1", &block), numbered("continuation", "2", rest.as_bytes())];
    let read = Read::of([info(), segments.concat(), page(B)].concat());
    assert_eq!(read.short(), ["!", "/b"]);
    let (offset, reason) = read.reasons()[0];
    assert_eq!(offset, info().len() as u64);
    assert!(reason.contains("first segment"), "{reason}");
    assert_eq!(read.skips.by_reason(), [("part of a segmented record", 1)]);
}

#[test]
fn an_archive_is_known_behind_its_damaged_first_line() {
    for junk in [&b"WARX/1.1\r\nWARC-Type: warcinfo\r\n\r\nx\r\n\r\n"[..], &[1, 0, 2, 0, 3, b'\n']]
    {
        let read = Read::of([junk, &page(A), &page(B)].concat());
        assert_eq!(read.short(), ["!", "/a", "/b"], "{:?}", read.reasons());
    }
    // A text that shows a record is a text.
    let text = [b"How a record begins:\n\n", &page(A)[..]].concat();
    let source = open(Input::Stream(Box::new(Cursor::new(text))), Format::Auto, &Limits::default());
    assert!(!matches!(source.expect("a text").kind(), InputKind::Warc));
}

#[test]
fn each_damage_is_told_where_it_begins_and_whether_reading_goes_on() {
    let mut members = [info(), page(A), page(B), page(C)].map(|record| gzip(&record));
    // The checksum of one, the data of another, the end of the last.
    for index in [1, 2] {
        let at = members[index].len() - if index == 1 { 6 } else { 60 };
        members[index][at] ^= 0xFF;
    }
    let cut = members[3].len() - 20;
    members[3].truncate(cut);
    let starts = [members[0].len(), members[..2].concat().len(), members[..3].concat().len()];
    let read = Read::of(members.concat());
    let reasons = read.reasons();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    for (index, ((offset, reason), start)) in reasons.iter().zip(starts).enumerate() {
        assert_eq!(*offset, start as u64, "{reasons:?}");
        assert!(reason.contains(&format!("in the member at byte {start}")), "{reason}");
        assert_eq!(reason.contains("from the next record on"), index < 2, "{reason}");
    }
}

#[test]
fn what_is_no_article_is_counted_with_its_reason() {
    let html = "Content-Type: text/html";
    let records = [
        served(A, "404 Not Found\r\nContent-Type: image/png", "\u{89}PNG"),
        served(&format!("{A}.CSS?x=1"), &format!("500 Oops\r\n{html}"), BODY),
        record("response", &[("WARC-Target-URI", A)], http(&format!("410 Gone\r\n{html}"), BODY)),
        served(A, &format!("700 What\r\n{html}"), BODY),
        served(A, "304 Not Modified", ""),
        served(A, "204 No Content", ""),
        served(A, &format!("206 Partial Content\r\n{html}"), BODY),
        served(A, "200 OK\r\nContent-Type: image/png", "\u{89}PNG"),
        served(A, "200 OK\r\nContent-Type: image/png; x=y", "\u{89}PNG"),
        served(A, &format!("200 OK\r\n{html}"), ""),
        served(A, &format!("200 OK\r\n{html}"), "var a = 1;"),
        served(A, &format!("200 OK\r\n{html}"), "GIF89a...."),
        served(A, "200 OK", "no type, no markup"),
        served(A, "302 Found", ""),
        served("dns:a.example", "200 OK", ""),
        record("resource", &[("WARC-Target-URI", A), ("Content-Type", "text/plain")], "robots"),
        record("continuation", &[("WARC-Target-URI", A)], "more"),
        record("novelty", &[], ""),
    ];
    let read = Read::of(records.concat());
    assert_eq!(read.short(), [""; 0]);
    assert_eq!(read.skips.records, records.len() as u64);
    assert_eq!(read.skips.named.len(), records.len());
    let reasons = &read.skips.reasons;
    for (reason, count) in [
        ("HTTP 404", 1),
        ("HTTP 500", 1),
        ("HTTP 410", 1),
        ("HTTP 700", 1),
        ("HTTP 304", 1),
        ("image/png", 2),
        ("empty page", 1),
        ("labeled HTML, but without markup", 1),
        ("labeled HTML, but an image", 1),
        ("no content type", 1),
        ("HTTP 302 without a valid target", 1),
        ("dns: address", 1),
        ("text/plain", 1),
    ] {
        assert_eq!(reasons.get(reason), Some(&count), "{reason}: {reasons:?}");
    }
    assert_eq!(read.skips.named[0].url.as_deref(), Some(A));
}

#[test]
fn resources_and_conversions_are_pages_too() {
    let of = |kind: &str, mime: &str, body: &str| {
        Read::of(record(kind, &[("WARC-Target-URI", A), ("Content-Type", mime)], body))
    };
    assert_eq!(of("resource", "text/html; charset=utf-8", BODY).one_page().kind, PageKind::Html);
    assert_eq!(of("conversion", "text/plain", "A story.").one_page().kind, PageKind::Text);
    assert_eq!(of("conversion", "application/xhtml+xml", BODY).one_page().kind, PageKind::Html);
}

/// An error response is a look: it says that the request did not return the page. Its length is that of
/// its record.
#[test]
fn errors_are_looks() {
    let check = |head: &str, status: u16, challenges: bool| {
        let bytes = served(A, head, BODY);
        let read = Read::of(bytes.clone());
        let [Item { raw: ItemContent::LookRecord(look), .. }] = read.items.as_slice() else {
            panic!("{head}: {:?} {:?}", read.short(), read.skips)
        };
        assert_eq!((look.status, look.challenges), (status, challenges), "{head}");
        assert_eq!((look.origin.url.as_str(), look.length), (A, bytes.len() as u64), "{head}");
        assert!(read.skips.is_empty(), "{:?}", read.skips);
    };
    check("404 Not Found\r\nContent-Type: text/html", 404, false);
    check("410 Gone", 410, false);
    check("451 Unavailable\r\nContent-Type: text/plain; charset=utf-8", 451, false);
    check("403 Forbidden\r\nCF-Mitigated: challenge", 403, true);
    check("405 Human\r\nx-amzn-waf-action: captcha", 405, true);
    check("503 Oops\r\nContent-Type: text/html", 503, false);
    check("404 Not Found\r\nContent-Type: application/json", 404, false);
    check("410 Gone\r\nContent-Type: application/xml", 410, false);
    let fields = [("WARC-Target-URI", A), ("WARC-Date", "2024-03-02T10:00:00Z")];
    let again = Read::of(record("revisit", &fields, http("404 Not Found", "")));
    assert_eq!(again.short(), ["404 /a"]);

    let block = http("410 Gone\r\nContent-Type: text/html", BODY);
    let of = |digest: &str| {
        let fields = [fields[0], fields[1], ("WARC-Payload-Digest", digest)];
        Read::of(record("response", &fields, block.clone()))
    };
    assert_eq!(of(&Stated::sha1_of(BODY.as_bytes()).name()).short(), ["410 /a"]);
    let read = of(&Stated::sha1_of(b"another page").name());
    let [Item { raw: ItemContent::Broken { reason, .. }, .. }] = read.items.as_slice() else {
        panic!("a damaged error response: {:?}", read.short())
    };
    assert!(reason.contains("digest"), "{reason}");
}

#[test]
fn redirects_lead_somewhere() {
    let check = |location: &str, expected: &str| {
        let read = Read::of(served(A, &format!("301 Moved\r\nLocation: {location}"), ""));
        assert_eq!(read.short(), [expected], "{location}");
    };
    check(B, "/a>/b");
    check("/b", "/a>/b");
    check("b?x=1#top", "/a>/b?x=1#top");
    check("https://b.example/", "/a>https://b.example/");
    let read = Read::of(served(A, "301 Moved\r\nLocation: mailto:x@a.example", ""));
    assert_eq!(read.skips.by_reason(), [("HTTP 301 without a valid target", 1)]);
}

#[test]
fn revisits_say_what_they_point_at() {
    let digest = Stated::sha1_of(BODY.as_bytes()).name();
    let profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
    let fields = [
        ("WARC-Target-URI", A),
        ("WARC-Date", "2024-03-02T10:00:00Z"),
        ("WARC-Record-ID", "<urn:uuid:2>"),
        ("WARC-Profile", profile),
        ("WARC-Payload-Digest", digest.as_str()),
        ("WARC-Refers-To", "<urn:uuid:1>"),
        ("WARC-Refers-To-Target-URI", "<http://a.example/b>"),
        ("WARC-Refers-To-Date", "2024-03-01T10:00:00Z"),
    ];
    let read = Read::of(record("revisit", &fields, http("200 OK\r\nContent-Type: text/html", "")));
    let [Item { raw: ItemContent::RevisitRecord(revisit), .. }] = read.items.as_slice() else {
        panic!("{:?}", read.short())
    };
    assert_eq!(revisit.origin.payload, [digest.as_str()]);
    assert_eq!(revisit.refers_to, Some((B.to_owned(), "2024-03-01T10:00:00Z".to_owned())));
    assert_eq!(revisit.refers_to_id.as_deref(), Some("urn:uuid:1"));
    // Revisits of something other than a page, of an error, of a redirect.
    let of = |head: &str| Read::of(record("revisit", &fields, http(head, "")));
    assert_eq!(of("200 OK\r\nContent-Type: image/gif").skips.by_reason(), [("image/gif", 1)]);
    assert_eq!(of("301 Moved\r\nLocation: /b").short(), ["/a>/b"]);
    // Not modified since a capture, with and without a reference to it.
    let unmodified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
    let of = |more: &[(&str, &str)]| {
        let mut fields = vec![("WARC-Target-URI", A), ("WARC-Profile", unmodified)];
        fields.extend(more);
        Read::of(record("revisit", &fields, http("304 Not Modified", "")))
    };
    assert_eq!(of(&[("WARC-Refers-To-Date", "2024-03-01T10:00:00Z")]).short(), ["=/a"]);
    assert_eq!(of(&[]).skips.records, 1);
}

fn arc(records: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let version = b"1 0 A test\nURL IP-address Archive-date Content-type Archive-length\n";
    let mut out = Vec::new();
    let first = [("filedesc://a.arc", "text/plain", &version[..])];
    for (url, mime, block) in first.iter().chain(records) {
        out.extend(format!("{url} 1.2.3.4 20240301100000 {mime} {}\n", block.len()).bytes());
        out.extend_from_slice(block);
        out.push(b'\n');
    }
    out
}

#[test]
fn an_arc_is_read() {
    let block = http("200 OK\r\nContent-Type: text/html", BODY);
    let bytes = arc(&[
        (A, "text/html", &block),
        ("dns:a.example", "text/dns", b"1 2"),
        (B, "text/html", &block),
    ]);
    for bytes in [bytes.clone(), gzip(&bytes)] {
        let read = Read::of(bytes);
        assert_eq!(read.short(), ["/a", "/b"]);
        assert_eq!((read.skips.quiet, read.skips.records), (1, 1));
        let ItemContent::Page(page) = &read.items[0].raw else { panic!("not a page") };
        assert_eq!(
            page.origin.as_ref().expect("an origin").date.as_deref(),
            Some("20240301100000")
        );
    }
    let source =
        open(Input::Stream(Box::new(Cursor::new(bytes.clone()))), Format::Auto, &Limits::default());
    assert_eq!(source.expect("an archive").kind(), InputKind::Arc);
    // A wrong end at the end of a line of a page whose length is stated nowhere else.
    let lines = http("200 OK\r\nContent-Type: text/html", "<html>\n<p>One.\n<p>Two.</html>");
    let whole = String::from_utf8(arc(&[(A, "text/html", &lines), (B, "text/html", &block)]));
    let wrong = whole.expect("text").replacen(
        &format!("text/html {}\n", lines.len()),
        &format!("text/html {}\n", lines.len() - 15),
        1,
    );
    let read = Read::of(wrong);
    assert_eq!((read.short(), read.skips.repaired), (vec!["/a".into(), "/b".into()], 1));
    let ItemContent::Page(page) = &read.items[0].raw else { panic!("not a page") };
    assert!(page.bytes.ends_with(b"Two.</html>"));
    // A wrong length, too short or too long.
    let text = String::from_utf8(bytes).expect("text");
    let length = format!("text/html {}\n", block.len());
    for wrong in ["text/html 3\n", "text/html 99999\n", "text/html abc\n", "text/html 120\n"] {
        let read = Read::of(text.replacen(&length, wrong, 1));
        assert_eq!(
            read.short().last().map(String::as_str),
            Some("/b"),
            "{wrong}: {:?}",
            read.reasons()
        );
        assert!(read.items.len() >= 2, "{wrong}");
    }
}

#[test]
fn what_is_too_long_is_passed_over_and_told() {
    let limits = Limits { record_bytes: 1 << 20, page_bytes: 1000, ..Limits::default() };
    let long = "x".repeat(300_000);
    let html = served(A, "200 OK\r\nContent-Type: text/html", format!("<html>{long}"));
    let film = served(A, "200 OK\r\nContent-Type: video/mp4", &long);
    for pack in [|data: &[u8]| data.to_vec(), gzip] {
        let bytes = [pack(&html), pack(&film), pack(&page(B))].concat();
        let read = Read::of_input(bytes, Format::Auto, &limits);
        assert_eq!(read.short(), ["!", "/b"], "{:?}", read.reasons());
        assert!(read.reasons()[0].1.contains("Limits::page_bytes"), "{:?}", read.reasons());
        assert_eq!(read.skips.by_reason(), [("video/mp4", 1)]);
    }
    // Just over the limit, inside and outside the window.
    for length in [900, 1001, 5000, 70_000] {
        let body = format!("<html>{}", "x".repeat(length));
        let bytes = [served(A, "200 OK\r\nContent-Type: text/html", body), page(B)].concat();
        let read = Read::of_input(bytes, Format::Auto, &limits);
        let first = if length < 1000 { "/a" } else { "!" };
        assert_eq!(read.short(), [first, "/b"], "{length}: {:?}", read.reasons());
    }
    // A long record that is cut off, and one with a wrong length.
    let read = Read::of_input(film[..200_000].to_vec(), Format::Auto, &limits);
    assert!(read.reasons()[0].1.contains("cut off"), "{:?}", read.reasons());
    let wrong = [mislead(&film, A, 10_000_000), page(B), vec![b'x'; 100_000]].concat();
    let read = Read::of_input(wrong, Format::Auto, &limits);
    assert_eq!(read.short(), ["!", "/b", "!"], "{:?}", read.reasons());
    assert!(read.reasons()[0].1.contains("length is wrong"), "{:?}", read.reasons());
    // A record that may contain records is trusted, and what was skipped with it is reported.
    let head = "200 OK\r\nContent-Type: application/x-tar";
    let held = [long.as_bytes(), b"\n", &page(B), long.as_bytes()].concat();
    let packed = [served(A, head, &held), page(C)].concat();
    assert_eq!(Read::of_input(packed.clone(), Format::Auto, &limits).short(), ["/c"]);
    let wrong = mislead(&packed, A, 500_000);
    let read = Read::of_input(wrong, Format::Auto, &limits);
    assert!(read.reasons()[0].1.contains("a possible record at byte"), "{:?}", read.reasons());
    let wrong = [gzip(&mislead(&film, A, 10_000_000)), gzip(&page(B))].concat();
    let read = Read::of_input(wrong, Format::Auto, &limits);
    assert_eq!(read.short(), ["!", "/b"], "{:?}", read.reasons());
}

#[test]
fn a_page_that_unpacks_beyond_the_limit_is_refused() {
    let limits = Limits { record_bytes: 1 << 20, page_bytes: 100_000, ..Limits::default() };
    let bomb = gzip(format!("<html>{}", "a".repeat(1 << 20)).as_bytes());
    let head = "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
    let read = Read::of_input([served(A, head, bomb), page(B)].concat(), Format::Auto, &limits);
    assert_eq!(read.short(), ["!", "/b"]);
    assert!(read.reasons()[0].1.contains("unpacks to more than"), "{:?}", read.reasons());
}

#[test]
fn empty_and_blank_archives_end() {
    assert_eq!(Read::of(info()).short(), [""; 0]);
    let read = Read::of([info(), b"\r\n".repeat(400_000), page(A), b"\n".repeat(10)].concat());
    assert_eq!(read.short(), ["/a"]);
    let read = Read::of_input(b"prose".to_vec(), Format::Warc, &Limits::default());
    assert_eq!(read.short(), ["!"]);
}

#[test]
fn an_archived_feed_gives_its_entries() {
    let feed = "<rss version='2.0'><channel><title>C</title><item><title>1</title></item>\
                <item><title>2</title></item></channel></rss>";
    let served = |kind: &str, body: &str| {
        let head = format!("200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}", body.len());
        served("http://a.example/feed", &head, body)
    };
    let bytes = [
        info(),
        served("application/rss+xml; charset=utf-8", feed),
        served("text/xml", feed),
        served("text/xml", "<settings><a/></settings>"),
        served("application/atom+xml", "not a feed"),
    ]
    .concat();
    let read = Read::of(bytes);
    assert_eq!(read.items.len(), 4, "{:?}", read.items);
    for item in &read.items {
        let ItemContent::Entry(entry) = &item.raw else { panic!("{item:?}") };
        assert_eq!(entry.captured.as_deref(), Some("2024-03-01T10:00:00Z"));
        assert_eq!(entry.written, None);
    }
    assert_eq!(read.items[1].place.record, Some(2));
    assert_eq!(read.skips.records, 2);
}

pub(in crate::source) use package::zip;

mod package {
    //! A zip package of archives.

    use std::io::Write as _;

    use super::*;

    pub(in crate::source) fn zip(entries: &[(&str, bool, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
        for (name, deflate, data) in entries {
            let method = if *deflate {
                rawzip::CompressionMethod::DEFLATE
            } else {
                rawzip::CompressionMethod::STORE
            };
            let file = archive.new_file(name).compression_method(method);
            let (mut entry, config) = file.start().expect("an entry");
            if *deflate {
                let encoder =
                    flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
                let mut writer = config.wrap(encoder);
                writer.write_all(data).expect("memory");
                let (encoder, descriptor) = writer.finish().expect("memory");
                encoder.finish().expect("memory");
                entry.finish(descriptor).expect("memory");
            } else {
                let mut writer = config.wrap(&mut entry);
                writer.write_all(data).expect("memory");
                let (_, descriptor) = writer.finish().expect("memory");
                entry.finish(descriptor).expect("memory");
            }
        }
        archive.finish().expect("memory");
        out
    }

    fn read(bytes: &[u8]) -> Result<(Vec<Item>, Skips), String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.wacz");
        std::fs::write(&path, bytes).expect("a file");
        let mut source = open(Input::Path(path), Format::Auto, &Limits::default())
            .map_err(|error| error.to_string())?;
        assert_eq!(source.kind(), InputKind::Wacz);
        let mut items = Vec::new();
        while let Some(item) = source.next_item().expect("readable") {
            items.push(item);
        }
        Ok((items, source.skips().expect("skips").clone()))
    }

    #[test]
    fn its_archives_are_read_where_they_lie() {
        let each = [gzip(&info()), gzip(&page(A)), gzip(&page(B))].concat();
        let plain = [info(), page(C)].concat();
        let package = zip(&[
            ("datapackage.json", true, b"{}"),
            ("archive/1.warc.gz", false, &each),
            ("archive/2.warc", true, &plain),
            ("archive/3.warc.gz", false, b"no archive"),
            ("pages/pages.jsonl", true, b"{}\n"),
        ]);
        let (items, skips) = read(&package).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["/a", "/b", "/c", "!"]);
        assert_eq!(short.skips.quiet, 2);
        assert_eq!(short.offsets()[0], gzip(&info()).len() as u64);
        let inputs: Vec<&str> = short.items.iter().map(|item| &*item.place.input).collect();
        assert!(inputs[0].ends_with("x.wacz/archive/1.warc.gz"), "{inputs:?}");
        assert!(inputs[2].ends_with("x.wacz/archive/2.warc"), "{inputs:?}");
    }

    /// The position of a field in the table of contents, for the entry with this number.
    fn field(package: &[u8], entry: usize, at: usize) -> std::ops::Range<usize> {
        let record = memchr::memmem::find_iter(package, b"PK\x01\x02").nth(entry).expect("one");
        record + at..record + at + 4
    }

    fn number(package: &[u8], field: std::ops::Range<usize>) -> u32 {
        u32::from_le_bytes(package[field].try_into().expect("four"))
    }

    const COMPRESSED: usize = 20;
    const OFFSET: usize = 42;

    #[test]
    fn an_entry_that_is_not_where_the_table_says_costs_no_other_one() {
        let [first, second, third] = [A, B, C].map(page);
        let whole = zip(&[
            ("archive/1.warc", false, &first),
            ("archive/2.warc", true, &second),
            ("archive/3.warc", false, &third),
        ]);
        let second = number(&whole, field(&whole, 1, OFFSET));
        let third = number(&whole, field(&whole, 2, OFFSET));
        for (offset, why) in [
            (second + 1, "points to byte"),
            (u32::MAX - 1, "points to byte"),
            (third, "belongs to another entry"),
            (0, "belongs to another entry"),
        ] {
            let mut package = whole.clone();
            let field = field(&whole, 1, OFFSET);
            package[field].copy_from_slice(&offset.to_le_bytes());
            let (items, skips) = read(&package).expect("a package");
            let short = Read { items, skips };
            assert_eq!(short.short(), ["/a", "!", "/c"], "{offset}: {:?}", short.reasons());
            assert!(short.reasons()[0].1.contains(why), "{offset}: {:?}", short.reasons());
            assert_eq!(short.reasons()[0].0, u64::from(offset));
            assert!(short.items[1].place.input.ends_with("x.wacz/archive/2.warc"));
        }
    }

    #[test]
    fn entries_that_share_bytes_are_refused() {
        let [first, second] = [A, B].map(page);
        // One header, listed twice.
        let twice = [("archive/1.warc", false, &first[..]), ("archive/1.warc", false, &second)];
        let mut package = zip(&twice);
        let offset = field(&package, 1, OFFSET);
        package[offset].copy_from_slice(&0_u32.to_le_bytes());
        let (items, skips) = read(&package).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["/a", "!"]);
        assert!(short.reasons()[0].1.contains("shares the header"), "{:?}", short.reasons());
        // An entry that overlaps the header of the next.
        let mut package =
            zip(&[("archive/1.warc", false, &first), ("archive/2.warc", false, &second)]);
        let length = field(&package, 0, COMPRESSED);
        let longer = number(&package, length.clone()) + 200;
        package[length].copy_from_slice(&longer.to_le_bytes());
        let (items, skips) = read(&package).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["!", "/b"]);
        assert!(short.reasons()[0].1.contains("overlaps another"), "{:?}", short.reasons());
    }

    #[test]
    fn a_table_of_contents_that_breaks_off_gives_what_it_names_before() {
        let mut package =
            zip(&[("archive/1.warc", false, &page(A)), ("archive/2.warc", false, &page(B))]);
        let second = field(&package, 1, 0);
        package[second].copy_from_slice(b"XXXX");
        let (items, skips) = read(&package).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["/a", "!"], "{:?}", short.reasons());
        assert!(short.reasons()[0].1.contains("table of contents"), "{:?}", short.reasons());
    }

    #[test]
    fn the_digests_of_its_description_are_checked() {
        let plain = page(A);
        let digest = |data: &[u8]| {
            use sha2::Digest as _;
            let digest = sha2::Sha256::digest(data);
            digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
        };
        let package = |hash: &str| {
            let description = format!(
                "{{\"resources\": [{{\"path\": \"archive/1.warc\", \"hash\": \"{hash}\"}}]}}"
            );
            let other = page(B);
            zip(&[
                ("archive/1.warc", true, &plain[..]),
                ("archive/2.warc", true, &other[..]),
                ("datapackage.json", true, description.as_bytes()),
            ])
        };
        for hash in [format!("sha256:{}", digest(&plain)), "md5:00".into(), "sha256:é".into()] {
            let (items, skips) = read(&package(&hash)).expect("a package");
            assert_eq!(Read { items, skips }.short(), ["/a", "/b"], "{hash}");
        }
        let hash = format!("sha256:{}", digest(b"other"));
        let (items, skips) = read(&package(&hash)).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["/a", "!", "/b"], "{:?}", short.reasons());
        assert!(short.reasons()[0].1.contains("datapackage.json"), "{:?}", short.reasons());
    }

    #[test]
    fn one_that_is_damaged_says_so() {
        let plain = [info(), page(A), page(B)].concat();
        let mut package =
            zip(&[("archive/1.warc", false, &plain), ("archive/2.warc", false, &page(C))]);
        let at = memchr::memmem::find(&package, b"A story").expect("the page");
        package[at] = b'B';
        let (items, skips) = read(&package).expect("a package");
        let short = Read { items, skips };
        assert_eq!(short.short(), ["/a", "/b", "!", "/c"]);
        assert!(short.reasons()[0].1.contains("checksum"), "{:?}", short.reasons());
        package.truncate(package.len() - 30);
        let error = read(&package).expect_err("cut off");
        assert!(error.contains("cut off or damaged; fetch"), "{error}");
        let error = read(&zip(&[("datapackage.json", true, b"{}")])).expect_err("no archive");
        assert!(error.contains("without a web archive in it"), "{error}");
    }
}

const PROSE: &str = "The harbour board will repair the north quay this summer, after stones of its wall moved in the storms.\n\nIt agreed on Monday to spend more on the work than was planned, because divers found cavities under the road.\n";

#[test]
fn articles_in_plain_text_and_json_are_read() {
    let mut archive =
        served("http://a.example/quay.txt", "200 OK\r\nContent-Type: text/plain", PROSE);
    archive.extend(served(
        "http://a.example/robots.txt",
        "200 OK\r\nContent-Type: text/plain",
        PROSE,
    ));
    let json = serde_json::json!({"items": [{"title": "Quay", "url": "http://a.example/q", "text": PROSE}]});
    let head = "200 OK\r\nContent-Type: application/json";
    archive.extend(served("http://a.example/api", head, json.to_string()));
    archive.extend(served("http://a.example/config", head, "{\"title\":\"x\"}"));
    let read = Read::of(archive);
    let [text, record] = read.items.as_slice() else { panic!("{:?}", read.items) };
    assert!(matches!(&text.raw, ItemContent::Page(page) if page.kind == PageKind::Text));
    let ItemContent::Json(json) = &record.raw else { panic!("{record:?}") };
    let fields: serde_json::Value = serde_json::from_slice(json).expect("JSON");
    assert_eq!(fields["captured"], "2024-03-01T10:00:00Z");
    assert_eq!(read.skips.records, 2);
}

#[test]
fn damaged_records_are_kept_on_request() {
    let fields = [
        ("WARC-Target-URI", "http://a.example/x"),
        ("WARC-Date", "2024-03-01T10:00:00Z"),
        ("WARC-Record-ID", "<urn:uuid:1>"),
        ("WARC-Payload-Digest", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ];
    let archive = record("response", &fields, http("200 OK\r\nContent-Type: text/html", BODY));
    let limits = Limits { keeps_damaged: true, ..Limits::default() };
    let read = Read::of_input(archive.clone(), Format::Auto, &limits);
    let origin = read.one_page().origin.as_ref().expect("an origin");
    let damage = origin.damage.as_deref().unwrap_or_default();
    assert!(damage.contains("payload does not match the digest"), "{damage}");
    assert!(!origin.payload.iter().any(|name| name.contains("0000")), "{:?}", origin.payload);
    assert_eq!(Read::of(archive).short(), ["!"]);
}
