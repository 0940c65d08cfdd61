//! Finds lists of boxes that lead to other articles: each has a heading and a sentence or two, and
//! two links to the same page of the site.

use dom_query::NodeRef;

use super::element::ElementRole;
use super::outline::{PageOutline, RemovedNodes, Running};

/// The least number of boxes in a row that are a list.
const LEAST_BOXES: usize = 3;
/// The most characters and pieces of a box: a longer one is an article or a part of one.
const MOST_CHARS: u32 = 600;
const MOST_PIECES: u32 = 80;

/// Returns the ranges of the boxes, in page order. `host` is the page's own.
pub(super) fn find(
    outline: &PageOutline<'_>,
    from: u32,
    host: Option<&str>,
    gone: &RemovedNodes,
    sums: &Running,
) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut run: Vec<(u32, u32)> = Vec::new();
    let mut at = from;
    let end = outline.get(0).map_or(0, |piece| piece.end);
    while at < end {
        let Some(parent) = outline.get(at) else { break };
        let is_gone = gone.get(at as usize).copied().unwrap_or(true);
        // Boxes are in a list or a division, with at least a heading and its text each.
        if is_gone || parent.end - at < 3 * LEAST_BOXES as u32 {
            at = if is_gone { parent.end.max(at + 1) } else { at + 1 };
            continue;
        }
        let mut kind = None;
        run.clear();
        for (child, piece) in outline.children(at, gone) {
            if sums.over(child, piece.end).chars == 0 {
                continue;
            }
            if !is_box(outline, child, host, sums) {
                add(&mut found, &mut run);
                continue;
            }
            if kind != Some((piece.tag, piece.words.class)) {
                add(&mut found, &mut run);
            }
            kind = Some((piece.tag, piece.words.class));
            run.push((child, piece.end));
        }
        add(&mut found, &mut run);
        at += 1;
    }
    found.sort_unstable();
    found
}

/// Moves a run of boxes to the result, if it is long enough to be a list.
fn add(found: &mut Vec<(u32, u32)>, run: &mut Vec<(u32, u32)>) {
    if run.len() >= LEAST_BOXES {
        found.append(run);
    }
    run.clear();
}

/// Whether an element is a box with a linked heading and a second link to the same page.
fn is_box(outline: &PageOutline<'_>, at: u32, host: Option<&str>, sums: &Running) -> bool {
    let Some(piece) = outline.get(at) else { return false };
    let own = sums.over(at, piece.end);
    let is_holder = matches!(
        piece.tag,
        ElementRole::Division | ElementRole::Section | ElementRole::Article | ElementRole::Item
    );
    if !is_holder
        || own.chars > MOST_CHARS
        || own.headed == 0
        || own.linked == 0
        || piece.end - at > MOST_PIECES
    {
        return false;
    }
    let inner = outline.pieces.get(at as usize..piece.end as usize).unwrap_or_default();
    let mut targets: Vec<String> = Vec::new();
    let mut heading: Option<String> = None;
    for (inner, place) in inner.iter().zip(at..) {
        if inner.tag != ElementRole::Link {
            continue;
        }
        let Some(target) = outline.link_target(inner) else { continue };
        if !is_of_site(&target, host) {
            return false;
        }
        let link = sums.over(place, inner.end);
        let is_heading = link.headed > 0 && link.headed * 10 >= link.chars * 9;
        if is_heading && heading.is_none() {
            heading = Some(target.clone());
        }
        targets.push(target);
    }
    heading.is_some_and(|heading| targets.iter().filter(|target| **target == heading).count() >= 2)
}

/// Whether a link leads to another page of the same site, and not to a place in this page.
fn is_of_site(target: &str, host: Option<&str>) -> bool {
    if target.contains('#') {
        return false;
    }
    let rest = target.split_once("://").map(|(_, rest)| rest).or(target.strip_prefix("//"));
    rest.is_none_or(|rest| {
        let named = rest.split(['/', '?']).next().unwrap_or_default();
        host.is_some_and(|host| named.trim_start_matches("www.").eq_ignore_ascii_case(host))
    })
}

impl PageOutline<'_> {
    /// Returns the address that a link leads to.
    fn link_target(&self, piece: &super::outline::PageNode) -> Option<String> {
        let node: NodeRef<'_> = self.node(piece);
        node.attr("href").map(|href| href.trim().to_owned()).filter(|href| !href.is_empty())
    }
}
