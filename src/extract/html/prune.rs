//! Removes boilerplate from an article's blocks, by the same rules for every method that found
//! them.

use super::block_text::{BlockKind, TextBlock};
use super::body::BodyHints;
use crate::extract::boilerplate::{self, Boilerplate};
use crate::extract::byline;
use crate::extract::dates::fold;

/// The most blocks at the top that may be headline, byline or dateline.
const HEAD_BLOCKS: usize = 12;

/// Removes boilerplate from blocks.
pub(super) fn prune(mut blocks: Vec<TextBlock>, known: BodyHints<'_>) -> Vec<TextBlock> {
    // If most of the text is links, the links are the content.
    let linked = blocks.iter().filter(|block| block.linked * 10 >= block.text.len() * 9).count();
    let is_listing = linked * 2 > blocks.len();
    if !is_listing {
        blocks = without_promotion(blocks);
    }
    blocks.retain(|block| !is_noise(block) && (is_listing || !is_link(block)));
    if !is_listing {
        blocks = without_head(blocks, known);
    }
    blocks = without_tail(blocks);
    blocks
}

/// The least number of items with links that make a list of links.
const LEAST_PROMOTED: usize = 3;

/// Removes lists in which every item links elsewhere, and the line above that names the list: a
/// publisher's promotion of its other articles, formatted as part of this one. Items may have words
/// before their link, so that none is only a link.
fn without_promotion(blocks: Vec<TextBlock>) -> Vec<TextBlock> {
    let is_item = |block: &TextBlock| {
        block.kind == BlockKind::Item && block.linked > 0 && block.text.len() < LONGEST_PROMOTED
    };
    let mut kept: Vec<TextBlock> = Vec::with_capacity(blocks.len());
    let mut run: Vec<TextBlock> = Vec::new();
    for block in blocks.into_iter().map(Some).chain([None]) {
        match block {
            Some(block) if is_item(&block) => run.push(block),
            other => {
                let linked: usize = run.iter().map(|block| block.linked).sum();
                let run_is_whole = other.as_ref().is_none_or(|block| block.kind != BlockKind::Item)
                    && kept.last().is_none_or(|block| block.kind != BlockKind::Item);
                if run.len() >= LEAST_PROMOTED && run_is_whole && linked * 3 >= size(&run) * 2 {
                    run.clear();
                    kept.pop_if(|above| is_name_of_list(above));
                }
                kept.append(&mut run);
                kept.extend(other);
            }
        }
    }
    kept
}

/// The most bytes of such an item: longer items are sentences that contain a link.
const LONGEST_PROMOTED: usize = 160;

/// Whether a block may name a list of links: "More great stories".
fn is_name_of_list(block: &TextBlock) -> bool {
    block.text.len() < 60
        && !boilerplate::ends_sentence(&block.text)
        && (block.kind == BlockKind::Heading || !block.text.ends_with(':'))
}

/// Whether a block is boilerplate anywhere in the text.
fn is_noise(block: &TextBlock) -> bool {
    let text = block.text.as_str();
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    if boilerplate::is_time_note(text) {
        return true;
    }
    match boilerplate::judge(text) {
        Some(Boilerplate::Related) => {
            // "Read more: …" is a link; "Watch: …" may be a heading of the article.
            block.linked * 3 > text.len() || block.kind != BlockKind::Heading
        }
        Some(_) => true,
        None => false,
    }
}

/// Whether a block is only a link that is not a sentence.
fn is_link(block: &TextBlock) -> bool {
    let text = block.text.as_str();
    block.linked * 10 >= text.len() * 9
        && text.len() < 200
        && (block.kind == BlockKind::Item || !boilerplate::ends_sentence(text))
}

fn squash(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Removes the blocks between the headline and the article's text.
fn without_head(blocks: Vec<TextBlock>, known: BodyHints<'_>) -> Vec<TextBlock> {
    let title = known.title.map(squash).filter(|title| !title.is_empty());
    let people = known.byline.map(squash).filter(|people| people.len() > 3);
    let mut kept = Vec::with_capacity(blocks.len());
    let mut is_head = true;
    for (index, block) in blocks.into_iter().enumerate() {
        if !is_head || index >= HEAD_BLOCKS {
            // A standfirst may be above the date.
            let is_date = index < HEAD_BLOCKS && boilerplate::is_date_line(&block.text);
            if !is_date {
                kept.push(block);
            }
            continue;
        }
        let squashed = squash(&block.text);
        let is_title = title.as_deref().is_some_and(|title| title == squashed);
        let is_byline = block.text.len() < 200
            && (people.as_deref().is_some_and(|people| {
                squashed == people
                    || squashed.strip_prefix("by") == Some(people)
                    || squashed.strip_prefix("von") == Some(people)
                    || names_only(&block.text, people)
            }) || byline::is_signature(&block.text)
                || boilerplate::is_byline_line(&block.text)
                || boilerplate::is_agency_line(&block.text));
        if is_title || is_byline || boilerplate::is_date_line(&block.text) {
            continue;
        }
        // The article begins with its first sentence.
        if block.text.len() > 120 && boilerplate::ends_sentence(&block.text) {
            is_head = false;
        }
        kept.push(block);
    }
    kept
}

/// Whether a line only names the people in the byline, with their job titles: "Ann Lee, Transport
/// Correspondent".
fn names_only(line: &str, people: &str) -> bool {
    line.len() < 100
        && !boilerplate::ends_sentence(line)
        && byline::byline([line]).is_some_and(|named| squash(&named) == people)
}

/// Returns the people in the first byline above the article's first sentence.
pub(super) fn signature(blocks: &[TextBlock]) -> Option<String> {
    let head =
        blocks.iter().filter(|block| !is_noise(block)).take(HEAD_BLOCKS).take_while(|block| {
            block.text.len() <= 120 || !boilerplate::ends_sentence(&block.text)
        });
    head.filter(|block| byline::is_signature(&block.text))
        .find_map(|block| byline::byline([&block.text]))
}

/// Removes headings without text, and everything after a heading that opens other content.
fn without_tail(mut blocks: Vec<TextBlock>) -> Vec<TextBlock> {
    // After "Related stories" or "Comments" the article has ended, if most of the text is before
    // it.
    let total = size(&blocks);
    let mut before = 0;
    let mut end = blocks.len();
    for (index, block) in blocks.iter().enumerate() {
        if before * 2 > total && block.text.len() < 80 && boilerplate::ends_story(&block.text) {
            end = index;
            break;
        }
        before += block.text.len();
    }
    blocks.truncate(end);
    while blocks.len() > 1 && blocks.last().is_some_and(is_loose_end) {
        blocks.pop();
    }
    blocks
}

/// Whether a last block does not belong to the text before it: the heading of something that was
/// removed, or the byline or the date, which are fields of their own.
fn is_loose_end(block: &TextBlock) -> bool {
    match block.kind {
        BlockKind::Heading => true,
        BlockKind::Paragraph => {
            boilerplate::is_byline_line(&block.text)
                || boilerplate::is_agency_line(&block.text)
                || (block.text.len() < 80 && boilerplate::is_date_line(&block.text))
        }
        BlockKind::Item => false,
    }
}

/// The number of bytes in blocks.
pub(super) fn size(blocks: &[TextBlock]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}
