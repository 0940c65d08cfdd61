//! Elements: what kind of element a tag is, as far as it matters for reading an article.

/// The kind of an element, as far as it matters for reading an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementRole {
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
    /// `<span>`, `<b>`, …: part of a line.
    Phrase,
    /// `<ins>`.
    Edit,
    /// `<del>`, `<s>` and `<strike>`: text that is struck out.
    Struck,
    /// `<sup>` and `<sub>`.
    Raised,
    Lowered,
    /// Unknown and custom elements: part of a line, but not a phrase.
    Other,
}

impl ElementRole {
    #[rustfmt::skip]
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            // Elements that a reader does not see, or not as text.
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "embed" | "audio"
            | "video" | "canvas" | "map" | "head" | "select" | "textarea" | "datalist"
            // The pronunciation of a word that is next to it.
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
            "aside" | "amp-ad" | "amp-embed" | "amp-sticky-ad" | "amp-sidebar" | "amp-consent" => Self::Aside,
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
            "ins" => Self::Edit,
            "del" | "s" | "strike" => Self::Struck,
            "sup" => Self::Raised,
            "sub" => Self::Lowered,
            "abbr" | "b" | "bdo" | "cite" | "data" | "dfn" | "em" | "i" | "kbd" | "label" | "mark" | "meter" | "output"
            | "progress" | "q" | "ruby" | "samp" | "small" | "span" | "strong" | "time" | "var" | "wbr" => Self::Phrase,
            _ => Self::Other,
        })
    }

    /// Whether the element is part of a line of text.
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
                | Self::Raised
                | Self::Lowered
        )
    }

    /// Whether a division that contains this element is not itself a paragraph.
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
