//! `diff`: compares two versions or two files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::context::jobs;
use super::output::Output;
use super::output_args::{LinesFormat, OutputArgs};
use super::range_args::version_name;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus, batch};
use crate::catalog::select;
use crate::diff::{Class, ClassSet, DiffOptions, DocumentDiff, DocumentFields, Op, diff_documents};
use crate::extract;
use crate::render::compare::{Audience, Comparison};
use crate::render::counted;
use crate::render::diff::{
    DiffSide, Render, RenderOptions, edgi, html, json, markdown, safe, side_by_side, stat,
    terminal, unified, wdiff,
};
use crate::source::{self, Format, Input, InputKind, Item, Limits, PageKind};

/// Show what changed between two versions or two files
///
/// Without a RANGE, the first text of the article is compared with its current text.
#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE", required_unless_present_any = ["no_index", "batch"])]
    article: Option<String>,
    /// Versions: A..B, A.., ..B, or one version for what it changed
    #[arg(value_name = "RANGE", allow_hyphen_values = true, value_parser = version_name)]
    range: Option<String>,
    /// Second version: `diff ARTICLE 1 2` is the same as `diff ARTICLE 1..2`
    #[arg(value_name = "VERSION", allow_hyphen_values = true, value_parser = version_name)]
    to: Option<String>,
    /// Compare two files instead of two versions
    ///
    /// Texts are compared as they are; of HTML pages, the articles are compared.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["article", "range"])]
    no_index: Option<Vec<PathBuf>>,
    /// Compare pairs of texts, given as JSON Lines
    ///
    /// Each line of the input is {"id": …, "old": "…", "new": "…"}. Each line of the output is a
    /// diff as JSON, in the same order. `-` is standard input.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "-",
        conflicts_with_all = ["article", "range", "no_index", "format", "exit_code"]
    )]
    batch: Option<PathBuf>,
    /// Number of threads for --batch [default: one per core, at most 8]
    #[arg(long, value_name = "N", requires = "batch")]
    jobs: Option<usize>,
    /// Format of the diff [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<DiffFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
    /// Exit with code 1 if there are differences
    #[arg(long)]
    exit_code: bool,
    /// Number of lines of context around a change
    #[arg(short = 'U', long, value_name = "N", default_value_t = 3)]
    context: usize,
    /// Hide changes with these operations or classes
    ///
    /// For example format, moved, whitespace or boilerplate. Changes of facts are never hidden.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    ignore: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// The text with its changes marked
    #[value(alias = "terminal")]
    Text,
    /// Both texts in two columns
    SideBySide,
    /// Unified diff of the lines, for `patch`
    Unified,
    /// Text with [-removed-]{+added+}
    Wdiff,
    /// One self-contained HTML page
    Html,
    /// Markdown with ~~removed~~ and **added**
    Markdown,
    /// JSON, as described in docs/diff-format.md
    Json,
    /// JSON as EDGI writes it: [[-1|0|1, "text"], …]
    Edgi,
    /// One line with the counts
    Stat,
}

impl DiffFormat {
    fn renderer(self) -> Render {
        match self {
            Self::Text => terminal::render,
            Self::SideBySide => side_by_side::render,
            Self::Unified => unified::render,
            Self::Wdiff => wdiff::render,
            Self::Html => html::render,
            Self::Markdown => markdown::render,
            Self::Json => json::render,
            Self::Edgi => edgi::render,
            Self::Stat => stat::render,
        }
    }

    fn reader(self) -> Audience {
        match self {
            Self::Json => Audience::Machine,
            Self::Html => Audience::Reader,
            _ => Audience::Person,
        }
    }

    /// Whether the format is meant to be read on a terminal.
    fn is_paged(self) -> bool {
        matches!(self, Self::Text | Self::SideBySide | Self::Unified | Self::Wdiff)
    }
}

pub(super) fn run(args: &DiffArgs, context: &Context) -> CommandResult {
    let context = &args.output.context(context)?;
    if let Some(file) = &args.batch {
        args.output.format(None, LinesFormat::Jsonl)?;
        let options = render_options(args, DiffFormat::Json, context)?;
        return batch::run(file, &options, jobs(args.jobs), context);
    }
    let format = args.output.format(args.format, DiffFormat::Text)?;
    args.timezone.apply(&format);
    let options = render_options(args, format, context)?;
    if let Some(files) = &args.no_index {
        let [old, new] = files.as_slice() else {
            return Err(CommandError::usage("--no-index takes two files, OLD and NEW"));
        };
        let (old, new) = (read(old)?, read(new)?);
        let diff = diff_documents(
            (&old.fields, &old.body),
            (&new.fields, &new.body),
            &DiffOptions::default(),
        );
        return write(&diff, &old.side, &new.side, &options, args, format, context);
    }
    let catalog = context.catalog()?;
    let name = args.article.as_deref().unwrap_or_default();
    let article = select::article(&catalog, name)?;
    let history = select::history(&catalog, article)?;
    if args.range.is_none() && history.versions().len() == 1 {
        context.say("the article has only one version, so there are no changes");
    }
    let reader = format.reader();
    let found = select::range(&history, args.range.as_deref(), args.to.as_deref())?;
    let comparison = Comparison::of_range(&catalog, &history, found, reader)?;
    let comparison = comparison.ok_or_else(|| CommandError::usage("there is no such version"))?;
    if args.range.is_none() && history.returns() > 0 && comparison.from.id == comparison.to.id {
        context.say(
            "the article has its first text again: `recension log` lists the versions in between",
        );
    }
    for note in comparison.notes() {
        context.say(note);
    }
    let options = RenderOptions { compared: comparison.without_body().is_none(), ..options };
    if let Some(word) = comparison.without_body() {
        context.say(&word);
    }
    write(&comparison.diff(), &comparison.from, &comparison.to, &options, args, format, context)
}

fn write(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    args: &DiffArgs,
    format: DiffFormat,
    context: &Context,
) -> CommandResult {
    let hidden = options.hidden(diff);
    if hidden > 0 && format == DiffFormat::Wdiff {
        // The format itself has no place for this message.
        context.say(&format!("{} hidden", counted(hidden as i64, "change")));
    }
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    if context.terminal && matches!(format, DiffFormat::Unified | DiffFormat::Wdiff) {
        // These formats contain the exact text, for other programs. On a terminal, control
        // characters must be replaced.
        let mut exact = Vec::new();
        format.renderer()(diff, from, to, options, &mut exact)?;
        out.write_all(safe(&String::from_utf8_lossy(&exact)).as_bytes())?;
    } else {
        format.renderer()(diff, from, to, options, &mut out)?;
    }
    out.flush()?;
    out.finish()?;
    Ok(if args.exit_code && !diff.is_empty() { ExitStatus::Differs } else { ExitStatus::Whole })
}

fn render_options(
    args: &DiffArgs,
    format: DiffFormat,
    context: &Context,
) -> Result<RenderOptions, CommandError> {
    let mut options = RenderOptions { context: args.context, ..context.render_options() };
    if !args.ignore.is_empty() && matches!(format, DiffFormat::Unified | DiffFormat::Edgi) {
        return Err(CommandError::usage(
            "the formats unified and edgi cannot hide changes: remove --ignore, or use another format",
        ));
    }
    for name in &args.ignore {
        if let Some(op) = Op::ALL.into_iter().find(|op| op.name() == name) {
            options.ignore_ops.push(op);
        } else if let Some(class) = Class::from_name(name).filter(|class| class.is_fact()) {
            return Err(CommandError::usage(format!(
                "{} is a fact, and changes of facts are never hidden: remove it from --ignore",
                class.name()
            )));
        } else if let Some(class) = Class::from_name(name) {
            options.ignore_classes = options.ignore_classes.union(ClassSet::only(class));
        } else {
            let ops = Op::ALL.map(Op::name).join(", ");
            return Err(CommandError::usage(format!(
                "\"{name}\" is not an operation or class that can be ignored; operations are {ops}; \
                 classes are punctuation, whitespace, spelling, boilerplate and others"
            )));
        }
    }
    Ok(options)
}

/// A file as one side of a diff.
struct FileDocument {
    body: String,
    fields: DocumentFields,
    side: DiffSide,
}

fn read(path: &Path) -> Result<FileDocument, CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError::Failed(error.to_string());
    let label = path.display().to_string();
    let named = |error: std::io::Error| {
        let text = format!("{label}: cannot be read: {error}; check the path");
        if error.kind() == std::io::ErrorKind::NotFound {
            CommandError::usage(text)
        } else {
            CommandError::Failed(text)
        }
    };
    let metadata = std::fs::metadata(path).map_err(named)?;
    if metadata.is_dir() {
        return Err(CommandError::usage(format!(
            "{label}: is a folder; --no-index compares two files"
        )));
    }
    let limits = Limits::default();
    if metadata.len() > limits.page_bytes as u64 {
        return Err(CommandError::Failed(format!(
            "{label}: has {} bytes, more than the limit of {} bytes",
            metadata.len(),
            limits.page_bytes
        )));
    }
    if let Ok(mut source) = source::open(Input::Path(path.to_owned()), Format::Auto, &limits)
        && source.kind() == InputKind::Page(PageKind::Html)
        && let Some(item) = source.next_item().map_err(|error| failed(&error))?
    {
        return page(&label, &item).map_err(|error| failed(&format!("{label}: {error}")));
    }
    let bytes = std::fs::read(path).map_err(named)?;
    if let Some(kind) = source::binary_kind(&bytes) {
        return Err(CommandError::usage(format!(
            "{label}: is {kind}, not text; --no-index compares texts and HTML pages: convert it to text \
             first"
        )));
    }
    let decoded = extract::encoding::decode(&bytes, None);
    let side = DiffSide { label: Some(label), ..DiffSide::default() };
    Ok(FileDocument { body: decoded.text.into_owned(), fields: DocumentFields::default(), side })
}

/// Reads the article of a saved page, which needs no URL here.
fn page(label: &str, item: &Item) -> Result<FileDocument, extract::ExtractError> {
    let (reading, has_url) = extract::extract_lenient(item, &extract::ExtractOptions::default())?;
    let capture = reading.capture;
    let version = capture.version;
    let fields = DocumentFields {
        title: version.content.title,
        byline: version.content.byline,
        description: version.content.description,
        published: version.published.map(|stamp| stamp.display()),
        updated: version.updated.map(|stamp| stamp.display()),
        url: has_url.then_some(capture.url),
    };
    let side = DiffSide::from_fields(label, &fields);
    Ok(FileDocument { body: version.content.body.unwrap_or_default(), fields, side })
}
