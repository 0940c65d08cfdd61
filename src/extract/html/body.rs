//! Body: the story's text out of a page.
//!
//! One function per way to find it and one that chooses, so that a way can be added or swapped
//! without touching the rest. What a way finds is a list of blocks; [`prune`] then takes the
//! furniture out of it.

use dom_query::Document;

use super::classes::Word;
use super::flow::{Block, blocks, join};
use super::outline::{Gone, Outline, Tag};
use super::prune::{prune, size};
use super::score;
use crate::extract::dates::fold;

/// A story's text, and which way found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) source: &'static str,
}

/// What is known of the story from elsewhere in the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) byline: Option<&'a str>,
    /// JSON-LD's `articleBody`.
    pub(super) told: Option<&'a str>,
}

/// Finds the body.
pub(super) fn find(outline: &Outline<'_>, known: Known<'_>) -> Option<Body> {
    let body = outline.find(Tag::Body).unwrap_or(0);
    let mut gone = outline.whole();
    strip(outline, body, &mut gone);
    let is_narrowed = narrow(outline, body, &mut gone);
    leave_out_headline(outline, body, known.title, &mut gone);
    let scored = prune(scored(outline, body, &gone), known);
    let told = known.told.map(|told| prune(told_blocks(told), known)).unwrap_or_default();
    let scored_size = size(&scored);
    let told_size = size(&told);
    if told_size > 250 && scored_size * 2 < told_size {
        return Some(Body { text: join(&told), source: "json-ld articleBody" });
    }
    let whole = || prune(all(outline, body, &gone), known);
    // A list of stories, or a few lines, scores as nothing; the main element still says it.
    if is_narrowed && scored_size < 250 {
        let whole = whole();
        if size(&whole) > scored_size * 2 {
            return Some(Body { text: join(&whole), source: "main element" });
        }
    }
    if scored_size > 0 {
        return Some(Body { text: join(&scored), source: "readability" });
    }
    let whole = whole();
    (size(&whole) > 0).then(|| Body { text: join(&whole), source: "whole page" })
}

/// What scores best.
fn scored(outline: &Outline<'_>, body: u32, gone: &Gone) -> Vec<Block> {
    let Some(found) = score::find(outline, body, gone) else { return Vec::new() };
    found.parts.iter().flat_map(|(from, to)| outline.blocks(*from, *to, &found.gone)).collect()
}

/// All text of a page that is not furniture by its element.
fn all(outline: &Outline<'_>, body: u32, gone: &Gone) -> Vec<Block> {
    outline.blocks(body, outline.get(body).map_or(0, |piece| piece.end), gone)
}

fn told_blocks(told: &str) -> Vec<Block> {
    if told.contains("</p>") || told.contains("<br") {
        return blocks(&Document::fragment(told).root(), |_| false);
    }
    let told = if told.contains('&') {
        Document::fragment(told).text().to_string()
    } else {
        told.to_owned()
    };
    told.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|text| Block { text, ..Block::default() })
        .collect()
}

/// Leaves out what is no story by its element, role, class or id. What holds a large part of the
/// page's text is left to the scoring: some sites name the story's own box oddly.
fn strip(outline: &Outline<'_>, body: u32, gone: &mut Gone) {
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let sums = outline.sums(gone);
    let whole = sums.over(body, end).prose;
    let mut at = body;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        at += 1;
        if piece.words.has(Word::Furniture) && sums.over(at - 1, piece.end).prose * 3 <= whole {
            if let Some(gone) = gone.get_mut(at as usize - 1) {
                *gone = true;
            }
            at = piece.end.max(at);
        }
    }
}

/// The most bytes of a headline.
const LONGEST_HEADLINE: usize = 500;

/// Leaves out the headline: it is the title's, and would only stand between the story and what
/// holds it.
fn leave_out_headline(outline: &Outline<'_>, body: u32, title: Option<&str>, gone: &mut Gone) {
    let Some(title) = title.filter(|title| title.len() < LONGEST_HEADLINE) else { return };
    let title = fold(title);
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let mut at = body;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        if gone.get(at as usize).copied().unwrap_or(true) {
            at = piece.end.max(at + 1);
            continue;
        }
        if matches!(piece.tag, Tag::Heading(1 | 2)) {
            let heading = outline.blocks(at, piece.end, gone);
            if size(&heading) >= LONGEST_HEADLINE {
                at += 1;
                continue;
            }
            let heading: String = heading.iter().map(|block| fold(&block.text) + " ").collect();
            let (mut same, mut other) = (0, 0);
            for word in heading.split(|c: char| !c.is_alphanumeric()) {
                let count = if words.contains(&word) { &mut same } else { &mut other };
                *count += word.chars().count();
            }
            if same > other * 3 {
                if let Some(gone) = gone.get_mut(at as usize) {
                    *gone = true;
                }
                return;
            }
        }
        at += 1;
    }
}

/// The least text by which a page's main element is trusted to hold the story.
const MAIN_CHARS: u32 = 200;

/// Leaves only the page's main element in its body, where it has exactly one that holds a story.
/// Slides and feeds about it may outweigh a short text.
fn narrow(outline: &Outline<'_>, body: u32, gone: &mut Gone) -> bool {
    let Some(end) = outline.get(body).map(|piece| piece.end) else { return false };
    let mut main: Option<(u32, u32)> = None;
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        if gone.get(at as usize).copied().unwrap_or(true) {
            at = piece.end.max(at + 1);
            continue;
        }
        if piece.words.has(Word::Main) {
            // Some mark both `<main>` and a `role=main` in it: the outer one.
            if main.is_some() {
                return false;
            }
            main = Some((at, piece.end));
            at = piece.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    let Some((main, main_end)) = main else { return false };
    if outline.sums(gone).over(main, main_end).chars < MAIN_CHARS {
        return false;
    }
    // Whatever does not hold it goes.
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        let holds = at <= main && main < piece.end;
        if at == main {
            at = main_end.max(at + 1);
        } else if holds {
            at += 1;
        } else {
            if let Some(gone) = gone.get_mut(at as usize) {
                *gone = true;
            }
            at = piece.end.max(at + 1);
        }
    }
    true
}
