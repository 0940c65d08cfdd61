//! The findings as text for a terminal.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::Overview;
use crate::article::{Timestamp, public_url};
use crate::audit::{Explained, FindingEntry, FindingEvidence, Severity};
use crate::render::{paint, safe_line, time};

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Note => Style::new().effects(Effects::BOLD),
        Severity::Warning => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
        Severity::Alert => AnsiColor::Red.on_default().effects(Effects::BOLD),
    }
}

/// Writes the counts per rule and outlet, if there is more than one finding.
pub fn write_overview(overview: &Overview, out: &mut dyn io::Write) -> io::Result<()> {
    if overview.rules.iter().map(|(_, count)| count).sum::<i64>() > 1 {
        for line in overview.lines() {
            writeln!(out, "{}", safe_line(&line))?;
        }
    }
    Ok(())
}

/// Writes one finding, with its catalog if there are several.
pub fn write_finding(
    entry: &FindingEntry<'_>,
    catalog: Option<&str>,
    space_before: bool,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let finding = entry.finding;
    let dim = Style::new().effects(Effects::DIMMED);
    if space_before {
        writeln!(out)?;
    }
    let severity = paint(color, style(finding.severity), finding.severity.name());
    let at = finding.at.map_or_else(String::new, |at| format!("  {}", time(at)));
    writeln!(out, "{severity} {}  {}{at}", finding.rule, finding.id)?;
    let title = finding.title.as_deref().unwrap_or("(no title)");
    writeln!(out, "    {}", safe_line(title))?;
    writeln!(out, "    {}", paint(color, dim, &public_url(&finding.url)))?;
    if let Some(catalog) = catalog {
        writeln!(out, "    {}", paint(color, dim, &safe_line(catalog)))?;
    }
    writeln!(out, "    {}", safe_line(&finding.message))?;
    for reason in &finding.reasons {
        writeln!(out, "    why:   {}", safe_line(reason))?;
    }
    for doubt in &finding.doubts {
        writeln!(out, "    doubt: {}", safe_line(doubt))?;
    }
    for evidence in &finding.evidence {
        write_evidence(evidence, color, out)?;
    }
    if let Some(said) = entry.acknowledged {
        let (who, note) = (safe_line(&said.who), safe_line(&said.note));
        writeln!(out, "    acknowledged by {who}, {}: {note}", time(said.at.0))?;
    }
    Ok(())
}

fn write_evidence(
    evidence: &FindingEvidence,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut pair = |old: Option<&str>, new: Option<&str>, name: &str| -> io::Result<()> {
        for (sign, style, text) in [("−", OLD, old), ("+", NEW, new)] {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                writeln!(out, "    {}", paint(color, style, &format!("{sign} {name}{text}")))?;
            }
        }
        Ok(())
    };
    match evidence {
        FindingEvidence::Sentence { old, new, .. } => pair(Some(old), Some(new), ""),
        FindingEvidence::Field { name, old, new } => {
            pair(old.as_deref(), new.as_deref(), &format!("{name}: "))
        }
        FindingEvidence::Clock { ordinal, clock, value } => {
            writeln!(out, "    version {ordinal} {clock} {}", reading(value))
        }
        FindingEvidence::Notice { ordinal, text, wrong, right, explains, .. } => {
            writeln!(out, "    version {ordinal} {}: {}", told(evidence), safe_line(text))?;
            for (name, side) in [("said", wrong), ("now", right)] {
                if let Some(side) = side {
                    writeln!(out, "        {name}: {}", safe_line(side))?;
                }
            }
            for one in explains {
                writeln!(out, "        {}", tied(one))?;
                for (sign, style, text) in [("−", OLD, &one.old), ("+", NEW, &one.new)] {
                    if !text.is_empty() {
                        let line = paint(color, style, &format!("{sign} {}", safe_line(text)));
                        writeln!(out, "        {line}")?;
                    }
                }
            }
            Ok(())
        }
        FindingEvidence::Capture { ordinal, captured, url } => {
            let at = captured.as_ref().map_or_else(String::new, |at| format!(" {}", at.display()));
            writeln!(out, "    version {ordinal} seen{at} at {}", safe_line(&public_url(url)))
        }
        FindingEvidence::Look { at, url, reason, status } => {
            let outcome = reason.outcome(*status);
            writeln!(
                out,
                "    looked {}: {outcome} at {}",
                at.display(),
                safe_line(&public_url(url))
            )
        }
    }
}

/// Formats a timestamp with its source: `2014-10-19 09:26 -04:00 (text: "10/19/2014, 09:26 AM")`.
pub(super) fn reading(value: &Timestamp) -> String {
    let (shown, source) = (value.display(), value.source().name());
    format!("{shown} ({source}: \"{}\")", safe_line(value.raw()))
}

/// Describes a notice: `notice (correction, of 2019-05-03)`.
pub(super) fn told(evidence: &FindingEvidence) -> String {
    let FindingEvidence::Notice { tells, number, day, .. } = evidence else { return String::new() };
    let number = number.map_or_else(String::new, |number| format!(" {number}"));
    let day = day.as_ref().map_or_else(String::new, |day| format!(", of {day}"));
    format!("notice ({tells}{number}{day})")
}

/// Describes how a notice is related to a change.
pub(super) fn tied(one: &Explained) -> String {
    let how = match one.how {
        "words" => "refers to the change",
        "together" => "does not name its subject, but appeared with the change",
        _ => "does not name its subject, but appeared after the change",
    };
    format!("{how} of version {}", one.ordinal)
}
