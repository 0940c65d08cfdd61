//! The report of an import, as JSON.

use serde_json::{Value, json};

use crate::import::ImportReport;

/// The report as one JSON object.
pub fn json(report: &ImportReport) -> Value {
    json!({
        "counts": report.counts,
        "kept_pages": report.kept_pages,
        "inputs": report.kinds.iter().map(|(input, kind)| json!({
            "input": input,
            "kind": kind.to_string(),
        })).collect::<Vec<_>>(),
        "failures": report.failures,
        "skipped": report.skips.iter().map(|(_, skips)| skips.files).sum::<u64>(),
        "skipped_records": report.skips.iter()
            .filter(|(_, skips)| skips.records + skips.quiet + skips.repaired > 0)
            .map(|(input, skips)| json!({
                "input": input,
                "records": skips.records,
                "reasons": skips.reasons,
                "describing": skips.quiet,
                "repaired_lengths": skips.repaired,
            })).collect::<Vec<_>>(),
        "unread_clocks": report.unread_clocks.count,
        "remarks": report.remarks.lines(),
        "stopped": report.stopped,
    })
}
