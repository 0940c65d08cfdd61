//! HTML: a saved page becomes the fields of a capture.
//!
//! Structured data is believed before what is printed, the main entity's JSON-LD before any
//! other; each field keeps what it was read from.

mod address;
mod body;
mod claims;
mod classes;
mod flow;
mod frame;
mod json_ld;
mod outline;
mod prune;
mod score;
mod tame;

use dom_query::Document;

use self::claims::{Claim, Claims};
use self::outline::Outline;
use super::dates::{self, Clock, DateContext};
use super::{Field, Options, names};
use crate::article::{ClockSource, Precision, Timestamp, ZoneBasis};
use crate::source::RawPage;

/// The fields of a page, as it gives them.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) description: Option<String>,
    pub(super) body: Option<String>,
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) captured: Option<Timestamp>,
    pub(super) lang: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    /// What each field was read from.
    pub(super) explain: Vec<(Field, &'static str)>,
    /// Disagreements and doubts.
    pub(super) notes: Vec<String>,
}

/// Reads a page.
pub(super) fn read(text: &str, page: &RawPage, options: &Options) -> Fields {
    let tamed = tame::tame(text);
    let document = Document::from(tamed.as_ref());
    let mut claims = Claims::collect(&document);
    let mut fields = Fields::default();
    let (saved_url, saved_date) = address::saved_comment(text);
    claims.addresses.saved = saved_url;
    claims.addresses.hint.clone_from(&page.url_hint);
    if let Some((url, source)) = claims.addresses.choose() {
        fields.url = Some(url);
        fields.explain.push((Field::Url, source));
    }
    fields.lang =
        pick(&claims.lang, &mut fields.explain, Field::Lang, |claim| language(&claim.value));
    fields.publisher =
        pick(&claims.publisher, &mut fields.explain, Field::Publisher, |claim| plain(&claim.value));
    fields.section =
        pick(&claims.section, &mut fields.explain, Field::Section, |claim| plain(&claim.value));
    fields.description =
        pick(&claims.description, &mut fields.explain, Field::Description, |claim| {
            plain(&claim.value)
        });
    let host = fields
        .url
        .as_deref()
        .and_then(|url| url::Url::parse(url).ok())
        .and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
    let site: Vec<&str> =
        claims.publisher.iter().map(|claim| claim.value.as_str()).chain(host.as_deref()).collect();
    fields.title = title(&claims, &site, &mut fields.explain);
    fields.byline = pick(&claims.byline, &mut fields.explain, Field::Byline, |claim| {
        let named = names::byline([json_ld::clean(&claim.value)])?;
        // A site's own name in `<meta name=author>` is no signature.
        let is_site = site.iter().any(|site| dates::fold(site) == dates::fold(&named));
        (!is_site || claim.source == "json-ld").then_some(named)
    });
    let lang = fields.lang.clone();
    let context =
        DateContext { zone: &options.zone, order: options.date_order, lang: lang.as_deref() };
    fields.captured =
        saved_date.and_then(|date| dates::read(&date, &context, ClockSource::SavedComment).ok());
    if fields.captured.is_some() {
        fields.explain.push((Field::Captured, "saved-from comment"));
    }
    clocks(&document, &claims, &context, &mut fields);
    let known = body::Known {
        title: fields.title.as_deref(),
        byline: fields.byline.as_deref(),
        told: claims.body.as_deref(),
    };
    if let Some(body) = body::find(&Outline::new(&document), known) {
        fields.body = Some(body.text);
        fields.explain.push((Field::Body, body.source));
    }
    fields
}

fn pick<T>(
    claims: &[Claim],
    explain: &mut Vec<(Field, &'static str)>,
    field: Field,
    read: impl Fn(&Claim) -> Option<T>,
) -> Option<T> {
    let (value, source) = claims.iter().find_map(|claim| Some((read(claim)?, claim.source)))?;
    explain.push((field, source));
    Some(value)
}

fn plain(text: &str) -> Option<String> {
    Some(json_ld::clean(text)).filter(|text| !text.is_empty())
}

/// A language tag, in BCP 47's letter case for its first two parts.
fn language(text: &str) -> Option<String> {
    let tag = text.trim().split([',', ';', ' ']).next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut language = primary;
    for part in parts.take(3) {
        if part.is_empty()
            || part.len() > 8
            || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            break;
        }
        language.push('-');
        match part.len() {
            2 => language.push_str(&part.to_ascii_uppercase()),
            _ => language.push_str(part),
        }
    }
    Some(language)
}

fn title(
    claims: &Claims,
    site: &[&str],
    explain: &mut Vec<(Field, &'static str)>,
) -> Option<String> {
    let candidates: Vec<(String, &'static str)> = claims
        .title
        .iter()
        .filter_map(|claim| Some((names::title(&plain(&claim.value)?, site), claim.source)))
        .collect();
    let (first, source) = candidates.first()?;
    // A headline cut short for search engines: take the one that begins with it.
    let stem = first.trim_end_matches(['…', '.', ' ']);
    let longer = candidates.iter().find(|(other, _)| {
        (first.ends_with('…') || first.ends_with("...") || first.chars().count() >= 100)
            && other.len() > first.len()
            && other.starts_with(stem)
    });
    let (title, source) = longer.map_or((first, source), |(title, source)| (title, source));
    // `Headline | Desk | A name of the site that nothing told`: the heading shows where it ends.
    if let Some(heading) = &claims.heading
        && heading.chars().count() >= 15
        && let Some(rest) = title.strip_prefix(heading.as_str())
        && rest.trim_start().starts_with(['|', '-', '–', '—', '•', '·', '›', '»', ':'])
        && rest.starts_with(' ')
    {
        explain.push((Field::Title, "h1"));
        return Some(heading.clone());
    }
    explain.push((Field::Title, source));
    Some(title.clone())
}

/// The most lines of a page that are searched for printed dates.
const MOST_LINES: usize = 4_000;

fn clocks(document: &Document, claims: &Claims, context: &DateContext<'_>, fields: &mut Fields) {
    let readable =
        |claim: &Claim| dates::read(&claim.value, context, claim.clock).ok().filter(is_day);
    fields.published = pick(&claims.published, &mut fields.explain, Field::Published, readable);
    fields.updated = pick(&claims.updated, &mut fields.explain, Field::Updated, readable);
    note_disagreement(
        "published",
        fields.published.as_ref(),
        &claims.published,
        context,
        &mut fields.notes,
    );
    note_disagreement(
        "updated",
        fields.updated.as_ref(),
        &claims.updated,
        context,
        &mut fields.notes,
    );
    let is_settled = |stamp: &Option<Timestamp>| {
        stamp.as_ref().is_some_and(|stamp| stamp.offset_minutes() != Some(0))
    };
    if is_settled(&fields.published) && is_settled(&fields.updated) {
        return;
    }
    let printed = printed(document, claims.heading.as_deref().or(fields.title.as_deref()), context);
    keep_local_day(&mut fields.published, &claims.published, &printed, context);
    keep_local_day(&mut fields.updated, &claims.updated, &printed, context);
    if fields.updated.is_none()
        && let Some(found) = printed.iter().find(|found| found.clock == Some(Clock::Updated))
    {
        fields.updated = Some(found.stamp.clone());
        fields.explain.push((Field::Updated, "printed line"));
    }
    if fields.published.is_some() {
        return;
    }
    let by_url = fields.url.as_deref().and_then(date_in_url);
    let unnamed = claims.unnamed.iter().find_map(readable);
    let labelled = printed
        .iter()
        .find(|found| found.clock == Some(Clock::Published))
        .map(|found| &found.stamp);
    let bare = printed.iter().find(|found| found.clock.is_none()).map(|found| &found.stamp);
    let choice = labelled
        .map(|stamp| (stamp.clone(), "printed line"))
        .or_else(|| {
            let url = by_url.clone()?;
            // A finer claim of about the same day says more than the URL.
            let near =
                |stamp: &Timestamp| (stamp.micros() - url.micros()).abs() < 36 * 3_600_000_000;
            let finer = unnamed
                .iter()
                .chain(bare)
                .find(|stamp| near(stamp) && stamp.precision() > Precision::Day);
            Some(finer.map_or((url, "url"), |stamp| (stamp.clone(), "printed line")))
        })
        .or_else(|| unnamed.clone().map(|stamp| (stamp, "time element")))
        .or_else(|| bare.map(|stamp| (stamp.clone(), "printed line")))
        .or_else(|| {
            let dated = claims.dated.iter().find_map(|claim| {
                let found = dates::find_printed(&claim.value, context, claim.clock);
                found
                    .into_iter()
                    .find(|found| found.clock != Some(Clock::Updated) && is_day(&found.stamp))
            });
            dated.map(|found| (found.stamp, "dated element"))
        });
    if let Some((stamp, source)) = choice {
        fields.published = Some(stamp);
        fields.explain.push((Field::Published, source));
    }
}

/// A month or a year alone is no story's date, and the epoch's first day is a machine's slip.
fn is_day(stamp: &Timestamp) -> bool {
    stamp.precision() >= Precision::Day && stamp.micros() > 86_400_000_000
}

/// Where the best claim is in UTC and another names the same instant in a zone of its own, the
/// latter keeps the publisher's local day.
fn keep_local_day(
    chosen: &mut Option<Timestamp>,
    claims: &[Claim],
    printed: &[dates::Printed],
    context: &DateContext<'_>,
) {
    let Some(stamp) = chosen.as_ref().filter(|stamp| stamp.offset_minutes() == Some(0)) else {
        return;
    };
    let is_same = |other: &Timestamp| {
        other.zone() == ZoneBasis::Stated
            && other.offset_minutes().is_some_and(|offset| offset != 0)
            && (other.micros() - stamp.micros()).abs() < 60_000_000
    };
    let offset = claims
        .iter()
        .filter_map(|claim| dates::read(&claim.value, context, claim.clock).ok())
        .chain(printed.iter().map(|found| found.stamp.clone()))
        .find(is_same)
        .and_then(|other| other.offset_minutes());
    if let Some(offset) = offset {
        let kept = Timestamp::from_stored(
            stamp.micros(),
            stamp.precision(),
            Some(offset),
            stamp.zone(),
            stamp.source(),
            Some(stamp.raw()),
        );
        *chosen = Some(kept);
    }
}

fn note_disagreement(
    name: &str,
    chosen: Option<&Timestamp>,
    claims: &[Claim],
    context: &DateContext<'_>,
    notes: &mut Vec<String>,
) {
    let Some(chosen) = chosen else { return };
    let day = |stamp: &Timestamp| stamp.local_text().get(..10).map(str::to_owned);
    for claim in claims {
        match dates::read(&claim.value, context, claim.clock) {
            Ok(other) if day(&other) != day(chosen) => {
                notes.push(format!(
                    "{name}: {} says {}, {} says {}",
                    chosen.source().name(),
                    chosen.raw(),
                    claim.source,
                    claim.value
                ));
            }
            Ok(_) => {}
            Err(error) => notes.push(format!("{name}: {}: {error}", claim.source)),
        }
    }
}

/// The dates that are printed about the headline.
fn printed(
    document: &Document,
    heading: Option<&str>,
    context: &DateContext<'_>,
) -> Vec<dates::Printed> {
    let lines = flow::blocks(&document.root(), |_| false);
    let heading = heading.map(dates::fold);
    let at = heading
        .and_then(|heading| lines.iter().position(|line| dates::fold(&line.text) == heading));
    let (from, to) = match at {
        Some(at) => (at.saturating_sub(12), at + 60),
        None => (0, MOST_LINES),
    };
    let mut found = Vec::new();
    for (index, block) in lines.iter().enumerate().take(MOST_LINES) {
        let near = (from..to).contains(&index);
        for line in block.text.lines() {
            let digits = line.bytes().filter(u8::is_ascii_digit).count();
            if line.len() > 300 || digits < 3 {
                continue;
            }
            for date in dates::find_printed(line, context, ClockSource::Text) {
                if !is_day(&date.stamp) || (!near && date.clock.is_none()) {
                    continue;
                }
                // Without a label a date counts only where the line is little else.
                let length = date.span.1 - date.span.0;
                if date.clock.is_none() && (line.len() > 120 || length * 4 < line.len()) {
                    continue;
                }
                found.push((at.map_or(index, |at| index.abs_diff(at)), date));
            }
        }
    }
    // Nearest to the headline first.
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, date)| date).collect()
}

/// `/2014/10/19/`, `/2014-10-19-`, `/20141019/` in a URL's path. Fourteen digits are an archive's.
fn date_in_url(url: &str) -> Option<Timestamp> {
    let parsed = url::Url::parse(url).ok()?;
    let path = parsed.path().to_owned();
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let number = |text: &&str, digits: usize| {
        (text.len() <= digits && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let date = |year: u32, month: u32, day: u32| {
        let in_range = (1990..2100).contains(&year);
        in_range.then(|| chrono::NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
    };
    let spelled = parts.windows(3).find_map(|window| {
        let [year, month, day] = window else { return None };
        if year.len() != 4 {
            return None;
        }
        let month =
            number(month, 2).or_else(|| super::months::month(&month.to_ascii_lowercase()))?;
        date(number(year, 4)?, month, number(day, 2)?)
    });
    let packed = || {
        parts.iter().find_map(|part| {
            let part = part.get(..8).filter(|_| part.len() == 8)?;
            date(
                number(&part.get(..4)?, 4)?,
                number(&part.get(4..6)?, 2)?,
                number(&part.get(6..)?, 2)?,
            )
        })
    };
    let date = spelled.or_else(packed)?;
    Some(Timestamp::of_day(date, Precision::Day, url, ClockSource::Url))
}

#[cfg(test)]
mod tests;
