//! Converts a subtree of a page to blocks of text as a reader sees them.

use dom_query::NodeRef;

use super::outline::{ElementRole, PageOutline};

/// A self-contained run of text: a paragraph, a heading, a list item, a table row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextBlock {
    /// The text: white space collapsed, a line break only where the page has `<br>`.
    pub(super) text: String,
    /// The number of its bytes that are in links.
    pub(super) linked: usize,
    /// The kind of block.
    pub(super) kind: BlockKind,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A paragraph, or loose text.
    #[default]
    Paragraph,
    /// A heading.
    Heading,
    /// A list item or a table row: joined to its neighbors by a single line break.
    Item,
}

/// Returns the blocks of a subtree, without the elements for which `leave_out` returns true.
pub(super) fn blocks(
    root: &NodeRef<'_>,
    leave_out: impl Fn(&NodeRef<'_>) -> bool,
) -> Vec<TextBlock> {
    let outline = PageOutline::of(root);
    let gone = outline.gone_where(leave_out);
    outline.blocks(0, outline.pieces.len() as u32, &gone)
}

/// Joins blocks with an empty line between paragraphs and a line break between items.
pub(super) fn join(blocks: &[TextBlock]) -> String {
    let mut text = String::with_capacity(blocks.iter().map(|block| block.text.len() + 2).sum());
    let mut before: Option<BlockKind> = None;
    for block in blocks {
        match before {
            None => {}
            Some(BlockKind::Item) if block.kind == BlockKind::Item => text.push('\n'),
            Some(_) => text.push_str("\n\n"),
        }
        text.push_str(&block.text);
        before = Some(block.kind);
    }
    text
}

/// Collects text into blocks during a walk over an outline.
#[derive(Default)]
pub(super) struct Flow {
    blocks: Vec<TextBlock>,
    open: TextBlock,
    /// Whether a space is due before the next word.
    space: bool,
    links: usize,
    items: usize,
    headings: usize,
    preformatted: usize,
}

/// Whether an element ends the paragraph before it and begins a new one.
fn is_box(tag: ElementRole) -> bool {
    !tag.is_phrasing()
        && !matches!(
            tag,
            ElementRole::Link
                | ElementRole::Cell
                | ElementRole::HeadCell
                | ElementRole::Edit
                | ElementRole::Other
        )
}

impl Flow {
    pub(super) fn enter(&mut self, tag: ElementRole) {
        match tag {
            ElementRole::Link => self.links += 1,
            ElementRole::Break => self.line_break(),
            ElementRole::Cell | ElementRole::HeadCell => self.space = true,
            tag if is_box(tag) => {
                self.end_block();
                if let Some(count) = self.count(tag) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }

    pub(super) fn leave(&mut self, tag: ElementRole) {
        match tag {
            ElementRole::Link => self.links = self.links.saturating_sub(1),
            ElementRole::Cell | ElementRole::HeadCell => self.space = true,
            tag if is_box(tag) => {
                self.end_block();
                if let Some(count) = self.count(tag) {
                    *count = count.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, tag: ElementRole) -> Option<&mut usize> {
        match tag {
            ElementRole::Heading(_) => Some(&mut self.headings),
            ElementRole::Item | ElementRole::Row => Some(&mut self.items),
            ElementRole::Preformatted => Some(&mut self.preformatted),
            _ => None,
        }
    }

    /// Marks where something was left out: words on either side are not one word.
    pub(super) fn gap(&mut self, tag: ElementRole) {
        if is_box(tag) {
            self.end_block();
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(word_end);
            if !word.is_empty() {
                self.word(word);
            }
            let space_end = behind.find(|c: char| !c.is_whitespace()).unwrap_or(behind.len());
            let (space, behind) = behind.split_at(space_end);
            rest = behind;
            if self.preformatted > 0 {
                for char in space.chars() {
                    if char == '\n' {
                        self.line_break();
                    } else {
                        self.space = true;
                    }
                }
            } else if !space.is_empty() {
                // A no-break space counts as a space: the same text is typed with either.
                self.space = true;
            }
        }
    }

    fn word(&mut self, word: &str) {
        let is_unseen = |char| matches!(char, '\u{200B}' | '\u{FEFF}' | '\u{AD}' | '\u{0}');
        let before = self.open.text.len();
        if self.space && before > 0 && !self.open.text.ends_with('\n') {
            self.open.text.push(' ');
        }
        let start = self.open.text.len();
        if word.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.open.text.push_str(word);
        } else {
            self.open.text.extend(word.chars().filter(|char| !is_unseen(*char)));
        }
        if self.open.text.len() == start {
            self.open.text.truncate(before);
            return;
        }
        self.space = false;
        if self.links > 0 {
            self.open.linked += self.open.text.len() - before;
        }
    }

    fn line_break(&mut self) {
        if !self.open.text.is_empty() && !self.open.text.ends_with("\n\n") {
            self.open.text.push('\n');
        }
        self.space = false;
    }

    fn end_block(&mut self) {
        self.space = false;
        let mut block = std::mem::take(&mut self.open);
        block.text.truncate(block.text.trim_end().len());
        if block.text.is_empty() {
            return;
        }
        block.kind = if self.headings > 0 {
            BlockKind::Heading
        } else if self.items > 0 {
            BlockKind::Item
        } else {
            BlockKind::Paragraph
        };
        // Some pages separate their paragraphs by two line breaks.
        if block.text.contains("\n\n") {
            let whole = block.text.len().max(1);
            for text in block.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                self.blocks.push(TextBlock {
                    text: text.to_owned(),
                    linked: block.linked * text.len() / whole,
                    kind: block.kind,
                });
            }
        } else {
            self.blocks.push(block);
        }
    }

    pub(super) fn finish(mut self) -> Vec<TextBlock> {
        self.end_block();
        self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[track_caller]
    fn check(html: &str, text: &str) {
        let document = Document::from(html);
        assert_eq!(join(&blocks(&document.root(), |_| false)), text);
    }

    #[test]
    fn blocks_are_parted_as_a_reader_sees_them() {
        check("<p> One\n  two&nbsp;three </p><p>four<br>five</p>", "One two three\n\nfour\nfive");
        check("<div>a<b>b</b> c<div>d</div>e</div>", "ab c\n\nd\n\ne");
        check("<ul><li>one<li>two</ul><p>three", "one\ntwo\n\nthree");
        check("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a b\nc d");
        check("<p>one<br><br>two<br/> <br/>three</p>", "one\n\ntwo\n\nthree");
        check("<pre>a\n b</pre><script>x</script>c", "a\nb\n\nc");
        check("<p>soft\u{AD}hyphen<p>  <p>x", "softhyphen\n\nx");
    }

    #[test]
    fn links_are_weighed() {
        let document = Document::from("<p>see <a href=x>this one</a>");
        let blocks = blocks(&document.root(), |_| false);
        assert_eq!(blocks.first().map(|block| block.linked), Some(" this one".len()));
    }
}
