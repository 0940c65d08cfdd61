//! Sitemap indexes: lists of sitemaps, which contain no articles themselves.
//!
//! Nothing is fetched and no other file is opened: each sitemap is skipped with its URL and a note
//! whether it is in the same folder as the index, where crawlers put it.

use std::path::{Path, PathBuf};

use super::entries::EntryReader;
use super::xml::{self, Scanner, XmlToken};
use super::{InputKind, Item, ItemContent, Skip, Skips, Source, SourceError};

/// Maximum length of a location that is read. No URL is longer (RFC 9110 § 4.1 requires support for
/// 8,000 bytes).
const LONGEST_URL: usize = 16 * 1024;

/// Skips the sitemaps of an index.
pub(super) struct SitemapIndex {
    entries: EntryReader,
    /// The folder of the index; `None` for a stream.
    folder: Option<PathBuf>,
}

impl SitemapIndex {
    pub(super) fn new(entries: EntryReader, path: Option<&Path>) -> Self {
        let folder = path.and_then(Path::parent).map(Path::to_owned);
        Self { entries, folder }
    }

    fn reason(&self, url: Option<&str>) -> &'static str {
        match url {
            None => "listed without a location",
            Some(url) if self.is_beside(url) => {
                "listed sitemap in the same folder (import that file, or the folder)"
            }
            Some(_) => "listed sitemap elsewhere (fetch and import it; -v shows its URL)",
        }
    }

    /// Whether the folder contains a file with the sitemap's name, compressed or not.
    fn is_beside(&self, url: &str) -> bool {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let Some(folder) = self.folder.as_ref().filter(|_| !matches!(name, "" | "." | "..")) else {
            return false;
        };
        let plain = name.strip_suffix(".gz").unwrap_or(name);
        [name, plain, &format!("{name}.gz")].iter().any(|name| folder.join(name).is_file())
    }
}

impl Source for SitemapIndex {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        while let Some(item) = self.entries.next_item()? {
            let ItemContent::Entry(entry) = &item.raw else { return Ok(Some(item)) };
            let url = location(&entry.bytes);
            let reason = self.reason(url.as_deref()).to_owned();
            let length = entry.bytes.len() as u64;
            self.entries.skips.add_record(Skip { place: item.place, url, reason, length });
        }
        Ok(None)
    }

    fn position(&self) -> u64 {
        self.entries.position()
    }

    fn size(&self) -> Option<u64> {
        self.entries.size()
    }

    fn kind(&self) -> InputKind {
        InputKind::SitemapIndex
    }

    fn skips(&self) -> Option<&Skips> {
        self.entries.skips()
    }
}

/// Returns the text of the first `<loc>`.
fn location(entry: &[u8]) -> Option<String> {
    let mut scanner = Scanner::default();
    let (mut at, mut is_inside, mut text) = (0, false, String::new());
    while let Some((token, length)) = scanner.next(entry.get(at..)?, true) {
        let piece = entry.get(at..at + length)?;
        at += length;
        let is_location = || xml::local(xml::name(piece)).eq_ignore_ascii_case(b"loc");
        match token {
            XmlToken::Start { .. } if !is_inside => is_inside = is_location(),
            XmlToken::End | XmlToken::Start { .. } if is_inside => break,
            XmlToken::Text if is_inside => {
                text.push_str(&xml::unescape(&String::from_utf8_lossy(piece)));
            }
            XmlToken::CData if is_inside => text.push_str(&String::from_utf8_lossy(piece)),
            _ => {}
        }
        if text.len() > LONGEST_URL {
            break;
        }
    }
    let text = text.trim();
    (!text.is_empty() && text.len() <= LONGEST_URL).then(|| text.to_owned())
}
