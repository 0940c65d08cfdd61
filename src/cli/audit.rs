//! `audit`: findings by rule, and their acknowledgements.

use std::collections::BTreeMap;

use clap::{Subcommand, ValueEnum};

use super::catalogs::{OpenCatalogs, derived_catalogs};
use super::command_error::CommandError;
use super::context::{Context, now, user};
use super::filter::FilterArgs;
use super::format::{ListFormat, width, write_rows};
use super::output::Output;
use super::output_args::OutputArgs;
use super::range_args::{bounds, since_time, until_time};
use super::rebuild::derived_catalog;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::UnixMicros;
use crate::audit::{
    self, AuditCounts, AuditQuery, FindingEntry, FindingPrefix, NotAFinding, RuleName, Severity,
    by_article,
};
use crate::catalog::select;
use crate::render::audit::{
    COLUMNS, Overview, cells, counts_line, html::AuditHtml, sarif::Sarif, text,
};
use crate::render::compare::{Audience, Comparison};
use crate::render::period::period;
use crate::render::rows::{self, Cell, Column, ResultRows, RowWriter};
use crate::store::{self, Acknowledgement, Snapshot};
use crate::timeline::Timeline;

/// Report silent edits, impossible dates and missing corrections
///
/// Each finding has a rule, a severity (note, warning, alert) with its reasons, the innocent causes
/// that it could have, and its evidence. Findings are not stored; acknowledgements made with
/// `audit ack` are.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = "\
Rules: silent-edit, backdated, phantom-update, time-reversal, published-moved, future-timestamp, \
zone-assumed, flip-flop, uncorrected-change, correction-unexplained, notice-removed, shrunk, headline-only, \
url-moved, capture-gap, gone. docs/audit has a page on each rule."
)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: Option<AuditCommand>,
    /// Only this article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Only findings of these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    rule: Vec<RuleName>,
    /// Minimum severity of the findings [default: warning; in files for programs: note]
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Grade>,
    /// Only findings since this time or within this age
    ///
    /// A time such as 2014-10 or 2014-W42, today, yesterday, or an age such as 7d, 1mo or
    /// "2 days ago".
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = since_time)]
    since: Option<UnixMicros>,
    /// Only findings until the end of this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = until_time)]
    until: Option<UnixMicros>,
    /// Maximum number of findings
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Also show acknowledged findings
    #[arg(long)]
    all: bool,
    /// Exit with code 1 if there are findings
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<AuditFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    Ack(AckArgs),
}

/// Acknowledge a finding, which hides it unless --all is given
///
/// The note is kept in the catalog and in its journal. It is never changed or deleted.
#[derive(Debug, clap::Args)]
struct AckArgs {
    /// Id of the finding, or at least its first seven digits
    #[arg(value_name = "FINDING", required_unless_present = "list")]
    finding: Option<String>,
    /// Note that explains why the finding is settled
    #[arg(long, value_name = "TEXT", required_unless_present = "list")]
    note: Option<String>,
    /// Name of the person who acknowledges [default: the user name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Article of the finding; faster in a large catalog
    #[arg(long, value_name = "ARTICLE")]
    article: Option<String>,
    /// List the acknowledged findings
    #[arg(long, conflicts_with_all = ["finding", "note", "by", "article"])]
    list: bool,
    /// Format of the list [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT", requires = "list")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Grade {
    /// All findings
    Note,
    /// Findings to look at
    Warning,
    /// Findings to look at first
    Alert,
}

impl From<Grade> for Severity {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Note => Self::Note,
            Grade::Warning => Self::Warning,
            Grade::Alert => Self::Alert,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuditFormat {
    /// Readable text
    Text,
    /// Aligned columns
    Table,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Markdown table
    Markdown,
    /// SARIF 2.1.0
    Sarif,
    /// One self-contained HTML page, with the diffs
    Html,
}

impl AuditFormat {
    /// Whether people read it, and not programs.
    const fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Table | Self::Markdown | Self::Html)
    }

    fn rows(self) -> Option<ListFormat> {
        match self {
            Self::Text | Self::Sarif | Self::Html => None,
            Self::Table => Some(ListFormat::Text),
            Self::Json => Some(ListFormat::Json),
            Self::Jsonl => Some(ListFormat::Jsonl),
            Self::Csv => Some(ListFormat::Csv),
            Self::Tsv => Some(ListFormat::Tsv),
            Self::Markdown => Some(ListFormat::Markdown),
        }
    }
}

impl AuditArgs {
    /// Whether it acknowledges findings, or lists those that are acknowledged.
    pub(super) fn is_ack(&self) -> bool {
        self.command.is_some()
    }
}

pub(super) fn run(args: &AuditArgs, context: &Context) -> CommandResult {
    if let Some(AuditCommand::Ack(ack)) = &args.command {
        return if ack.list { list(ack, context) } else { acknowledge(ack, context) };
    }
    let format = args.output.format(args.format, AuditFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalogs = derived_catalogs(context)?;
    let now = now();
    let article = args.article.as_deref().map(|name| catalogs.select(name)).transpose()?;
    let least = if format.is_for_people() { Severity::Warning } else { Severity::Note };
    let at = bounds(args.since, args.until)?;
    let query = AuditQuery {
        article,
        articles: args.filter.checked(catalogs.snapshots(), context)?,
        rules: args.rule.clone(),
        severity: args.severity.map_or(least, Severity::from),
        at,
        limit: args.limit,
        acknowledged: args.all,
    };
    let audit = catalogs.audit(query, now)?;
    let mut out = match format {
        AuditFormat::Text | AuditFormat::Table => Output::paged(context)?,
        _ => Output::plain(context)?,
    };
    let counts = match (format.rows(), format) {
        (Some(format), _) => {
            let width = width(format, context);
            let columns = catalogs.columns(&COLUMNS);
            let mut writer =
                rows::writer(&columns, format.rows(context), width, context.color, &mut out)?;
            let counts = audit.each(|entries| write_cells(&catalogs, &mut *writer, entries))?;
            writer.end()?;
            counts
        }
        (None, AuditFormat::Sarif) => {
            let mut sarif = Sarif::begin(audit.rules(), &mut out)?;
            let counts = audit.each(|entries| {
                Ok::<_, CommandError>(entries.iter().try_for_each(|entry| sarif.finding(entry))?)
            })?;
            sarif.end()?;
            counts
        }
        (None, AuditFormat::Html) => {
            let name = catalogs.in_words();
            let newest = audit.newest()?;
            let period = period(&at, now);
            let mut page = AuditHtml::begin(&name, period.as_deref(), now.0, &mut out)?;
            let entries = newest.entries();
            page.contents(&overview(&entries), &entries)?;
            for (article, own) in by_article(entries) {
                let (catalog, own_number) = catalogs.find(article)?;
                let history = catalog.timeline(own_number)?;
                write_html(&mut page, catalog, &history, &own, context)?;
            }
            page.end(&newest.counts.counts)?;
            newest.counts
        }
        (None, _) => {
            let newest = audit.newest()?;
            let entries = newest.entries();
            text::write_overview(&overview(&entries), &mut out)?;
            let has_overview = entries.len() > 1;
            for (at, entry) in entries.iter().enumerate() {
                let catalog = catalogs.name_of(entry.finding.article);
                let space_before = at > 0 || has_overview;
                text::write_finding(entry, catalog, space_before, context.color, &mut out)?;
            }
            newest.counts
        }
    };
    out.finish()?;
    context.say(&counts_text(&counts));
    let differs = args.exit_code && counts.open > 0;
    Ok(if differs { ExitStatus::Differs } else { ExitStatus::Whole })
}

/// The counts of an audit, and the options that show more.
fn counts_text(counts: &AuditCounts) -> String {
    let mut parts = vec![counts_line(&counts.counts)];
    if counts.hidden > 0 {
        parts.push(format!("{} acknowledged, shown with --all", counts.hidden));
    }
    if counts.lesser > 0 {
        let noun = if counts.lesser == 1 { "finding" } else { "findings" };
        parts.push(format!("{} less severe {noun}, shown with --severity note", counts.lesser));
    }
    if counts.cut {
        parts.push("there may be more: show more with -n N".to_owned());
    }
    parts.join("; ")
}

/// The number of findings per rule and per outlet.
fn overview(entries: &[FindingEntry<'_>]) -> Overview {
    Overview::of(entries.iter().map(|entry| entry.finding))
}

fn write_cells(
    catalogs: &OpenCatalogs,
    writer: &mut dyn RowWriter,
    entries: &[FindingEntry<'_>],
) -> Result<(), CommandError> {
    for entry in entries {
        writer.row(&catalogs.cells(entry.finding.article, cells(entry)))?;
    }
    Ok(())
}

/// Writes the findings of an article; those about one change precede its diff.
fn write_html(
    page: &mut AuditHtml<'_>,
    catalog: &Snapshot,
    history: &Timeline,
    entries: &[FindingEntry<'_>],
    context: &Context,
) -> Result<(), CommandError> {
    let Some(last) = entries.last() else { return Ok(()) };
    let article = last.finding;
    page.article(article.title.as_deref(), &article.url, &article.outlet())?;
    let mut by_change: BTreeMap<Option<usize>, Vec<&FindingEntry<'_>>> = BTreeMap::new();
    for entry in entries {
        by_change.entry(entry.finding.change).or_default().push(entry);
    }
    for (change, entries) in by_change {
        for entry in entries {
            page.finding(entry)?;
        }
        let Some(state) = change else { continue };
        let comparison = Comparison::of_state(catalog, history, state, Audience::Reader)?;
        if let Some(comparison) = comparison {
            let name = format!("a{}-{}-", article.article, state + 1);
            let sides = (&comparison.from, &comparison.to);
            page.diff(&name, sides, &comparison.diff(), &context.render_options())?;
        }
    }
    Ok(page.end_article()?)
}

fn acknowledge(args: &AckArgs, context: &Context) -> CommandResult {
    let name = args.finding.as_deref().unwrap_or_default();
    let prefix: FindingPrefix =
        name.parse().map_err(|error: NotAFinding| CommandError::usage(error.to_string()))?;
    let note = args.note.as_deref().unwrap_or_default().trim();
    if note.is_empty() {
        return Err(CommandError::usage("--note is empty: explain why the finding is settled"));
    }
    let catalog = derived_catalog(context)?;
    let article =
        args.article.as_deref().map(|name| select::article(&*catalog, name)).transpose()?;
    let now = now();
    let finding = audit::find(&catalog, article, &prefix, now)?;
    drop(catalog);
    let said = Acknowledgement {
        finding: finding.id,
        rule: finding.rule.to_owned(),
        article: finding.article,
        at: now,
        who: args.by.clone().unwrap_or_else(user),
        note: note.to_owned(),
    };
    if let Some(copy) = store::acknowledge(&context.db, &finding.key, &said)? {
        context.say_migrated(&copy);
    }
    context.say(&format!("acknowledged {} {}: {}", finding.rule, finding.id, finding.message));
    Ok(ExitStatus::Whole)
}

fn list(args: &AckArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let said = catalog.acknowledgements()?;
    if said.is_empty() && format == ListFormat::Text && context.file.is_none() {
        context.say("no findings are acknowledged");
        return Ok(ExitStatus::Whole);
    }
    let mut rows = ResultRows::new(&[
        Column::text("finding", "Finding"),
        Column::text("rule", "Rule"),
        Column::number("article", "No"),
        Column::times("at", "Time"),
        Column::text("who", "By"),
        Column::long("note", "Note"),
        Column::hidden("match_key"),
    ]);
    for said in &said {
        rows.rows.push(vec![
            Cell::new(said.finding.to_string()),
            Cell::new(said.rule.as_str()),
            Cell::new(said.article.0),
            Cell::time(Some(said.at.0)),
            Cell::new(said.who.as_str()),
            Cell::new(said.note.as_str()),
            Cell::new(catalog.key_of(said.article)?.as_str()),
        ]);
    }
    write_rows(&rows, format, context)?;
    Ok(ExitStatus::Whole)
}
