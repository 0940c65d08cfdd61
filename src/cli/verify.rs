//! `verify`: checks the catalog for damage.

use super::command_error::CommandError;
use super::context::{Context, jobs, now};
use super::format::{ListFormat, TextFormat, width};
use super::head::{self, HeadArgs, HeadFinding};
use super::output::Output;
use super::output_args::OutputArgs;
use super::progress::steps_bar;
use super::{CommandResult, ExitStatus};
use crate::render::rows::{self, RowWriter};
use crate::render::verify::{
    COLUMNS, check_cells, finding_cells, head_cells, total_cells, write_check, write_finding,
    write_head, write_total,
};
use crate::store::{
    self, AGENT, EventKind, HeadBasis, JournalEvent, StoreError, Verified, VerifyFinding,
    VerifyOptions, Verifying, record_fixity_check,
};

/// The maximum number of findings in the text output; the other formats list all findings.
const SHOWN: usize = 1000;

/// Check the complete catalog for damage
///
/// Decompresses every text, and recomputes every version id, every capture digest, every entry of
/// the log and its root. Checks references between rows and stored counts, and lets SQLite check
/// its pages. Reports what is damaged, and what of it can still be read. Repairs nothing, and
/// writes nothing except one event in the journal. Exits with code 1 if something is damaged.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// Also recompute and compare changes, summaries and indexes
    ///
    /// Also lets SQLite check its indexes.
    #[arg(long)]
    deep: bool,
    /// Do not record the check in the journal
    #[arg(long)]
    no_record: bool,
    #[command(flatten)]
    head: HeadArgs,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &VerifyArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    // Report an unreadable checkpoint before the long check. The rows are verified below.
    let head = head::check(&catalog, &args.head, HeadBasis::Tiles)?;
    let (bar, progress) = steps_bar(context);
    let mut out = match format {
        TextFormat::Text | TextFormat::Table => Output::paged(context)?,
        _ => Output::plain(context)?,
    };
    let options = VerifyOptions { deep: args.deep, jobs: jobs(None) };
    let mut failed: Result<(), CommandError> = Ok(());
    let verified = {
        let mut report = VerifyOutput::begin(format.rows(), context, &mut out)?;
        let verified = store::verify(&catalog, options, &progress, &mut |told| {
            if failed.is_ok() {
                failed = report.tell(told);
            }
            if failed.is_err() {
                progress.cancel();
            }
        });
        bar.finish_and_clear();
        std::mem::replace(&mut failed, Ok(()))?;
        let Some(verified) = verified else {
            return Err(CommandError::Failed("the check was canceled".to_owned()));
        };
        if let Some(head) = &head {
            report.head(head)?;
        }
        report.end(&verified)?;
        verified
    };
    out.finish()?;
    drop(catalog);
    let damage = verified.damage();
    if args.no_record {
        context.say("the check was not recorded in the journal, as requested");
    } else {
        record(args, context, &verified, head.as_ref());
    }
    if damage == 0 {
        let holds = head.is_none_or(|head| head.holds);
        return Ok(if holds { ExitStatus::Whole } else { ExitStatus::Differs });
    }
    context.warn(&format!(
        "{} is damaged and was not changed: restore a backup, or use `recension merge` to copy an \
         undamaged catalog into a new one; `recension export` writes what can be read. If only \
         derived data is damaged, `recension rebuild` recomputes it",
        context.db.display()
    ));
    Ok(ExitStatus::Differs)
}

/// The output of the findings.
enum VerifyOutput<'o> {
    /// Readable text: first the checks, then their findings.
    Text {
        found: Vec<VerifyFinding>,
        left_out: u64,
        color: bool,
        out: &'o mut Output,
    },
    Rows(Box<dyn RowWriter + 'o>),
}

impl<'o> VerifyOutput<'o> {
    fn begin(
        format: Option<ListFormat>,
        context: &Context,
        out: &'o mut Output,
    ) -> Result<Self, CommandError> {
        let Some(format) = format else {
            return Ok(Self::Text { found: Vec::new(), left_out: 0, color: context.color, out });
        };
        let width = width(format, context);
        Ok(Self::Rows(rows::writer(&COLUMNS, format.rows(context), width, context.color, out)?))
    }

    fn tell(&mut self, told: Verifying<'_>) -> Result<(), CommandError> {
        match (self, told) {
            (Self::Text { found, left_out, .. }, Verifying::Found(finding)) => {
                if found.len() < SHOWN {
                    found.push(finding.clone());
                } else {
                    *left_out += 1;
                }
            }
            (Self::Text { color, out, .. }, Verifying::Done(checked)) => {
                write_check(checked, *color, *out)?;
            }
            (Self::Rows(rows), Verifying::Found(finding)) => rows.row(&finding_cells(finding))?,
            (Self::Rows(rows), Verifying::Done(checked)) => rows.row(&check_cells(checked))?,
        }
        Ok(())
    }

    /// Writes whether the catalog extends the given checkpoint.
    fn head(&mut self, head: &HeadFinding) -> Result<(), CommandError> {
        match self {
            Self::Text { color, out, .. } => Ok(write_head(head.holds, &head.says, *color, *out)?),
            Self::Rows(rows) => Ok(rows.row(&head_cells(head.holds, head.size, &head.says))?),
        }
    }

    fn end(self, verified: &Verified) -> Result<(), CommandError> {
        match self {
            Self::Text { found, left_out, color, out } => {
                for finding in &found {
                    write_finding(finding, color, out)?;
                }
                write_total(verified, left_out, color, out)?;
            }
            Self::Rows(mut rows) => {
                rows.row(&total_cells(verified))?;
                rows.end()?;
            }
        }
        Ok(())
    }
}

/// Records the verification in the journal, if the catalog is writable.
fn record(args: &VerifyArgs, context: &Context, verified: &Verified, head: Option<&HeadFinding>) {
    let damage = verified.damage();
    let holds = head.is_none_or(|head| head.holds);
    let event = JournalEvent {
        at: now(),
        kind: EventKind::FixityCheck,
        agent: AGENT.to_owned(),
        outcome: if damage > 0 || !holds {
            store::EventOutcome::Fail
        } else {
            store::EventOutcome::Success
        },
        detail: serde_json::json!({
            "deep": args.deep,
            "versions": verified.versions,
            "whole": verified.whole,
            "redacted": verified.redacted,
            "text_bytes": verified.bytes(),
            "entries": verified.log.map(|head| head.size),
            "root": verified.log.map(|head| head.root),
            "damage": damage,
            "head": head,
            "notices": verified.notices(),
        }),
    };
    match record_fixity_check(&context.db, &event) {
        Ok(()) => {}
        Err(StoreError::ReadOnly { .. }) => {
            context.say("the catalog is read-only: the check was not recorded in the journal");
        }
        Err(error) => context.say(&format!("the check was not recorded in the journal: {error}")),
    }
}
