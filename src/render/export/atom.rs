//! Atom: a feed of changes (RFC 4287), latest first, with the diff in each entry.

use std::io::{self, Write};

use url::Url;

use super::{Export, Result, Selection};
use crate::article::timestamp::canonical_text;
use crate::article::{ArticleId, CheckedPart as _, Precision, Sha256, Timestamp, public_url};
use crate::diff::Class;
use crate::render::compare::{Audience, Comparison, changed_fields};
use crate::render::diff::html::{Anchors, escape as html_escape, write_changes};
use crate::render::diff::{RenderOptions, with_fields};
use crate::render::rows::cut;
use crate::render::title_or_url;
use crate::store::{ChangeFilter, ChangeRow, Snapshot};
use crate::timeline::Timeline;

/// The tag authority of a feed without its own URL (RFC 4151: `tag:AUTHORITY,DATE:…`). Nobody can
/// own this name (RFC 2606), so it cannot be a publisher's.
const NOBODY: &str = "recension.invalid";

/// The date on which the tag authority owned its name.
const SINCE: &str = "2026";

/// The maximum width of an entry's title, in columns.
const MAX_HEADING: usize = 300;

/// The maximum length of an entry's diff, in bytes.
const MAX_CONTENT: usize = 256 * 1024;

/// The properties of a feed.
#[derive(Clone, Debug)]
pub struct AtomFeed {
    /// Its title.
    pub title: String,
    /// The URL at which it will be published.
    pub self_url: Option<Url>,
    /// Its path and query, if it is served under any host name: then no id depends on the name.
    pub served_at: Option<String>,
    /// The maximum number of changes.
    pub limit: u64,
}

/// Returns the export.
pub fn export(feed: AtomFeed) -> Export {
    Export::stream("change", move |selection, out| write(&feed, selection, out))
}

fn write(feed: &AtomFeed, selection: &Selection<'_>, out: &mut dyn Write) -> Result<i64> {
    let catalog = selection.catalog;
    let filter = ChangeFilter {
        articles: Some(selection.filter.clone()),
        limit: Some(feed.limit),
        ..ChangeFilter::default()
    };
    // A feed and its entries must state an update time. Without a timestamp, it is the import's.
    let imported = catalog.imports(1)?.first().map_or(0, |import| import.started.0);
    let mut written = 0;
    let mut history: Option<(ArticleId, Timeline)> = None;
    catalog.each_change(&filter, |row| {
        selection.check()?;
        if written == 0 {
            begin(feed, row.state.effective.at.unwrap_or(imported), out)?;
        }
        // Adjacent changes are often of the same article, so its history is kept.
        let kept = match history.take() {
            Some((article, kept)) if article == row.article => kept,
            _ => catalog.timeline(row.article)?,
        };
        if let Some(entry) = change_entry(catalog, &row, &kept, imported, None)? {
            entry.write(feed, out)?;
        }
        history = Some((row.article, kept));
        written += 1;
        Ok::<_, super::ExportError>(())
    })?;
    if written == 0 {
        begin(feed, imported, out)?;
    }
    writeln!(out, "</feed>")?;
    Ok(written)
}

/// An entry of a feed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What is specific in its id, such as `change:` and the id of a version.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// When it happened, in microseconds since 1970.
    pub(crate) updated: i64,
    /// When its article was published.
    pub(crate) published: Option<i64>,
    /// The article's authors, or its publisher. Without one, an entry would inherit the feed's author,
    /// who wrote nothing.
    pub(crate) authors: Vec<String>,
    /// The page that shows it.
    pub(crate) page: Option<String>,
    /// The article's URL.
    pub(crate) article: String,
    /// Its categories.
    pub(crate) categories: Vec<&'static str>,
    /// What it says, in one line.
    pub(crate) summary: String,
    /// What it says, in HTML.
    pub(crate) html: String,
}

/// Writes a feed, latest entry first. Without an entry, it is dated `otherwise`.
pub(crate) fn write_feed(
    feed: &AtomFeed,
    entries: &[Entry],
    otherwise: i64,
    out: &mut dyn Write,
) -> io::Result<()> {
    begin(feed, entries.first().map_or(otherwise, |entry| entry.updated), out)?;
    for entry in entries {
        entry.write(feed, out)?;
    }
    writeln!(out, "</feed>")
}

fn begin(feed: &AtomFeed, updated: i64, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    let own = feed.self_url.as_ref().map(Url::as_str).unwrap_or_default();
    let named_by = match &feed.served_at {
        Some(address) => address.clone(),
        None => format!("{}\n{own}", feed.title),
    };
    let name = Sha256::of(named_by.as_bytes()).to_string();
    let name = name.part(..16);
    writeln!(out, "<id>{}</id>", xml(&tag(feed, &format!("feed:{name}"))))?;
    writeln!(out, "<title>{}</title>", xml(&feed.title))?;
    writeln!(out, "<updated>{}</updated>", instant(updated))?;
    writeln!(out, "<author><name>recension</name></author>")?;
    writeln!(out, "<generator>recension</generator>")?;
    if !own.is_empty() {
        let own = xml(own);
        writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>")?;
    }
    Ok(())
}

/// The entry of a change. `imported` dates a change without a time.
pub(crate) fn change_entry(
    catalog: &Snapshot,
    row: &ChangeRow,
    history: &Timeline,
    imported: i64,
    page: Option<String>,
) -> Result<Option<Entry>> {
    let index = row.state.state.index().unwrap_or(usize::MAX);
    let version = history.states().get(index).and_then(|state| history.version_of(state));
    let Some(version) = version else { return Ok(None) };
    let publisher = version.captures.iter().find_map(|capture| capture.publisher.clone());
    let byline = version.byline.as_deref().filter(|byline| !byline.trim().is_empty());
    let authors = match byline {
        Some(byline) => byline.split(", ").map(|name| name.trim().to_owned()).collect(),
        None => vec![publisher.as_deref().map_or_else(|| row.key.host(), str::to_owned)],
    };
    Ok(Some(Entry {
        name: format!("change:{}", change_name(row, history)),
        title: title_or_url(row.title.as_deref(), &row.url).into_owned(),
        updated: row.state.effective.at.unwrap_or(imported),
        published: version.published.as_ref().map(Timestamp::micros),
        authors,
        page,
        article: public_url(&row.url).into_owned(),
        categories: row.change.outline.classes().iter().map(Class::name).collect(),
        summary: summary(row),
        html: content(catalog, history, index, &summary(row))?,
    }))
}

impl Entry {
    /// The id, which is the same in every feed of the same host, and in all feeds that are served.
    pub(crate) fn id(&self, feed: &AtomFeed) -> String {
        tag(feed, &self.name)
    }

    /// The title on one line, without what follows its first characters.
    pub(crate) fn heading(&self) -> String {
        cut(&self.title.split_whitespace().collect::<Vec<_>>().join(" "), MAX_HEADING)
    }

    fn write(&self, feed: &AtomFeed, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<entry>")?;
        writeln!(out, "<id>{}</id>", xml(&self.id(feed)))?;
        writeln!(out, "<title>{}</title>", xml(&self.heading()))?;
        writeln!(out, "<updated>{}</updated>", instant(self.updated))?;
        if let Some(published) = self.published {
            writeln!(out, "<published>{}</published>", instant(published))?;
        }
        for name in self.authors.iter().filter(|name| !name.is_empty()) {
            writeln!(out, "<author><name>{}</name></author>", xml(name))?;
        }
        if let Some(page) = &self.page {
            writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(page))?;
        }
        if let Ok(url) = Url::parse(&self.article) {
            let rel = if self.page.is_some() { "related" } else { "alternate" };
            let url = xml(url.as_str());
            writeln!(out, "<link rel=\"{rel}\" type=\"text/html\" href=\"{url}\"/>")?;
        }
        for category in &self.categories {
            writeln!(out, "<category term=\"{category}\"/>")?;
        }
        writeln!(out, "<summary>{}</summary>", xml(&self.summary))?;
        writeln!(out, "<content type=\"html\">{}</content>\n</entry>", xml(&self.html))
    }
}

/// What a change did, in one line.
pub(crate) fn summary(row: &ChangeRow) -> String {
    let outline = &row.change.outline;
    let fields = changed_fields(outline, row.change.url_moved);
    let mut summary = with_fields(&outline.to_string(), &fields);
    if row.change.silent {
        summary.push_str(" [silent edit]");
    }
    if row.state.returns_to.is_some() {
        summary.push_str(" [returned to an earlier text]");
    }
    if row.state.order.is_unknown() {
        summary.push_str(" [order unknown]");
    }
    summary
}

/// A line and the diff of the state at `index` as HTML, for an entry of a feed.
pub(crate) fn content(
    catalog: &Snapshot,
    history: &Timeline,
    index: usize,
    line: &str,
) -> Result<String> {
    let mut html = Vec::new();
    writeln!(html, "<p><strong>{}</strong></p>", html_escape(line))?;
    let head = html.len();
    let found = Comparison::of_state(catalog, history, index, Audience::Person)?;
    // A diff is at least as long as what changed in it, but may leave out the rest.
    let is_long = |one: &Comparison| one.weight() > 16 * MAX_CONTENT;
    if found.as_ref().is_some_and(is_long) {
        writeln!(html, "<p>The texts are too long for a feed.</p>")?;
    } else if let Some(comparison) = found {
        let options = RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
        let sides = (&comparison.from, &comparison.to);
        write_changes(&comparison.diff(), sides, &options, Anchors::None, &mut html)?;
    }
    if html.len() > MAX_CONTENT {
        html.truncate(head);
        writeln!(html, "<p>The diff is too long for a feed.</p>")?;
    }
    Ok(String::from_utf8_lossy(&html).into_owned())
}

/// Returns the name of a change: the version's id. If the version was seen before, the name also
/// has the time of this state, so that each return is its own entry.
fn change_name(row: &ChangeRow, history: &Timeline) -> String {
    let index = row.state.state.index().unwrap_or(usize::MAX);
    let first = history.states().get(index).and_then(|state| history.first_state(state.version));
    match row.state.seen {
        Some((seen, _)) if first != Some(index) => format!("{}:{}", row.id, instant(seen)),
        _ => row.id.to_string(),
    }
}

/// Returns a tag URI (RFC 4151). Its authority is the host of the feed's own URL, or [`NOBODY`]: a
/// request can name any host.
fn tag(feed: &AtomFeed, specific: &str) -> String {
    let own = feed.self_url.as_ref().filter(|_| feed.served_at.is_none());
    let host = own.and_then(Url::host_str);
    // A tag's authority must be a name, not an IPv6 address in brackets.
    let host = host.filter(|host| !host.starts_with('['));
    format!("tag:{},{SINCE}:{specific}", host.unwrap_or(NOBODY))
}

/// Formats an instant as RFC 3339, clamped to the years that RFC 3339 can express.
pub(crate) fn instant(micros: i64) -> String {
    const FIRST: i64 = -62_167_219_200_000_000;
    const LAST: i64 = 253_402_300_799_000_000;
    canonical_text(micros.clamp(FIRST, LAST), Precision::Second)
}

/// Escapes text for XML 1.0, in an element or an attribute. Characters that XML does not allow are
/// removed.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Marks that change the direction of writing.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            '\t' | '\n' | ' '..='\u{7E}' | '\u{A0}'..='\u{FFFD}' | '\u{10000}'.. => out.push(c),
            // Control characters. XML allows some of them (up to U+009F), but readers do not.
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_takes_what_it_can() {
        for (text, expected) in [
            ("a < b & \"c\" > d", "a &lt; b &amp; &quot;c&quot; &gt; d"),
            ("a\u{202e}b\u{2066}", "a\u{fffd}b\u{fffd}"),
            ("a\u{0}\u{1b}[31m\u{7f}\u{85}b\r\n\tc", "a[31mb\n\tc"),
            ("中\u{fffe}\u{ffff}\u{fffd}\u{1f600}é", "中\u{fffd}\u{1f600}é"),
        ] {
            assert_eq!(xml(text), expected);
        }
    }

    #[test]
    fn every_instant_is_written() {
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
        assert_eq!(instant(i64::MIN), "0000-01-01T00:00:00Z");
        assert_eq!(instant(i64::MAX), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn tags_are_of_whoever_publishes_the_feed() {
        let feed = |url: Option<&str>| AtomFeed {
            title: String::new(),
            self_url: url.map(|url| Url::parse(url).expect("a URL")),
            served_at: None,
            limit: 1,
        };
        let served = AtomFeed {
            served_at: Some("/a.atom".to_owned()),
            ..feed(Some("https://a.example/a.atom"))
        };
        assert_eq!(tag(&served, "x"), "tag:recension.invalid,2026:x");
        for (url, expected) in [
            (None, "tag:recension.invalid,2026:x"),
            (Some("https://Watch.example/feed"), "tag:watch.example,2026:x"),
            (Some("http://[::1]/feed"), "tag:recension.invalid,2026:x"),
            (Some("file:///feed"), "tag:recension.invalid,2026:x"),
        ] {
            assert_eq!(tag(&feed(url), "x"), expected, "{url:?}");
        }
    }
}
