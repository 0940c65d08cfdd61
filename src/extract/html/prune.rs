//! Removes boilerplate from an article's blocks, by the same rules for every method that found
//! them.

use std::collections::HashSet;

use super::block_text::{BlockKind, TextBlock};
use super::hints::BodyHints;
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
    if is_listing {
        blocks.retain(|block| !is_noise(block));
    } else {
        blocks = without_lists(blocks);
        let (is_inner, is_listed) = (inner_headings(&blocks), announced(&blocks));
        // Whether the block is kept although it is a link: flags travel with their blocks.
        let is_kept = is_inner.into_iter().zip(is_listed).map(|(inner, listed)| inner || listed);
        let is_own: HashSet<String> = (0..blocks.len())
            .filter(|at| heads_own_section(&blocks, *at))
            .filter_map(|at| blocks.get(at).map(|block| block.text.clone()))
            .collect();
        let flagged: Vec<(TextBlock, bool)> = blocks.into_iter().zip(is_kept).collect();
        let mut flagged = without_promotion(flagged);
        flagged.retain(|(block, is_kept)| {
            block.kind == BlockKind::Heading && is_own.contains(&block.text)
                || !is_noise(block) && (*is_kept || !is_link(block))
        });
        blocks = without_head(flagged.into_iter().map(|(block, _)| block).collect(), known);
    }
    without_tail(blocks)
}

/// A paragraph of fewer bytes may be anything.
const LEAST_PARAGRAPH: usize = 60;

/// Whether a block is a paragraph of an article: it is long, ends as a sentence and is not a link.
fn is_paragraph(block: &TextBlock) -> bool {
    block.kind == BlockKind::Paragraph
        && block.text.len() >= LEAST_PARAGRAPH
        && block.linked * 2 < block.text.len()
        && boilerplate::ends_sentence(&block.text)
}

/// Finds the headings inside the article that link to a page about their topic: a paragraph is
/// before them, and at least two follow, or there is such a heading among them. A teaser's headline is
/// followed by one.
fn inner_headings(blocks: &[TextBlock]) -> Vec<bool> {
    let is_paragraph = |index: usize| blocks.get(index).is_some_and(is_paragraph);
    let is_between = |index: usize| {
        let heading = blocks.get(index).filter(|block| block.kind == BlockKind::Heading);
        heading.is_some_and(|block| boilerplate::judge(&block.text).is_none())
            && index > 0
            && is_paragraph(index - 1)
            && is_paragraph(index + 1)
    };
    let mut inner: Vec<bool> = (0..blocks.len()).map(is_between).collect();
    let is_certain = |index: usize| is_between(index) && is_paragraph(index + 2);
    // The article continues up to the last such heading. Of the others, those before it are like it,
    // and so is one after it: several would be teasers.
    let last = (0..blocks.len()).rev().find(|index| is_certain(*index));
    let from = last.map_or(0, |last| last + 1);
    let mut behind = inner.iter_mut().skip(from).filter(|is_inner| **is_inner);
    if last.is_none() || behind.by_ref().count() > 1 {
        inner.iter_mut().skip(from).for_each(|is_inner| *is_inner = false);
    }
    inner
}

/// The most bytes of an item of a list that the sentence before it announces.
const LONGEST_ANNOUNCED: usize = 300;

/// Finds the items of lists that a sentence of the article announces: "Those who voted for it
/// were:".
fn announced(blocks: &[TextBlock]) -> Vec<bool> {
    let mut is_announced = false;
    let mut found = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        if block.kind == BlockKind::Item {
            found.push(is_announced && block.text.len() <= LONGEST_ANNOUNCED);
            continue;
        }
        let is_sentence = block.text.split_whitespace().count() >= 4
            || block.text.chars().filter(|char| char.is_alphabetic()).count() >= 16;
        is_announced = block.kind == BlockKind::Paragraph
            && block.text.ends_with([':', '：'])
            && is_sentence
            && block.linked * 2 < block.text.len()
            && boilerplate::judge(&block.text).is_none()
            // The article continues after the list.
            && blocks
                .iter()
                .skip(index + 1)
                .find(|after| after.kind != BlockKind::Item)
                .is_some_and(|after| is_paragraph(after) || after.kind == BlockKind::Heading);
        found.push(false);
    }
    found
}

/// The least number of items with links that make a list of links.
const LEAST_PROMOTED: usize = 3;

/// Removes lists in which every item links elsewhere, and the line above that names the list: a
/// publisher's promotion of its other articles, formatted as part of this one. Items may have words
/// before their link, so that none is only a link.
fn without_promotion(blocks: Vec<(TextBlock, bool)>) -> Vec<(TextBlock, bool)> {
    let is_item = |(block, is_kept): &(TextBlock, bool)| {
        block.kind == BlockKind::Item
            && block.linked > 0
            && block.text.len() < LONGEST_PROMOTED
            && !is_kept
    };
    let mut kept: Vec<(TextBlock, bool)> = Vec::with_capacity(blocks.len());
    let mut run: Vec<(TextBlock, bool)> = Vec::new();
    for block in blocks.into_iter().map(Some).chain([None]) {
        match block {
            Some(block) if is_item(&block) => run.push(block),
            other => {
                let linked: usize = run.iter().map(|(block, _)| block.linked).sum();
                let whole: usize = run.iter().map(|(block, _)| block.text.len()).sum();
                let is_apart = |block: Option<&(TextBlock, bool)>| {
                    block.is_none_or(|(block, _)| block.kind != BlockKind::Item)
                };
                let run_is_whole = is_apart(other.as_ref()) && is_apart(kept.last());
                if run.len() >= LEAST_PROMOTED && run_is_whole && linked * 3 >= whole * 2 {
                    run.clear();
                    kept.pop_if(|(above, _)| is_name_of_list(above));
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

/// The least words of a post: fewer are the name of its author or of its music.
const LEAST_QUOTED_WORDS: usize = 4;

/// Whether a block is only a link that is not a sentence.
fn is_link(block: &TextBlock) -> bool {
    let text = block.text.as_str();
    // Some networks link the complete text of a post.
    let is_quoted = block.is_in_post
        && text.split_whitespace().count() >= LEAST_QUOTED_WORDS
        && text.starts_with(|first: char| first.is_alphanumeric());
    !is_quoted
        && block.linked * 10 >= text.len() * 9
        && text.len() < 200
        && (block.kind == BlockKind::Item || !boilerplate::ends_sentence(text))
}

/// Returns the letters and digits of a text, without accents and letter case.
pub(super) fn squash(text: &str) -> String {
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

/// Whether a heading that sounds like that of other content, such as "Comments", is that of a
/// section of the article: only paragraphs and headings without links follow, at least two
/// paragraphs of them directly. Comments have their authors and times between them, and teasers
/// links.
fn heads_own_section(blocks: &[TextBlock], at: usize) -> bool {
    let is_heading = |block: &TextBlock| block.kind == BlockKind::Heading && block.linked == 0;
    let Some(heading) = blocks.get(at).filter(|block| is_heading(block)) else { return false };
    if boilerplate::judge(&heading.text).is_none() && !boilerplate::ends_story(&heading.text) {
        return false;
    }
    let rest = blocks.get(at + 1..).unwrap_or_default();
    let is_long = |block: &TextBlock| {
        is_paragraph(block) && block.linked == 0 && block.text.len() >= LEAST_OWN_PARAGRAPH
    };
    let opens = rest.len() >= 2 && rest.iter().take(2).all(is_long);
    // The text before it is like the text after it.
    let is_below = at.checked_sub(1).and_then(|at| blocks.get(at)).is_some_and(is_paragraph);
    opens && is_below && rest.iter().all(|block| is_heading(block) || is_long(block))
}

/// The least bytes of a paragraph of such a section.
const LEAST_OWN_PARAGRAPH: usize = 60;

/// Removes what follows a heading that opens other content: everything
/// after "Comments"; after "Related stories" only the headlines and teasers, up to the next
/// paragraphs of the article.
fn without_lists(mut blocks: Vec<TextBlock>) -> Vec<TextBlock> {
    let total = size(&blocks);
    let (mut before, mut resumptions) = (0, 0);
    let mut is_kept = vec![true; blocks.len()];
    let mut index = 0;
    while let Some(block) = blocks.get(index) {
        // The article has ended only if most of the text is before.
        let opens = before * 2 > total
            && block.text.len() < 80
            && resumptions < MOST_RESUMPTIONS
            && boilerplate::ends_story(&block.text)
            && !heads_own_section(&blocks, index);
        let mut end = index + 1;
        if opens {
            let rest = blocks.get(index + 1..).unwrap_or_default();
            let is_related = boilerplate::judge(&block.text) == Some(Boilerplate::Related);
            let next = if is_related { continuation(rest) } else { None };
            end = next.map_or(blocks.len(), |next| index + 1 + next);
            resumptions += 1;
            is_kept.get_mut(index..end).unwrap_or_default().fill(false);
        }
        before += size(blocks.get(index..end).unwrap_or_default());
        index = end;
    }
    let mut is_kept = is_kept.into_iter();
    blocks.retain(|_| is_kept.next().unwrap_or(true));
    blocks
}

/// Removes what follows a heading that opens other content, and a last heading without text.
fn without_tail(blocks: Vec<TextBlock>) -> Vec<TextBlock> {
    let mut blocks = without_lists(blocks);
    while blocks.len() > 1 && blocks.last().is_some_and(is_loose_end) {
        blocks.pop();
    }
    blocks
}

/// The most headings of lists of other articles that are searched for: more are headings of the
/// article.
const MOST_RESUMPTIONS: usize = 16;

/// The most bytes of a teaser that may look like a paragraph.
const LONGEST_TEASER: usize = 60;

/// Returns where an article continues after the heading of a list of other articles: at its next
/// heading or paragraph after which the paragraphs have no links and no headlines between them.
/// Teasers alternate with headlines and links.
fn continuation(rest: &[TextBlock]) -> Option<usize> {
    let is_plain = |block: &TextBlock| {
        block.linked == 0 && block.text.len() > LONGEST_TEASER && is_paragraph(block)
    };
    let at = rest.windows(2).position(|pair| pair.iter().all(is_plain));
    // The last paragraph alone, after links only.
    let at = at.or_else(|| {
        let (last, before) = rest.split_last()?;
        let links = before.iter().all(|block| block.linked * 2 >= block.text.len());
        let is_listed = before.last().is_some_and(|before| before.kind == BlockKind::Item);
        (links && is_listed && is_plain(last)).then_some(before.len())
    })?;
    // A teaser may come directly before the article continues: its headline is a link.
    let has_headline = |index: usize| {
        index.checked_sub(1).and_then(|before| rest.get(before)).is_some_and(|before| {
            before.linked * 2 >= before.text.len()
                && (before.kind == BlockKind::Heading || before.kind == BlockKind::Paragraph)
        })
    };
    let at = if has_headline(at) && rest.len() > at + 2 && rest.get(..at)?.iter().any(is_plain) {
        at + 1
    } else {
        at
    };
    // The heading of the continuation.
    match at.checked_sub(1).and_then(|before| Some((before, rest.get(before)?))) {
        Some((before, heading)) if heading.kind == BlockKind::Heading && heading.linked == 0 => {
            Some(before)
        }
        _ => Some(at),
    }
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
