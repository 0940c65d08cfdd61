//! Converts a subtree of a page to blocks of text as a reader sees them.

use super::classes::{ClassHint, ClassHints};
use super::element::ElementRole;

/// A self-contained run of text: a paragraph, a heading, a list item, a table row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextBlock {
    /// The text: white space collapsed, a line break only where the page has `<br>`.
    pub(super) text: String,
    /// The number of its bytes that are in links.
    pub(super) linked: usize,
    /// The kind of block.
    pub(super) kind: BlockKind,
    /// Whether it is part of an embedded post.
    pub(super) is_in_post: bool,
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
    /// The number of open embedded posts.
    posts: usize,
    /// The number of open elements that strike out their text.
    struck: usize,
    /// Whether the open block ends in struck text without its closing mark.
    has_open_mark: bool,
}

/// The mark before and after text that the page strikes out.
const STRUCK: &str = "~~";

/// What markup says about a short raised or lowered text, or a short link within the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct SmallMark {
    /// Whether its class or role names a footnote's mark.
    pub(super) is_named: bool,
    pub(super) is_linked: bool,
    /// Whether it links within the page.
    pub(super) is_anchor: bool,
    pub(super) role: ElementRole,
}

/// Whether an element ends the paragraph before it and begins a new one.
pub(super) fn is_box(tag: ElementRole) -> bool {
    !tag.is_phrasing()
        && !matches!(
            tag,
            ElementRole::Link
                | ElementRole::Cell
                | ElementRole::HeadCell
                | ElementRole::Edit
                | ElementRole::Struck
                | ElementRole::Other
        )
}

/// Whether an element strikes out its text.
fn strikes_out(tag: ElementRole, words: ClassHints) -> bool {
    tag == ElementRole::Struck || words.has(ClassHint::Struck)
}

impl Flow {
    pub(super) fn enter(&mut self, tag: ElementRole, words: ClassHints) {
        if strikes_out(tag, words) {
            self.struck += 1;
        }
        match tag {
            // A heading that links to itself is not a link to something else.
            ElementRole::Link if words.has(ClassHint::Anchor) && self.headings > 0 => {}
            ElementRole::Link => self.links += 1,
            ElementRole::Break => self.line_break(),
            ElementRole::Cell | ElementRole::HeadCell => self.space = true,
            tag if is_box(tag) => {
                self.end_block();
                self.posts += usize::from(words.has(ClassHint::Post));
                if let Some(count) = self.count(tag) {
                    *count += 1;
                }
            }
            // Styled as a line of its own.
            _ if words.has(ClassHint::Line) => self.space = true,
            _ => {}
        }
    }

    pub(super) fn leave(&mut self, tag: ElementRole, words: ClassHints) {
        if strikes_out(tag, words) {
            self.struck = self.struck.saturating_sub(1);
            if self.struck == 0 {
                self.end_struck();
            }
        }
        match tag {
            ElementRole::Link if words.has(ClassHint::Anchor) && self.headings > 0 => {}
            ElementRole::Link => self.links = self.links.saturating_sub(1),
            ElementRole::Cell | ElementRole::HeadCell => self.space = true,
            tag if is_box(tag) => {
                self.end_block();
                self.posts = self.posts.saturating_sub(usize::from(words.has(ClassHint::Post)));
                if let Some(count) = self.count(tag) {
                    *count = count.saturating_sub(1);
                }
            }
            _ if words.has(ClassHint::Line) => self.space = true,
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

    /// Closes the mark of struck text.
    fn end_struck(&mut self) {
        if std::mem::take(&mut self.has_open_mark) {
            self.open.text.push_str(STRUCK);
        }
    }

    /// Writes a short raised or lowered text, or the mark of a footnote. Returns false if it is part
    /// of the word before it: `3rd`, `Mme`, `H2O`.
    ///
    /// Digits never become part of a number before them. An exponent is written as one, `10⁶`; the
    /// mark of a footnote is set apart, `£5[1]`.
    pub(super) fn small_mark(&mut self, text: &str, mark: SmallMark) -> bool {
        let is_raised = mark.role == ElementRole::Raised;
        let is_number = !text.is_empty()
            && text.chars().any(char::is_numeric)
            && text.chars().all(|char| {
                char.is_numeric() || matches!(char, ',' | '-' | '−' | '–' | '+' | '.' | '±')
            });
        let before = self.open.text.chars().next_back().filter(|_| !self.space);
        if mark.role == ElementRole::Lowered {
            let after_digit = before.is_some_and(char::is_numeric);
            return is_number && after_digit && self.push_mark(&map_digits(text, SUBSCRIPTS));
        }
        let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
        let is_symbol = !text.is_empty()
            && text.chars().all(|char| matches!(char, '*' | '†' | '‡' | '§' | '¶'));
        // `see section <a href="#2">2</a>` is not a mark: it follows a space.
        let is_note = match before {
            None => is_raised && is_number && self.open.text.is_empty(),
            Some(_) if is_number => {
                mark.is_named || mark.is_anchor || (is_raised && mark.is_linked)
            }
            Some(_) if is_symbol => is_raised || mark.is_named,
            Some(before) => {
                is_letter
                    && (mark.is_named
                        || (is_raised && (mark.is_anchor || self.takes_letter(before, text))))
            }
        };
        if is_note {
            self.push_mark(&format!("[{}]", text.trim_matches(['(', ')'])));
            self.space |= before.is_none();
            return true;
        }
        if !is_raised || !is_number || before.is_none() {
            return false;
        }
        // Between the last word and its exponent: `5 m`, `10`, `x`, `(a + b)`.
        let word =
            self.open.text.rsplit(|char: char| char.is_whitespace()).next().unwrap_or_default();
        let rest = self.open.text.strip_suffix(word).unwrap_or_default().trim_end();
        if is_base(word, text) || is_in_formula(rest, word, text) {
            return self.push_mark(&map_digits(text, SUPERSCRIPTS));
        }
        self.push_mark(&format!("[{text}]"))
    }

    /// Whether a raised letter here is the mark of a footnote: after a sentence or clause, after a
    /// word that is no abbreviation, after a year or an amount. After another number it may be an
    /// ordinal (`1ª`, `19e`).
    fn takes_letter(&self, before: char, letter: &str) -> bool {
        let word =
            self.open.text.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
        let is_year = word.len() == 4
            && word.starts_with(['1', '2'])
            && word.bytes().all(|byte| byte.is_ascii_digit());
        let may_be_ordinal = ["e", "s"].contains(&letter);
        let is_mark = letter.starts_with(|letter: char| ('a'..='h').contains(&letter));
        // `Profª` and `XXe` are abbreviations.
        let is_word = word.chars().count() >= 3
            && word.chars().all(char::is_alphabetic)
            && word.chars().skip(1).all(char::is_lowercase)
            && !(word.chars().count() <= 5
                && word.starts_with(char::is_uppercase)
                && ["a", "e"].contains(&letter));
        let whole =
            self.open.text.rsplit(|char: char| char.is_whitespace()).next().unwrap_or_default();
        let is_amount = before.is_ascii_digit()
            && (whole.starts_with(['$', '€', '£', '¥']) || whole.contains([',', '.']));
        matches!(before, '.' | ',' | ';' | ':' | ')' | '”' | '’' | '"' | '%')
            || ((is_year || is_amount && is_mark) && !may_be_ordinal)
            || (is_word && is_mark)
    }

    /// Whether the text ends in an opening bracket.
    pub(super) fn is_in_bracket(&self) -> bool {
        self.open.text.ends_with(['[', '('])
    }

    /// Writes a fraction whose halves are raised and lowered. Returns false if it is not one.
    pub(super) fn fraction(&mut self, above: &str, below: &str) -> bool {
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(above) || !is_digits(below) {
            return false;
        }
        let known = FRACTIONS.iter().find(|(one, other, _)| (*one, *other) == (above, below));
        match known {
            Some((_, _, char)) => self.push_mark(char.encode_utf8(&mut [0; 4])),
            None => self.push_mark(&format!(
                "{}\u{2044}{}",
                map_digits(above, SUPERSCRIPTS),
                map_digits(below, SUBSCRIPTS)
            )),
        }
    }

    /// Appends a text to the last word; always returns true.
    fn push_mark(&mut self, text: &str) -> bool {
        self.word(text);
        true
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
        let had_mark = self.has_open_mark;
        if self.space && before > 0 && !self.open.text.ends_with('\n') {
            self.open.text.push(' ');
        }
        if self.struck > 0 && !self.has_open_mark {
            self.open.text.push_str(STRUCK);
            self.has_open_mark = true;
        }
        let start = self.open.text.len();
        if word.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.open.text.push_str(word);
        } else {
            self.open.text.extend(word.chars().filter(|char| !is_unseen(*char)));
        }
        if self.open.text.len() == start {
            self.open.text.truncate(before);
            self.has_open_mark = had_mark;
            return;
        }
        self.space = false;
        if self.links > 0 {
            self.open.linked += self.open.text.len() - before;
        }
    }

    fn line_break(&mut self) {
        self.end_struck();
        if !self.open.text.is_empty() && !self.open.text.ends_with("\n\n") {
            self.open.text.push('\n');
        }
        self.space = false;
    }

    fn end_block(&mut self) {
        self.space = false;
        self.end_struck();
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
        block.is_in_post = self.posts > 0;
        // Some pages separate their paragraphs by two line breaks.
        if block.text.contains("\n\n") {
            let whole = block.text.len().max(1);
            for text in block.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                self.blocks.push(TextBlock {
                    text: text.to_owned(),
                    linked: block.linked * text.len() / whole,
                    kind: block.kind,
                    is_in_post: block.is_in_post,
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

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉";

/// Writes digits and signs as raised or lowered ones.
fn map_digits(text: &str, digits: &str) -> String {
    let is_raised = digits == SUPERSCRIPTS;
    text.chars()
        .map(|char| match char {
            '-' | '−' | '–' => {
                if is_raised {
                    '⁻'
                } else {
                    '₋'
                }
            }
            '+' => {
                if is_raised {
                    '⁺'
                } else {
                    '₊'
                }
            }
            char => char
                .to_digit(10)
                .and_then(|digit| digits.chars().nth(digit as usize))
                .unwrap_or(char),
        })
        .collect()
}

/// Fractions that have a character of their own.
#[rustfmt::skip]
const FRACTIONS: &[(&str, &str, char)] = &[
    ("1", "2", '½'), ("1", "3", '⅓'), ("2", "3", '⅔'), ("1", "4", '¼'), ("3", "4", '¾'), ("1", "5", '⅕'), ("2", "5", '⅖'),
    ("3", "5", '⅗'), ("4", "5", '⅘'), ("1", "6", '⅙'), ("5", "6", '⅚'), ("1", "7", '⅐'), ("1", "8", '⅛'), ("3", "8", '⅜'),
    ("5", "8", '⅝'), ("7", "8", '⅞'), ("1", "9", '⅑'), ("1", "10", '⅒'),
];

/// Units that are raised to the second or third power.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "m", "km", "cm", "mm", "dm", "µm", "μm", "nm", "ft", "in", "mi", "yd", "s", "h", "hm", "ha", "pc", "м", "км", "см",
    "мм", "дм", "م", "कि.मी", "平方米", "sec", "meter", "metre", "metres", "meters", "feet", "miles",
];

/// Whether a raised number after a word is an exponent: after a unit, a variable, a power of ten or
/// of two, or with a sign.
fn is_base(word: &str, exponent: &str) -> bool {
    if exponent.starts_with(['-', '−', '–', '+']) {
        return true;
    }
    if exponent.chars().any(|char| matches!(char, ',' | '-' | '–')) {
        return false;
    }
    let letters = word.trim_start_matches(|char: char| !char.is_alphabetic());
    let letters = letters.rsplit(['/', '·', '(', '*', '=', '+']).next().unwrap_or(letters);
    if matches!(exponent, "2" | "3" | "4") && UNITS.contains(&letters) {
        return true;
    }
    // `x`, `2x`, `mc`: a variable.
    let is_variable = letters.chars().count() == 1
        && letters.chars().all(|char| char.is_ascii_lowercase())
        && !matches!(letters, "a" | "i" | "o" | "e" | "y" | "à" | "u");
    if is_variable
        || letters == "mc"
        || (word.ends_with(')') && word.contains('(') && letters.is_empty())
    {
        return true;
    }
    let number = word.trim_start_matches(|char: char| !char.is_ascii_digit());
    let number = number.rsplit(['×', 'x', '·', '*']).next().unwrap_or(number);
    let is_long = exponent.len() > 1;
    // Scientific notation, powers of two, and cents: `$4` with a raised `99`.
    (number == "10" && word.starts_with(|char: char| char.is_alphanumeric()))
        || (number == "2" && is_long)
        || (word.starts_with(['$', '€', '£']) && exponent.len() == 2 && !word.contains(['.', ',']))
}

/// Whether a raised number is an exponent because its word is a short name after an operator, in text
/// that ends with `rest` before the word: `E = mc²`, `x² + y²`.
fn is_in_formula(rest: &str, word: &str, exponent: &str) -> bool {
    let is_name = (1..=3).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic);
    let exponent = exponent.trim_start_matches(['-', '−', '+']);
    is_name
        && exponent.len() == 1
        && exponent != "1"
        && rest.ends_with(['=', '+', '−', '·', '×', '≈', '<', '>', '≤', '≥'])
}

#[cfg(test)]
mod tests {
    use super::super::outline::blocks;
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
    fn a_raised_letter_is_a_mark_after_a_year_or_a_sentence() {
        check("<p>in 1988<sup>a</sup> after", "in 1988[a] after");
        check("<p>the flood.<sup>b</sup> It", "the flood.[b] It");
        check("<p>“so”<sup>c</sup>, he", "“so”[c], he");
        check("<p>la 1<sup>a</sup> vez, le 19<sup>e</sup> rang", "la 1a vez, le 19e rang");
        check("<p>en 1900<sup>e</sup>, the 1980<sup>s</sup>", "en 1900e, the 1980s");
        check("<p>M<sup>r</sup> Lee", "Mr Lee");
        check("<p>The rate rose<sup>a</sup> to five<sup>[b]</sup>", "The rate rose[a] to five[b]");
        check("<p>Prof<sup>a</sup> Lima, M<sup>me</sup> Roy", "Profa Lima, Mme Roy");
        check("<p>le XX<sup>e</sup> siècle, n<sup>o</sup> 5", "le XXe siècle, no 5");
        check("<p>£5<sup>a</sup> and 1,200<sup>b</sup> of it", "£5[a] and 1,200[b] of it");
        check("<p>to £5<sup>*</sup> and 6<sup>†</sup>", "to £5[*] and 6[†]");
        check("<p>a<sup>n</sup>, e<sup>x</sup>, Beta<sup>TM</sup>", "an, ex, BetaTM");
    }

    #[test]
    fn exponents_of_formulas_are_written() {
        check("<p>E = mc<sup>2</sup> in 1905", "E = mc² in 1905");
        check("<p>mc<sup>2</sup>", "mc²");
        check("<p>x<sup>2</sup> + y<sup>2</sup> = z<sup>2</sup>", "x² + y² = z²");
        check("<p>the sum was 5 = five<sup>2</sup>", "the sum was 5 = five[2]");
        check("<p>vitamin C<sup>2</sup>", "vitamin C[2]");
    }

    #[test]
    fn links_are_weighed() {
        let document = Document::from("<p>see <a href=x>this one</a>");
        let blocks = blocks(&document.root(), |_| false);
        assert_eq!(blocks.first().map(|block| block.linked), Some(" this one".len()));
    }
}
