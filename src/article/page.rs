//! Pages as they were captured, kept next to the text that was read from them.

use std::borrow::Cow;
use std::sync::Arc;

/// The format of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// HTML or XHTML.
    Html,
    /// A page saved as plain text.
    Text,
}

impl PageKind {
    /// All kinds. Their positions are stored: new kinds go to the end.
    pub const ALL: [Self; 2] = [Self::Html, Self::Text];

    /// Returns the stable name, which is a media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }
}

/// A page as it was captured. The SHA-256 of its bytes is the
/// [`payload`](super::Capture::payload) of its captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPage {
    /// Its format.
    pub kind: PageKind,
    /// The `Content-Type` with which it was served, if a container keeps it.
    pub content_type: Option<String>,
    /// Its bytes, after the transfer encodings were removed.
    pub bytes: Arc<[u8]>,
}

impl KeptPage {
    /// Returns the page as a text, which is how catalogs store it, and whether each of its bytes
    /// became a character because the page is not UTF-8.
    pub(crate) fn to_text(&self) -> (String, bool) {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => (text.to_owned(), false),
            Err(_) => (self.bytes.iter().map(|byte| char::from(*byte)).collect(), true),
        }
    }
}

/// Returns the bytes of a page that [`KeptPage::to_text`] returned as a text; `None` if `latin1` is
/// set and a character is no byte.
pub(crate) fn page_bytes(text: &str, latin1: bool) -> Option<Cow<'_, [u8]>> {
    if !latin1 {
        return Some(Cow::Borrowed(text.as_bytes()));
    }
    text.chars().map(|char| u8::try_from(char).ok()).collect::<Option<Vec<u8>>>().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_survives_as_a_text() {
        for (bytes, is_latin1) in [
            (b"".as_slice(), false),
            ("<p>\u{a3}5</p>\0\r\n".as_bytes(), false),
            (b"<p>\xa35</p>", true),
            (b"\xff\xfe<\0p\0", true),
        ] {
            let page =
                KeptPage { kind: PageKind::Html, content_type: None, bytes: Arc::from(bytes) };
            let (text, latin1) = page.to_text();
            assert_eq!(latin1, is_latin1);
            assert_eq!(page_bytes(&text, latin1).as_deref(), Some(bytes));
        }
        assert_eq!(page_bytes("\u{20ac}", true), None);
    }
}
