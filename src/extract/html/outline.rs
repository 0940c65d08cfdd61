//! Outline: a parsed page as a flat list of its elements and texts, with what can be summed over them.
//!
//! In document order a subtree is a range, so that whatever is asked of one (how much text, how
//! much of it in links, how many paragraphs) is a difference of two running sums, and one walk
//! over the parser's tree serves all that is asked of the page.

use dom_query::{Document, NodeData, NodeId, NodeRef, Tree};

use super::classes::{Judges, Word, Words};
use super::flow::{Block, Flow};

/// What an element is to the reading of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Not an element: a run of text.
    Text,
    Link,
    Break,
    Rule,
    Image,
    Input,
    Cell,
    HeadCell,
    Row,
    Table,
    TablePart,
    TableHead,
    Item,
    List,
    Terms,
    Heading(u8),
    Paragraph,
    Division,
    Preformatted,
    Quote,
    Section,
    Article,
    Main,
    Body,
    Html,
    Header,
    Footer,
    Aside,
    Navigation,
    Form,
    Fieldset,
    Figure,
    FigureCaption,
    Address,
    Dialog,
    Button,
    /// Another element that ends a paragraph.
    Block,
    Code,
    /// `<span>`, `<b>`, … : stands within a line.
    Phrase,
    /// `<del>` and `<ins>`.
    Edit,
    /// Unknown and custom elements: within a line, but no phrase.
    Other,
}

impl Tag {
    #[rustfmt::skip]
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            // What a reader does not see, or not as text.
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "embed" | "audio"
            | "video" | "canvas" | "map" | "head" | "select" | "textarea" | "datalist"
            // How a word is read, which stands beside it already.
            | "rt" | "rp" => return None,
            "a" => Self::Link,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "img" => Self::Image,
            "input" => Self::Input,
            "td" => Self::Cell,
            "th" => Self::HeadCell,
            "tr" => Self::Row,
            "table" => Self::Table,
            "tbody" => Self::TablePart,
            "thead" | "tfoot" | "caption" | "col" | "colgroup" => Self::TableHead,
            "li" | "dt" | "dd" => Self::Item,
            "ul" | "ol" => Self::List,
            "dl" => Self::Terms,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "p" => Self::Paragraph,
            "div" => Self::Division,
            "pre" => Self::Preformatted,
            "blockquote" => Self::Quote,
            "section" => Self::Section,
            "article" => Self::Article,
            "main" => Self::Main,
            "body" => Self::Body,
            "html" => Self::Html,
            "header" => Self::Header,
            "footer" => Self::Footer,
            "aside" => Self::Aside,
            "nav" => Self::Navigation,
            "form" => Self::Form,
            "fieldset" => Self::Fieldset,
            "figure" => Self::Figure,
            "figcaption" => Self::FigureCaption,
            "address" => Self::Address,
            "dialog" => Self::Dialog,
            "button" => Self::Button,
            "details" | "summary" | "center" | "hgroup" | "menu" => Self::Block,
            "code" => Self::Code,
            "del" | "ins" => Self::Edit,
            "abbr" | "b" | "bdo" | "cite" | "data" | "dfn" | "em" | "i" | "kbd" | "label" | "mark" | "meter" | "output"
            | "progress" | "q" | "ruby" | "samp" | "small" | "span" | "strong" | "sub" | "sup" | "time" | "var" | "wbr" => Self::Phrase,
            _ => Self::Other,
        })
    }

    /// Whether it stands within a line of text.
    pub(super) fn is_phrasing(self) -> bool {
        matches!(
            self,
            Self::Text
                | Self::Break
                | Self::Image
                | Self::Input
                | Self::Button
                | Self::Code
                | Self::Phrase
        )
    }

    /// Whether a division that holds one is no paragraph itself.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Quote
                | Self::Terms
                | Self::Division
                | Self::Image
                | Self::List
                | Self::Paragraph
                | Self::Preformatted
                | Self::Table
        )
    }
}

/// An element or a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) tag: Tag,
    /// The index of the element that holds it.
    pub(super) parent: u32,
    /// The index behind all that it holds.
    pub(super) end: u32,
    /// What its class, id, role and the like say of it.
    pub(super) words: Words,
    /// A text's characters: white space collapsed; an ideograph counts as two, for it says as much.
    chars: u32,
    commas: u32,
    around: Around,
    id: NodeId,
}

/// What a text stands in.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    /// Tenths of it that count as a link: a link within the page is less of one.
    link: u8,
    is_prose: bool,
    is_heading: bool,
    is_list: bool,
}

/// What is summed over a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Characters of text.
    pub(super) chars: u32,
    /// Those in links, in tenths.
    pub(super) linked: u32,
    /// Those in `<p>`.
    pub(super) prose: u32,
    /// Those in headings.
    pub(super) headed: u32,
    /// Those in lists.
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

    /// Characters that stand in no link.
    pub(super) fn unlinked(self) -> u32 {
        self.chars - (self.linked / 10).min(self.chars)
    }

    /// The share of the text that stands in links.
    pub(super) fn link_density(self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / 10.0 / self.chars as f32 }
    }
}

impl Piece {
    /// What it adds to the sums by itself.
    pub(super) fn own(&self) -> Sums {
        let mut own = Sums::default();
        if self.tag == Tag::Text {
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
            Tag::Paragraph => own.paragraphs = 1,
            Tag::Item => own.items = 1,
            Tag::Image => own.images = 1,
            Tag::Input => own.inputs = 1,
            Tag::Break | Tag::Rule => own.breaks = 1,
            Tag::Table => own.tables = 1,
            Tag::Preformatted => own.preformatted = 1,
            _ => {}
        }
        own
    }

    /// Whether it is a text of white space.
    pub(super) fn is_blank(&self) -> bool {
        self.tag == Tag::Text && self.chars == 0
    }
}

/// A page's outline: the first piece holds all others.
pub(super) struct Outline<'a> {
    tree: &'a Tree,
    pub(super) pieces: Vec<Piece>,
}

/// Which pieces of an outline are left out, with all that they hold.
pub(super) type Gone = Vec<bool>;

enum Step {
    Enter(NodeId),
    Leave(u32),
}

impl<'a> Outline<'a> {
    /// Walks a page once.
    pub(super) fn new(document: &'a Document) -> Self {
        Self::of(&document.root())
    }

    /// Walks a subtree once.
    pub(super) fn of(root: &NodeRef<'a>) -> Self {
        let tree = root.tree;
        let root = root.id;
        let mut pieces: Vec<Piece> = Vec::with_capacity(1024);
        let mut judges = Judges::default();
        // What encloses the next piece, outermost first.
        let mut open: Vec<(u32, Around)> = Vec::new();
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            let id = match step {
                Step::Enter(id) => id,
                Step::Leave(index) => {
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
                    steps.push(Step::Enter(sibling));
                }
                let (parent, around) = open.last().copied().unwrap_or_default();
                let index = pieces.len() as u32;
                let mut piece = Piece {
                    tag: Tag::Text,
                    parent,
                    end: index + 1,
                    words: Words::default(),
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
                        let Some(tag) = Tag::of(&element.name.local) else { return };
                        piece.tag = tag;
                        piece.words = judges.judge(tag, &element.attrs);
                        match tag {
                            Tag::Link => {
                                inner.link = if piece.words.has(Word::Anchor) { 3 } else { 10 }
                            }
                            Tag::Paragraph => inner.is_prose = true,
                            Tag::Heading(_) => inner.is_heading = true,
                            Tag::List => inner.is_list = true,
                            _ => {}
                        }
                    }
                    NodeData::Document | NodeData::Fragment => piece.tag = Tag::Other,
                    _ => return,
                }
                pieces.push(piece);
                if let Some(child) = node.first_child {
                    open.push((index, inner));
                    steps.push(Step::Leave(index));
                    steps.push(Step::Enter(child));
                }
            });
        }
        Self { tree, pieces }
    }

    pub(super) fn get(&self, index: u32) -> Option<&Piece> {
        self.pieces.get(index as usize)
    }

    /// Nothing is gone.
    pub(super) fn whole(&self) -> Gone {
        vec![false; self.pieces.len()]
    }

    /// The first piece of a kind.
    pub(super) fn find(&self, tag: Tag) -> Option<u32> {
        self.pieces.iter().position(|piece| piece.tag == tag).map(|at| at as u32)
    }

    /// The pieces directly in one, without those that are gone.
    pub(super) fn children<'s>(
        &'s self,
        of: u32,
        gone: &'s Gone,
    ) -> impl Iterator<Item = (u32, &'s Piece)> {
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

    /// The pieces that hold one, innermost first.
    pub(super) fn ancestors(&self, of: u32) -> impl Iterator<Item = (u32, &Piece)> {
        let mut at = of;
        std::iter::from_fn(move || {
            if at == 0 {
                return None;
            }
            at = self.get(at)?.parent;
            Some((at, self.get(at)?))
        })
    }

    /// Running sums: the sum over a range is the difference of two of them.
    pub(super) fn sums(&self, gone: &Gone) -> Running {
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

    /// The blocks of a range, without what is gone.
    pub(super) fn blocks(&self, from: u32, to: u32, gone: &Gone) -> Vec<Block> {
        let mut flow = Flow::default();
        let mut open: Vec<(u32, Tag)> = Vec::new();
        let mut at = from;
        while at < to {
            while let Some((_, tag)) = open.pop_if(|(end, _)| *end <= at) {
                flow.leave(tag);
            }
            let Some(piece) = self.get(at) else { break };
            if gone.get(at as usize).copied().unwrap_or(false) {
                flow.gap(piece.tag);
                at = piece.end.max(at + 1);
                continue;
            }
            if piece.tag == Tag::Text {
                self.with_text(piece, |text| flow.text(text));
            } else {
                flow.enter(piece.tag);
                open.push((piece.end, piece.tag));
            }
            at += 1;
        }
        while let Some((_, tag)) = open.pop() {
            flow.leave(tag);
        }
        flow.finish()
    }

    /// Leaves out the elements that `leave_out` names.
    pub(super) fn gone_where(&self, leave_out: impl Fn(&NodeRef<'_>) -> bool) -> Gone {
        let is_out =
            |piece: &Piece| piece.tag != Tag::Text && leave_out(&NodeRef::new(piece.id, self.tree));
        self.pieces.iter().enumerate().map(|(index, piece)| index > 0 && is_out(piece)).collect()
    }

    fn with_text(&self, piece: &Piece, take: impl FnOnce(&str)) {
        self.tree.query_node(&piece.id, |node| {
            if let NodeData::Text { contents } = &node.data {
                take(contents);
            }
        });
    }
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

/// A text's characters and commas.
fn measure(text: &str) -> (u32, u32) {
    let (mut chars, mut commas) = (0_u32, 0_u32);
    let mut owes_space = false;
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
