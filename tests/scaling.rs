//! Work grows in proportion to the input: hostile patterns for each reader, the extractor, the diff
//! and the renderers, each at a size and at four times that size.
//!
//! Two things are measured: the bytes that are allocated, which are counted and the same in every run,
//! and the processor time of the thread, which other programs hardly change. Linear work takes four
//! times as much at four times the size, square work sixteen times. This test is a program of its own
//! because its allocator counts, and because concurrent tests would disturb it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is its job")]
#![expect(clippy::print_stderr, reason = "the figures are wanted with --nocapture")]

use std::alloc::System;
use std::io::Cursor;
use std::sync::Mutex;

use recension::diff::{DiffOptions, DocumentFields, diff_documents};
use recension::extract::{self, ExtractOptions};
use recension::render::diff::{
    DiffSide, Render, RenderOptions, edgi, html, json, markdown, side_by_side, stat, terminal,
    unified, wdiff,
};
use recension::source::{self, Format, Input, Limits};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One test at a time: the allocator counts for all threads.
static TURN: Mutex<()> = Mutex::new(());

/// The factor between the two sizes.
const GROWTH: usize = 4;

/// The most that four times the input may take, as a multiple: between 4 (linear) and 16 (square).
const MOST_TIMES: f64 = 9.0;

/// Sizes grow until a run takes this many nanoseconds, or until the input has `MOST_BYTES`.
const ENOUGH: u64 = 20_000_000;
const MOST_BYTES: usize = 1 << 20;

/// Less than this is not measured reliably.
const NOISE: u64 = 5_000_000;

#[derive(Clone, Copy, Debug)]
struct Cost {
    nanoseconds: u64,
    allocated: u64,
}

/// The processor time of this thread, in nanoseconds; 0 if the system does not count it, so that only
/// memory is compared.
fn processor_time() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0)
}

fn cost(run: &mut dyn FnMut()) -> Cost {
    let (start, region) = (processor_time(), Region::new(ALLOCATOR));
    run();
    let allocated = region.change().bytes_allocated as u64;
    Cost { nanoseconds: processor_time() - start, allocated }
}

/// A pattern: its name, and what makes an input of about this many bytes.
type Pattern = (&'static str, fn(usize) -> String);

/// Runs each pattern at both sizes. Returns those whose work is more than linear.
fn check(what: &str, patterns: &[Pattern], run: impl Fn(&str)) {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // What is computed once and kept is not part of any pattern.
    run(&(patterns[0].1)(1000));
    let mut findings = Vec::new();
    for (name, make) in patterns {
        let measure = |size: usize| {
            let input = make(size);
            cost(&mut || run(&input))
        };
        let mut size = 16 << 10;
        let mut small = measure(size);
        while small.nanoseconds < ENOUGH && size < MOST_BYTES {
            size *= 2;
            small = measure(size);
        }
        // Another program can slow down a run, but not speed it up.
        let mut large = measure(size * GROWTH);
        for _ in 0..2 {
            if times(small, large).0 > MOST_TIMES {
                let again = measure(size);
                small.nanoseconds = small.nanoseconds.max(again.nanoseconds);
                large.nanoseconds = large.nanoseconds.min(measure(size * GROWTH).nanoseconds);
            }
        }
        let (time, memory) = times(small, large);
        let line = format!(
            "{what}, {name}: {size} bytes {} ms, {} KiB; at {GROWTH} times the size {time:.1} times \
             the time, {memory:.1} times the memory",
            small.nanoseconds / 1_000_000,
            small.allocated >> 10,
        );
        eprintln!("{line}");
        if time > MOST_TIMES || memory > MOST_TIMES {
            findings.push(line);
        }
    }
    assert!(findings.is_empty(), "more than linear:\n{}", findings.join("\n"));
}

/// How many times the time and the allocated bytes have grown.
fn times(small: Cost, large: Cost) -> (f64, f64) {
    let time = large.nanoseconds as f64 / small.nanoseconds.max(NOISE) as f64;
    let memory = large.allocated as f64 / small.allocated.max(1 << 20) as f64;
    (time, memory)
}

fn fill(piece: &str, size: usize) -> String {
    piece.repeat(size.div_ceil(piece.len()))
}

/// Pieces with a number in the place of each `#`.
fn numbered(piece: &str, size: usize) -> String {
    let mut text = String::with_capacity(size + 64);
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(&piece.replace('#', &number.to_string()));
    }
    text
}

fn around(start: &str, mut inside: String, end: &str) -> String {
    inside.insert_str(0, start);
    inside.push_str(end);
    inside
}

/// Reads an input and extracts all its items.
fn read(text: &str, format: Format) {
    read_within(text, format, &Limits::default());
}

fn read_within(text: &str, format: Format, limits: &Limits) {
    let options = ExtractOptions::default().url("https://a.example/1".to_owned());
    let input = Input::Stream(Box::new(Cursor::new(text.as_bytes().to_vec())));
    let Ok(mut source) = source::open(input, format, limits) else { return };
    while let Ok(Some(item)) = source.next_item() {
        let _ = extract::extract_lenient(&item, &options);
    }
}

#[test]
fn json() {
    let patterns: &[Pattern] = &[
        ("open brackets", |n| fill("[", n)),
        ("open objects", |n| fill("{\"a\":", n)),
        ("nested in a field", |n| {
            around("{\"url\":\"https://a.example/1\",\"x\":", fill("[", n / 2), &fill("]", n / 2))
        }),
        ("quotes", |n| fill("\"", n)),
        ("backslashes", |n| around("{\"url\":\"", fill("\\\\", n), "\"}")),
        ("one key many times", |n| around("{", fill("\"body\":\"x\",", n), "\"url\":\"a\"}")),
        ("many keys", |n| {
            around("{", numbered("\"k#\":1,", n), "\"url\":\"https://a.example/1\"}")
        }),
        ("a long number", |n| around("{\"url\":", fill("9", n), "}")),
        ("short lines", |n| fill("{}\n", n)),
        ("blank lines", |n| around("{}", fill("\n", n), "{}")),
        ("escapes in a body", |n| {
            around("{\"url\":\"https://a.example/1\",\"body\":\"", fill("\\u00e9\\n", n), "\"}")
        }),
    ];
    check("JSON Lines", patterns, |text| read(text, Format::JsonLines));
    check("JSON", patterns, |text| read(text, Format::Json));
}

#[test]
fn tables() {
    let patterns: &[Pattern] = &[
        ("unclosed quotes", |n| around("url,title\n", fill("1,\"open\n", n), "")),
        ("quotes that close late", |n| around("a,b\n", fill("x\",\"y\n1,\",\"\n", n), "")),
        ("quotes", |n| around("a,b\n", fill("\"", n), "")),
        ("columns", |n| around(&numbered("c#,", n / 2), "\n".to_owned(), &fill("x,", n / 2))),
        ("one column many times", |n| {
            around(&fill("body,", n / 2), "\n".to_owned(), &fill("x,", n / 2))
        }),
        ("carriage returns", |n| around("a,b\r", fill("1,2\r", n), "")),
        ("a long cell", |n| around("url,body\nhttps://a.example/1,\"", fill("text\n", n), "\"\n")),
        ("short rows", |n| around("a,b\n", fill("1\n", n), "")),
    ];
    // The search for the end of an open cell is limited by the length of a record.
    let limits = Limits::default().record_bytes(16 << 10);
    check("CSV", patterns, |text| read_within(text, Format::Csv, &limits));
}

#[test]
fn feeds() {
    let patterns: &[Pattern] = &[
        ("ampersands", |n| item(&around("<title>", fill("&", n), "</title>"))),
        ("entities", |n| item(&around("<title>", fill("&amp;", n), "</title>"))),
        ("empty items", |n| around("<rss><channel>", fill("<item/>", n), "</channel></rss>")),
        ("open items", |n| around("<rss><channel>", fill("<item>", n), "")),
        ("elements in an item", |n| item(&fill("<a><b>", n))),
        ("closed elements in an item", |n| item(&fill("<a></a>", n))),
        ("categories", |n| item(&numbered("<category>c#</category>", n))),
        ("authors", |n| item(&numbered("<author>A. Name #</author>", n))),
        ("links", |n| item(&numbered("<link href='https://a.example/#'/>", n))),
        ("open sections", |n| item(&fill("<![CDATA[", n))),
        ("sections", |n| {
            item(&around("<description>", fill("<![CDATA[x]]>", n), "</description>"))
        }),
        ("comments", |n| item(&fill("<!---->", n))),
        ("open comments", |n| item(&fill("<!--", n))),
        ("attributes", |n| item(&around("<title ", numbered("a#='1' ", n), ">T</title>"))),
        ("open tags", |n| item(&fill("<a", n))),
        ("open quotes", |n| item(&fill("<a b=\"", n))),
        ("lists in a body", |n| {
            item(&around("<description><![CDATA[", fill("<li><dd>", n), "]]></description>"))
        }),
        ("instructions", |n| item(&fill("<?x ?>", n))),
        ("text between items", |n| {
            around("<rss><channel>", fill("<item/>text", n), "</channel></rss>")
        }),
    ];
    check("feed", patterns, |text| read(text, Format::Feed));
    let patterns: &[Pattern] = &[
        ("URLs", |n| {
            around(
                "<urlset>",
                numbered("<url><loc>https://a.example/#</loc></url>", n),
                "</urlset>",
            )
        }),
        ("open URLs", |n| around("<urlset>", fill("<url><loc>", n), "")),
    ];
    check("sitemap", patterns, |text| read(text, Format::Sitemap));
}

fn item(inside: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>C</title><item><link>https://a.example/1</link>{inside}\
         </item></channel></rss>"
    )
}

fn warc(kind: &str, head: &str, length: usize, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\n\
         WARC-Date: 2024-03-01T10:00:00Z\r\n{head}Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

fn response(head: &str, body: &str) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n{body}");
    warc("response", "", block.len(), &block)
}

#[test]
fn archives() {
    let patterns: &[Pattern] = &[
        ("beginnings", |n| fill("WARC/1.0\r\n", n)),
        ("wrong lengths", |n| {
            fill(&warc("response", "", 9_999_999, "HTTP/1.1 200 OK\r\n\r\n<p>"), n)
        }),
        ("no lengths", |n| {
            let record = warc("response", "", 1, "HTTP/1.1 200 OK\r\n\r\n<p>");
            fill(&record.replace("Content-Length: 1\r\n", ""), n)
        }),
        ("lengths that are too short", |n| fill(&warc("metadata", "", 3, "a: b\r\nc: d\r\n"), n)),
        ("fields", |n| warc("response", &numbered("X-#: 1\r\n", n), 3, "abc")),
        ("HTTP fields", |n| response(&numbered("X-#: 1\r\n", n), "<p>Text.")),
        ("chunks of one byte", |n| {
            response(
                "Transfer-Encoding: chunked\r\n",
                &around("", fill("1\r\nx\r\n", n), "0\r\n\r\n"),
            )
        }),
        ("line ends", |n| around(&warc("warcinfo", "", 3, "abc"), fill("\r\n", n), "x")),
        ("noise", |n| around(&warc("warcinfo", "", 3, "abc"), fill("WARC/ x\n", n), "x")),
        ("small records", |n| fill(&warc("metadata", "", 3, "abc"), n)),
    ];
    check("WARC", patterns, |text| read(text, Format::Warc));
    let patterns: &[Pattern] = &[
        ("records", |n| fill("http://a.example/ 1.2.3.4 20240301100000 text/html 4\n<p>x\n", n)),
        ("wrong lengths", |n| {
            fill("http://a.example/ 1.2.3.4 20240301100000 text/html 99999\n<p>x\n", n)
        }),
        ("URLs", |n| fill("http://a.example/ 1.2.3.4 2024\n", n)),
    ];
    check("ARC", patterns, |text| read(text, Format::Arc));
}

#[test]
fn messages() {
    const HEAD: &str = "MIME-Version: 1.0\r\nContent-Location: https://a.example/1\r\n\
                        Content-Type: multipart/related; boundary=\"b\"\r\n\r\n";
    let patterns: &[Pattern] = &[
        ("parts", |n| around(HEAD, fill("--b\r\n\r\nx\r\n", n), "--b--")),
        ("boundaries", |n| around(HEAD, fill("--b\r\n", n), "")),
        ("near boundaries", |n| {
            around(
                HEAD,
                around("--b\r\nContent-Type: text/html\r\n\r\n", fill("--bx\n", n), ""),
                "",
            )
        }),
        ("header lines", |n| around("MIME-Version: 1.0\r\n", numbered("A#: b\r\n", n), "")),
        ("parameters", |n| around("Content-Type: x;", fill("a=\"b\";", n), "\r\n\r\n")),
        ("escapes", |n| {
            let head = "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: \
                        quoted-printable\r\n\r\n";
            around(HEAD, around(head, fill("=41=\r\n", n), "\r\n"), "--b--")
        }),
    ];
    check("MHTML", patterns, |text| read(text, Format::Mhtml));
}

/// A page with an article, in which `inside` is.
fn page(inside: &str) -> String {
    let story = "<p>The harbour master said on Monday that the fire was out. </p>".repeat(10);
    format!(
        "<html><head><title>Fire on the ferry</title></head><body><article><h1>Fire on the ferry</h1>\
         {story}{inside}{story}</article></body></html>"
    )
}

#[test]
fn pages() {
    let patterns: &[Pattern] = &[
        ("list items and descriptions", |n| page(&fill("<li><dd>", n))),
        ("descriptions and list items", |n| page(&fill("<dd><li><dt>", n))),
        ("option groups", |n| page(&fill("<optgroup>", n))),
        ("options", |n| page(&fill("<select><option>x", n))),
        ("attributes of body", |n| page(&numbered("<body a#=1>", n))),
        ("attributes of html", |n| page(&numbered("<html a#=1>", n))),
        ("attributes of one element", |n| page(&around("<p ", numbered("a#=1 ", n), ">"))),
        ("open formatting", |n| page(&fill("<b><i><a>", n))),
        ("crossed formatting", |n| page(&fill("<b><p></b>", n))),
        ("fonts", |n| page(&numbered("<font color=#>", n))),
        ("open divisions", |n| page(&fill("<div>", n))),
        ("divisions", |n| page(&fill("<div></div>", n))),
        ("open paragraphs", |n| page(&fill("<p>x", n))),
        ("tables in tables", |n| page(&fill("<table><tr><td>", n))),
        ("text in a table", |n| page(&around("<table>", fill("x<tr>", n), "</table>"))),
        ("cells", |n| page(&around("<table>", fill("<tr><td>Cell<td>2", n), "</table>"))),
        ("ampersands", |n| page(&fill("&", n))),
        ("entities", |n| page(&fill("&eacute;", n))),
        ("open comments", |n| page(&fill("<!--", n))),
        ("comments", |n| page(&fill("<!-- x -->", n))),
        ("scripts", |n| page(&fill("<script>var x=1</script>", n))),
        ("open scripts", |n| page(&fill("<script>", n))),
        ("templates", |n| page(&fill("<template>", n))),
        ("drawings", |n| page(&fill("<svg><g>", n))),
        ("frames", |n| page(&fill("<frameset>", n))),
        ("forms", |n| page(&fill("<form><input>", n))),
        ("line breaks", |n| page(&fill("<br>", n))),
        ("lines", |n| page(&fill("x<br>", n))),
        ("blanks", |n| page(&fill(" \n", n))),
        ("links", |n| page(&numbered("<a href='/#'>Link number #</a> ", n))),
        ("lists of links", |n| {
            page(&around("<ul>", numbered("<li><a href='/#'>#</a>", n), "</ul>"))
        }),
        ("classes", |n| page(&around("<div class='", numbered("share-# ", n), "'>x</div>"))),
        ("times", |n| page(&numbered("<time datetime='2024-03-01T10:00:0#Z'>1 March</time>", n))),
        ("dates in text", |n| page(&fill("<p>Published 1 March 2024 10:00 GMT</p>", n))),
        ("digits", |n| page(&fill("1/2/3 ", n))),
        ("headlines", |n| page(&fill("<h1>Fire on the ferry</h1>", n))),
        ("bylines", |n| page(&fill("<p class=byline>By Ada Lane and Ben Moss</p>", n))),
        ("meta tags", |n| page(&numbered("<meta property='article:tag' content='#'>", n))),
        ("nested data", |n| {
            page(&around("<script type='application/ld+json'>", fill("{\"a\":[", n), "</script>"))
        }),
        ("much data", |n| {
            let script = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\
                          \"Fire\"}</script>";
            page(&fill(script, n))
        }),
        ("authors in data", |n| {
            let people = numbered("{\"@type\":\"Person\",\"name\":\"A. Name #\"},", n);
            let start =
                "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[";
            page(&around(start, people, "{}]}</script>"))
        }),
        ("one long word", |n| page(&around("<p>", fill("x", n), "</p>"))),
        ("one long paragraph", |n| page(&around("<p>", fill("The fire was out. ", n), "</p>"))),
        ("text without spaces", |n| page(&around("<p>", fill("港口火灾。", n), "</p>"))),
        ("a long title", |n| around("<title>", fill("Fire - ", n), "</title><p>Text.")),
        ("instructions", |n| page(&fill("<?xml:namespace prefix = o />", n))),
        ("quotation marks", |n| page(&fill("<p>\"'“”</p>", n))),
        ("open tags", |n| page(&fill("<a", n))),
    ];
    check("page", patterns, |text| read(text, Format::Html));
}

#[test]
fn texts() {
    let patterns: &[Pattern] = &[
        ("lines", |n| fill("The fire was out.\n", n)),
        ("one line", |n| fill("The fire was out. ", n)),
        ("short lines", |n| fill("x\n", n)),
        ("blank lines", |n| around("Title\n", fill("\n", n), "Text.")),
        ("bylines", |n| fill("By Ada Lane, Ben Moss and Cy Dean\n", n)),
        ("dates", |n| fill("March 1, 2024 10:00 a.m. ET\n", n)),
        ("colons", |n| fill("a: b: c\n", n)),
        ("digits", |n| fill("12:34 ", n)),
    ];
    check("text", patterns, |text| read(text, Format::Text));
}

/// Two texts that differ in a way that costs much to find.
type Pair = (&'static str, Texts);
type Texts = fn(usize) -> (String, String);

const PAIRS: &[Pair] = &[
    ("equal lines and one more", |n| {
        (fill("The fire was out.\n\n", n), fill("The fire was out.\n\n", n + 20))
    }),
    ("all other lines", |n| (numbered("Line # is old.\n\n", n), numbered("Row # was new.\n\n", n))),
    ("a number in each line", |n| {
        (numbered("The # boats came in.\n\n", n), numbered("The 1# boats came in.\n\n", n))
    }),
    ("reversed", |n| {
        let text = numbered("Boat # came in.\n\n", n);
        let reversed: Vec<&str> = text.rsplit("\n\n").collect();
        let reversed = reversed.join("\n\n");
        (text, reversed)
    }),
    ("every second line removed", |n| {
        (numbered("Boat # came.\n\nIt left.\n\n", n), numbered("Boat # came.\n\n", n / 2))
    }),
    ("one long line", |n| (fill("a b c ", n), fill("a c b ", n))),
    ("one sentence of numbered words", |n| (numbered("w# ", n), numbered("w1# ", n))),
    ("no spaces", |n| (fill("ab", n), fill("ba", n))),
    ("full stops", |n| (fill(". ", n), fill("! ", n))),
    ("abbreviations", |n| (fill("Dr. A. B. e.g. ", n), fill("Mr. A. C. i.e. ", n))),
    ("text without spaces", |n| (fill("港口火灾。", n), fill("港口大火。", n))),
    ("combining marks", |n| (fill("e\u{301}", n), fill("e\u{300}", n))),
    ("quotations", |n| {
        (fill("“We are ready,” he said. ", n), fill("“We were ready,” she said. ", n))
    }),
    ("short lines", |n| (fill("x\n", n), fill("y\n", n))),
    ("few different lines", |n| (fill("a\nb\nc\n", n), fill("b\na\nc\nd\n", n))),
    ("blank lines", |n| (fill("\n", n), fill("\n\n", n + 1))),
    ("numbers", |n| (numbered("# ", n), numbered("1# ", n))),
    ("against nothing", |n| (String::new(), numbered("Line # is new.\n\n", n))),
    ("rows of a table", |n| (numbered("a\t#\tc\n", n), numbered("a\t1#\tc\n", n))),
    ("one paragraph split", |n| {
        (numbered("Boat # came in. ", n), numbered("Boat # came in.\n\n", n))
    }),
];

/// Runs the check on pairs: both texts in one, separated by a byte that neither has.
fn check_pairs(what: &str, pairs: &[Pair], run: impl Fn(&str, &str)) {
    for (name, make) in pairs {
        let make = *make;
        PAIR.with(|pair| pair.set(Some(make)));
        let joined: fn(usize) -> String = |size| {
            let make = PAIR.with(std::cell::Cell::get).unwrap();
            let (old, new) = make(size / 2);
            format!("{old}\0{new}")
        };
        check(what, &[(*name, joined)], |text| {
            let (old, new) = text.split_once('\0').unwrap();
            run(old, new);
        });
    }
}

thread_local! {
    /// The pair that is measured.
    static PAIR: std::cell::Cell<Option<Texts>> =
        const { std::cell::Cell::new(None) };
}

#[test]
fn diffs() {
    let fields = DocumentFields::default();
    check_pairs("diff", PAIRS, |old, new| {
        diff_documents((&fields, old), (&fields, new), &DiffOptions::default());
    });
}

#[test]
fn renderings() {
    let renders: [(&str, Render); 9] = [
        ("terminal", terminal::render),
        ("side by side", side_by_side::render),
        ("unified", unified::render),
        ("wdiff", wdiff::render),
        ("HTML", html::render),
        ("Markdown", markdown::render),
        ("JSON", json::render),
        ("EDGI", edgi::render),
        ("stat", stat::render),
    ];
    let pairs: Vec<Pair> = PAIRS
        .iter()
        .filter(|(name, _)| {
            ["all other lines", "one long line", "short lines", "a number in each line"]
                .contains(name)
        })
        .copied()
        .collect();
    let fields = DocumentFields::default();
    for (name, render) in renders {
        check_pairs(name, &pairs, |old, new| {
            let diff = diff_documents((&fields, old), (&fields, new), &DiffOptions::default());
            let side = DiffSide::from_fields("text", &fields);
            let options = RenderOptions::default().context(3);
            render(&diff, &side, &side, &options, &mut std::io::sink()).unwrap();
        });
    }
}
