//! Finds boxes that ask the reader for an e-mail address: a short text next to a field for it. The
//! field is not text, and without it nothing shows in which language ever that "Få nyheterna i
//! mejlen" is not a line of the article.

use super::classes::ClassHint;
use super::element::ElementRole;
use super::outline::{PageOutline, Running};

/// The most characters of such a box: a longer one contains a part of the article.
const MOST_CHARS: u32 = 400;
/// The most elements around a field that are examined.
const MOST_LEVELS: usize = 8;
/// The most fields of one page that are examined.
const MOST_FIELDS: usize = 64;

/// Returns where the boxes begin. `headline` is never in one of them.
pub(super) fn find(
    outline: &PageOutline<'_>,
    body: u32,
    sums: &Running,
    headline: Option<u32>,
) -> Vec<u32> {
    let page = outline.get(body).map_or(0, |piece| sums.over(body, piece.end).unlinked());
    let fields = outline.pieces.iter().zip(0..).filter(|(piece, _)| {
        piece.tag == ElementRole::Input && {
            let node = outline.node(piece);
            let is = |name: &str, part: &str| {
                node.attr(name).is_some_and(|value| value.to_ascii_lowercase().contains(part))
            };
            is("type", "email")
                || is("name", "mail")
                || is("id", "mail")
                || is("placeholder", "mail")
        }
    });
    let mut found = Vec::new();
    for (_, field) in fields.take(MOST_FIELDS) {
        let around = outline.ancestors(field).take(MOST_LEVELS).take_while(|(at, piece)| {
            let inside = sums.over(*at, piece.end);
            *at > body
                && !matches!(
                    piece.tag,
                    ElementRole::Body | ElementRole::Html | ElementRole::Main | ElementRole::Article
                )
                && !piece.words.has(ClassHint::Main)
                && inside.chars <= MOST_CHARS
                // Most of a page is no box.
                && inside.unlinked() * 3 <= page
                && !headline.is_some_and(|headline| (*at..piece.end).contains(&headline))
        });
        found.extend(around.last().map(|(at, _)| at));
    }
    found
}
