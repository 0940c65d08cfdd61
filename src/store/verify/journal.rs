//! The journal: runs and acknowledgements, which no entry of the log is of, as the events have them.

use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, Row};
use serde_json::{Value, json};

use super::{Run, Step};
use crate::store::error::At as _;
use crate::store::log::{EventKind, StoredEvent, each_event};
use crate::store::writer::import_counts;

/// What the journal says of runs, and of acknowledgements in their order.
#[derive(Default)]
struct Journal {
    begun: HashSet<i64>,
    acknowledged: Vec<(i64, Value)>,
}

impl Run<'_> {
    pub(super) fn journal(&mut self) -> Step {
        let mut journal = Journal::default();
        self.scan(
            "event",
            "SELECT event_id FROM event WHERE event_id >= ?1 ORDER BY event_id",
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
        self.or_finding("import", runs)?;
        let said = self.acknowledgements(&journal);
        self.or_finding("acknowledgement", said)
    }

    fn event_of(&mut self, journal: &mut Journal, event: &StoredEvent) -> Step {
        let Ok(detail) = serde_json::from_str::<Value>(&event.detail) else {
            return self.row("event", event.number, "its detail is no JSON");
        };
        let import = detail.get("import").and_then(Value::as_i64);
        let is = |kind: EventKind| event.name == kind.name();
        match import {
            Some(import) if is(EventKind::IngestionStart) => {
                journal.begun.insert(import);
                self.run_of(import, event, |row| {
                    let arguments: String = row.get(3)?;
                    let given: Value = serde_json::from_str(&arguments).unwrap_or_default();
                    Ok(row.get::<_, i64>(0)? == event.at
                        && row.get::<_, String>(2)? == event.agent
                        && Some(&given) == detail.get("arguments"))
                })
            }
            Some(import) if is(EventKind::IngestionEnd) => {
                let counts = import_counts(self.connection, import).optional().at(self.path)?;
                let counts = counts.map(|counts| json!(counts));
                self.run_of(import, event, |row| {
                    let bytes = detail.get("bytes").and_then(Value::as_i64);
                    Ok(row.get::<_, Option<i64>>(1)? == Some(event.at)
                        && bytes
                            .is_none_or(|bytes| row.get(4).is_ok_and(|kept: i64| kept == bytes))
                        && counts.as_ref() == detail.get("counts"))
                })
            }
            _ if is(EventKind::MetadataModification) && detail.get("acknowledged").is_some() => {
                journal.acknowledged.push((event.at, detail));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Holds a run's row against its event.
    fn run_of(
        &mut self,
        import: i64,
        event: &StoredEvent,
        agrees: impl FnOnce(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Step {
        let agrees: Option<bool> = self
            .connection
            .prepare_cached(
                "SELECT started, finished, program, arguments, bytes FROM import WHERE import_id = ?1",
            )
            .and_then(|mut statement| statement.query_row([import], agrees).optional())
            .at(self.path)?;
        match agrees {
            Some(true) => Ok(()),
            Some(false) => {
                let what = format!("it is not as event {}, {}, has it", event.number, event.name);
                self.row("import", import, what)
            }
            None => {
                let what = format!("it is missing; event {}, {}, has it", event.number, event.name);
                self.row("import", import, what)
            }
        }
    }

    /// Runs that the journal does not know came with another catalog, or before there was one.
    fn runs(&mut self, journal: &Journal) -> Step {
        let (mut unknown, mut first) = (0, 0);
        self.rows("SELECT import_id FROM import ORDER BY 1", [], &mut |run, row| {
            let import: i64 = row.get(0).at(run.path)?;
            if !journal.begun.contains(&import) {
                unknown += 1;
                if first == 0 {
                    first = import;
                }
            }
            Ok(())
        })?;
        if unknown == 0 {
            return Ok(());
        }
        let what = format!(
            "{unknown} from {first} on are not in the journal: they came with another catalog, or before \
             there was a journal"
        );
        self.notice(what, Some(("import", None)))
    }

    fn acknowledgements(&mut self, journal: &Journal) -> Step {
        let mut events = journal.acknowledged.iter();
        let mut number = 0;
        self.rows(
            "SELECT k.acknowledgement_id, lower(hex(k.finding)), k.rule, h.name || a.path, k.who,
                    k.note, k.at
             FROM acknowledgement k LEFT JOIN article a USING (article_id)
             LEFT JOIN host h USING (host_id) ORDER BY 1",
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
                run.row("acknowledgement", key, "it is not as the journal has it")
            },
        )?;
        if events.next().is_some() {
            let what = "one is missing that the journal has";
            self.damage(what, Some(("acknowledgement", None)))?;
        }
        Ok(())
    }
}
