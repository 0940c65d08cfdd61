//! A page: the complete file is one item.

use super::stream::Stream;
use super::{
    InputKind, Item, ItemContent, MOST_PAGE_BYTES, MOST_TEXT_BYTES, Origin, PageKind, RawPage,
    Source, SourceError, in_units, longer_page_remedy,
};
use crate::article::Setting;

/// Returns one item.
pub(super) struct Page {
    stream: Stream,
    kind: PageKind,
    url_hint: Option<String>,
    written: Option<i64>,
    origin: Option<Box<Origin>>,
    done: bool,
}

impl Page {
    pub(super) fn new(
        stream: Stream,
        kind: PageKind,
        url_hint: Option<String>,
        written: Option<i64>,
    ) -> Self {
        Self { stream, kind, url_hint, written, origin: None, done: false }
    }

    /// Adds what is known about the page beyond the content of its file.
    pub(super) fn with_origin(mut self, origin: Option<Origin>) -> Self {
        self.origin = origin.map(Box::new);
        self
    }
}

impl Source for Page {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let limit = self.stream.limits.page_bytes;
        let window = &mut self.stream.window;
        window.fill_to(limit.saturating_add(1));
        if window.data().len() > limit {
            let bytes = super::kept(window.data());
            let most = match self.kind {
                PageKind::Html => MOST_PAGE_BYTES,
                PageKind::Text => MOST_TEXT_BYTES,
            };
            let reason = format!(
                "the page is longer than {}: {}; if it is not a page, use {}",
                in_units(limit),
                longer_page_remedy(limit, most),
                Setting::InputFormat
            );
            let length = self.stream.skip_rest();
            let raw = ItemContent::long(reason, bytes, length);
            return Ok(Some(self.stream.item(None, 0, raw)));
        }
        if let Some(broken) = self.stream.tail(None)? {
            return Ok(Some(broken));
        }
        let page = RawPage {
            bytes: self.stream.window.take_rest(),
            kind: self.kind,
            content_type: None,
            url_hint: self.url_hint.take(),
            written: self.written,
            origin: self.origin.take(),
        };
        Ok(Some(self.stream.item(None, 0, ItemContent::Page(page))))
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::Page(self.kind)
    }
}
