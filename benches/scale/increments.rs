//! Imports as a fetcher makes them, of a few captures each, compared with one import of the same rows.
//!
//! Whatever an import costs besides its captures shows in the rate; whatever it leaves behind, in the
//! size and in the log. The rate per tenth of the imports shows what grows with the catalog.

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use recension::import::{self, Job};
use recension::pipeline::Progress;
use recension::source::Input;
use recension::store::{Rebuild, Snapshot, Writer, rebuild};
use rusqlite::Connection;

use crate::{generate, length, own_cpu, remove};

/// Captures per import.
const EACH: usize = 10;

/// Imports, unless the command line says otherwise.
pub(super) const IMPORTS: usize = 500;

/// Imports before the word index is created, which the others keep up to date.
const FIRST: usize = 10;

/// 2026-01-01, in microseconds since 1970.
const NOW: i64 = 1_767_225_600_000_000;

/// What a catalog cost.
struct Cost {
    wall: f64,
    cpu: f64,
    bytes: u64,
    entries: u64,
}

pub(super) fn run(folder: &Path, imports: usize) {
    let mut rows = Vec::new();
    generate::write(imports * EACH, &mut rows).expect("written");
    let lines: Vec<&[u8]> = rows.split_inclusive(|byte| *byte == b'\n').collect();
    println!("\n{imports} imports of {EACH} captures, with changes and the word index");
    println!("  imports          imports/s    ms of the processor each");
    let many = catalog(&folder.join("increments.db"), &lines, EACH);
    let one = catalog(&folder.join("increments-one.db"), &lines, usize::MAX);
    let versions = lines.len() as f64;
    for (name, cost) in [("increments", &many), ("one import", &one)] {
        println!(
            "  {name}: {:.0} versions/s by the wall, {:.0} by the processor; {:.0} bytes and {:.2} \
             entries of the log per version",
            versions / cost.wall,
            versions / cost.cpu,
            cost.bytes as f64 / versions,
            cost.entries as f64 / versions
        );
    }
    println!(
        "  increments / one import: processor {:.2}, file {:.2}, log {:.2}",
        many.cpu / one.cpu,
        many.bytes as f64 / one.bytes as f64,
        many.entries as f64 / one.entries as f64
    );
    grown(&folder.join("increments.db"), &folder.join("increments-one.db"));
}

/// Imports the lines, `each` at a time.
fn catalog(path: &Path, lines: &[&[u8]], each: usize) -> Cost {
    remove(path);
    let first = lines.len().min(FIRST * EACH);
    let (start, cpu) = (Instant::now(), own_cpu());
    let imports: Vec<&[&[u8]]> = lines[..first].chunks(each.min(first)).collect();
    for lines in imports {
        import(path, lines);
    }
    rebuild(path, Rebuild::Words, 1, &Progress::default()).expect("indexed");
    let rest: Vec<&[&[u8]]> = lines[first..].chunks(each.min(lines.len())).collect();
    let tenth = rest.len().div_ceil(10).max(1);
    for (number, imports) in rest.chunks(tenth).enumerate() {
        let (start, cpu) = (Instant::now(), own_cpu());
        for lines in imports {
            import(path, lines);
        }
        if rest.len() > 1 {
            let count = imports.len() as f64;
            println!(
                "  {:>6} to {:>6} {:>10.0} {:>20.1}",
                FIRST + number * tenth + 1,
                FIRST + number * tenth + imports.len(),
                count / start.elapsed().as_secs_f64(),
                (own_cpu() - cpu) / count * 1000.0
            );
        }
    }
    let catalog = Snapshot::open(path).expect("a catalog");
    let head = catalog.log().and_then(|log| log.stored_head()).expect("a log");
    Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: own_cpu() - cpu,
        bytes: length(path),
        entries: head.size,
    }
}

/// Opens the catalog, imports, and closes it, as a run of `watch` does for a batch.
fn import(path: &Path, lines: &[&[u8]]) {
    let input = Input::Stream(Box::new(Cursor::new(lines.concat())));
    let mut writer = Writer::begin(path, "bench", "{}", NOW).expect("a writer");
    let report = import::run(Job::new(vec![input]), &mut writer, &Progress::default());
    let report = report.expect("imported");
    assert!(report.failures.is_empty() && report.counts.rejects == 0, "{:?}", report.failures);
    writer.finish(NOW).expect("finished");
}

/// The tables and indexes that are larger than those of one import, the largest difference first.
fn grown(many: &Path, one: &Path) {
    let sizes = |path: &Path| -> Vec<(String, i64)> {
        let connection = Connection::open(path).expect("a catalog");
        let sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name";
        let mut sizes = connection.prepare(sql).expect("the sizes of tables");
        let rows = sizes.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("sizes");
        rows.collect::<Result<_, _>>().expect("sizes")
    };
    let one = sizes(one);
    let of_one = |name: &str| one.iter().find(|(own, _)| own == name).map_or(0, |(_, size)| *size);
    let mut grown: Vec<(i64, String, i64)> =
        sizes(many).into_iter().map(|(name, size)| (size - of_one(&name), name, size)).collect();
    grown.sort_unstable_by_key(|(more, ..)| std::cmp::Reverse(*more));
    println!("  larger than in one import:");
    for (more, name, size) in grown.iter().take(8).filter(|(more, ..)| *more > 0) {
        println!("    {name:<28} {size:>12} bytes, {more} more");
    }
}
