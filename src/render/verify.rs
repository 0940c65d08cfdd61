//! The checks and findings of a verification, as rows and as text.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::rows::{Cell, Column};
use super::{bytes, counted, paint, safe_line};
use crate::article::Setting;
use crate::store::{CompletedCheck, Readable, Verified, VerifyCheck, VerifyFinding, Weight};

/// The columns. There is one row per finding and per check, and a last row for the catalog.
pub const COLUMNS: [Column; 14] = [
    Column::text("kind", "Kind"),
    Column::text("check", "Check"),
    Column::text("table", "Table"),
    Column::number("row", "Row"),
    Column::number("article", "Article"),
    Column::number("ordinal", "No"),
    Column::hidden("id"),
    Column::hidden("url"),
    Column::long("what", "What"),
    Column::text("readable", "Readable"),
    Column::hidden("count"),
    Column::hidden("bytes"),
    Column::hidden("whole"),
    Column::hidden("root"),
];

/// The row of a finding.
pub fn finding_cells(finding: &VerifyFinding) -> Vec<Cell> {
    let (place, version) = (finding.place.as_ref(), finding.version.as_ref());
    vec![
        Cell::new(finding.weight.name()),
        Cell::new(finding.check.name()),
        Cell::new(place.map(|place| place.table.as_str())),
        Cell::new(place.and_then(|place| place.row)),
        Cell::new(version.map(|version| version.article.0)),
        Cell::new(version.and_then(|version| version.ordinal)),
        Cell::new(version.map(|version| version.id.to_string())),
        Cell::new(version.and_then(|version| version.url.as_deref())),
        Cell::new(finding.what.as_str()),
        Cell::new(version.map(|version| readable(version.readable).0)),
        Cell::new(()),
        Cell::new(()),
        Cell::new(()),
        Cell::new(()),
    ]
}

/// The row of a check.
pub fn check_cells(checked: &CompletedCheck) -> Vec<Cell> {
    cells("check", checked.check.name(), &says(checked), checked.count, checked.bytes, None, None)
}

/// The row of the catalog.
pub fn total_cells(verified: &Verified) -> Vec<Cell> {
    let what = if verified.damage() == 0 { "whole" } else { "damaged" };
    let root = verified.log.map(|head| head.root.to_string());
    let whole = Some(verified.whole);
    cells("catalog", "", what, verified.versions, verified.bytes(), whole, root)
}

fn cells(
    kind: &str,
    check: &str,
    what: &str,
    count: u64,
    bytes: u64,
    whole: Option<u64>,
    root: Option<String>,
) -> Vec<Cell> {
    let mut cells = vec![Cell::new(kind)];
    cells.push(if check.is_empty() { Cell::new(()) } else { Cell::new(check) });
    cells.extend((0..6).map(|_| Cell::new(())));
    cells.extend([Cell::new(what), Cell::new(()), Cell::new(count), Cell::new(bytes)]);
    cells.extend([Cell::new(whole), Cell::new(root)]);
    cells
}

/// Says what a check processed, and its result.
fn says(checked: &CompletedCheck) -> String {
    let count = |noun: &str| counted(checked.count as i64, noun);
    let did = match checked.check {
        VerifyCheck::File => count("page"),
        VerifyCheck::Schema => format!("{} of the schema", count("part")),
        VerifyCheck::Texts => {
            format!("{} decompressed, {}", count("text"), bytes(checked.bytes as i64))
        }
        VerifyCheck::Versions => format!("{}, ids recomputed", count("version")),
        VerifyCheck::Log => {
            format!("{}, digests and root recomputed", count("entry").replace("entrys", "entries"))
        }
        VerifyCheck::References => count("row"),
        VerifyCheck::Journal => count("event"),
        VerifyCheck::Counts => format!("{} of imports and articles", count("row")),
        VerifyCheck::Derived => format!("{} recomputed", count("article")),
    };
    let mut parts = vec![did];
    match checked.damage {
        0 => parts.push("ok".to_owned()),
        many => parts.push(format!("{many} damaged")),
    }
    if checked.notices > 0 {
        parts.push(counted(checked.notices as i64, "notice"));
    }
    parts.join(", ")
}

/// The name of what can be read, and a sentence about it.
fn readable(readable: Readable) -> (&'static str, &'static str) {
    match readable {
        Readable::Fields => {
            ("fields", "its timestamps, title, byline and description can be read; its body cannot")
        }
        Readable::Text => ("text", "its body can be read, and is the one that was stored"),
        Readable::Doubtful => {
            ("doubtful", "its content can be read with `sql`, but cannot be trusted")
        }
        Readable::Nothing => ("nothing", "nothing of it can be read"),
    }
}

/// Writes the line of a check.
pub fn write_check(
    checked: &CompletedCheck,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = match (checked.damage, checked.notices) {
        (0, 0) => Style::new().effects(Effects::DIMMED),
        (0, _) => AnsiColor::Yellow.on_default(),
        _ => AnsiColor::Red.on_default().effects(Effects::BOLD),
    };
    let name = paint(color, style, &format!("{:<10}", checked.check.name()));
    writeln!(out, "{name}  {}", says(checked))
}

/// The row of a checkpoint: damage if the catalog does not extend it.
pub fn head_cells(holds: bool, size: u64, says: &str) -> Vec<Cell> {
    let kind = if holds { "check" } else { "damage" };
    cells(kind, "head", says, size, 0, None, None)
}

/// Writes whether the catalog extends a checkpoint.
pub fn write_head(holds: bool, says: &str, color: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let style = if holds {
        Style::new().effects(Effects::DIMMED)
    } else {
        AnsiColor::Red.on_default().effects(Effects::BOLD)
    };
    let word = if holds { "" } else { "damage: " };
    writeln!(out, "{}  {word}{}", paint(color, style, "head      "), safe_line(says))
}

/// Writes a finding.
pub fn write_finding(
    finding: &VerifyFinding,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = match finding.weight {
        Weight::Damage => AnsiColor::Red.on_default().effects(Effects::BOLD),
        Weight::Notice => AnsiColor::Yellow.on_default(),
    };
    let word = paint(color, style, finding.weight.name());
    let subject = match (&finding.version, &finding.place) {
        (Some(version), _) => {
            let ordinal =
                version.ordinal.map_or_else(String::new, |ordinal| format!("{ordinal}, "));
            let article = match &version.url {
                Some(url) => safe_line(url),
                None => format!("article {}", version.article),
            };
            format!("version {ordinal}{} of {article}", version.id.short())
        }
        (None, Some(place)) => match place.row {
            Some(row) => format!("{} {row}", noun(&place.table)),
            None => noun(&place.table),
        },
        (None, None) => finding.check.name().to_owned(),
    };
    writeln!(out, "{word} {subject}: {}", safe_line(&finding.what))?;
    if let Some(version) = &finding.version {
        writeln!(out, "       {}", readable(version.readable).1)?;
    }
    Ok(())
}

/// Returns the noun for a row of a table, from the table's name.
fn noun(table: &str) -> String {
    safe_line(table.strip_prefix('_').unwrap_or(table))
}

/// Writes the result for the catalog.
pub fn write_total(
    verified: &Verified,
    left_out: u64,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if left_out > 0 {
        writeln!(out, "and {left_out} more findings: {} lists all", Setting::AllFindings)?;
    }
    if let Some(head) = verified.log {
        writeln!(out, "the log has {} entries and the root {}", head.size, head.root)?;
    }
    if !verified.checks.iter().any(|check| check.check == VerifyCheck::Derived) {
        writeln!(
            out,
            "changes, summaries and the search index are derived data, and were not checked; use \
             {} to check them",
            Setting::DeepCheck
        )?;
    }
    let bold = Style::new().effects(Effects::BOLD);
    let redacted = match verified.redacted {
        0 => String::new(),
        some => format!(", {some} redacted"),
    };
    let whole = format!(
        "{} of {} can be read completely{redacted}",
        verified.whole,
        counted(verified.versions as i64, "version")
    );
    writeln!(out, "{}", paint(color, bold, &whole))
}
