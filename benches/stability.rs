//! Stability: saved pages are read again after changes to their boilerplate. The body and both
//! timestamps must stay the same, otherwise the history shows edits that nobody made.
//!
//! `cargo bench --bench stability [FOLDER…]`: saved pages, `.html` or `.html.gz`. `cargo test --bench
//! stability` runs it in the development profile. With `RECENSION_BENCH=smoke`, only the pages of
//! the tests. `RECENSION_SHOW=1` prints the pages that change.

#![allow(clippy::print_stdout)]

mod common;

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use recension::extract::{self, ExtractOptions};
use recension::source::{Item, ItemContent, PageKind, RawPage, SourceLocation};

const FOLDERS: [&str; 2] =
    ["../shared/data/extract/scrapinghub/html", "../shared/data/extract/htmldate/html"];
/// Pages in the repository.
const SMOKE_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/story");
/// A body of fewer bytes is not an article's, and not compared.
const LEAST_BODY: usize = 250;

/// A change to a page; `None` if the page has no place for it. The second argument is its body.
type Mutation = fn(&str, &str) -> Option<String>;

const MUTATIONS: &[(&str, Mutation)] = &[
    ("advertisements between paragraphs", |page, _| {
        after_each(page, "</p>", 3, "<div class=\"ad-slot\"><span>Advertisement</span></div>")
    }),
    ("newsletter box", |page, _| {
        after_nth(
            page,
            "</p>",
            4,
            "<div class=\"newsletter-box\"><h3>Our newsletter</h3><form><p>Get the day's stories.</p><input type=\"email\"><button>Sign up</button></form></div>",
        )
    }),
    ("related stories", |page, _| {
        let item = "<li><a href=\"/a\">A headline of another article about the harbour</a></li>";
        before_last(
            page,
            "</body>",
            &format!(
                "<div class=\"related-posts\"><h3>Related stories</h3><ul>{}</ul></div>",
                item.repeat(5)
            ),
        )
    }),
    ("comments", |page, _| {
        let comment = "<div class=\"comment\"><p class=\"comment-author\">Piet</p><time datetime=\"2026-11-28T10:00:00Z\">28 November 2026</time><p>I have lived here for a long time, and I have never seen anything like it, to be honest.</p></div>";
        before_last(
            page,
            "</body>",
            &format!(
                "<section id=\"comments\" class=\"comments-area\"><h3>3 comments</h3>{}</section>",
                comment.repeat(3)
            ),
        )
    }),
    ("consent banner", |page, _| {
        after_open(
            page,
            "<body",
            "<div id=\"cookie-banner\" class=\"cookie-consent\"><p>We and our partners use cookies to store and access personal data, and to show you content and ads.</p><button>Accept</button></div>",
        )
    }),
    ("attributes", |page, _| {
        Some(page.replace("<p>", "<p data-block=\"1\">").replace("<div ", "<div data-q=\"7\" "))
    }),
    ("classes", |page, _| {
        Some(page.replace("<p>", "<p class=\"css-1x2y3z\">").replace(" class=\"", " class=\"x1q "))
    }),
    ("a link in a paragraph", linked_paragraph),
    ("boxes around the page", |page, _| {
        let inner = after_open(page, "<body", "<div class=\"outer\"><div>")?;
        before_last(&inner, "</body>", "</div></div>")
    }),
    ("title at the end of the head", |page, _| {
        let (start, rest) = page.split_once("<title")?;
        let (title, rest) = rest.split_once("</title>")?;
        before_first(&format!("{start}{rest}"), "</head>", &format!("<title{title}</title>"))
    }),
    ("comments in the markup", |page, _| after_each(page, "</div>", 2, "<!-- block -->")),
    ("date of the visit above", |page, _| {
        after_open(
            page,
            "<body",
            "<header class=\"top-line\"><span class=\"today\">Sunday, November 29, 2026</span></header>",
        )
    }),
    ("scripts", |page, _| {
        after_each(
            page,
            "</p>",
            5,
            "<script>window.q=window.q||[];q.push(['view', {\"slot\": 7}]);</script>",
        )
    }),
    ("most read", |page, _| {
        let item = "<li><a href=\"/b\">Another headline, which is longer than the first</a></li>";
        before_last(
            page,
            "</body>",
            &format!(
                "<aside class=\"sidebar\"><h4>Most read</h4><ol>{}</ol></aside>",
                item.repeat(5)
            ),
        )
    }),
];

fn main() {
    let named: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let folders: Vec<&str> = if common::is_smoke() {
        vec![SMOKE_FOLDER]
    } else if named.is_empty() {
        FOLDERS.to_vec()
    } else {
        named.iter().map(String::as_str).collect()
    };
    let shows = std::env::var_os("RECENSION_SHOW").is_some();
    let pages: Vec<(String, String)> = folders.iter().flat_map(|it| pages(Path::new(it))).collect();
    if pages.is_empty() {
        println!("skipped: no pages in {}", folders.join(", "));
        return;
    }
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts: Vec<Vec<Count>> = std::thread::scope(|scope| {
        let chunks = pages.chunks(pages.len().div_ceil(threads));
        let workers: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || count(chunk, shows))).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let (mut all, mut bodies, mut clocks) = (0, 0, 0);
    println!("{:<36} {:>6} {:>12} {:>12}", "change", "pages", "body equal", "dates equal");
    for (index, (name, _)) in MUTATIONS.iter().enumerate() {
        let mut sum = Count::default();
        for count in parts.iter().filter_map(|part| part.get(index)) {
            sum.pages += count.pages;
            sum.bodies += count.bodies;
            sum.clocks += count.clocks;
        }
        println!("{name:<36} {:>6} {:>12} {:>12}", sum.pages, sum.bodies, sum.clocks);
        all += sum.pages;
        bodies += sum.bodies;
        clocks += sum.clocks;
    }
    let percent = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
    println!("bodies equal {:.2} %, dates equal {:.2} %", percent(bodies), percent(clocks));
}

/// How many pages had a place for a change, and stayed the same.
#[derive(Clone, Copy, Default)]
struct Count {
    pages: usize,
    bodies: usize,
    clocks: usize,
}

fn count(pages: &[(String, String)], shows: bool) -> Vec<Count> {
    let mut counts = vec![Count::default(); MUTATIONS.len()];
    for (name, page) in pages {
        let Some((body, clocks)) = read(page).filter(|(body, _)| body.len() >= LEAST_BODY) else {
            continue;
        };
        for ((change, mutate), count) in MUTATIONS.iter().zip(&mut counts) {
            let Some((other, other_clocks)) = mutate(page, &body).and_then(|page| read(&page))
            else {
                continue;
            };
            count.pages += 1;
            count.bodies += usize::from(other == body);
            count.clocks += usize::from(other_clocks == clocks);
            if shows && other != body {
                println!("BODY {change}: {name}\n{}", first_difference(&body, &other));
            }
            if shows && other_clocks != clocks {
                println!("DATES {change}: {name}\n  {clocks:?}\n  {other_clocks:?}");
            }
        }
    }
    counts
}

fn first_difference(one: &str, other: &str) -> String {
    let lines = one.lines().map(Some).chain(std::iter::repeat(None));
    let mut pairs = lines.zip(other.lines().map(Some).chain(std::iter::repeat(None)));
    let pair = pairs.find(|(one, other)| one != other || one.is_none());
    let cut = |line: Option<&str>| line.unwrap_or("(end)").chars().take(100).collect::<String>();
    pair.map_or_else(String::new, |(one, other)| format!("  - {}\n  + {}", cut(one), cut(other)))
}

/// Returns a page's body, and both of its timestamps.
fn read(page: &str) -> Option<(String, String)> {
    let page = RawPage {
        written: None,
        bytes: page.as_bytes().to_vec(),
        kind: PageKind::Html,
        content_type: None,
        url_hint: None,
        origin: None,
    };
    let item = Item {
        place: SourceLocation { input: "page.html".into(), record: None, offset: 0 },
        raw: ItemContent::Page(page),
    };
    let options = ExtractOptions::default().url("https://a.example/x".to_owned());
    let version = extract::extract_lenient(&item, &options).ok()?.0.capture.version;
    let clocks = format!("{:?} {:?}", version.published, version.updated);
    Some((version.content.body.unwrap_or_default(), clocks))
}

/// Makes 55 % of a paragraph of the body a link.
fn linked_paragraph(page: &str, body: &str) -> Option<String> {
    let is_whole = |line: &&str| line.len() >= 150 && !line.contains(['&', '<', '>']);
    let (paragraph, at) = body.lines().filter(is_whole).find_map(|line| {
        let mut found = page.match_indices(line);
        let (at, _) = found.next()?;
        (found.next().is_none() && page.get(..at)?.ends_with('>')).then_some((line, at))
    })?;
    let most = paragraph.len() * 55 / 100;
    let end = paragraph.match_indices(' ').map(|(at, _)| at).take_while(|at| *at <= most).last()?;
    let (before, after) = (page.get(..at)?, page.get(at + end..)?);
    Some(format!("{before}<a href=\"/topic\">{}</a>{after}", paragraph.get(..end)?))
}

fn after_each(page: &str, mark: &str, step: usize, insert: &str) -> Option<String> {
    let mut parts = page.split(mark).enumerate();
    let mut changed = parts.next()?.1.to_owned();
    let mut count = 0;
    for (index, part) in parts {
        changed.push_str(mark);
        if index % step == 0 {
            changed.push_str(insert);
            count += 1;
        }
        changed.push_str(part);
    }
    (count > 0).then_some(changed)
}

fn after_nth(page: &str, mark: &str, nth: usize, insert: &str) -> Option<String> {
    let (at, _) = page.match_indices(mark).nth(nth)?;
    let (before, after) = page.split_at_checked(at + mark.len())?;
    Some(format!("{before}{insert}{after}"))
}

/// Inserts after an opening tag.
fn after_open(page: &str, tag: &str, insert: &str) -> Option<String> {
    let start = page.find(tag)?;
    let end = start + page.get(start..)?.find('>')? + 1;
    let (before, after) = page.split_at_checked(end)?;
    Some(format!("{before}{insert}{after}"))
}

fn before_first(page: &str, mark: &str, insert: &str) -> Option<String> {
    let (before, after) = page.split_once(mark)?;
    Some(format!("{before}{insert}{mark}{after}"))
}

fn before_last(page: &str, mark: &str, insert: &str) -> Option<String> {
    let (before, after) = page.rsplit_once(mark)?;
    Some(format!("{before}{insert}{mark}{after}"))
}

/// Returns the pages of a folder with their names.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let page = |path: &std::path::PathBuf| {
        let mut bytes = fs::read(path).ok()?;
        if bytes.starts_with(&[0x1F, 0x8B]) {
            let mut page = Vec::new();
            MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut page).ok()?;
            bytes = page;
        }
        let name = path.file_name()?.to_string_lossy().into_owned();
        // Only pages in UTF-8: the changes are made to text.
        Some((name, String::from_utf8(bytes).ok()?))
    };
    paths.iter().filter_map(page).collect()
}
