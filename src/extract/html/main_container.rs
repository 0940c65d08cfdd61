//! Narrows a page to the part that can contain the article, by its elements and their names.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::block_text::TextBlock;
use super::classes::ClassHint;
use super::element::ElementRole;
use super::outline::{PageNode, PageOutline, RemovedNodes, Sums};
use super::prune::size;
use super::{signup_boxes, teaser_boxes};
use crate::extract::boilerplate;
use crate::extract::dates::fold;

/// The part of a page that can contain the article.
pub(super) struct MainContainer {
    /// The page's body.
    pub(super) body: u32,
    pub(super) gone: RemovedNodes,
    /// The same mask before it was narrowed to the article's own element.
    pub(super) wider: Option<RemovedNodes>,
    /// Whether the page has a main element.
    pub(super) has_main: bool,
    /// The heading that matches the title.
    pub(super) headline: Option<u32>,
    /// The boxes that lead to other articles, without those that are left out.
    pub(super) teasers: Vec<(u32, u32)>,
}

impl MainContainer {
    /// Returns the same without the elements that contain only these blocks.
    pub(super) fn without(&self, outline: &PageOutline<'_>, blocks: &[TextBlock]) -> Self {
        let texts: HashSet<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        let leave = |gone: &RemovedNodes| {
            let mut gone = gone.clone();
            let end = outline.get(self.body).map_or(0, |piece| piece.end);
            let mut at = self.body + 1;
            while at < end {
                let Some(piece) = outline.get(at) else { break };
                let inner = if gone.get(at as usize).copied().unwrap_or(true) {
                    Vec::new()
                } else {
                    outline.blocks(at, piece.end, &gone)
                };
                let count =
                    inner.iter().filter(|block| texts.contains(block.text.as_str())).count();
                if count > 0
                    && count == inner.len()
                    && let Some(gone) = gone.get_mut(at as usize)
                {
                    *gone = true;
                }
                // Only an element that contains other text too is searched.
                at = if count > 0 && count < inner.len() { at + 1 } else { piece.end.max(at + 1) };
            }
            gone
        };
        Self {
            gone: leave(&self.gone),
            wider: self.wider.as_ref().map(leave),
            teasers: self.teasers.clone(),
            ..*self
        }
    }
}

/// The minimum characters of a page's main element to trust that it contains the article.
const MAIN_CHARS: u32 = 200;
/// The same for an element that is marked as the article's body.
const STORY_CHARS: u32 = 250;
/// The same for an `<article>` element.
const ARTICLE_CHARS: u32 = 400;

/// Narrows the page to the article with this title.
pub(super) fn frame(
    outline: &PageOutline<'_>,
    title: Option<&str>,
    host: Option<&str>,
) -> MainContainer {
    let body = outline.find(ElementRole::Body).unwrap_or(0);
    let mut gone = strip(outline, body);
    // Slides and feeds outside the main element may outweigh a short text. Some pages mark both
    // `<main>` and a `role=main` in it: the outer one counts.
    let mains = outermost(outline, body, &gone, |piece| piece.words.has(ClassHint::Main));
    let main = match mains.as_slice() {
        [only] if outline.sums(&gone).over(only.0, only.1).chars >= MAIN_CHARS => Some(*only),
        _ => None,
    };
    if let Some(main) = main {
        keep_only(outline, body, &mut gone, &[main]);
    }
    let headline = headline(outline, body, title, &gone, 1..=2)
        .or_else(|| headline(outline, body, title, &gone, 3..=3));
    for from in signup_boxes::find(outline, body, outline.whole_sums(), headline) {
        if let Some(gone) = gone.get_mut(from as usize) {
            *gone = true;
        }
    }
    if let Some(gone) = headline.and_then(|at| gone.get_mut(at as usize)) {
        // The headline belongs to the title, and would only separate the text from its container.
        *gone = true;
    }
    if let Some(headline) = headline {
        leave_teasers(outline, headline, &mut gone);
    }
    let teasers = leave_teaser_boxes(outline, body, headline, host, &mut gone);
    let boxes = boxes(outline, body, headline, &gone);
    let wider = (!boxes.is_empty()).then(|| gone.clone());
    if wider.is_some() {
        keep_only(outline, body, &mut gone, &boxes);
    }
    MainContainer { body, gone, wider, has_main: main.is_some(), headline, teasers }
}

/// The most characters of a box that may be a notice of a correction.
const NOTICE_CHARS: u32 = 1_200;

/// Returns where a newsroom's notice may be outside its article, whatever its element: the main
/// element or the complete page, and what is left out of it. Small boxes are not left out. `None`
/// on a page with several articles, because it is unknown to which one a notice belongs.
pub(super) fn about_story(outline: &PageOutline<'_>) -> Option<(u32, u32, RemovedNodes)> {
    let body = outline.find(ElementRole::Body).unwrap_or(0);
    let sums = outline.whole_sums();
    let mut gone = strip(outline, body);
    for (at, gone) in gone.iter_mut().enumerate() {
        let piece = outline.get(at as u32).filter(|_| *gone);
        if piece.is_some_and(|piece| sums.over(at as u32, piece.end).chars <= NOTICE_CHARS) {
            *gone = false;
        }
    }
    let articles = outermost(outline, body, &gone, |piece| piece.tag == ElementRole::Article);
    let is_long = |(from, to): &&(u32, u32)| sums.over(*from, *to).chars >= MAIN_CHARS;
    if articles.iter().filter(is_long).count() > 1 {
        return None;
    }
    let mains = outermost(outline, body, &gone, |piece| piece.words.has(ClassHint::Main));
    let (from, to) = match mains.as_slice() {
        [only] if is_long(&only) => *only,
        _ => (body, outline.get(body).map_or(0, |piece| piece.end)),
    };
    Some((from, to, gone))
}

/// Returns what is left out: elements that are not part of an article by their tag, role, class or id. An element
/// with a large part of the page's text is left to the scoring, because some sites give the
/// article's own box an odd name.
fn strip(outline: &PageOutline<'_>, body: u32) -> RemovedNodes {
    let mut gone = outline.whole();
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let sums = outline.whole_sums();
    let whole = sums.over(body, end);
    // The captions of a page of pictures are its text.
    let captions: u32 = outline
        .pieces
        .iter()
        .zip(0..)
        .filter(|(piece, _)| piece.tag == ElementRole::FigureCaption)
        .map(|(piece, at)| sums.over(at, piece.end).prose)
        .sum();
    let is_told_by_captions = captions >= ARTICLE_CHARS && captions * 2 > whole.prose;
    // Some pages have text without paragraphs.
    let is_small = |piece: &PageNode, part: Sums| {
        // A footer is never the article because a short article has less text.
        let share =
            if matches!(piece.tag, ElementRole::Footer | ElementRole::Navigation) { 2 } else { 3 };
        part.prose * share <= whole.prose || part.unlinked() * 3 <= whole.unlinked()
    };
    let mut at = body;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        at += 1;
        let is_story = is_told_by_captions && piece.tag == ElementRole::FigureCaption;
        if piece.words.has(ClassHint::Furniture)
            && !is_story
            && is_small(piece, sums.over(at - 1, piece.end))
        {
            if let Some(gone) = gone.get_mut(at as usize - 1) {
                *gone = true;
            }
            at = piece.end.max(at);
        }
    }
    gone
}

/// The minimum characters of an article before teasers after it are searched for.
const LEAST_STORY: u32 = 80;
/// The most consecutive paragraphs without a link in a list of teasers.
const MOST_UNLINKED: usize = 2;

/// Leaves out the boxes after the article that begin with a heading such as "Recommended" and
/// contain other articles' headlines and teasers, which may be longer than a short article's own
/// text.
fn leave_teasers(outline: &PageOutline<'_>, headline: u32, gone: &mut RemovedNodes) {
    let end = outline.get(0).map_or(0, |piece| piece.end);
    let mut at = outline.get(headline).map_or(end, |piece| piece.end);
    let first = at;
    let sums = outline.sums(gone);
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        let index = at;
        at += 1;
        let is_gone = gone.get(index as usize).copied().unwrap_or(true);
        if is_gone || !matches!(piece.tag, ElementRole::Heading(_)) {
            continue;
        }
        let heads = outline.blocks(index, piece.end, gone);
        let [head] = heads.as_slice() else { continue };
        if head.text.len() >= 80 || !boilerplate::ends_story(&head.text) {
            continue;
        }
        // The box begins with its heading and comes after an article.
        let Some(holder) = outline.get(piece.parent) else { continue };
        let is_opened = sums.over(piece.parent, index).chars == 0;
        if piece.parent < first || !is_opened || sums.over(first, piece.parent).chars < LEAST_STORY
        {
            continue;
        }
        let (mut links, mut unlinked, mut longest) = (0, 0, 0);
        for block in outline.blocks(piece.end, holder.end, gone) {
            if block.linked > 0 {
                links += 1;
                unlinked = 0;
            } else {
                unlinked += 1;
                longest = longest.max(unlinked);
            }
        }
        if links >= 2 && longest <= MOST_UNLINKED {
            if let Some(gone) = gone.get_mut(piece.parent as usize) {
                *gone = true;
            }
            at = holder.end.max(at);
        }
    }
}

/// Leaves out the boxes after the article that lead to other articles, and returns the boxes that
/// remain, because no article comes before them: those of an index.
fn leave_teaser_boxes(
    outline: &PageOutline<'_>,
    body: u32,
    headline: Option<u32>,
    host: Option<&str>,
    gone: &mut RemovedNodes,
) -> Vec<(u32, u32)> {
    let sums = outline.sums(gone);
    let mut boxes = teaser_boxes::find(outline, body, host, gone, &sums);
    let Some(headline) = headline else { return boxes };
    let from = outline.get(headline).map_or(0, |piece| piece.end);
    let mut inside = 0;
    boxes.retain(|(at, end)| {
        if *at < from || sums.over(from, *at).unlinked() < inside + STORY_CHARS {
            inside += if *at < from { 0 } else { sums.over(*at, *end).unlinked() };
            return true;
        }
        inside += sums.over(*at, *end).unlinked();
        if let Some(gone) = gone.get_mut(*at as usize) {
            *gone = true;
        }
        false
    });
    boxes
}

/// Returns the elements that are marked as the article: microdata's `articleBody`, or the
/// `<article>` with the headline.
fn boxes(
    outline: &PageOutline<'_>,
    body: u32,
    headline: Option<u32>,
    gone: &RemovedNodes,
) -> Vec<(u32, u32)> {
    let sums = outline.sums(gone);
    let stories = outermost(outline, body, gone, |piece| piece.words.has(ClassHint::Story));
    let chars: u32 = stories.iter().map(|(from, to)| sums.over(*from, *to).chars).sum();
    if chars >= STORY_CHARS {
        return stories;
    }
    let articles = outermost(outline, body, gone, |piece| piece.tag == ElementRole::Article);
    let with_headline =
        headline.and_then(|at| articles.iter().find(|(from, to)| *from < at && at < *to));
    let own = match (with_headline, articles.as_slice()) {
        (Some(own), _) => own,
        (None, [only]) => only,
        _ => return Vec::new(),
    };
    if sums.over(own.0, own.1).prose >= ARTICLE_CHARS { vec![*own] } else { Vec::new() }
}

/// Returns the outermost elements of a kind.
pub(super) fn outermost(
    outline: &PageOutline<'_>,
    body: u32,
    gone: &RemovedNodes,
    is_one: impl Fn(&PageNode) -> bool,
) -> Vec<(u32, u32)> {
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let mut found = Vec::new();
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        let is_gone = gone.get(at as usize).copied().unwrap_or(true);
        let is_found = !is_gone && is_one(piece);
        if is_found {
            found.push((at, piece.end));
        }
        at = if is_gone || is_found { piece.end.max(at + 1) } else { at + 1 };
    }
    found
}

/// Leaves out everything that is neither in one of these ranges nor contains one.
fn keep_only(outline: &PageOutline<'_>, body: u32, gone: &mut RemovedNodes, ranges: &[(u32, u32)]) {
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let mut ranges = ranges.iter().copied();
    let mut next = ranges.next();
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        match next {
            Some((from, to)) if at == from => {
                at = to.max(at + 1);
                next = ranges.next();
            }
            Some((from, _)) if from < piece.end => at += 1,
            _ => {
                if let Some(gone) = gone.get_mut(at as usize) {
                    *gone = true;
                }
                at = piece.end.max(at + 1);
            }
        }
    }
}

/// The most bytes of a headline.
const LONGEST_HEADLINE: usize = 500;

/// Finds the heading of these ranks that matches the title.
fn headline(
    outline: &PageOutline<'_>,
    body: u32,
    title: Option<&str>,
    gone: &RemovedNodes,
    ranks: RangeInclusive<u8>,
) -> Option<u32> {
    let title = fold(title.filter(|title| title.len() < LONGEST_HEADLINE)?);
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let mut at = body;
    while at < end {
        let piece = outline.get(at)?;
        if gone.get(at as usize).copied().unwrap_or(true) {
            at = piece.end.max(at + 1);
            continue;
        }
        if matches!(piece.tag, ElementRole::Heading(rank) if ranks.contains(&rank)) {
            let heading = outline.blocks(at, piece.end, gone);
            if size(&heading) > 0 && size(&heading) < LONGEST_HEADLINE {
                let heading: String = heading.iter().map(|block| fold(&block.text) + " ").collect();
                let (mut same, mut other) = (0, 0);
                for word in heading.split(|c: char| !c.is_alphanumeric()) {
                    let count = if words.contains(&word) { &mut same } else { &mut other };
                    *count += word.chars().count();
                }
                if same > other * 3 || title.contains(heading.trim()) {
                    return Some(at);
                }
            }
        }
        at += 1;
    }
    None
}
