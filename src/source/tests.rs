//! Tests over complete inputs, through [`open`]: every kind of input, intact, damaged and wrong.

use std::io::{Cursor, Write as _};
use std::path::Path;

use super::*;

/// Formats an item as short text: `3:{"a":1}` for a record and its number, `2!` for a broken one,
/// `a|b` for a row's cells.
pub(super) fn short(item: &Item) -> String {
    let number = item.place.record.map_or_else(|| "-".to_owned(), |number| number.to_string());
    match &item.raw {
        ItemContent::Json(bytes) => format!("{number}:{}", String::from_utf8_lossy(bytes)),
        ItemContent::Row { cells, .. } => format!("{number}:{}", cells.join("|")),
        ItemContent::Page(page) => {
            format!("{:?}:{}", page.kind, String::from_utf8_lossy(&page.bytes))
        }
        ItemContent::Entry(entry) => format!("{number}:{}", String::from_utf8_lossy(&entry.bytes)),
        ItemContent::Broken { .. } => format!("{number}!"),
        ItemContent::RevisitRecord(revisit) => format!("={}", revisit.origin.url),
        ItemContent::LookRecord(look) => format!("!{} {}", look.status, look.origin.url),
        ItemContent::RedirectRecord(redirect) => {
            format!("{}>{}", redirect.origin.url, redirect.target)
        }
    }
}

pub(super) fn stream(bytes: impl Into<Vec<u8>>) -> Input {
    Input::Stream(Box::new(Cursor::new(bytes.into())))
}

pub(super) fn items(
    input: Input,
    format: Format,
    limits: &Limits,
) -> Result<Vec<Item>, SourceError> {
    let mut source = open(input, format, limits)?;
    let mut items = Vec::new();
    while let Some(item) = source.next_item()? {
        items.push(item);
        assert!(items.len() < 1_000_000, "no end");
    }
    assert!(source.next_item().expect("the end stays the end").is_none());
    Ok(items)
}

#[track_caller]
fn cut_as(bytes: impl Into<Vec<u8>>, format: Format) -> Vec<String> {
    let items = items(stream(bytes), format, &Limits::default());
    items.expect("readable").iter().map(short).collect()
}

#[track_caller]
fn cut(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    cut_as(bytes, Format::Auto)
}

#[track_caller]
pub(super) fn kind_of(bytes: impl Into<Vec<u8>>) -> InputKind {
    open(stream(bytes), Format::Auto, &Limits::default()).expect("readable").kind()
}

#[track_caller]
pub(super) fn refusal(bytes: impl Into<Vec<u8>>) -> String {
    match open(stream(bytes), Format::Auto, &Limits::default()) {
        Ok(source) => panic!("accepted as {}", source.kind()),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
pub(super) fn reasons(items: &[Item]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| match &item.raw {
            ItemContent::Broken { reason, .. } => Some(reason.as_str()),
            _ => None,
        })
        .collect()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory")
}

/// Returns text that does not compress well.
fn noise(length: usize) -> String {
    let mut state = 1u64;
    let letter = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (state >> 33) as u8 % 26)
    };
    (0..length).map(letter).collect()
}

fn lines(count: usize) -> String {
    let line = |number| format!("{{\"n\":{number},\"t\":\"{}\"}}\n", noise(100));
    (1..=count).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn json_lines() {
    assert_eq!(cut("{\"a\":1}\n{\"a\":2}\n"), ["1:{\"a\":1}", "2:{\"a\":2}"]);
    assert_eq!(cut("{\"a\":1}\r\n\r\n  \n{\"a\":2}"), ["1:{\"a\":1}", "4:{\"a\":2}"]);
    assert_eq!(cut("\u{FEFF}{\"a\":1}\n{\"a\":2}"), ["1:{\"a\":1}", "2:{\"a\":2}"]);
    assert_eq!(cut("{}"), ["1:{}"]);
    // A bad line is returned unchanged; extraction rejects it with its number.
    assert_eq!(
        cut("{\"a\":1}\n{\"a\": oops\n{\"a\":3}\n"),
        ["1:{\"a\":1}", "2:{\"a\": oops", "3:{\"a\":3}"]
    );
    assert_eq!(cut("oops\n{\"a\":2}\n{\"a\":3}\n").len(), 3);
    assert_eq!(cut("{\"a\":\n{\"a\":2}\n{\"a\":3}\n").len(), 3);
    assert_eq!(cut(b"{\"a\":\"\xE9\"}\n{\"a\":2}\n").len(), 2);
    // Longer than the inspected sample.
    let long = format!("{{\"a\":\"{}\"}}", noise(200_000));
    assert_eq!(cut(format!("{long}\n{long}\n")), [format!("1:{long}"), format!("2:{long}")]);
}

#[test]
fn places_can_be_found_again() {
    let text = "{\"a\":1}\r\n\n{\"a\":\"é\"}\n{\"a\":3}";
    for item in items(stream(text), Format::Auto, &Limits::default()).expect("readable") {
        let ItemContent::Json(bytes) = &item.raw else { panic!("not JSON") };
        let at = item.place.offset as usize;
        assert_eq!(text.as_bytes().get(at..at + bytes.len()), Some(&bytes[..]));
    }
    let text = "a,b\n1,2\n\n\"x\ny\",4\n5\n";
    let rows = items(stream(text), Format::Csv, &Limits::default()).expect("readable");
    let offsets: Vec<_> = rows.iter().map(|item| item.place.offset).collect();
    assert_eq!(offsets, [4, 9, 17]);
}

#[test]
fn json_documents() {
    let two = ["1:{\"a\":1}", "2:{\"a\":2}"];
    assert_eq!(cut("[{\"a\":1},{\"a\":2}]"), two);
    assert_eq!(cut("\u{FEFF} [\n {\"a\":1} ,\r\n {\"a\":2}\n]\n"), two);
    assert_eq!(cut("[\n{\"a\":1},\n{\"a\":2}\n]"), two);
    assert_eq!(cut("{\"a\":1}{\"a\":2}"), two);
    assert_eq!(cut("{\"articles\":[{\"a\":1},{\"a\":2}]}"), two);
    let answer =
        "{\"response\":{\"status\":\"ok\",\"results\":[{\"a\":1},{\"a\":2}],\"n\":2},\"x\":{}}";
    assert_eq!(cut(answer), two);
    assert_eq!(
        cut(
            "{\"status\": \"ok\", \"n\": 2, \"Data\": [ {\"a\":1}, {\"a\":2} ], \"m\": {\"]\": 1}}\n"
        ),
        two
    );
    assert_eq!(cut("[]"), [""; 0]);
    assert_eq!(cut("{\n  \"a\": [1, {}]\n}\n{\n  \"a\": 2\n}\n").len(), 2);
    assert_eq!(kind_of("{\n  \"a\": 1\n}"), InputKind::Json);
    // Brackets in strings are ignored.
    let odd = r#"{"a":"]}\\\"[{\\"}"#;
    assert_eq!(cut(format!("[{odd},{odd}]")), [format!("1:{odd}"), format!("2:{odd}")]);
    // A list inside a record does not make it a wrapper.
    for record in [r#"{"url":"x","items":[{"a":1}]}"#, r#"{"authors":[{"name":"x"}]}"#] {
        assert_eq!(cut(record), [format!("1:{record}")]);
    }
    // Values other than objects are returned too.
    assert_eq!(
        cut_as("[1, \"a, ]\", null, [2], {}]", Format::Json),
        ["1:1", "2:\"a, ]\"", "3:null", "4:[2]", "5:{}"]
    );
    assert_eq!(cut_as("7\noops, no\n{}", Format::Json), ["1:7", "2:oops, no", "3:{}"]);
    // Longer than a window's block, and across block borders.
    let long = format!("{{\"a\":\"{}\\\\\"}}", noise(700_001));
    assert_eq!(cut(format!("[{long},{long}]")), [format!("1:{long}"), format!("2:{long}")]);
}

#[test]
fn a_damaged_document_gives_what_is_whole_and_a_word() {
    let check = |text: &str, expected: &[&str], says: &str| {
        let items = items(stream(text), Format::Json, &Limits::default()).expect("readable");
        assert_eq!(items.iter().map(short).collect::<Vec<_>>(), expected, "{text}");
        assert!(reasons(&items).concat().contains(says), "{text}: {:?}", reasons(&items));
    };
    check("[{\"a\":1},{\"a\":", &["1:{\"a\":1}", "2!"], "in the middle");
    check("[{\"a\":1},{\"a\":\"x", &["1:{\"a\":1}", "2!"], "in the middle");
    check("[{\"a\":1},", &["1:{\"a\":1}", "2!"], "inside its array");
    check("[{\"a\":1}", &["1:{\"a\":1}", "2!"], "inside its array");
    check("[", &["1!"], "inside its array");
    check("{\"data\":[{\"a\":1}]", &["1:{\"a\":1}", "1!"], "around its array");
    check("{\"a\":1", &["1!"], "cut short");
    // A missing quotation mark costs one record, not the rest.
    check(
        "[\n{\"a\":\"x},\n{\"b\":1},\n{\"c\":2}\n]",
        &["1:{\"a\":\"x},\n{\"b\":1},\n{\"c\":2}\n]", "2!"],
        "inside its array",
    );
    check(
        "[\n{\"a\":\"x,\n \"b\":1},\n{\"c\":2}\n]",
        &["1:{\"a\":\"x,\n \"b\":1}", "2:{\"c\":2}"],
        "",
    );
}

#[test]
fn tables() {
    let two = ["1:1|2", "2:3|4"];
    assert_eq!(cut("url,b\n1,2\n3,4\n"), two);
    assert_eq!(cut("\u{FEFF}url;b\r\n1;2\r\n\r\n3;4"), two);
    assert_eq!(cut("url\tb\n1\t2\n3\t4\n"), two);
    assert_eq!(cut("\"url\",\"b\"\n\"1\",\"2\"\n3,4\n"), two);
    assert_eq!(kind_of("url;b\n1;2\n"), InputKind::Table(b';'));
    assert_eq!(cut("a,b\n\"x, \"\"y\"\"\nz\",\n"), ["1:x, \"y\"\nz|"]);
    assert_eq!(cut_as("a\n1\n2\n", Format::Csv), ["1:1", "2:2"]);
    assert_eq!(cut_as("a;b\n1;2\n", Format::Csv), ["1:1|2"]);
    assert_eq!(cut_as("a,b\n", Format::Csv), [""; 0]);
    // Tabs separate unquoted cells, in which quotation marks are text.
    assert_eq!(cut("a\tb\n\"Yes\" he said\t2\n"), ["1:\"Yes\" he said|2"]);
    assert_eq!(cut("a\tb\n\"x\ty\"\t2\n"), ["1:x\ty|2"]);
    let header = items(stream("url, b \n1,2\n"), Format::Csv, &Limits::default()).expect("good");
    let ItemContent::Row { header, .. } = &header[0].raw else { panic!("not a row") };
    assert_eq!(header[..], ["url", " b "]);
}

#[test]
fn a_damaged_table_gives_what_is_whole_and_a_word() {
    let check = |text: &[u8], expected: &[&str], says: &str| {
        let items = items(stream(text), Format::Csv, &Limits::default()).expect("readable");
        assert_eq!(items.iter().map(short).collect::<Vec<_>>(), expected);
        assert!(reasons(&items).concat().contains(says), "{:?}", reasons(&items));
    };
    check(b"a,b\n1,2\n3\n5,6\n", &["1:1|2", "2!", "3:5|6"], "1 cells, the header 2");
    check(b"a,b\n1,2,3\n5,6\n", &["1!", "2:5|6"], "3 cells");
    check(b"a,b\n1,\"2\n3,4\n5,6\n", &["1!", "2:3|4", "3:5|6"], "not closed");
    // The next row's quotation mark closes it: both would form one row with two cells.
    check(
        b"a,b\n1,\"open\n\"3\",4\n5,6\n7,8\n",
        &["1!", "2:3|4", "3:5|6", "4:7|8"],
        "text follows",
    );
    check(b"a,b\n\"x\"y,2\n3,4\n", &["1!", "2:3|4"], "text follows");
    check(b"a,b\n1,2\n3,\"4", &["1:1|2", "2!"], "not closed");
    check(b"\xC3\xA9,b\n1,\xE9\n3,4\n", &["1!", "2:3|4"], "invalid UTF-8 at byte 7");
}

#[test]
fn an_open_quotation_mark_does_not_swallow_the_rest() {
    let limits = Limits { record_bytes: 1000, ..Limits::default() };
    let rows: Vec<_> = (0..2000).map(|number| format!("{number},x\n")).collect();
    let text = format!("a,b\n1,\"open\n{}", rows.concat());
    let items = items(stream(text), Format::Csv, &limits).expect("readable");
    assert_eq!(items.len(), 2001);
    assert_eq!(reasons(&items).len(), 1);
    assert_eq!(short(&items[2000]), "2001:1999|x");
    // Every third row opens a cell that extends to the end: finally, every line is read as a row.
    let text = format!("a,b\n{}", "x\",\"y\n1,\",\"\n1,\",\"\n".repeat(5000));
    let items = super::tests::items(stream(text), Format::Csv, &limits).expect("readable");
    assert!(reasons(&items).iter().any(|reason| reason.contains("too many")), "{}", items.len());
    // A cell that is too long and contains line ends is not read as several rows.
    let text = format!("a,b\n1,\"{}\"\n3,4\n", "text, text, text\n".repeat(200_000));
    let items = super::tests::items(stream(text), Format::Csv, &limits).expect("readable");
    assert_eq!(items.iter().map(short).collect::<Vec<_>>(), ["1!", "2:3|4"]);
    assert!(reasons(&items)[0].contains("Limits::record_bytes"));
    // Cut off inside such a cell.
    let text = format!("a,b\n1,\"{}", "text, text, text\n".repeat(20));
    let items = super::tests::items(stream(text), Format::Csv, &limits).expect("readable");
    assert_eq!(items.iter().map(short).collect::<Vec<_>>(), ["1!"]);
}

/// Every byte of an input is in an item or in the reach of a reject: whatever is damaged, each mark
/// that a record holds is found again.
fn no_record_is_lost(text: &str, format: Format, limits: &Limits) -> Result<(), String> {
    // The input as a whole may be refused.
    let Ok(found) = items(stream(text.to_owned()), format, limits) else { return Ok(()) };
    let mut kept = Vec::new();
    for item in &found {
        match &item.raw {
            ItemContent::Json(bytes) => kept.extend_from_slice(bytes),
            ItemContent::Row { cells, .. } => kept.extend_from_slice(cells.join(" ").as_bytes()),
            ItemContent::Broken { length, bytes, reason } => {
                let start = item.place.offset as usize;
                let end = start + *length as usize;
                let reach = text.as_bytes().get(start..end).ok_or(format!("{start}..{end}"))?;
                if !reach.starts_with(bytes) || reason.is_empty() {
                    return Err(format!("the reject at {start} has other bytes"));
                }
                kept.extend_from_slice(reach);
            }
            _ => {}
        }
        kept.push(b' ');
    }
    let marks = text.split(|char: char| !char.is_ascii_alphanumeric());
    for mark in marks.filter(|mark| mark.starts_with("M0")) {
        if memchr::memmem::find(&kept, mark.as_bytes()).is_none() {
            return Err(format!("{mark} of {text:?} is lost"));
        }
    }
    Ok(())
}

proptest::proptest! {
    #[test]
    fn damage_loses_no_record(
        damage in proptest::collection::vec((0usize..2000, 0usize..12), 0..6),
        cut in 0usize..2000,
        limit in proptest::sample::select(vec![40usize, 200, 1 << 20]),
    ) {
        const WRONG: [&str; 12] =
            ["\"", "\"\"", "{", "}", "[", "]", "\n", "\r", ",", "\\", "\"\n\"", "x\"y"];
        let limits = Limits { record_bytes: limit, ..Limits::default() };
        for (format, start, record, end) in [
            (Format::JsonLines, "", "{\"url\": \"M0#\", \"body\": \"M0#b\"}\n", ""),
            (Format::Json, "[", "{\"url\": \"M0#\", \"body\": \"M0#b\"},\n", "{}]"),
            (Format::Csv, "url,title,body\n", "M0#,t,\"M0#b\n\"\n", ""),
            (Format::Csv, "url,title,body\r", "M0#,t,\"M0#b\"\r", ""),
            (Format::Tsv, "url\ttitle\tbody\n", "M0#\tt\tM0#b\n", ""),
        ] {
            let mut text: String = (0..30).map(|at| record.replace('#', &format!("{at:02}"))).collect();
            for (at, what) in &damage {
                let at = (*at).min(text.len());
                text.insert_str(at, WRONG[*what]);
            }
            text.truncate(text.len().saturating_sub(cut / 20));
            let text = format!("{start}{text}{end}");
            let law = no_record_is_lost(&text, format, &limits);
            proptest::prop_assert!(law.is_ok(), "{format:?} {law:?}");
        }
    }
}

#[test]
fn our_rows_are_those_of_the_csv_crate() {
    let texts = [
        "a,b\n1,2\n\"x\"\"\",\"\"\n,\n\"\r\n\",a\"b\r\n",
        "a,b,c\n\"1\",\"2\",\"3\"\n\n\n\"\n\n\",\"\"\"\",\"\"\n x , \"y\" ,z\n",
        "a\n\"b\"\n\"\"\"\"\n\"c\"\"d\"",
    ];
    for text in texts {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        let ours: Vec<Vec<String>> = items(stream(text), Format::Csv, &Limits::default())
            .expect("readable")
            .into_iter()
            .map(|item| match item.raw {
                ItemContent::Row { cells, .. } => cells,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(ours, theirs, "{text:?}");
    }
}

proptest::proptest! {
    #[test]
    fn a_written_table_comes_back(rows in proptest::collection::vec(
        proptest::collection::vec("[a\",;\\n\\r\\té ]{0,6}", 3), 0..8)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).expect("memory");
        for row in &rows {
            writer.write_record(row).expect("memory");
        }
        let text = writer.into_inner().expect("memory");
        let back: Vec<Vec<String>> = items(stream(text), Format::Csv, &Limits::default())
            .expect("readable")
            .into_iter()
            .filter_map(|item| match item.raw {
                ItemContent::Row { cells, .. } => Some(cells),
                _ => None,
            })
            .collect();
        proptest::prop_assert_eq!(back, rows);
    }

    #[test]
    fn a_written_document_comes_back(values in proptest::collection::vec(json(), 0..6), how in 0..4) {
        let records: Vec<_> =
            values.iter().map(|value| serde_json::json!({"v": value})).collect();
        let pretty = |value| serde_json::to_string_pretty(value).expect("JSON");
        let text = match how {
            0 => serde_json::Value::from(records.clone()).to_string(),
            1 => pretty(&serde_json::Value::from(records.clone())),
            2 => records.iter().map(pretty).collect::<Vec<_>>().join("\n"),
            _ => format!("{{\"n\": 1, \"data\": {}}}", serde_json::Value::from(records.clone())),
        };
        // Empty text is refused, and an empty wrapper is a record.
        if !records.is_empty() {
            let back: Vec<serde_json::Value> = items(stream(text), Format::Json, &Limits::default())
                .expect("readable")
                .into_iter()
                .map(|item| match item.raw {
                    ItemContent::Json(bytes) => serde_json::from_slice(&bytes).expect("JSON"),
                    other => panic!("{other:?}"),
                })
                .collect();
            proptest::prop_assert_eq!(back, records);
        }
    }

    #[test]
    fn no_input_makes_a_reader_panic_or_run_for_ever(
        bytes in proptest::collection::vec(proptest::sample::select(
            b"{}[]\",:;\\\n\r\t a1\xE9\0<".to_vec()), 0..200),
        format in proptest::sample::select(Format::ALL.to_vec()),
    ) {
        let limits = Limits { record_bytes: 40, page_bytes: 100, ..Limits::default() };
        let _ = items(stream(bytes), format, &limits);
    }

    #[test]
    fn no_compressed_input_makes_a_reader_panic(
        at in 0usize..2000, byte in proptest::num::u8::ANY, zstd in proptest::bool::ANY,
    ) {
        let text = lines(50);
        let mut bytes = if zstd { zstandard(text.as_bytes()) } else { gzip(text.as_bytes()) };
        if let Some(there) = bytes.get_mut(at) {
            *there = byte;
        }
        let _ = items(stream(bytes), Format::JsonLines, &Limits::default());
    }

    #[test]
    fn lines_in_give_lines_out(texts in proptest::collection::vec("[a-z\"{}\\\\,é]{1,300}", 1..40)) {
        let all = texts.join("\n");
        let back = cut_as(all, Format::JsonLines);
        let expected: Vec<_> =
            texts.iter().enumerate().map(|(at, text)| format!("{}:{text}", at + 1)).collect();
        proptest::prop_assert_eq!(back, expected);
    }
}

fn json() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<i32>().prop_map(serde_json::Value::from),
        "[\\[\\]{}\\\\\",:\n é]{0,8}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::vec(("[a\"{\\]]{0,3}", inner), 0..3)
                .prop_map(|pairs| { serde_json::Value::Object(pairs.into_iter().collect()) }),
        ]
    })
}

#[test]
fn compression_is_undone() {
    let text = lines(2000);
    let plain = cut(text.clone());
    assert_eq!(plain.len(), 2000);
    let (one, two) = text.split_at(text.len() / 2);
    let members = [gzip(one.as_bytes()), gzip(two.as_bytes())].concat();
    let frames = [zstandard(one.as_bytes()), zstandard(two.as_bytes())].concat();
    for packed in [gzip(text.as_bytes()), zstandard(text.as_bytes()), members, frames] {
        assert_eq!(cut(packed.clone()), plain);
        assert_eq!(cut(gzip(&packed)), plain);
    }
}

#[test]
fn a_truncated_or_damaged_stream_gives_its_whole_records_and_a_word() {
    let text = lines(20_000);
    for (name, packed) in [("gzip", gzip(text.as_bytes())), ("zstd", zstandard(text.as_bytes()))] {
        let mut cut = packed.clone();
        cut.truncate(packed.len() / 2);
        let items =
            super::tests::items(stream(cut), Format::Auto, &Limits::default()).expect("readable");
        assert!(items.len() > 5000, "{name}: {}", items.len());
        let (last, whole) = items.split_last().expect("items");
        assert!(
            whole
                .iter()
                .all(|item| matches!(&item.raw, ItemContent::Json(bytes) if bytes.ends_with(b"}")))
        );
        let ItemContent::Broken { reason, .. } = &last.raw else { panic!("{name}: no reason") };
        assert!(reason.contains(name) && reason.contains("cut off"), "{reason}");
        assert_eq!(last.place.record, Some(items.len() as u64));

        let mut bad = packed.clone();
        let middle = packed.len() / 2;
        bad[middle..middle + 64].fill(0xAA);
        let items =
            super::tests::items(stream(bad), Format::Auto, &Limits::default()).expect("readable");
        assert!(reasons(&items).last().expect("a reason").contains(name));
    }
    // The same for the other readers.
    let array = format!("[{}{{}}]", text.replace('\n', ",\n"));
    let table = format!("a,b\n{}", "1,2\n".repeat(200_000));
    for text in [array, table] {
        let mut packed = gzip(text.as_bytes());
        packed.truncate(packed.len() - 200);
        let items = items(stream(packed), Format::Auto, &Limits::default()).expect("readable");
        assert!(items.len() > 10_000);
        assert_eq!(reasons(&items).len(), 1, "{:?}", reasons(&items));
        assert!(reasons(&items)[0].contains("cut off"));
    }
    let mut page = gzip(b"<!doctype html><p>".repeat(1000).as_slice());
    page.truncate(page.len() - 9);
    let items = items(stream(page), Format::Auto, &Limits::default()).expect("readable");
    assert!(reasons(&items)[0].contains("cut off"));
    // Cut off so early that nothing can be decoded.
    for packed in [gzip(b"{}"), zstandard(b"{}")] {
        let error = refusal(packed.get(..6).expect("longer"));
        assert!(error.contains("cut off") && error.starts_with("-: "), "{error}");
    }
}

/// A line of a hundred million letters between two short ones, generated while reading.
struct HugeLine {
    left: u64,
    head: Cursor<Vec<u8>>,
    tail: Cursor<Vec<u8>>,
}

impl HugeLine {
    fn input(head: &str, left: u64, tail: &str) -> Input {
        Input::Stream(Box::new(Self {
            left,
            head: Cursor::new(head.into()),
            tail: Cursor::new(tail.into()),
        }))
    }
}

impl Read for HugeLine {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 if self.left > 0 => {
                let count = self.left.min(buffer.len() as u64);
                buffer[..count as usize].fill(b'x');
                self.left -= count;
                Ok(count as usize)
            }
            0 => self.tail.read(buffer),
            count => Ok(count),
        }
    }
}

#[test]
fn a_line_of_100_mb_is_passed_over() {
    let huge = 100_000_000;
    let read = |head, tail| {
        let input = HugeLine::input(head, huge, tail);
        items(input, Format::Auto, &Limits::default()).expect("readable")
    };
    for (head, tail, whole) in [
        ("{\"a\":1}\n{\"a\":\"", "\"}\n{\"a\":3}\n", ["1:{\"a\":1}", "3:{\"a\":3}"]),
        ("[{\"a\":1},\n{\"a\":\"", "\"},{\"a\":3}]", ["1:{\"a\":1}", "3:{\"a\":3}"]),
        ("url,b\n1,2\n3,", "\n5,6\n", ["1:1|2", "3:5|6"]),
    ] {
        let items = read(head, tail);
        let texts: Vec<_> = items.iter().map(short).collect();
        assert_eq!(texts, [whole[0], "2!", whole[1]]);
        let reason = reasons(&items)[0];
        assert!(reason.contains("Limits::record_bytes") && reason.contains("8 MiB"), "{reason}");
        let ItemContent::Broken { bytes, .. } = &items[1].raw else { panic!("not broken") };
        assert_eq!(bytes.len(), KEPT_BYTES);
    }
    // A quotation mark that is never closed.
    let items = read("url,b\n1,2\n3,\"", "\n5,6\n");
    assert_eq!(items.iter().map(short).collect::<Vec<_>>(), ["1:1|2", "2!", "3:5|6"]);
    let items = read("[{\"a\":1},\n{\"a\":\"", "");
    assert_eq!(items.iter().map(short).collect::<Vec<_>>(), ["1:{\"a\":1}", "2!", "3!"]);
    // The message does not name an option that cannot raise the limit.
    let items = read("<!doctype html>", "");
    let reason = reasons(&items)[0];
    assert!(reason.contains("32 MiB") && reason.contains("cut it down"), "{reason}");
    assert!(!reason.contains("Limits::page_bytes"), "{reason}");
}

#[test]
fn a_table_in_the_encoding_of_its_system_is_read() {
    let read = |text: &[u8]| {
        let items = items(stream(text), Format::Csv, &Limits::default()).expect("readable");
        let encoding = items.iter().find_map(|item| match &item.raw {
            ItemContent::Row { encoding, .. } => *encoding,
            _ => None,
        });
        (items.iter().map(short).collect::<Vec<_>>().concat(), encoding)
    };
    // Tables as spreadsheets save them: "Müller fährt Fähre", "Привет".
    let german = b"name;text\nM\xFCller;f\xE4hrt F\xE4hre \x96 t\xE4glich\nHolm;rudert\n";
    assert_eq!(
        read(german),
        ("1:Müller|fährt Fähre – täglich2:Holm|rudert".to_owned(), Some("windows-1252"))
    );
    let russian = "name,text\nАнна,Паром стоит в порту с понедельника\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
    assert_eq!(
        read(&bytes),
        ("1:Анна|Паром стоит в порту с понедельника".to_owned(), Some("windows-1251"))
    );
}

#[test]
fn other_encodings_are_decoded() {
    let text = "url,b\n1,é中🦀\n";
    let utf16 =
        |units: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(units).collect::<Vec<u8>>();
    let utf32 = |units: fn(u32) -> [u8; 4]| {
        text.chars().flat_map(|letter| units(letter as u32)).collect::<Vec<u8>>()
    };
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    for bytes in [
        marked(&[0xFF, 0xFE], utf16(u16::to_le_bytes)),
        marked(&[0xFE, 0xFF], utf16(u16::to_be_bytes)),
        marked(&[0xFF, 0xFE, 0, 0], utf32(u32::to_le_bytes)),
        marked(&[0, 0, 0xFE, 0xFF], utf32(u32::to_be_bytes)),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ] {
        assert_eq!(cut(bytes.clone()), ["1:1|é中🦀"], "{:?}", &bytes[..8]);
        assert_eq!(cut(gzip(&bytes)), ["1:1|é中🦀"]);
    }
    // Long inputs, across the window's borders.
    let long = lines(10_000);
    let bytes: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(cut(marked(&[0xFF, 0xFE], bytes)), cut(long));
    // Half a character.
    let mut bytes = marked(&[0xFF, 0xFE], utf16(u16::to_le_bytes));
    bytes.extend([0x00, 0xD8, 0x0A, 0x00]);
    let items = items(stream(bytes), Format::Csv, &Limits::default()).expect("readable");
    assert_eq!(short(&items[0]), "1:1|é中🦀");
    assert!(reasons(&items)[0].contains("UTF-16"), "{:?}", reasons(&items));
    // A page is returned unchanged.
    let page: Vec<u8> = "\u{FEFF}<html>é".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let got = super::tests::items(stream(page.clone()), Format::Auto, &Limits::default())
        .expect("readable");
    let ItemContent::Page(got) = &got[0].raw else { panic!("not a page") };
    assert_eq!((got.kind, &got.bytes), (PageKind::Html, &page));
}

#[test]
fn pages_are_told_by_their_content() {
    let html = InputKind::Page(PageKind::Html);
    for page in [
        "<!DOCTYPE html><html>",
        "\u{FEFF}\n <HTML lang=en>",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\">\n<html>",
        "<!--\n Page saved with SingleFile\n-->\n<!doctype html>",
        "<p>Hello, world</p>",
        "<div class=a>",
        "Warning: something\n<!doctype html>",
    ] {
        assert_eq!(kind_of(page), html, "{page}");
    }
    let text = InputKind::Page(PageKind::Text);
    for page in [
        "Markets fell, and rose\nStocks, bonds\nGold, oil\n",
        "[Photo: someone]\nA story.",
        "{curly} beginnings\nof a story",
        "One line",
        "<3 is a heart",
        "caf\u{e9}, au lait",
    ] {
        let kind = kind_of(page);
        assert!(kind == text || page.starts_with('{'), "{page}: {kind}");
    }
    assert_eq!(cut("A story.\r\n"), ["Text:A story.\r\n"]);
}

#[test]
fn what_cannot_be_read_is_named_with_a_remedy() {
    for (bytes, says) in [
        (
            &b"SQLite format 3\0\x10\0"[..],
            "a SQLite database that is compressed or read from a stream",
        ),
        (b"PK\x03\x04....archive/data.warc.gz", "a WACZ package"),
        (b"PK\x03\x04....story.html", "a zip archive"),
        (b"PK\x03\x04....[Content_Types].xml", "an Office document"),
        (b"<?xml version='1.0'?><mystery/>", "an XML document"),
        (b" CDX N b a m s k r M V g\n", "an index"),
        (b"[[\"urlkey\",\"timestamp\",\"original\"],\n", "an index"),
        (b"example,a)/q 20210312100000 {\"url\": \"https://a.example/q\"}\n", "an index"),
        (b"example,a)/q 20210312100000 https://a.example/q text/html 200 AAAA 12\n", "an index"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1A\n....", "an image"),
        (b"\xFF\xD8\xFF\xE0....", "an image"),
        (b"RIFF....WEBPVP8 ", "an image"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", "an image"),
        (b"\xFD7zXZ\0....", "compressed with xz"),
        (b"BZh91AY&SY", "compressed with bzip2"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F", "binary data"),
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xEF\xBB\xBF", "is empty"),
    ] {
        let error = refusal(bytes);
        assert!(error.starts_with("-: ") && error.contains(says), "{error} lacks {says}");
        assert!(error.contains(';'), "{error}: no remedy");
        let error = refusal(gzip(bytes));
        assert!(error.contains(says), "compressed: {error} lacks {says}");
    }
    let error = items(Input::Path("no/such/file".into()), Format::Auto, &Limits::default());
    let error = error.expect_err("missing").to_string();
    assert!(error.contains("no/such/file: no such file"), "{error}");
    let error = items(stream("a,\"b\nc\n"), Format::Csv, &Limits::default()).expect_err("open");
    assert!(error.to_string().contains("header"), "{error}");
}

pub(super) fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("a file");
}

#[test]
fn a_folder_is_read_in_order_and_says_what_it_skips() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "b.jsonl.gz", gzip(b"{\"a\":1}\n{\"a\":2}\n"));
    write(root, "a/www.example.org/story/index.html", "<html>1");
    write(root, "a/www.example.org/style.css", "p { color: red }");
    write(root, "a/www.example.org/logo.png", b"\x89PNG\r\n\x1A\n");
    write(root, "a/empty.html", "");
    write(root, ".hidden/x.html", "<html>hidden");
    write(root, ".hidden.html", "<html>hidden");
    write(root, "c.txt", "A story");
    write(root, "d.html.gz", gzip(b"<html>long enough to be cut").get(..20).expect("longer"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root, root.join("a/loop")).expect("a link");
        std::os::unix::fs::symlink("nowhere", root.join("e.html")).expect("a link");
    }
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a folder");
    assert_eq!(source.kind(), InputKind::Folder);
    let mut items = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        items.push(item);
    }
    let texts: Vec<_> = items.iter().map(short).collect();
    assert_eq!(texts, ["Html:<html>1", "1:{\"a\":1}", "2:{\"a\":2}", "Text:A story", "-!"]);
    let ItemContent::Page(page) = &items[0].raw else { panic!("not a page") };
    assert_eq!(page.url_hint.as_deref(), Some("https://www.example.org/story/"));
    assert!(items[0].place.input.ends_with("a/www.example.org/story/index.html"));
    assert!(reasons(&items)[0].contains("cut off"), "{:?}", reasons(&items));
    let skips = source.skips().expect("a folder's skips");
    let named: Vec<_> = skips
        .named
        .iter()
        .map(|skip| {
            let name = Path::new(&*skip.place.input).file_name().expect("a name");
            let name = name.to_string_lossy();
            format!("{name} {}", skip.reason.split(':').next().expect("a reason"))
        })
        .collect();
    let mut expected = vec![
        "empty.html is empty",
        "logo.png is an image",
        "style.css is text, but its name ends in .css",
    ];
    if cfg!(unix) {
        expected.insert(1, "loop is a link to a folder above it");
        expected.push("e.html is a broken link");
    }
    assert_eq!(named, expected);
    assert_eq!(skips.files, expected.len() as u64);
    assert!(source.position() > 0);
}

#[test]
fn a_folder_with_nothing_readable_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = || items(Input::Path(folder.path().into()), Format::Auto, &Limits::default());
    let error = read().expect_err("empty").to_string();
    assert!(error.contains("no readable files (no files)"), "{error}");
    write(folder.path(), "x.png", b"\x89PNG\r\n\x1A\n");
    let error = read().expect_err("an image").to_string();
    assert!(error.contains("1 file: ") && error.contains("x.png is an image"), "{error}");
}

#[test]
fn a_files_extension_decides_only_what_its_content_leaves_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let kind = |name: &str, text: &str| {
        write(folder.path(), name, text);
        let input = Input::Path(folder.path().join(name));
        open(input, Format::Auto, &Limits::default()).expect("readable").kind()
    };
    assert_eq!(kind("a.csv", "url\nx\n"), InputKind::Table(b','));
    assert_eq!(kind("b.csv", "<html>"), InputKind::Page(PageKind::Html));
    assert_eq!(kind("c.csv", "a;b\n"), InputKind::Table(b';'));
    assert_eq!(kind("d.html", "{\"a\":1}\n"), InputKind::JsonLines);
    assert_eq!(kind("e.txt", "a,b\n1,2\n"), InputKind::Page(PageKind::Text));
    assert_eq!(kind("i.txt", "url\ttitle\tbody\nx\ty\tz\n"), InputKind::Table(b'\t'));
    assert_eq!(kind("j.txt", "a\tb\tc\n1\t2\t3\n"), InputKind::Page(PageKind::Text));
    assert_eq!(kind("f.html", "Only words"), InputKind::Page(PageKind::Html));
    assert_eq!(kind("g.json", "[]"), InputKind::Json);
    assert_eq!(kind("h", "a,b\n1,2\n"), InputKind::Table(b','));
}

#[test]
fn a_formats_name_reads_back() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("doc".parse::<Format>().expect_err("not a format").contains("jsonl"));
}

/// Fails in the middle, like a disk.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is on fire")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_failing_disk_is_an_error_behind_the_good_records() {
    for bytes in [lines(3).into_bytes(), gzip(lines(3).as_bytes()).split_off(0)] {
        let mut packed = bytes;
        packed.truncate(packed.len() - 4);
        let input = Input::Stream(Box::new(Failing(Cursor::new(packed))));
        let mut source = open(input, Format::JsonLines, &Limits::default()).expect("readable");
        let mut good = 0;
        let error = loop {
            match source.next_item() {
                Ok(Some(_)) => good += 1,
                Ok(None) => panic!("no error"),
                Err(error) => break error.to_string(),
            }
        };
        assert!(good >= 2, "{good}");
        assert!(error.contains("on fire"), "{error}");
        assert!(source.next_item().expect("the end").is_none());
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_a_folder_is_followed_only_on_request() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.jsonl"), "{\"url\": \"out\"}\n").expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    std::fs::write(root.join("a.jsonl"), "{\"url\": \"in\"}\n").expect("a file");
    let link = |target: &std::path::Path, name: &str| {
        std::os::unix::fs::symlink(target, root.join(name)).expect("a link");
    };
    link(&outside.path().join("secret.jsonl"), "b.jsonl");
    link(outside.path(), "c");
    link(&root.join("a.jsonl"), "d.jsonl");
    for (follows_links, expected, skipped) in [(false, 2, 2), (true, 4, 0)] {
        let limits = Limits { follows_links, ..Limits::default() };
        let mut source = open(Input::Path(root.into()), Format::Auto, &limits).expect("a folder");
        let mut count = 0;
        while source.next_item().expect("readable").is_some() {
            count += 1;
        }
        assert_eq!(count, expected);
        let skips = source.skips().expect("counted");
        assert_eq!(skips.files, skipped);
        assert!(
            skips.named.iter().all(|skip| skip.reason.contains("Limits::follows_links")),
            "{skips:?}"
        );
    }
}

#[test]
fn a_stated_format_is_believed_despite_a_control_character() {
    let text = "{\"url\": \"a\", \"body\": \"x\0y\"}\n";
    let found = items(stream(text.to_owned()), Format::JsonLines, &Limits::default());
    assert_eq!(found.expect("readable").len(), 1);
    assert!(items(stream(text.to_owned()), Format::Auto, &Limits::default()).is_err());
}

#[test]
fn the_own_files_of_a_bag_are_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    std::fs::create_dir(root.join("data")).expect("a folder");
    for (name, text) in [
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("bag-info.txt", "Bagging-Date: 2021-03-01\n"),
        ("manifest-sha256.txt", "00  data/a.jsonl\n"),
        ("tagmanifest-sha256.txt", "00  bagit.txt\n"),
        ("data/a.jsonl", "{\"url\": \"a\"}\n"),
        ("data/manifest-sha256.txt", "A manifesto that is content.\n"),
    ] {
        std::fs::write(root.join(name), text).expect("a file");
    }
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a folder");
    let mut found = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        found.push(short(&item));
    }
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(source.skips().expect("counted").files, 4);
}
