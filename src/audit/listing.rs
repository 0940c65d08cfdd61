//! Listings: pages whose text is a list of headlines with their dates, such as a section's front
//! page. Their entries change all day, without an edit.

/// The most characters of a line that is only a date.
const LONGEST_DATE: usize = 40;
/// The most words with letters on such a line: a label, the names of a weekday and of a month.
const MOST_DATE_WORDS: usize = 4;
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
        dates += usize::from(is_date(line));
        if line.len() >= LEAST_PROSE && line.ends_with(['.', '!', '?', '…', '。', '।', '؟', '”'])
        {
            prose += line.len();
        }
    }
    dates >= LEAST_DATES && dates * LINES_PER_DATE >= lines && prose * PROSE_SHARE < all
}

/// Whether a line is a date with a year, in any language: a year, a day or a month as another
/// number, and few words.
fn is_date(line: &str) -> bool {
    if line.chars().nth(LONGEST_DATE).is_some() {
        return false;
    }
    let numbers = line.split(|c: char| !c.is_numeric()).filter(|part| !part.is_empty());
    let is_year = |number: &str| {
        matches!(number.parse::<u32>(), Ok(1900..=2099))
            || (number.chars().count() == 4 && !number.is_ascii())
    };
    let (years, others): (Vec<&str>, Vec<&str>) = numbers.partition(|number| is_year(number));
    let words = line.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    years.len() == 1 && !others.is_empty() && words.count() <= MOST_DATE_WORDS
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

    #[test]
    fn lines_with_only_a_date() {
        for line in [
            "October 28, 2025",
            "Dienstag, 28. Oktober 2025",
            "28/10/2025",
            "2025-10-28",
            "Le 28 octobre 2025",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in
            ["October 2025", "Budget of 2025", "14 ferries", "In 2024, 12 of the 2025 seats", ""]
        {
            assert!(!is_date(line), "{line}");
        }
    }
}
