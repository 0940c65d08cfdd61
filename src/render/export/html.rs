//! HTML: the tree of articles as self-contained pages, with a light and a dark style.

use std::io::{self, Write};

use super::tree::{self, ArticleHeader, DiffPage, IndexPage, Links, Pages, StepLine, VersionPage};
use super::{Export, Form};
use crate::article::Timestamp;
use crate::render::diff::html::{Anchors, Heading, STYLE, escape, link, write_changes, write_head};
use crate::render::version::{flags_text, size_text};
use crate::render::{counted, safe_line};
use crate::store::ArticleRow;

/// The styles of these pages in addition to those of a diff.
const MORE_STYLE: &str = "\
nav,.clocks,.note{font-family:system-ui,sans-serif;font-size:.875rem}\
nav a{margin-right:1rem}li{margin:.5rem 0}.note{opacity:.75}h1,h2,li,dd,a{overflow-wrap:anywhere}\
@media print{nav{display:none}}";

/// The maximum number of captures that are listed for a version.
const CAPTURES: usize = 20;

/// Returns the export.
pub fn export() -> Export {
    let write = |selection: &super::Selection<'_>, path: &std::path::Path| {
        tree::write(&HtmlExport, selection, path)
    };
    Export { unit: "version", form: Form::Folder(Box::new(write)) }
}

struct HtmlExport;

impl Pages for HtmlExport {
    fn extension(&self) -> &'static str {
        "html"
    }

    fn begin_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        begin("Articles", None, out)?;
        writeln!(out, "<h1>{}</h1>", counted(page.articles as i64, "article"))?;
        index_ways(page, out)?;
        if page.articles > 0 {
            writeln!(out, "<ol start=\"{}\">", (page.number - 1) * tree::INDEX_PAGE + 1)?;
        }
        Ok(())
    }

    fn index_line(&self, link: &str, row: &ArticleRow, out: &mut dyn Write) -> io::Result<()> {
        let title = row.title.as_deref().unwrap_or(&row.url);
        let host = Some(row.key.host()).filter(|host| !host.is_empty());
        let mut counts: Vec<String> = host.iter().map(|host| escape(host)).collect();
        counts.push(counted(row.versions, "version"));
        for (count, noun) in [(row.silent_edits, "silent edit"), (row.returns, "return")] {
            if count > 0 {
                counts.push(counted(count, noun));
            }
        }
        let clock = row.updated.as_ref().or(row.published.as_ref());
        counts.extend(clock.map(|clock| format!("<time>{}</time>", escape(clock))));
        writeln!(
            out,
            "<li dir=\"auto\"><a href=\"{link}\">{}</a><br><span class=\"note\">{}</span></li>",
            line(title),
            counts.join(" · ")
        )
    }

    fn end_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        if page.articles > 0 {
            writeln!(out, "</ol>")?;
        }
        index_ways(page, out)?;
        end(out)
    }

    fn begin_article(&self, article: &ArticleHeader<'_>, out: &mut dyn Write) -> io::Result<()> {
        let row = article.row;
        let title = row.title.as_deref().unwrap_or("(no title)");
        begin(title, row.lang.as_deref(), out)?;
        writeln!(out, "<nav><a href=\"{}\">All articles</a></nav>", article.index)?;
        writeln!(out, "<header><h1 dir=\"auto\">{}</h1>", line(title))?;
        for url in article.urls {
            writeln!(out, "<p>{}</p>", outside(url))?;
        }
        let counts = [counted(row.versions, "version"), counted(row.captures, "capture")];
        writeln!(out, "<p>{}</p></header>\n<ol>", counts.join(", "))
    }

    fn version_line(&self, step: &StepLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let version = step.version;
        write!(
            out,
            "<li><a href=\"{}\">version {}</a>{} <code>{}</code>",
            step.link,
            step.ordinal,
            if step.is_again { " again" } else { "" },
            version.id.short()
        )?;
        if !step.notes.is_empty() {
            write!(out, " <strong>{}</strong>", escape(&step.notes.join(", ")))?;
        }
        if step.new_title
            && let Some(title) = &version.title
        {
            write!(out, "<br><cite dir=\"auto\">{}</cite>", line(title))?;
        }
        write!(out, "<br><span class=\"clocks\">{}", escape(&step.times))?;
        writeln!(out, " · {}</span>", escape(&size_text(version, step.captures)))?;
        if let Some((link, summary)) = step.change {
            writeln!(out, "<br><a href=\"{link}\">what changed</a>: {}", escape(summary))?;
        }
        writeln!(out, "</li>")
    }

    fn end_article(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "</ol>")?;
        end(out)
    }

    fn version(&self, page: &VersionPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        let version = page.version;
        let title = version.title.as_deref().unwrap_or("(no title)");
        let lang = version.captures.iter().find_map(|capture| capture.lang.as_deref());
        begin(title, lang, out)?;
        ways(&page.links, "What changed", page.links.diff, out)?;
        writeln!(out, "<header><h1 dir=\"auto\">{}</h1>\n<dl>", line(title))?;
        let mut row = |name: &str, value: &str| writeln!(out, "<dt>{name}</dt><dd>{value}</dd>");
        let id = version.id.to_string();
        row("version", &format!("{} of {}, <code>{id}</code>", page.ordinal, page.of))?;
        if let Some(byline) = &version.byline {
            row("byline", &line(byline))?;
        }
        for (name, clock) in [("published", &version.published), ("updated", &version.updated)] {
            if let Some(clock) = clock {
                row(name, &escape(&clock.display()))?;
            }
        }
        for capture in version.captures.iter().take(CAPTURES) {
            let seen = capture.captured.as_ref();
            let seen = seen.map_or_else(|| "at an unknown time".to_owned(), Timestamp::display);
            row("captured", &format!("{}, {}", escape(&seen), outside(&capture.url)))?;
        }
        let more = version.captures.len().saturating_sub(CAPTURES);
        if more > 0 {
            row("captured", &format!("and {more} more times"))?;
        }
        let marks = flags_text(page.marks);
        if !marks.is_empty() {
            row("note", &escape(&marks.join(", ")))?;
        }
        if let Some(text) = &version.description {
            row("description", &line(text))?;
        }
        writeln!(out, "</dl></header>\n<main dir=\"auto\">")?;
        match page.body {
            None => writeln!(out, "<p class=\"note\">(the source had no body)</p>")?,
            Some(body) => {
                for paragraph in body.lines().filter(|line| !line.trim().is_empty()) {
                    writeln!(out, "<p dir=\"auto\">{}</p>", escape(paragraph))?;
                }
            }
        }
        writeln!(out, "</main>")?;
        end(out)
    }

    fn diff(&self, page: &DiffPage<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (from, to) = (&page.comparison.from, &page.comparison.to);
        let title = to.title.as_deref().or(from.title.as_deref()).unwrap_or("(no title)");
        begin(title, None, out)?;
        ways(&page.links, "This version", Some(page.links.version), out)?;
        write_head(page.diff, (from, to), Heading::Page, page.options, out)?;
        write_changes(page.diff, (from, to), page.options, Anchors::Named(""), out)?;
        end(out)
    }
}

fn begin(title: &str, lang: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let lang = lang.map(|lang| format!(" lang=\"{}\"", line(lang))).unwrap_or_default();
    writeln!(
        out,
        "<!doctype html>\n<html{lang}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title><style>{STYLE}{MORE_STYLE}</style></head>\n<body>",
        line(title)
    )
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</body></html>")
}

fn index_ways(page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()> {
    if page.of == 1 {
        return Ok(());
    }
    write!(out, "<nav>page {} of {} ", page.number, page.of)?;
    for (link, text) in page.ways() {
        write!(out, "<a href=\"{link}\">{text}</a>")?;
    }
    writeln!(out, "</nav>")
}

fn ways(
    links: &Links<'_>,
    other: &str,
    other_link: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "<nav><a href=\"{}\">History</a>", links.article)?;
    for (link, text) in links.ways(other, other_link) {
        write!(out, "<a href=\"{link}\">{text}</a>")?;
    }
    writeln!(out, "</nav>")
}

/// Escapes text for one line.
fn line(text: &str) -> String {
    escape(&safe_line(text))
}

/// Formats a URL as a link, if a browser can follow it without running anything.
fn outside(url: &str) -> String {
    let shown = safe_line(url);
    link(Some(&shown.replace(' ', "%20")), &shown)
}
