//! The timeline of an article as a drawing to scale: the texts, the three clocks, and the times that
//! nobody observed.

use chrono::Datelike as _;
use maud::{Markup, html};

use super::layout::text;
use super::links::Links;
use super::words::{counted, full_time, local, precision_at};
use crate::article::Look;
use crate::store::StoredLook;
use crate::timeline::{State, Timeline};

/// The width of the drawing, in its own units.
const WIDTH: f64 = 760.0;
/// Left of the lanes are their names.
const LEFT: f64 = 84.0;
const RIGHT: f64 = 12.0;

/// The heights of the lanes.
const PUBLISHED: f64 = 18.0;
const UPDATED: f64 = 42.0;
const SEEN: f64 = 66.0;
const TEXT: f64 = 86.0;
const TEXT_HEIGHT: f64 = 26.0;
const AXIS: f64 = 132.0;
const HEIGHT: f64 = 156.0;

/// Up to this number, each mark and each text is drawn.
const FEW: usize = 25;

/// Of more, those that are closer are drawn as one.
const CLOSE: f64 = 20.0;

/// Arcs from texts that came back.
const MAX_ARCS: usize = 20;

/// The states of one text, or of several whose beginnings are too close to be drawn apart.
struct Bar<'t> {
    index: usize,
    state: &'t State,
    /// When it was seen.
    seen: (i64, i64),
    /// When the next text was first seen.
    end: i64,
    /// The number of states that are drawn as this one.
    count: usize,
}

/// Instants that are drawn as one mark.
struct Mark {
    first: i64,
    last: i64,
    count: usize,
}

impl Mark {
    /// What the mark says: `updated 19 October 2014, 09:30:00 UTC`.
    fn label(&self, what: &str, timeline: &Timeline) -> String {
        let time = |at| instant(timeline, at);
        match self.count {
            1 => format!("{what} {}", time(self.first)),
            count => format!("{what} {count} times, {} to {}", time(self.first), time(self.last)),
        }
    }
}

/// An instant in words, as precisely as it is known.
fn instant(timeline: &Timeline, at: i64) -> String {
    full_time(at, precision_at(timeline, at))
}

/// Instants on the drawing.
struct Scale {
    first: i64,
    span: f64,
}

impl Scale {
    fn x(&self, at: i64) -> f64 {
        let share = (at.saturating_sub(self.first)) as f64 / self.span;
        (LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)).round()
    }

    /// The marks of ordered instants.
    fn marks(&self, instants: &[i64]) -> Vec<Mark> {
        let is_many = instants.len() > FEW;
        let mut marks: Vec<Mark> = Vec::new();
        for &at in instants {
            match marks.last_mut() {
                Some(last) if is_many && self.x(at) - self.x(last.first) < CLOSE => {
                    last.last = at;
                    last.count += 1;
                }
                _ => marks.push(Mark { first: at, last: at, count: 1 }),
            }
        }
        marks
    }

    /// Draws texts that begin close to each other as one.
    fn merged<'t>(&self, bars: Vec<Bar<'t>>) -> Vec<Bar<'t>> {
        let is_many = bars.len() > FEW;
        let mut merged: Vec<Bar<'t>> = Vec::new();
        for bar in bars {
            match merged.last_mut() {
                Some(last) if is_many && self.x(bar.seen.0) - self.x(last.seen.0) < CLOSE => {
                    last.end = last.end.max(bar.end);
                    last.seen.1 = last.seen.1.max(bar.seen.1);
                    last.count += bar.count;
                }
                _ => merged.push(bar),
            }
        }
        merged
    }
}

/// Draws the states of the article's main kind of text, and the looks that did not return the page. `None` if fewer than two times are known.
pub(super) fn drawing(
    timeline: &Timeline,
    looks: &[StoredLook],
    links: Links<'_>,
) -> Option<Markup> {
    let kind = timeline.main_kind();
    let states: Vec<(usize, &State)> = timeline
        .states()
        .iter()
        .enumerate()
        .filter(|(_, state)| Some(state.kind) == kind)
        .collect();
    let mut bars: Vec<Bar<'_>> = Vec::new();
    for &(index, state) in &states {
        let Some(seen) = state.seen.or_else(|| state.effective.at.map(|at| (at, at))) else {
            continue;
        };
        if let Some(last) = bars.last_mut() {
            last.end = last.end.max(seen.0);
        }
        bars.push(Bar { index, state, seen, end: seen.1, count: 1 });
    }
    let clock = |pick: fn(&crate::article::StoredVersion) -> Option<&crate::article::Timestamp>| {
        let mut marks: Vec<i64> = states
            .iter()
            .filter_map(|(_, state)| pick(timeline.version_of(state)?))
            .map(crate::article::Timestamp::micros)
            .collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    };
    let published = clock(|version| version.published.as_ref());
    let updated = clock(|version| version.updated.as_ref());
    let mut seen: Vec<i64> = states
        .iter()
        .flat_map(|(_, state)| timeline.captures(state))
        .filter_map(|capture| Some(capture.captured.as_ref()?.micros()))
        .collect();
    seen.sort_unstable();
    seen.dedup();
    // A claim that is years away would hide everything else: the scale is that of the texts, with the
    // claims that are near.
    // A time that cannot be right would hide everything else.
    let looks: Vec<&Look> =
        looks.iter().filter(|one| !one.is_after_import).map(|one| &one.look).collect();
    let looked = looks.iter().map(|look| look.at.micros());
    let observed = bars.iter().flat_map(|bar| [bar.seen.0, bar.end]).chain(looked);
    let (low, high) = (observed.clone().min()?, observed.max()?);
    let near = (high - low).max(60_000_000);
    let claims = published.iter().chain(&updated).copied();
    let claims =
        claims.filter(|at| (low.saturating_sub(near)..=high.saturating_add(near)).contains(at));
    let first = claims.clone().chain([low]).min()?;
    let last = claims.chain([high]).max()?;
    if last <= first {
        return None;
    }
    let scale = Scale { first, span: (last - first) as f64 };
    let far = |marks: &[i64]| marks.iter().filter(|at| !(first..=last).contains(*at)).count();
    let far = far(&published) + far(&updated);
    let near = |instants: &[i64]| {
        let near = instants.iter().copied().filter(|at| (first..=last).contains(at));
        scale.marks(&near.collect::<Vec<_>>())
    };
    let mut looked: Vec<i64> = looks.iter().map(|look| look.at.micros()).collect();
    looked.sort_unstable();
    let (published, updated, seen, looked) =
        (near(&published), near(&updated), near(&seen), near(&looked));
    let texts = bars.len();
    let drawn = [&published, &updated, &seen, &looked].into_iter().flatten();
    let mut ends = drawn.flat_map(|mark| [mark.first, mark.last]);
    let has_hours = ends.any(|at| !precision_at(timeline, at).is_coarse());
    let bars = scale.merged(bars);
    Some(html! {
        figure.timeline {
            div.scroll tabindex="0" role="group" aria-label="Timeline to scale" {
                svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width=(WIDTH) height=(HEIGHT) role="group" aria-labelledby="tl-title" {
                    title #tl-title { "Timeline of " (texts) " texts, from " (instant(timeline, first)) " to " (instant(timeline, last)) }
                    (lane_name("published", PUBLISHED)) (lane_name("updated", UPDATED))
                    (lane_name("seen", SEEN)) (lane_name("text", TEXT + TEXT_HEIGHT / 2.0))
                    (axis(&scale, (first, last), has_hours))
                    @for mark in &published {
                        path.published d=(triangle(scale.x(mark.first), PUBLISHED)) { title { (mark.label("published", timeline)) } }
                    }
                    @for mark in &updated {
                        path.updated d=(diamond(scale.x(mark.first), UPDATED)) { title { (mark.label("updated", timeline)) } }
                    }
                    @for mark in &seen {
                        line.seen.many[mark.count > 1] x1=(scale.x(mark.first)) x2=(scale.x(mark.first)) y1=(SEEN - 7.0) y2=(SEEN + 7.0) { title { (mark.label("seen", timeline)) } }
                    }
                    @for mark in &looked {
                        path.look d=(cross(scale.x(mark.first), SEEN)) { title { (mark.label("looked", timeline)) (outcome(&looks, mark)) } }
                    }
                    @for bar in &bars { (text_bar(timeline, &scale, bar, links)) }
                    @for arc in bars.iter().filter_map(|bar| return_arc(&bars, &scale, bar)).take(MAX_ARCS) { (arc) }
                }
            }
            figcaption {
                span.key.solid aria-hidden="true" {} " the text was seen "
                span.key.gap aria-hidden="true" {} " not observed: changed at some time here "
                span.key.silent aria-hidden="true" {} " silent edit"
                @if !looks.is_empty() { " × looked, but did not get the page" }
                @if far > 0 { ". " (far) " claimed times are too far away to be drawn" }
            }
        }
    })
}

/// What the look of a mark returned, if it is one look.
fn outcome(looks: &[&Look], mark: &Mark) -> String {
    let look = looks.iter().find(|look| look.at.micros() == mark.first);
    let outcome = look.filter(|_| mark.count == 1).map(|look| look.outcome().to_string());
    outcome.map_or_else(String::new, |outcome| format!(": {}", text(&outcome)))
}

fn lane_name(name: &str, y: f64) -> Markup {
    html! { text.lane x="0" y=(y + 4.0) { (name) } }
}

fn triangle(x: f64, y: f64) -> String {
    format!("M{} {}h12l-6 10z", x - 6.0, y - 5.0)
}

fn cross(x: f64, y: f64) -> String {
    format!("M{} {}l8 8m0 -8l-8 8", x - 4.0, y - 4.0)
}

fn diamond(x: f64, y: f64) -> String {
    format!("M{x} {}l6 6l-6 6l-6 -6z", y - 6.0)
}

/// A text: solid where it was seen, open until the next one was seen.
fn text_bar(timeline: &Timeline, scale: &Scale, bar: &Bar<'_>, links: Links<'_>) -> Markup {
    let version = timeline.version_of(bar.state);
    let (from, to, end) = (scale.x(bar.seen.0), scale.x(bar.seen.1), scale.x(bar.end));
    let width = (to - from).max(3.0);
    let is_silent = bar.state.is_silent();
    let number = bar.state.version + 1;
    let label = format!(
        "version {number}{}{}: seen {} to {}",
        if is_silent { ", a silent edit" } else { "" },
        match bar.count {
            1 => String::new(),
            count => format!(" and {} more", counted(count as i64 - 1, "text")),
        },
        instant(timeline, bar.seen.0),
        instant(timeline, bar.seen.1)
    );
    html! {
        g.state.silent[is_silent] {
            @if end > from + width {
                rect.gap x=(from + width) y=(TEXT + 8.0) width=(end - from - width) height=(TEXT_HEIGHT - 16.0) {
                    title { "not observed" }
                }
            }
            @if let Some(version) = version {
                a href=(links.version(bar.state.version, &version.id)) aria-label=(label) {
                    rect.text x=(from) y=(TEXT) width=(width) height=(TEXT_HEIGHT) { title { (label) } }
                    @if end - from > 18.0 || bar.count > 1 { text.number x=(from + 1.0) y=(TEXT - 3.0) { (number) @if bar.count > 1 { "+" } } }
                }
            }
        }
    }
}

/// An arc from a text that came back to where it was before.
fn return_arc(bars: &[Bar<'_>], scale: &Scale, bar: &Bar<'_>) -> Option<Markup> {
    let earlier = bar.state.returns_to?;
    let earlier = bars.iter().find(|other| other.index == earlier)?;
    let (from, to) = (scale.x(bar.seen.0), scale.x(earlier.seen.1));
    let (top, low) = (TEXT + TEXT_HEIGHT, AXIS - 8.0);
    Some(html! {
        path.return d=(format!("M{from} {top}C{from} {low} {to} {low} {to} {top}")) {
            title { "returned to the text of version " (earlier.state.version + 1) }
        }
    })
}

/// The axis, with the time at both ends and marks in between.
fn axis(scale: &Scale, (first, last): (i64, i64), has_hours: bool) -> Markup {
    html! {
        line.axis x1=(LEFT) x2=(WIDTH - RIGHT) y1=(AXIS) y2=(AXIS) {}
        @for (at, word) in ticks((first, last), has_hours) {
            @let x = scale.x(at);
            line.tick x1=(x) x2=(x) y1=(AXIS) y2=(AXIS + 5.0) {}
            text.tick x=(x.clamp(LEFT, WIDTH - RIGHT)) y=(AXIS + 19.0) text-anchor=(anchor(x)) { (word) }
        }
    }
}

fn anchor(x: f64) -> &'static str {
    match x {
        x if x < LEFT + 40.0 => "start",
        x if x > WIDTH - RIGHT - 40.0 => "end",
        _ => "middle",
    }
}

/// Round times on the axis: at most about eight, each with its word. Only days if nothing is known more
/// precisely.
fn ticks((first, last): (i64, i64), has_hours: bool) -> Vec<(i64, String)> {
    const MINUTE: i64 = 60_000_000;
    const STEPS: [i64; 16] = [
        1, 5, 10, 30, 60, 180, 360, 720, 1_440, 2_880, 7_200, 14_400, 43_200, 129_600, 525_600,
        2_628_000,
    ];
    let span = last - first;
    let least = if has_hours { 1 } else { 1_440 };
    let steps = STEPS.iter().filter(|step| **step >= least).map(|step| step * MINUTE);
    let step = steps.into_iter().find(|step| span / step <= 6);
    let step = step.unwrap_or(span / 6 + 1);
    let mut ticks = Vec::new();
    // Round in the zone in which times are shown.
    let offset = local(first).map_or(0, |at| i64::from(at.offset().local_minus_utc()) * 1_000_000);
    let mut at = (first + offset).saturating_sub(1).div_euclid(step) * step + step - offset;
    let mut last_day = None;
    while at <= last {
        let word = local(at).map(|time| {
            let day = time.date_naive();
            let is_new_day = last_day.replace(day) != Some(day);
            if step >= 20 * 1_440 * MINUTE {
                time.format("%b %Y").to_string()
            } else if step >= 1_440 * MINUTE {
                if day.day() < 8 { time.format("%-d %b %Y") } else { time.format("%-d %b") }
                    .to_string()
            } else if is_new_day {
                time.format("%-d %b %H:%M").to_string()
            } else {
                time.format("%H:%M").to_string()
            }
        });
        ticks.extend(word.map(|word| (at, word)));
        at += step;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_a_few_round_times() {
        const HOUR: i64 = 3_600_000_000;
        for hours in [1, 5, 26, 100, 1_000, 20_000, 200_000, 1_000_000] {
            let ticks = ticks((1_413_725_160_000_000, 1_413_725_160_000_000 + hours * HOUR), true);
            assert!((1..=8).contains(&ticks.len()), "{hours}: {ticks:?}");
            assert!(ticks.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        let days = ticks((0, 48 * HOUR), false);
        assert_eq!(
            days.iter().map(|tick| tick.1.as_str()).collect::<Vec<_>>(),
            ["1 Jan 1970", "2 Jan 1970", "3 Jan 1970"]
        );
        assert_eq!(
            ticks((0, 30 * 60_000_000), true).last().map(|tick| tick.1.as_str()),
            Some("00:30")
        );
    }
}
