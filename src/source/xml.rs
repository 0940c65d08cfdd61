//! A tolerant XML scanner: splits input into tags, text and CDATA, in as many steps as the bytes
//! arrive in.
//!
//! Real feeds are often not well-formed XML: they contain bare ampersands, unclosed elements and
//! HTML entities. A parser that stops at the first error would lose everything after it, and one
//! that holds a complete text element would let the input decide how much memory is used. This
//! scanner only looks for markup delimiters, never fails, expands nothing, and returns long text in
//! pieces.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

/// Maximum length of a tag; anything longer is text. No element has this many attributes, and an
/// unclosed quotation mark must not consume the rest of the input.
const MAX_TAG: usize = 64 * 1024;

/// A token at the start of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XmlToken {
    /// A piece of text, with its entities unexpanded.
    Text,
    /// A piece of a CDATA section, without its delimiters.
    CData,
    /// A start tag, with its brackets.
    Start {
        /// Whether the element is empty (`<a/>`).
        empty: bool,
    },
    /// An end tag, with its brackets.
    End,
    /// A comment, a processing instruction, a declaration, or the delimiters of a CDATA section.
    Other,
}

/// The state of the scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ScanState {
    #[default]
    Text,
    CData,
    /// Skips up to and including these bytes.
    Until(&'static [u8]),
    /// `<!DOCTYPE`, with the number of open brackets and the open quotation mark.
    Declaration {
        depth: u32,
        quote: u8,
    },
}

/// Splits input into tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scanner {
    state: ScanState,
    /// How far an unfinished tag was searched, and its open quotation mark.
    tag: (usize, u8),
}

impl Scanner {
    /// Returns the token at the start of `data` and its length (never 0). Returns `None` if more
    /// data is needed, which cannot happen if the data has `ended` and is not empty. Call again
    /// with the data after the token, or with more `data`.
    pub(crate) fn next(&mut self, data: &[u8], ended: bool) -> Option<(XmlToken, usize)> {
        if data.is_empty() {
            return None;
        }
        match self.state {
            ScanState::Text => self.text(data, ended),
            ScanState::CData => {
                if data.starts_with(b"]]>") {
                    self.state = ScanState::Text;
                    return Some((XmlToken::Other, 3));
                }
                piece_before(data, b"]]>", ended).map(|length| (XmlToken::CData, length))
            }
            ScanState::Until(end) => {
                let length = match memmem::find(data, end) {
                    Some(at) => {
                        self.state = ScanState::Text;
                        at + end.len()
                    }
                    None if ended => data.len(),
                    None => data.len().saturating_sub(end.len() - 1),
                };
                (length > 0).then_some((XmlToken::Other, length))
            }
            ScanState::Declaration { .. } => Some((XmlToken::Other, self.declaration(data))),
        }
    }

    /// Returns what is still open at the end of the input.
    pub(crate) fn open(&self) -> Option<&'static str> {
        match self.state {
            ScanState::Text => None,
            ScanState::CData => Some("a CDATA section"),
            ScanState::Until(b"-->") => Some("a comment"),
            ScanState::Until(_) => Some("an instruction"),
            ScanState::Declaration { .. } => Some("a declaration"),
        }
    }

    fn text(&mut self, data: &[u8], ended: bool) -> Option<(XmlToken, usize)> {
        if data.first() != Some(&b'<') {
            return Some((XmlToken::Text, memchr(b'<', data).unwrap_or(data.len())));
        }
        // The longest delimiter is `<![CDATA[`.
        let mut begin = |mark: &[u8], state| {
            let begins = data.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
            if begins {
                self.state = state;
            }
            begins.then_some((XmlToken::Other, mark.len()))
        };
        match data.get(1) {
            None if !ended => None,
            Some(b'!') => {
                if data.len() < 9 && !ended {
                    return None;
                }
                begin(b"<![CDATA[", ScanState::CData)
                    .or_else(|| begin(b"<!--", ScanState::Until(b"-->")))
                    .or_else(|| begin(b"<!DOCTYPE", ScanState::Declaration { depth: 0, quote: 0 }))
                    .or_else(|| begin(b"<!", ScanState::Until(b">")))
            }
            Some(b'?') => begin(b"<?", ScanState::Until(b"?>")),
            Some(first) if is_name_start(*first) || *first == b'/' => self.tag(data, ended),
            _ => Some((XmlToken::Text, 1)),
        }
    }

    fn tag(&mut self, data: &[u8], ended: bool) -> Option<(XmlToken, usize)> {
        let (mut at, mut quote) = (self.tag.0.max(1), self.tag.1);
        let end = loop {
            let rest = data.get(at..).unwrap_or_default();
            let found = if quote == 0 {
                rest.iter().position(|byte| matches!(byte, b'>' | b'<' | b'"' | b'\''))
            } else {
                memchr(quote, rest)
            };
            let Some(found) = found else {
                at = data.len();
                break None;
            };
            at += found + 1;
            match rest.get(found) {
                Some(b'>') if quote == 0 => break Some(at),
                // The next tag starts here: this one is missing its end.
                Some(b'<') if quote == 0 => break Some(at - 1),
                Some(mark) if quote == 0 => quote = *mark,
                _ => quote = 0,
            }
            if at > MAX_TAG {
                break None;
            }
        };
        let end = match end {
            Some(end) => end,
            None if at > MAX_TAG || ended => {
                self.tag = (0, 0);
                if quote == 0 && at <= MAX_TAG && data.get(1) == Some(&b'/') {
                    // `</feed` at the very end.
                    return Some((XmlToken::End, data.len()));
                }
                return Some((XmlToken::Text, 1));
            }
            None => {
                self.tag = (at, quote);
                return None;
            }
        };
        self.tag = (0, 0);
        let token = if data.get(1) == Some(&b'/') {
            XmlToken::End
        } else {
            let inside = data.get(..end).unwrap_or_default();
            let inside = inside.strip_suffix(b">").unwrap_or(inside);
            XmlToken::Start { empty: inside.ends_with(b"/") }
        };
        Some((token, end))
    }

    /// Skips a document type declaration with its internal subset. Its entities are never expanded.
    fn declaration(&mut self, data: &[u8]) -> usize {
        let ScanState::Declaration { mut depth, mut quote } = self.state else { return data.len() };
        let mut at = 0;
        for byte in data {
            at += 1;
            match byte {
                _ if quote != 0 => quote = if *byte == quote { 0 } else { quote },
                b'"' | b'\'' => quote = *byte,
                b'[' => depth = depth.saturating_add(1),
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => {
                    self.state = ScanState::Text;
                    return at;
                }
                _ => {}
            }
        }
        self.state = ScanState::Declaration { depth, quote };
        at
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

/// Returns the length of the piece before `end`, excluding a possible partial `end` at the end of
/// the data.
fn piece_before(data: &[u8], end: &[u8], ended: bool) -> Option<usize> {
    let length = match memmem::find(data, end) {
        Some(at) => at,
        None if ended => data.len(),
        None => data.len().saturating_sub(end.len() - 1),
    };
    (length > 0).then_some(length)
}

/// Returns a tag's name as written, including its prefix.
pub(crate) fn name(tag: &[u8]) -> &[u8] {
    let inside = tag.strip_prefix(b"</").or_else(|| tag.strip_prefix(b"<")).unwrap_or(tag);
    let end = inside
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<' | b'='))
        .unwrap_or(inside.len());
    inside.get(..end).unwrap_or_default()
}

/// Returns a name without its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name).and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// Returns a start tag's attributes, with names and values as written; unquoted values are
/// accepted.
pub(crate) fn attributes(tag: &[u8]) -> Attributes<'_> {
    let from = tag.len().min(1 + name(tag).len());
    let rest = tag.get(from..).unwrap_or_default();
    let rest = rest.strip_suffix(b">").unwrap_or(rest);
    Attributes { rest: rest.strip_suffix(b"/").unwrap_or(rest) }
}

/// See [`attributes`].
#[derive(Clone, Debug)]
pub(crate) struct Attributes<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t [u8], &'t [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || *byte == b'=')
            .unwrap_or(rest.len());
        // A stray `=` is not an attribute name.
        let (name, after) = rest.split_at(end.max(1).min(rest.len()));
        let after_name = after.trim_ascii_start();
        let Some(value) = after_name.strip_prefix(b"=").filter(|_| name != b"=") else {
            self.rest = after;
            return Some((name, b""));
        };
        let value = value.trim_ascii_start();
        let (value, after) = if let Some(quote @ (b'"' | b'\'')) = value.first() {
            let inside = value.get(1..).unwrap_or_default();
            let end = memchr(*quote, inside).unwrap_or(inside.len());
            (inside.get(..end), inside.get(end + 1..))
        } else {
            let end = value.iter().position(u8::is_ascii_whitespace).unwrap_or(value.len());
            (value.get(..end), value.get(end..))
        };
        self.rest = after.unwrap_or_default();
        Some((name, value.unwrap_or_default()))
    }
}

/// Returns the value of the attribute with this name (case-insensitive, including the prefix).
pub(crate) fn attribute<'t>(tag: &'t [u8], wanted: &str) -> Option<&'t [u8]> {
    attributes(tag)
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()))
        .map(|(_, value)| value)
}

/// Returns the position of the first start tag of a document, after declarations and comments;
/// `None` if text comes first.
pub(crate) fn root(data: &[u8]) -> Option<(usize, usize)> {
    let mut scanner = Scanner::default();
    let mut at = 0;
    while let Some((token, length)) = scanner.next(data.get(at..)?, true) {
        let end = at + length;
        match token {
            XmlToken::Start { .. } => return Some((at, end)),
            XmlToken::Text if data.get(at..end)?.trim_ascii().is_empty() => {}
            XmlToken::Other => {}
            _ => return None,
        }
        at = end;
    }
    None
}

/// Returns the lowercase name of a document's first element, without its prefix.
pub(crate) fn root_name(data: &[u8]) -> Option<Vec<u8>> {
    let (from, to) = root(data)?;
    Some(local(name(data.get(from..to)?)).to_ascii_lowercase())
}

/// Returns the encoding stated in an XML declaration.
pub(crate) fn declared_encoding(head: &[u8]) -> Option<&str> {
    let at = memmem::find(head, b"<?xml")?;
    let rest = head.get(at..)?;
    let declaration = rest.get(..memmem::find(rest, b"?>")?)?;
    let from = memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration.get(from..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
    let value = value.get(1..)?;
    let end = memchr2(quote, b'?', value).unwrap_or(value.len());
    std::str::from_utf8(value.get(..end)?).ok().map(str::trim)
}

/// Expands XML's named entities and all numeric ones; HTML's named entities are left to the HTML
/// parser.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';');
        let entity = end.and_then(|at| {
            let letter = entity(after.get(..at)?)?;
            Some((letter, after.get(at + 1..)?))
        });
        let (letter, after) = entity.unwrap_or(('&', after));
        out.push(letter);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The longest name of an entity that is expanded. Nothing is searched beyond it, so that a text full
/// of `&` takes linear time.
const LONGEST_ENTITY: usize = 10;

fn entity(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let code = match code.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    match code {
        0 => None,
        // Code points of Windows-1252, which browsers accept too.
        0x80..=0x9F => {
            let byte = u8::try_from(code).ok()?;
            encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next()
        }
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the tokens of a text that arrives in pieces of `step` bytes; pieces of the same text
    /// are joined.
    fn tokens(text: &str, step: usize) -> Vec<(XmlToken, String)> {
        let bytes = text.as_bytes();
        let mut scanner = Scanner::default();
        let mut found: Vec<(XmlToken, String)> = Vec::new();
        let (mut from, mut here) = (0, 0);
        while from < bytes.len() {
            let Some((token, length)) = scanner.next(&bytes[from..here], here == bytes.len())
            else {
                assert!(here < bytes.len(), "stuck at {from} of {text}");
                here = (here + step).min(bytes.len());
                continue;
            };
            assert!(length > 0 && from + length <= here, "{text}");
            let piece = String::from_utf8_lossy(&bytes[from..from + length]).into_owned();
            match found.last_mut() {
                Some((last, text))
                    if *last == token
                        && !matches!(token, XmlToken::Start { .. } | XmlToken::End) =>
                {
                    text.push_str(&piece);
                }
                _ => found.push((token, piece)),
            }
            from += length;
        }
        found
    }

    const TEXTS: &[&str] = &[
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"]>\">]><a x='>'>t &b; <b/></a>",
        "<a><![CDATA[ <b> ]] ]]]></a><!-- <c> -- > -->",
        "a < b <1 <a b=\"c <d> e\">x</a",
        "<a <b>x</a></ b>",
        "<a><![CD",
        "<!-- never closed <a>",
        "<a href=\"never closed>text</a>",
        "",
        "<",
        "<!",
        "<?",
        "</",
        "<é>&eacute;</é>",
    ];

    #[test]
    fn tags_text_and_cdata_are_told_apart() {
        let start = XmlToken::Start { empty: false };
        let check = |text: &str, expected: &[(XmlToken, &str)]| {
            let found = tokens(text, 1000);
            let found: Vec<_> = found.iter().map(|(token, text)| (*token, text.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "<?xml?><a x='>'>t &b; <b/></a>",
            &[
                (XmlToken::Other, "<?xml?>"),
                (start, "<a x='>'>"),
                (XmlToken::Text, "t &b; "),
                (XmlToken::Start { empty: true }, "<b/>"),
                (XmlToken::End, "</a>"),
            ],
        );
        check(
            "<a><![CDATA[ <b> ]] ]]]></a>",
            &[
                (start, "<a>"),
                (XmlToken::Other, "<![CDATA["),
                (XmlToken::CData, " <b> ]] ]"),
                (XmlToken::Other, "]]>"),
                (XmlToken::End, "</a>"),
            ],
        );
        check("a < b<a <b>", &[(XmlToken::Text, "a < b"), (start, "<a "), (start, "<b>")]);
        check("x</feed", &[(XmlToken::Text, "x"), (XmlToken::End, "</feed")]);
        // The entities of a decompression bomb are skipped with the declaration that holds them.
        check(
            "<!DOCTYPE a [<!ENTITY b \"]><c>\">]><a>",
            &[(XmlToken::Other, "<!DOCTYPE a [<!ENTITY b \"]><c>\">]>"), (start, "<a>")],
        );
    }

    #[test]
    fn it_is_the_same_however_the_bytes_come() {
        for text in TEXTS {
            let whole = tokens(text, 1000);
            for step in [1, 2, 3, 7] {
                assert_eq!(tokens(text, step), whole, "{text} by {step}");
            }
        }
    }

    #[test]
    fn a_tag_without_end_is_text() {
        let flood = format!("<a {}>", "x='y' ".repeat(20_000));
        let found = tokens(&flood, 1000);
        assert_eq!(found.first().map(|(token, _)| *token), Some(XmlToken::Text));
        assert_eq!(tokens("<a b='x>", 3), [(XmlToken::Text, "<a b='x>".to_owned())]);
    }

    #[test]
    fn attributes_need_no_quotation_marks() {
        let all = |tag: &str| -> Vec<(String, String)> {
            attributes(tag.as_bytes())
                .map(|(name, value)| {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    (text(name), text(value))
                })
                .collect()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            all("<a  b = \"1 2\" c='' d=3 e f=x/>"),
            [pair("b", "1 2"), pair("c", ""), pair("d", "3"), pair("e", ""), pair("f", "x")]
        );
        assert_eq!(all("<a>"), []);
        assert_eq!(all("<a =x b='y"), [pair("=", ""), pair("x", ""), pair("b", "y")]);
        assert_eq!(attribute(b"<a XML:Base='u'>", "xml:base"), Some(&b"u"[..]));
        assert_eq!(name(b"</x:y >"), b"x:y");
        assert_eq!(local(b"x:y"), b"y");
    }

    #[test]
    fn the_root_and_the_encoding() {
        let text = b"\n<?xml version='1.0' encoding='ISO-8859-1'?><!-- a --><!DOCTYPE r [<!ENTITY a '>'>]><r:rss>";
        assert_eq!(root_name(text).as_deref(), Some(&b"rss"[..]));
        assert_eq!(root(text), Some((text.len() - 7, text.len())));
        assert_eq!(declared_encoding(text), Some("ISO-8859-1"));
        assert_eq!(root(b"words <a>"), None);
        assert_eq!(declared_encoding(b"<?xml version='1.0'?>"), None);
    }
}
