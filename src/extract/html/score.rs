//! Finds the part of a page that is the article by Readability's scoring.
//!
//! The algorithm is Arc90's Readability as maintained by Mozilla (`Readability.js` 0.6), applied to
//! an outline: nothing is moved or rewritten, and elements that it would remove are marked as left
//! out. Its questions about a subtree are differences of running sums, so the cost is linear in the
//! size of the page.

use super::classes::ClassHint;
use super::element::ElementRole;
use super::outline::{PageNode, PageOutline, RemovedNodes, Running, Sums};
use crate::extract::boilerplate;

/// If fewer characters are found, the search is repeated with fewer restrictions.
const ENOUGH_CHARS: u32 = 500;
/// The number of candidates that are compared.
const TOP_CANDIDATES: usize = 5;
/// An ancestor is used instead if this many of the better candidates share it.
const SHARED_BY: usize = 3;
/// A paragraph of fewer characters has no score.
const LEAST_PARAGRAPH: u32 = 25;
/// The minimum characters of a quotation that is kept on its own.
const LEAST_QUOTED: u32 = 40;
const MOST_QUOTED: u32 = 1_500;
/// The most elements and texts of a quotation.
const MOST_QUOTED_PIECES: u32 = 200;
/// The number of ancestors whose other children may be more of the article.
const MOST_LEVELS: usize = 8;
/// The least characters of another box of the article.
const LEAST_COUSIN: u32 = 60;
/// The number of ancestors that receive a paragraph's score.
const REACH: usize = 5;

/// The restrictions of an attempt; if it finds too little, the next one has fewer.
#[derive(Clone, Copy)]
struct Scruples {
    strips_unlikely: bool,
    weighs_names: bool,
    cleans: bool,
}

/// The parts of the outline that were chosen as the article.
pub(super) struct MainContent {
    /// The ranges, in order.
    pub(super) parts: Vec<(u32, u32)>,
    /// The pieces left out of them.
    pub(super) gone: RemovedNodes,
}

/// Finds the article under `body`; the pieces in `gone` are left out from the start.
pub(super) fn find(
    outline: &PageOutline<'_>,
    body: u32,
    gone: &RemovedNodes,
) -> Option<MainContent> {
    let mut best: Option<(MainContent, u32)> = None;
    let headings = inner_headings(outline, body, gone);
    for (strips_unlikely, weighs_names, cleans) in
        [(true, true, true), (false, true, true), (false, false, true), (false, false, false)]
    {
        let scruples = Scruples { strips_unlikely, weighs_names, cleans };
        let attempt = Attempt::new(outline, body, gone, scruples, &headings);
        let Some((found, chars)) = attempt.run() else { continue };
        if chars >= ENOUGH_CHARS {
            return Some(found);
        }
        if best.as_ref().is_none_or(|(_, most)| chars > *most) {
            best = Some((found, chars));
        }
    }
    best.map(|(found, _)| found)
}

/// A child of an element as Readability sees it: an element, or a run of text that it would wrap in
/// a paragraph.
#[derive(Clone, Copy, Debug)]
enum Part {
    Element(u32),
    Run(u32, u32),
}

/// The data tables in a range.
#[derive(Default)]
struct DataTables {
    /// How many begin before each piece, and before the end of the range.
    before: Vec<u32>,
    /// Whether a piece is a data table or inside one.
    within: Vec<bool>,
}

struct Attempt<'o, 'd> {
    outline: &'o PageOutline<'d>,
    body: u32,
    gone: RemovedNodes,
    sums: Running,
    scruples: Scruples,
    /// Divisions that are replaced by their only paragraph.
    folded: Vec<bool>,
    /// Headings and other small elements between the article's paragraphs.
    headings: &'o [bool],
    scores: Vec<f32>,
    /// The pieces with a score, in the order in which they received it.
    scored: Vec<u32>,
}

impl<'o, 'd> Attempt<'o, 'd> {
    fn new(
        outline: &'o PageOutline<'d>,
        body: u32,
        gone: &RemovedNodes,
        scruples: Scruples,
        headings: &'o [bool],
    ) -> Self {
        let mut gone = gone.clone();
        mark_unlikely(outline, body, &mut gone, scruples, headings);
        let sums = outline.sums(&gone);
        mark_empty(outline, body, &mut gone, &sums);
        let count = outline.pieces.len();
        Self {
            outline,
            body,
            gone,
            sums,
            scruples,
            folded: vec![false; count],
            headings,
            scores: vec![f32::NAN; count],
            scored: Vec::new(),
        }
    }

    fn run(mut self) -> Option<(MainContent, u32)> {
        self.score();
        let top = self.candidates();
        let mut found = match top.first().copied() {
            None => vec![self.whole(self.body)?],
            Some(first) if self.tag(first) == ElementRole::Body => vec![self.whole(self.body)?],
            Some(first) => {
                let first = self.shared(first, &top);
                let first = self.raised(first);
                let inner = first;
                let first = self.alone(first);
                let found = self.with_siblings(first);
                self.with_cousins(inner, found)
            }
        };
        found.sort_unstable();
        // They are not needed anymore, and are most of what an attempt holds.
        self.sums = Running::default();
        let mut chars = 0;
        let mut gone = std::mem::take(&mut self.gone);
        for (from, to) in &found {
            chars += self.clean(*from, *to, &mut gone).chars;
        }
        Some((MainContent { parts: found, gone }, chars))
    }

    fn tag(&self, at: u32) -> ElementRole {
        self.outline.get(at).map_or(ElementRole::Other, |piece| piece.tag)
    }

    fn whole(&self, at: u32) -> Option<(u32, u32)> {
        self.outline.get(at).map(|piece| (at, piece.end))
    }

    fn over(&self, at: u32) -> Sums {
        self.outline.get(at).map_or_else(Sums::default, |piece| self.sums.over(at, piece.end))
    }

    fn is_gone(&self, at: u32) -> bool {
        self.gone.get(at as usize).copied().unwrap_or(true)
    }

    fn is_folded(&self, at: u32) -> bool {
        self.folded.get(at as usize).copied().unwrap_or(false)
    }

    /// Returns the parent of a piece; folded divisions do not count.
    fn parent(&self, at: u32) -> Option<u32> {
        let mut above = self.outline.ancestors(at).map(|(at, _)| at);
        above.find(|at| !self.is_folded(*at))
    }

    fn parts(&self, of: u32) -> Vec<Part> {
        let mut parts = Vec::new();
        let is_division = self.tag(of) == ElementRole::Division;
        let mut run: Option<(u32, u32)> = None;
        let mut breaks = 0;
        for (at, piece) in self.outline.children(of, &self.gone) {
            if is_division && self.is_phrasing(at, piece) {
                breaks = if piece.tag == ElementRole::Break {
                    breaks + 1
                } else if piece.is_blank() {
                    breaks
                } else {
                    0
                };
                if breaks >= 2 {
                    // Two line breaks end a paragraph.
                    parts.extend(run.take().map(|(from, to)| Part::Run(from, to)));
                }
                match &mut run {
                    Some((_, to)) => *to = piece.end,
                    None if piece.tag == ElementRole::Break || piece.is_blank() => {}
                    None => run = Some((at, piece.end)),
                }
                continue;
            }
            breaks = 0;
            parts.extend(run.take().map(|(from, to)| Part::Run(from, to)));
            if piece.tag != ElementRole::Text {
                parts.push(Part::Element(at));
            }
        }
        parts.extend(run.map(|(from, to)| Part::Run(from, to)));
        parts
    }

    /// Whether a piece is part of a line: a link is, if everything that it contains is.
    fn is_phrasing(&self, at: u32, piece: &PageNode) -> bool {
        let is_edit = |tag| matches!(tag, ElementRole::Edit | ElementRole::Struck);
        if piece.tag != ElementRole::Link && !is_edit(piece.tag) {
            return piece.tag.is_phrasing();
        }
        piece.end > at + 1
            && self.outline.pieces.get(at as usize + 1..piece.end as usize).is_some_and(|inner| {
                inner.iter().all(|piece| piece.tag.is_phrasing() || is_edit(piece.tag))
            })
    }

    /// Adds each paragraph's score to its ancestors.
    fn score(&mut self) {
        let Some((_, end)) = self.whole(self.body) else { return };
        let mut at = self.body + 1;
        while at < end {
            let Some(piece) = self.outline.get(at).copied() else { break };
            if self.is_gone(at) {
                at = piece.end.max(at + 1);
                continue;
            }
            match piece.tag {
                ElementRole::Section
                | ElementRole::Heading(2..=6)
                | ElementRole::Paragraph
                | ElementRole::Cell
                | ElementRole::Preformatted => {
                    self.give(self.over(at), self.parent(at));
                }
                ElementRole::Division => self.score_division(at),
                _ => {}
            }
            at += 1;
        }
    }

    fn score_division(&mut self, at: u32) {
        let parts = self.parts(at);
        let sums = self.over(at);
        match parts.as_slice() {
            [Part::Run(..)] if sums.link_density() < 0.25 => {
                self.fold(at);
                self.give(sums, self.parent(at));
            }
            [Part::Element(only)]
                if self.tag(*only) == ElementRole::Paragraph
                    && self.over(*only).chars == sums.chars
                    && sums.link_density() < 0.25 =>
            {
                // The paragraph is scored when the walk reaches it.
                self.fold(at);
            }
            _ => {
                let mut has_run = false;
                for part in &parts {
                    if let Part::Run(from, to) = part {
                        has_run = true;
                        self.give(self.sums.over(*from, *to), Some(at));
                    }
                }
                if !has_run && sums.blocks <= 1 {
                    self.give(sums, self.parent(at));
                }
            }
        }
    }

    fn fold(&mut self, at: u32) {
        if let Some(folded) = self.folded.get_mut(at as usize) {
            *folded = true;
        }
    }

    fn give(&mut self, sums: Sums, parent: Option<u32>) {
        if sums.chars < LEAST_PARAGRAPH {
            return;
        }
        let score = (2 + sums.commas + (sums.chars / 100).min(3)) as f32;
        let mut above = parent;
        for level in 0..REACH {
            let Some(at) = above else { break };
            // The outermost piece is the document itself.
            if at == 0 {
                break;
            }
            let share = match level {
                0 => score,
                1 => score / 2.0,
                level => score / (level * 3) as f32,
            };
            let base = self.base(at);
            if let Some(slot) = self.scores.get_mut(at as usize) {
                if slot.is_nan() {
                    *slot = base;
                    self.scored.push(at);
                }
                *slot += share;
            }
            if self.tag(at) == ElementRole::Body {
                break;
            }
            above = self.parent(at);
        }
    }

    /// Returns the score of an element before any paragraph is counted.
    fn base(&self, at: u32) -> f32 {
        let Some(piece) = self.outline.get(at) else { return 0.0 };
        let by_tag = match piece.tag {
            ElementRole::Division => 5.0,
            ElementRole::Preformatted | ElementRole::Cell | ElementRole::Quote => 3.0,
            ElementRole::Address
            | ElementRole::List
            | ElementRole::Terms
            | ElementRole::Item
            | ElementRole::Form => -3.0,
            ElementRole::Heading(_) | ElementRole::HeadCell => -5.0,
            _ => 0.0,
        };
        by_tag + self.weight(piece)
    }

    fn weight(&self, piece: &PageNode) -> f32 {
        if self.scruples.weighs_names { f32::from(piece.words.weight) * 25.0 } else { 0.0 }
    }

    fn score_of(&self, at: u32) -> f32 {
        self.scores.get(at as usize).copied().filter(|score| !score.is_nan()).unwrap_or(0.0)
    }

    fn has_score(&self, at: u32) -> bool {
        self.scores.get(at as usize).is_some_and(|score| !score.is_nan())
    }

    /// Returns the best candidates, best first.
    fn candidates(&mut self) -> Vec<u32> {
        let mut candidates = Vec::new();
        for at in std::mem::take(&mut self.scored) {
            let base = self.score_of(at);
            let score = if base > 5.0 { base * (1.0 - self.over(at).link_density()) } else { base };
            let score = if base > 0.0 { score } else { f32::NAN };
            if let Some(slot) = self.scores.get_mut(at as usize) {
                *slot = score;
            }
            if !score.is_nan() {
                candidates.push((at, score));
            }
        }
        // Candidates with equal scores stay in the order in which they were scored.
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        candidates.into_iter().take(TOP_CANDIDATES).map(|(at, _)| at).collect()
    }

    /// Returns the ancestor that the best candidate shares with others that are nearly as good.
    fn shared(&self, first: u32, top: &[u32]) -> u32 {
        let score = self.score_of(first);
        let others: Vec<u32> =
            top.iter().skip(1).copied().filter(|at| self.score_of(*at) / score >= 0.75).collect();
        if others.len() < SHARED_BY {
            return first;
        }
        let mut above = self.parent(first);
        while let Some(at) = above.filter(|at| *at != 0 && self.tag(*at) != ElementRole::Body) {
            let Some((_, end)) = self.whole(at) else { break };
            if others.iter().filter(|other| at < **other && **other < end).count() >= SHARED_BY {
                return at;
            }
            above = self.parent(at);
        }
        first
    }

    /// Returns an ancestor with a higher score, which contains more of the article.
    fn raised(&mut self, first: u32) -> u32 {
        if !self.has_score(first) {
            let base = self.base(first);
            if let Some(slot) = self.scores.get_mut(first as usize) {
                *slot = base;
            }
        }
        let mut last = self.score_of(first);
        let least = last / 3.0;
        let mut above = self.parent(first);
        while let Some(at) = above.filter(|at| *at != 0 && self.tag(*at) != ElementRole::Body) {
            above = self.parent(at);
            if !self.has_score(at) {
                continue;
            }
            let score = self.score_of(at);
            if score < least {
                break;
            }
            if score > last {
                return at;
            }
            last = score;
        }
        first
    }

    /// Returns the outermost element that contains nothing but this one.
    fn alone(&self, first: u32) -> u32 {
        let mut at = first;
        // The rows of a table are not an article without the text around the table.
        while matches!(self.tag(at), ElementRole::Row | ElementRole::TablePart | ElementRole::Table)
        {
            let Some(above) = self.parent(at).filter(|above| *above != 0) else { break };
            at = above;
            if self.tag(at) == ElementRole::Body {
                return at;
            }
        }
        while let Some(above) =
            self.parent(at).filter(|above| *above != 0 && self.tag(*above) != ElementRole::Body)
        {
            if self.parts(above).len() != 1 {
                break;
            }
            at = above;
        }
        at
    }

    /// Returns the article's element, and the siblings that look like more of it.
    fn with_siblings(&self, first: u32) -> Vec<(u32, u32)> {
        let Some(parent) = self.parent(first) else {
            return self.whole(first).into_iter().collect();
        };
        let score = self.score_of(first);
        let least = (score * 0.2).max(10.0);
        let class = self.outline.get(first).map_or(0, |piece| piece.words.class);
        let mut taken = Vec::new();
        for part in self.parts(parent) {
            let (from, to, piece) = match part {
                Part::Element(at) => {
                    let Some(piece) = self.outline.get(at) else { continue };
                    (at, piece.end, Some(piece))
                }
                Part::Run(from, to) => (from, to, None),
            };
            let is_first = from <= first && first < to;
            let mut is_taken = is_first;
            if let Some(piece) = piece
                && !is_first
            {
                let bonus =
                    if class != 0 && piece.words.class == class { score * 0.2 } else { 0.0 };
                let own = self.score_of(from);
                if own > 0.0 {
                    is_taken = own + bonus >= least;
                }
            }
            let is_paragraph = piece
                .is_none_or(|piece| piece.tag == ElementRole::Paragraph || self.is_folded(from));
            if !is_taken && is_paragraph {
                let sums = self.sums.over(from, to);
                is_taken = (sums.chars > 80 && sums.link_density() < 0.25)
                    || (sums.chars > 0 && sums.linked == 0 && self.is_sentence(from, to));
            }
            if is_taken {
                taken.push((from, to));
            }
        }
        taken
    }

    /// Adds the boxes that have the same structure as the article's: an article that a page builder
    /// or advertisements split into several boxes.
    ///
    /// A box is added if it has paragraphs at the same path of elements below the common ancestor.
    fn with_cousins(&self, inner: u32, mut found: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        // The elements from the one with the article's paragraphs upwards.
        let mut path: Vec<ElementRole> = vec![self.tag(inner)];
        found.sort_unstable();
        for (above, piece) in self.outline.ancestors(inner).take(MOST_LEVELS) {
            if above == 0 {
                break;
            }
            let is_covered = found.iter().any(|(from, to)| *from <= above && piece.end <= *to);
            if !is_covered {
                let added: Vec<(u32, u32)> = self
                    .outline
                    .children(above, &self.gone)
                    .filter(|(at, piece)| {
                        !overlaps(&found, *at, piece.end) && self.is_cousin(*at, piece, &path)
                    })
                    .map(|(at, piece)| (at, piece.end))
                    .collect();
                if !added.is_empty() {
                    found.extend(added);
                    found.sort_unstable();
                    self.add_between(above, &mut found);
                    found.sort_unstable();
                }
            }
            // Other articles are next to an article, not inside it.
            if matches!(piece.tag, ElementRole::Article | ElementRole::Main | ElementRole::Body)
                || piece.words.has(ClassHint::Story)
            {
                break;
            }
            path.push(piece.tag);
        }
        found
    }

    /// Whether a box contains paragraphs where the article's box does, and little else.
    fn is_cousin(&self, at: u32, piece: &PageNode, path: &[ElementRole]) -> bool {
        let sums = self.over(at);
        if path.last() != Some(&piece.tag)
            || sums.chars < LEAST_COUSIN
            || sums.link_density() >= 0.25
            || sums.inputs > 0
            || self.weight(piece) < 0.0
            || matches!(
                piece.tag,
                ElementRole::Paragraph
                    | ElementRole::Footer
                    | ElementRole::Aside
                    | ElementRole::Form
            )
            || piece.words.has(ClassHint::Share)
            || piece.words.has(ClassHint::Comment)
            || piece.words.has(ClassHint::Unlikely) && !piece.words.has(ClassHint::Likely)
        {
            return false;
        }
        // Walk down the path; at its end, count the paragraphs.
        let mut prose = 0;
        let mut steps: Vec<(u32, usize)> = vec![(at, path.len())];
        while let Some((of, left)) = steps.pop() {
            let wanted = left.checked_sub(2).and_then(|next| path.get(next));
            for (child, piece) in self.outline.children(of, &self.gone) {
                match wanted {
                    Some(tag) if piece.tag == *tag && self.weight(piece) >= 0.0 => {
                        steps.push((child, left - 1));
                    }
                    None if piece.tag == ElementRole::Paragraph => {
                        let own = self.over(child);
                        if own.link_density() < 0.25 && self.is_sentence(child, piece.end) {
                            prose += own.chars;
                        }
                    }
                    _ => {}
                }
            }
        }
        // A box that begins with "Comments" or "Related stories" is not the article's.
        let opens_other = || {
            let blocks = self.outline.blocks(at, piece.end, &self.gone);
            blocks.first().is_some_and(|block| boilerplate::judge(&block.text).is_some())
        };
        prose >= LEAST_COUSIN && prose * 2 >= sums.chars && !opens_other()
    }

    /// Adds the headings and paragraphs between the chosen children of an element.
    fn add_between(&self, parent: u32, found: &mut Vec<(u32, u32)>) {
        let Some((_, end)) = self.whole(parent) else { return };
        let inside = || found.iter().filter(|(from, to)| parent < *from && *to <= end);
        let (Some(first), Some(last)) = (inside().next(), inside().next_back()) else { return };
        let (first, last) = (first.0, last.0);
        let between: Vec<(u32, u32)> = self
            .outline
            .children(parent, &self.gone)
            .filter(|(at, piece)| {
                first < *at
                    && *at < last
                    && !overlaps(found, *at, piece.end)
                    && match piece.tag {
                        ElementRole::Heading(_) => true,
                        ElementRole::Paragraph | ElementRole::Quote | ElementRole::List => {
                            self.over(*at).link_density() < 0.25
                        }
                        _ => self.is_heading(*at),
                    }
            })
            .map(|(at, piece)| (at, piece.end))
            .collect();
        found.extend(between);
    }

    fn is_sentence(&self, from: u32, to: u32) -> bool {
        let blocks = self.outline.blocks(from, to, &self.gone);
        blocks.iter().any(|block| {
            block.text.ends_with(['.', '。', '।', '۔'])
                || block.text.contains(". ")
                || block.text.contains('。')
        })
    }

    /// Leaves out the parts of a range that do not look like an article's, inner parts first.
    /// Returns the sums of what remains.
    fn clean(&self, from: u32, to: u32, gone: &mut RemovedNodes) -> Sums {
        let count = (to - from) as usize;
        let slot = |at: u32| (at - from) as usize;
        let mut total = Sums::default();
        // Skip the inside of a piece that is left out as a whole.
        let mut is_inner_gone = vec![false; count];
        let mut at = from;
        while at < to {
            let Some(piece) = self.outline.get(at) else { break };
            let is_gone =
                gone.get(at as usize).copied().unwrap_or(true) || self.is_cleaned_away(at, piece);
            if is_gone {
                if let Some(gone) = gone.get_mut(at as usize) {
                    *gone = true;
                }
                let end = piece.end.max(at + 1).min(to);
                if let Some(inner) = is_inner_gone.get_mut(slot(at)..slot(end)) {
                    inner.fill(true);
                }
                at = end;
                continue;
            }
            at += 1;
        }
        let data = self.data_tables(from, to);
        let is_kept = |at: u32, end: u32| {
            let count = |at: u32| data.before.get(slot(at)).copied().unwrap_or_default();
            // The piece is a data table, is inside one, or contains one.
            count(end) > count(at) || data.within.get(slot(at)).copied().unwrap_or(false)
        };
        // The remaining sums of each open piece, added from the inside out. Walking backwards, a
        // piece is reached after everything that it contains, so a stack is enough.
        let mut left: Vec<(u32, Sums)> = Vec::new();
        for at in (from..to).rev() {
            let Some(piece) = self.outline.get(at) else { continue };
            if is_inner_gone.get(slot(at)).copied().unwrap_or(true) {
                continue;
            }
            let sums =
                left.pop_if(|(of, _)| *of == at).map_or_else(Sums::default, |(_, sums)| sums);
            let whole = sums.plus(piece.own());
            let is_shared = piece.words.has(ClassHint::Share) && whole.chars < ENOUGH_CHARS;
            let is_candidate = matches!(
                piece.tag,
                ElementRole::Form
                    | ElementRole::Fieldset
                    | ElementRole::Table
                    | ElementRole::List
                    | ElementRole::Division
            );
            let is_out = is_shared
                || (is_candidate
                    && self.scruples.cleans
                    && !self.is_folded(at)
                    && !self.is_heading(at)
                    && !is_kept(at, piece.end)
                    && self.is_dubious(at, piece, sums, gone));
            if is_out {
                if let Some(gone) = gone.get_mut(at as usize) {
                    *gone = true;
                }
                continue;
            }
            if piece.parent >= from && at > from {
                match left.last_mut() {
                    Some((of, above)) if *of == piece.parent => *above = above.plus(whole),
                    _ => left.push((piece.parent, whole)),
                }
            } else {
                total = total.plus(whole);
            }
        }
        total
    }

    fn is_heading(&self, at: u32) -> bool {
        self.headings.get(at as usize).copied().unwrap_or(false)
    }

    fn is_cleaned_away(&self, at: u32, piece: &PageNode) -> bool {
        match piece.tag {
            ElementRole::Footer | ElementRole::Aside | ElementRole::Input | ElementRole::Button => {
                true
            }
            ElementRole::Heading(1 | 2) => self.weight(piece) < 0.0 && !self.is_heading(at),
            _ => false,
        }
    }

    /// Whether an element does not look like part of an article: few commas, and too many links,
    /// pictures or fields for its text.
    fn is_dubious(&self, at: u32, piece: &PageNode, sums: Sums, gone: &RemovedNodes) -> bool {
        let weight = self.weight(piece);
        if weight < 0.0 {
            return sums.preformatted == 0;
        }
        if sums.commas >= 10 {
            return false;
        }
        // An embedded post or quotation: the links belong to the quotation.
        if piece.tag == ElementRole::Division && self.is_quotation(at, sums, gone) {
            return false;
        }
        // A box inside an embedded post.
        if sums.chars >= LEAST_QUOTED && sums.inputs == 0 {
            let mut above = self.outline.ancestors(at).take(MOST_LEVELS);
            if above.any(|(_, piece)| piece.words.has(ClassHint::Post)) {
                return false;
            }
        }
        let is_list =
            piece.tag == ElementRole::List || sums.listed as f32 > 0.9 * sums.chars as f32;
        let in_figure =
            self.outline.ancestors(at).any(|(_, above)| above.tag == ElementRole::Figure);
        let density = sums.link_density();
        let is_headed = sums.headed as f32 >= 0.9 * sums.chars as f32;
        let is_out = (!in_figure && sums.images > 1 && sums.paragraphs * 2 < sums.images)
            || (!is_list && sums.items > sums.paragraphs + 100)
            || sums.inputs > sums.paragraphs / 3
            || (!is_list
                && !in_figure
                && sums.chars < 25
                && (sums.images == 0 || sums.images > 2)
                && density > 0.0
                && !is_headed)
            || (!is_list && weight < 25.0 && density > 0.2)
            || (weight >= 25.0 && density > 0.5);
        if is_list && is_out {
            for (child, _) in self.outline.children(at, gone) {
                let elements = self
                    .outline
                    .children(child, gone)
                    .filter(|(_, piece)| piece.tag != ElementRole::Text);
                if elements.count() > 1 {
                    return true;
                }
            }
            return sums.images != sums.items;
        }
        is_out
    }

    /// Whether most of an element is a quotation, with some text in it.
    fn is_quotation(&self, at: u32, sums: Sums, gone: &RemovedNodes) -> bool {
        let Some(piece) = self.outline.get(at) else { return false };
        // This is checked for each enclosing element, so only for small ones.
        if piece.end - at > MOST_QUOTED_PIECES {
            return false;
        }
        if sums.chars < LEAST_QUOTED || sums.chars > MOST_QUOTED || sums.inputs > 0 {
            return false;
        }
        let inner = self.outline.pieces.get(at as usize + 1..piece.end as usize);
        let quote =
            inner.unwrap_or_default().iter().position(|piece| piece.tag == ElementRole::Quote);
        let Some(quote) = quote.map(|offset| at + 1 + offset as u32) else { return false };
        !gone.get(quote as usize).copied().unwrap_or(true) && {
            let quoted = self.outline.get(quote).map_or(0, |piece| {
                let inner = self.outline.pieces.get(quote as usize..piece.end as usize);
                inner.unwrap_or_default().iter().map(|piece| piece.own().chars).sum()
            });
            quoted * 10 >= sums.chars * 7
        }
    }

    /// Finds the tables in a range that hold data and are not for layout.
    fn data_tables(&self, from: u32, to: u32) -> DataTables {
        let mut tables = DataTables::default();
        let (mut count, mut end) = (0, 0);
        for at in from..to {
            tables.before.push(count);
            if let Some(piece) = self.outline.get(at)
                && piece.tag == ElementRole::Table
                && !self.is_gone(at)
                && self.is_data_table(at, piece)
            {
                count += 1;
                end = end.max(piece.end);
            }
            tables.within.push(at < end);
        }
        tables.before.push(count);
        tables
    }

    fn is_data_table(&self, at: u32, table: &PageNode) -> bool {
        if table.words.has(ClassHint::Layout) {
            return false;
        }
        if table.words.has(ClassHint::Data) {
            return true;
        }
        let inner =
            self.outline.pieces.get(at as usize + 1..table.end as usize).unwrap_or_default();
        if inner
            .iter()
            .any(|piece| matches!(piece.tag, ElementRole::TableHead | ElementRole::HeadCell))
        {
            return true;
        }
        if inner.iter().any(|piece| piece.tag == ElementRole::Table) {
            return false;
        }
        let (mut rows, mut columns, mut most) = (0, 0, 0);
        for piece in inner {
            match piece.tag {
                ElementRole::Row => {
                    rows += 1;
                    columns = 0;
                }
                ElementRole::Cell => {
                    columns += 1;
                    most = most.max(columns);
                }
                _ => {}
            }
        }
        if rows <= 1 || most <= 1 {
            return false;
        }
        rows >= 10 || most > 4 || rows * most > 10
    }
}

/// Whether a range overlaps one of these, which are sorted and do not overlap each other.
fn overlaps(ranges: &[(u32, u32)], from: u32, to: u32) -> bool {
    let next = ranges.partition_point(|(_, end)| *end <= from);
    ranges.get(next).is_some_and(|(start, _)| *start < to)
}

/// The most characters of a heading inside an article.
const MOST_HEADING: u32 = 150;
/// The least characters of a paragraph or box that a heading may be next to.
const LEAST_NEXT: u32 = 60;
/// The most elements between a heading and the paragraph next to it: pictures, advertisements.
const MOST_BETWEEN: usize = 2;

/// Finds the headings, and small elements that contain only a heading or a few words, with a
/// paragraph of the same parent before and after them. They belong to the article, whatever their
/// names.
fn inner_headings(outline: &PageOutline<'_>, body: u32, gone: &RemovedNodes) -> Vec<bool> {
    let sums = outline.sums(gone);
    let mut found = vec![false; outline.pieces.len()];
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let is_text = |piece: &PageNode, own: Sums| {
        own.chars >= LEAST_NEXT
            && own.link_density() < 0.5
            && matches!(
                piece.tag,
                ElementRole::Paragraph
                    | ElementRole::Quote
                    | ElementRole::Preformatted
                    | ElementRole::List
                    | ElementRole::Terms
                    | ElementRole::Division
                    | ElementRole::Section
            )
    };
    // The headings since the last paragraph, with all that they contain.
    let mut waiting: Vec<(u32, u32)> = Vec::new();
    for parent in body..end {
        waiting.clear();
        let (mut is_after_text, mut between) = (false, 0);
        for (at, piece) in outline.children(parent, gone) {
            if piece.tag == ElementRole::Text {
                continue;
            }
            let own = sums.over(at, piece.end);
            let is_small = (1..=MOST_HEADING).contains(&own.chars);
            let is_heading = matches!(piece.tag, ElementRole::Heading(_))
                || own.headed * 10 >= own.chars * 9
                || (piece.tag == ElementRole::Paragraph && own.linked * 2 < own.chars * 10);
            // The first heading of a section, as in a list of questions and answers.
            if between == 0
                && !is_after_text
                && is_small
                && own.linked == 0
                && matches!(piece.tag, ElementRole::Heading(_))
                && is_one_of_sections(outline, parent, gone)
            {
                waiting.push((at, piece.end));
                continue;
            }
            if is_text(piece, own) && !(is_small && own.headed > 0) {
                for (from, to) in waiting.drain(..) {
                    found.get_mut(from as usize..to as usize).unwrap_or_default().fill(true);
                }
                (is_after_text, between) = (true, 0);
            } else if is_small && is_heading && is_after_text {
                waiting.push((at, piece.end));
            } else if own.chars > 0 {
                between += 1;
                if between > MOST_BETWEEN {
                    is_after_text = false;
                    waiting.clear();
                }
            }
        }
    }
    found
}

/// Whether an element is one of at least three of the same class, next to each other, that begin with
/// a heading without a link.
fn is_one_of_sections(outline: &PageOutline<'_>, at: u32, gone: &RemovedNodes) -> bool {
    let Some(section) = outline.get(at).filter(|section| section.words.class != 0) else {
        return false;
    };
    let begins = |(at, piece): &(u32, &PageNode)| {
        let first = outline.children(*at, gone).find(|(_, child)| !child.is_blank());
        piece.tag == section.tag
            && piece.words.class == section.words.class
            && first.is_some_and(|(_, child)| matches!(child.tag, ElementRole::Heading(_)))
    };
    let alike = outline.children(section.parent, gone).take(MOST_SECTIONS).filter(begins);
    alike.take(LEAST_SECTIONS).count() == LEAST_SECTIONS
}

/// The most neighbors of a section that are examined, and the least sections of a series.
const MOST_SECTIONS: usize = 200;
const LEAST_SECTIONS: usize = 3;

/// Leaves out elements that are hidden, or that have names typical of content next to an article.
fn mark_unlikely(
    outline: &PageOutline<'_>,
    body: u32,
    gone: &mut RemovedNodes,
    scruples: Scruples,
    headings: &[bool],
) {
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let sums = outline.sums(gone);
    let whole = sums.over(body, end);
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        let words = piece.words;
        let is_heading = headings.get(at as usize).copied().unwrap_or(false);
        let is_unlikely = || {
            words.has(ClassHint::Beside)
                || (words.has(ClassHint::Unlikely)
                    && !words.has(ClassHint::Likely)
                    && piece.tag != ElementRole::Link
                    && !is_heading
                    && !outline.ancestors(at).take(3).any(|(_, above)| {
                        matches!(above.tag, ElementRole::Table | ElementRole::Code)
                    }))
        };
        // A reader sees what is hidden from screen readers only: mostly icons and copies, but also
        // paragraphs, or the complete page behind a dialog.
        let is_unread = || {
            let own = sums.over(at, piece.end);
            let is_page = own.prose * 3 > whole.prose && own.link_density() < 0.5;
            let is_paragraph = matches!(piece.tag, ElementRole::Paragraph | ElementRole::Quote)
                && own.chars >= LEAST_NEXT;
            !is_page && !is_paragraph
        };
        let is_out = piece.tag == ElementRole::Dialog
            || words.has(ClassHint::Hidden)
            || (words.has(ClassHint::LineNumbers) && is_of_figures(outline, at, piece.end, gone))
            || (words.has(ClassHint::AriaHidden) && is_unread())
            || (scruples.strips_unlikely && is_unlikely());
        let Some(gone) = gone.get_mut(at as usize) else { break };
        *gone |= is_out;
        at = if *gone { piece.end.max(at + 1) } else { at + 1 };
    }
}

/// Whether a part has figures and no other text. The listing itself may be named after its numbers.
fn is_of_figures(outline: &PageOutline<'_>, from: u32, to: u32, gone: &RemovedNodes) -> bool {
    let blocks = outline.blocks(from, to, gone);
    let mut letters = blocks.iter().flat_map(|block| block.text.chars());
    letters.all(|c| c.is_ascii_digit() || c.is_whitespace())
}

/// Leaves out boxes without content.
fn mark_empty(outline: &PageOutline<'_>, body: u32, gone: &mut RemovedNodes, sums: &Running) {
    let end = outline.get(body).map_or(0, |piece| piece.end);
    let mut at = body + 1;
    while at < end {
        let Some(piece) = outline.get(at) else { break };
        if matches!(
            piece.tag,
            ElementRole::Division
                | ElementRole::Section
                | ElementRole::Header
                | ElementRole::Heading(_)
        ) {
            let inner = sums.over(at + 1, piece.end);
            if inner.chars == 0
                && inner.elements == inner.breaks
                && let Some(gone) = gone.get_mut(at as usize)
            {
                *gone = true;
            }
        }
        at += 1;
    }
}
