//! `audit`: findings by rule, and their acknowledgements.

use std::collections::{BTreeMap, HashMap};

use clap::{Subcommand, ValueEnum};

use super::command_error::CommandError;
use super::context::{Context, now, user};
use super::filter::FilterArgs;
use super::format::{ListFormat, width, write_rows};
use super::output::Output;
use super::output_args::OutputArgs;
use super::range_args::{bounds, period, since_time, until_time};
use super::rebuild::derived_catalog;
use super::{CommandResult, ExitStatus};
use crate::article::{ArticleId, FindingId, MIN_ID_PREFIX};
use crate::audit::{self, Finding, OutletClocks, RULES, Repeats, Rule, Severity};
use crate::catalog::select;
use crate::render::audit::{
    COLUMNS, Counts, FindingEntry, Overview, cells, html::AuditHtml, sarif::Sarif, text,
};
use crate::render::compare::{Audience, Comparison};
use crate::render::rows::{self, Cell, Column, ResultRows, RowWriter};
use crate::store::{self, Acknowledgement, ArticleFilter, ArticleSort, Snapshot};
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
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    rule: Vec<&'static str>,
    /// Minimum severity of the findings [default: warning; in files for programs: note]
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Grade>,
    /// Only findings since this time or within this age
    ///
    /// A time such as 2014-10 or 2014-W42, today, yesterday, or an age such as 7d, 1mo or
    /// "2 days ago".
    #[arg(long, value_name = "TIME", value_parser = since_time)]
    since: Option<i64>,
    /// Only findings until the end of this time
    #[arg(long, value_name = "TIME", value_parser = until_time)]
    until: Option<i64>,
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

fn rule(text: &str) -> Result<&'static str, String> {
    audit::rule(text.trim()).map(Rule::name).ok_or_else(|| {
        format!("\"{text}\" is not a rule; rules are {}", RULES.map(Rule::name).join(", "))
    })
}

pub(super) fn run(args: &AuditArgs, context: &Context) -> CommandResult {
    if let Some(AuditCommand::Ack(ack)) = &args.command {
        return if ack.list { list(ack, context) } else { acknowledge(ack, context) };
    }
    let format = args.output.format(args.format, AuditFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = derived_catalog(context)?;
    let audit = Audit::new(args, &catalog, format)?;
    let now = now();
    let mut out = match format {
        AuditFormat::Text | AuditFormat::Table => Output::paged(context)?,
        _ => Output::plain(context)?,
    };
    let tally = match (format.rows(), format) {
        (Some(format), _) => {
            let width = width(format, context);
            let mut writer =
                rows::writer(&COLUMNS, format.rows(context), width, context.color, &mut out)?;
            let tally = audit.each(now, &mut |entries| write_cells(&mut *writer, entries))?;
            writer.end()?;
            tally
        }
        (None, AuditFormat::Sarif) => {
            let mut sarif = Sarif::begin(&audit.rules, &mut out)?;
            let tally = audit.each(now, &mut |entries| {
                Ok(entries.iter().try_for_each(|entry| sarif.finding(entry))?)
            })?;
            sarif.end()?;
            tally
        }
        (None, AuditFormat::Html) => {
            let name = catalog.path().file_name().unwrap_or_default().to_string_lossy();
            let newest = audit.newest(now)?;
            let period = period(args.since, args.until);
            let mut page = AuditHtml::begin(&name, period.as_deref(), now, &mut out)?;
            let entries = newest.entries();
            page.contents(&overview(&entries), &entries)?;
            for (article, own) in by_article(entries) {
                let history = select::history(&catalog, article)?;
                write_html(&mut page, &catalog, &history, &own, context)?;
            }
            page.end(&newest.tally.counts)?;
            newest.tally
        }
        (None, _) => {
            let newest = audit.newest(now)?;
            let entries = newest.entries();
            text::write_overview(&overview(&entries), &mut out)?;
            let has_overview = entries.len() > 1;
            for (at, entry) in entries.iter().enumerate() {
                text::write_finding(entry, at > 0 || has_overview, context.color, &mut out)?;
            }
            newest.tally
        }
    };
    out.finish()?;
    context.say(&tally.line());
    let differs = args.exit_code && tally.open > 0;
    Ok(if differs { ExitStatus::Differs } else { ExitStatus::Whole })
}

/// A prepared audit.
struct Audit<'a> {
    args: &'a AuditArgs,
    catalog: &'a Snapshot,
    rules: Vec<&'static dyn Rule>,
    articles: Vec<ArticleId>,
    acknowledged: HashMap<FindingId, Acknowledgement>,
    least: Severity,
}

/// The counts of an audit.
#[derive(Default)]
struct FindingCounts {
    counts: Counts,
    /// The number of shown findings that are not acknowledged.
    open: i64,
    hidden: i64,
    cut: bool,
    /// The number of findings below the minimum severity.
    lesser: i64,
    /// The changes that several articles share.
    repeats: Repeats,
}

impl FindingCounts {
    fn line(&self) -> String {
        let mut parts = vec![self.counts.line()];
        if self.hidden > 0 {
            parts.push(format!("{} acknowledged, shown with --all", self.hidden));
        }
        if self.lesser > 0 {
            let noun = if self.lesser == 1 { "finding" } else { "findings" };
            parts.push(format!("{} less severe {noun}, shown with --severity note", self.lesser));
        }
        if self.cut {
            parts.push("there may be more: show more with -n N".to_owned());
        }
        parts.join("; ")
    }
}

type Each<'e> = dyn FnMut(&[FindingEntry<'_>]) -> Result<(), CommandError> + 'e;

impl<'a> Audit<'a> {
    fn new(
        args: &'a AuditArgs,
        catalog: &'a Snapshot,
        format: AuditFormat,
    ) -> Result<Self, CommandError> {
        bounds(args.since, args.until)?;
        let asked =
            |rule: &&'static dyn Rule| args.rule.is_empty() || args.rule.contains(&rule.name());
        let filter = ArticleFilter { sort: ArticleSort::Number, ..args.filter.filter() };
        let articles = match &args.article {
            None => catalog.article_ids(&filter)?,
            Some(name) => {
                let article = select::article(catalog, name)?;
                catalog.article_if(article, &filter)?.map(|row| row.id).into_iter().collect()
            }
        };
        let said = catalog.acknowledgements()?.into_iter();
        Ok(Self {
            args,
            catalog,
            rules: RULES.into_iter().filter(asked).collect(),
            articles,
            acknowledged: said.map(|said| (said.finding, said)).collect(),
            least: match args.severity {
                Some(grade) => grade.into(),
                None if format.is_for_people() => Severity::Warning,
                None => Severity::Note,
            },
        })
    }

    /// The findings, newest first.
    fn newest(&self, now: i64) -> Result<NewestFindings<'_>, CommandError> {
        let mut newest = NewestFindings::default();
        let limit = usize::try_from(self.args.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let limit = limit.min(MAX_SORTED);
        let tally = self.each_up_to(u64::MAX, now, &mut |entries| {
            for entry in entries {
                let acknowledged = self.acknowledged.get(&entry.finding.id);
                newest.findings.push((entry.finding.clone(), acknowledged));
            }
            if newest.findings.len() >= limit.saturating_mul(2).max(2 * MAX_SORTED) {
                newest.sort(limit);
            }
            Ok(())
        })?;
        let all = tally.counts.total();
        newest.sort(limit);
        for (finding, _) in &mut newest.findings {
            tally.repeats.count(finding);
        }
        newest.tally =
            FindingCounts { cut: all > newest.findings.len() as i64, ..FindingCounts::default() };
        newest.tally.hidden = tally.hidden;
        newest.tally.lesser = tally.lesser;
        for (finding, acknowledged) in &newest.findings {
            newest.tally.open += i64::from(acknowledged.is_none());
            newest.tally.counts.add(finding.severity);
        }
        Ok(newest)
    }

    /// Calls `each` with the findings of one article at a time.
    fn each(&self, now: i64, each: &mut Each<'_>) -> Result<FindingCounts, CommandError> {
        self.each_up_to(self.args.limit.unwrap_or(u64::MAX), now, each)
    }

    /// As [`Audit::each`], for at most `left` findings.
    fn each_up_to(
        &self,
        mut left: u64,
        now: i64,
        each: &mut Each<'_>,
    ) -> Result<FindingCounts, CommandError> {
        let mut tally = FindingCounts::default();
        let mut repeats = Repeats::default();
        let mut clocks = OutletClocks::default();
        for &article in &self.articles {
            let history = select::history(self.catalog, article)?;
            let mut found = audit::audit(self.catalog, &history, &self.rules, now)?;
            found.retain(|finding| self.is_within(finding));
            repeats.lower(&mut found);
            // A user who names the rules wants to see each article.
            if self.args.rule.is_empty() {
                let shown = found.len();
                found.retain(|finding| !self.is_hidden(finding));
                tally.hidden += (shown - found.len()) as i64;
                clocks.take(&mut found);
            }
            self.pass(&found, &mut left, &mut tally, each)?;
            if tally.cut {
                return Ok(tally);
            }
        }
        self.pass(&clocks.findings(), &mut left, &mut tally, each)?;
        tally.repeats = repeats;
        Ok(tally)
    }

    /// Whether a finding is acknowledged and not to be shown.
    fn is_hidden(&self, finding: &Finding) -> bool {
        !self.args.all && self.acknowledged.contains_key(&finding.id)
    }

    /// Passes the findings to show to `each`, and counts them.
    fn pass(
        &self,
        found: &[Finding],
        left: &mut u64,
        tally: &mut FindingCounts,
        each: &mut Each<'_>,
    ) -> Result<(), CommandError> {
        let mut entries: Vec<FindingEntry<'_>> = Vec::new();
        for finding in found {
            if finding.severity < self.least {
                tally.lesser += 1;
                continue;
            }
            if self.is_hidden(finding) {
                tally.hidden += 1;
                continue;
            }
            if *left == 0 {
                tally.cut = true;
                break;
            }
            *left -= 1;
            let acknowledged = self.acknowledged.get(&finding.id);
            tally.open += i64::from(acknowledged.is_none());
            tally.counts.add(finding.severity);
            entries.push(FindingEntry { finding, acknowledged });
        }
        if entries.is_empty() { Ok(()) } else { each(&entries) }
    }

    /// Whether a finding is in the requested time.
    fn is_within(&self, finding: &Finding) -> bool {
        let (since, until) = (self.args.since, self.args.until);
        since.is_none_or(|since| finding.at >= Some(since))
            && until.is_none_or(|until| finding.at.is_some_and(|at| at < until))
    }
}

/// The most findings that are sorted; the newest ones are shown.
const MAX_SORTED: usize = 50_000;

/// The findings to show, newest first.
#[derive(Default)]
struct NewestFindings<'a> {
    findings: Vec<(Finding, Option<&'a Acknowledgement>)>,
    tally: FindingCounts,
}

impl NewestFindings<'_> {
    fn sort(&mut self, limit: usize) {
        self.findings.sort_by_key(|(finding, _)| (std::cmp::Reverse(finding.at), finding.article));
        self.findings.truncate(limit);
    }

    fn entries(&self) -> Vec<FindingEntry<'_>> {
        self.findings
            .iter()
            .map(|(finding, acknowledged)| FindingEntry { finding, acknowledged: *acknowledged })
            .collect()
    }
}

/// The findings of each article; articles are in the order of their newest findings.
fn by_article(entries: Vec<FindingEntry<'_>>) -> Vec<(ArticleId, Vec<FindingEntry<'_>>)> {
    let mut groups: Vec<(ArticleId, Vec<FindingEntry<'_>>)> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let article = entry.finding.article;
        let place = *places.entry(article.0).or_insert_with(|| {
            groups.push((article, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(entry);
    }
    groups
}

/// The number of findings per rule and per outlet.
fn overview(entries: &[FindingEntry<'_>]) -> Overview {
    Overview::of(entries.iter().map(|entry| entry.finding))
}

fn write_cells(
    writer: &mut dyn RowWriter,
    entries: &[FindingEntry<'_>],
) -> Result<(), CommandError> {
    Ok(entries.iter().try_for_each(|entry| writer.row(&cells(entry)))?)
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
    let name = args.finding.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
    let is_id = (MIN_ID_PREFIX..=16).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id {
        return Err(CommandError::usage(format!(
            "\"{name}\" is not the id of a finding: give at least {MIN_ID_PREFIX} of its 16 hex digits"
        )));
    }
    let note = args.note.as_deref().unwrap_or_default().trim();
    if note.is_empty() {
        return Err(CommandError::usage("--note is empty: explain why the finding is settled"));
    }
    let catalog = derived_catalog(context)?;
    let articles = match &args.article {
        Some(article) => vec![select::article(&catalog, article)?],
        None => catalog.article_ids(&ArticleFilter {
            sort: ArticleSort::Number,
            ..ArticleFilter::default()
        })?,
    };
    let now = now();
    let mut found: Option<Finding> = None;
    for article in articles {
        let history = select::history(&catalog, article)?;
        let here = audit::audit(&catalog, &history, &RULES, now)?;
        for finding in here.into_iter().filter(|one| one.id.to_string().starts_with(&name)) {
            if found.as_ref().is_some_and(|other| other.id != finding.id) {
                return Err(CommandError::usage(format!(
                    "more than one finding id begins with {name}; give more digits"
                )));
            }
            found = Some(finding);
        }
        if found.is_some() && name.len() == 16 {
            break;
        }
    }
    let Some(finding) = found else {
        return Err(CommandError::Usage {
            message: format!("there is no finding {name}"),
            hints: vec!["`recension audit --all` lists all findings with their ids".to_owned()],
        });
    };
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
        Column::text("at", "Time (UTC)"),
        Column::text("who", "By"),
        Column::long("note", "Note"),
        Column::hidden("match_key"),
    ]);
    for said in &said {
        rows.rows.push(vec![
            Cell::new(said.finding.to_string()),
            Cell::new(said.rule.as_str()),
            Cell::new(said.article.0),
            Cell::time(Some(said.at)),
            Cell::new(said.who.as_str()),
            Cell::new(said.note.as_str()),
            Cell::new(catalog.key_of(said.article)?.as_str()),
        ]);
    }
    write_rows(&rows, format, context)?;
    Ok(ExitStatus::Whole)
}
