//! Determines when a page says that its article was published and updated.
//!
//! What the page states in structured data about its main article comes first, then what it shows
//! to readers near the headline, then ambiguous dates (`<meta name=date>`). Dates of other
//! articles, of comments and of footers do not count. Neither timestamp is ever filled from the
//! other.

use super::claim::Claim;
use super::claims::{Claims, Near};
use super::outline::{PageNode, PageOutline};
use super::{PageFields, Unread, block_text, local_day, title_distance};
use crate::article::{
    ClockSource, ClockStatement, Precision, PublisherClock, Timestamp, TimestampError, ZoneBasis,
};
use crate::extract::Field;
use crate::extract::boilerplate;
use crate::extract::dates::{self, DateContext, DateRole};

/// The most lines of a page that are searched for printed dates.
const MOST_LINES: usize = 4_000;
/// The most elements between the headline and the article's own date.
const NEAR: usize = 150;
/// The most lines between the headline and the article's own date: before it and after it.
const NEAR_LINES: (usize, usize) = (12, 60);
/// The same if the date has to outweigh another claim.
const CLOSE_LINES: usize = 8;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Reads both timestamps into the fields.
pub(super) fn read(
    outline: &PageOutline<'_>,
    claims: &Claims,
    by_url: Option<&Timestamp>,
    context: &DateContext<'_>,
    fields: &mut PageFields,
) {
    let first = |claims: &[Claim]| {
        claims.iter().find_map(|claim| Some((stamp(claim, context)?, claim.source)))
    };
    let mut published = first(&claims.published);
    let mut updated = first(&claims.updated);
    let title = claims.heading.as_deref().or(fields.title.as_deref());
    // Reading the page's lines takes time: do so only if they can add something.
    let is_settled = |claim: &Option<(Timestamp, _)>| {
        claim.as_ref().is_some_and(|(stamp, _)| {
            stamp.zone() == ZoneBasis::Stated && stamp.offset_minutes().is_some_and(|it| it != 0)
        })
    };
    let is_repeated = || match (&published, &updated) {
        (Some((one, _)), Some((other, _))) => (one.micros() - other.micros()).abs() < MINUTE,
        _ => false,
    };
    let is_contested = has_other_day(&claims.published, context);
    let printed =
        if is_settled(&published) && is_settled(&updated) && !is_repeated() && !is_contested {
            Vec::new()
        } else {
            printed(outline, claims, title, context)
        };
    if is_contested {
        published = seen_by_readers(claims, &printed, context).or(published);
    }
    let shown_update = printed
        .iter()
        .find(|found| found.date.clock == Some(DateRole::Updated))
        .map(|found| (found.date.stamp.clone(), "printed line"));
    if updated.is_none() {
        updated = shown_update.clone().or_else(|| scripted(claims, true, context));
    }
    if published.is_none() {
        published = shown(claims, &printed, by_url, updated.as_ref(), context);
    }
    // A system that copies the publication time into the update time states no update. If the page
    // states one elsewhere, use that.
    if let (Some((published, _)), Some((first, _))) = (&published, &updated)
        && (published.micros() - first.micros()).abs() < MINUTE
        && published.zone() == ZoneBasis::Stated
    {
        let others = claims
            .updated
            .iter()
            .filter_map(|claim| stamp(claim, context).map(|stamp| (stamp, claim.source)));
        let later = others.chain(shown_update).find(|(other, _)| {
            other.zone() == ZoneBasis::Stated && other.micros() > first.micros() + 5 * MINUTE
        });
        updated = later.or(updated);
    }
    for (clock, slot, own) in [
        (DateRole::Published, &mut published, &claims.published),
        (DateRole::Updated, &mut updated, &claims.updated),
    ] {
        unread(clock, slot.is_none(), own, context, fields);
        let Some((chosen, source)) = slot.take() else { continue };
        let evidence = DateEvidence { own, printed: &printed, clock };
        // A date that nothing names is the first publication.
        let lines = printed.iter().filter(|found| match found.date.clock {
            Some(named) => named == clock,
            None => clock == DateRole::Published && found.lines <= CLOSE_LINES,
        });
        let signs = local_day::Signs {
            stated: claims
                .published
                .iter()
                .chain(&claims.updated)
                .chain(claims.unnamed.iter().map(|near| &near.claim))
                .chain(&claims.zoned)
                .filter_map(|claim| stamp(claim, context))
                .chain(printed.iter().map(|found| found.date.stamp.clone()))
                .collect(),
            shown: lines.map(|found| &found.date.stamp).collect(),
            by_url: by_url.filter(|_| clock == DateRole::Published),
            published: fields.published.as_ref(),
            lang: context.lang,
        };
        let chosen = signs.place(chosen);
        evidence.dispute(&chosen, source, context, fields);
        let (_, field) = name_of(clock);
        fields.explain.push((field, source));
        match clock {
            DateRole::Published => fields.published = Some(chosen),
            DateRole::Updated => fields.updated = Some(chosen),
        }
    }
}

/// Reports claims of a timestamp that cannot be read. They are kept if their date does not exist in
/// the calendar, or if the timestamp is missing.
fn unread(
    clock: DateRole,
    is_missing: bool,
    own: &[Claim],
    context: &DateContext<'_>,
    fields: &mut PageFields,
) {
    let (name, field) = name_of(clock);
    let mut told: Vec<&str> = Vec::new();
    for claim in own {
        let Err(error) = dates::read(&claim.value, context, claim.clock) else { continue };
        if stamp(claim, context).is_some() || told.contains(&claim.value.as_str()) {
            continue;
        }
        told.push(&claim.value);
        fields.notes.push(format!("{name}: {}: {error}", claim.source));
        let is_impossible = !matches!(error, TimestampError::Unreadable(_));
        if fields.unread.len() < MOST_UNREAD && (is_missing || is_impossible) {
            let says = claim.value.trim().chars().take(MOST_SAID).collect();
            fields.unread.push(Unread { field, source: claim.source, says });
        }
    }
}

/// The most unreadable dates kept of one page: more add nothing.
const MOST_UNREAD: usize = 8;
/// The characters kept of a date that cannot be read.
const MOST_SAID: usize = 80;

fn name_of(clock: DateRole) -> (&'static str, Field) {
    match clock {
        DateRole::Published => ("published", Field::Published),
        DateRole::Updated => ("updated", Field::Updated),
    }
}

/// Reads a claim as a timestamp. It must name at least a day, and not the first day of the epoch,
/// which is a machine's error.
fn stamp(claim: &Claim, context: &DateContext<'_>) -> Option<Timestamp> {
    let value = claim.value.trim();
    let is_epoch = matches!(value.len(), 10 | 13)
        && value.starts_with('1')
        && value.bytes().all(|byte| byte.is_ascii_digit());
    let read = if is_epoch {
        Timestamp::of_epoch(value.parse().ok()?, value, claim.clock)
    } else {
        dates::read(&claim.value, context, claim.clock)
    };
    read.ok().filter(is_day)
}

fn is_day(stamp: &Timestamp) -> bool {
    stamp.precision() >= Precision::Day && stamp.micros() > DAY
}

/// Whether structured claims name different days.
fn has_other_day(claims: &[Claim], context: &DateContext<'_>) -> bool {
    let mut days = claims.iter().filter_map(|claim| stamp(claim, context));
    days.next().is_some_and(|first| days.any(|other| disagree(&first, &other)))
}

/// Of structured claims that name different days, returns the one whose day the page shows to
/// readers, unless it also shows the day of the first claim.
fn seen_by_readers(
    claims: &Claims,
    printed: &[PrintedDate],
    context: &DateContext<'_>,
) -> Option<(Timestamp, &'static str)> {
    let lines = printed.iter().filter(|found| {
        found.date.clock == Some(DateRole::Published)
            || (found.date.clock.is_none() && found.lines <= CLOSE_LINES)
    });
    let near = claims.unnamed.iter().filter(|near| near.distance <= NEAR);
    let days: Vec<String> = lines
        .map(|found| local_day::of(&found.date.stamp))
        .chain(near.filter_map(|near| stamp(&near.claim, context)).map(|it| local_day::of(&it)))
        .collect();
    let is_shown = |stamp: &Timestamp| days.contains(&local_day::of(stamp));
    // Microdata of visible elements shows what readers see.
    let hidden = claims
        .published
        .iter()
        .filter(|claim| matches!(claim.clock, ClockSource::JsonLd | ClockSource::Meta));
    let mut hidden = hidden.filter_map(|claim| Some((stamp(claim, context)?, claim.source)));
    let (first, _) = hidden.next()?;
    let other = hidden.find(|(other, _)| disagree(&first, other) && is_shown(other))?;
    (!is_shown(&first)).then_some(other)
}

/// Returns the first publication as readers see it, if no structured claim names it.
fn shown(
    claims: &Claims,
    printed: &[PrintedDate],
    by_url: Option<&Timestamp>,
    updated: Option<&(Timestamp, &'static str)>,
    context: &DateContext<'_>,
) -> Option<(Timestamp, &'static str)> {
    let element = |list: &[Near], most: usize| {
        let near = list.iter().filter(|near| near.distance <= most);
        near.into_iter().find_map(|near| Some((stamp(&near.claim, context)?, near.claim.source)))
    };
    let bare = |most: usize| {
        let found = printed.iter().find(|found| {
            found.date.clock.is_none()
                && found.lines <= most
                && !found.is_dateline
                && is_of_the_web(&found.date.stamp)
        });
        found.map(|found| (found.date.stamp.clone(), "printed line"))
    };
    let labelled = printed.iter().find(|found| found.date.clock == Some(DateRole::Published));
    if let Some(found) = labelled {
        return Some((found.date.stamp.clone(), "printed line"));
    }
    if let Some(url) = by_url {
        // A more precise claim of about the same day says more than the URL.
        let is_finer = |stamp: &Timestamp| {
            (stamp.micros() - url.micros()).abs() < 36 * 60 * MINUTE
                && stamp.precision() > Precision::Day
        };
        let elements = claims
            .unnamed
            .iter()
            .filter_map(|near| stamp(&near.claim, context).map(|stamp| (stamp, near.claim.source)));
        let lines = printed.iter().filter(|found| found.date.clock.is_none());
        let lines = lines.map(|found| (found.date.stamp.clone(), "printed line"));
        let vague = claims
            .vague
            .iter()
            .filter_map(|claim| stamp(claim, context).map(|stamp| (stamp, claim.source)));
        let finer = elements.chain(lines).chain(vague).find(|(stamp, _)| is_finer(stamp));
        return Some(finer.unwrap_or_else(|| (url.clone(), "url")));
    }
    // An article is not published after its update: such a claim comes from the template.
    let is_likely = |(stamp, _): &(Timestamp, &'static str)| {
        updated.is_none_or(|(updated, _)| {
            let is_exact = [stamp, updated].iter().all(|stamp| {
                stamp.precision() >= Precision::Minute && stamp.zone() == ZoneBasis::Assumed
            });
            stamp.micros() < updated.micros() + if is_exact { HOUR } else { DAY }
        })
    };
    let vague =
        || claims.vague.iter().find_map(|claim| Some((stamp(claim, context)?, claim.source)));
    let dated = |most: usize| {
        let near = claims.dated.iter().filter(|near| near.distance <= most);
        near.into_iter().find_map(|near| {
            let found = dates::find_printed(&near.claim.value, context, near.claim.clock);
            if found.is_empty() {
                return stamp(&near.claim, context).map(|stamp| (stamp, near.claim.source));
            }
            let found = found.into_iter().find(|found| {
                found.clock != Some(DateRole::Updated)
                    && is_day(&found.stamp)
                    && is_of_the_web(&found.stamp)
            })?;
            Some((found.stamp, near.claim.source))
        })
    };
    let close = element(&claims.unnamed, NEAR).or_else(|| bare(CLOSE_LINES));
    let close = close.or_else(|| dated(NEAR)).filter(is_likely);
    if let (Some(close), Some(vague)) = (&close, vague()) {
        // The same day, or the same instant in another zone: use the more precise one.
        let is_same = (close.0.micros() - vague.0.micros()).abs() < 36 * 60 * MINUTE
            && local_day::of(&close.0) == local_day::of(&vague.0);
        let is_finer = vague.0.precision() > close.0.precision();
        return Some(if is_same && is_finer { vague } else { close.clone() });
    }
    let dateline = || {
        let found = printed.iter().find(|found| found.is_dateline);
        found.map(|found| (found.date.stamp.clone(), "dateline"))
    };
    close
        .or_else(|| vague().filter(is_likely))
        .or_else(|| dateline().filter(is_likely))
        .or_else(|| bare(usize::MAX).filter(is_likely))
        .or_else(|| element(&claims.unnamed, usize::MAX).filter(is_likely))
        .or_else(|| dated(usize::MAX).filter(is_likely))
        .or_else(|| scripted(claims, false, context))
}

fn scripted(
    claims: &Claims,
    is_update: bool,
    context: &DateContext<'_>,
) -> Option<(Timestamp, &'static str)> {
    let (_, claim) = claims.scripted.iter().find(|(clock, _)| *clock == is_update)?;
    Some((stamp(claim, context)?, claim.source))
}

/// The evidence for one of the timestamps.
struct DateEvidence<'a> {
    /// The claims that name this timestamp.
    own: &'a [Claim],
    printed: &'a [PrintedDate],
    clock: DateRole,
}

impl DateEvidence<'_> {
    /// Records what other sources say that contradicts the chosen timestamp.
    fn dispute(
        &self,
        chosen: &Timestamp,
        source: &'static str,
        context: &DateContext<'_>,
        fields: &mut PageFields,
    ) {
        let (name, _) = name_of(self.clock);
        let mut told: Vec<(&'static str, &str)> = vec![(source, chosen.raw())];
        let mut others: Vec<(&'static str, String)> = Vec::new();
        for claim in self.own {
            match stamp(claim, context) {
                Some(other) if disagree(chosen, &other) => {
                    others.push((claim.source, claim.value.clone()));
                }
                _ => {}
            }
        }
        for found in self.printed.iter().filter(|found| found.date.clock == Some(self.clock)) {
            if disagree(chosen, &found.date.stamp) {
                others.push(("printed line", found.date.stamp.raw().to_owned()));
                break;
            }
        }
        for (source, value) in &others {
            if told.contains(&(*source, value.as_str())) || told.len() > 12 {
                continue;
            }
            fields.notes.push(format!(
                "{name}: {} says {}, {source} says {value}",
                chosen.source().name(),
                chosen.raw(),
            ));
            told.push((source, value));
        }
        if let [_, others @ ..] = told.as_slice() {
            let clock = match self.clock {
                DateRole::Published => PublisherClock::Published,
                DateRole::Updated => PublisherClock::Updated,
            };
            fields.disputed.extend(others.iter().map(|(source, value)| ClockStatement {
                clock,
                source: (*source).to_owned(),
                says: (*value).to_owned(),
            }));
        }
    }
}

/// Whether two claims of one timestamp cannot both be true. Differences of a few minutes are steps
/// of one system. If a time or a zone is not stated, only different days count.
fn disagree(one: &Timestamp, other: &Timestamp) -> bool {
    let is_exact = |stamp: &Timestamp| stamp.zone() == ZoneBasis::Stated;
    if is_exact(one) && is_exact(other) {
        return (one.micros() - other.micros()).abs() > 5 * MINUTE;
    }
    local_day::of(one) != local_day::of(other) && (one.micros() - other.micros()).abs() >= DAY / 2
}

/// A date printed on the page, and its distance from the headline in lines.
struct PrintedDate {
    date: dates::Printed,
    lines: usize,
    /// Whether it opens the article's text, after the place: `ALBA, March 9, 2021 –`.
    is_dateline: bool,
}

/// Returns the dates printed around the headline, nearest first.
fn printed(
    outline: &PageOutline<'_>,
    claims: &Claims,
    heading: Option<&str>,
    context: &DateContext<'_>,
) -> Vec<PrintedDate> {
    let is_others = |piece: &PageNode, node: &dom_query::NodeRef<'_>| {
        let is_head = claims.head.as_ref().is_some_and(|head| head.around.contains(&node.id));
        !is_head
            && (title_distance::is_foreign_by(node, |_| piece.words.dates)
                || is_site_header(node, claims))
    };
    let lines = outline.blocks(0, outline.pieces.len() as u32, &outline.gone_where(is_others));
    let heading = heading.map(dates::fold);
    let at = heading.and_then(|heading| {
        // Folding changes a text's length by less than a factor of three.
        let is_near =
            |line: &str| line.len() <= heading.len() * 3 && heading.len() <= line.len() * 3;
        lines.iter().position(|line| is_near(&line.text) && dates::fold(&line.text) == heading)
    });
    let (from, to) = match at {
        Some(at) => (at.saturating_sub(NEAR_LINES.0), at + NEAR_LINES.1),
        None => (0, MOST_LINES),
    };
    let mut found = Vec::new();
    let mut lone: Vec<PrintedDate> = Vec::new();
    let mut paragraphs = 0;
    let mut is_of_events = false;
    // A label on a line of its own, as in a list of terms.
    let mut label: Option<&str> = None;
    for (index, block) in lines.iter().enumerate().take(MOST_LINES) {
        let near = (from..to).contains(&index);
        // Once the text has begun, a date without a label may be that of another article.
        let has_begun = at.is_some() && paragraphs >= PARAGRAPHS;
        let is_behind = at.is_some_and(|at| index > at);
        let is_prose = block.text.len() >= PROSE && boilerplate::ends_sentence(&block.text);
        paragraphs += usize::from(is_behind && is_prose);
        // Before the headline there are also dates of other things.
        let distance =
            at.map_or(index, |at| if index < at { (at - index) * 2 } else { index - at });
        if block.kind == block_text::BlockKind::Heading {
            is_of_events = at != Some(index) && title_distance::heads_events(&block.text);
        }
        for line in block.text.lines() {
            let above = label.take();
            if block.kind != block_text::BlockKind::Heading && dates::is_label(line) {
                label = Some(line);
                continue;
            }
            let labeled = above.map(|label| format!("{label} {line}"));
            let line = labeled.as_deref().unwrap_or(line);
            let digits = line.chars().filter(|c| c.is_numeric()).take(3).count();
            // A dateline opens a paragraph of any length.
            let is_long = line.len() > LONGEST_LINE;
            let line = if is_long { opening(line) } else { line };
            if digits < 3 || is_long && distance > DATELINE_LINES {
                continue;
            }
            let all = dates::find_printed(line, context, ClockSource::Text);
            if is_span(line, &all) {
                continue;
            }
            if distance <= DATELINE_LINES
                && let Some(date) = all.first().filter(|date| is_dateline(line, date))
            {
                let date = date.clone();
                found.push(PrintedDate { date, lines: distance, is_dateline: true });
                continue;
            }
            if is_long {
                continue;
            }
            let is_clocks = is_line_of_clocks(line, &all);
            let own = all.into_iter().filter(|date| {
                // A link that contains the date leads to another article.
                let length = date.span.1 - date.span.0;
                let is_teaser = block.linked + length > block.text.len() && length * 2 < line.len();
                // A headline may name a day. A time of day, or a line of its own, belongs to the
                // article.
                let is_title = block.kind == block_text::BlockKind::Heading
                    && date.clock.is_none()
                    && length * 2 < line.len()
                    && date.stamp.precision() == Precision::Day
                    && !(date.span.0 == 0 && line.len() < block.text.len());
                is_day(&date.stamp)
                    && (!is_of_events || date.clock.is_some())
                    && !is_teaser
                    && !is_title
                    && !is_in_a_sentence(line, date)
                    && (is_clocks || stands_alone(line, date))
            });
            for date in own {
                if (near && !has_begun) || date.clock.is_some() {
                    found.push(PrintedDate { date, lines: distance, is_dateline: false });
                } else if date.span.1 - date.span.0 >= line.len() / 2 || line.len() <= LONE_LINE {
                    lone.push(PrintedDate { date, lines: distance, is_dateline: false });
                }
            }
        }
    }
    // A date far from the headline belongs to the article if the page has no other.
    if found.is_empty()
        && let Some(first) = lone.first()
        && lone
            .iter()
            .all(|other| local_day::of(&other.date.stamp) == local_day::of(&first.date.stamp))
    {
        found.extend(lone.into_iter().next());
    }
    found.sort_by_key(|found| found.lines);
    found
}

/// The paragraphs after the headline with which the article's text has begun.
const PARAGRAPHS: usize = 2;
/// The most bytes of a line after the text that gives the article's date.
const LONE_LINE: usize = 80;
/// The bytes that a paragraph of text has.
const PROSE: usize = 80;

/// Whether an element is the header of the site, with the day of the visit: the headline is not in
/// it, and it is not part of an article.
fn is_site_header(node: &dom_query::NodeRef<'_>, claims: &Claims) -> bool {
    claims.head.is_some()
        && node.has_name("header")
        && !node.ancestors_it(Some(MOST_LEVELS)).any(|above| {
            above.has_name("article") || above.has_name("main") || above.has_name("section")
        })
}

/// The most elements around a header.
const MOST_LEVELS: usize = 30;

/// Whether a short line that is not a sentence states both timestamps, at least one of them by
/// name, like the line below a headline:
/// `Ann Lee 3 May 2011, 9:26 Updated: 4 May 2011, 10:00 2 min read`.
fn is_line_of_clocks(line: &str, dates: &[dates::Printed]) -> bool {
    let [one, other] = dates else { return false };
    let rest = line.len().saturating_sub(one.span.1 - one.span.0 + other.span.1 - other.span.0);
    one.clock != other.clock
        && (other.clock == Some(DateRole::Updated) || one.clock == Some(DateRole::Updated))
        && rest <= 140
        && !boilerplate::ends_sentence(line)
}

/// Whether a line is a sentence in which a day occurs without a label: `She died on 3 May 2022.`
fn is_in_a_sentence(line: &str, date: &dates::Printed) -> bool {
    let (before, after) = (line.get(..date.span.0), line.get(date.span.1..));
    let words = before.into_iter().chain(after).flat_map(str::split_whitespace);
    date.clock.is_none()
        && date.stamp.precision() == Precision::Day
        && boilerplate::ends_sentence(line)
        && words.filter(|word| word.starts_with(char::is_lowercase)).count() >= 2
}

/// Whether a line states a span of days, as events do.
fn is_span(line: &str, dates: &[dates::Printed]) -> bool {
    dates.windows(2).any(|pair| {
        let [one, next] = pair else { return false };
        let between = line.get(one.span.1..next.span.0).unwrap_or_default().trim();
        next.clock.is_none()
            && one.clock.is_none()
            && matches!(
                between,
                "-" | "–" | "—" | "bis" | "bis zum" | "to" | "until" | "au" | "al" | "a" | "t/m"
            )
    })
}

/// Whether a line is the beginning of an article's text with its place and date:
/// `ALBA, March 9, 2021 – The board`, `Alba (9 March 2021). The board`.
fn is_dateline(line: &str, date: &dates::Printed) -> bool {
    const MOST_PLACE_WORDS: usize = 6;
    const MOST_STOPPED_WORDS: usize = 2;
    let (before, after) = (line.get(..date.span.0), line.get(date.span.1..));
    let (Some(before), Some(after)) = (before.map(str::trim), after.map(str::trim_start)) else {
        return false;
    };
    // `Alba, den 9.3.2021 –`
    let before = before
        .strip_suffix(", den")
        .map_or(before, |place| before.get(..=place.len()).unwrap_or(before));
    let is_parted = before.ends_with([',', '(', '-', '–', '—', '/', '|']);
    let place = before.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let is_place = place.is_some_and(|word| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2
    });
    let is_ended = after.starts_with(['–', '—', ':', '/', '(', ')'])
        || after.starts_with("--")
        || after.starts_with("- ")
        // `Alba, 9. März 2021. Der Rat`
        || after.starts_with(". ") && before.split_whitespace().count() <= MOST_STOPPED_WORDS;
    date.clock.is_none()
        && date.stamp.precision() == Precision::Day
        && is_of_the_web(&date.stamp)
        && is_parted
        && is_place
        && before.split_whitespace().count() <= MOST_PLACE_WORDS
        && is_ended
        && after.len() >= DATELINE_TEXT
}

/// Returns the beginning of a long line.
fn opening(line: &str) -> &str {
    let end = (0..=LONGEST_LINE).rev().find(|end| line.is_char_boundary(*end));
    line.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The most bytes of a line that is searched for dates.
const LONGEST_LINE: usize = 400;
/// The lines after the headline in which the article's text begins.
const DATELINE_LINES: usize = 20;
/// The least bytes of text after a dateline.
const DATELINE_TEXT: usize = 60;

/// Whether a date without a label may be that of a web page: an earlier one is that of a birth or
/// another event.
fn is_of_the_web(stamp: &Timestamp) -> bool {
    /// 1 January 1994, in microseconds.
    const FIRST_PAGES: i64 = 757_382_400_000_000;
    stamp.micros() >= FIRST_PAGES
}

/// Whether a date refers to the article and is not part of a sentence in it: the line is little
/// else, begins with the date, or says that it is about the article.
fn stands_alone(line: &str, date: &dates::Printed) -> bool {
    let (start, end) = date.span;
    let before = line.get(..start).unwrap_or_default();
    let length = end.saturating_sub(start);
    let is_much = length * 4 >= line.len();
    let Some(_) = date.clock else {
        if line.contains('©') || dates::fold(before).contains("copyright") {
            return false;
        }
        let opens = before.chars().all(|char| !char.is_alphanumeric())
            || before.trim_end().ends_with(['|', '•', '·', '»', '/'])
            || (before.split_whitespace().count() <= 10 && dates::speaks_of_itself(before));
        // `von Ann Lee, 8.5.12`
        let closes = line.len() <= 80
            && line.len() == end
            && before.trim_end().ends_with(',')
            && before.split_whitespace().count() <= 8;
        return (is_much && line.len() <= 120)
            || closes
            || (opens && line.len() <= 240 && !reads_on(line, end));
    };
    // The label's own part of the line: after the last bar or sentence.
    let part = before.rsplit(['|', '•', '·', '—', '!', '?', '»', '(', '[', ';']).next();
    let part = part.and_then(|part| part.rsplit(". ").next()).unwrap_or(before);
    let words = part.split_whitespace().count();
    (is_much && line.len() <= 120)
        || (words <= 5 && dates::opens_with_label(part))
        || (words <= 10 && dates::speaks_of_itself(part))
}

/// Whether a sentence continues after a date: `19 October 2014 was a cold day`.
fn reads_on(line: &str, end: usize) -> bool {
    let rest = line.get(end..).unwrap_or_default().trim_start();
    rest.starts_with(|char: char| char.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::DefaultZone;

    #[test]
    fn spans_are_events() {
        let zone = DefaultZone::default();
        let context =
            DateContext { zone: &zone, order: crate::extract::DateOrder::Auto, lang: None };
        for (line, expected) in [
            ("28.01.2022 – 29.01.2022", true),
            ("28.01.2022 bis 29.01.2022", true),
            ("Published 28.01.2022 - Updated 29.01.2022", false),
            ("28.01.2022", false),
        ] {
            let found = dates::find_printed(line, &context, ClockSource::Text);
            assert_eq!(is_span(line, &found), expected, "{line}");
        }
    }

    #[test]
    fn both_clocks_in_a_line_are_the_storys() {
        let zone = DefaultZone::default();
        let context =
            DateContext { zone: &zone, order: crate::extract::DateOrder::Auto, lang: Some("es") };
        for (line, expected) in [
            ("Lucía Peralta Lunes, 14 febrero 2023, 09:15 Actualizado: 14/02/2023 12:40h", true),
            (
                "Autor: Agnieszka Wilk Data publikacji: 7 września 2022, 14:10 Aktualizacja: 8 września 2022, 09:05",
                true,
            ),
            ("Ann Lee 3 May 2011, 9:26 4 May 2011, 10:00", false),
            ("The report of 3 May 2011 was updated on 4 May 2011, the ministry said.", false),
            ("Ann Lee 3 May 2011, 9:26", false),
        ] {
            let found = dates::find_printed(line, &context, ClockSource::Text);
            assert_eq!(is_line_of_clocks(line, &found), expected, "{line}: {}", found.len());
        }
    }

    #[test]
    fn a_dateline_opens_the_text() {
        let zone = DefaultZone::default();
        let context =
            DateContext { zone: &zone, order: crate::extract::DateOrder::Auto, lang: None };
        let rest = "The board said on Monday that it would repair the quay and hold a hearing.";
        for (opening, expected) in [
            ("ALBA, March 9, 2021 /PRNewswire/ --", true),
            ("ALBA, Ore., March 9, 2021 (GLOBE NEWSWIRE) --", true),
            ("ALBA--(BUSINESS WIRE)--March 9, 2021--", true),
            ("Alba, den 9. März 2021 –", true),
            ("Frankfurt am Main, 9. März 2021 –", true),
            ("Alba, (9.3.2021).", true),
            ("Alba (9 March 2021):", true),
            ("Alba, den 9.3.2021 –", true),
            ("Alba/Port Ellery, 9. März 2021.", true),
            ("Both were born in Alba, 9 March 2021.", false),
            ("On 9 March 2021 –", false),
            ("In March 2021 –", false),
            ("The meeting of 9 March 2021 –", false),
            ("Since Tuesday, 9 March 2021, it is known:", false),
            ("Alba, 9 March 1921 –", false),
        ] {
            let line = format!("{opening} {rest}");
            let found = dates::find_printed(&line, &context, ClockSource::Text);
            let is_dateline = found.first().is_some_and(|date| is_dateline(&line, date));
            assert_eq!(is_dateline, expected, "{line}");
        }
    }

    #[track_caller]
    fn check(line: &str, expected: bool) {
        let zone = DefaultZone::default();
        let context =
            DateContext { zone: &zone, order: crate::extract::DateOrder::Auto, lang: None };
        let found = dates::find_printed(line, &context, ClockSource::Text);
        let found = found.first().unwrap_or_else(|| panic!("no date in {line}"));
        assert_eq!(stands_alone(line, found), expected, "{line}");
    }

    #[test]
    fn a_date_in_a_sentence_is_not_the_storys() {
        check("19 October 2014", true);
        check("January 13, 2020 at 08:45 AM | categories: Python, Mercurial | View Comments", true);
        check("01.02.2022 Kategorie: Synchronschwimmen, Verband", true);
        check(
            "By Ann Lee | The Day | 19 October 2014 | News, Politics, Local affairs of all kinds",
            true,
        );
        check("Published on 19 October 2014 by Ann Lee in the category of everything else", true);
        check("This entry was posted on 19 October 2014 and is filed under News.", true);
        check(
            "The first version was released on 19 October 2014, and nobody took any notice of it then.",
            false,
        );
        check("© 19 October 2014 The Alba Day", false);
        check(
            "19 October 2014 was the coldest day that anybody in the town could remember, she said.",
            false,
        );
        check(
            "On the night of 19 October 2014 the ship went down with everybody on board her.",
            false,
        );
    }
}
