//! Reads the fields of a page saved as plain text.
//!
//! Such a page contains menus and ads, then the headline, dates and a picture credit, the article's
//! text, and then comments, related links and legal notices. The article is the part that reads
//! like prose; other lines are judged by their own words. If nothing looks like boilerplate,
//! everything is kept. The notes say how many lines were left out.

use self::around::is_dateline;
use super::boilerplate::{self, Boilerplate};
use super::dates::{self, DateContext, DateRole, fold};
use super::html::PageFields;
use super::{ExtractOptions, Field, byline, date_order, language};
use crate::article::{ClockSource, Memento, Precision};
use crate::source::{RawPage, day_order};

/// Reads a page saved as text.
pub(super) fn read(text: &str, page: &RawPage, options: &ExtractOptions) -> PageFields {
    let units = units(text);
    let layout = TextLayout::of(&units);
    let mut fields = PageFields::default();
    let printed = printed_url(&units);
    let places = [page.served_under(), printed.as_deref(), page.url_hint.as_deref()];
    let in_archive = places.into_iter().flatten().find(|url| Memento::parse(url).is_some());
    fields.in_archive = in_archive.map(str::to_owned);
    if let Some(url) = page.served_under() {
        fields.url = Some(url.to_owned());
        fields.explain.push((Field::Url, "archive"));
    } else if let Some(url) = printed {
        fields.url = Some(url);
        fields.explain.push((Field::Url, "printed line"));
    } else if let Some(url) = &page.url_hint {
        fields.url = Some(url.clone());
        fields.explain.push((Field::Url, "place"));
    }
    let prose: String =
        units.iter().filter(|unit| unit.is_prose).map(|unit| unit.text.clone() + " ").collect();
    let lang = language::detect(&prose);
    if let Some(lang) = lang {
        fields.lang = Some(lang.to_owned());
        fields.explain.push((Field::Lang, "detection"));
    }
    let dates = units.iter().flat_map(|unit| day_order::orders_in(&unit.text));
    let host = fields.url.as_deref().or(options.url.as_deref()).and_then(day_order::host_in);
    let signs = date_order::PageSigns { lang, host: host.as_deref(), ..Default::default() };
    let decided = date_order::of_page(dates, &signs, options);
    let context = DateContext { zone: &options.zone, order: decided.order, lang };
    clocks(&units, &layout, &context, &mut fields);
    fields.doubt_order(decided, options);
    if let Some(title) = layout.title.and_then(|at| units.get(at)) {
        fields.title = Some(title.text.clone());
        fields.explain.push((Field::Title, "printed line"));
    }
    let head = units.get(layout.head_from()..layout.prose).unwrap_or_default();
    if let Some(byline) = head.iter().find_map(|unit| byline(&unit.text)) {
        fields.byline = Some(byline);
        fields.explain.push((Field::Byline, "printed line"));
    }
    let (body, left_out) = body(&units, &layout);
    if !body.is_empty() {
        fields.body = Some(body);
        fields.explain.push((Field::Body, "text"));
    }
    if left_out > 0 {
        fields.notes.push(format!("body: {left_out} lines around the article were left out"));
    }
    fields
}

/// A line or a paragraph.
#[derive(Clone, Debug)]
struct Unit {
    text: String,
    /// Whether an empty line precedes it.
    is_parted: bool,
    is_prose: bool,
    furniture: Option<Boilerplate>,
}

/// Cuts the text into units: lines, or paragraphs if a program wrapped them into lines of equal
/// length.
fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    let lines = text.lines().map(str::trim).chain(std::iter::once(""));
    for line in lines {
        if line.is_empty() {
            push_block(&mut units, &block);
            block.clear();
        } else {
            block.push(line);
        }
    }
    units
}

fn push_block(units: &mut Vec<Unit>, block: &[&str]) {
    let joined: Vec<String> = if is_wrapped(block) {
        vec![block.join(" ")]
    } else {
        block.iter().map(|line| (*line).to_owned()).collect()
    };
    for (index, text) in joined.into_iter().enumerate() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let furniture = around::judge(&text);
        let is_prose = furniture.is_none() && is_prose(&text);
        units.push(Unit { text, is_parted: index == 0, is_prose, furniture });
    }
}

/// Whether the lines of a block are one paragraph, wrapped near a right margin.
fn is_wrapped(block: &[&str]) -> bool {
    let Some((last, full)) = block.split_last() else { return false };
    if full.is_empty() {
        return false;
    }
    let lengths: Vec<usize> = full.iter().map(|line| line.chars().count()).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let near_margin =
        lengths.iter().all(|length| (40..=110).contains(length) && length + 20 > longest);
    let open = full.iter().filter(|line| !boilerplate::ends_sentence(line)).count();
    near_margin
        && open * 2 > full.len()
        && last.chars().count() <= longest + 10
        && block.iter().any(|line| boilerplate::ends_sentence(line))
        && !block.iter().any(|line| boilerplate::is_date_line(line))
}

/// Whether a line reads like an article's: a sentence of some length.
fn is_prose(text: &str) -> bool {
    let wide = text.chars().filter(|c| u32::from(*c) >= 0x2E80).count();
    let chars = text.chars().count() + wide * 2;
    let words = text.split_whitespace().count() + wide / 2;
    if chars < 60 || words < 8 {
        return false;
    }
    let has_end = (boilerplate::ends_sentence(text)
        && (chars > 120 || !ends_in_abbreviation(text)))
        || text.contains(". ")
        || text.contains('。')
        || text.ends_with([':', ',', ';']);
    has_end && !is_dateline(text)
}

/// Whether a text ends in an abbreviation: in `… with U.S.` the period need not end a sentence.
fn ends_in_abbreviation(text: &str) -> bool {
    let Some(word) = text.split_whitespace().next_back().and_then(|word| word.strip_suffix('.'))
    else {
        return false;
    };
    word.contains('.')
        || matches!(word, "Inc" | "Co" | "Corp" | "Ltd" | "Jr" | "Sr" | "Dr" | "St" | "No")
}

/// The positions of the page's parts.
#[derive(Clone, Copy, Debug)]
struct TextLayout {
    title: Option<usize>,
    /// The first unit of the article.
    start: usize,
    /// The first unit of the article's prose. The description and dateline are between `start` and
    /// here.
    prose: usize,
    /// The index after the last unit.
    end: usize,
    /// Nothing around it is boilerplate: everything is kept.
    is_plain: bool,
}

/// The most units that a page has above its article.
const HEAD: usize = 400;

impl TextLayout {
    fn of(units: &[Unit]) -> Self {
        let is_marked = |unit: &Unit| {
            unit.furniture.is_some() || is_dateline(&unit.text) || is_byline_line(&unit.text)
        };
        let first_prose = units.iter().position(|unit| unit.is_prose);
        if !units.iter().any(is_marked) && first_prose.is_none_or(|at| at <= 3) {
            let title = units.first().filter(|unit| is_title(unit) && units.len() > 1);
            let start = usize::from(title.is_some());
            return Self {
                title: title.map(|_| 0),
                start,
                prose: start,
                end: units.len(),
                is_plain: true,
            };
        }
        let first_prose = Self::first_of_story(units, first_prose);
        let Some(first_prose) = first_prose.or_else(|| Self::first_of_brief(units)) else {
            return Self { title: None, start: 0, prose: 0, end: units.len(), is_plain: true };
        };
        let head = units.get(..first_prose).unwrap_or_default();
        let title = find_title(head, units.get(first_prose..).unwrap_or_default());
        // A standfirst may stand between the headline and the article.
        let after_title = title.map_or(first_prose, |title| title + 1);
        let start = (after_title..first_prose)
            .find(|at| {
                units.get(*at).is_some_and(|unit| {
                    !is_marked(unit)
                        && boilerplate::ends_sentence(&unit.text)
                        && unit.text.split_whitespace().count() >= 4
                })
            })
            .unwrap_or(first_prose);
        let end = find_end(units, start);
        Self { title, start, prose: first_prose.max(start), end, is_plain: false }
    }

    /// Returns the first prose that has more prose nearby: a single long line among menus is an ad.
    fn first_of_story(units: &[Unit], first: Option<usize>) -> Option<usize> {
        let first = first?;
        // A headline that is a question, or a standfirst, is followed by its byline or date.
        let is_headed = |at: usize| {
            let behind = units.get(at + 1..units.len().min(at + 4)).unwrap_or_default();
            units.get(at).is_some_and(|unit| unit.text.chars().count() < 250)
                && behind.iter().any(|unit| is_dateline(&unit.text) || is_byline_line(&unit.text))
        };
        let prose: Vec<usize> =
            units.iter().enumerate().filter(|(_, unit)| unit.is_prose).map(|(at, _)| at).collect();
        let story = prose.windows(2).find_map(|pair| match pair {
            [one, next] if next - one <= 4 && !is_headed(*one) => Some(*one),
            _ => None,
        });
        Some(story.unwrap_or(first))
    }

    /// Finds an article of short sentences only, identified by the headline and date above it.
    fn first_of_brief(units: &[Unit]) -> Option<usize> {
        let is_anchor = |unit: &Unit| is_dateline(&unit.text) || is_byline_line(&unit.text);
        let last = units.iter().take(12).rposition(is_anchor)?;
        let first = (last + 1..units.len().min(last + 5)).find(|at| {
            units.get(*at).is_some_and(|unit| {
                unit.furniture.is_none()
                    && boilerplate::ends_sentence(&unit.text)
                    && unit.text.split_whitespace().count() >= 4
            })
        })?;
        let (head, story) = units.split_at_checked(first)?;
        find_title(head, story).map(|_| first)
    }

    /// Returns where the headline and the lines around it begin.
    fn head_from(&self) -> usize {
        self.title.map_or(self.start.saturating_sub(10), |title| title.saturating_sub(4))
    }
}

fn is_title(unit: &Unit) -> bool {
    let text = unit.text.as_str();
    let wide = text.chars().filter(|c| u32::from(*c) >= 0x2E80).count();
    let chars = text.chars().count();
    let words = text.split_whitespace().count() + wide / 2;
    unit.furniture.is_none()
        && (10 - wide.min(6)..=250).contains(&chars)
        && words >= 3
        && (!text.ends_with('.') || ends_in_abbreviation(text) || text.ends_with("..."))
        && !text.ends_with([':', ','])
        && !is_dateline(text)
        && !is_byline_line(text)
        && !text.contains("://")
        && !text.contains('@')
}

/// Whether a unit is a two-word title, such as `Mayor resigns`: it is a headline only directly
/// above a byline or date.
fn is_brief_title(unit: &Unit) -> bool {
    let text = unit.text.as_str();
    unit.furniture.is_none()
        && (8..=60).contains(&text.chars().count())
        && text.split_whitespace().count() == 2
        && text.starts_with(char::is_uppercase)
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '’' | '\''))
}

/// Finds the headline: the nearest possible line above the byline or date, otherwise above the
/// article. Of several near each other, it is the one that shares the most words with the article:
/// a kicker, a caption and an ad share fewer.
fn find_title(head: &[Unit], story: &[Unit]) -> Option<usize> {
    let is_anchor = |unit: &Unit| is_dateline(&unit.text) || is_byline_line(&unit.text);
    let first = head.len().saturating_sub(HEAD);
    let above = |end: usize| {
        let mut titles =
            (first..end).rev().filter(|at| head.get(*at).is_some_and(is_title)).peekable();
        let nearest = titles.next()?;
        let next = titles.peek().filter(|next| nearest - **next <= 3);
        let is_standfirst = head.get(nearest).is_some_and(is_standfirst);
        Some(next.filter(|_| is_standfirst).copied().unwrap_or(nearest))
    };
    // A headline that the page repeats (in its own title, in the breadcrumbs) is the most certain.
    let squash =
        |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let squashed: Vec<String> = head.iter().map(|unit| squash(&unit.text)).collect();
    let repeated = (first..head.len()).rev().find(|at| {
        let Some(own) = squashed.get(*at) else { return false };
        own.len() >= 20
            && head.get(*at).is_some_and(is_title)
            && squashed
                .get(..*at)
                .is_some_and(|before| before.iter().any(|other| other.starts_with(own.as_str())))
    });
    if repeated.is_some() {
        return repeated;
    }
    // The first line of the last group of dates and bylines: `By …`, `Published …`, `Updated …`.
    let last = (first..head.len()).rev().find(|at| head.get(*at).is_some_and(is_anchor));
    if let Some(last) = last {
        if let Some(title) = likeliest(head, story, &is_anchor) {
            return Some(title);
        }
        let mut anchor = last;
        while anchor > first && last - anchor < 6 {
            let before = anchor - 1;
            match head.get(before) {
                Some(unit) if is_anchor(unit) => anchor = before,
                _ => break,
            }
        }
        // A line between the dateline and the article is a headline only if there is none above.
        let brief = || {
            // A name directly above a date is the author's.
            let is_signed = head.get(anchor).is_some_and(|unit| is_byline_line(&unit.text));
            anchor.checked_sub(1).filter(|at| {
                head.get(*at).is_some_and(|unit| {
                    is_brief_title(unit) && (is_signed || !byline::is_person(&unit.text))
                })
            })
        };
        return above(anchor)
            .filter(|at| anchor - at <= 6)
            .or_else(brief)
            .or_else(|| above(head.len()));
    }
    above(head.len())
}

/// Whether a unit is a standfirst: two sentences, even if the second is a question.
fn is_standfirst(unit: &Unit) -> bool {
    unit.text.ends_with(['.', '?', '!']) && (unit.text.contains(". ") || unit.text.contains("? "))
}

/// Of the possible headlines above the last dates and bylines, returns the one whose words occur
/// most in the article.
fn likeliest(head: &[Unit], story: &[Unit], is_anchor: &impl Fn(&Unit) -> bool) -> Option<usize> {
    let text: String = story
        .iter()
        .filter(|unit| unit.is_prose)
        .take(40)
        .map(|unit| fold(&unit.text) + " ")
        .collect();
    let from = head.len().saturating_sub(40);
    let near = |at: usize| {
        head.get(at + 1..head.len().min(at + 7)).is_some_and(|behind| behind.iter().any(is_anchor))
    };
    let mut best: Option<(usize, f32)> = None;
    for at in from..head.len() {
        let Some(unit) = head.get(at).filter(|unit| is_title(unit)) else { continue };
        // A kicker stands directly above its headline.
        let is_kicker = unit.text.split_whitespace().count() <= 4
            && head.get(at + 1).is_some_and(|next| !next.is_parted && is_title(next));
        if !near(at) || is_kicker || is_standfirst(unit) {
            continue;
        }
        // The words of a short kicker easily occur in the article too.
        let words = unit.text.split_whitespace().count();
        let kicker = if unit.text.is_ascii() || words > 1 { words <= 4 } else { false };
        let shared = shared_with(&unit.text, &text) - if kicker { 0.3 } else { 0.0 };
        // Prefer the later line only if it clearly shares more.
        if shared >= 0.25 && best.is_none_or(|(_, most)| shared > most + 0.15) {
            best = Some((at, shared));
        }
    }
    best.map(|(at, _)| at)
}

/// The share of a line's words, by stem, that occur in a folded text; in a script without spaces,
/// the share of its pairs of letters.
fn shared_with(line: &str, text: &str) -> f32 {
    let line = fold(line);
    let letters: Vec<char> = line.chars().filter(|c| c.is_alphanumeric()).collect();
    let wide = letters.iter().filter(|c| u32::from(**c) >= 0x2E80).count();
    let parts: Vec<String> = if wide * 2 > letters.len() {
        letters.windows(2).map(|pair| pair.iter().collect()).collect()
    } else {
        line.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 4)
            .map(|word| word.chars().take(6).collect())
            .collect()
    };
    let shared = parts.iter().filter(|part| text.contains(part.as_str())).count();
    if parts.len() < 2 { 0.0 } else { shared as f32 / parts.len() as f32 }
}

/// Returns the index after the article's last unit.
fn find_end(units: &[Unit], start: usize) -> usize {
    let mut prose = 0;
    let mut end = units.len();
    let goes_on = goes_on(units);
    let is_brief = !units.iter().any(|unit| unit.is_prose);
    for (at, unit) in units.iter().enumerate().skip(start) {
        let ends = match unit.furniture {
            Some(Boilerplate::Comments | Boilerplate::Legal) => prose >= 1,
            Some(Boilerplate::Related) => {
                prose >= 2
                    && boilerplate::ends_story(&unit.text)
                    && !goes_on.get(at).copied().unwrap_or_default()
            }
            _ => false,
        };
        if ends {
            end = at;
            break;
        }
        prose += usize::from(unit.is_prose || (is_brief && boilerplate::ends_sentence(&unit.text)));
    }
    // Cut what trails the article: links, headings, names of agency desks.
    let is_kept_tail = |unit: &Unit| {
        unit.furniture.is_none()
            && (unit.is_prose
                || boilerplate::ends_sentence(&unit.text)
                || is_sign_off(&unit.text)
                || is_signed(&unit.text))
    };
    while end > start + 1 && units.get(end - 1).is_some_and(|unit| !is_kept_tail(unit)) {
        end -= 1;
    }
    end
}

/// For each line, whether the article continues after it, as after a box of links: at least two
/// paragraphs follow, and no comments come first.
fn goes_on(units: &[Unit]) -> Vec<bool> {
    let mut goes_on = vec![false; units.len()];
    let mut paragraphs = 0;
    for (unit, goes_on) in units.iter().zip(&mut goes_on).rev() {
        *goes_on = paragraphs >= 2;
        if matches!(unit.furniture, Some(Boilerplate::Comments | Boilerplate::Legal)) {
            paragraphs = 0;
        } else {
            paragraphs += usize::from(unit.is_prose && boilerplate::ends_sentence(&unit.text));
        }
    }
    goes_on
}

/// Whether a line is a sign-off: `(Reporting by …)`, `dpa/abc`, `– Ann Lee`.
fn is_sign_off(text: &str) -> bool {
    let bracketed =
        text.starts_with(['(', '[']) && text.trim_end_matches('.').ends_with([')', ']']);
    let dashed = text.starts_with(['–', '—', '-', '―']) && text.chars().count() < 80;
    let is_agency = text.chars().count() <= 24
        && [
            "dpa", "afp", "ap", "reuters", "apa", "sda", "ansa", "efe", "tass", "pap", "ctk",
            "ntb", "tt", "ritzau",
        ]
        .contains(&fold(text).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    bracketed || dashed || is_agency
}

/// Whether a line is a sentence followed by its source: `… ist gesperrt. (dpa/lni)`.
fn is_signed(text: &str) -> bool {
    text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).is_some_and(|(said, by)| {
        by.chars().count() <= 40 && boilerplate::ends_sentence(said.trim_end())
    })
}

/// Returns the article's text, and how many lines of the page are not part of it.
fn body(units: &[Unit], layout: &TextLayout) -> (String, usize) {
    let story = units.get(layout.start..layout.end).unwrap_or_default();
    let mut kept: Vec<&Unit> = Vec::new();
    let mut in_links = false;
    let (mut is_first_link, mut is_airy) = (false, false);
    let last_prose = story.iter().rposition(|unit| unit.is_prose).unwrap_or(story.len());
    let first_prose = layout.prose.saturating_sub(layout.start);
    let menus = menus(story);
    for (at, unit) in story.iter().enumerate() {
        if layout.is_plain {
            kept.push(unit);
            continue;
        }
        if unit.furniture.is_some() {
            // The titles in a box of links follow its heading.
            in_links = around::heads_links(&unit.text);
            is_first_link = true;
            // If the box has empty lines between its links, they do not end it.
            is_airy = story.get(at + 1).is_some_and(|next| next.is_parted);
            continue;
        }
        if unit.is_prose
            || boilerplate::ends_sentence(&unit.text)
            || is_signed(&unit.text)
            || (unit.is_parted && !is_airy && !is_first_link)
        {
            in_links = false;
        }
        is_first_link = false;
        let in_head = at < first_prose && !boilerplate::ends_sentence(&unit.text);
        // A caption's text, followed by the same caption with its credit.
        let is_echoed = story.get(at + 1..story.len().min(at + 4)).is_some_and(|behind| {
            behind.iter().any(|next| {
                next.furniture == Some(Boilerplate::Credit)
                    && next.text.starts_with(unit.text.as_str())
            })
        });
        let is_stray = is_dateline(&unit.text)
            || is_echoed
            || in_head
            || (in_links && at < last_prose)
            || menus.get(at).copied().unwrap_or_default();
        if !is_stray {
            kept.push(unit);
        }
    }
    let mut text = String::new();
    for (index, unit) in kept.iter().enumerate() {
        if index > 0 {
            // Lines of a list or a poem stay together; paragraphs are separated.
            let is_tight = !unit.is_parted
                && !unit.is_prose
                && kept.get(index - 1).is_some_and(|before| !before.is_prose);
            text.push_str(if is_tight { "\n" } else { "\n\n" });
        }
        text.push_str(&unit.text);
    }
    let titles = usize::from(layout.title.is_some());
    (text, units.len().saturating_sub(kept.len() + titles))
}

/// Marks the lines in a run of at least four short lines without a sentence's end: a menu. A list
/// that belongs to the article has its own marks or follows a colon.
fn menus(story: &[Unit]) -> Vec<bool> {
    let is_item = |unit: &Unit| {
        !unit.is_prose
            && unit.text.split_whitespace().count() <= 5
            && !boilerplate::ends_sentence(&unit.text)
            && !unit.text.starts_with(['-', '•', '*', '–', '·', '—', '▪', '“', '"', '(', '['])
            && !unit.text.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut menus = Vec::with_capacity(story.len());
    while let Some(rest) = story.get(menus.len()..).filter(|rest| !rest.is_empty()) {
        let run = rest.iter().take_while(|unit| is_item(unit)).count();
        let opener = menus.len().checked_sub(1).and_then(|opener| story.get(opener));
        let is_menu = run >= 4 && !opener.is_some_and(|unit| unit.text.ends_with(':'));
        menus.resize(menus.len() + run, is_menu);
        // The line that ended the run.
        if run < rest.len() {
            menus.push(false);
        }
    }
    menus
}

fn clocks(units: &[Unit], layout: &TextLayout, context: &DateContext<'_>, fields: &mut PageFields) {
    let head = units.get(layout.head_from()..layout.prose).unwrap_or_default();
    let tail = units.get(layout.end..).unwrap_or_default();
    let tail = tail.get(..tail.len().min(6)).unwrap_or_default();
    let above = units.get(..layout.head_from()).unwrap_or_default();
    let mut bare = None;
    for (region, is_near) in [(head, true), (tail, false), (above, false)] {
        for unit in region {
            if unit.text.len() > 300 || unit.is_prose {
                continue;
            }
            for found in dates::find_printed(&unit.text, context, ClockSource::Text) {
                if found.stamp.precision() < Precision::Day {
                    continue;
                }
                let slot = match found.clock {
                    Some(DateRole::Published) if fields.published.is_none() => {
                        &mut fields.published
                    }
                    Some(DateRole::Updated) if fields.updated.is_none() => &mut fields.updated,
                    None if is_near && bare.is_none() => &mut bare,
                    _ => continue,
                };
                *slot = Some(found.stamp);
            }
        }
    }
    if fields.published.is_none() {
        fields.published = bare;
    }
    for (field, is_known) in
        [(Field::Published, fields.published.is_some()), (Field::Updated, fields.updated.is_some())]
    {
        if is_known {
            fields.explain.push((field, "printed line"));
        }
    }
}

/// Returns the people in a byline, up to its date or bar.
fn byline(text: &str) -> Option<String> {
    let signs = is_byline_line(text) || (is_dateline(text) && starts_with_by(text));
    if !signs {
        return is_dateline(text).then(|| signature_behind(text)).flatten();
    }
    let mut own = text.split(['|', '•', '·', '\t']).next().unwrap_or(text);
    let zone = crate::article::DefaultZone::default();
    let context = DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    if let Some(found) = dates::find_printed(own, &context, ClockSource::Text).first() {
        own = own.get(..found.span.0).unwrap_or(own);
    }
    let own = own.split(" Published").next().unwrap_or(own).split(" Updated").next().unwrap_or(own);
    byline::byline([own])
}

/// Returns the people named after a date: `Posted on May 3, 2016 by Nan Ferris`.
fn signature_behind(text: &str) -> Option<String> {
    let zone = crate::article::DefaultZone::default();
    let context = DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    let found = dates::find_printed(text, &context, ClockSource::Text);
    let rest = text.get(found.last()?.span.1..)?;
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !byline::opens_signature(rest) {
        return None;
    }
    let people = byline::byline([rest])?;
    people.split(", ").all(byline::is_person).then_some(people)
}

/// Whether a line consists of a word for "by" and people: "By Ann Lee", "di Giulia Ferrante".
fn is_byline_line(text: &str) -> bool {
    boilerplate::is_byline_line(text) || byline::is_signature(text)
}

fn starts_with_by(text: &str) -> bool {
    ["By ", "BY ", "Von ", "Par ", "Por "].iter().any(|by| text.starts_with(by))
}

/// Returns a URL that stands alone in the page's first lines, or is labeled as the page's.
fn printed_url(units: &[Unit]) -> Option<String> {
    let first = units.iter().take(3).map(|unit| unit.text.as_str());
    let labelled = units.iter().take(40).filter_map(|unit| {
        ["URL:", "Url:", "Source URL:", "Link:", "Permalink:"]
            .iter()
            .find_map(|label| unit.text.strip_prefix(label))
    });
    first.chain(labelled).map(str::trim).find_map(|line| {
        let is_url =
            (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(' ');
        is_url.then(|| line.to_owned())
    })
}

mod around;
#[cfg(test)]
mod tests;
