//! `show`: one complete version.

use std::io::Write as _;

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::output::{Output, write_json};
use super::output_args::OutputArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::{ArticleId, StoredVersion};
use crate::catalog::select::{self, Chosen};
use crate::history::looks::Looks;
use crate::render::looks::look_lines;
use crate::render::safe;
use crate::render::version::{
    InEffectJson, VersionJson, captures_json, certainty_text, write_text,
};
use crate::store::Snapshot;
use crate::timeline::Timeline;

/// Show one complete version of an article
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Version: an ordinal, first, latest, an id prefix, a state (@3), or a time
    #[arg(value_name = "VERSION", default_value = "latest", allow_hyphen_values = true, value_parser = super::range_args::version_name)]
    version: String,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ShowFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// Readable text
    Text,
    /// One JSON object with the body and every capture
    Json,
    /// Only the body, byte for byte (on a terminal, without control characters)
    Body,
    /// The page that the text was read from, byte for byte, if it is kept
    Page,
}

pub(super) fn run(args: &ShowArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ShowFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let chosen = select::version(&history, &args.version)?;
    let index = chosen.version();
    let versions = history.versions();
    let Some(version) = versions.get(index) else { return Ok(ExitStatus::Whole) };
    let body = catalog.body(version)?;
    let body = body.as_deref().map(String::as_str);
    let looks = looks_around(&catalog, article, &history, &chosen)?;
    match format {
        ShowFormat::Text => {
            let mut out = Output::paged(context)?;
            let place = (index + 1, versions.len());
            for capture in &version.captures {
                catalog.proved_details(version, capture)?;
            }
            let replaced = history.is_replaced(index).then(|| {
                let what = "replaced: a later version of the extractor has read the page again";
                ("Reading", what.to_owned())
            });
            let notes: Vec<(&str, String)> = chosen
                .in_effect
                .iter()
                .map(|found| ("Certainty", certainty_text(&history, found)))
                .chain(replaced)
                .chain(looks.iter().map(|line| ("Looked", line.clone())))
                .collect();
            let flags = history.flags(index);
            write_text(version, body, place, flags, &notes, context.color, &mut out)?;
            out.finish()?;
        }
        ShowFormat::Body => {
            if let Some(found) = &chosen.in_effect {
                context.say(&certainty_text(&history, found));
            }
            for line in &looks {
                context.say(&format!("looked {line}"));
            }
            let mut out = Output::plain(context)?;
            let body = body.unwrap_or_default();
            if context.terminal {
                // A terminal would obey control characters.
                out.write_all(safe(body).as_bytes())?;
            } else {
                out.write_all(body.as_bytes())?;
            }
            out.finish()?;
        }
        ShowFormat::Page => {
            let mut captures = version.captures.iter();
            let mut page = None;
            while let (None, Some(capture)) = (&page, captures.next()) {
                page = capture.payload.map(|digest| catalog.page(&digest)).transpose()?.flatten();
            }
            let page = page.ok_or_else(|| {
                let why = match (&version.redacted, captures_a_page(version)) {
                    (Some(_), _) => "was redacted",
                    (None, false) => "does not exist: the version was read from a record",
                    (None, true) => "is not kept; `recension import --keep-pages` keeps pages",
                };
                CommandError::Failed(format!("the page of version {} {why}", index + 1))
            })?;
            let mut out = Output::plain(context)?;
            if context.terminal {
                out.write_all(safe(&String::from_utf8_lossy(&page.bytes)).as_bytes())?;
            } else {
                out.write_all(&page.bytes)?;
            }
            out.finish()?;
        }
        ShowFormat::Json => {
            let mut json = VersionJson::new(&history, version, index);
            json.in_effect =
                chosen.in_effect.map(|found| InEffectJson::new(&history, &args.version, &found));
            json.body = Some(body);
            json.captures = captures_json(&catalog, version)?;
            json.add_looks(&Looks::of(&catalog, article, &history)?);
            let mut out = Output::plain(context)?;
            write_json(&mut out, &json)?;
            writeln!(out)?;
            out.finish()?;
        }
    }
    Ok(ExitStatus::Whole)
}

/// Returns lines on the requests that did not return the page, between the captures around the time
/// asked for; without a time, between the state's last capture and the next one.
fn looks_around(
    catalog: &Snapshot,
    article: ArticleId,
    history: &Timeline,
    chosen: &Chosen,
) -> Result<Vec<String>, CommandError> {
    let looks = Looks::of(catalog, article, history)?;
    let (from, until) = if let Some(found) = &chosen.in_effect {
        (found.before.map(|(_, at)| at), found.after.map(|(_, at)| at))
    } else {
        let of = |state: usize| history.states().get(state).and_then(|state| state.seen);
        let Some(state) = chosen.selected.state else { return Ok(Vec::new()) };
        let Some((_, last)) = of(state) else { return Ok(Vec::new()) };
        let next = (state + 1..history.states().len()).find_map(of);
        (Some(last), next.map(|(first, _)| first))
    };
    Ok(look_lines(&looks.between(from, until), &catalog.key_of(article)?))
}

/// Whether a version was read from a page.
fn captures_a_page(version: &StoredVersion) -> bool {
    version.captures.iter().any(|capture| capture.payload.is_some())
}
