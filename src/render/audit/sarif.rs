//! SARIF 2.1.0 (OASIS, 2020): findings for other tools, written one by one in constant memory.

use std::io;

use serde_json::{Value, json};

use super::evidence;
use crate::article::{Precision, public_url, timestamp::canonical_text};
use crate::audit::{FindingEntry, Rule, Severity};

/// The documentation of the rules, which is embedded in the output.
const PAGES: [(&str, &str); 16] = [
    ("silent-edit", include_str!("../../../docs/audit/silent-edit.md")),
    ("backdated", include_str!("../../../docs/audit/backdated.md")),
    ("phantom-update", include_str!("../../../docs/audit/phantom-update.md")),
    ("time-reversal", include_str!("../../../docs/audit/time-reversal.md")),
    ("published-moved", include_str!("../../../docs/audit/published-moved.md")),
    ("future-timestamp", include_str!("../../../docs/audit/future-timestamp.md")),
    ("zone-assumed", include_str!("../../../docs/audit/zone-assumed.md")),
    ("flip-flop", include_str!("../../../docs/audit/flip-flop.md")),
    ("uncorrected-change", include_str!("../../../docs/audit/uncorrected-change.md")),
    ("correction-unexplained", include_str!("../../../docs/audit/correction-unexplained.md")),
    ("notice-removed", include_str!("../../../docs/audit/notice-removed.md")),
    ("shrunk", include_str!("../../../docs/audit/shrunk.md")),
    ("headline-only", include_str!("../../../docs/audit/headline-only.md")),
    ("url-moved", include_str!("../../../docs/audit/url-moved.md")),
    ("capture-gap", include_str!("../../../docs/audit/capture-gap.md")),
    ("gone", include_str!("../../../docs/audit/gone.md")),
];

/// Returns the documentation of a rule, in Markdown.
pub fn page(rule: &str) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| *name == rule).map(|(_, page)| *page)
}

/// A SARIF log with one run, which is being written.
pub struct Sarif<'o> {
    out: &'o mut dyn io::Write,
    rules: Vec<&'static str>,
    begun: bool,
}

impl<'o> Sarif<'o> {
    /// Begins the log with the rules that were applied.
    pub fn begin(rules: &[&'static dyn Rule], out: &'o mut dyn io::Write) -> io::Result<Self> {
        let driver = json!({
            "name": "recension",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|rule| described(*rule)).collect::<Vec<_>>(),
        });
        writeln!(
            out,
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
             \"runs\":[{{\"tool\":{{\"driver\":{driver}}},\n\"columnKind\":\"unicodeCodePoints\",\
             \"results\":["
        )?;
        Ok(Self { out, rules: rules.iter().map(|rule| rule.name()).collect(), begun: false })
    }

    /// Writes one finding.
    pub fn finding(&mut self, entry: &FindingEntry<'_>) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.write_all(b",\n")?;
        }
        let finding = entry.finding;
        let versions: Vec<Value> = finding
            .versions
            .iter()
            .map(|version| {
                json!({
                    "name": format!("version {}", version.ordinal),
                    "fullyQualifiedName": format!("{} {}", finding.key, version.id),
                    "kind": "object",
                })
            })
            .collect();
        let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&public_url(&finding.url)) } } });
        if !versions.is_empty() {
            insert(&mut location, "logicalLocations", Value::from(versions));
        }
        let at = finding.at.map(|at| canonical_text(at, Precision::Second));
        let mut result = json!({
            "ruleId": finding.rule,
            "level": level(finding.severity),
            "message": { "text": finding.message },
            "locations": [location],
            "partialFingerprints": { "findingId/v1": finding.id.to_string() },
            "properties": {
                "at": at,
                "title": finding.title,
                "publisher": finding.publisher,
                "ids": finding.versions.iter().map(|v| v.id.to_string()).collect::<Vec<_>>(),
                "reasons": finding.reasons,
                "doubts": finding.doubts,
                "evidence": evidence(finding),
            },
        });
        if let Some(index) = self.rules.iter().position(|rule| *rule == finding.rule) {
            insert(&mut result, "ruleIndex", Value::from(index));
        }
        if let Some(said) = entry.acknowledged {
            let suppression = json!([{
                "kind": "external",
                "status": "accepted",
                "justification": format!("{}: {}", said.who, said.note),
            }]);
            insert(&mut result, "suppressions", suppression);
        }
        crate::render::json::to_writer(&mut *self.out, &result)
    }

    /// Ends the log.
    pub fn end(self) -> io::Result<()> {
        self.out.write_all(b"\n]}]}\n")
    }
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Alert => "error",
    }
}

fn described(rule: &dyn Rule) -> Value {
    let (name, summary) = (rule.name(), rule.summary());
    let page = page(name).unwrap_or(summary);
    json!({
        "id": name,
        "shortDescription": { "text": summary },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity()) },
    })
}

/// Converts a URL to a valid URI (RFC 3986), as SARIF requires.
fn uri(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(url) => url.to_string(),
        Err(_) => url::form_urlencoded::byte_serialize(url.as_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::RULES;

    #[test]
    fn every_rule_has_its_page() {
        let names: Vec<_> = PAGES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, RULES.map(Rule::name));
        for rule in RULES {
            let page = page(rule.name()).expect("a page");
            assert!(page.starts_with(&format!("# {}\n", rule.name())), "{}", rule.name());
            for part in ["\n## Grades\n", "\n## An example\n", "\n## What it cannot know\n"] {
                assert!(page.contains(part), "{}: {part}", rule.name());
            }
            assert!(page.contains(&format!("{}.", rule.summary())), "{}: summary", rule.name());
        }
    }

    #[test]
    fn urls_are_uris() {
        assert_eq!(uri("https://example.org/a b?ä"), "https://example.org/a%20b?%C3%A4");
        assert_eq!(uri("example.org/a b"), "example.org%2Fa+b");
        assert_eq!(uri("urn:x:Gull Ferries"), "urn:x:Gull Ferries");
    }
}
