//! Names: which column names mean which field.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::extract::Field;
use crate::extract::dates::fold;
use crate::lexicon::{ColumnWords, LANGUAGES, Words};

/// The column names of the fields, in order of precedence, squeezed to lowercase letters and
/// digits. Other programs use `Weak` names for other things: a value of the wrong kind under such a
/// name is left alone.
///
/// They include the names of EDGI's web monitoring (`page_url`, `capture_time`), trafilatura (where
/// `source` is the URL and `filedate` the day of download), newspaper3k and newspaper4k
/// (`publish_date`, `authors`), news-please (`date_publish`, `date_modify`, `maintext`), goose3
/// (`final_url`, `cleaned_text`), Readability (`textContent`, whose `content` is markup), WordPress
/// (`date`, `modified`, `link`), the Wayback Machine's indexes (`original`, `timestamp`), GDELT
/// (`seendate`), the Guardian (`webUrl`, `webPublicationDate`), schema.org and JSON Feed (whose
/// `content_html` is markup: its paragraphs become the text). Names in other languages are in
/// `lexicon/`.
pub(super) const NAMES: &[(&str, Field, Strength)] = &[
    ("url", Field::Url, Strong),
    ("pageurl", Field::Url, Strong),
    ("articleurl", Field::Url, Strong),
    ("link", Field::Url, Strong),
    ("uri", Field::Url, Strong),
    ("finalurl", Field::Url, Weak),
    ("weburl", Field::Url, Weak),
    ("originalurl", Field::Url, Weak),
    ("requestedurl", Field::Url, Weak),
    ("resolvedurl", Field::Url, Weak),
    ("givenurl", Field::Url, Weak),
    ("canonicalurl", Field::CanonicalUrl, Weak),
    ("canonical", Field::CanonicalUrl, Weak),
    ("canonicallink", Field::CanonicalUrl, Weak),
    ("relcanonical", Field::CanonicalUrl, Weak),
    ("ampcanonical", Field::CanonicalUrl, Weak),
    ("permalink", Field::Url, Strong),
    ("sourceurl", Field::Url, Strong),
    ("documenturl", Field::Url, Weak),
    ("source", Field::Url, Weak),
    ("original", Field::Url, Weak),
    ("href", Field::Url, Weak),
    ("loc", Field::Url, Weak),
    ("title", Field::Title, Strong),
    ("headline", Field::Title, Strong),
    ("articletitle", Field::Title, Strong),
    ("webtitle", Field::Title, Weak),
    ("byline", Field::Byline, Strong),
    ("author", Field::Byline, Strong),
    ("authors", Field::Byline, Strong),
    ("creator", Field::Byline, Strong),
    ("authorname", Field::Byline, Weak),
    ("authornames", Field::Byline, Weak),
    ("writer", Field::Byline, Weak),
    ("reporter", Field::Byline, Weak),
    ("description", Field::Description, Strong),
    ("summary", Field::Description, Strong),
    ("standfirst", Field::Description, Strong),
    ("dek", Field::Description, Strong),
    ("subtitle", Field::Description, Strong),
    ("excerpt", Field::Description, Strong),
    ("metadescription", Field::Description, Weak),
    ("abstract", Field::Description, Weak),
    ("trailtext", Field::Description, Weak),
    ("body", Field::Body, Strong),
    ("text", Field::Body, Strong),
    ("textcontent", Field::Body, Strong),
    ("content", Field::Body, Strong),
    ("articletext", Field::Body, Strong),
    ("articlebody", Field::Body, Strong),
    ("maintext", Field::Body, Strong),
    ("contenttext", Field::Body, Strong),
    ("cleanedtext", Field::Body, Strong),
    ("fulltext", Field::Body, Strong),
    ("plaintext", Field::Body, Strong),
    ("bodytext", Field::Body, Strong),
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
    ("publisheddate", Field::Published, Strong),
    ("datepublish", Field::Published, Strong),
    ("publishedon", Field::Published, Strong),
    ("publishedtimestamp", Field::Published, Strong),
    ("publishtime", Field::Published, Strong),
    ("firstpublished", Field::Published, Strong),
    ("firstpublishedat", Field::Published, Strong),
    ("firstpublicationdate", Field::Published, Strong),
    ("webpublicationdate", Field::Published, Strong),
    ("datetimepub", Field::Published, Strong),
    ("publishingdate", Field::Published, Weak),
    ("date", Field::Published, Strong),
    ("created", Field::Published, Strong),
    ("createdat", Field::Published, Strong),
    ("datecreated", Field::Published, Weak),
    ("createddate", Field::Published, Weak),
    ("creationdate", Field::Published, Weak),
    ("createdon", Field::Published, Weak),
    ("posted", Field::Published, Weak),
    ("postedat", Field::Published, Weak),
    ("postedon", Field::Published, Weak),
    ("postdate", Field::Published, Weak),
    ("dateposted", Field::Published, Weak),
    ("releasedate", Field::Published, Weak),
    ("articledate", Field::Published, Weak),
    ("issued", Field::Published, Weak),
    ("datetime", Field::Published, Weak),
    // The date in Italian, Portuguese and Polish, and in Danish and Norwegian.
    ("data", Field::Published, Weak),
    ("dato", Field::Published, Weak),
    ("updated", Field::Updated, Strong),
    ("updatedat", Field::Updated, Strong),
    ("datemodified", Field::Updated, Strong),
    ("modified", Field::Updated, Strong),
    ("modifiedat", Field::Updated, Strong),
    ("lastmodified", Field::Updated, Strong),
    ("lastmod", Field::Updated, Strong),
    ("dateupdated", Field::Updated, Strong),
    ("modifiedtime", Field::Updated, Strong),
    ("datemodify", Field::Updated, Strong),
    ("modifieddate", Field::Updated, Strong),
    ("lastupdated", Field::Updated, Strong),
    ("lastupdate", Field::Updated, Strong),
    ("lastupdatedat", Field::Updated, Weak),
    ("lastmodifieddate", Field::Updated, Weak),
    ("lastmodifiedat", Field::Updated, Weak),
    ("modificationdate", Field::Updated, Weak),
    ("modifiedon", Field::Updated, Weak),
    ("dateupdate", Field::Updated, Weak),
    ("updateddate", Field::Updated, Weak),
    ("updatedate", Field::Updated, Weak),
    ("updatedon", Field::Updated, Weak),
    ("updatedtime", Field::Updated, Weak),
    ("updatetime", Field::Updated, Weak),
    ("changed", Field::Updated, Weak),
    ("changedat", Field::Updated, Weak),
    ("lastchanged", Field::Updated, Weak),
    ("lastedited", Field::Updated, Weak),
    ("edited", Field::Updated, Weak),
    ("editedat", Field::Updated, Weak),
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
    ("scrapedat", Field::Captured, Strong),
    ("seendate", Field::Captured, Weak),
    ("scraped", Field::Captured, Weak),
    ("scrapedate", Field::Captured, Weak),
    ("scrapetime", Field::Captured, Weak),
    ("scrapedon", Field::Captured, Weak),
    ("datescraped", Field::Captured, Weak),
    ("crawled", Field::Captured, Weak),
    ("crawledat", Field::Captured, Weak),
    ("crawltime", Field::Captured, Weak),
    ("datecrawled", Field::Captured, Weak),
    ("fetched", Field::Captured, Weak),
    ("fetchtime", Field::Captured, Weak),
    ("fetchdate", Field::Captured, Weak),
    ("downloaded", Field::Captured, Weak),
    ("downloadedat", Field::Captured, Weak),
    ("downloaddate", Field::Captured, Weak),
    ("downloadtime", Field::Captured, Weak),
    ("datedownloaded", Field::Captured, Weak),
    ("retrievaldate", Field::Captured, Weak),
    ("retrievaltime", Field::Captured, Weak),
    ("accessed", Field::Captured, Weak),
    ("accessedat", Field::Captured, Weak),
    ("accessdate", Field::Captured, Weak),
    ("dateaccessed", Field::Captured, Weak),
    ("archivedat", Field::Captured, Weak),
    ("archivedate", Field::Captured, Weak),
    ("collectedat", Field::Captured, Weak),
    ("collectdate", Field::Captured, Weak),
    ("collected", Field::Captured, Weak),
    ("savedat", Field::Captured, Weak),
    ("indexedat", Field::Captured, Weak),
    ("indexdate", Field::Captured, Weak),
    ("indexeddate", Field::Captured, Weak),
    ("ingestedat", Field::Captured, Weak),
    ("snapshottime", Field::Captured, Weak),
    ("snapshotdate", Field::Captured, Weak),
    ("observedat", Field::Captured, Weak),
    ("capturedate", Field::Captured, Weak),
    ("warcdate", Field::Captured, Weak),
    ("timestamp", Field::Captured, Weak),
    ("seq", Field::Sequence, Strong),
    ("sequence", Field::Sequence, Strong),
    ("versionnumber", Field::Sequence, Weak),
    ("revision", Field::Sequence, Weak),
    ("lang", Field::Lang, Weak),
    ("language", Field::Lang, Weak),
    ("inlanguage", Field::Lang, Weak),
    ("metalang", Field::Lang, Weak),
    ("humanlanguage", Field::Lang, Weak),
    ("publisher", Field::Publisher, Weak),
    ("sourcename", Field::Publisher, Weak),
    ("sitename", Field::Publisher, Weak),
    ("publication", Field::Publisher, Weak),
    ("sourcehostname", Field::Publisher, Weak),
    ("publishername", Field::Publisher, Weak),
    ("medianame", Field::Publisher, Weak),
    ("containertitle", Field::Publisher, Weak),
    ("pubtitle", Field::Publisher, Weak),
    ("metasitename", Field::Publisher, Weak),
    ("section", Field::Section, Weak),
    ("category", Field::Section, Weak),
    ("sectionname", Field::Section, Weak),
];

/// Objects in which programs keep fields, and the names of these fields: goose3, the Guardian, Fundus,
/// WordPress with embedded authors or Yoast. They fill fields that the record itself does not have.
pub(super) const NESTED: &[(&str, &[&str])] = &[
    ("meta", &["lang", "description", "canonical"]),
    ("opengraph", &["site_name"]),
    ("fields", &["bodyText", "byline", "lastModified", "trailText", "headline"]),
    ("html", &["requested_url", "crawl_date"]),
    ("_embedded", &["author"]),
    ("yoast_head_json", &["author"]),
];

use Strength::{Strong, Weak};

/// Whether a name alone determines the meaning of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// Any value is the field's, and an unreadable one is an error.
    Strong,
    /// A name in another language than English. A text is the field's, and an unreadable one is an
    /// error; a value of another type is left alone.
    Foreign,
    /// A value that the field cannot have is left alone.
    Weak,
}

/// Returns the words of a language for one field.
type OfField = fn(&ColumnWords) -> Words;

/// The column names of the lexicon, by field.
const FOREIGN: [(Field, OfField); 11] = [
    (Field::Url, |words| words.urls),
    (Field::Title, |words| words.titles),
    (Field::Byline, |words| words.bylines),
    (Field::Description, |words| words.descriptions),
    (Field::Body, |words| words.bodies),
    (Field::Published, |words| words.published),
    (Field::Updated, |words| words.updated),
    (Field::Captured, |words| words.captured),
    (Field::Lang, |words| words.languages),
    (Field::Publisher, |words| words.publishers),
    (Field::Section, |words| words.sections),
];

/// The first name in [`NAMES`] that is less certain than a name in another language: `date` and
/// `created` may be those of the table's row.
const LEAST_CERTAIN: &str = "date";

/// The rank, the field and the strength of each name: every field of every record is looked up.
static RANKS: LazyLock<HashMap<Cow<'static, str>, (usize, Field, Strength)>> =
    LazyLock::new(|| {
        let foreign = |field: Field| {
            let words = FOREIGN.into_iter().filter(move |(known, _)| *known == field);
            words.flat_map(|(field, words)| {
                let names = LANGUAGES.into_iter().flat_map(move |one| words(&one.columns));
                names.map(move |word| (squeeze(word), field, Strength::Foreign))
            })
        };
        let mut names = Vec::new();
        for &(name, field, strength) in NAMES {
            if name == LEAST_CERTAIN {
                names.extend(foreign(Field::Published));
            }
            names.push((Cow::Borrowed(name), field, strength));
        }
        names.extend(
            Field::ALL.into_iter().filter(|field| *field != Field::Published).flat_map(foreign),
        );
        let mut ranks = HashMap::new();
        for (rank, (name, field, strength)) in names.into_iter().enumerate() {
            ranks.entry(name).or_insert((rank, field, strength));
        }
        ranks
    });

/// Removes what separates the words of a name.
fn squeeze(name: &str) -> Cow<'_, str> {
    let separates = |letter: char| matches!(letter, '_' | '-' | ' ');
    if name.contains(separates) { name.replace(separates, "").into() } else { name.into() }
}

/// Removes what separates the words of a name, and its capitals.
pub(super) fn squeeze_lower(name: &str) -> String {
    squeeze(name).to_lowercase()
}

/// What a column name means.
#[derive(Clone, Copy)]
pub(super) struct Meaning {
    pub(super) rank: usize,
    pub(super) field: Field,
    pub(super) strength: Strength,
    /// Whether the name says that times without a zone are in UTC, as WordPress' `date_gmt`.
    pub(super) is_utc: bool,
}

/// Returns the meaning of a name.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    if name.len() > MAX_NAME {
        return None;
    }
    let squeezed = squeeze(name.trim());
    let is_folded = squeezed.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let squeezed = if is_folded { squeezed } else { fold(&squeezed).into() };
    // A time in UTC ranks just before the same time without a zone.
    let find = |name: &str, is_utc: bool| {
        let (rank, field, strength) = *RANKS.get(name)?;
        let rank = 2 * rank + usize::from(!is_utc);
        Some(Meaning { rank, field, strength, is_utc })
    };
    find(&squeezed, false).or_else(|| {
        let stem = squeezed.strip_suffix("gmt").or_else(|| squeezed.strip_suffix("utc"))?;
        find(stem, true).filter(|found| is_clock(found.field))
    })
}

/// Whether a field holds a timestamp.
pub(super) fn is_clock(field: Field) -> bool {
    matches!(field, Field::Published | Field::Updated | Field::Captured)
}

/// The longest name that is looked up, in bytes.
const MAX_NAME: usize = 80;

/// Finds a column by its exact name, otherwise ignoring case, `-`, `_` and spaces.
pub(super) fn find_column<'a>(
    mut names: impl Iterator<Item = &'a str> + Clone,
    column: &str,
) -> Option<&'a str> {
    let exact = names.clone().find(|name| *name == column);
    exact.or_else(|| {
        let wanted = squeeze_lower(column);
        names.find(|name| squeeze_lower(name) == wanted)
    })
}

/// Finds a value in nested objects and lists: `title.rendered`, `alternate.0.href`.
pub(super) fn inside<'a>(fields: &'a Map<String, Value>, column: &str) -> Option<&'a Value> {
    let mut names = column.split('.');
    let mut value = fields.get(names.next()?)?;
    for name in names {
        value = match value {
            Value::Array(list) => list.get(name.parse::<usize>().ok()?)?,
            _ => value.get(name)?,
        };
    }
    Some(value)
}
