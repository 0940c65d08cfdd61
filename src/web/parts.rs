//! Parts: a text that is too long for one page is on several, each with an address of its own.

use maud::{Markup, html};

use super::failure::Failure;
use super::request::Request;

/// One part of a text.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// From 1.
    pub(super) number: usize,
    /// The number of parts.
    pub(super) count: usize,
}

impl Part {
    /// The part that a request asks for: the first, unless it says otherwise.
    pub(super) fn asked(request: &Request) -> usize {
        request.param("part").and_then(|part| part.parse().ok()).unwrap_or(1)
    }

    /// The part with this number, of a text with this count of parts.
    pub(super) fn of(number: usize, count: usize) -> Result<Self, Failure> {
        let count = count.max(1);
        if (1..=count).contains(&number) {
            return Ok(Self { number, count });
        }
        let parts = if count == 1 { "one part".to_owned() } else { format!("{count} parts") };
        Err(Failure::not_found(format!("This text has {parts}.")))
    }

    /// The address of a part.
    pub(super) fn address(request: &Request, part: usize) -> String {
        let part = part.to_string();
        let part = Some(part.as_str()).filter(|part| *part != "1");
        format!("{}{}", request.path(), request.query_with(&[("part", part)]))
    }

    /// Says which part this is.
    pub(super) fn note(self) -> Markup {
        html! {
            @if self.count > 1 {
                p.note { "The text is long: this is part " (self.number) " of " (self.count) "." }
            }
        }
    }

    /// Links to the other parts.
    pub(super) fn pager(self, request: &Request) -> Markup {
        let to = |part: usize| Self::address(request, part);
        let Self { number, count } = self;
        html! {
            @if count > 1 {
                nav.pager aria-label="Parts of the text" {
                    @if number > 1 { a href=(to(number - 1)) { "← Part " (number - 1) } }
                    span.quiet { "Part " (number) " of " (count) }
                    @if number < count { a href=(to(number + 1)) { "Part " (number + 1) " →" } }
                    @if number + 1 < count { a href=(to(count)) { "Last part" } }
                }
            }
        }
    }
}
