//! Reads the fields of a JSON object or a table row as a capture.
//!
//! Columns are found by name, ignoring letter case, `-`, `_` and spaces. If a record has several
//! names of one field, the first in [`NAMES`] with a value wins; the others, and all columns
//! without a meaning here, are kept verbatim in [`Labels::extra`]. `--map FIELD=COLUMN` takes
//! precedence over all names.
//!
//! Texts are kept byte for byte. A missing or `null` text is `None`, an empty one is `Some("")`. An
//! empty timestamp, or the word `null`, counts as missing. No timestamp is ever filled from
//! another.
//!
//! A canonical URL next to the URL identifies the article if it would do so as a page's canonical
//! link; the URL is where the capture was seen. The time in a web archive's address is `captured`,
//! unless the record states one.

use serde_json::{Map, Number, Value};

use super::address::Address;
use super::dates::{self, DateContext};
use super::page::{self, Need};
use super::{
    ExtractError, ExtractOptions, Extracted, Extraction, Field, encoding, html, json, no_page,
    recension_record,
};
use crate::article::{
    Annotations, Capture, CaptureKind, ClockSource, Content, DefaultZone, Labels, Precision,
    Timestamp, TimestampError, Version, ZoneBasis, address,
};
use crate::source::{PageKind, RawPage};

/// The column names of the fields, in order of precedence, squeezed to lowercase letters and
/// digits. Other programs use `Weak` names for other things: a value of the wrong kind under such a
/// name is left alone.
///
/// They include the names of EDGI's web monitoring (`page_url`, `capture_time`), trafilatura (where
/// `source` is the URL and `filedate` the day of download), newspaper (`publish_date`, `authors`),
/// schema.org and JSON Feed (whose `content_html` is markup: its paragraphs become the text).
const NAMES: &[(&str, Field, Strength)] = &[
    ("url", Field::Url, Strong),
    ("pageurl", Field::Url, Strong),
    ("articleurl", Field::Url, Strong),
    ("link", Field::Url, Strong),
    ("uri", Field::Url, Strong),
    ("canonicalurl", Field::CanonicalUrl, Weak),
    ("canonical", Field::CanonicalUrl, Weak),
    ("canonicallink", Field::CanonicalUrl, Weak),
    ("relcanonical", Field::CanonicalUrl, Weak),
    ("ampcanonical", Field::CanonicalUrl, Weak),
    ("permalink", Field::Url, Strong),
    ("sourceurl", Field::Url, Strong),
    ("source", Field::Url, Weak),
    ("title", Field::Title, Strong),
    ("headline", Field::Title, Strong),
    ("byline", Field::Byline, Strong),
    ("author", Field::Byline, Strong),
    ("authors", Field::Byline, Strong),
    ("creator", Field::Byline, Strong),
    ("description", Field::Description, Strong),
    ("summary", Field::Description, Strong),
    ("standfirst", Field::Description, Strong),
    ("dek", Field::Description, Strong),
    ("subtitle", Field::Description, Strong),
    ("excerpt", Field::Description, Strong),
    ("body", Field::Body, Strong),
    ("text", Field::Body, Strong),
    ("content", Field::Body, Strong),
    ("articletext", Field::Body, Strong),
    ("articlebody", Field::Body, Strong),
    ("maintext", Field::Body, Strong),
    ("contenttext", Field::Body, Strong),
    ("rawtext", Field::Body, Strong),
    ("contenthtml", Field::Body, Strong),
    ("bodyhtml", Field::Body, Strong),
    ("published", Field::Published, Strong),
    ("publishedat", Field::Published, Strong),
    ("datepublished", Field::Published, Strong),
    ("pubdate", Field::Published, Strong),
    ("publishdate", Field::Published, Strong),
    ("publicationdate", Field::Published, Strong),
    ("publishedtime", Field::Published, Strong),
    ("date", Field::Published, Strong),
    ("created", Field::Published, Strong),
    ("createdat", Field::Published, Strong),
    ("updated", Field::Updated, Strong),
    ("updatedat", Field::Updated, Strong),
    ("datemodified", Field::Updated, Strong),
    ("modified", Field::Updated, Strong),
    ("modifiedat", Field::Updated, Strong),
    ("lastmodified", Field::Updated, Strong),
    ("lastmod", Field::Updated, Strong),
    ("dateupdated", Field::Updated, Strong),
    ("modifiedtime", Field::Updated, Strong),
    ("captured", Field::Captured, Strong),
    ("capturetime", Field::Captured, Strong),
    ("observed", Field::Captured, Strong),
    ("capturedat", Field::Captured, Strong),
    ("retrieved", Field::Captured, Strong),
    ("retrievedat", Field::Captured, Strong),
    ("fetchedat", Field::Captured, Strong),
    ("crawldate", Field::Captured, Strong),
    ("datedownload", Field::Captured, Strong),
    ("filedate", Field::Captured, Strong),
    ("seq", Field::Sequence, Strong),
    ("sequence", Field::Sequence, Strong),
    ("versionnumber", Field::Sequence, Weak),
    ("revision", Field::Sequence, Weak),
    ("lang", Field::Lang, Weak),
    ("language", Field::Lang, Weak),
    ("publisher", Field::Publisher, Weak),
    ("sourcename", Field::Publisher, Weak),
    ("sitename", Field::Publisher, Weak),
    ("publication", Field::Publisher, Weak),
    ("sourcehostname", Field::Publisher, Weak),
    ("section", Field::Section, Weak),
    ("category", Field::Section, Weak),
];

use Strength::{Strong, Weak};

/// Whether a name alone determines the meaning of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    Strong,
    Weak,
}

/// Reads a JSON object as a capture.
pub(super) fn read_json(bytes: &[u8], options: &ExtractOptions) -> Result<Capture, ExtractError> {
    match take_json(bytes, options)? {
        Extracted::Capture(reading) => Ok(reading.capture),
        Extracted::Pointer(_) => Err(no_page()),
    }
}

/// Reads a JSON object as a capture, a redirect or a revisit.
pub(super) fn take_json(bytes: &[u8], options: &ExtractOptions) -> Result<Extracted, ExtractError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!(
            "invalid UTF-8 at byte {} of the record: convert the file first, for example with \
             `iconv -f WINDOWS-1252 -t UTF-8`",
            error.valid_up_to(),
        );
        ExtractError { code: "bad-json", message }
    })?;
    if let Some(problem) = json::too_many_values(bytes) {
        return Err(problem);
    }
    // Most records are objects: parse once and examine the error afterwards.
    let fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| bad_json(text, &error))?;
    if recension_record::is_own(&fields) {
        return recension_record::read(fields);
    }
    // A record may lack a column that other records have, but if all mapped columns of a field are
    // missing, its text would be lost silently.
    for field in [Field::Url, Field::Title, Field::Byline, Field::Description, Field::Body] {
        let mut columns = options.map.iter().filter(|(mapped, _)| *mapped == field).peekable();
        if let Some((_, first)) = columns.peek().copied()
            && !columns.any(|(_, column)| has_column(&fields, column))
        {
            let message = format!(
                "the record has no field \"{first}\", which --map assigns to {}; it has {}",
                field.name(),
                shorten(&fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            );
            return Err(ExtractError { code: "no-column", message });
        }
    }
    capture(fields, options).map(|reading| Extracted::Capture(Box::new(reading)))
}

fn has_column(fields: &Map<String, Value>, column: &str) -> bool {
    find_column(fields.keys().map(String::as_str), column).is_some()
        || inside(fields, column).is_some()
}

/// Reads a table row.
pub(super) fn read_row(
    header: &[String],
    cells: &[String],
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    for (field, column) in &options.map {
        if find_column(header.iter().map(String::as_str), column).is_none() {
            let message = format!(
                "the table has no column \"{column}\", which --map assigns to {}; it has {}",
                Field::name(*field),
                shorten(&header.join(", ")),
            );
            return Err(ExtractError { code: "no-column", message });
        }
    }
    let cell = |(name, cell): (&String, &String)| (name.clone(), Value::String(cell.clone()));
    capture(header.iter().zip(cells).map(cell).collect(), options)
}

fn bad_json(text: &str, error: &serde_json::Error) -> ExtractError {
    if error.is_data() || matches!(text.trim_start().as_bytes().first(), Some(b'[')) {
        let found = serde_json::from_str::<Value>(text);
        if let Ok(found) = found {
            let message = format!(
                "a record must be a JSON object ({{\"url\": …, \"title\": …}}), but this is {}",
                describe(&found)
            );
            return ExtractError { code: "not-a-record", message };
        }
    }
    let (line, column) = (error.line(), error.column());
    let near = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().as_bytes();
    let from = column.saturating_sub(1);
    let near = near.get(from..).unwrap_or_default();
    let hint = if near.starts_with(b"NaN") || near.starts_with(b"Inf") {
        "; JSON has no NaN or Infinity: write null"
    } else if error.is_eof() {
        "; it is cut short, or a bracket or quotation mark is not closed"
    } else {
        ""
    };
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let message = match line {
        0 | 1 => format!("not JSON: {reason} at column {column}{hint}"),
        _ => format!("not JSON: {reason} at line {line} of the record, column {column}{hint}"),
    };
    ExtractError { code: "bad-json", message }
}

/// A field's value, with the record's own name for it.
type NamedField = (String, Value);

/// The record's fields, sorted by meaning.
#[derive(Default)]
struct RecordFields {
    /// One slot per [`Field`], in the order of [`Field::ALL`], with the rank of its name.
    slots: [Option<(usize, NamedField)>; 13],
    extra: Map<String, Value>,
}

impl RecordFields {
    fn take(&mut self, field: Field) -> Option<NamedField> {
        self.slots.get_mut(slot(field))?.take().map(|(_, named)| named)
    }

    /// Takes the record's URL and its canonical URL. A value that does not become the URL is kept
    /// with the other fields. `mapped` is the number of names that the user gave, which rank before
    /// ours.
    fn take_urls(
        &mut self,
        mapped: usize,
    ) -> Result<(Option<String>, Option<String>), ExtractError> {
        let mut take = |field| self.slots.get_mut(slot(field)).and_then(Option::take);
        let text = |(_, (name, value)): (usize, NamedField)| string(&name, value);
        let (url, canonical) = match (take(Field::Url), take(Field::CanonicalUrl)) {
            (url, None) => (url, None),
            (None, canonical) => (canonical, None),
            // The URL has a lower-ranked name, such as a site's URL: the canonical URL is better.
            (Some(url), Some(canonical)) if canonical.0 >= mapped && canonical.0 < url.0 => {
                self.extra.insert(url.1.0, url.1.1);
                (Some(canonical), None)
            }
            (url, Some(canonical)) => {
                let (name, value) = canonical.1.clone();
                self.extra.insert(name, value);
                (url, Some(canonical))
            }
        };
        Ok((url.map(text).transpose()?.flatten(), canonical.map(text).transpose()?.flatten()))
    }

    /// Stores a field in its slot: the higher-ranked name wins, the other is kept in `extra`.
    fn offer(&mut self, field: Field, rank: usize, named: NamedField) {
        let Some(slot) = self.slots.get_mut(slot(field)) else { return };
        match slot {
            Some((taken, _)) if *taken < rank => {
                self.extra.insert(named.0, named.1);
            }
            _ => {
                if let Some((_, (name, value))) = slot.replace((rank, named)) {
                    self.extra.insert(name, value);
                }
            }
        }
    }
}

/// Whether a column holds markup: `content_html`, as in JSON Feed.
fn is_markup(name: &str) -> bool {
    name.len() > 4
        && name.as_bytes().last_chunk::<4>().is_some_and(|end| end.eq_ignore_ascii_case(b"html"))
}

fn slot(field: Field) -> usize {
    Field::ALL.iter().position(|known| *known == field).unwrap_or_default()
}

fn sort(mut fields: Map<String, Value>, options: &ExtractOptions) -> RecordFields {
    let mut found = RecordFields::default();
    let mut mapped = Vec::new();
    for (rank, (field, column)) in options.map.iter().enumerate() {
        let name = find_column(fields.keys().map(String::as_str), column).map(str::to_owned);
        let value = match &name {
            Some(name) => fields.get(name),
            // `title.rendered` finds the value in `{"title": {"rendered": …}}`.
            None => inside(&fields, column),
        };
        let name_found = name.clone().unwrap_or_else(|| column.clone());
        mapped.extend(name);
        if let Some(value) = value.filter(|value| !is_nothing(*field, value)) {
            found.offer(*field, rank, (name_found, value.clone()));
        }
    }
    fields.retain(|name, _| !mapped.contains(name));
    let is_mapped = |field| options.map.iter().any(|(mapped, _)| *mapped == field);
    for (name, value) in fields {
        match meaning(&name) {
            Some((rank, field, strength)) if !is_mapped(field) => {
                if is_nothing(field, &value) {
                    continue;
                }
                if strength == Weak && !fits(field, &value) {
                    found.extra.insert(name, value);
                } else {
                    found.offer(field, options.map.len() + rank, (name, value));
                }
            }
            _ => {
                found.extra.insert(name, value);
            }
        }
    }
    found
}

/// Reads the sorted fields.
fn capture(
    fields: Map<String, Value>,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    let mut found = sort(fields, options);
    let (url, canonical) = found.take_urls(options.map.len())?;
    let url = url.filter(|url| !url.trim().is_empty());
    let is_flag = url.is_none();
    let url = url.or_else(|| options.url.clone()).ok_or_else(|| ExtractError {
        code: "no-url",
        message: "the record has no URL: name its column with --map url=COLUMN, or use --url if \
                  all records are of one article"
            .to_owned(),
    })?;
    if !url.contains([':', '.', '/']) {
        return Err(ExtractError {
            code: "bad-url",
            message: format!(
                "\"{}\" is not a URL: it has no scheme and no host; correct it, or name another \
                 column with --map url=COLUMN",
                shorten(&url)
            ),
        });
    }
    let own = canonical.and_then(|canonical| {
        let seen = address::resolve(&url, &url)?;
        html::canonical_beside(&seen, address::resolve(&seen, &canonical)?)
    });
    let address = Address::new(url, own.as_deref(), options).map_err(|error| ExtractError {
        code: "bad-url",
        message: format!("{error}: correct it, or name another column with --map url=COLUMN"),
    })?;
    let mut text = |field| match found.take(field) {
        // A column named as markup: its paragraphs are the text.
        Some((name, value)) if field == Field::Body && is_markup(&name) => {
            Ok(string(&name, value)?.map(|markup| html::fragment(&markup)))
        }
        Some((name, value)) => string(&name, value),
        None => Ok(None),
    };
    let (title, description, body) =
        (text(Field::Title)?, text(Field::Description)?, text(Field::Body)?);
    let byline = match found.take(Field::Byline) {
        Some((name, value)) => people(&name, value)?,
        None => None,
    };
    let mut content = Content { title, byline, description, body };
    let page = page_inside(&mut found.extra, &address.url, &content, options)?;
    if let Some(page) = &page {
        let read = page.version.content.clone();
        content = Content {
            title: content.title.or(read.title),
            byline: content.byline.or(read.byline),
            description: content.description.or(read.description),
            body: read.body,
        };
    }
    if content.fields().iter().all(|(_, text)| text.is_none()) {
        let message = "the record has no text: no title, byline, description or body; name a \
                       column, for example with --map body=COLUMN"
            .to_owned();
        return Err(ExtractError { code: "no-text", message });
    }
    let mut label = |field| match found.take(field) {
        Some((name, value)) => named_string(&name, value),
        None => Ok(None),
    };
    let (lang, publisher, section) =
        (label(Field::Lang)?, label(Field::Publisher)?, label(Field::Section)?);
    let context = ClockContext { options, lang: lang.as_deref() };
    let mut clock_of = |field, default: Option<&str>| match found.take(field) {
        Some((name, value)) if !is_nothing(field, &value) => {
            field_clock(&name, field, &value, context).map(Some)
        }
        _ => default.map(|raw| flag_clock(field, raw, context)).transpose(),
    };
    let published = clock_of(Field::Published, options.published.as_deref())?;
    let updated = clock_of(Field::Updated, options.updated.as_deref())?;
    // The time in an archive's address applies to the record, unless the address comes from the
    // command line.
    let flag = options.captured.as_deref();
    let is_stated = address.captured().is_some() && !(is_flag && flag.is_some());
    let captured = clock_of(Field::Captured, flag.filter(|_| !is_stated))?;
    let (mut explain, mut notes) = (Vec::new(), Vec::new());
    notes.extend(address.bad_stamp());
    notes.extend(address.other_time(captured.as_ref()));
    if captured.is_none() && address.captured().is_some() {
        explain.push((Field::Captured, "archive's address"));
    }
    let captured = captured.or_else(|| address.captured().cloned());
    let sequence = match found.take(Field::Sequence) {
        Some((name, value)) if value != Value::Null => {
            Some(integer(&value).ok_or_else(|| wrong_type(&name, "a whole number", &value))?)
        }
        _ => None,
    };
    if let Some(problem) = json::too_deep(&found.extra) {
        return Err(problem);
    }
    let read: Vec<&str> = content.fields().iter().filter_map(|(_, text)| *text).collect();
    let mut annotations =
        Annotations { damage: encoding::damage(&read.join(" ")), ..Annotations::default() };
    let mut labels = Labels { lang, publisher, section, extra: found.extra };
    let (mut published, mut updated) = (published, updated);
    if let Some(page) = page {
        published = published.or(page.version.published);
        updated = updated.or(page.version.updated);
        labels.lang = labels.lang.or(page.labels.lang);
        labels.publisher = labels.publisher.or(page.labels.publisher);
        labels.section = labels.section.or(page.labels.section);
        annotations = Annotations {
            damage: annotations.damage.or(page.annotations.damage),
            ..page.annotations
        };
    }
    let Address { url, key, .. } = address;
    let version = Version { key, published, updated, content };
    let kind = CaptureKind::Page;
    let capture =
        Capture { version, kind, url, captured, sequence, labels, annotations, payload: None };
    Ok(Extraction {
        capture,
        explain,
        notes,
        unread_clocks: Vec::new(),
        handles: None,
        position: None,
    })
}

/// Names of a column that holds a complete page, squeezed.
const PAGES: [&str; 4] = ["html", "rawhtml", "pagehtml", "htmlcontent"];

/// Reads the page that a record without a body contains. The page is removed from `extra`, because
/// a page's own file is not kept either. It stays if it contains no article text.
fn page_inside(
    extra: &mut Map<String, Value>,
    url: &str,
    content: &Content,
    options: &ExtractOptions,
) -> Result<Option<Capture>, ExtractError> {
    if content.body.is_some() {
        return Ok(None);
    }
    let found = PAGES.iter().find_map(|column| {
        let name = find_column(extra.keys().map(String::as_str), column)?;
        let markup = extra.get(name)?.as_str().filter(|text| text.trim_start().starts_with('<'))?;
        Some((name.to_owned(), markup.as_bytes().to_vec()))
    });
    let Some((name, bytes)) = found else { return Ok(None) };
    let page = RawPage {
        bytes,
        kind: PageKind::Html,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        url_hint: None,
        written: None,
        origin: None,
    };
    let options = ExtractOptions {
        url: Some(url.to_owned()),
        published: None,
        updated: None,
        captured: None,
        ..options.clone()
    };
    match page::read(&page, &options, Need::Body) {
        Ok(reading) => {
            extra.remove(&name);
            Ok(Some(reading.capture))
        }
        Err(problem) if problem.code == "no-article" => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Returns the rank, field and strength of a name.
fn meaning(name: &str) -> Option<(usize, Field, Strength)> {
    let mut squeezed = [0u8; MAX_NAME];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
        *squeezed.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let squeezed = squeezed.get(..length)?;
    let rank = NAMES.iter().position(|(known, ..)| known.as_bytes() == squeezed)?;
    let (_, field, strength) = NAMES.get(rank)?;
    Some((rank, *field, *strength))
}

/// The longest name in [`NAMES`].
const MAX_NAME: usize = 16;

/// Finds a column by its exact name, otherwise ignoring case, `-`, `_` and spaces.
fn find_column<'a>(
    mut names: impl Iterator<Item = &'a str> + Clone,
    column: &str,
) -> Option<&'a str> {
    let squeeze = |name: &str| -> String {
        name.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' '))
            .flat_map(char::to_lowercase)
            .collect()
    };
    let exact = names.clone().find(|name| *name == column);
    exact.or_else(|| {
        let wanted = squeeze(column);
        names.find(|name| squeeze(name) == wanted)
    })
}

fn inside<'a>(fields: &'a Map<String, Value>, column: &str) -> Option<&'a Value> {
    let mut names = column.split('.');
    let mut value = fields.get(names.next()?)?;
    for name in names {
        value = value.get(name)?;
    }
    Some(value)
}

/// Whether a value is empty, so that the field's next name is tried.
fn is_nothing(field: Field, value: &Value) -> bool {
    match (field, value) {
        (_, Value::Null) => true,
        (Field::Published | Field::Updated | Field::Captured, Value::String(text)) => {
            // How programs write a missing time.
            ["", "null", "none", "nan", "nat"]
                .iter()
                .any(|nothing| text.trim().eq_ignore_ascii_case(nothing))
        }
        (Field::Url | Field::CanonicalUrl | Field::Sequence, Value::String(text)) => {
            text.trim().is_empty()
        }
        (Field::Byline, Value::Array(people)) => people.is_empty(),
        _ => false,
    }
}

/// Whether a value under a weak name has the field's type.
fn fits(field: Field, value: &Value) -> bool {
    match field {
        Field::Url => value.as_str().is_some_and(|text| {
            let text = text.trim_start();
            text.starts_with("https://") || text.starts_with("http://")
        }),
        Field::CanonicalUrl => value
            .as_str()
            .map(str::trim)
            .is_some_and(|text| text.contains('/') && !text.contains(char::is_whitespace)),
        Field::Sequence => integer(value).is_some(),
        _ => value.is_string() || value.get("name").is_some_and(Value::is_string),
    }
}

fn wrong_type(name: &str, wanted: &str, found: &Value) -> ExtractError {
    let message = format!(
        "\"{name}\" should be {wanted}, but is {}; correct the record, or name another column \
         with --map",
        describe(found)
    );
    ExtractError { code: "wrong-type", message }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", shorten(text)),
        Value::Array(_) => format!("a list ({})", shorten(&value.to_string())),
        Value::Object(_) => format!("an object ({})", shorten(&value.to_string())),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn string(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(wrong_type(name, "text", &other)),
    }
}

/// Reads `"CNN"` or `{"name": "CNN"}`.
fn named_string(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    match value {
        Value::Object(mut object) if object.get("name").is_some_and(Value::is_string) => {
            string(name, object.remove("name").unwrap_or_default())
        }
        other => string(name, other),
    }
}

/// Reads one name, or several joined by commas.
fn people(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    let Value::Array(list) = value else { return named_string(name, value) };
    let mut names = Vec::with_capacity(list.len());
    for person in list {
        let found = describe(&person);
        match named_string(name, person) {
            Ok(Some(person)) => names.push(person),
            Ok(None) => {}
            Err(_) => {
                let message = format!(
                    "\"{name}\" should be a name or a list of names, but the list contains \
                     {found}; correct the record, or name another column with --map"
                );
                return Err(ExtractError { code: "wrong-type", message });
            }
        }
    }
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The settings for reading a timestamp's text.
#[derive(Clone, Copy)]
struct ClockContext<'a> {
    options: &'a ExtractOptions,
    /// The record's language.
    lang: Option<&'a str>,
}

/// Reads the text of a timestamp; the only place that does.
fn clock(
    raw: &str,
    context: ClockContext<'_>,
    source: ClockSource,
) -> Result<Timestamp, TimestampError> {
    let options = context.options;
    let reading =
        DateContext { zone: &options.zone, order: options.date_order, lang: context.lang };
    dates::read(raw, &reading, source)
}

fn field_clock(
    name: &str,
    field: Field,
    value: &Value,
    context: ClockContext<'_>,
) -> Result<Timestamp, ExtractError> {
    let source = ClockSource::Field;
    let read = match value {
        Value::String(raw) => match epoch(raw) {
            Some(number) => Timestamp::of_epoch(number, raw, source),
            None => clock(raw, context, source),
        },
        Value::Number(number) => of_number(number, source),
        Value::Object(claim) => match own_form(claim) {
            Some(stamp) => Ok(stamp),
            // MongoDB's extended JSON.
            None if claim.contains_key("$date") && claim.len() == 1 => {
                let inner = claim.get("$date").unwrap_or(&Value::Null);
                let inner = inner
                    .get("$numberLong")
                    .and_then(integer)
                    .map_or_else(|| inner.clone(), Value::from);
                if inner.is_object() {
                    return Err(wrong_type(name, "a date or time", value));
                }
                return field_clock(name, field, &inner, context);
            }
            None => match claim.get("raw").or_else(|| claim.get("time")) {
                Some(Value::String(raw)) => clock(raw, context, source),
                _ => return Err(wrong_type(name, "a date or time", value)),
            },
        },
        _ => return Err(wrong_type(name, "a date or time", value)),
    };
    read.map_err(|error| ExtractError {
        code: "bad-date",
        message: format!(
            "\"{name}\": {error}; write it as ISO 8601, use --date-order for dates such as \
             10/11/2014, or name another column with --map {}=COLUMN",
            Field::name(field)
        ),
    })
}

fn flag_clock(
    field: Field,
    raw: &str,
    context: ClockContext<'_>,
) -> Result<Timestamp, ExtractError> {
    clock(raw, context, ClockSource::Flag).map_err(|error| ExtractError {
        code: "bad-date",
        message: format!("--{}: {error}", Field::name(field)),
    })
}

fn of_number(number: &Number, source: ClockSource) -> Result<Timestamp, TimestampError> {
    let raw = number.to_string();
    // `20141019` and `20141019092600` are date stamps, not seconds in 1970 or in the year 640,000.
    let is_stamp = raw.len() == 14 || (raw.len() == 8 && raw.starts_with(['1', '2']));
    let stamp = Timestamp::parse(&raw, &DefaultZone::default(), source).ok();
    if let Some(stamp) = stamp.filter(|_| is_stamp) {
        return Ok(stamp);
    }
    Timestamp::of_epoch(number.as_f64().unwrap_or(f64::NAN), &raw, source)
}

/// Reads seconds or milliseconds since 1970, which tables can only give as text: ten or thirteen
/// digits starting with 1 (2001 to 2033). No current date is written this way.
fn epoch(raw: &str) -> Option<f64> {
    let text = raw.trim();
    let whole = text.split('.').next().unwrap_or_default();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits && text.starts_with('1') && matches!(whole.len(), 10 | 13))
        .then(|| text.parse().ok())?
}

/// Reads a timestamp as our own export writes it, with all its details.
pub(super) fn own_form(claim: &Map<String, Value>) -> Option<Timestamp> {
    let text = |name: &str| claim.get(name).and_then(Value::as_str);
    let named = |name: &str| text(name).unwrap_or_default();
    let precision = Precision::ALL.into_iter().find(|kind| kind.name() == named("precision"))?;
    let zone = ZoneBasis::ALL.into_iter().find(|kind| kind.name() == named("zone"))?;
    let source = ClockSource::ALL.into_iter().find(|kind| kind.name() == named("source"))?;
    let read = Timestamp::parse_written(text("time")?, source).ok()?;
    let is_day = precision <= Precision::Day;
    let consistent = is_day == (zone == ZoneBasis::None)
        && is_day == read.offset_minutes().is_none()
        && (!is_day || precision == read.precision())
        && (is_day || read.zone() == ZoneBasis::Stated);
    consistent.then(|| {
        Timestamp::from_stored(
            read.micros(),
            precision,
            read.offset_minutes(),
            zone,
            source,
            text("raw"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Capture, ExtractError> {
        read_json(json.as_bytes(), &ExtractOptions::default())
    }

    #[track_caller]
    fn good(json: &str) -> Capture {
        read(json).unwrap_or_else(|problem| panic!("{json}: {problem:?}"))
    }

    #[track_caller]
    fn refused(json: &str, code: &str, says: &[&str]) {
        let problem = read(json).expect_err(json);
        assert_eq!(problem.code, code, "{json}: {problem}");
        for word in says {
            assert!(problem.message.contains(word), "{json}: {problem} lacks {word}");
        }
    }

    fn clock_text(stamp: Option<&Timestamp>) -> Option<String> {
        stamp.map(Timestamp::canonical)
    }

    #[test]
    fn a_whole_record() {
        let capture = good(
            r#"{"url": "https://www.example.org/a?utm_source=x", "title": " Tïtle ", "byline": "",
                "description": null, "body": "One.\n\nTwo.\u00a0", "published": "2014-10-19T09:26:00-04:00",
                "updated": "2014-10-19", "captured": 1413710760, "seq": 3, "lang": "en",
                "publisher": {"name": "The Example"}, "section": "World", "id": 7, "x": {"y": [1, null]}}"#,
        );
        assert_eq!(capture.url, "https://www.example.org/a?utm_source=x");
        assert_eq!(capture.version.key.as_str(), "org,example)/a");
        let content = &capture.version.content;
        assert_eq!(content.title.as_deref(), Some(" Tïtle "));
        assert_eq!(content.byline.as_deref(), Some(""));
        assert_eq!(content.description, None);
        assert_eq!(content.body.as_deref(), Some("One.\n\nTwo.\u{a0}"));
        let clocks = (&capture.version.published, &capture.version.updated, &capture.captured);
        assert_eq!(clock_text(clocks.0.as_ref()).as_deref(), Some("2014-10-19T13:26:00Z"));
        assert_eq!(clock_text(clocks.1.as_ref()).as_deref(), Some("2014-10-19"));
        assert_eq!(clock_text(clocks.2.as_ref()).as_deref(), Some("2014-10-19T09:26:00Z"));
        assert_eq!(clocks.2.as_ref().map(Timestamp::raw), Some("1413710760"));
        assert_eq!(capture.sequence, Some(3));
        assert_eq!(capture.labels.lang.as_deref(), Some("en"));
        assert_eq!(capture.labels.publisher.as_deref(), Some("The Example"));
        assert_eq!(capture.labels.section.as_deref(), Some("World"));
        let extra = serde_json::to_string(&capture.labels.extra).expect("JSON");
        assert_eq!(extra, r#"{"id":7,"x":{"y":[1,null]}}"#);
    }

    #[test]
    fn other_programs_names_are_known() {
        let trafilatura = good(
            r#"{"title": "T", "author": "Ann; Bob", "hostname": "example.org", "date": "2014-10-19",
                "fingerprint": "f", "id": null, "license": null, "comments": "", "raw_text": "R",
                "text": "Body", "language": null, "image": null, "pagetype": null,
                "filedate": "2024-01-02", "source": "https://example.org/a",
                "source-hostname": "Example", "excerpt": "E", "categories": "c", "tags": "t"}"#,
        );
        assert_eq!(trafilatura.url, "https://example.org/a");
        assert_eq!(trafilatura.version.content.body.as_deref(), Some("Body"));
        assert_eq!(trafilatura.version.content.description.as_deref(), Some("E"));
        assert_eq!(trafilatura.labels.extra.get("raw_text"), Some(&Value::from("R")));
        assert_eq!(trafilatura.labels.publisher.as_deref(), Some("Example"));
        assert_eq!(clock_text(trafilatura.captured.as_ref()).as_deref(), Some("2024-01-02"));
        assert_eq!(trafilatura.version.updated, None);

        let newspaper = good(
            r#"{"url": "https://example.org/a", "source_url": "https://example.org", "title": "T",
                "authors": ["Ann", "Bob"], "publish_date": "2014-10-19 09:26:00", "text": "B",
                "keywords": [], "meta_lang": "en", "summary": ""}"#,
        );
        assert_eq!(newspaper.version.content.byline.as_deref(), Some("Ann, Bob"));
        assert_eq!(newspaper.url, "https://example.org/a");
        assert_eq!(
            newspaper.labels.extra.get("source_url"),
            Some(&Value::from("https://example.org"))
        );
        assert!(newspaper.version.published.is_some());

        let edgi = good(
            r#"{"page_url": "https://example.gov/a", "capture_time": "2017-02-03T04:05:06Z",
                "title": "T", "body_hash": "h", "source_type": "versionista",
                "source_metadata": {"account": "x"}}"#,
        );
        assert!(edgi.captured.is_some());
        assert_eq!(edgi.labels.extra.len(), 3);

        let schema = good(
            r#"{"@type": "NewsArticle", "url": "https://example.org/a", "headline": "H",
                "articleBody": "B", "datePublished": "2014-10-19T09:26Z",
                "dateModified": "2014-10-19T09:30Z", "author": [{"@type": "Person", "name": "Ann"}, null],
                "publisher": {"@type": "Organization", "name": "P"}}"#,
        );
        assert_eq!(schema.version.content.byline.as_deref(), Some("Ann"));
        assert_eq!(schema.labels.publisher.as_deref(), Some("P"));
        assert!(schema.version.updated.is_some());
    }

    #[test]
    fn the_better_name_wins_and_the_other_is_kept() {
        for json in [
            r#"{"url": "https://e.org/", "text": "no", "body": "yes", "date": "2001", "published": "2014"}"#,
            r#"{"published": "2014", "body": "yes", "date": "2001", "text": "no", "url": "https://e.org/"}"#,
        ] {
            let capture = good(json);
            assert_eq!(capture.version.content.body.as_deref(), Some("yes"));
            assert_eq!(clock_text(capture.version.published.as_ref()).as_deref(), Some("2014"));
            assert_eq!(capture.labels.extra.get("text"), Some(&Value::from("no")));
            assert_eq!(capture.labels.extra.get("date"), Some(&Value::from("2001")));
        }
        // If the better name has no value, the next one is used.
        let capture = good(
            r#"{"URL": "", "Link": "https://e.org/", "title": null, "Head-Line": "H",
                "published": "", "Pub Date": "2014", "updated": "null", "revision": "f00ba2",
                "source": {"name": "CNN"}}"#,
        );
        assert_eq!(capture.url, "https://e.org/");
        assert_eq!(capture.version.content.title.as_deref(), Some("H"));
        assert!(capture.version.published.is_some());
        assert_eq!((capture.version.updated, capture.sequence), (None, None));
        assert_eq!(capture.labels.extra.len(), 2);
        // Of two equal keys the last one wins.
        assert_eq!(
            good(r#"{"url":"https://e.org/","body":"1","body":"2"}"#)
                .version
                .content
                .body
                .as_deref(),
            Some("2")
        );
    }

    #[test]
    fn markup_that_says_it_is_becomes_paragraphs() {
        for name in ["content_html", "bodyHtml", "Content-HTML"] {
            let json =
                format!(r#"{{"url": "https://e.org/", "{name}": "<p>1 &amp; 2</p><p>3</p>"}}"#);
            assert_eq!(good(&json).version.content.body.as_deref(), Some("1 & 2\n\n3"));
        }
        // Other columns are text, even if they look like markup.
        let json = r#"{"url": "https://e.org/", "content": "<p>1</p>"}"#;
        assert_eq!(good(json).version.content.body.as_deref(), Some("<p>1</p>"));
    }

    #[test]
    fn a_map_goes_before_all_names() {
        let map = |pairs: &[(Field, &str)]| ExtractOptions {
            map: pairs.iter().map(|(field, column)| (*field, (*column).to_owned())).collect(),
            ..ExtractOptions::default()
        };
        let json = br#"{"url": "https://e.org/", "body": "no", "Full_Text": "yes", "first": "2014",
                        "date": "2001", "t": {"rendered": "T"}}"#;
        let options = map(&[
            (Field::Body, "full text"),
            (Field::Published, "nothing"),
            (Field::Title, "t.rendered"),
        ]);
        let capture = read_json(json, &options).expect("a good record");
        assert_eq!(capture.version.content.body.as_deref(), Some("yes"));
        assert_eq!(capture.version.content.title.as_deref(), Some("T"));
        assert_eq!(capture.version.published, None, "a map is not mixed with guesses");
        assert_eq!(capture.labels.extra.get("body"), Some(&Value::from("no")));
        assert_eq!(capture.labels.extra.get("date"), Some(&Value::from("2001")));

        // One column may serve two fields, and a field may have a second choice.
        let options_two =
            map(&[(Field::Title, "a"), (Field::Title, "b"), (Field::Description, "b")]);
        let json = br#"{"url": "https://e.org/", "a": null, "b": "x"}"#;
        let capture = read_json(json, &options_two).expect("a good record");
        assert_eq!(capture.version.content.title.as_deref(), Some("x"));
        assert_eq!(capture.version.content.description.as_deref(), Some("x"));
        assert!(capture.labels.extra.is_empty(), "{:?}", capture.labels.extra);

        let header = ["url", "headline"].map(str::to_owned);
        let cells = ["https://e.org/", "H"].map(str::to_owned);
        let problem = read_row(&header, &cells, &options).expect_err("no such column");
        assert_eq!(problem.code, "no-column");
        assert!(problem.message.contains("full text") && problem.message.contains("headline"));
    }

    #[test]
    fn a_row_is_a_record_too() {
        let header = ["URL", "Title", "Author", "Date", "Modified", "note"].map(str::to_owned);
        let cells = ["https://e.org/", "", "Ann", "1413710760", "", " n "].map(str::to_owned);
        let capture =
            read_row(&header, &cells, &ExtractOptions::default()).expect("a good row").capture;
        assert_eq!(capture.version.content.title.as_deref(), Some(""));
        assert_eq!(capture.version.content.body, None);
        assert_eq!(
            clock_text(capture.version.published.as_ref()).as_deref(),
            Some("2014-10-19T09:26:00Z")
        );
        assert_eq!(capture.version.updated, None);
        assert_eq!(capture.labels.extra.get("note"), Some(&Value::from(" n ")));
    }

    #[test]
    fn options_fill_only_what_is_lacking() {
        let options = ExtractOptions {
            url: Some("https://e.org/x".to_owned()),
            published: Some("2001".to_owned()),
            updated: Some("2002".to_owned()),
            captured: Some("soon".to_owned()),
            ..ExtractOptions::default()
        };
        let json = br#"{"body": "b", "published": "2014", "captured": "2015"}"#;
        let capture = read_json(json, &options).expect("a good record");
        assert_eq!(capture.url, "https://e.org/x");
        assert_eq!(clock_text(capture.version.published.as_ref()).as_deref(), Some("2014"));
        assert_eq!(clock_text(capture.version.updated.as_ref()).as_deref(), Some("2002"));
        assert_eq!(capture.version.updated.map(|stamp| stamp.source()), Some(ClockSource::Flag));
        let problem = read_json(br#"{"body": "b"}"#, &options).expect_err("a bad flag");
        assert!(problem.message.contains("--captured") && problem.message.contains("soon"));
    }

    #[test]
    fn our_own_clocks_come_back_whole() {
        let zone: DefaultZone = "America/New_York".parse().expect("a zone");
        let local = "2014-10-19T09:26:00".parse().expect("a time");
        let stamps = [
            Timestamp::of_local(
                local,
                Precision::Minute,
                None,
                &zone,
                "10/19/2014, 09:26 AM",
                ClockSource::Text,
            ),
            Timestamp::parse("2014-10", &zone, ClockSource::Meta).expect("a month"),
            Timestamp::parse("2014-10-19T09:26:01.5Z", &zone, ClockSource::JsonLd).expect("a time"),
        ];
        for stamp in stamps {
            let claim = serde_json::to_value(&stamp).expect("JSON");
            let json = serde_json::json!({"url": "https://e.org/", "body": "", "published": claim});
            assert_eq!(good(&json.to_string()).version.published, Some(stamp));
        }
        // MongoDB's extended JSON.
        for date in [r#""2014-10-19T09:26:00Z""#, r#"{"$numberLong": "1413710760000"}"#] {
            let json =
                format!(r#"{{"url": "https://e.org/", "body": "", "date": {{"$date": {date}}}}}"#);
            let published = good(&json).version.published;
            assert_eq!(clock_text(published.as_ref()).as_deref(), Some("2014-10-19T09:26:00Z"));
        }
        refused(r#"{"url": "x.org", "body": "", "date": {"$date": {}}}"#, "wrong-type", &["date"]);
        // Anything less than the complete form is read as a date's text.
        let json = r#"{"url": "https://e.org/", "body": "", "updated": {"time": "2014-10-19", "zone": "?"}}"#;
        assert_eq!(clock_text(good(json).version.updated.as_ref()).as_deref(), Some("2014-10-19"));
    }

    #[test]
    fn a_canonical_url_names_the_article_as_a_pages_would() {
        let own = "example,harbour)/toll";
        let check = |json: &str, url: &str, key: &str, kept: Option<(&str, &str)>| {
            let json = format!("{{\"body\": \"b\", {json}}}");
            let capture = good(&json);
            assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (url, key), "{json}");
            let extra: Vec<_> =
                capture.labels.extra.iter().map(|(name, value)| (name.as_str(), value)).collect();
            let kept: Vec<_> =
                kept.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
            let kept: Vec<_> = kept.iter().map(|(name, value)| (*name, value)).collect();
            assert_eq!(extra, kept, "{json}");
        };
        let (mobile, amp) =
            ("https://m.harbour.example/toll?_r=0", "https://harbour.example/toll/amp");
        for (url, name, canonical) in [
            (mobile, "canonical_url", "https://harbour.example/toll"),
            (mobile, "canonicalUrl", "https://www.harbour.example/toll/?utm_source=x"),
            (mobile, "canonical_link", "//harbour.example/toll"),
            (mobile, "rel-canonical", "harbour.example/toll"),
            (mobile, "amp_canonical", "https://harbour.example/toll#top"),
            (
                mobile,
                "canonical_url",
                "https://web.archive.org/web/2021/https://harbour.example/toll",
            ),
            (amp, "canonical", "/toll"),
            ("harbour.example/toll/amp", "canonical", "/toll"),
            ("harbour.example/toll/amp", "canonical", "https://harbour.example/toll"),
        ] {
            let json = format!("\"url\": \"{url}\", \"{name}\": \"{canonical}\"");
            check(&json, url, own, Some((name, canonical)));
        }
        // Another site's, the home page, or not a URL.
        for (name, canonical) in [
            ("canonical_url", "https://other.example/toll"),
            ("canonical_url", "https://harbour.example/"),
            ("canonical_url", "https://harbour.example/undefined"),
            ("canonical", "yes"),
            ("canonical", "see the page / the app"),
        ] {
            let json = format!("\"url\": \"{amp}\", \"{name}\": \"{canonical}\"");
            check(&json, amp, "example,harbour)/toll/amp", Some((name, canonical)));
        }
        let json = format!("\"url\": \"{amp}\", \"canonical_url\": \"\"");
        check(&json, amp, "example,harbour)/toll/amp", None);
        // A URL shortener and a copy have no pages of their own.
        for url in ["https://t.co/x", "https://harbour-example.cdn.ampproject.org/c/s/x"] {
            let canonical = "https://harbour.example/toll";
            let json = format!("\"url\": \"{url}\", \"canonical_url\": \"{canonical}\"");
            check(&json, url, own, Some(("canonical_url", canonical)));
        }
        // On its own it is the URL, and it wins over a site's URL.
        let canonical = "\"canonical_url\": \"https://harbour.example/toll\"";
        check(canonical, "https://harbour.example/toll", own, None);
        let json = format!("{canonical}, \"source_url\": \"https://harbour.example\"");
        let kept = ("source_url", "https://harbour.example");
        check(&json, "https://harbour.example/toll", own, Some(kept));
        let options = ExtractOptions {
            map: vec![(Field::CanonicalUrl, "own".to_owned())],
            ..ExtractOptions::default()
        };
        let json = format!(
            "{{\"body\": \"b\", \"url\": \"{amp}\", \"own\": \"https://harbour.example/toll\"}}"
        );
        let capture = read_json(json.as_bytes(), &options).expect("a good record");
        assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (amp, own));
        assert_eq!(capture.labels.extra.get("own"), Some(&"https://harbour.example/toll".into()));
    }

    #[test]
    fn an_archives_address_gives_the_page_and_the_time() {
        const AT: &str = "https://web.archive.org/web";
        let check = |json: &str,
                     flag: Option<&str>,
                     captured: Option<(&str, ClockSource)>,
                     notes: &[&str]| {
            let options = ExtractOptions {
                captured: flag.map(str::to_owned),
                url: flag.map(|_| format!("{AT}/20210504101112/https://harbour.example/toll")),
                ..ExtractOptions::default()
            };
            let json = format!("{{\"body\": \"b\", {json}}}");
            let taken = take_json(json.as_bytes(), &options).expect("a good record");
            let Extracted::Capture(reading) = taken else { panic!("a pointer") };
            let capture = &reading.capture;
            assert_eq!(capture.version.key.as_str(), "example,harbour)/toll", "{json}");
            assert!(capture.url.starts_with(AT), "{json}");
            let found = capture.captured.as_ref().map(|stamp| (stamp.canonical(), stamp.source()));
            let captured = captured.map(|(time, source)| (time.to_owned(), source));
            assert_eq!(found, captured, "{json}");
            assert_eq!(reading.notes, notes, "{json}");
        };
        let of_url = |time| Some((time, ClockSource::Url));
        let url = |rest: &str| format!("\"url\": \"{AT}/{rest}\"");
        let toll = "https://harbour.example/toll";
        check(&url(&format!("20210504101112/{toll}")), None, of_url("2021-05-04T10:11:12Z"), &[]);
        check(
            &url(&format!("20210504101112id_/{toll}")),
            None,
            of_url("2021-05-04T10:11:12Z"),
            &[],
        );
        check(&url(&format!("202105/{toll}")), None, of_url("2021-05"), &[]);
        check(&url(&format!("*/{toll}")), None, None, &[]);
        check(
            &url(&format!("20211304101112/{toll}")),
            None,
            None,
            &["captured: the archive's address says 20211304101112, which is not a time"],
        );
        let field = |time| Some((time, ClockSource::Field));
        let record = url(&format!("20210504101112/{toll}"));
        check(
            &format!("{record}, \"captured\": \"2021-05-06T09:00:00Z\""),
            None,
            field("2021-05-06T09:00:00Z"),
            &["captured: the archive's address says 2021-05-04 10:11:12 UTC"],
        );
        check(
            &format!("{record}, \"captured\": \"2021-05-04T12:11:12+02:00\""),
            None,
            field("2021-05-04T10:11:12Z"),
            &[],
        );
        check(&format!("{record}, \"captured\": null"), None, of_url("2021-05-04T10:11:12Z"), &[]);
        // The record's own address takes precedence over the command line's time, which takes
        // precedence over the command line's address.
        check(&record, Some("2020"), of_url("2021-05-04T10:11:12Z"), &[]);
        check(
            "\"title\": \"t\"",
            Some("2020"),
            Some(("2020", ClockSource::Flag)),
            &["captured: the archive's address says 2021-05-04 10:11:12 UTC"],
        );
        // The archived address may have a canonical URL next to it.
        let json = url("20210504101112/https://m.harbour.example/toll?r=1")
            + ", \"canonical_url\": \"https://harbour.example/toll\"";
        check(&json, None, of_url("2021-05-04T10:11:12Z"), &[]);
    }

    #[test]
    fn text_that_was_encoded_twice_is_marked() {
        let record =
            good(r#"{"url": "https://e.org/", "title": "CafÃ© Ã©tÃ©", "body": "dÃ©jÃ\u00a0"}"#);
        let damage = record.annotations.damage;
        assert!(
            damage.as_ref().is_some_and(|damage| damage.contains("encoded twice")),
            "{damage:?}"
        );
        assert_eq!(record.version.content.title.as_deref(), Some("CafÃ© Ã©tÃ©"));
        let record = good(r#"{"url": "https://e.org/", "title": "Café été", "body": "déjà"}"#);
        assert_eq!(record.annotations.damage, None);
    }

    #[test]
    fn a_page_in_a_record_without_a_body_is_read() {
        let said =
            "Dock workers voted on Thursday to go on with their strike after talks broke down.";
        let page = format!(
            "<html lang=en><title>Strike</title><article><h1>Strike</h1><p>{said}</p><p>{said}</p></article></html>"
        );
        let record = |page: &str| {
            serde_json::json!({"url": "https://e.org/a", "title": "T", "html": page}).to_string()
        };
        let read = good(&record(&page));
        assert_eq!(read.version.content.title.as_deref(), Some("T"));
        assert!(read.version.content.body.is_some_and(|body| body.starts_with(said)));
        assert!(!read.labels.extra.contains_key("html"));
        // Markup without an article is kept unchanged.
        let read = good(&record("<p></p>"));
        assert_eq!(read.version.content.body, None);
        assert_eq!(read.labels.extra.get("html"), Some(&"<p></p>".into()));
    }

    #[test]
    fn wrong_input_is_refused_with_a_word() {
        refused("", "bad-json", &["column"]);
        refused(r#"{"url": "https://e.org/", "body": "b""#, "bad-json", &["cut short"]);
        refused("{\n\"url\": oops}", "bad-json", &["line 2"]);
        refused(r#"{"title": NaN}"#, "bad-json", &["write null"]);
        refused(r#"{"title": "a"} x"#, "bad-json", &["trailing"]);
        refused(r#"{"title": "\ud800"}"#, "bad-json", &["column"]);
        refused("{\"title\": \"a\nb\"}", "bad-json", &["control character"]);
        refused(&format!("{{\"a\": {}", "[".repeat(100_000)), "bad-json", &["recursion"]);
        refused("[1, 2]", "not-a-record", &["a list ([1,2])"]);
        refused("7", "not-a-record", &["the number 7"]);
        refused("null", "not-a-record", &["null"]);
        refused(r#"{"title": "t"}"#, "no-url", &["--map url=", "--url"]);
        refused(r#"{"url": " ", "title": "t"}"#, "no-url", &[]);
        refused(r#"{"url": 5, "title": "t"}"#, "wrong-type", &["\"url\"", "the number 5"]);
        refused(r#"{"url": "notaurl", "title": "t"}"#, "bad-url", &["notaurl", "--map url="]);
        refused(r#"{"url": "http://", "title": "t"}"#, "bad-url", &["http://"]);
        refused(r#"{"url": "https://e.org/"}"#, "no-text", &["body"]);
        refused(r#"{"url": "https://e.org/", "title": null}"#, "no-text", &[]);
        refused(r#"{"url": "https://e.org/", "title": 5}"#, "wrong-type", &["title", "number 5"]);
        refused(
            r#"{"url": "https://e.org/", "body": {"a": 1}}"#,
            "wrong-type",
            &["body", "object"],
        );
        refused(r#"{"url": "https://e.org/", "body": ["a"]}"#, "wrong-type", &["body", "list"]);
        refused(
            r#"{"url": "https://e.org/", "authors": ["a", 5]}"#,
            "wrong-type",
            &["authors", "5"],
        );
        refused(r#"{"url": "https://e.org/", "title": "", "seq": "x"}"#, "wrong-type", &["seq"]);
        for (date, says) in [
            ("\"0000-01-01\"", "year 0"),
            ("\"2014-05-32\"", "2014-05-32"),
            ("\"9999-01-01\"", "9999"),
            ("\"yesterday\"", "--date-order"),
            ("1e300", "1e+300"),
            ("true", "true"),
            ("{}", "an object"),
            ("[2014]", "a list"),
        ] {
            let json =
                format!("{{\"url\": \"https://e.org/\", \"body\": \"\", \"pub_date\": {date}}}");
            let problem = read(&json).expect_err(&json);
            assert!(matches!(problem.code, "bad-date" | "wrong-type"), "{problem:?}");
            assert!(problem.message.contains("\"pub_date\""), "{problem}");
            assert!(problem.message.contains(says), "{problem} lacks {says}");
        }
        let problem =
            read_json(b"{\"title\": \"\xE9\"}", &ExtractOptions::default()).expect_err("Latin-1");
        assert!(problem.message.contains("byte 11"), "{problem}");
    }

    #[test]
    fn the_names_are_squeezed_and_none_is_there_twice() {
        for (at, (name, ..)) in NAMES.iter().enumerate() {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase()) && name.len() <= MAX_NAME);
            assert_eq!(NAMES.iter().position(|(other, ..)| other == name), Some(at), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_record_makes_it_panic(
            fields in proptest::collection::vec(
                (
                    proptest::sample::select(NAMES.iter().map(|(name, ..)| *name).collect::<Vec<_>>()),
                    proptest::sample::select(vec![
                        "null", "true", "5", "-1", "1e99", "20141019", "1413710760", "\"\"", "\"x\"",
                        "\"2014-10-19\"", "\"https://e.org/\"", "[]", "[\"a\"]", "[[1]]", "{}",
                        "{\"name\": \"n\"}", "{\"raw\": 1}", "{\"$date\": {\"$date\": 1}}",
                    ]),
                ),
                0..8,
            ),
        ) {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            match read(&format!("{{{}}}", fields.join(", "))) {
                Ok(capture) => proptest::prop_assert!(!capture.url.is_empty()),
                Err(problem) => proptest::prop_assert!(!problem.message.is_empty()),
            }
        }
    }
}
