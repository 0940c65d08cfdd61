//! Extracts the article's text from a page.
//!
//! There is one function per method and one that chooses between them, so that a method can be
//! added or replaced without touching the others. Each method returns a list of blocks; [`prune`]
//! then removes the boilerplate.

use std::collections::HashSet;

use dom_query::Document;

use super::block_text::{BlockKind, TextBlock, join};
use super::classes::ClassHint;
use super::confirm;
use super::element::ElementRole;
use super::hints::BodyHints;
use super::main_container::{MainContainer, about_story, outermost};
use super::outline::blocks;
use super::outline::{PageNode, PageOutline, RemovedNodes};
use super::prune::{prune, signature as signature_of, size, squash};
use super::{score, script_data};
use crate::article::notice;
use crate::extract::{boilerplate, non_article};

/// An article's text, and the method that found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) source: &'static str,
    /// Why the text may be incomplete or not the article's.
    pub(super) doubt: Option<String>,
}

/// A text of fewer bytes is searched for more widely.
const SHORT: usize = 250;

/// Finds the body.
pub(super) fn find(
    outline: &PageOutline<'_>,
    container: MainContainer,
    known: BodyHints<'_>,
) -> Option<Body> {
    let (found, source, doubt) = story(outline, container, known)?;
    Some(Body { text: join(&with_notices(outline, found)), source, doubt })
}

/// The most bytes of an element for readers without scripts.
const MOST_NOSCRIPT: usize = 1 << 20;

/// Finds the body in an element for readers without scripts, if the page itself has little text.
pub(super) fn in_noscript(
    document: &Document,
    found: Option<Body>,
    known: BodyHints<'_>,
) -> Option<Body> {
    let own = found.as_ref().map_or(0, |body| body.text.len());
    if own >= SHORT {
        return found;
    }
    let mut longest = String::new();
    for node in document.root().descendants_it().filter(|node| node.has_name("noscript")) {
        let inner = node.inner_html();
        let inner = if inner.contains("&lt;") { node.text() } else { inner };
        if inner.len() > longest.len() && inner.len() <= MOST_NOSCRIPT {
            longest = inner.to_string();
        }
    }
    // A notice that scripts are needed is short.
    if longest.len() < SHORT * 2 {
        return found;
    }
    let inner = Document::fragment(longest.as_str());
    let blocks = prune(blocks(&inner.root(), |_| false), known);
    if size(&blocks) < SHORT || size(&blocks) < own * 2 {
        return found;
    }
    Some(Body { text: join(&blocks), source: "noscript", doubt: None })
}

/// Finds the body in the data of the page's scripts, if the page itself has little text or it is
/// doubtful.
pub(super) fn in_script_data(
    page: &str,
    found: Option<Body>,
    known: BodyHints<'_>,
) -> Option<Body> {
    let own = found.as_ref().map_or(0, |body| body.text.len());
    if own >= SHORT * 2 && found.as_ref().is_some_and(|body| body.doubt.is_none()) {
        return found;
    }
    let Some(story) = known.title.and_then(|title| script_data::story(page, title)) else {
        return found;
    };
    let blocks = prune(told_blocks(&story), known);
    let is_comment = found.as_ref().and_then(|body| body.doubt.as_deref()) == Some(IN_COMMENTS);
    if size(&blocks) < SHORT || (size(&blocks) < own * 2 && !is_comment) {
        return found;
    }
    Some(Body { text: join(&blocks), source: "script data", doubt: None })
}

/// Returns the blocks of the article, the method that found them, and why they may be wrong.
fn story(
    outline: &PageOutline<'_>,
    mut frame: MainContainer,
    known: BodyHints<'_>,
) -> Option<(Vec<TextBlock>, &'static str, Option<String>)> {
    let told = known.told.map(|told| prune(told_blocks(told), known)).unwrap_or_default();
    let (mut found, mut source) = choose(outline, known, &frame, &told)?;
    // A request for consent may be longer than a short article on the same page, or part of what
    // was found.
    let mut is_next_to_consent = false;
    for _ in 0..MOST_CONSENT_BOXES {
        let mut request = confirm::consent_request(&found, known.title);
        if request.is_empty() && confirm::is_consent(&found, known.title) {
            request = &found;
        }
        if request.is_empty() {
            break;
        }
        let other = frame.without(outline, request);
        match choose(outline, known, &other, &told) {
            Some((story, method)) if is_article(&story, known.title) => {
                (frame, found, source) = (other, story, method);
                is_next_to_consent = true;
            }
            _ => break,
        }
    }
    // The page draws the article by a script, and shows only something else without it.
    if confirm::is_elsewhere(&found, &told) {
        return Some((told, "json-ld articleBody", None));
    }
    let MainContainer { body, gone, wider, .. } = &frame;
    // The page's text is needed for one of two questions: is the text complete, or doubtful?
    let is_told = confirm::confirms(&told);
    let page = |gone: &RemovedNodes, is_needed| {
        if is_needed { all(outline, *body, gone) } else { Vec::new() }
    };
    let seen = page(wider.as_ref().unwrap_or(gone), is_told);
    // The page's own text, corrected by what the structured data says is the article.
    let (found, source) = match confirm::complete(&found, &seen, &told) {
        Some(complete) => (prune(complete, known), "readability, completed by json-ld articleBody"),
        None => (found, source),
    };
    // Comments may be longer than the article.
    let around = page(&without_unlikely(outline, gone), !is_told);
    let doubt = confirm::doubt(&found, &around, &told, known.title)
        .or_else(|| {
            frame.headline.filter(|headline| is_of_comments(outline, *body, *headline, &found))?;
            Some(IN_COMMENTS.to_owned())
        })
        .or_else(|| {
            let next = next_to(outline, *body, &found);
            let is_much = !is_next_to_consent && next >= LEAST_NEXT && next * 2 > size(&found);
            is_much.then(|| {
                format!("{next} bytes of prose directly before or after the text were not read as its part")
            })
        })
        .or_else(|| {
            let hidden = confirm::prose(&hidden(outline, &frame));
            let is_much = hidden >= LEAST_HIDDEN && hidden * 2 > size(&found);
            is_much.then(|| {
                format!("{hidden} bytes of prose next to the text are hidden by the page's style, and were not read")
            })
        })
        .or_else(|| {
            let is_of_teasers = is_mostly_in(outline, &frame.teasers, &found);
            is_of_teasers.then(|| {
                "most of the text is in boxes that lead to other articles: the page may be an index".to_owned()
            })
        })
        .or_else(|| {
            let links = found.iter().filter(|block| is_linked_line(block)).count();
            let is_list = links >= LEAST_LINKED_LINES && confirm::prose(&found) == 0;
            is_list.then(|| {
                "the text is a list of links without a sentence: the page may be an index".to_owned()
            })
        })
        .or_else(|| {
            is_before_gate(outline, *body, &found)
                .then(|| "the page asks for a subscription after this text".to_owned())
        });
    Some((found, source, doubt))
}

/// The least lines of a list of links.
const LEAST_LINKED_LINES: usize = 5;
/// The least bytes of a line that is a linked headline. Names are shorter.
const LEAST_LINKED_LINE: usize = 25;

/// Whether a line is a link with the length of a headline.
fn is_linked_line(block: &TextBlock) -> bool {
    block.text.len() >= LEAST_LINKED_LINE && block.linked * 10 >= block.text.len() * 9
}

/// The least bytes of prose next to a text that make it doubtful.
const LEAST_NEXT: usize = 400;

/// Returns the bytes of the page's prose that directly precede or follow a text, whatever the
/// elements that contain it.
fn next_to(outline: &PageOutline<'_>, body: u32, found: &[TextBlock]) -> usize {
    let whole = outline.whole();
    let page = outline
        .get(body)
        .map_or(0, |piece| outline.whole_sums().over(body, piece.end).unlinked() as usize);
    // Most pages have little text outside the article and outside links.
    let own: usize = found.iter().map(|block| block.text.chars().count()).sum();
    if page * 2 < own * 3 {
        return 0;
    }
    let mut mask = without_unlikely(outline, &whole);
    for (gone, piece) in mask.iter_mut().zip(&outline.pieces) {
        *gone |= piece.words.has(ClassHint::Hidden) || piece.tag == ElementRole::Dialog;
    }
    confirm::prose_next_to(found, &all(outline, body, &mask))
}

/// The least bytes of hidden prose that make a text doubtful.
const LEAST_HIDDEN: usize = 400;

/// Whether a text is an article next to a request for consent.
fn is_article(found: &[TextBlock], title: Option<&str>) -> bool {
    confirm::prose(found) > 0 && !confirm::is_consent(found, title)
}

/// The most requests for consent on one page.
const MOST_CONSENT_BOXES: usize = 3;

/// Returns the hidden text of the article's own element; nothing if the page has no such element.
fn hidden(outline: &PageOutline<'_>, frame: &MainContainer) -> Vec<TextBlock> {
    if !frame.has_main && frame.wider.is_none() {
        return Vec::new();
    }
    let hidden =
        outermost(outline, frame.body, &frame.gone, |piece| piece.words.has(ClassHint::Hidden));
    hidden.into_iter().flat_map(|(from, to)| outline.blocks(from, to, &frame.gone)).collect()
}

/// A text of more bytes is complete, although the page asks for a subscription after it.
const MOST_BEFORE_GATE: usize = 1_500;
/// The most blocks between a text and the request for a subscription that cuts it off.
const NEAR_GATE: usize = 3;

/// Whether a short text is followed by a request for a subscription.
fn is_before_gate(outline: &PageOutline<'_>, body: u32, found: &[TextBlock]) -> bool {
    if size(found) > MOST_BEFORE_GATE {
        return false;
    }
    // Lines of the offer may be left at the end of the text.
    let Some(last) = found.iter().rfind(|block| boilerplate::ends_sentence(&block.text)) else {
        return false;
    };
    let page = all(outline, body, &outline.whole());
    let Some(at) = page.iter().rposition(|block| block.text == last.text) else { return false };
    let behind = page.iter().skip(at + 1).take(NEAR_GATE);
    behind.map(|block| block.text.as_str()).any(non_article::asks_to_subscribe)
}

const IN_COMMENTS: &str = "most of the text is in a part of the page that is named after comments";

/// Whether most of a text is in elements after the headline that are named after comments.
fn is_of_comments(
    outline: &PageOutline<'_>,
    body: u32,
    headline: u32,
    found: &[TextBlock],
) -> bool {
    let whole = outline.whole();
    let mut comments =
        outermost(outline, body, &whole, |piece| piece.words.has(ClassHint::Comment));
    comments.retain(|(from, _)| *from > headline);
    is_mostly_in(outline, &comments, found)
}

/// Whether most of a text is in these ranges.
fn is_mostly_in(outline: &PageOutline<'_>, ranges: &[(u32, u32)], found: &[TextBlock]) -> bool {
    if ranges.is_empty() {
        return false;
    }
    let whole = outline.whole();
    let mut texts = HashSet::new();
    for (from, to) in ranges {
        texts.extend(outline.blocks(*from, *to, &whole).into_iter().map(|block| block.text));
    }
    let inside = found.iter().filter(|block| texts.contains(&block.text));
    inside.map(|block| block.text.len()).sum::<usize>() * 2 > size(found)
}

fn choose(
    outline: &PageOutline<'_>,
    known: BodyHints<'_>,
    frame: &MainContainer,
    told: &[TextBlock],
) -> Option<(Vec<TextBlock>, &'static str)> {
    let MainContainer { body, gone, wider, has_main, headline, .. } = frame;
    let body = *body;
    let mut gone = gone;
    let before = wider.as_ref().unwrap_or(gone);
    let mut found = prune(scored(outline, body, gone, before, *headline, known.description), known);
    if let Some(wider) = wider
        && size(&found) < SHORT
    {
        let other = prune(scored(outline, body, wider, wider, *headline, known.description), known);
        if size(&other) > size(&found) * 2 {
            (found, gone) = (other, wider);
        }
    }
    if size(told) > SHORT && size(&found) * 2 < size(told) {
        return Some((told.to_vec(), "json-ld articleBody"));
    }
    let whole = || prune(all(outline, body, gone), known);
    // A list of articles, or a few lines, has no score; the main element still contains it.
    if *has_main && size(&found) < SHORT {
        let whole = whole();
        if size(&whole) > size(&found) * 2 {
            return Some((whole, "main element"));
        }
    }
    if size(&found) > 0 {
        return Some((found, "readability"));
    }
    let whole = whole();
    (size(&whole) > 0).then_some((whole, "whole page"))
}

/// A longer paragraph is not a notice.
const LONGEST_NOTICE: usize = 2_000;
/// The most notices of one page that are examined.
const MOST_NOTICES: usize = 16;
/// The most paragraphs of the article among which a paragraph of the page is searched for.
const MOST_AHEAD: usize = 40;
/// A notice identifies itself within its first bytes.
const NOTICE_HEAD: usize = 80;

/// Whether a paragraph is a notice in which the newsroom acknowledges a change. It belongs to the
/// article, wherever it is on the page.
fn is_notice(block: &TextBlock) -> bool {
    block.kind != BlockKind::Heading
        && block.text.len() < LONGEST_NOTICE
        && block.linked * 2 < block.text.len()
        && notice(&block.text)
            .is_some_and(|told| told.kind.owns_up() && told.mark.start < NOTICE_HEAD)
}

/// Adds the notices around the article, which are in their own boxes or after its element.
fn with_notices(outline: &PageOutline<'_>, found: Vec<TextBlock>) -> Vec<TextBlock> {
    let Some((from, to, gone)) = about_story(outline) else { return found };
    let around = outline.blocks(from, to, &gone);
    let is_kept =
        |block: &TextBlock| found.iter().any(|one| one.text.contains(block.text.as_str()));
    let own: HashSet<&str> = found.iter().map(|block| block.text.as_str()).collect();
    let told = around.iter().enumerate().filter(|(_, block)| !own.contains(block.text.as_str()));
    let told = told.filter(|(_, block)| is_notice(block)).take(MOST_NOTICES);
    let told: Vec<usize> =
        told.filter(|(_, block)| !is_kept(block)).map(|(index, _)| index).collect();
    let Some(last) = told.last().copied() else { return found };
    // Insert each notice after the paragraph of the article that precedes it on the page.
    let mut missing: Vec<(usize, TextBlock)> = Vec::new();
    let mut place = 0;
    for (index, block) in around.into_iter().enumerate().take(last + 1) {
        let mut ahead = found.iter().skip(place).take(MOST_AHEAD);
        if let Some(here) = ahead.position(|one| one.text == block.text) {
            place += here + 1;
        } else if told.contains(&index) {
            missing.push((place, block));
        }
    }
    let mut missing = missing.into_iter().peekable();
    let mut whole = Vec::with_capacity(found.len() + 1);
    for (index, block) in found.into_iter().enumerate() {
        while let Some((_, notice)) = missing.next_if(|(place, _)| *place <= index) {
            whole.push(notice);
        }
        whole.push(block);
    }
    whole.extend(missing.map(|(_, notice)| notice));
    whole
}

/// Returns the people named in a printed byline above the article.
pub(super) fn signature(outline: &PageOutline<'_>, container: &MainContainer) -> Option<String> {
    signature_of(&all(outline, container.body, &container.gone))
}

/// Returns the blocks with the best score, after the paragraphs between them and the headline, which
/// may be outside the article's own element.
fn scored(
    outline: &PageOutline<'_>,
    body: u32,
    gone: &RemovedNodes,
    before: &RemovedNodes,
    headline: Option<u32>,
    description: Option<&str>,
) -> Vec<TextBlock> {
    let Some(found) = score::find(outline, body, gone) else { return Vec::new() };
    let first = found.parts.first().map_or(body, |(from, _)| *from);
    // The text may be in a part that also contains the headline.
    let behind = headline.and_then(|at| outline.get(at)).map_or(first, |piece| piece.end);
    let first = if first >= behind {
        first
    } else {
        let rest = found.gone.iter().zip(0..).skip(behind as usize);
        rest.filter(|(gone, _)| !**gone).map(|(_, at)| at).next().unwrap_or(first)
    };
    let mut blocks =
        headline.map(|at| lede(outline, at, first, before, description)).unwrap_or_default();
    blocks
        .extend(found.parts.iter().flat_map(|(from, to)| outline.blocks(*from, *to, &found.gone)));
    blocks
}

/// Leaves out comments and other elements that are named like content next to an article.
fn without_unlikely(outline: &PageOutline<'_>, gone: &RemovedNodes) -> RemovedNodes {
    let is_out = |piece: &PageNode| {
        let words = piece.words;
        (words.has(ClassHint::Comment)
            || (words.has(ClassHint::Unlikely) && !words.has(ClassHint::Likely)))
            && !matches!(piece.tag, ElementRole::Html | ElementRole::Body | ElementRole::Main)
    };
    gone.iter().zip(&outline.pieces).map(|(gone, piece)| *gone || is_out(piece)).collect()
}

/// The most blocks between the headline and the article's text, and the most that are its lede.
const MOST_BEFORE: usize = 40;
const MOST_LEDE: usize = 4;
/// The least bytes of a paragraph that is a lede: shorter ones are captions and labels.
const LEAST_LEDE: usize = 120;

/// Returns the paragraphs between the headline and the article's text, which are in another box and
/// not in the page's description.
fn lede(
    outline: &PageOutline<'_>,
    headline: u32,
    first: u32,
    gone: &RemovedNodes,
    description: Option<&str>,
) -> Vec<TextBlock> {
    let description = description.map(squash).unwrap_or_default();
    let from = outline.get(headline).map_or(first, |piece| piece.end);
    if from >= first {
        return Vec::new();
    }
    let between = outline.blocks(from, first, gone);
    let is_lede = |block: &TextBlock| {
        block.text.len() >= LEAST_LEDE
            && block.linked * 10 < block.text.len() * 8
            && block.kind != BlockKind::Item
            && boilerplate::ends_sentence(&block.text)
            && boilerplate::judge(&block.text).is_none()
            // A standfirst is the description, which is a field of its own.
            && !description.contains(&squash(&block.text))
    };
    let count = between.iter().filter(|block| is_lede(block)).count();
    if between.len() > MOST_BEFORE || count > MOST_LEDE {
        return Vec::new();
    }
    between
        .into_iter()
        .filter(is_lede)
        .map(|block| TextBlock { kind: BlockKind::Paragraph, ..block })
        .collect()
}

/// Returns all text of a page, except in elements that hold boilerplate.
fn all(outline: &PageOutline<'_>, body: u32, gone: &RemovedNodes) -> Vec<TextBlock> {
    outline.blocks(body, outline.get(body).map_or(0, |piece| piece.end), gone)
}

fn told_blocks(told: &str) -> Vec<TextBlock> {
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
        .map(|text| TextBlock { text, ..TextBlock::default() })
        .collect()
}

#[cfg(test)]
mod tests;
