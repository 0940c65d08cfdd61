//! `diff --batch`: compares pairs of texts without a catalog.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::command_error::CommandError;
use super::context::Context;
use super::output::Output;
use super::{CommandResult, ExitStatus};
use crate::diff::{DiffOptions, DocumentFields, diff_documents};
use crate::pipeline::{self, DrainEvent, Progress, Size};
use crate::render::counted;
use crate::render::diff::{DiffSide, RenderOptions, json as render_json};
use crate::render::json::to_writer;
use crate::source::{self, Chunk, FeedReport, Format, Input, ItemContent, Limits};

/// The limit on bytes of pairs in flight. Their diffs take about as much memory again.
const UNDER_WAY: usize = 32 << 20;

/// The maximum size of a pair, in bytes.
const MOST_PAIR: usize = 64 << 20;

/// A pair of texts, as read from a line.
#[derive(Deserialize)]
struct BatchPair {
    #[serde(default)]
    id: Value,
    old: String,
    new: String,
}

/// The output lines of a chunk, and how many of them report an error.
struct OutputChunk {
    bytes: Vec<u8>,
    errors: u64,
    weight: usize,
}

pub(super) fn run(
    file: &Path,
    options: &RenderOptions,
    jobs: usize,
    context: &Context,
) -> CommandResult {
    let input = if file.as_os_str() == "-" {
        Input::Stream(Box::new(std::io::stdin()))
    } else {
        Input::Path(file.to_owned())
    };
    let mut out = Output::plain(context)?;
    let size = Size { jobs, bytes: UNDER_WAY };
    let (fed, outcome) = compare_all(input, size, |chunk| compare(chunk, options), &mut out);
    let errors = outcome?;
    if let Some(failure) = fed.failures.first() {
        out.flush()?;
        return Err(if fed.missing > 0 {
            CommandError::usage(failure.clone())
        } else {
            CommandError::Failed(failure.clone())
        });
    }
    out.finish()?;
    if errors > 0 {
        let lines = counted(errors as i64, "line");
        context.warn(&format!("{lines} could not be compared; the results say why"));
        return Ok(ExitStatus::Partly);
    }
    Ok(ExitStatus::Whole)
}

/// Reads pairs, compares them on several threads, and writes the results in order. Returns the number
/// of results that are errors.
fn compare_all(
    input: Input,
    size: Size,
    compare: impl Fn(Chunk) -> OutputChunk + Sync,
    out: &mut dyn Write,
) -> (FeedReport, io::Result<u64>) {
    let limits = Limits { record_bytes: MOST_PAIR, has_options: false, ..Limits::default() };
    let progress = Progress::default();
    let mut errors = 0;
    let (fed, outcome) = pipeline::run(
        size,
        |feed| source::feed(vec![input], Format::JsonLines, &limits, feed, &progress),
        compare,
        |event| match event {
            DrainEvent::Done(lines) => {
                errors += lines.errors;
                out.write_all(&lines.bytes)?;
                Ok(lines.weight)
            }
            // A reader may be waiting for the results so far.
            DrainEvent::Idle => out.flush().map(|()| 0),
        },
    );
    (fed, outcome.map(|()| errors))
}

fn compare(chunk: Chunk, options: &RenderOptions) -> OutputChunk {
    let mut lines = OutputChunk { bytes: Vec::new(), errors: 0, weight: chunk.weight };
    for item in chunk.items {
        let raw = &item.raw;
        let start = lines.bytes.len();
        // A panic costs one pair, not the rest of the batch.
        let compared =
            catch_unwind(AssertUnwindSafe(|| compare_one(raw, options, &mut lines.bytes)));
        let compared = compared.unwrap_or_else(|_| {
            Err("recension failed on this pair: this is a bug; report it with the pair".to_owned())
        });
        if let Err(error) = compared {
            lines.bytes.truncate(start);
            lines.errors += 1;
            let answer = json!({
                "schema": render_json::SCHEMA,
                "id": id_of(raw),
                "error": error,
                "record": item.place.record,
            });
            // JSON written to memory cannot fail.
            let _ = to_writer(&mut lines.bytes, &answer);
            lines.bytes.push(b'\n');
        }
    }
    lines
}

fn compare_one(
    raw: &ItemContent,
    options: &RenderOptions,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let json = match raw {
        ItemContent::Json(json) => json,
        ItemContent::Broken { reason, .. } => return Err(reason.clone()),
        _ => return Err("the line is not JSON".to_owned()),
    };
    let pair: BatchPair = serde_json::from_slice(json).map_err(|error| {
        format!("{error}; each line must be {{\"id\": …, \"old\": \"…\", \"new\": \"…\"}}")
    })?;
    let fields = DocumentFields::default();
    let diff = diff_documents((&fields, &pair.old), (&fields, &pair.new), &DiffOptions::default());
    let (from, to) = (DiffSide::default(), DiffSide::default());
    render_json::write(&diff, Some(&pair.id), &from, &to, options, out)
        .map_err(|error| error.to_string())
}

/// The id of a line that is JSON but not a pair.
fn id_of(raw: &ItemContent) -> Value {
    match raw {
        ItemContent::Json(json) => serde_json::from_slice::<Value>(json)
            .ok()
            .and_then(|mut value| value.get_mut("id").map(Value::take))
            .unwrap_or_default(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    struct Panics;

    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic!("in the reader")
        }
    }

    impl Write for Panics {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("in the writer")
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A panic in any stage reaches the caller; it must not hang.
    #[test]
    fn a_panic_in_any_stage_is_passed_on() {
        let pairs = "{\"old\": \"One.\", \"new\": \"Two.\"}\n".repeat(5_000);
        for jobs in [1, 3] {
            for stage in ["reader", "worker", "writer"] {
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let input = match stage {
                        "reader" => Input::Stream(Box::new(Panics)),
                        _ => Input::Stream(Box::new(Cursor::new(pairs.clone()))),
                    };
                    let options = RenderOptions::default();
                    let work = |chunk: Chunk| {
                        assert!(stage != "worker", "in the worker");
                        compare(chunk, &options)
                    };
                    let (mut panics, mut sink) = (Panics, io::sink());
                    let out: &mut dyn Write =
                        if stage == "writer" { &mut panics } else { &mut sink };
                    compare_all(input, Size { jobs, bytes: 1 << 20 }, work, out).1
                }));
                let panic = caught.expect_err(stage);
                let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
                let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
                assert_eq!(said, Some(format!("in the {stage}")));
            }
        }
    }
}
