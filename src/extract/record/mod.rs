//! Reads the fields of a JSON object or a table row as a capture.
//!
//! Columns are found by name, ignoring letter case, `-`, `_` and spaces. If a record has several
//! names of one field, the first in [`names::NAMES`] with a value wins; the others, and all columns
//! without a meaning here, are kept verbatim in [`Labels::extra`]. `--map FIELD=COLUMN` takes
//! precedence over all names.
//!
//! Texts are kept byte for byte. A missing or `null` text is `None`, an empty one is `Some("")`. A
//! list of one value is that value; a body that is a list is its paragraphs. An empty timestamp, or
//! the word `null`, counts as missing; a placeholder (`N/A`, `0`, `0000-00-00`) or a date whose day
//! and month cannot be distinguished is reported and leaves the timestamp empty. No timestamp is ever
//! filled from another.
//!
//! A canonical URL next to the URL identifies the article if it would do so as a page's canonical
//! link; the URL is where the capture was seen. The time in a web archive's address is `captured`,
//! unless the record states one.

mod clocks;
mod fields;
mod names;
mod tools;
mod values;

use serde_json::{Map, Value};

pub(super) use self::clocks::own_form;
use self::clocks::{ClockContext, ClockReader, unused_clocks};
use self::fields::{is_markup, sort};
use self::names::{find_column, inside};
use self::values::{describe, integer, named_string, people, shorten, string, wrong_type};
use super::address::Address;
use super::page::{self, Need};
use super::{
    ExtractError, ExtractOptions, Extracted, Extraction, Field, UnreadClock, encoding, html, json,
    may_be_url, recension_record,
};
use crate::article::{
    Annotations, Capture, CaptureKind, Content, Labels, Setting, Version, address,
};
use crate::source::day_order::host_in;
use crate::source::{PageKind, RawPage};

/// Reads a JSON object as a capture.
#[cfg(test)]
pub(super) fn read_json(bytes: &[u8], options: &ExtractOptions) -> Result<Capture, ExtractError> {
    match take_json(bytes, "", options)? {
        Extracted::Capture(reading) => Ok(reading.capture),
        Extracted::Pointer(_) => Err(super::no_page()),
    }
}

/// Reads a JSON object of `file` as a capture, a redirect or a revisit.
pub(super) fn take_json(
    bytes: &[u8],
    file: &str,
    options: &ExtractOptions,
) -> Result<Extracted, ExtractError> {
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
    let (fields, remarks) = match json::object(text) {
        Ok((fields, repeated)) => (fields, repeated_names("field", &repeated)),
        Err(error) => mended(text).ok_or_else(|| bad_json(text, &error))?,
    };
    if recension_record::is_own(&fields) {
        return recension_record::read(fields);
    }
    let fields = tools::unwrapped(fields);
    // A record may lack a column that other records have, but if all mapped columns of a field are
    // missing, its text would be lost silently.
    for field in [Field::Url, Field::Title, Field::Byline, Field::Description, Field::Body] {
        let mut columns = options.map.iter().filter(|(mapped, _)| *mapped == field).peekable();
        if let Some((_, first)) = columns.peek().copied()
            && !columns.any(|(_, column)| has_column(&fields, column))
        {
            let message = format!(
                "the record has no field \"{first}\", which {} assigns to {}; it has {}",
                Setting::ColumnMap,
                field.name(),
                shorten(&fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            );
            return Err(ExtractError { code: "no-column", message });
        }
    }
    capture(fields, file, options, remarks).map(|reading| Extracted::Capture(Box::new(reading)))
}

/// Reads an object that is not quite JSON but whose meaning is certain, and says what was mended.
fn mended(text: &str) -> Option<(Map<String, Value>, Vec<String>)> {
    let mended = json::mend(text)?;
    let (fields, repeated) = json::object(&mended.text).ok()?;
    let mut remarks = repeated_names("field", &repeated);
    if mended.halves > 0 {
        remarks.push(
            "half of a character pair (\\ud800 to \\udfff) was read as the character for lost text"
                .to_owned(),
        );
    }
    if mended.not_numbers > 0 {
        remarks.push("NaN and Infinity, which JSON does not have, were read as null".to_owned());
    }
    if mended.too_large > 0 {
        remarks.push("a number that is too large, such as 1e400, was read as text".to_owned());
    }
    Some((fields, remarks))
}

/// Reports names that occur more than once.
fn repeated_names(what: &str, names: &[String]) -> Vec<String> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    vec![format!(
        "a {what} occurs more than once ({}): the first is used, the others are kept with a number",
        shorten(&list)
    )]
}

fn has_column(fields: &Map<String, Value>, column: &str) -> bool {
    find_column(fields.keys().map(String::as_str), column).is_some()
        || inside(fields, column).is_some()
}

/// Reads a table row.
pub(super) fn read_row(
    header: &[String],
    cells: &[String],
    file: &str,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    for (field, column) in &options.map {
        if find_column(header.iter().map(String::as_str), column).is_none() {
            let message = format!(
                "the table has no column \"{column}\", which {} assigns to {}; it has {}",
                Setting::ColumnMap,
                Field::name(*field),
                shorten(&header.join(", ")),
            );
            return Err(ExtractError { code: "no-column", message });
        }
    }
    let mut fields = json::Numbered::default();
    for (name, cell) in header.iter().zip(cells) {
        fields.insert(name.clone(), Value::String(cell.clone()));
    }
    let remarks = repeated_names("column", &fields.repeated);
    capture(fields.map, file, options, remarks)
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

/// Reads the sorted fields.
fn capture(
    fields: Map<String, Value>,
    file: &str,
    options: &ExtractOptions,
    mut remarks: Vec<String>,
) -> Result<Extraction, ExtractError> {
    let mut found = sort(fields, options);
    let tool = found.tool;
    remarks.extend(tool.and_then(|tool| tool.remark).map(str::to_owned));
    let (url, canonical) = found.take_urls(options.map.len())?;
    let url = url.filter(|url| !url.trim().is_empty());
    let is_flag = url.is_none();
    let url = url.or_else(|| options.url.clone()).ok_or_else(|| ExtractError {
        code: "no-url",
        message: format!(
            "the record has no URL: name its column with {} url=COLUMN, or use {} if all records \
             are of one article",
            Setting::ColumnMap,
            Setting::Url
        ),
    })?;
    if !may_be_url(&url) {
        return Err(ExtractError {
            code: "bad-url",
            message: format!(
                "\"{}\" is not a URL: it has no scheme and no host; correct it, or name another \
                 column with {} url=COLUMN",
                shorten(&url),
                Setting::ColumnMap
            ),
        });
    }
    let own = canonical.and_then(|canonical| {
        let seen = address::resolve(&url, &url)?;
        html::canonical_beside(&seen, address::resolve(&seen, &canonical)?)
    });
    let address = Address::new(url, own.as_deref(), options).map_err(|error| ExtractError {
        code: "bad-url",
        message: format!(
            "{error}: correct it, or name another column with {} url=COLUMN",
            Setting::ColumnMap
        ),
    })?;
    let mut text = |field| match found.take(field) {
        // A column named as markup: its paragraphs are the text.
        Some((name, value))
            if field == Field::Body && is_markup(tool.map_or(&name, |tool| tool.known(&name))) =>
        {
            Ok(string(&name, value)?.map(|markup| html::fragment(&markup)))
        }
        Some((name, value)) if field == Field::Body => values::body(&name, value),
        Some((name, value)) => values::text(&name, value),
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
        let message = format!(
            "the record has no text: no title, byline, description or body; name a column, for \
             example with {} body=COLUMN",
            Setting::ColumnMap
        );
        return Err(ExtractError { code: "no-text", message });
    }
    if content.body.as_deref().is_some_and(is_cut_off) {
        remarks.push("the text is cut off: it ends in \"[+… chars]\"".to_owned());
    }
    let mut label = |field| match found.take(field) {
        Some((name, value)) => named_string(&name, value),
        None => Ok(None),
    };
    let (lang, publisher, section) =
        (label(Field::Lang)?.map(locale), label(Field::Publisher)?, label(Field::Section)?);
    let host = host_in(&address.url);
    let text = [&content.body, &content.description, &content.title].into_iter().flatten().next();
    let context = ClockContext {
        options,
        lang: lang.as_deref(),
        file,
        host: host.as_deref(),
        text: text.map_or("", String::as_str),
        tool,
    };
    let mut clocks = ClockReader::new(context, std::mem::take(&mut found.no_times));
    let mut clock_of =
        |field, default: Option<&str>| clocks.read(field, found.take(field), default);
    let published = clock_of(Field::Published, options.published.as_deref())?;
    let updated = clock_of(Field::Updated, options.updated.as_deref())?;
    // The time in an archive's address applies to the record, unless the address comes from the
    // command line.
    let flag = options.captured.as_deref();
    let is_stated = address.captured().is_some() && !(is_flag && flag.is_some());
    let captured = clock_of(Field::Captured, flag.filter(|_| !is_stated))?;
    let unread = clocks.finish(&mut found.extra);
    remarks.extend(unread.remarks);
    remarks.extend(unused_clocks(&found.extra, tool));
    let (mut explain, mut notes) = (Vec::new(), Vec::new());
    notes.extend(unread.clocks.iter().map(UnreadClock::to_string));
    notes.extend(remarks.iter().cloned());
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
    let mut annotations = Annotations {
        damage: encoding::damage(&read.join(" ")),
        unread_clocks: unread.statements,
        ..Annotations::default()
    };
    let mut labels = Labels { lang, publisher, section, extra: found.extra };
    let (mut published, mut updated) = (published, updated);
    if let Some(page) = page {
        published = published.or(page.version.published);
        updated = updated.or(page.version.updated);
        labels.lang = labels.lang.or(page.labels.lang);
        labels.publisher = labels.publisher.or(page.labels.publisher);
        labels.section = labels.section.or(page.labels.section);
        let mut unread_clocks = annotations.unread_clocks;
        unread_clocks.extend(page.annotations.unread_clocks);
        annotations = Annotations {
            damage: annotations.damage.or(page.annotations.damage),
            unread_clocks,
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
        unread_clocks: unread.clocks,
        remarks,
        handles: None,
        position: None,
    })
}

/// Rewrites a locale of a program, `fr_FR`, as a language tag.
fn locale(lang: String) -> String {
    if lang.contains('_') { html::language(&lang).unwrap_or(lang) } else { lang }
}

/// Whether a text ends as News API cuts it off: `… [+1234 chars]`.
fn is_cut_off(text: &str) -> bool {
    let count = text.trim_end().strip_suffix(" chars]").and_then(|text| text.rsplit_once("[+"));
    count.is_some_and(|(_, count)| {
        !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
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

#[cfg(test)]
mod tests;
