//! Reads a saved page as a capture, or reports a problem and its remedy.

use std::borrow::Cow;

use super::address::Address;
use super::dates::{self, DateContext};
use super::html::PageFields;
use super::{
    ExtractError, ExtractOptions, Extraction, Field, NonArticlePolicy, UnreadClock, archive,
    encoding, html, non_article, text,
};
use crate::article::{
    Annotations, Capture, CaptureKind, ClockSource, ClockStatement, Content, ExtractedBy, Labels,
    Setting, Sha256, Timestamp, Version,
};
use crate::source::{MOST_PAGE_BYTES, MOST_TEXT_BYTES, PageKind, RawPage};

/// What a page must contain to be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The article's text: a version without text is not a version.
    Body,
    /// Nothing: whatever the page contains is read.
    Nothing,
}

/// The version of the code that reads pages. Increase it with a release that reads pages
/// differently: `recension reread` then applies it to pages that an earlier one has read.
pub const EXTRACTOR_VERSION: u32 = 2;

/// The largest page in an encoding other than UTF-8 that is read.
const MOST_FOREIGN_BYTES: usize = MOST_PAGE_BYTES / 3;

/// Reads a page.
pub(super) fn read(
    page: &RawPage,
    options: &ExtractOptions,
    need: Need,
) -> Result<Extraction, ExtractError> {
    check_size(page)?;
    let mut reading = PageReading::of(page, options)?;
    reading.take_origin()?;
    apply_flags(&mut reading.fields, options)?;
    let address = reading.take_address()?;
    reading.judge()?;
    reading.require_text(need)?;
    Ok(reading.finish(address))
}

/// Refuses a page whose size alone makes it unreadable.
fn check_size(page: &RawPage) -> Result<(), ExtractError> {
    if page.bytes.len() > MOST_PAGE_BYTES {
        return Err(ExtractError {
            code: "page-too-large",
            message: format!(
                "the page has {} bytes, more than the limit of {MOST_PAGE_BYTES}; cut it down to the article, or import it as a record with a body",
                page.bytes.len()
            ),
        });
    }
    if page.kind == PageKind::Text && page.bytes.len() > MOST_TEXT_BYTES {
        return Err(too_long_text(page.bytes.len()));
    }
    // Such a page can take three times its bytes once decoded.
    if page.bytes.len() > MOST_FOREIGN_BYTES && std::str::from_utf8(&page.bytes).is_err() {
        return Err(ExtractError {
            code: "page-too-large",
            message: format!(
                "the page has {} bytes and is not UTF-8, for which the limit is {MOST_FOREIGN_BYTES}; cut it down to the article, or save it as UTF-8",
                page.bytes.len()
            ),
        });
    }
    if page.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ExtractError {
            code: "empty-page",
            message: "the page is empty; save it again".to_owned(),
        });
    }
    Ok(())
}

/// A page that is being read, stage by stage.
struct PageReading<'p> {
    page: &'p RawPage,
    options: &'p ExtractOptions,
    fields: PageFields,
    annotations: Annotations,
}

impl<'p> PageReading<'p> {
    /// Decodes the page and reads the fields that it states.
    fn of(page: &'p RawPage, options: &'p ExtractOptions) -> Result<Self, ExtractError> {
        let decoded = encoding::decode(&page.bytes, page.content_type.as_deref());
        if page.kind == PageKind::Text && decoded.text.len() > MOST_TEXT_BYTES {
            return Err(too_long_text(decoded.text.len()));
        }
        if is_binary(&decoded.text) {
            return Err(ExtractError {
                code: "not-text",
                message: "the page is binary data, not HTML or text; import the page itself"
                    .to_owned(),
            });
        }
        let mut fields = match page.kind {
            PageKind::Html => html::read(&decoded.text, page, options)?,
            PageKind::Text => text::read(&with_line_feeds(&decoded.text), page, options),
        };
        let damage = if decoded.is_damaged {
            Some(format!(
                "encoding: some bytes are not valid {} ({}) and became \u{FFFD}",
                decoded.encoding, decoded.basis
            ))
        } else {
            let read = [&fields.title, &fields.byline, &fields.description, &fields.body];
            let read = read.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
            encoding::damage(&read)
        };
        if fields.is_flattened {
            // The page is whole; the limit is ours.
            let limit = "the page has more or deeper elements than are read; behind the limit its paragraphs run together";
            fields.doubt = Some(match fields.doubt.take() {
                Some(doubt) => format!("{limit}; {doubt}"),
                None => limit.to_owned(),
            });
        }
        fields.notes.extend(damage.clone());
        // Lost or garbled text is recorded with the capture.
        let annotations = Annotations { damage, ..Annotations::default() };
        Ok(Self { page, options, fields, annotations })
    }

    /// Adds what an archive states about the page. That is certain; what the page states only
    /// identifies the article.
    fn take_origin(&mut self) -> Result<(), ExtractError> {
        let Some(origin) = self.page.origin.as_deref() else { return Ok(()) };
        let fields = &mut self.fields;
        // What is wrong with the record of an archive, which is read nevertheless.
        let mut damage: Option<String> = None;
        if origin.has_block_digest {
            fields.notes.push(
                "digest: the record's payload digest covers the whole block, headers included"
                    .to_owned(),
            );
        }
        // In a record with an id, a date that cannot be read is an error and is not ignored.
        let stated = match origin.record_id {
            Some(_) => match archive::clock(origin) {
                Err(error) if origin.keeps_damaged => {
                    fields.notes.push(format!("captured: {error}"));
                    damage = Some(error.message);
                    None
                }
                read => read?,
            },
            None => archive::captured(origin),
        };
        if let Some(wrong) = &origin.damage {
            fields.notes.push(format!("digest: {wrong}"));
            damage = Some(wrong.clone());
        }
        fields.captured = stated.or_else(|| fields.captured.take());
        if fields.captured.is_none() {
            fields.notes.push("captured: the record's date is missing".to_owned());
        }
        let known = self.annotations.damage.take();
        self.annotations.damage =
            known.into_iter().chain(damage).reduce(|a, b| format!("{a}; {b}"));
        self.annotations.warc_record_id.clone_from(&origin.record_id);
        self.annotations.warc_truncated.clone_from(&origin.truncated);
        Ok(())
    }

    /// Determines the article and the URL, and takes the capture time from the address of an archive.
    fn take_address(&mut self) -> Result<Address, ExtractError> {
        let address = address_of(self.page, &self.fields, self.options)?;
        let fields = &mut self.fields;
        fields.notes.extend(address.bad_stamp());
        match (address.captured(), &self.options.captured) {
            (Some(_), Some(_)) => {
                fields.notes.extend(address.other_time(fields.captured.as_ref()));
            }
            // The time of the archive's capture counts, not when the page was saved from the archive.
            (Some(archived), None) => {
                let saved = fields.captured.replace(archived.clone());
                if let Some(saved) = saved.filter(|saved| address.other_time(Some(saved)).is_some())
                {
                    let note = format!(
                        "captured: the page was saved from the archive at {}",
                        saved.display()
                    );
                    fields.notes.push(note);
                }
                fields.explain.retain(|(known, _)| *known != Field::Captured);
                fields.explain.push((Field::Captured, "archive's address"));
            }
            (None, _) => {}
        }
        Ok(address)
    }

    /// Judges whether the page is the article, and whether it is complete.
    fn judge(&mut self) -> Result<(), ExtractError> {
        let refuses = self.options.walls == NonArticlePolicy::Refuse;
        if let Some(wall) = self.non_article() {
            if refuses {
                return Err(ExtractError {
                    code: "not-a-story",
                    message: format!(
                        "the page is {}, not the article; to import it as a version anyway, use `{}`",
                        wall.says(),
                        Setting::KeepNonArticles
                    ),
                });
            }
            self.fields.notes.push(format!("not-a-story: the page is {}", wall.says()));
            self.annotations.not_a_story = Some(wall.says().to_owned());
        }
        if let Some(doubt) = self.fields.doubt.take()
            && self.annotations.not_a_story.is_none()
        {
            self.fields.notes.push(format!("doubtful body: {doubt}"));
            self.annotations.doubtful_body = Some(doubt);
        }
        if let Some(why) = &self.annotations.warc_truncated {
            let why: String = why.chars().take(64).collect();
            let truncated =
                format!("the archive holds only the page's beginning (WARC-Truncated: {why})");
            if refuses {
                return Err(ExtractError {
                    code: "truncated",
                    message: format!(
                        "{truncated}: as a version it would look like a deletion; to import it anyway, use `{}`",
                        Setting::KeepNonArticles
                    ),
                });
            }
            self.fields.notes.push(format!("truncated: {truncated}"));
        }
        Ok(())
    }

    /// Returns what the page is instead of the article, if it is a page of HTML.
    fn non_article(&self) -> Option<non_article::NonArticlePage> {
        let fields = &self.fields;
        if self.page.kind != PageKind::Html {
            return None;
        }
        let titles: Vec<&str> =
            fields.title.iter().chain(&fields.own_title).map(String::as_str).collect();
        non_article::judge(&titles, fields.body.as_deref())
            .or_else(|| fields.stops_at_gate.then_some(non_article::NonArticlePage::Subscription))
    }

    /// Refuses a page without text, if a text is needed.
    fn require_text(&mut self, need: Need) -> Result<(), ExtractError> {
        let body = self.fields.body.as_deref();
        match (body.is_none_or(|body| body.trim().is_empty()), need) {
            (false, _) => {}
            (true, Need::Nothing) => {
                self.fields.notes.push("body: no article text was found".to_owned());
            }
            (true, Need::Body) => {
                return Err(ExtractError {
                    code: "no-article",
                    message: "no article text was found in the page; if there is any, save the page as text, or import it as a record with a body".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Reports dates that cannot be read: their timestamps are empty.
    fn unread_clocks(&mut self) -> Vec<UnreadClock> {
        let mut unread_clocks = Vec::new();
        for date in std::mem::take(&mut self.fields.unread) {
            let (name, says) = (date.field.name(), date.says);
            let reason = format!("{} says \"{says}\", which is not a date", date.source);
            let unread = UnreadClock { source: name.to_owned(), reason };
            self.fields.notes.push(unread.to_string());
            unread_clocks.push(unread);
            self.annotations.unread_clocks.extend(
                date.field.publisher_clock().map(|clock| ClockStatement {
                    clock,
                    source: date.source.to_owned(),
                    says,
                }),
            );
        }
        unread_clocks
    }

    /// Makes the capture.
    fn finish(mut self, address: Address) -> Extraction {
        let unread_clocks = self.unread_clocks();
        let Self { page, fields, annotations, .. } = self;
        // Without a stated capture time, use the file's modification time.
        let written =
            page.written.and_then(|seconds| Timestamp::of_clock(seconds, ClockSource::FileTime));
        let annotations = Annotations {
            // An audit needs the other values that the page states for its timestamps.
            disputed_clocks: fields.disputed,
            extracted_by: Some(ExtractedBy {
                version: EXTRACTOR_VERSION,
                method: method(&fields.explain).to_owned(),
            }),
            ..annotations
        };
        let capture = Capture {
            version: Version {
                key: address.key,
                published: fields.published,
                updated: fields.updated,
                content: Content {
                    title: fields.title,
                    byline: fields.byline,
                    description: fields.description,
                    body: fields.body,
                },
            },
            kind: page.origin.as_deref().map_or(CaptureKind::Page, |origin| origin.kind),
            url: address.url,
            captured: fields.captured.or(written),
            sequence: None,
            labels: Labels {
                lang: fields.lang,
                publisher: fields.publisher,
                section: fields.section,
                extra: serde_json::Map::new(),
            },
            annotations,
            payload: Some(Sha256::of(&page.bytes)),
        };
        let names_itself = fields
            .explain
            .iter()
            .any(|(field, source)| *field == Field::Url && !matches!(*source, "archive" | "place"));
        let recorded = page.origin.as_deref().filter(|origin| origin.record_id.is_some());
        let handles = recorded.and_then(|origin| archive::handles(origin, names_itself));
        Extraction {
            capture,
            explain: fields.explain,
            notes: fields.notes,
            unread_clocks,
            remarks: Vec::new(),
            handles,
            position: None,
        }
    }
}

/// Returns the method that found the body.
fn method(explain: &[(Field, &'static str)]) -> &'static str {
    explain.iter().find(|(field, _)| *field == Field::Body).map_or("none", |(_, method)| method)
}

/// Replaces carriage returns that end a line alone, as in texts saved on old Macs.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Returns the URL of the capture and its article. The archive's record, or the archive that the
/// page was saved from, states where the page was seen; the page itself states which article it is.
fn address_of(
    page: &RawPage,
    fields: &PageFields,
    options: &ExtractOptions,
) -> Result<Address, ExtractError> {
    let own = fields.url.as_deref();
    let in_archive = fields.in_archive.as_deref().filter(|_| own.is_some());
    let seen = page.served_under().or(in_archive);
    let (url, own) = match (&options.url, seen) {
        (Some(url), _) => (Some(url.as_str()), None),
        (None, Some(seen)) => (Some(seen), own),
        (None, None) => (own, None),
    };
    let url = url.ok_or_else(|| ExtractError {
        code: "no-url",
        message: format!(
            "the page does not state its own URL; give it with `{} URL`",
            Setting::Url
        ),
    })?;
    let address = Address::new(url.to_owned(), own, options).map_err(|error| ExtractError {
        code: "bad-url",
        message: format!("{error}; give the page's URL with `{} URL`", Setting::Url),
    })?;
    Ok(address.or_time_of(in_archive))
}

fn too_long_text(bytes: usize) -> ExtractError {
    ExtractError {
        code: "page-too-large",
        message: format!(
            "the page saved as text has {bytes} bytes, more than the limit of {MOST_TEXT_BYTES}; cut it down to the article, or import it as a record with a body"
        ),
    }
}

/// Overrides the page's values with those of the command line.
fn apply_flags(fields: &mut PageFields, options: &ExtractOptions) -> Result<(), ExtractError> {
    if let Some(url) = &options.url {
        fields.url = Some(url.clone());
        flagged(&mut fields.explain, Field::Url);
    }
    let lang = fields.lang.clone();
    let read = |value: &Option<String>, flag: &str| -> Result<Option<Timestamp>, ExtractError> {
        let Some(value) = value else { return Ok(None) };
        let context =
            DateContext { zone: &options.zone, order: options.date_order, lang: lang.as_deref() };
        dates::read(value, &context, ClockSource::Flag).map(Some).map_err(|error| ExtractError {
            code: "bad-date",
            message: format!("`--{flag}`: {error}"),
        })
    };
    for (value, flag, field, slot) in [
        (&options.published, "published", Field::Published, &mut fields.published),
        (&options.updated, "updated", Field::Updated, &mut fields.updated),
        (&options.captured, "captured", Field::Captured, &mut fields.captured),
    ] {
        if let Some(stamp) = read(value, flag)? {
            *slot = Some(stamp);
            flagged(&mut fields.explain, field);
        }
    }
    Ok(())
}

fn flagged(explain: &mut Vec<(Field, &'static str)>, field: Field) {
    explain.retain(|(known, _)| *known != field);
    explain.push((field, "flag"));
}

/// Whether a decoded page is not text: it contains many NULs and other control characters.
fn is_binary(text: &str) -> bool {
    let mut seen = 0_usize;
    let mut control = 0_usize;
    for char in text.chars().take(8192) {
        seen += 1;
        let odd = char == '\u{FFFD}'
            || (char.is_control() && !matches!(char, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}'));
        control += usize::from(odd);
    }
    control * 20 > seen
}
