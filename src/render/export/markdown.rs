//! Markdown: the tree of articles as pages in Markdown.

use std::io::Write as _;

use super::tree::{self, ArticlePages, IndexPage, Pages};
use super::{Export, Form, Result};
use crate::article::{Timestamp, public_url};
use crate::history::changes::Changes;
use crate::render::compare::{Audience, Comparison, changed_fields};
use crate::render::counted;
use crate::render::diff::markdown::{escape, line, write_changes};
use crate::render::diff::{RenderOptions, with_fields};
use crate::render::history::state_notes;
use crate::render::version::{flags_text, size_text};
use crate::render::{title_or_url, visible_title};
use crate::timeline::Timeline;

/// The maximum number of captures that are listed for a version.
const CAPTURES: usize = 20;

/// The extension of file names.
const EXTENSION: &str = "md";

/// Returns the export.
pub fn export() -> Export {
    let write = |selection: &super::Selection<'_>, path: &std::path::Path| {
        tree::write(&MarkdownPages, selection, path)
    };
    Export { unit: "version", form: Form::Folder(Box::new(write)) }
}

struct MarkdownPages;

impl Pages for MarkdownPages {
    fn extension(&self) -> &'static str {
        EXTENSION
    }

    fn assets(&self) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    fn index(&self, page: &IndexPage<'_>) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        writeln!(out, "# {}\n", counted(page.articles as i64, "article"))?;
        index_ways(page, &mut out)?;
        for row in page.rows {
            let link = tree::article_path(&row.key, EXTENSION);
            let title = title_or_url(row.title.as_deref(), &row.url);
            write!(out, "- [{}]({link})", heading(&title))?;
            let host = row.key.host();
            if !host.is_empty() {
                write!(out, ", {}", heading(&host))?;
            }
            write!(out, ", {}", counted(row.versions, "version"))?;
            for (count, noun) in [(row.silent_edits, "silent edit"), (row.returns, "return")] {
                if count > 0 {
                    write!(out, ", {}", counted(count, noun))?;
                }
            }
            writeln!(out)?;
        }
        if page.of > 1 {
            writeln!(out)?;
        }
        index_ways(page, &mut out)?;
        Ok(out)
    }

    fn article(&self, article: &ArticlePages<'_>) -> Result<Vec<u8>> {
        let (row, timeline) = (article.row, article.timeline);
        let mut out = Vec::new();
        writeln!(out, "[All articles]({})\n", article.index)?;
        writeln!(out, "# {}\n", heading(row.title.as_deref().unwrap_or("(no title)")))?;
        for url in article.catalog.aliases(row.id)? {
            writeln!(out, "- {}", outside(&url))?;
        }
        let counts = [counted(row.versions, "version"), counted(row.captures, "capture")];
        writeln!(out, "\n{}\n", counts.join(", "))?;
        let changes = Changes::of(article.catalog, timeline)?;
        for (index, state) in timeline.states().iter().enumerate() {
            let Some(version) = timeline.version_of(state) else { continue };
            let is_again = timeline.first_state(state.version) != Some(index);
            let again = if is_again { " again" } else { "" };
            let (ordinal, id) = (state.version + 1, version.id.short());
            let own = tree::version_file(state.version, EXTENSION);
            write!(out, "- [version {ordinal}{again}]({own}) `{id}`")?;
            let notes = state_notes(timeline, index);
            if !notes.is_empty() {
                write!(out, " **{}**", notes.join(", "))?;
            }
            let base = timeline.base_of(state);
            if base.as_ref().is_none_or(|base| base.title != version.title)
                && let Some(title) = &version.title
            {
                write!(out, ", “{}”", heading(title))?;
            }
            let size = size_text(version, state.captures.len());
            write!(out, "; {}; {size}", heading(&times(timeline, index)))?;
            if let Some((link, outline)) =
                tree::diff_file(timeline, index, EXTENSION).zip(changes.outline(index)?)
            {
                let fields = changed_fields(&outline, changes.url_moved(index));
                let summary = with_fields(&outline.to_string(), &fields);
                write!(out, "; [what changed]({link}): {}", heading(&summary))?;
            }
            writeln!(out)?;
        }
        Ok(out)
    }

    fn version(&self, article: &ArticlePages<'_>, index: usize) -> Result<Vec<u8>> {
        let timeline = article.timeline;
        let mut out = Vec::new();
        let Some(version) = timeline.versions().get(index) else { return Ok(out) };
        let of = timeline.versions().len();
        let neighbor = |index: Option<usize>| {
            index.filter(|index| *index < of).map(|index| tree::version_file(index, EXTENSION))
        };
        let change = timeline
            .first_state(index)
            .and_then(|state| tree::diff_file(timeline, state, EXTENSION));
        let links = [
            (neighbor(index.checked_sub(1)), "Previous"),
            (neighbor(Some(index + 1)), "Next"),
            (change, "What changed"),
        ];
        ways(&links, &mut out)?;
        writeln!(
            out,
            "# {}\n",
            heading(visible_title(version.title.as_deref()).unwrap_or("(no title)"))
        )?;
        writeln!(out, "- version {} of {of}, `{}`", index + 1, version.id)?;
        if let Some(byline) = &version.byline {
            writeln!(out, "- byline: {}", heading(byline))?;
        }
        for (name, clock) in [("published", &version.published), ("updated", &version.updated)] {
            if let Some(clock) = clock {
                writeln!(out, "- {name}: {}", heading(&clock.display()))?;
            }
        }
        for capture in version.captures.iter().take(CAPTURES) {
            let seen = capture.captured.as_ref();
            let seen = seen.map_or_else(|| "at an unknown time".to_owned(), Timestamp::display);
            writeln!(out, "- captured: {}, {}", heading(&seen), outside(&capture.url))?;
        }
        let more = version.captures.len().saturating_sub(CAPTURES);
        if more > 0 {
            writeln!(out, "- captured: and {more} more times")?;
        }
        let marks = flags_text(timeline.flags(index));
        if !marks.is_empty() {
            writeln!(out, "- note: {}", marks.join(", "))?;
        }
        if let Some(text) = &version.description {
            writeln!(out, "- description: {}", heading(text))?;
        }
        writeln!(out, "\n---\n")?;
        match article.catalog.body(version)? {
            None => writeln!(out, "(the source had no body)")?,
            Some(body) => {
                for paragraph in body.lines().filter(|line| !line.trim().is_empty()) {
                    writeln!(out, "{}\n", line(paragraph.trim_end()))?;
                }
            }
        }
        Ok(out)
    }

    fn diff(&self, article: &ArticlePages<'_>, state: usize) -> Result<Option<Vec<u8>>> {
        let timeline = article.timeline;
        let comparison = Comparison::of_state(article.catalog, timeline, state, Audience::Reader)?;
        let Some(comparison) = comparison else { return Ok(None) };
        let options = RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
        let (from, to) = (&comparison.from, &comparison.to);
        let mut out = Vec::new();
        let (previous, next) = tree::adjacent_diffs(timeline, state, EXTENSION);
        let own = timeline.states().get(state).map(|state| state.version);
        let own = own.map(|version| tree::version_file(version, EXTENSION));
        ways(&[(previous, "Previous"), (next, "Next"), (own, "This version")], &mut out)?;
        let title = visible_title(to.title.as_deref()).or(visible_title(from.title.as_deref()));
        let title = title.unwrap_or("(no title)");
        writeln!(out, "# {}\n", heading(title))?;
        writeln!(out, "{} → {}\n", escape(from.name()), escape(to.name()))?;
        write_changes(&comparison.diff(), &options, &mut out)?;
        Ok(Some(out))
    }
}

/// Formats a state's times on one line: the publisher's, and when it was seen.
fn times(history: &Timeline, index: usize) -> String {
    let Some(state) = history.states().get(index) else { return String::new() };
    let Some(version) = history.version_of(state) else { return String::new() };
    let mut seen = history.captures(state).filter_map(|capture| capture.captured.as_ref());
    let (first, last) = (seen.next(), seen.next_back());
    let times = [
        ("published", version.published.as_ref()),
        ("updated", version.updated.as_ref()),
        ("captured", first),
        ("last", last),
    ];
    let named = times
        .into_iter()
        .filter_map(|(name, time)| time.map(|time| format!("{name} {}", time.display())));
    named.collect::<Vec<_>>().join(", ")
}

fn index_ways(page: &IndexPage<'_>, out: &mut Vec<u8>) -> Result<()> {
    if page.of == 1 {
        return Ok(());
    }
    write!(out, "page {} of {}", page.number, page.of)?;
    for (link, text) in page.ways(EXTENSION) {
        write!(out, " · [{text}]({link})")?;
    }
    Ok(writeln!(out, "\n")?)
}

/// Writes links to the history and to other pages of the article, those that exist.
fn ways(links: &[(Option<String>, &str)], out: &mut Vec<u8>) -> Result<()> {
    write!(out, "[History]({})", tree::article_file(EXTENSION))?;
    for (link, text) in links {
        if let Some(link) = link {
            write!(out, " · [{text}]({link})")?;
        }
    }
    Ok(writeln!(out, "\n")?)
}

/// Escapes text for one line, in a heading or a list item.
fn heading(text: &str) -> String {
    line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Formats a URL as a link, if a reader can follow it without running anything.
fn outside(url: &str) -> String {
    let url = &*public_url(url);
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let breaks = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\');
    if is_web && !url.contains(breaks) { format!("<{url}>") } else { heading(url) }
}
