//! `extract`: prints the fields of pages and records, without a catalog.

use std::io::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::{Context, jobs};
use super::input_args::{ReadingArgs, inputs};
use super::output::Output;
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::extract::{self, ExtractOptions, Extraction};
use crate::import::{Remarks, UnreadClocks};
use crate::pipeline::{self, DrainEvent, Progress, Size};
use crate::render::counted;
#[cfg(feature = "parquet")]
use crate::render::fields::arrow_rows;
use crate::render::fields::{FieldsJson, location};
use crate::render::json;
#[cfg(feature = "parquet")]
use crate::render::rows::arrow;
use crate::source::{self, Chunk, ItemContent};

/// The limit on bytes of pages in flight.
const UNDER_WAY: usize = 64 << 20;

/// Print the fields of pages or records as JSON or Arrow, without a catalog
///
/// Prints one JSON object per page or record, in input order. Times are RFC 3339 with the
/// publisher's offset (`-00:00` if no zone is stated and UTC was assumed), or only a day. Unknown
/// fields are null. A page without an article still gives its other fields.
#[derive(Debug, clap::Args)]
pub(super) struct ExtractArgs {
    /// Files and folders to read; `-` is standard input
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Add the source of each field, and notes about doubtful values
    #[arg(long)]
    explain: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Format of the output [default: jsonl, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ExtractFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    /// One JSON object per line. A result of one line is also JSON
    #[value(alias = "json")]
    Jsonl,
    /// A stream in the Arrow IPC format, with typed timestamps
    Arrow,
}

/// The maximum number of records that could not be read that are listed.
const SHOWN_PROBLEMS: u64 = 5;

/// The output lines of a chunk, and what could not be read.
struct ExtractChunk {
    bytes: Vec<u8>,
    /// The number of lines.
    read: u64,
    problems: Vec<String>,
    unread_clocks: UnreadClocks,
    remarks: Remarks,
    /// Revisits, redirects and failed requests of an archive, which refer to pages but contain none.
    pointers: u64,
    weight: usize,
}

pub(super) fn run(args: &ExtractArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ExtractFormat::Jsonl)?;
    let stream = format.stream()?;
    let context = &args.output.context(context)?;
    let (options, limits) = (args.reading.options()?, args.reading.limits());
    let progress = Progress::default();
    let inputs = inputs(&args.inputs);
    let mut out = Output::plain(context)?;
    out.write_all(&stream.start)?;
    let (mut lines, mut problems, mut pointers) = (0_u64, 0_u64, 0_u64);
    let (mut unread, mut remarks) = (UnreadClocks::default(), Remarks::default());
    let (fed, outcome) = pipeline::run(
        Size { jobs: jobs(args.jobs), bytes: UNDER_WAY },
        |feed| source::feed(inputs, args.reading.input_format, &limits, feed, &progress),
        |chunk| read_chunk(&chunk, &options, args.explain, format),
        |event| match event {
            DrainEvent::Done(done) => {
                lines += done.read;
                pointers += done.pointers;
                for problem in &done.problems {
                    problems += 1;
                    if problems <= SHOWN_PROBLEMS || context.verbose {
                        context.warn(problem);
                    }
                }
                unread.merge(done.unread_clocks);
                remarks.merge(done.remarks);
                out.write_all(&done.bytes)?;
                Ok(done.weight)
            }
            DrainEvent::Idle => out.flush().map(|()| 0),
        },
    );
    outcome?;
    out.write_all(stream.end)?;
    // A file is not written if nothing could be read.
    if lines > 0 || fed.failures.is_empty() {
        out.finish()?;
    }
    for (input, skips) in &fed.skips {
        context.say_skips(input, skips);
    }
    if pointers > 0 {
        let records = counted(pointers as i64, "record");
        context.say(&format!(
            "skipped {records} of revisits, redirects and failed requests, which contain no page"
        ));
    }
    for failure in &fed.failures {
        context.warn(failure);
    }
    if problems > SHOWN_PROBLEMS && !context.verbose {
        context.warn(&format!(
            "{problems} records could not be read in total; `--verbose` lists them all"
        ));
    }
    context.warn_unread("the field is null", &unread);
    for line in remarks.lines() {
        context.warn(&line);
    }
    context.say_empty(&fed.empty);
    if lines == 0 && !fed.failures.is_empty() {
        return Err(if fed.missing == fed.failures.len() {
            CommandError::usage("nothing was read")
        } else {
            CommandError::Failed("nothing was read".to_owned())
        });
    }
    let partly = problems > 0 || !fed.failures.is_empty();
    Ok(if partly { ExitStatus::Partly } else { ExitStatus::Whole })
}

/// What precedes and follows the rows.
struct StreamFrame {
    start: Vec<u8>,
    end: &'static [u8],
}

impl ExtractFormat {
    fn stream(self) -> Result<StreamFrame, CommandError> {
        match self {
            Self::Jsonl => Ok(StreamFrame { start: Vec::new(), end: &[] }),
            #[cfg(feature = "parquet")]
            Self::Arrow => {
                let start = arrow::stream_start(arrow_rows().schema())
                    .map_err(|error| CommandError::Failed(error.to_string()))?;
                Ok(StreamFrame { start, end: &arrow::STREAM_END })
            }
            #[cfg(not(feature = "parquet"))]
            Self::Arrow => Err(CommandError::no_parquet("Arrow")),
        }
    }
}

/// The rows of a chunk in the format of the output.
enum FieldRows {
    Json(Vec<u8>),
    #[cfg(feature = "parquet")]
    Arrow(Box<arrow::ArrowRows>),
}

impl FieldRows {
    fn new(format: ExtractFormat) -> Self {
        match format {
            #[cfg(feature = "parquet")]
            ExtractFormat::Arrow => Self::Arrow(Box::new(arrow_rows())),
            _ => Self::Json(Vec::new()),
        }
    }

    fn push(&mut self, fields: &FieldsJson<'_>) {
        match self {
            Self::Json(bytes) => {
                // JSON written to memory cannot fail.
                let _ = json::to_writer(&mut *bytes, fields);
                bytes.push(b'\n');
            }
            #[cfg(feature = "parquet")]
            Self::Arrow(rows) => fields.push_to(rows),
        }
    }

    #[cfg_attr(
        not(feature = "parquet"),
        expect(clippy::unnecessary_wraps, reason = "Arrow can fail")
    )]
    fn finish(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Json(bytes) => Ok(bytes),
            #[cfg(feature = "parquet")]
            Self::Arrow(rows) if rows.is_empty() => Ok(Vec::new()),
            #[cfg(feature = "parquet")]
            Self::Arrow(mut rows) => {
                let batch = rows.finish().map_err(|error| error.to_string())?;
                arrow::stream_part(&batch).map_err(|error| error.to_string())
            }
        }
    }
}

fn read_chunk(
    chunk: &Chunk,
    options: &ExtractOptions,
    explain: bool,
    format: ExtractFormat,
) -> ExtractChunk {
    let mut rows = FieldRows::new(format);
    let mut lines = ExtractChunk {
        bytes: Vec::new(),
        read: 0,
        problems: Vec::new(),
        unread_clocks: UnreadClocks::default(),
        remarks: Remarks::default(),
        pointers: 0,
        weight: chunk.weight,
    };
    let options = &ExtractOptions { date_evidence: chunk.date_evidence.clone(), ..options.clone() };
    for item in &chunk.items {
        if matches!(
            item.raw,
            ItemContent::RevisitRecord(_)
                | ItemContent::RedirectRecord(_)
                | ItemContent::LookRecord(_)
        ) {
            lines.pointers += 1;
            continue;
        }
        match extract::guarded(|| extract::extract_lenient(item, options)) {
            Ok((reading, has_url)) => {
                lines.unread_clocks.add(&item.place, &reading.unread_clocks);
                lines.remarks.add(&item.place, &reading.remarks);
                lines.remarks.add(&item.place, &doubts(&reading));
                let place = location(item);
                let fields = FieldsJson::new(Some(&place), &reading, has_url, explain);
                rows.push(&fields);
                lines.read += 1;
            }
            Err(problem) => {
                lines.problems.push(format!("{}: {problem} [{}]", location(item), problem.code));
            }
        }
    }
    match rows.finish() {
        Ok(bytes) => lines.bytes = bytes,
        Err(problem) => lines.problems.push(problem),
    }
    lines
}

/// Says that a page is not an article, or that its text may be wrong: without `--explain`, its line
/// has no notes.
fn doubts(reading: &Extraction) -> Vec<String> {
    let annotations = &reading.capture.annotations;
    let wall =
        annotations.not_a_story.iter().map(|wall| format!("the page is {wall}, not the article"));
    let doubt = annotations.doubtful_body.iter().map(|_| {
        "the text may be incomplete, or not the article's; `--explain` gives the reason".to_owned()
    });
    wall.chain(doubt).collect()
}
