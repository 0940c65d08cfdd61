//! Markdown: the tree of articles as pages in Markdown.

use std::io::{self, Write};

use super::tree::{self, ArticleHeader, DiffPage, IndexPage, Links, Pages, StepLine, VersionPage};
use super::{Export, Form};
use crate::article::Timestamp;
use crate::render::counted;
use crate::render::diff::markdown::{escape, line, write_changes};
use crate::render::version::{flags_text, size_text};
use crate::store::ArticleRow;

/// The maximum number of captures that are listed for a version.
const CAPTURES: usize = 20;

/// Returns the export.
pub fn export() -> Export {
    let write = |selection: &super::Selection<'_>, path: &std::path::Path| {
        tree::write(&MarkdownExport, selection, path)
    };
    Export { unit: "version", form: Form::Folder(Box::new(write)) }
}

struct MarkdownExport;

impl Pages for MarkdownExport {
    fn extension(&self) -> &'static str {
        "md"
    }

    fn begin_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}\n", counted(page.articles as i64, "article"))?;
        index_ways(page, out)
    }

    fn index_line(&self, link: &str, row: &ArticleRow, out: &mut dyn Write) -> io::Result<()> {
        let title = row.title.as_deref().unwrap_or(&row.url);
        write!(out, "- [{}]({link})", heading(title))?;
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
        writeln!(out)
    }

    fn end_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        if page.of > 1 {
            writeln!(out)?;
        }
        index_ways(page, out)
    }

    fn begin_article(&self, article: &ArticleHeader<'_>, out: &mut dyn Write) -> io::Result<()> {
        let row = article.row;
        writeln!(out, "[All articles]({})\n", article.index)?;
        writeln!(out, "# {}\n", heading(row.title.as_deref().unwrap_or("(no title)")))?;
        for url in article.urls {
            writeln!(out, "- {}", outside(url))?;
        }
        let counts = [counted(row.versions, "version"), counted(row.captures, "capture")];
        writeln!(out, "\n{}\n", counts.join(", "))
    }

    fn version_line(&self, step: &StepLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let version = step.version;
        let again = if step.is_again { " again" } else { "" };
        let id = version.id.short();
        write!(out, "- [version {}{again}]({}) `{id}`", step.ordinal, step.link)?;
        if !step.notes.is_empty() {
            write!(out, " **{}**", step.notes.join(", "))?;
        }
        if step.new_title
            && let Some(title) = &version.title
        {
            write!(out, ", “{}”", heading(title))?;
        }
        let size = size_text(version, step.captures);
        write!(out, "; {}; {size}", heading(&step.times))?;
        if let Some((link, summary)) = step.change {
            write!(out, "; [what changed]({link}): {}", heading(summary))?;
        }
        writeln!(out)
    }

    fn end_article(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn version(&self, page: &VersionPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        let version = page.version;
        ways(&page.links, "What changed", page.links.diff, out)?;
        writeln!(out, "# {}\n", heading(version.title.as_deref().unwrap_or("(no title)")))?;
        writeln!(out, "- version {} of {}, `{}`", page.ordinal, page.of, version.id)?;
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
        let marks = flags_text(page.marks);
        if !marks.is_empty() {
            writeln!(out, "- note: {}", marks.join(", "))?;
        }
        if let Some(text) = &version.description {
            writeln!(out, "- description: {}", heading(text))?;
        }
        writeln!(out, "\n---\n")?;
        let Some(body) = page.body else {
            return writeln!(out, "(the source had no body)");
        };
        for paragraph in body.lines().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "{}\n", line(paragraph.trim_end()))?;
        }
        Ok(())
    }

    fn diff(&self, page: &DiffPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (from, to) = (&page.comparison.from, &page.comparison.to);
        ways(&page.links, "This version", Some(page.links.version), out)?;
        let title = to.title.as_deref().or(from.title.as_deref()).unwrap_or("(no title)");
        writeln!(out, "# {}\n", heading(title))?;
        writeln!(out, "{} → {}\n", escape(from.name()), escape(to.name()))?;
        write_changes(page.diff, page.options, out)
    }
}

fn index_ways(page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
    if page.of == 1 {
        return Ok(());
    }
    write!(out, "page {} of {}", page.number, page.of)?;
    for (link, text) in page.ways() {
        write!(out, " · [{text}]({link})")?;
    }
    writeln!(out, "\n")
}

fn ways(
    links: &Links<'_>,
    other: &str,
    other_link: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "[History]({})", links.article)?;
    for (link, text) in links.ways(other, other_link) {
        write!(out, " · [{text}]({link})")?;
    }
    writeln!(out, "\n")
}

/// Escapes text for one line, in a heading or a list item.
fn heading(text: &str) -> String {
    line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Formats a URL as a link, if a reader can follow it without running anything.
fn outside(url: &str) -> String {
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let breaks = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\');
    if is_web && !url.contains(breaks) { format!("<{url}>") } else { heading(url) }
}
