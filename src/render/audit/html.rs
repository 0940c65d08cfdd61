//! HTML: one self-contained report with the findings of each article and their diffs.

use std::io;

use super::text::{reading, tied, told};
use super::{Counts, FindingEntry, Overview, outlet};
use crate::article::Timestamp;
use crate::audit::FindingEvidence;
use crate::diff::DocumentDiff;
use crate::render::diff::RenderOptions;
use crate::render::diff::html::{Anchors, STYLE, escape, write_changes};
use crate::render::time;

const REPORT: &str = "\
.finding{font-family:system-ui,sans-serif;font-size:.9rem;border-left:.3rem solid #888;\
padding:.1rem 1rem;margin:1rem 0}.warning{border-color:#c80}.alert{border-color:#c22}\
.acknowledged{opacity:.7}.grade{font-weight:700;text-transform:uppercase;font-size:.75rem}\
.finding p{margin:.3rem 0}.finding ul{margin:.3rem 0;padding-left:1.2rem}\
nav{font-family:system-ui,sans-serif;font-size:.875rem}nav ol{padding-left:1.5rem}summary{font-family:system-ui,sans-serif;font-size:.875rem;cursor:pointer}\
article{border-top:1px solid #8886;margin-top:2rem}a{color:inherit}";

/// A report that is being written.
pub struct AuditHtml<'o> {
    out: &'o mut dyn io::Write,
}

impl<'o> AuditHtml<'o> {
    /// Begins the page. `about` is the name of the catalog, `now` the time in microseconds since
    /// 1970.
    pub fn begin(about: &str, now: i64, out: &'o mut dyn io::Write) -> io::Result<Self> {
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>Audit of {0}</title><style>{STYLE}{REPORT}</style></head>\n\
             <body><header><h1>Audit of {0}</h1><p>{1}. A finding says what timestamps and texts \
             show, not why. Innocent causes that it could have are listed as doubts.</p></header>",
            escape(about),
            time(now)
        )?;
        Ok(Self { out })
    }

    /// Writes the counts and the contents: one line per finding, newest first.
    pub fn contents(
        &mut self,
        overview: &Overview,
        entries: &[FindingEntry<'_>],
    ) -> io::Result<()> {
        if entries.len() < 2 {
            return Ok(());
        }
        writeln!(self.out, "<nav>")?;
        for line in overview.lines() {
            writeln!(self.out, "<p>{}</p>", escape(&line))?;
        }
        writeln!(self.out, "<ol>")?;
        for finding in entries.iter().map(|entry| entry.finding) {
            let at = finding.at.map_or_else(String::new, |at| format!("{} · ", time(at)));
            let title = finding.title.as_deref().unwrap_or("(no title)");
            writeln!(
                self.out,
                "<li><a href=\"#f{}\">{at}{} · {} · {}</a></li>",
                finding.id,
                escape(&outlet(finding)),
                finding.rule,
                escape(title)
            )?;
        }
        writeln!(self.out, "</ol></nav>")
    }

    /// Begins an article.
    pub fn article(&mut self, title: Option<&str>, url: &str) -> io::Result<()> {
        let title = escape(title.unwrap_or("(no title)"));
        // Only URLs of the web become links.
        let web = url.starts_with("https://") || url.starts_with("http://");
        let shown = escape(url);
        let link = if web { format!("<a href=\"{shown}\">{shown}</a>") } else { shown };
        writeln!(
            self.out,
            "<article><h2 dir=\"auto\">{title}</h2><p class=\"grade\" style=\"text-transform:none\">{link}</p>"
        )
    }

    /// Writes a finding.
    pub fn finding(&mut self, entry: &FindingEntry<'_>) -> io::Result<()> {
        let finding = entry.finding;
        let (severity, out) = (finding.severity.name(), &mut *self.out);
        let known = if entry.acknowledged.is_some() { " acknowledged" } else { "" };
        let at = finding.at.map_or_else(String::new, |at| format!(" · {}", time(at)));
        writeln!(
            out,
            "<section class=\"finding {severity}{known}\" id=\"f{id}\"><p><span class=\"grade\">{severity}</span> \
             <strong>{}</strong>{at} · <code>{id}</code></p><p>{}</p>",
            finding.rule,
            escape(&finding.message),
            id = finding.id,
        )?;
        writeln!(out, "<ul>")?;
        for reason in &finding.reasons {
            writeln!(out, "<li>{}</li>", escape(reason))?;
        }
        for doubt in &finding.doubts {
            writeln!(out, "<li>doubt: {}</li>", escape(doubt))?;
        }
        for evidence in &finding.evidence {
            // Sentences and fields are shown in the diff.
            match evidence {
                FindingEvidence::Clock { ordinal, clock, value } => {
                    writeln!(
                        out,
                        "<li>version {ordinal} {clock} {}</li>",
                        escape(&reading(value))
                    )?;
                }
                FindingEvidence::Capture { ordinal, captured, url } => {
                    let at = captured.as_ref().map_or_else(String::new, Timestamp::display);
                    writeln!(out, "<li>version {ordinal} seen {at} at {}</li>", escape(url))?;
                }
                FindingEvidence::Notice { ordinal, text, explains, .. } => {
                    let how = told(evidence);
                    writeln!(out, "<li>version {ordinal} {how}: <q>{}</q>", escape(text))?;
                    for one in explains {
                        let (old, new) = (escape(&one.old), escape(&one.new));
                        writeln!(out, "<br>{}: <del>{old}</del> <ins>{new}</ins>", tied(one))?;
                    }
                    writeln!(out, "</li>")?;
                }
                FindingEvidence::Sentence { .. } | FindingEvidence::Field { .. } => {}
            }
        }
        writeln!(out, "</ul>")?;
        if let Some(said) = entry.acknowledged {
            writeln!(
                out,
                "<p>Acknowledged by {}, {}: {}</p>",
                escape(&said.who),
                time(said.at),
                escape(&said.note)
            )?;
        }
        writeln!(out, "</section>")
    }

    /// Writes the diff that the findings before it are about.
    pub fn diff(
        &mut self,
        (before, after): (&str, &str),
        diff: &DocumentDiff<'_>,
        options: &RenderOptions,
    ) -> io::Result<()> {
        let (before, after) = (escape(before), escape(after));
        writeln!(self.out, "<details open><summary>{before} → {after}</summary>")?;
        write_changes(diff, options, Anchors::None, self.out)?;
        writeln!(self.out, "</details>")
    }

    /// Ends an article.
    pub fn end_article(&mut self) -> io::Result<()> {
        writeln!(self.out, "</article>")
    }

    /// Ends the page.
    pub fn end(self, counts: &Counts) -> io::Result<()> {
        writeln!(self.out, "<footer><p>{}</p></footer></body></html>", counts.line())
    }
}
