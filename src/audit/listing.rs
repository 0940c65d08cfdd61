//! Listings: pages whose text is a list of headlines with their dates, such as a section's front
//! page. Their entries change all day, without an edit.

use crate::extract::{ends_sentence, is_date_line};

/// The least lines with a date in a listing: one line in six is one, and there are at least three.
const LEAST_DATES: usize = 3;
const LINES_PER_DATE: usize = 6;
/// The least bytes of a sentence that is prose and not a headline or a teaser.
const LEAST_PROSE: usize = 100;
/// A listing has less than one part in four of prose.
const PROSE_SHARE: usize = 4;

/// Whether a text is a list of headlines with dates.
pub(super) fn is_listing(text: &str) -> bool {
    let (mut lines, mut dates, mut prose, mut all) = (0, 0, 0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines += 1;
        all += line.len();
        dates += usize::from(is_date_line(line));
        if line.len() >= LEAST_PROSE && ends_sentence(line) {
            prose += line.len();
        }
    }
    dates >= LEAST_DATES && dates * LINES_PER_DATE >= lines && prose * PROSE_SHARE < all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_headlines_are_listings() {
        let entry =
            |title: &str, day: u32| format!("{title}\n\nBriefings\nOctober {day}, 2025\n\n");
        let list: String = [
            entry("Council opens the new bridge over the Lenn", 3),
            entry("Ferry stays in port", 2),
            entry("Statement of the mayor on the price of tickets", 1),
        ]
        .concat();
        assert!(is_listing(&list));
        assert!(is_listing(
            "鉄道が再開\n2025年10月3日\n\n橋が開通\n2025年10月2日\n\n祭り\n2025年10月1日"
        ));
        let prose = "The ferry stopped in the middle of the lake on Monday, and nobody on board knew why it did for an hour.";
        // A chronology has sentences, a story has at most two dates, a list of prices has none.
        assert!(!is_listing(&format!("{list}{prose}\n{prose}\n{prose}")));
        assert!(!is_listing(&format!(
            "3 May 2020\n{prose}\n4 May 2020\n{prose}\n5 May 2020\n{prose}"
        )));
        assert!(!is_listing("Adults £4\nChildren £2\nDogs £1\nBicycles £3"));
        assert!(!is_listing(""));
    }
}
