//! Counts: compares stored counts with the rows.

use super::{CheckResult, VerifyRun};
use crate::article::ImportNumber;
use crate::store::error::At as _;

/// The tables of imported rows, with the maximum number of rows by the import's counts. Captures
/// may exceed their own count by `waiting`: a waiting revisit becomes a capture of its import when
/// a later import adds its page.
const BROUGHT: [(&str, &str); 5] = [
    ("_capture", "captures + waiting"),
    ("_reject", "rejects"),
    ("_redirect", "redirects"),
    ("_look", "looks"),
    ("_waiting", "waiting"),
];

impl VerifyRun<'_> {
    pub(super) fn counts(&mut self) -> CheckResult {
        self.rows(
            "SELECT import_id, records, versions, known, rejects, waiting, redirects, looks, captures,
                    articles, bytes
             FROM _import",
            [],
            &mut |run, row| {
                run.now.count += 1;
                let mut counts = [0_i64; 10];
                for (at, count) in counts.iter_mut().enumerate() {
                    *count = row.get(at + 1).at(run.path)?;
                }
                let [records, parts @ .., _, _, _] = counts;
                let sum: i128 = parts.iter().map(|part| i128::from(*part)).sum();
                if counts.iter().all(|count| *count >= 0) && i128::from(records) <= sum {
                    return Ok(());
                }
                let import: ImportNumber = row.get(0).at(run.path)?;
                run.row("_import", import.0, "its counts do not add up to its number of records")
            },
        )?;
        for (table, counted) in BROUGHT {
            let brought = self.brought(table, counted);
            self.or_finding(table, brought)?;
        }
        let summaries = self.summaries();
        self.or_finding("_summary", summaries)
    }

    fn brought(&mut self, table: &str, counted: &str) -> CheckResult {
        self.progress(0, 0)?;
        self.rows(
            &format!(
                "SELECT i.import_id, r.rows FROM _import i JOIN
                     (SELECT n.import_id, count(*) AS rows FROM {table} t JOIN _input n USING (input_id)
                      GROUP BY n.import_id) r USING (import_id)
                 WHERE r.rows > {counted}"
            ),
            [],
            &mut |run, row| {
                let (import, rows): (i64, i64) = (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                let what = format!("it has {rows} rows in {table}, more than its counts say");
                run.row("_import", import, what)
            },
        )
    }

    /// Checks that every article has a summary with the correct number of versions and captures.
    fn summaries(&mut self) -> CheckResult {
        if self.number("SELECT built FROM _derived")? == 0 {
            let what = "the derived data must be rebuilt: the next command that needs it does so";
            return self.notice(what, Some(("_derived", Some(1))));
        }
        self.scan(
            "_summary",
            "SELECT a.article_id, s.versions, s.captures,
                    (SELECT count(*) FROM _version v WHERE v.article_id = a.article_id),
                    (SELECT count(*) FROM _version v CROSS JOIN _capture c USING (version_no)
                     WHERE v.article_id = a.article_id)
             FROM _article a LEFT JOIN _summary s USING (article_id)
             WHERE a.article_id >= ?1 ORDER BY a.article_id",
            &mut |run, article, row| {
                run.now.count += 1;
                let of = |at: usize| row.get::<_, Option<i64>>(at).at(run.path);
                if (of(1)?, of(2)?) == (of(3)?, of(4)?) {
                    return Ok(());
                }
                run.row("_summary", article, "its counts of versions and captures are wrong")
            },
        )
    }
}
