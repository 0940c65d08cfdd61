//! `verify`: everything that the catalog holds held against what it says of itself.

use super::context::{Context, now};
use super::failure::Failure;
use super::format::{ListFormat, TextFormat, width};
use super::head::{self, HeadArgs, HeadFinding};
use super::output::Output;
use super::watch::steps_bar;
use super::{Done, Outcome};
use crate::history::changes::Deriver;
use crate::render::rows::{self, RowWriter};
use crate::render::verify::{
    COLUMNS, check_cells, finding_cells, head_cells, total_cells, write_check, write_finding,
    write_head, write_total,
};
use crate::store::{
    self, AGENT, Event, EventKind, HeadBasis, StoreError, Verified, VerifyFinding, VerifyOptions,
    Verifying, record_fixity_check,
};

/// Findings that are shown to people; the formats for programs have all.
const SHOWN: usize = 1000;

/// Check that everything in the catalog is what was stored
///
/// Every text is expanded and every version's id computed anew, every capture's digest, every entry of
/// the log and its root; rows are followed to the rows that they point at; counts are counted; SQLite
/// checks its pages. What is damaged is named, with what of it can still be read. Nothing is repaired,
/// and nothing written but one event of the journal. Exits with 1 where something is damaged.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Derive changes, summaries and indexes anew and compare them; let SQLite check its indexes too
    #[arg(long)]
    deep: bool,
    /// Do not enter it in the journal
    #[arg(long)]
    no_record: bool,
    #[command(flatten)]
    head: HeadArgs,
    /// How to write what is found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    // A head that cannot be read is told before the work. The rows are proved below.
    let head = head::check(&catalog, &args.head, HeadBasis::Tiles)?;
    let bar = steps_bar(context);
    let mut out = match args.format {
        TextFormat::Text | TextFormat::Table => Output::paged(context),
        _ => Output::plain(),
    };
    let options = VerifyOptions { deep: args.deep };
    let mut failed: Result<(), Failure> = Ok(());
    let verified = {
        let mut report = Report::begin(args.format.rows(), context, &mut out)?;
        let verified = store::verify(&catalog, options, &Deriver, &mut |told| {
            if let Verifying::Progress(check, done, total) = told {
                bar.set_message(check.name());
                bar.set_length(total);
                bar.set_position(done);
                return true;
            }
            failed = report.tell(told);
            failed.is_ok()
        });
        bar.finish_and_clear();
        std::mem::replace(&mut failed, Ok(()))?;
        let Some(verified) = verified else {
            return Err(Failure::Failed("it was ended".to_owned()));
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
        context.say("not entered in the journal, as asked");
    } else {
        record(args, context, &verified, head.as_ref());
    }
    if damage == 0 {
        let holds = head.is_none_or(|head| head.holds);
        return Ok(if holds { Done::Whole } else { Done::Differs });
    }
    context.warn(&format!(
        "{} is damaged and was left as it is: restore a backup, or `recension merge` an undamaged copy \
         into a new catalog; `recension export` writes what can be read. What is derived alone, \
         `recension rebuild` makes anew",
        context.db.display()
    ));
    Ok(Done::Differs)
}

/// Where the findings go.
enum Report<'o> {
    /// For people: the checks first, what they found behind them.
    Text {
        found: Vec<VerifyFinding>,
        left_out: u64,
        color: bool,
        out: &'o mut Output,
    },
    Rows(Box<dyn RowWriter + 'o>),
}

impl<'o> Report<'o> {
    fn begin(
        format: Option<ListFormat>,
        context: &Context,
        out: &'o mut Output,
    ) -> Result<Self, Failure> {
        let Some(format) = format else {
            return Ok(Self::Text { found: Vec::new(), left_out: 0, color: context.color, out });
        };
        let width = width(format, context);
        Ok(Self::Rows(rows::writer(&COLUMNS, format.into(), width, context.color, out)?))
    }

    fn tell(&mut self, told: Verifying<'_>) -> Result<(), Failure> {
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
            (_, Verifying::Progress(..)) => {}
        }
        Ok(())
    }

    /// Tells whether the head holds that was given.
    fn head(&mut self, head: &HeadFinding) -> Result<(), Failure> {
        match self {
            Self::Text { color, out, .. } => Ok(write_head(head.holds, &head.says, *color, *out)?),
            Self::Rows(rows) => Ok(rows.row(&head_cells(head.holds, head.size, &head.says))?),
        }
    }

    fn end(self, verified: &Verified) -> Result<(), Failure> {
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

/// Enters the verification in the journal, if the catalog can be written.
fn record(args: &Args, context: &Context, verified: &Verified, head: Option<&HeadFinding>) {
    let damage = verified.damage();
    let holds = head.is_none_or(|head| head.holds);
    let event = Event {
        at: now(),
        kind: EventKind::FixityCheck,
        agent: AGENT.to_owned(),
        outcome: if damage > 0 || !holds { store::Outcome::Fail } else { store::Outcome::Success },
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
            context.say("the catalog cannot be written: it was not entered in the journal");
        }
        Err(error) => context.say(&format!("it was not entered in the journal: {error}")),
    }
}
