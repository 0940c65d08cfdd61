//! `prove`: writes a version with the proof that it is in the log.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::head::{KeptHead, read_bytes, read_private_key, told};
use super::log_head::make;
use super::output::Output;
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::article::Sha256;
use crate::catalog::select;
use crate::proof::bundle::{Bundle, MOST_BYTES, Trust};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::evidence::{Bytes, StampEvidence};
use crate::proof::report::Verdict;
use crate::proof::stamp::{self, StampKind, TimestampToken};
use crate::proof::tlog_proof::TlogProof;
use crate::render::evidence::answer_text;
use crate::render::{bytes, counted, json};
use crate::store::{AskedTime, EvidenceError, Extension, HeadBasis};

/// Write a bundle of evidence for a version
///
/// The bundle holds the version, or the version in effect at a time, with its captures and the
/// proof that they are in the log. `recension verify-bundle` checks it without the catalog.
#[derive(Debug, clap::Args)]
pub(super) struct ProveArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Version: an ordinal, first, latest, an id prefix, a state (@3), or a time
    ///
    /// With a time, the bundle also proves the two observations around it, and states how certain
    /// the answer is.
    #[arg(value_name = "VERSION", allow_hyphen_values = true, value_parser = super::range_args::version_name)]
    version: String,
    /// Format of the evidence [default: bundle, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ProofFormat>,
    #[command(flatten)]
    output: OutputArgs,
    /// Use this checkpoint file instead of a new checkpoint
    ///
    /// A file that `recension log-head` wrote.
    #[arg(long, value_name = "FILE")]
    head: Option<OsString>,
    /// Sign the new checkpoint with this Ed25519 key
    #[arg(long, value_name = "FILE", conflicts_with = "head")]
    key: Option<PathBuf>,
    /// Name of the log in the new checkpoint
    #[arg(long, value_name = "NAME", conflicts_with = "head")]
    origin: Option<String>,
    /// Add an RFC 3161 request or response for the checkpoint file
    ///
    /// Can be given more than once.
    #[arg(long, value_name = "FILE", requires = "head")]
    timestamp: Vec<PathBuf>,
    /// Add an OpenTimestamps file for the checkpoint file
    ///
    /// Can be given more than once.
    #[arg(long, value_name = "FILE", requires = "head")]
    ots: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ProofFormat {
    /// A bundle with the version, its captures and their proofs, as JSON
    #[value(alias = "json")]
    Bundle,
    /// The proof for the version's first capture, as https://c2sp.org/tlog-proof describes it
    TlogProof,
}

pub(super) fn run(args: &ProveArgs, context: &Context) -> CommandResult {
    let context = &args.output.context(context)?;
    let format = args.output.format(args.format, ProofFormat::Bundle)?;
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let chosen = select::version(&history, &args.version)?;
    let Some(version) = history.versions().get(chosen.version()) else {
        return Ok(ExitStatus::Whole);
    };

    let text = if let Some(name) = &args.head {
        KeptHead::read(name)?.text.ok_or_else(|| {
            CommandError::usage(
                "evidence needs the complete checkpoint: give its file, not SIZE:ROOT",
            )
        })?
    } else {
        let signer = args.key.as_deref().map(read_private_key).transpose()?;
        make(&catalog, args.origin.as_deref(), signer.as_ref(), context)?
    };
    let (checkpoint, note) =
        Checkpoint::parse(&text).map_err(|error| CommandError::Failed(error.to_string()))?;
    let is_signed = !note.signatures.is_empty();
    let extension = catalog.log()?.extends(&checkpoint, HeadBasis::Tiles)?;
    if !matches!(extension, Extension::Extends { .. }) {
        let (_, says) = told(&extension, checkpoint.size, &checkpoint.root);
        return Err(CommandError::Failed(format!("the checkpoint cannot be used: {says}")));
    }
    let stamps = stamps(args, &text)?;
    let is_stamped = stamps.iter().any(|stamp| stamp.kind.checker().is_some());

    let asked = select::asked_time(&history, &args.version);
    let evidence = match (&chosen.in_effect, &asked) {
        (Some(found), Some((time, offset))) => {
            let asked = AskedTime { text: &args.version, time, offset: *offset };
            catalog.evidence_at(&history, found, &asked, &checkpoint, &text, stamps)
        }
        _ => catalog.evidence(version, &checkpoint, &text, stamps),
    };
    let evidence = evidence.map_err(|error| match error {
        EvidenceError::Store(error) => error.into(),
        other => CommandError::usage(other.to_string()),
    })?;
    let bundle = &evidence.bundle;
    let report = bundle.check(&Trust::default());
    if let Some(check) = report.checks.iter().find(|check| check.result == Verdict::Fails) {
        return Err(CommandError::Failed(format!(
            "{}: version {} cannot be proved: {}",
            catalog.path().display(),
            version.id.short(),
            check.says
        )));
    }
    if format == ProofFormat::TlogProof {
        return write_tlog_proof(bundle, context);
    }
    let mut json = json::to_vec_pretty(bundle)
        .map_err(|error| CommandError::Failed(format!("the bundle cannot be written: {error}")))?;
    json.push(b'\n');
    if json.len() as u64 > MOST_BYTES {
        return Err(CommandError::Failed(format!(
            "the bundle of version {} with {} takes {}, more than the limit of {}",
            version.id.short(),
            counted(bundle.captures.len() as i64, "capture"),
            bytes(json.len() as i64),
            bytes(MOST_BYTES as i64)
        )));
    }
    let mut out = Output::plain(context)?;
    out.write_all(&json)?;
    out.finish()?;
    context.say(&format!(
        "version {} with {}, proved by the checkpoint of {} entries",
        version.id.short(),
        counted(bundle.captures.len() as i64, "capture"),
        checkpoint.size
    ));
    if let Some(question) = &bundle.question {
        context.say(&format!("at {}: {}", question.asked, answer_text(bundle, question)));
    }
    if evidence.later > 0 {
        context.say(&format!(
            "left out {} recorded after the checkpoint",
            counted(evidence.later as i64, "capture")
        ));
    }
    if evidence.later_looks > 0 {
        context.say(&format!(
            "left out {} recorded after the checkpoint",
            counted(evidence.later_looks as i64, "failed request")
        ));
    }
    if !is_signed && !is_stamped {
        context.say(
            "the checkpoint is neither signed nor time-stamped: it is only as trustworthy as the place \
             where its copy is stored",
        );
    }
    Ok(ExitStatus::Whole)
}

/// Writes the proof for the first capture in the log.
fn write_tlog_proof(bundle: &Bundle, context: &Context) -> CommandResult {
    let capture = bundle.captures.first().ok_or_else(|| {
        CommandError::Failed("the version has no capture under this checkpoint".to_owned())
    })?;
    let proof = TlogProof {
        extra: &capture.entry.0,
        index: capture.index,
        path: &capture.proof,
        checkpoint: &bundle.checkpoint,
    };
    let mut out = Output::plain(context)?;
    out.write_all(proof.to_string().as_bytes())?;
    out.finish()?;
    context.say(&format!(
        "capture {} of version {} is entry {} of the log",
        capture.digest,
        bundle.version.id.short(),
        capture.index
    ));
    Ok(ExitStatus::Whole)
}

/// Reads the time stamps given on the command line, each of which must be for the checkpoint's
/// text.
fn stamps(args: &ProveArgs, text: &str) -> Result<Vec<StampEvidence>, CommandError> {
    let digest = Sha256::of(text.as_bytes());
    let read = |path: &Path, is_ots: bool| {
        let refused = |why: &str| CommandError::usage(format!("{}: {why}", path.display()));
        let file = read_bytes(path, stamp::MOST_BYTES as u64)?;
        let stamp = TimestampToken::parse(&file).map_err(|error| refused(&error.to_string()))?;
        if (stamp.kind == StampKind::Opentimestamps) != is_ots {
            let option = if is_ots { "--timestamp" } else { "--ots" };
            return Err(refused(&format!("it is an {}: use {option}", stamp.kind.name())));
        }
        if stamp.digest != digest {
            return Err(refused(&format!(
                "it is for a file with the SHA-256 {}, but the checkpoint's SHA-256 is {digest}: stamp \
                 the checkpoint file unchanged",
                stamp.digest
            )));
        }
        Ok(StampEvidence { kind: stamp.kind, data: Bytes(file) })
    };
    let rfc3161 = args.timestamp.iter().map(|path| read(path, false));
    rfc3161.chain(args.ots.iter().map(|path| read(path, true))).collect()
}
