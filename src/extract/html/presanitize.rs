//! Removes content that no reader sees, and content that would be too expensive to parse, from a
//! page before it is parsed.
//!
//! HTML tree construction walks the open elements at every tag, and an element's attributes at each
//! of them: 100,000 nested elements or attributes take quadratic time. Browsers also limit the
//! depth (Blink to 512). Tags beyond the limits are removed; text never is.
//!
//! Scripts, styles, comments, drawings and unused attributes are half of the bytes of a news page.
//! Without them parsing takes two thirds of the time.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// The deepest nesting of elements that is kept.
const DEEPEST: u32 = 400;
/// The most formatting elements (`<b>`, `<font>`, …) that may be open at once: each paragraph
/// reopens all that were left open before it.
const MOST_FORMATTING: u32 = 24;
/// The most attributes of one element that are kept.
const MOST_ATTRIBUTES: usize = 200;
/// The most elements, texts and pairs of attributes that are kept: some 300 bytes of memory each.
/// The longest articles have a tenth of them.
const MOST_NODES: u32 = 140_000;
/// The most `<` that open no tag left to the parser, which records each as an error.
const MOST_STRAYS: u32 = 1_000;
/// The most `<html>` and `<body>` tags that are kept.
const MOST_ROOTS: u32 = 8;
/// The most list items, terms and options that may be open at once, each inside the one before.
const MOST_ITEMS: usize = 400;
/// The most bytes of a drawing that are searched for its end.
const LONGEST_DRAWING: usize = 64 * 1024;
/// The most bytes of a `data-` attribute that are kept: longer values are not dates.
const LONGEST_DATA: usize = 64;
/// The slots of the table of names. A collision only makes the count inexact.
const SLOTS: usize = 1024;

/// A page from which parts are being removed.
struct Presanitizer<'a> {
    html: &'a str,
    kept: Option<String>,
    copied: usize,
    /// The most bytes that may be kept.
    most: usize,
}

impl<'a> Presanitizer<'a> {
    /// Removes a range that begins and ends at ASCII characters, and inserts `joint` in its place.
    fn cut(&mut self, from: usize, to: usize, joint: &str) {
        let html = self.html;
        let kept =
            self.kept.get_or_insert_with(|| String::with_capacity(html.len().min(self.most) / 2));
        kept.push_str(html.get(self.copied..from).unwrap_or_default());
        kept.push_str(joint);
        self.copied = to;
    }

    /// Whether more than the limit has already been kept.
    fn is_full(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.len() > self.most)
    }

    fn finish(self) -> Option<Cow<'a, str>> {
        let rest = self.html.get(self.copied..).unwrap_or_default();
        let is_in_bounds =
            self.kept.as_ref().map_or(0, String::len).saturating_add(rest.len()) <= self.most;
        is_in_bounds.then(|| match self.kept {
            None => Cow::Borrowed(rest),
            Some(mut kept) => {
                kept.push_str(rest);
                Cow::Owned(kept)
            }
        })
    }
}

/// The open tags, by name, and those whose opening tag was removed.
struct Open {
    kept: Vec<u32>,
    dropped: Vec<u32>,
    depth: u32,
    formatting: u32,
    nodes: u32,
    /// The open list items, terms and options, by kind; 0 is another element around them.
    items: Vec<u8>,
    /// Whether an element was removed because there were too many.
    is_full: bool,
}

impl Open {
    fn new() -> Self {
        Self {
            kept: vec![0; SLOTS],
            dropped: vec![0; SLOTS],
            depth: 0,
            formatting: 0,
            nodes: 0,
            items: Vec::new(),
            is_full: false,
        }
    }

    /// Whether an opening tag is kept.
    fn open(&mut self, name: &[u8], is_self_closing: bool) -> bool {
        // A paragraph reopens all formatting elements.
        self.nodes += 1 + if is_formatting(name) { 0 } else { self.formatting };
        self.is_full |= self.nodes > MOST_NODES;
        if let Some(kind) = item_kind(name) {
            return self.nodes <= MOST_NODES && self.open_item(kind);
        }
        if is_shallow(name) || (is_self_closing && !is_flow(name)) {
            return self.nodes <= MOST_NODES;
        }
        let slot = slot(name);
        let is_kept = self.nodes <= MOST_NODES
            && self.depth < DEEPEST
            && !(is_formatting(name) && self.formatting >= MOST_FORMATTING);
        let counts = if is_kept { &mut self.kept } else { &mut self.dropped };
        if let Some(count) = counts.get_mut(slot) {
            *count += 1;
        }
        if is_kept {
            if !is_formatting(name) {
                self.items.push(0);
            }
            self.depth += weight(name);
            self.formatting += u32::from(is_formatting(name));
        }
        is_kept
    }

    /// Whether the opening tag of a list item, term or option is kept. It closes one of its own
    /// kind, and is otherwise inside the one before.
    fn open_item(&mut self, kind: u8) -> bool {
        // Outside `<select>`, `<optgroup>` closes nothing.
        if self.items.last() == Some(&kind) && kind != OPTION_GROUP {
            return true;
        }
        let open = self.items.iter().rev().take_while(|item| **item != 0).count();
        // `<li>` in `<dd>` in `<li>`: a list has at most one of each.
        if open >= MOST_ITEMS || self.items.len() >= MOST_ITEMS * 4 {
            self.is_full |= open >= MOST_ITEMS;
            return false;
        }
        self.items.push(kind);
        true
    }

    /// Whether a closing tag is kept.
    fn close(&mut self, name: &[u8]) -> bool {
        if let Some(kind) = item_kind(name) {
            let inner = self.items.iter().rev().take_while(|item| **item != 0);
            if let Some(above) = inner.take(MOST_ITEMS).position(|item| *item == kind) {
                self.items.truncate(self.items.len() - above - 1);
            }
        }
        let slot = slot(name);
        let (Some(kept), Some(dropped)) = (self.kept.get_mut(slot), self.dropped.get_mut(slot))
        else {
            return true;
        };
        if *dropped > 0 {
            *dropped -= 1;
            return false;
        }
        if *kept > 0 {
            *kept -= 1;
            if !is_formatting(name) {
                while self.items.pop().is_some_and(|item| item != 0) {}
            }
            self.depth = self.depth.saturating_sub(weight(name));
            self.formatting = self.formatting.saturating_sub(u32::from(is_formatting(name)));
            return true;
        }
        // A tag that closes nothing still makes the parser search all open elements.
        self.nodes += 1;
        self.nodes <= MOST_NODES
    }
}

/// Returns the page without the removed parts; `None` if that is more than `most` bytes.
pub(super) fn presanitize(html: &str, most: usize) -> Option<Cow<'_, str>> {
    bounded(html, most).map(|(tamed, _)| tamed)
}

/// Like [`presanitize`], and also returns whether elements were removed because there were too
/// many.
pub(super) fn bounded(html: &str, most: usize) -> Option<(Cow<'_, str>, bool)> {
    let bytes = html.as_bytes();
    let mut cutter = Presanitizer { html, kept: None, copied: 0, most };
    let mut open = Open::new();
    let mut useless: Vec<(usize, usize)> = Vec::new();
    let (mut strays, mut next_drawing, mut roots) = (0, 0, 0);
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        if cutter.is_full() {
            return None;
        }
        let start = at + found;
        let Some(&next) = bytes.get(start + 1) else { break };
        open.nodes += u32::from(found > 0);
        if next == b'!' {
            if bytes.get(start..).is_some_and(|rest| rest.starts_with(b"<!--")) {
                let Some(end) = comment_end(bytes, start) else { break };
                cutter.cut(start, end, "");
                at = end;
            } else {
                at = find(bytes, start, b">").unwrap_or(bytes.len());
            }
            continue;
        }
        // A processing instruction is a comment to a browser.
        if next == b'?' {
            let end = find(bytes, start, b">").unwrap_or(bytes.len());
            cutter.cut(start, end, "");
            at = end;
            continue;
        }
        let closes = next == b'/';
        let name_start = start + 1 + usize::from(closes);
        let name_length = bytes.get(name_start..).map_or(0, |rest| {
            rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count()
        });
        if name_length == 0 || !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            strays += 1;
            if strays > MOST_STRAYS && !closes {
                cutter.cut(start, at, "&lt;");
            }
            continue;
        }
        let mut name = [0_u8; 16];
        let length = name_length.min(16);
        for (to, from) in
            name.iter_mut().zip(bytes.get(name_start..name_start + length).unwrap_or_default())
        {
            *to = from.to_ascii_lowercase();
        }
        let name = name.get(..length).unwrap_or_default();
        if name == b"svg" && !closes && start >= next_drawing {
            if let Some(end) = drawing_end(bytes, start) {
                cutter.cut(start, end, "");
                at = end;
                continue;
            }
            next_drawing = start + LONGEST_DRAWING / 8;
        }
        useless.clear();
        let tag = scan_tag(bytes, name_start + name_length, name, &mut useless);
        at = tag.end;
        if closes {
            if !open.close(name) {
                cutter.cut(start, tag.end, " ");
            }
            continue;
        }
        if is_raw(name) {
            let close: Vec<u8> = [b"</".as_slice(), name].concat();
            at = find_folded(bytes, tag.end, &close).unwrap_or(bytes.len());
            let is_code = match name {
                b"style" => true,
                b"script" => {
                    !has_folded(bytes.get(start..tag.end).unwrap_or_default(), b"ld+json")
                        && !has_date(bytes.get(tag.end..at).unwrap_or_default())
                }
                _ => false,
            };
            if is_code && at > tag.end {
                cutter.cut(tag.end, at, "");
            }
            // Its closing tag is kept even if there are too many elements: without it, the rest of
            // the page would be part of the script.
            at = find(bytes, at, b">").unwrap_or(bytes.len());
            continue;
        }
        open.nodes += tag.attributes.saturating_sub(useless.len()).div_ceil(2) as u32;
        if matches!(name, b"html" | b"body") {
            // Each further one adds its attributes to the first, after comparing them with all.
            roots += 1;
            if roots > MOST_ROOTS {
                cutter.cut(start, tag.end, " ");
                continue;
            }
        }
        if !open.open(name, tag.is_self_closing) {
            cutter.cut(start, tag.end, " ");
            continue;
        }
        for (from, to) in &useless {
            if tag.surplus.is_none_or(|surplus| *to <= surplus) {
                cutter.cut(*from, *to, "");
            }
        }
        if let Some(surplus) = tag.surplus {
            cutter.cut(surplus, tag.end - usize::from(tag.is_closed), " ");
        }
    }
    cutter.finish().map(|tamed| (tamed, open.is_full))
}

/// Returns the position after a comment that begins at `start`.
fn comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start + 4..)?;
    if rest.starts_with(b">") {
        return Some(start + 5);
    }
    if rest.starts_with(b"->") {
        return Some(start + 6);
    }
    let mut at = start + 4;
    loop {
        at = find(bytes, at, b"--")?;
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'>'), _) => return Some(at + 1),
            (Some(b'!'), Some(b'>')) => return Some(at + 2),
            // `--->`: the last two dashes count.
            _ => at -= 1,
        }
    }
}

/// Returns the position after a drawing that begins at `start` and contains no elements of the
/// page.
fn drawing_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..bytes.len().min(start + LONGEST_DRAWING))?;
    let end = find(rest, 0, b"</svg>")?;
    let inner = rest.get(4..end)?;
    let breaks_out = [b"<svg".as_slice(), b"<p>", b"<p ", b"<div", b"<span", b"<foreignObject"]
        .iter()
        .any(|tag| memmem::find(inner, tag).is_some());
    (!breaks_out).then_some(start + end)
}

/// Whether a script contains a date such as `2014-10-19`, which may be the article's.
fn has_date(script: &[u8]) -> bool {
    memchr::memchr_iter(b'-', script).any(|at| {
        let digits = |from: usize, to: usize| {
            script.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
        };
        at >= 4 && digits(at - 4, at) && digits(at + 1, at + 3) && script.get(at + 3) == Some(&b'-')
    })
}

fn has_folded(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

struct TagSpan {
    /// The position after the `>`.
    end: usize,
    is_closed: bool,
    is_self_closing: bool,
    attributes: usize,
    /// Where the attributes beyond the limit begin.
    surplus: Option<usize>,
}

/// Reads a tag's attributes as the tokenizer does, as far as the end of the tag depends on them,
/// and lists the unused ones.
fn scan_tag(bytes: &[u8], from: usize, name: &[u8], useless: &mut Vec<(usize, usize)>) -> TagSpan {
    let mut at = from;
    let mut attributes = 0;
    let mut surplus = None;
    let mut is_self_closing = false;
    let is_told = matches!(name, b"meta" | b"link" | b"html" | b"time" | b"script");
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => {
                return TagSpan {
                    end: at + 1,
                    is_closed: true,
                    is_self_closing,
                    attributes,
                    surplus,
                };
            }
            b'/' => {
                is_self_closing = true;
                at += 1;
            }
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                is_self_closing = false;
                attributes += 1;
                if attributes > MOST_ATTRIBUTES && surplus.is_none() {
                    surplus = Some(at);
                }
                let end = scan_attribute(bytes, at);
                if !is_told
                    && surplus.is_none()
                    && is_useless(bytes.get(at..end).unwrap_or_default())
                {
                    useless.push((at, end));
                }
                at = end;
            }
        }
    }
    TagSpan { end: bytes.len(), is_closed: false, is_self_closing, attributes, surplus }
}

/// Whether an attribute says nothing about an article.
fn is_useless(attribute: &[u8]) -> bool {
    let starts = |with: &[u8]| {
        attribute.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if starts(b"style") {
        // Hidden, struck out, or lines of their own.
        return ![b"none".as_slice(), b"hidden", b"line-through", b"block"]
            .iter()
            .any(|value| has_folded(attribute, value));
    }
    if starts(b"data-") {
        return attribute.len() > LONGEST_DATA;
    }
    if starts(b"aria-") {
        return !starts(b"aria-hidden");
    }
    const USELESS: [&[u8]; 12] = [
        b"src",
        b"on",
        b"width",
        b"height",
        b"target",
        b"alt",
        b"loading",
        b"sizes",
        b"js",
        b"border",
        b"align",
        b"decoding",
    ];
    USELESS.iter().any(|name| starts(name))
}

fn scan_attribute(bytes: &[u8], from: usize) -> usize {
    let skip = |mut at: usize, stop: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| !stop(*byte)) {
            at += 1;
        }
        at
    };
    // A name may begin with `=`.
    let at = skip(from + 1, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
    let equals = skip(at, |b| !b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return at;
    }
    let value = skip(equals + 1, |b| !b.is_ascii_whitespace());
    match bytes.get(value) {
        Some(quote @ (b'"' | b'\'')) => bytes
            .get(value + 1..)
            .and_then(|rest| memchr(*quote, rest))
            .map_or(bytes.len(), |end| value + 1 + end + 1),
        _ => skip(value, |b| b.is_ascii_whitespace() || b == b'>'),
    }
}

fn slot(name: &[u8]) -> usize {
    // FNV-1a
    let hash = name
        .iter()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash as usize % SLOTS
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, needle).map(|found| from + found + needle.len())
}

/// Finds a closing tag in any letter case, and returns the position before it.
fn find_folded(bytes: &[u8], from: usize, close: &[u8]) -> Option<usize> {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        at += found;
        if bytes.get(at..at + close.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(close)) {
            return Some(at);
        }
        at += 2;
    }
    None
}

/// Elements whose content is not markup.
fn is_raw(name: &[u8]) -> bool {
    matches!(
        name,
        b"script"
            | b"style"
            | b"textarea"
            | b"title"
            | b"xmp"
            | b"iframe"
            | b"noembed"
            | b"noframes"
    )
}

/// Elements that contain nothing or that are closed by the next of their kind.
fn is_shallow(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
            | b"p"
            | b"tr"
            | b"td"
            | b"th"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"html"
            | b"head"
            | b"body"
    )
}

const OPTION_GROUP: u8 = 4;

/// The kinds of elements that a following one of the same kind closes.
fn item_kind(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"li" => 1,
        b"dd" | b"dt" => 2,
        b"option" => 3,
        b"optgroup" => OPTION_GROUP,
        _ => return None,
    })
}

/// The number of levels an element may add: a table implies a body, a row and a cell.
fn weight(name: &[u8]) -> u32 {
    if name == b"table" { 4 } else { 1 }
}

/// Elements that the tree builder reopens.
fn is_formatting(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// HTML elements that `/>` does not close.
fn is_flow(name: &[u8]) -> bool {
    matches!(
        name,
        b"div"
            | b"span"
            | b"a"
            | b"b"
            | b"i"
            | b"u"
            | b"em"
            | b"strong"
            | b"font"
            | b"section"
            | b"article"
            | b"ul"
            | b"ol"
            | b"table"
            | b"center"
            | b"blockquote"
            | b"form"
            | b"big"
            | b"small"
            | b"tt"
            | b"s"
            | b"code"
            | b"nobr"
            | b"button"
            | b"object"
            | b"aside"
            | b"nav"
            | b"main"
            | b"header"
            | b"footer"
            | b"dl"
            | b"pre"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"details"
            | b"figure"
            | b"label"
            | b"sub"
            | b"sup"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presanitize(html: &str) -> Cow<'_, str> {
        super::presanitize(html, usize::MAX).expect("no bound")
    }

    #[test]
    fn an_ordinary_page_is_left_as_it_is() {
        let page = "<p class=a>a<p>b <title><div></TITLE><a href='>'>x</a> 1 < 2 <br/>";
        assert!(matches!(presanitize(page), Cow::Borrowed(text) if text == page));
    }

    #[test]
    fn what_no_reader_sees_is_cut_out() {
        for (page, left) in [
            ("a<!-- <div> -->b<!-->c<!--->d<!-- --!>e<!----->f", "abcdef"),
            ("<script>'<div>'</SCRIPT >a", "<script></SCRIPT >a"),
            (
                "<script type='application/LD+json'>{}</script>",
                "<script type='application/LD+json'>{}</script>",
            ),
            ("<script>d = '2014-10-19'</script>", "<script>d = '2014-10-19'</script>"),
            ("<style>p > a {}</style>a", "<style></style>a"),
            ("<svg><path d='M0'/></svg>a<svg><p>b</svg>", "a<svg><p>b</svg>"),
            ("<img src='>' class=x alt=\"a>b\">c", "<img  class=x >c"),
            ("<p style='color:red'>a<p style='display: none'>b", "<p >a<p style='display: none'>b"),
            ("<meta name=src content=on src=1>", "<meta name=src content=on src=1>"),
            ("<p>a<!-- b", "<p>a<!-- b"),
        ] {
            assert_eq!(presanitize(page), left, "{page}");
        }
    }

    #[test]
    fn depth_and_attributes_are_bounded_and_text_is_kept() {
        let page = format!("{}deep{} <p>after", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let tamed = presanitize(&page);
        assert_eq!(tamed.matches("<div>").count(), DEEPEST as usize);
        assert_eq!(tamed.matches("</div>").count(), DEEPEST as usize);
        assert!(tamed.contains("deep") && tamed.contains("<p>after"));
        let page = format!(
            "<p {}>text",
            (0..5_000).fold(String::new(), |all, n| format!("{all} a{n}='1'"))
        );
        let tamed = presanitize(&page);
        assert!(tamed.len() < 5_000 && tamed.ends_with(">text"), "{tamed}");
    }

    #[test]
    fn what_would_grow_beyond_the_bound_is_given_up_on_the_way() {
        let page = "<".repeat(1 << 20);
        assert!(super::presanitize(&page, 4 << 20).is_some());
        for (page, most) in
            [(page.as_str(), 1 << 20), ("<p>text", 3), ("<!-- c --><p>text", 3), ("text", 3)]
        {
            assert_eq!(super::presanitize(page, most), None, "{}", page.len());
        }
        assert_eq!(super::presanitize("<!-- c --><p>text", 7).as_deref(), Some("<p>text"));
    }

    #[test]
    fn elements_with_attributes_are_fewer() {
        let kept = |tag: &str| presanitize(&tag.repeat(300_000)).matches("<p").count();
        assert_eq!(kept("<p>"), MOST_NODES as usize);
        assert_eq!(kept("<p class=a>"), MOST_NODES as usize / 2);
        assert_eq!(kept("<p class=a id=b title=c>"), MOST_NODES as usize / 3);
    }
}
