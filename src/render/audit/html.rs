//! HTML: one self-contained report with the findings of each article and their diffs.

use std::io;

use super::text::{reading, tied, told};
use super::{Overview, counts_line};
use crate::article::{Timestamp, public_url};
use crate::audit::{FindingEntry, FindingEvidence, SeverityCounts};
use crate::diff::DocumentDiff;
use crate::render::diff::html::{Anchors, escape, link, write_changes, write_facts, write_sides};
use crate::render::diff::{DiffSide, RenderOptions};
use crate::render::report::{self, ContentsLine};
use crate::render::{in_words, time};

/// A report that is being written.
pub struct AuditHtml<'o> {
    out: &'o mut dyn io::Write,
}

impl<'o> AuditHtml<'o> {
    /// Begins the page. `about` is the name of the catalog, `period` the time of the findings in
    /// words, and `now` the time in microseconds since 1970.
    pub fn begin(
        about: &str,
        period: Option<&str>,
        now: i64,
        out: &'o mut dyn io::Write,
    ) -> io::Result<Self> {
        let title = match period {
            Some(period) => format!("Findings {period}"),
            None => format!("Audit of {about}"),
        };
        let lines = [
            format!("Audit of {about}, {}.", in_words(&time(now))),
            "A finding says what timestamps and texts show, not why. Innocent causes that it could \
             have are listed as doubts."
                .to_owned(),
        ];
        report::begin(&title, &lines, out)?;
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
        report::write_counts(&overview.lines(), self.out)?;
        let lines: Vec<ContentsLine> = entries
            .iter()
            .map(|entry| entry.finding)
            .map(|finding| ContentsLine {
                target: format!("f{}", finding.id),
                at: finding.at,
                outlet: finding.outlet(),
                title: finding.title.clone().unwrap_or_else(|| "(no title)".to_owned()),
                what: format!("{}: {}", finding.rule, finding.message),
                last: (finding.severity.name().to_owned(), finding.severity as i64),
            })
            .collect();
        report::write_contents("Severity", &lines, self.out)
    }

    /// Begins an article.
    pub fn article(&mut self, title: Option<&str>, url: &str, outlet: &str) -> io::Result<()> {
        writeln!(
            self.out,
            "<article><h2 dir=\"auto\">{}</h2><p class=\"note\">{} · {}</p>",
            link(Some(url), title.unwrap_or("(no title)")),
            escape(outlet),
            escape(&public_url(url))
        )
    }

    /// Writes a finding.
    pub fn finding(&mut self, entry: &FindingEntry<'_>) -> io::Result<()> {
        let finding = entry.finding;
        let (severity, out) = (finding.severity.name(), &mut *self.out);
        let known = if entry.acknowledged.is_some() { " acknowledged" } else { "" };
        let at = finding.at.map_or_else(String::new, |at| format!(" · {}", in_words(&time(at))));
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
                    let (at, url) = (in_words(&at), link(Some(url), &public_url(url)));
                    writeln!(out, "<li>version {ordinal} seen {at} at {url}</li>")?;
                }
                FindingEvidence::Look { at, url, reason, status } => {
                    let (at, url) = (in_words(&at.display()), link(Some(url), &public_url(url)));
                    let outcome = reason.outcome(*status);
                    writeln!(out, "<li>looked {at}: {outcome} at {url}</li>")?;
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
                in_words(&time(said.at.0)),
                escape(&said.note)
            )?;
        }
        writeln!(out, "</section>")
    }

    /// Writes the diff that the findings before it are about. `name` is a name for it on this page.
    pub fn diff(
        &mut self,
        name: &str,
        sides: (&DiffSide, &DiffSide),
        diff: &DocumentDiff<'_>,
        options: &RenderOptions,
    ) -> io::Result<()> {
        let (before, after) = (escape(sides.0.name()), escape(sides.1.name()));
        writeln!(self.out, "<details open><summary>{before} → {after}</summary>")?;
        write_sides(sides, self.out)?;
        write_facts(diff, options, self.out)?;
        write_changes(diff, sides, options, Anchors::Named(name), self.out)?;
        writeln!(self.out, "</details>")
    }

    /// Ends an article.
    pub fn end_article(&mut self) -> io::Result<()> {
        writeln!(self.out, "</article>")
    }

    /// Ends the page.
    pub fn end(self, counts: &SeverityCounts) -> io::Result<()> {
        report::end(&counts_line(counts), self.out)
    }
}
