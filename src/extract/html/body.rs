//! Body: the story's text out of a page.
//!
//! One function per way to find it and one that chooses, so that a way can be added or swapped
//! without touching the rest. What a way finds is a list of blocks; [`prune`] then takes the
//! furniture out of it.

use dom_query::Document;

use super::flow::{Block, blocks, join};
use super::frame::{Frame, frame};
use super::outline::{Gone, Outline};
use super::prune::{prune, signature as signature_of, size};
use super::score;

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

/// A story of fewer bytes is looked for more widely.
const SHORT: usize = 250;

/// Finds the body.
pub(super) fn find(outline: &Outline<'_>, known: Known<'_>) -> Option<Body> {
    let Frame { body, mut gone, wider, has_main } = frame(outline, known.title);
    let mut found = prune(scored(outline, body, &gone), known);
    if let Some(wider) = wider
        && size(&found) < SHORT
    {
        let other = prune(scored(outline, body, &wider), known);
        if size(&other) > size(&found) * 2 {
            (found, gone) = (other, wider);
        }
    }
    let told = known.told.map(|told| prune(told_blocks(told), known)).unwrap_or_default();
    if size(&told) > SHORT && size(&found) * 2 < size(&told) {
        return Some(Body { text: join(&told), source: "json-ld articleBody" });
    }
    let whole = || prune(all(outline, body, &gone), known);
    // A list of stories, or a few lines, scores as nothing; the main element still says it.
    if has_main && size(&found) < SHORT {
        let whole = whole();
        if size(&whole) > size(&found) * 2 {
            return Some(Body { text: join(&whole), source: "main element" });
        }
    }
    if size(&found) > 0 {
        return Some(Body { text: join(&found), source: "readability" });
    }
    let whole = whole();
    (size(&whole) > 0).then(|| Body { text: join(&whole), source: "whole page" })
}

/// The people who sign the story in a printed line above it.
pub(super) fn signature(outline: &Outline<'_>, title: Option<&str>) -> Option<String> {
    let Frame { body, gone, .. } = frame(outline, title);
    signature_of(&all(outline, body, &gone))
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

#[cfg(test)]
mod tests;
