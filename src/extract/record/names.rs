//! Names: which column names mean which field.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::extract::Field;

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
/// `content_html` is markup: its paragraphs become the text). Spreadsheets that people keep have
/// names in their own languages.
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
    ("source", Field::Url, Weak),
    ("original", Field::Url, Weak),
    ("href", Field::Url, Weak),
    ("loc", Field::Url, Weak),
    ("lien", Field::Url, Weak),
    ("enlace", Field::Url, Weak),
    ("adresse", Field::Url, Weak),
    ("title", Field::Title, Strong),
    ("headline", Field::Title, Strong),
    ("articletitle", Field::Title, Strong),
    ("webtitle", Field::Title, Weak),
    ("titel", Field::Title, Weak),
    ("überschrift", Field::Title, Weak),
    ("ueberschrift", Field::Title, Weak),
    ("schlagzeile", Field::Title, Weak),
    ("titre", Field::Title, Weak),
    ("titulo", Field::Title, Weak),
    ("título", Field::Title, Weak),
    ("titular", Field::Title, Weak),
    ("titolo", Field::Title, Weak),
    ("rubrik", Field::Title, Weak),
    ("otsikko", Field::Title, Weak),
    ("tytuł", Field::Title, Weak),
    ("nadpis", Field::Title, Weak),
    ("заголовок", Field::Title, Weak),
    ("byline", Field::Byline, Strong),
    ("author", Field::Byline, Strong),
    ("authors", Field::Byline, Strong),
    ("creator", Field::Byline, Strong),
    ("authorname", Field::Byline, Weak),
    ("authornames", Field::Byline, Weak),
    ("writer", Field::Byline, Weak),
    ("reporter", Field::Byline, Weak),
    ("autor", Field::Byline, Weak),
    ("autorin", Field::Byline, Weak),
    ("autoren", Field::Byline, Weak),
    ("verfasser", Field::Byline, Weak),
    ("verfasserin", Field::Byline, Weak),
    ("auteur", Field::Byline, Weak),
    ("auteurs", Field::Byline, Weak),
    ("autore", Field::Byline, Weak),
    ("autori", Field::Byline, Weak),
    ("autores", Field::Byline, Weak),
    ("författare", Field::Byline, Weak),
    ("forfatter", Field::Byline, Weak),
    ("kirjoittaja", Field::Byline, Weak),
    ("автор", Field::Byline, Weak),
    ("description", Field::Description, Strong),
    ("summary", Field::Description, Strong),
    ("standfirst", Field::Description, Strong),
    ("dek", Field::Description, Strong),
    ("subtitle", Field::Description, Strong),
    ("excerpt", Field::Description, Strong),
    ("metadescription", Field::Description, Weak),
    ("abstract", Field::Description, Weak),
    ("trailtext", Field::Description, Weak),
    ("beschreibung", Field::Description, Weak),
    ("teaser", Field::Description, Weak),
    ("vorspann", Field::Description, Weak),
    ("untertitel", Field::Description, Weak),
    ("chapeau", Field::Description, Weak),
    ("chapô", Field::Description, Weak),
    ("resumen", Field::Description, Weak),
    ("entradilla", Field::Description, Weak),
    ("sommario", Field::Description, Weak),
    ("ingress", Field::Description, Weak),
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
    ("inhalt", Field::Body, Weak),
    ("artikeltext", Field::Body, Weak),
    ("volltext", Field::Body, Weak),
    ("texte", Field::Body, Weak),
    ("contenu", Field::Body, Weak),
    ("corps", Field::Body, Weak),
    ("texto", Field::Body, Weak),
    ("contenido", Field::Body, Weak),
    ("cuerpo", Field::Body, Weak),
    ("conteudo", Field::Body, Weak),
    ("conteúdo", Field::Body, Weak),
    ("testo", Field::Body, Weak),
    ("contenuto", Field::Body, Weak),
    ("tekst", Field::Body, Weak),
    ("inhoud", Field::Body, Weak),
    ("brödtext", Field::Body, Weak),
    ("teksti", Field::Body, Weak),
    ("treść", Field::Body, Weak),
    ("tresc", Field::Body, Weak),
    ("текст", Field::Body, Weak),
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
    ("erschienen", Field::Published, Weak),
    ("erscheinungsdatum", Field::Published, Weak),
    ("veröffentlicht", Field::Published, Weak),
    ("veroeffentlicht", Field::Published, Weak),
    ("veröffentlichungsdatum", Field::Published, Weak),
    ("publiziert", Field::Published, Weak),
    ("datepublication", Field::Published, Weak),
    ("datedepublication", Field::Published, Weak),
    ("publiéle", Field::Published, Weak),
    ("fechapublicacion", Field::Published, Weak),
    ("fechadepublicacion", Field::Published, Weak),
    ("publicado", Field::Published, Weak),
    ("datapublicacao", Field::Published, Weak),
    ("datadepublicacao", Field::Published, Weak),
    ("datapublicação", Field::Published, Weak),
    ("datapubblicazione", Field::Published, Weak),
    ("pubblicato", Field::Published, Weak),
    ("publicatiedatum", Field::Published, Weak),
    ("gepubliceerd", Field::Published, Weak),
    ("publicerad", Field::Published, Weak),
    ("publiceringsdatum", Field::Published, Weak),
    ("udgivet", Field::Published, Weak),
    ("publisert", Field::Published, Weak),
    ("julkaistu", Field::Published, Weak),
    ("datapublikacji", Field::Published, Weak),
    ("opublikowano", Field::Published, Weak),
    ("publikováno", Field::Published, Weak),
    ("опубликовано", Field::Published, Weak),
    ("fecha", Field::Published, Weak),
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
    ("aktualisiert", Field::Updated, Weak),
    ("aktualisierungsdatum", Field::Updated, Weak),
    ("geändert", Field::Updated, Weak),
    ("geaendert", Field::Updated, Weak),
    ("datemodification", Field::Updated, Weak),
    ("datedemodification", Field::Updated, Weak),
    ("misajour", Field::Updated, Weak),
    ("actualizado", Field::Updated, Weak),
    ("fechaactualizacion", Field::Updated, Weak),
    ("atualizado", Field::Updated, Weak),
    ("dataatualizacao", Field::Updated, Weak),
    ("aggiornato", Field::Updated, Weak),
    ("bijgewerkt", Field::Updated, Weak),
    ("uppdaterad", Field::Updated, Weak),
    ("opdateret", Field::Updated, Weak),
    ("oppdatert", Field::Updated, Weak),
    ("päivitetty", Field::Updated, Weak),
    ("zaktualizowano", Field::Updated, Weak),
    ("aktualizováno", Field::Updated, Weak),
    ("обновлено", Field::Updated, Weak),
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
    ("abgerufen", Field::Captured, Weak),
    ("abrufdatum", Field::Captured, Weak),
    ("abgerufenam", Field::Captured, Weak),
    ("consulté", Field::Captured, Weak),
    ("consultado", Field::Captured, Weak),
    ("seq", Field::Sequence, Strong),
    ("sequence", Field::Sequence, Strong),
    ("versionnumber", Field::Sequence, Weak),
    ("revision", Field::Sequence, Weak),
    ("lang", Field::Lang, Weak),
    ("language", Field::Lang, Weak),
    ("inlanguage", Field::Lang, Weak),
    ("metalang", Field::Lang, Weak),
    ("humanlanguage", Field::Lang, Weak),
    ("sprache", Field::Lang, Weak),
    ("langue", Field::Lang, Weak),
    ("idioma", Field::Lang, Weak),
    ("publisher", Field::Publisher, Weak),
    ("sourcename", Field::Publisher, Weak),
    ("sitename", Field::Publisher, Weak),
    ("publication", Field::Publisher, Weak),
    ("sourcehostname", Field::Publisher, Weak),
    ("publishername", Field::Publisher, Weak),
    ("medianame", Field::Publisher, Weak),
    ("metasitename", Field::Publisher, Weak),
    ("section", Field::Section, Weak),
    ("category", Field::Section, Weak),
    ("sectionname", Field::Section, Weak),
    ("ressort", Field::Section, Weak),
    ("rubrique", Field::Section, Weak),
    ("seccion", Field::Section, Weak),
    ("sección", Field::Section, Weak),
    ("sezione", Field::Section, Weak),
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

/// Renames the fields of wallabag's exports: its `created_at` is when the page was saved, its
/// `updated_at` when the entry was edited in the list, and its `content` is markup.
pub(super) fn of_reading_list(fields: Map<String, Value>) -> Map<String, Value> {
    let is_wallabag = ["is_archived", "is_starred", "domain_name", "reading_time"]
        .iter()
        .all(|name| fields.contains_key(*name));
    if !is_wallabag {
        return fields;
    }
    let renamed = |name: String| match name.as_str() {
        "created_at" => "saved_at".to_owned(),
        "updated_at" => "entry_updated_at".to_owned(),
        "content" => "content_html".to_owned(),
        "published_by" => "authors".to_owned(),
        _ => name,
    };
    fields.into_iter().map(|(name, value)| (renamed(name), value)).collect()
}

use Strength::{Strong, Weak};

/// Whether a name alone determines the meaning of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Strong,
    Weak,
}

/// The position of each name in [`NAMES`]: every field of every record is looked up.
static RANKS: LazyLock<HashMap<&[u8], usize>> = LazyLock::new(|| {
    NAMES.iter().enumerate().map(|(rank, (name, ..))| (name.as_bytes(), rank)).collect()
});

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
    let mut squeezed = [0u8; MAX_NAME];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
        *squeezed.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let squeezed = squeezed.get(..length)?;
    // A time in UTC ranks just before the same time without a zone.
    let find = |name: &[u8], is_utc: bool| {
        let rank = *RANKS.get(name)?;
        let (_, field, strength) = NAMES.get(rank)?;
        let rank = 2 * rank + usize::from(!is_utc);
        Some(Meaning { rank, field: *field, strength: *strength, is_utc })
    };
    find(squeezed, false).or_else(|| {
        let stem = squeezed.strip_suffix(b"gmt").or_else(|| squeezed.strip_suffix(b"utc"))?;
        find(stem, true).filter(|found| is_clock(found.field))
    })
}

/// Whether a field holds a timestamp.
pub(super) fn is_clock(field: Field) -> bool {
    matches!(field, Field::Published | Field::Updated | Field::Captured)
}

/// The longest name in [`NAMES`].
pub(super) const MAX_NAME: usize = 24;

/// Finds a column by its exact name, otherwise ignoring case, `-`, `_` and spaces.
pub(super) fn find_column<'a>(
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

pub(super) fn inside<'a>(fields: &'a Map<String, Value>, column: &str) -> Option<&'a Value> {
    let mut names = column.split('.');
    let mut value = fields.get(names.next()?)?;
    for name in names {
        value = value.get(name)?;
    }
    Some(value)
}
