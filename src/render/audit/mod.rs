//! The findings of an audit as text, as rows, as SARIF, and as one HTML page.

pub mod html;
pub mod sarif;
pub mod text;

use std::collections::BTreeMap;

use serde_json::Value;

use super::rows::{Cell, CellType, Column};
use crate::article::public_url;
use crate::audit::{Finding, FindingEntry, Severity, SeverityCounts};

/// Formats the number of findings per severity: `3 findings: 1 alert, 2 notes`.
pub fn counts_line(counts: &SeverityCounts) -> String {
    let counted =
        |(severity, count): (Severity, u64)| super::counted(count as i64, severity.name());
    let severities: Vec<String> = counts.iter().map(counted).collect();
    let total = super::counted(counts.total() as i64, "finding");
    if severities.is_empty() { total } else { format!("{total}: {}", severities.join(", ")) }
}

/// The number of findings per rule and per outlet, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overview {
    /// Rules with their counts.
    pub rules: Vec<(String, i64)>,
    /// Outlets (publisher, otherwise host) with their counts.
    pub outlets: Vec<(String, i64)>,
}

/// The most outlets that an overview names.
const MAX_OUTLETS: usize = 10;

impl Overview {
    /// Counts findings.
    pub fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let found: Vec<&Finding> = findings.collect();
        Self {
            rules: tally(found.iter().map(|one| one.rule.to_owned()), usize::MAX, ""),
            outlets: tally(found.iter().map(|one| one.outlet()), MAX_OUTLETS, "other outlets"),
        }
    }

    /// The counts as lines of text: `Rules: silent-edit 4, backdated 1`.
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, counts: &[(String, i64)]| {
            let counts = counts.iter().map(|(name, count)| format!("{name} {count}"));
            format!("{name}: {}", counts.collect::<Vec<_>>().join(", "))
        };
        vec![line("Rules", &self.rules), line("Outlets", &self.outlets)]
    }
}

/// Counts names, the most frequent first. Names after the first `most` are counted as `rest`.
pub(super) fn tally(
    names: impl Iterator<Item = String>,
    most: usize,
    rest: &str,
) -> Vec<(String, i64)> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_insert(0) += 1;
    }
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let others: i64 = counts.iter().skip(most).map(|(_, count)| count).sum();
    if others > 0 {
        counts.truncate(most);
        counts.push((rest.to_owned(), others));
    }
    counts
}

/// The columns of a finding's row.
pub const COLUMNS: [Column; 19] = [
    Column::text("severity", "Severity"),
    Column::text("rule", "Rule"),
    Column::text("finding", "Finding"),
    Column::number("article", "No"),
    Column::times("at", "Time"),
    Column::long("message", "What"),
    Column::long("title", "Title"),
    Column::hidden("ordinals"),
    Column::hidden("ids"),
    Column::hidden("reasons"),
    Column::hidden("doubts"),
    Column::hidden("evidence"),
    Column::hidden("url"),
    Column::hidden("match_key"),
    Column::hidden("publisher"),
    Column::hidden("acknowledged"),
    Column::hidden("acknowledged_by"),
    Column::hidden("acknowledged_at"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("ordinals", CellType::Integers),
    ("ids", CellType::Texts),
    ("reasons", CellType::Texts),
    ("doubts", CellType::Texts),
    ("evidence", CellType::Any),
    ("at", CellType::Time),
    ("acknowledged_at", CellType::Time),
    ("after_redacted", CellType::Integer),
];

/// The row of a finding.
pub fn cells(entry: &FindingEntry<'_>) -> Vec<Cell> {
    let finding = entry.finding;
    let ordinals: Vec<usize> = finding.versions.iter().map(|version| version.ordinal).collect();
    let ids: Vec<String> = finding.versions.iter().map(|version| version.id.to_string()).collect();
    let said = entry.acknowledged;
    vec![
        Cell::new(finding.severity.name()),
        Cell::new(finding.rule),
        Cell::new(finding.id.to_string()),
        Cell::new(finding.article.0),
        Cell::time(finding.at),
        Cell::new(finding.message.as_str()),
        Cell::new(finding.title.as_deref()),
        Cell::new(ordinals),
        Cell::new(ids),
        Cell::new(finding.reasons.as_slice()),
        Cell::new(finding.doubts.as_slice()),
        Cell::new(evidence(finding)),
        Cell::new(public_url(&finding.url)),
        Cell::new(finding.key.as_str()),
        Cell::new(finding.publisher.as_deref()),
        Cell::new(said.map(|said| said.note.as_str())),
        Cell::new(said.map(|said| said.who.as_str())),
        Cell::time(said.map(|said| said.at.0)),
        Cell::new(finding.after_redacted),
    ]
}

/// The evidence as JSON. The conversion cannot fail, because all maps have strings as keys.
fn evidence(finding: &Finding) -> Value {
    serde_json::to_value(&finding.evidence).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_counted_by_grade() {
        let mut counts = SeverityCounts::default();
        assert_eq!(counts_line(&counts), "0 findings");
        for severity in [Severity::Note, Severity::Alert, Severity::Note] {
            counts.add(severity);
        }
        assert_eq!(counts_line(&counts), "3 findings: 1 alert, 2 notes");
    }
}
