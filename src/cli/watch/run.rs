//! `watch run`: the daemon, or one round for a timer.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::change_rules::ChangeRules;
use super::super::command_error::CommandError;
use super::super::context::{Context, listen, now};
use super::super::fetch::{json_of, say_report, say_result};
use super::super::output::{Output, write_json};
use super::super::rebuild::refresh;
use super::super::request_args::{RequestArgs, SystemClock};
use super::super::{CommandResult, ExitStatus};
use super::deliver::{Delivery, read_secret};
use super::service::Service;
use crate::article::{Sha256, TimeRange, UnixMicros};
use crate::render::changes::{COLUMNS, cells};
use crate::render::counted;
use crate::render::rows::{self, RowFormat};
use crate::store::{ChangeFilter, ChangeRow, Snapshot, catalog_exists};
use crate::watch::{Engine, Message, Observer, RunMode, RunResult, State, WatchError};

/// The number of hosts for which a contact is required.
const HOSTS_WITHOUT_CONTACT: i64 = 100;

#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Request what is due now and exit, for a timer
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    requests: RequestArgs,
    /// Run this shell command for each change, with its JSON on standard input
    ///
    /// A command that fails is run again later, also after a restart: it may see a change twice.
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
    /// Send the JSON of each change to this URL
    ///
    /// A request that fails is repeated later, also after a restart. The field Idempotency-Key is
    /// the same in each attempt.
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// File with the secret that signs the requests of --webhook
    ///
    /// The field X-Recension-Signature is `sha256=` and the HMAC-SHA-256 of the body, in
    /// hexadecimal digits.
    #[arg(long, value_name = "FILE", requires = "webhook")]
    webhook_secret: Option<PathBuf>,
    #[command(flatten)]
    rules: ChangeRules,
    /// Print one JSON object per request
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &RunArgs, mut state: State, context: &Context) -> CommandResult {
    state.lock()?;
    let hosts = state.count_hosts()?;
    if hosts > HOSTS_WITHOUT_CONTACT && !args.requests.has_contact() {
        return Err(WatchError::NoContact { hosts }.into());
    }
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop)?;
    if catalog_exists(&context.db) {
        refresh(context)?;
    }
    let secret = args.webhook_secret.as_deref().map(read_secret).transpose()?;
    let delivery = Delivery::new(args.exec.clone(), args.webhook.as_deref(), secret)?;
    let service = Service::connect();
    let out = if args.json { Some(Output::plain(context)?) } else { None };
    let mut observer = RunObserver { context, out, delivery, rules: args.rules.filter(), service };
    let clock = SystemClock(Arc::clone(&stop));
    let settings = args.requests.settings(context);
    let mode = if args.once { RunMode::Once } else { RunMode::Until(None) };
    let mut engine = Engine::new(state, settings, &clock, &mut observer)?;
    let result = engine.run(mode, &stop);
    let (state, report) = engine.finish();
    observer.service.say("STOPPING=1");
    result?;
    if let Some(out) = observer.out.take() {
        out.finish()?;
    }
    say_report(&report, context);
    let waiting = state.waiting_messages()?;
    if waiting > 0 {
        context.say(&format!("{} wait for their delivery", counted(waiting, "message")));
    }
    let is_whole = report.failed == 0 && report.rejects == 0;
    Ok(if is_whole { ExitStatus::Whole } else { ExitStatus::Partly })
}

struct RunObserver<'c> {
    context: &'c Context,
    out: Option<Output>,
    delivery: Delivery,
    rules: ChangeFilter,
    service: Service,
}

impl Observer for RunObserver<'_> {
    fn requested(&mut self, result: &RunResult) {
        match &mut self.out {
            // A reader that went away does not stop the watch.
            Some(out) => {
                let _ = write_json(out, &json_of(result)).and_then(|()| writeln!(out));
                let _ = out.flush();
            }
            None => say_result(result, self.context),
        }
    }

    fn messages(
        &mut self,
        catalog: &Snapshot,
        since: UnixMicros,
    ) -> Result<Vec<Message>, WatchError> {
        if self.delivery.is_empty() {
            return Ok(Vec::new());
        }
        let filter = ChangeFilter {
            captured: TimeRange { from: Some(since), until: None },
            oldest_first: true,
            ..self.rules.clone()
        };
        let mut messages = Vec::new();
        catalog.each_change(&filter, |row| {
            messages.extend(message(&row));
            Ok::<_, WatchError>(())
        })?;
        Ok(messages)
    }

    fn deliver(&mut self, message: &Message) -> bool {
        match self.delivery.deliver(message) {
            Ok(()) => true,
            Err(why) => {
                self.context.warn(&format!("a message is not delivered yet: {why}"));
                false
            }
        }
    }

    fn alive(&mut self) {
        self.service.alive(now());
    }
}

/// The message about a change: the columns of `changes --format json`. Its key is the same whenever
/// the change is found again.
fn message(row: &ChangeRow) -> Option<Message> {
    let mut json = Vec::new();
    let mut writer =
        rows::writer(&COLUMNS, RowFormat::JsonLines, usize::MAX, false, &mut json).ok()?;
    writer.row(&cells(row)).and_then(|()| writer.end()).ok()?;
    drop(writer);
    let body = String::from_utf8(json).ok()?.trim_end().to_owned();
    let seen = row.state.seen.map(|(first, _)| first);
    let key = format!("{}\n{}\n{}\n{seen:?}", row.key, row.before_id, row.id);
    Some(Message { key: Sha256::of(key.as_bytes()).to_string(), body })
}

impl From<WatchError> for CommandError {
    fn from(error: WatchError) -> Self {
        match error {
            WatchError::Store(error) => error.into(),
            WatchError::NoContact { .. }
            | WatchError::Refused { .. }
            | WatchError::NotOurs { .. } => Self::usage(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
