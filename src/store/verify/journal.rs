//! The journal: compares imports, acknowledgements and redactions, which have no log entries of
//! their own, with the events.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension as _, Row};
use serde_json::{Value, json};

use super::{CheckResult, VerifyRun};
use crate::article::{ImportNumber, UnixMicros};
use crate::store::error::At as _;
use crate::store::merkle_log::{EventKind, Forms, StoredEvent, each_event};
use crate::store::writer::import_counts;

/// What the journal says.
#[derive(Default)]
struct Journal {
    begun: HashSet<ImportNumber>,
    acknowledged: Vec<(i64, Value)>,
    /// The detail of the event, by the ids of redacted versions.
    redacted: HashMap<String, Value>,
    /// For captures that lost data: the digest of the remaining data, by the original digest.
    withheld: HashMap<String, String>,
}

impl VerifyRun<'_> {
    pub(super) fn journal(&mut self) -> CheckResult {
        let mut journal = Journal::default();
        self.scan(
            "_event",
            "SELECT event_id FROM _event WHERE event_id >= ?1 ORDER BY event_id",
            &mut |run, number, _| {
                run.now.count += 1;
                let mut found = None;
                each_event(run.connection, run.path, (number, number), &mut |event| {
                    found = Some(event);
                    Ok(())
                })?;
                found.map_or(Ok(()), |event| run.event_of(&mut journal, &event))
            },
        )?;
        let runs = self.runs(&journal);
        self.or_finding("_import", runs)?;
        let said = self.acknowledgements(&journal);
        self.or_finding("_acknowledgement", said)?;
        let gone = self.redactions(&journal);
        self.or_finding("_redaction", gone)?;
        let withheld = self.withheld(&journal);
        self.or_finding("_redacted_capture", withheld)
    }

    fn event_of(&mut self, journal: &mut Journal, event: &StoredEvent) -> CheckResult {
        let Ok(detail) = serde_json::from_str::<Value>(&event.detail) else {
            return self.row("_event", event.number, "its detail is not JSON");
        };
        let import = detail.get("import").and_then(Value::as_i64).map(ImportNumber);
        let is = |kind: EventKind| event.name == kind.name();
        match import {
            Some(import) if is(EventKind::IngestionStart) => {
                journal.begun.insert(import);
                self.run_of(import, event, |row| {
                    let arguments: String = row.get(3)?;
                    let given: Value = serde_json::from_str(&arguments).unwrap_or_default();
                    Ok(row.get::<_, UnixMicros>(0)? == event.at
                        && row.get::<_, String>(2)? == event.agent
                        && Some(&given) == detail.get("arguments"))
                })
            }
            Some(import) if is(EventKind::IngestionEnd) => {
                let counts = import_counts(self.connection, import).optional().at(self.path)?;
                let counts = counts.map(|counts| json!(counts));
                self.run_of(import, event, |row| {
                    let bytes = detail.get("bytes").and_then(Value::as_i64);
                    Ok(row.get::<_, Option<UnixMicros>>(1)? == Some(event.at)
                        && bytes
                            .is_none_or(|bytes| row.get(4).is_ok_and(|kept: i64| kept == bytes))
                        && counts.as_ref() == detail.get("counts"))
                })
            }
            _ if is(EventKind::Redaction) => {
                let captures = detail.get("captures").and_then(Value::as_array);
                journal.withheld.extend(captures.into_iter().flatten().filter_map(|capture| {
                    let digest = |name: &str| capture.get(name)?.as_str().map(str::to_owned);
                    Some((digest("digest")?, digest("left")?))
                }));
                if detail.get("text") == Some(&Value::Bool(true))
                    && let Some(id) = detail.get("version").and_then(Value::as_str)
                {
                    journal.redacted.insert(id.to_owned(), detail);
                }
                Ok(())
            }
            _ if is(EventKind::MetadataModification) && detail.get("acknowledged").is_some() => {
                journal.acknowledged.push((event.at.0, detail));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Compares an import's row with its event.
    fn run_of(
        &mut self,
        import: ImportNumber,
        event: &StoredEvent,
        agrees: impl FnOnce(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> CheckResult {
        let agrees: Option<bool> = self
            .connection
            .prepare_cached(
                "SELECT started_us, finished_us, program, arguments, bytes FROM _import WHERE import_id = ?1",
            )
            .and_then(|mut statement| statement.query_row([import], agrees).optional())
            .at(self.path)?;
        match agrees {
            Some(true) => Ok(()),
            // An import that was also merged from another catalog has the larger of the counts.
            Some(false) if self.has_merged()? => {
                let what = format!(
                    "it differs from event {}, {}: a merged catalog had larger counts",
                    event.number, event.name
                );
                self.notice(what, Some(("_import", Some(import.0))))
            }
            Some(false) => {
                let what = format!("it differs from event {}, {}", event.number, event.name);
                self.row("_import", import.0, what)
            }
            None => {
                let what = format!(
                    "it is missing, but the journal has event {}, {}",
                    event.number, event.name
                );
                self.row("_import", import.0, what)
            }
        }
    }

    fn has_merged(&self) -> CheckResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM _event WHERE name = ?1 LIMIT 1")
            .and_then(|mut statement| statement.exists([EventKind::Merging.name()]))
            .at(self.path)?)
    }

    /// Reports imports that are not in the journal: they were merged from another catalog, or are
    /// older than the journal.
    fn runs(&mut self, journal: &Journal) -> CheckResult {
        let (mut unknown, mut first) = (0, ImportNumber::default());
        self.rows("SELECT import_id FROM _import ORDER BY 1", [], &mut |run, row| {
            let import: ImportNumber = row.get(0).at(run.path)?;
            if !journal.begun.contains(&import) {
                unknown += 1;
                if unknown == 1 {
                    first = import;
                }
            }
            Ok(())
        })?;
        if unknown == 0 {
            return Ok(());
        }
        let what = format!(
            "{unknown} not in the journal, starting with import {first}: merged from another catalog, \
             or older than the journal"
        );
        self.notice(what, Some(("_import", None)))
    }

    /// Checks that redactions match the journal, and that every redaction in the journal exists.
    fn redactions(&mut self, journal: &Journal) -> CheckResult {
        let mut met = 0;
        self.rows(
            "SELECT r.version_no, lower(hex(v.id)), r.at_us, r.who, r.reason, lower(hex(r.body_sha256)),
                    r.body_sha256 IS NULL
             FROM _redaction r JOIN _version v USING (version_no) ORDER BY 1",
            [],
            &mut |run, row| {
                let number: i64 = row.get(0).at(run.path)?;
                let id: String = row.get(1).at(run.path)?;
                let text = |at: usize| row.get::<_, Option<String>>(at).at(run.path);
                let body = if row.get(6).at(run.path)? { None } else { text(5)? };
                let at: i64 = row.get(2).at(run.path)?;
                let is_said = journal.redacted.get(&id).is_some_and(|detail| {
                    let is = |name: &str, value: Value| detail.get(name) == Some(&value);
                    is("at", json!(at)) && is("body_sha256", json!(body))
                });
                let who = [("by", text(3)?), ("reason", text(4)?)];
                let is_said = is_said
                    && who.iter().all(|(name, value)| {
                        journal.redacted.get(&id).and_then(|detail| detail.get(*name))
                            == Some(&json!(value))
                    });
                met += 1;
                if is_said {
                    return Ok(());
                }
                run.row("_redaction", number, "the journal has no matching redaction of its version")
            },
        )?;
        if journal.redacted.len() > met {
            let what = "a version is missing or not redacted, but the journal has its redaction";
            self.damage(what, Some(("_redaction", None)))?;
        }
        Ok(())
    }

    /// Checks that stored digests of redacted captures match the journal.
    fn withheld(&mut self, journal: &Journal) -> CheckResult {
        let mut met = 0;
        let forms = Forms::new(self.path);
        self.rows(
            "SELECT r.capture_no, lower(hex(r.digest)), c.extra_id IS NULL
             FROM _redacted_capture r JOIN _capture c USING (capture_no) ORDER BY 1",
            [],
            &mut |run, row| {
                let number: i64 = row.get(0).at(run.path)?;
                let digest: String = row.get(1).at(run.path)?;
                met += 1;
                let left = forms.left_of(run.connection, number)?.map(|left| left.to_string());
                if left.is_some()
                    && journal.withheld.get(&digest) == left.as_ref()
                    && row.get(2).at(run.path)?
                {
                    return Ok(());
                }
                let what = "the journal has no matching redaction of its capture, or the \
                            capture's remaining data was altered";
                run.row("_redacted_capture", number, what)
            },
        )?;
        if journal.withheld.len() > met {
            let what = "a row is missing that the journal has";
            self.damage(what, Some(("_redacted_capture", None)))?;
        }
        Ok(())
    }

    fn acknowledgements(&mut self, journal: &Journal) -> CheckResult {
        let mut events = journal.acknowledged.iter();
        let mut number = 0;
        self.rows(
            "SELECT k.acknowledgement_id, lower(hex(k.finding_id)), k.rule, h.name || a.path, k.who,
                    k.note, k.at_us
             FROM _acknowledgement k LEFT JOIN _article a USING (article_id)
             LEFT JOIN _host h USING (host_id) ORDER BY 1",
            [],
            &mut |run, row| {
                number += 1;
                let text = |at: usize| row.get::<_, Option<String>>(at).at(run.path);
                let said = json!({
                    "acknowledged": text(1)?, "rule": text(2)?, "article": text(3)?,
                    "by": text(4)?, "note": text(5)?,
                });
                let key: i64 = row.get(0).at(run.path)?;
                let said = (row.get(6).at(run.path)?, said);
                if events.next() == Some(&said) && key == number {
                    return Ok(());
                }
                run.row("_acknowledgement", key, "it differs from the journal")
            },
        )?;
        if events.next().is_some() {
            let what = "a row is missing that the journal has";
            self.damage(what, Some(("_acknowledgement", None)))?;
        }
        Ok(())
    }
}
