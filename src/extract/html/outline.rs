//! Flattens a parsed page into a list of its elements and texts, with running sums over them.
//!
//! In document order a subtree is a range, so that any question about one (how much text, how much
//! of it in links, how many paragraphs) is a difference of two running sums. One walk over the
//! parser's tree answers all questions about the page.

use std::cell::OnceCell;

use dom_query::{Document, NodeData, NodeId, NodeRef, Tree};

use super::block_text::{self, Flow, SmallMark, TextBlock};
use super::classes::{ClassHint, ClassHints, Judges};
use super::element::ElementRole;
use crate::extract::boilerplate;

/// An element or a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageNode {
    pub(super) tag: ElementRole,
    /// The index of the element that contains it.
    pub(super) parent: u32,
    /// The index after everything that it contains.
    pub(super) end: u32,
    /// What its class, id, role and similar attributes say about it.
    pub(super) words: ClassHints,
    /// The number of characters of a text, with white space collapsed. An ideograph counts as two,
    /// because it carries as much meaning as two letters.
    chars: u32,
    commas: u32,
    around: NodeContext,
    id: NodeId,
}

/// What a text is inside of.
#[derive(Clone, Copy, Debug, Default)]
struct NodeContext {
    /// Tenths of the text that count as linked: a link within the page counts less.
    link: u8,
    is_prose: bool,
    is_heading: bool,
    is_list: bool,
}

/// The quantities that are summed over a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Characters of text.
    pub(super) chars: u32,
    /// Characters in links, in tenths.
    pub(super) linked: u32,
    /// Characters in `<p>`.
    pub(super) prose: u32,
    /// Characters in headings.
    pub(super) headed: u32,
    /// Characters in lists.
    pub(super) listed: u32,
    pub(super) commas: u32,
    pub(super) paragraphs: u32,
    pub(super) items: u32,
    pub(super) images: u32,
    pub(super) inputs: u32,
    /// Elements that end a paragraph.
    pub(super) blocks: u32,
    pub(super) breaks: u32,
    pub(super) elements: u32,
    pub(super) tables: u32,
    pub(super) preformatted: u32,
}

macro_rules! each_sum {
    ($self:ident $how:ident $other:ident: $($field:ident)*) => {
        Sums { $($field: $self.$field.$how($other.$field)),* }
    };
}

impl Sums {
    pub(super) fn plus(self, other: Self) -> Self {
        each_sum!(self wrapping_add other: chars linked prose headed listed commas paragraphs items images
            inputs blocks breaks elements tables preformatted)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        each_sum!(self wrapping_sub other: chars linked prose headed listed commas paragraphs items images
            inputs blocks breaks elements tables preformatted)
    }

    /// Characters outside links.
    pub(super) fn unlinked(self) -> u32 {
        self.chars - (self.linked / 10).min(self.chars)
    }

    /// The share of the text that is in links.
    pub(super) fn link_density(self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / 10.0 / self.chars as f32 }
    }
}

impl PageNode {
    /// What the piece adds to the sums by itself.
    pub(super) fn own(&self) -> Sums {
        let mut own = Sums::default();
        if self.tag == ElementRole::Text {
            own.chars = self.chars;
            own.commas = self.commas;
            own.linked = self.chars.saturating_mul(u32::from(self.around.link));
            own.prose = if self.around.is_prose { self.chars } else { 0 };
            own.headed = if self.around.is_heading { self.chars } else { 0 };
            own.listed = if self.around.is_list { self.chars } else { 0 };
            return own;
        }
        own.elements = 1;
        own.blocks = u32::from(self.tag.is_block());
        match self.tag {
            ElementRole::Paragraph => own.paragraphs = 1,
            ElementRole::Item => own.items = 1,
            ElementRole::Image => own.images = 1,
            ElementRole::Input => own.inputs = 1,
            ElementRole::Break | ElementRole::Rule => own.breaks = 1,
            ElementRole::Table => own.tables = 1,
            ElementRole::Preformatted => own.preformatted = 1,
            _ => {}
        }
        own
    }

    /// Whether it is a text of only white space.
    pub(super) fn is_blank(&self) -> bool {
        self.tag == ElementRole::Text && self.chars == 0
    }
}

/// The outline of a page: the first piece contains all others.
pub(super) struct PageOutline<'a> {
    tree: &'a Tree,
    pub(super) pieces: Vec<PageNode>,
    whole: OnceCell<Running>,
}

/// Which pieces of an outline are left out, with everything that they contain.
pub(super) type RemovedNodes = Vec<bool>;

/// A cell with an article has at least this many characters outside of links,
const LEAST_LAYOUT_CHARS: u32 = 500;
/// and at least this many lines.
const LEAST_LAYOUT_LINES: u32 = 3;

/// A table that may lay out the page.
struct LayoutTable {
    /// The table, its rows and its cells.
    parts: Vec<u32>,
    /// Whether it has a head or says that it holds data.
    is_data: bool,
    /// Whether a cell holds as much text as an article.
    has_article: bool,
}

impl LayoutTable {
    fn is_layout(&self) -> bool {
        self.has_article && !self.is_data
    }
}

enum TraversalStep {
    Enter(NodeId),
    Leave(u32),
}

impl<'a> PageOutline<'a> {
    /// Builds the outline of a page in one walk.
    pub(super) fn new(document: &'a Document) -> Self {
        Self::of(&document.root())
    }

    /// Builds the outline of a subtree in one walk.
    pub(super) fn of(root: &NodeRef<'a>) -> Self {
        let tree = root.tree;
        let root = root.id;
        let mut pieces: Vec<PageNode> = Vec::with_capacity(1024);
        let mut judges = Judges::default();
        // The pieces that enclose the next one, outermost first.
        let mut open: Vec<(u32, NodeContext)> = Vec::new();
        let mut steps = vec![TraversalStep::Enter(root)];
        while let Some(step) = steps.pop() {
            let id = match step {
                TraversalStep::Enter(id) => id,
                TraversalStep::Leave(index) => {
                    open.pop();
                    let end = pieces.len() as u32;
                    if let Some(piece) = pieces.get_mut(index as usize) {
                        piece.end = end;
                    }
                    continue;
                }
            };
            tree.query_node(&id, |node| {
                if let Some(sibling) = node.next_sibling
                    && id != root
                {
                    steps.push(TraversalStep::Enter(sibling));
                }
                let (parent, around) = open.last().copied().unwrap_or_default();
                let index = pieces.len() as u32;
                let mut piece = PageNode {
                    tag: ElementRole::Text,
                    parent,
                    end: index + 1,
                    words: ClassHints::default(),
                    chars: 0,
                    commas: 0,
                    around,
                    id,
                };
                let mut inner = around;
                match &node.data {
                    NodeData::Text { contents } => {
                        (piece.chars, piece.commas) = measure(contents);
                        pieces.push(piece);
                        return;
                    }
                    NodeData::Element(element) => {
                        let Some(tag) = ElementRole::of(&element.name.local) else { return };
                        // The button of an accordion is the text of its heading.
                        let tag = match tag {
                            ElementRole::Button if around.is_heading => ElementRole::Phrase,
                            tag => tag,
                        };
                        piece.tag = tag;
                        piece.words = judges.judge(tag, &element.attrs);
                        match tag {
                            ElementRole::Link => {
                                inner.link = if piece.words.has(ClassHint::Anchor) { 3 } else { 10 }
                            }
                            ElementRole::Paragraph => inner.is_prose = true,
                            ElementRole::Heading(_) => inner.is_heading = true,
                            ElementRole::List => inner.is_list = true,
                            _ => {}
                        }
                    }
                    NodeData::Document | NodeData::Fragment => piece.tag = ElementRole::Other,
                    _ => return,
                }
                pieces.push(piece);
                if let Some(child) = node.first_child {
                    open.push((index, inner));
                    steps.push(TraversalStep::Leave(index));
                    steps.push(TraversalStep::Enter(child));
                }
            });
        }
        let mut outline = Self { tree, pieces, whole: OnceCell::new() };
        outline.unwrap_layouts();
        outline.weigh_sentences();
        outline
    }

    /// Makes boxes of the tables that lay out a page: a cell holds an article's lines.
    fn unwrap_layouts(&mut self) {
        if self.pieces.iter().all(|piece| piece.tag != ElementRole::Table) {
            return;
        }
        // Per piece, what is before it: characters outside of links, and ends of lines.
        let (mut plain, mut lines) = (0_u32, 0_u32);
        let mut sums = Vec::with_capacity(self.pieces.len() + 1);
        for piece in &self.pieces {
            sums.push((plain, lines));
            match piece.tag {
                ElementRole::Text if piece.around.link == 0 => plain += piece.chars,
                ElementRole::Break | ElementRole::Paragraph | ElementRole::Division => lines += 1,
                _ => {}
            }
        }
        sums.push((plain, lines));
        // The cells of the open tables, innermost last: what a cell belongs to.
        let mut open: Vec<(u32, LayoutTable)> = Vec::new();
        let mut layouts: Vec<LayoutTable> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let index = index as u32;
            while let Some((_, table)) = open.pop_if(|(end, _)| *end <= index) {
                layouts.extend(table.is_layout().then_some(table));
            }
            if piece.tag == ElementRole::Table {
                let is_data = piece.words.has(ClassHint::Data);
                let parts = vec![index];
                open.push((piece.end, LayoutTable { parts, is_data, has_article: false }));
                continue;
            }
            let Some((_, table)) = open.last_mut() else { continue };
            match piece.tag {
                ElementRole::HeadCell | ElementRole::TableHead => table.is_data = true,
                ElementRole::Row | ElementRole::TablePart => table.parts.push(index),
                ElementRole::Cell => {
                    table.parts.push(index);
                    let at = |index: u32| sums.get(index as usize).copied().unwrap_or_default();
                    let (from, to) = (at(index), at(piece.end));
                    table.has_article |=
                        to.0 - from.0 >= LEAST_LAYOUT_CHARS && to.1 - from.1 >= LEAST_LAYOUT_LINES;
                }
                _ => {}
            }
        }
        layouts.extend(open.into_iter().map(|(_, table)| table).filter(LayoutTable::is_layout));
        for part in layouts.into_iter().flat_map(|table| table.parts) {
            if let Some(piece) = self.pieces.get_mut(part as usize) {
                piece.tag = ElementRole::Division;
            }
        }
    }

    /// Lowers the weight of links in lines that are sentences: they are text, whatever part of them
    /// is linked. A line inside a link is a teaser, and so is a linked question or a text that
    /// breaks off.
    fn weigh_sentences(&mut self) {
        let mut line = SentenceLine::default();
        // The ends of the open elements that end a line, and of the open links.
        let (mut open, mut links): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut weights: Vec<(u32, u32, u8)> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let index = index as u32;
            let mut ends_line = block_text::is_box(piece.tag);
            while open.pop_if(|end| *end <= index).is_some() {
                ends_line = true;
            }
            while links.pop_if(|end| *end <= index).is_some() {}
            if ends_line {
                weights.extend(line.weight(index));
                line = SentenceLine {
                    from: index,
                    is_in_link: !links.is_empty(),
                    ..SentenceLine::default()
                };
            }
            match piece.tag {
                ElementRole::Text if piece.chars > 0 => {
                    line.chars += piece.chars;
                    line.is_heading |= piece.around.is_heading;
                    line.is_list |= piece.around.is_list;
                    if piece.around.link > 0 {
                        line.linked += piece.chars;
                    }
                    self.with_text(piece, |text| line.end = LineEnd::of(text));
                }
                ElementRole::Link => links.push(piece.end),
                tag if block_text::is_box(tag) => open.push(piece.end),
                _ => {}
            }
        }
        weights.extend(line.weight(self.pieces.len() as u32));
        for (from, to, weight) in weights {
            for piece in self.pieces.get_mut(from as usize..to as usize).unwrap_or_default() {
                piece.around.link = piece.around.link.min(weight);
            }
        }
    }

    pub(super) fn get(&self, index: u32) -> Option<&PageNode> {
        self.pieces.get(index as usize)
    }

    /// Returns the parser's node of a piece.
    pub(super) fn node(&self, piece: &PageNode) -> NodeRef<'_> {
        NodeRef::new(piece.id, self.tree)
    }

    /// Returns a mask that leaves nothing out.
    pub(super) fn whole(&self) -> RemovedNodes {
        vec![false; self.pieces.len()]
    }

    /// Returns the first piece of a kind.
    pub(super) fn find(&self, tag: ElementRole) -> Option<u32> {
        self.pieces.iter().position(|piece| piece.tag == tag).map(|at| at as u32)
    }

    /// The direct children of a piece, without those that are left out.
    pub(super) fn children<'s>(
        &'s self,
        of: u32,
        gone: &'s RemovedNodes,
    ) -> impl Iterator<Item = (u32, &'s PageNode)> {
        let end = self.get(of).map_or(0, |piece| piece.end);
        let mut at = of + 1;
        std::iter::from_fn(move || {
            while at < end {
                let index = at;
                let piece = self.get(index)?;
                at = piece.end.max(index + 1);
                if !gone.get(index as usize).copied().unwrap_or(true) {
                    return Some((index, piece));
                }
            }
            None
        })
    }

    /// The pieces that contain a piece, innermost first.
    pub(super) fn ancestors(&self, of: u32) -> impl Iterator<Item = (u32, &PageNode)> {
        let mut at = of;
        std::iter::from_fn(move || {
            if at == 0 {
                return None;
            }
            at = self.get(at)?.parent;
            Some((at, self.get(at)?))
        })
    }

    /// Running sums over the complete page.
    pub(super) fn whole_sums(&self) -> &Running {
        self.whole.get_or_init(|| self.sums(&self.whole()))
    }

    /// Running sums: the sum over a range is the difference of two of them.
    pub(super) fn sums(&self, gone: &RemovedNodes) -> Running {
        let mut all = Vec::with_capacity(self.pieces.len() + 1);
        let mut sum = Sums::default();
        let mut skip_to = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            all.push(sum);
            if index < skip_to {
                continue;
            }
            if gone.get(index).copied().unwrap_or(false) {
                skip_to = piece.end as usize;
                continue;
            }
            sum = sum.plus(piece.own());
        }
        all.push(sum);
        Running(all)
    }

    /// Returns the blocks of a range, without the pieces that are left out.
    pub(super) fn blocks(&self, from: u32, to: u32, gone: &RemovedNodes) -> Vec<TextBlock> {
        let mut flow = Flow::default();
        let mut open: Vec<(u32, ElementRole, ClassHints)> = Vec::new();
        let mut at = from;
        while at < to {
            while let Some((_, tag, words)) = open.pop_if(|(end, ..)| *end <= at) {
                flow.leave(tag, words);
            }
            let Some(piece) = self.get(at) else { break };
            if gone.get(at as usize).copied().unwrap_or(false) {
                flow.gap(piece.tag);
                at = piece.end.max(at + 1);
                continue;
            }
            if piece.tag == ElementRole::Text {
                self.with_text(piece, |text| flow.text(text));
            } else if let Some(end) = self.small_mark(at, piece, &mut flow) {
                at = end.max(at + 1);
                continue;
            } else {
                flow.enter(piece.tag, piece.words);
                open.push((piece.end, piece.tag, piece.words));
            }
            at += 1;
        }
        while let Some((_, tag, words)) = open.pop() {
            flow.leave(tag, words);
        }
        flow.finish()
    }

    /// Writes a raised or lowered text, the mark of a footnote or the mark of a permanent link, and
    /// returns the index after it. `None` if the element is none of these.
    fn small_mark(&self, at: u32, piece: &PageNode, flow: &mut Flow) -> Option<u32> {
        let is_raised = matches!(piece.tag, ElementRole::Raised | ElementRole::Lowered);
        let is_mark = piece.words.has(ClassHint::NoteMark);
        let is_link = piece.tag == ElementRole::Link;
        if !is_raised && !is_link && !is_mark || piece.end - at > MOST_MARK_PIECES {
            return None;
        }
        let inner = self.pieces.get(at as usize..piece.end as usize)?;
        let mut text = String::new();
        for part in inner.iter().filter(|part| part.tag == ElementRole::Text) {
            self.with_text(part, |part| {
                text.extend(
                    part.chars().filter(|char| !char.is_whitespace()).take(MOST_MARK_CHARS + 1),
                );
            });
            if text.chars().count() > MOST_MARK_CHARS {
                return None;
            }
        }
        let links = || inner.iter().filter(|part| part.tag == ElementRole::Link);
        let is_anchor = links().any(|link| link.words.has(ClassHint::Anchor));
        if is_link
            && is_anchor
            && !text.is_empty()
            && !text.chars().any(is_of_mark)
            && !flow.is_in_bracket()
        {
            // `¶` after a heading, `↩` after a footnote.
            return Some(piece.end);
        }
        let kind = SmallMark {
            is_named: is_mark || inner.iter().any(|part| part.words.has(ClassHint::NoteMark)),
            is_linked: links().next().is_some(),
            is_anchor,
            role: piece.tag,
        };
        // Half of a fraction: the bar and the other half follow.
        if piece.tag == ElementRole::Raised
            && let Some((below, end)) = self.denominator(piece.end)
            && flow.fraction(&text, &below)
        {
            return Some(end);
        }
        flow.small_mark(&text, kind).then_some(piece.end)
    }

    /// Returns the text below a fraction's bar, and the index after it.
    fn denominator(&self, at: u32) -> Option<(String, u32)> {
        let bar = self.get(at).filter(|bar| bar.tag == ElementRole::Text)?;
        let mut is_bar = false;
        self.with_text(bar, |text| is_bar = matches!(text.trim(), "/" | "\u{2044}"));
        let lowered =
            self.get(bar.end).filter(|piece| is_bar && piece.tag == ElementRole::Lowered)?;
        let only = self
            .get(bar.end + 1)
            .filter(|only| only.tag == ElementRole::Text && only.end == lowered.end)?;
        let mut below = String::new();
        self.with_text(only, |text| below.extend(text.trim().chars().take(MOST_MARK_CHARS)));
        Some((below, lowered.end))
    }

    /// Marks the elements for which `leave_out` returns true.
    pub(super) fn gone_where(
        &self,
        leave_out: impl Fn(&PageNode, &NodeRef<'_>) -> bool,
    ) -> RemovedNodes {
        let is_out = |piece: &PageNode| {
            piece.tag != ElementRole::Text && leave_out(piece, &self.node(piece))
        };
        self.pieces.iter().enumerate().map(|(index, piece)| index > 0 && is_out(piece)).collect()
    }

    /// Calls `each` with the texts of the page that are not hidden.
    pub(super) fn each_text(&self, mut each: impl FnMut(&str)) {
        for piece in self.pieces.iter().filter(|piece| piece.tag == ElementRole::Text) {
            self.with_text(piece, &mut each);
        }
    }

    fn with_text(&self, piece: &PageNode, take: impl FnOnce(&str)) {
        self.tree.query_node(&piece.id, |node| {
            if let NodeData::Text { contents } = &node.data {
                take(contents);
            }
        });
    }
}

/// The least characters of a line that is text because it ends as a sentence.
const LEAST_SENTENCE: u32 = 60;

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LineEnd {
    /// As a statement does.
    Stop,
    /// As a question does, or a text that breaks off.
    Open,
    /// Without a mark, as headlines do.
    #[default]
    Bare,
}

impl LineEnd {
    fn of(text: &str) -> Self {
        let text = text.trim_end();
        if !boilerplate::ends_sentence(text) {
            return Self::Bare;
        }
        let end = text.trim_end_matches(|char: char| !char.is_alphanumeric());
        let marks = text.get(end.len()..).unwrap_or_default();
        if marks.contains(['?', '!', '…', '？', '！', '؟']) || marks.contains("..") {
            Self::Open
        } else {
            Self::Stop
        }
    }
}

/// A run of pieces that a reader sees as one line or paragraph.
#[derive(Clone, Copy, Debug, Default)]
struct SentenceLine {
    from: u32,
    /// Whether a link contains it, and not the other way around.
    is_in_link: bool,
    is_heading: bool,
    is_list: bool,
    chars: u32,
    linked: u32,
    end: LineEnd,
}

impl SentenceLine {
    /// Returns the range of the line and the weight of its links, if the line is a sentence.
    fn weight(&self, to: u32) -> Option<(u32, u32, u8)> {
        if self.linked == 0
            || self.chars < LEAST_SENTENCE
            || self.is_in_link
            || self.is_heading
            || self.end == LineEnd::Bare
        {
            return None;
        }
        let is_whole = self.linked.saturating_mul(10) >= self.chars.saturating_mul(8);
        if is_whole && (self.is_list || self.end == LineEnd::Open) {
            return None;
        }
        Some((self.from, to, u8::from(is_whole)))
    }
}

/// The most pieces and characters of a footnote's mark, an exponent or half of a fraction.
const MOST_MARK_PIECES: u32 = 12;
const MOST_MARK_CHARS: usize = 12;

/// Whether a character may be the mark of a footnote: letters, digits, asterisks and daggers.
fn is_of_mark(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '*' | '†' | '‡' | '§')
}

/// Running sums over an outline.
#[derive(Default)]
pub(super) struct Running(Vec<Sums>);

impl Running {
    pub(super) fn over(&self, from: u32, to: u32) -> Sums {
        let at = |index: u32| self.0.get(index as usize).copied().unwrap_or_default();
        at(to).minus(at(from))
    }
}

/// Counts a text's characters and commas.
fn measure(text: &str) -> (u32, u32) {
    let (mut chars, mut commas) = (0_u32, 0_u32);
    let mut owes_space = false;
    if text.is_ascii() {
        // The same without decoding.
        for byte in text.bytes() {
            if matches!(byte, b'\t'..=b'\r' | b' ') {
                owes_space = chars > 0;
                continue;
            }
            chars += 1 + u32::from(owes_space);
            owes_space = false;
            commas += u32::from(byte == b',');
        }
        return (chars, commas);
    }
    for char in text.chars() {
        if char.is_whitespace() {
            owes_space = chars > 0;
            continue;
        }
        chars += 1 + u32::from(owes_space);
        owes_space = false;
        if char.is_ascii() {
            commas += u32::from(char == ',');
        } else {
            chars += u32::from(is_wide(char));
            commas += u32::from(is_comma(char));
        }
    }
    (chars, commas)
}

fn is_wide(char: char) -> bool {
    matches!(u32::from(char), 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0x2_0000..=0x3_FFFF)
}

fn is_comma(char: char) -> bool {
    matches!(
        char,
        '،' | '\u{FE50}'
            | '\u{FE10}'
            | '\u{FE11}'
            | '\u{2E41}'
            | '\u{2E34}'
            | '\u{2E32}'
            | '，'
            | '、'
            | '؛'
    )
}

/// Returns the blocks of a subtree, without the elements for which `leave_out` returns true.
pub(super) fn blocks(
    root: &NodeRef<'_>,
    leave_out: impl Fn(&NodeRef<'_>) -> bool,
) -> Vec<TextBlock> {
    let outline = PageOutline::of(root);
    let gone = outline.gone_where(|_, node| leave_out(node));
    outline.blocks(0, outline.pieces.len() as u32, &gone)
}
