//! Taming: a page that would cost a parser more than its size is cut back before it is parsed.
//!
//! HTML's tree building walks the open elements at every tag, and an element's attributes at each
//! of them: 100,000 nested elements or attributes cost their square. Browsers bound the depth too
//! (Blink at 512). Tags beyond the bounds are left out; no text ever is.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// The deepest nesting of elements that is kept.
const DEEPEST: u32 = 400;
/// The most formatting elements (`<b>`, `<font>`, …) that may be open at once: each paragraph opens
/// anew all that were left open before it.
const MOST_FORMATTING: u32 = 24;
/// The most attributes of one element that are kept.
const MOST_ATTRIBUTES: usize = 200;
/// Slots of the table of names: a collision only makes the count inexact.
const SLOTS: usize = 1024;

/// The page, or what is left of its tags.
pub(super) fn tame(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept: Option<String> = None;
    let mut copied = 0;
    let mut depth = 0_u32;
    let mut formatting = 0_u32;
    let mut open = vec![0_u32; SLOTS];
    let mut dropped = vec![0_u32; SLOTS];
    let mut at = 0;
    // Leaves out `from..to`, which begin and end at ASCII marks.
    let mut cut = |from: usize, to: usize| {
        let kept = kept.get_or_insert_with(String::new);
        kept.push_str(html.get(copied..from).unwrap_or_default());
        kept.push(' ');
        copied = to;
    };
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        let start = at + found;
        let Some(&next) = bytes.get(start + 1) else { break };
        if next == b'!' {
            let is_comment = bytes.get(start..).is_some_and(|rest| rest.starts_with(b"<!--"));
            let end =
                if is_comment { find(bytes, start + 4, b"-->") } else { find(bytes, start, b">") };
            at = end.unwrap_or(bytes.len());
            continue;
        }
        let closes = next == b'/';
        let name_start = start + 1 + usize::from(closes);
        let name_length = bytes.get(name_start..).map_or(0, |rest| {
            rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count()
        });
        if name_length == 0 || !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
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
        let tag = scan_tag(bytes, name_start + name_length);
        at = tag.end;
        if closes {
            let slot = slot(name);
            let (Some(open), Some(dropped)) = (open.get_mut(slot), dropped.get_mut(slot)) else {
                continue;
            };
            if *dropped > 0 {
                *dropped -= 1;
                cut(start, tag.end);
            } else if *open > 0 {
                *open -= 1;
                depth = depth.saturating_sub(weight(name));
                formatting = formatting.saturating_sub(u32::from(is_formatting(name)));
            }
            continue;
        }
        if let Some(surplus) = tag.surplus {
            cut(surplus, tag.end - usize::from(tag.is_closed));
        }
        if is_raw(name) {
            let close: Vec<u8> = [b"</".as_slice(), name].concat();
            at = find_folded(bytes, tag.end, &close).unwrap_or(bytes.len());
            continue;
        }
        if is_shallow(name) || (tag.is_self_closing && !is_flow(name)) {
            continue;
        }
        let slot = slot(name);
        let surplus_format = is_formatting(name) && formatting >= MOST_FORMATTING;
        if depth >= DEEPEST || surplus_format {
            if let Some(dropped) = dropped.get_mut(slot) {
                *dropped += 1;
            }
            cut(start.max(tag.surplus.unwrap_or(0)), tag.end);
        } else {
            if let Some(open) = open.get_mut(slot) {
                *open += 1;
            }
            depth += weight(name);
            formatting += u32::from(is_formatting(name));
        }
    }
    match kept {
        None => Cow::Borrowed(html),
        Some(mut kept) => {
            kept.push_str(html.get(copied..).unwrap_or_default());
            Cow::Owned(kept)
        }
    }
}

struct Tag {
    /// Behind the `>`.
    end: usize,
    is_closed: bool,
    is_self_closing: bool,
    /// Where the attributes beyond the bound begin.
    surplus: Option<usize>,
}

/// Reads a tag's attributes as the tokenizer does, so far as its end depends on them.
fn scan_tag(bytes: &[u8], from: usize) -> Tag {
    let mut at = from;
    let mut attributes = 0;
    let mut surplus = None;
    let mut is_self_closing = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Tag { end: at + 1, is_closed: true, is_self_closing, surplus },
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
                at = scan_attribute(bytes, at);
            }
        }
    }
    Tag { end: bytes.len(), is_closed: false, is_self_closing, surplus }
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

/// Finds a closing tag in any case; stands before it.
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

/// Elements whose content is no markup.
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

/// Elements that hold nothing or that their like closes.
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
            | b"li"
            | b"dt"
            | b"dd"
            | b"tr"
            | b"td"
            | b"th"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"option"
            | b"optgroup"
            | b"html"
            | b"head"
            | b"body"
    )
}

/// How many levels an element may add: a table brings its body, row and cell.
fn weight(name: &[u8]) -> u32 {
    if name == b"table" { 4 } else { 1 }
}

/// Elements that the tree builder opens anew.
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

    #[test]
    fn an_ordinary_page_is_left_as_it_is() {
        let page = "<!-- <div> --><p>a<p>b <script>'<div><div>'</SCRIPT><img src='>'><svg><path/></svg> 1 < 2 <br/>";
        assert!(matches!(tame(page), Cow::Borrowed(text) if text == page));
    }

    #[test]
    fn depth_and_attributes_are_bounded_and_text_is_kept() {
        let page = format!("{}deep{} <p>after", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let tamed = tame(&page);
        assert_eq!(tamed.matches("<div>").count(), DEEPEST as usize);
        assert_eq!(tamed.matches("</div>").count(), DEEPEST as usize);
        assert!(tamed.contains("deep") && tamed.contains("<p>after"));
        let page = format!(
            "<p {}>text",
            (0..5_000).fold(String::new(), |all, n| format!("{all} a{n}='1'"))
        );
        let tamed = tame(&page);
        assert!(tamed.len() < 5_000 && tamed.ends_with(">text"), "{tamed}");
    }
}
