//! Reads the day in a URL's path.

use chrono::NaiveDate;

use crate::article::{ClockSource, Precision, Timestamp};
use crate::extract::months::month;

/// Reads `/2014/10/19/`, `/2014-10-19-`, `/2014/oct/19/`, `/2014/1019/`, `/201410/19/`,
/// `/19-10-2014`, `/20141019/` or `/201410190926` in a URL's path, without the timestamp of a web
/// archive.
pub(super) fn read(url: &str) -> Option<Timestamp> {
    let parsed = url::Url::parse(url).ok()?;
    let path = parsed.path();
    // A web archive's URL contains the page's own.
    let path = ["/http://", "/https://", "/http:/", "/https:/"]
        .iter()
        .find_map(|mark| path.split_once(mark).map(|(_, rest)| rest))
        .unwrap_or(path);
    let path = without_archive(&parsed, path);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let number = |text: &&str, digits: usize| {
        (text.len() <= digits && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let date = |year: u32, month: u32, day: u32| {
        let in_range = (1990..2100).contains(&year);
        in_range.then(|| NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
    };
    let spelled = parts.windows(3).find_map(|window| {
        let [first, second, third] = window else { return None };
        let month = number(second, 2).or_else(|| month(&second.to_ascii_lowercase()))?;
        if first.len() == 4 {
            return date(number(first, 4)?, month, number(third, 2)?);
        }
        // The day must be unambiguous, because a path has no language.
        let (other, year) = (number(first, 2)?, number(third, 4).filter(|_| third.len() == 4)?);
        match (other > 12, month > 12, other == month) {
            (true, false, _) | (false, false, true) => date(year, month, other),
            (false, true, _) => date(year, other, month),
            _ => None,
        }
    });
    let of_digits = |digits: &str| {
        date(
            number(&digits.get(..4)?, 4)?,
            number(&digits.get(4..6)?, 2)?,
            number(&digits.get(6..8)?, 2)?,
        )
    };
    let in_folders = || {
        let folders: Vec<&str> = path.split('/').collect();
        folders.windows(2).find_map(|pair| {
            let [first, second] = pair else { return None };
            let is_parted = matches!((first.len(), second.len()), (4, 4) | (6, 2));
            let digits = is_parted.then(|| [*first, *second].concat())?;
            of_digits(&digits)
        })
    };
    let packed = || parts.iter().find_map(|part| of_digits(packed_digits(part)?));
    let date = spelled.or_else(in_folders).or_else(packed)?;
    Some(Timestamp::of_day(date, Precision::Day, url, ClockSource::Url))
}

/// Returns the path without the timestamp of the Wayback Machine, which also accepts addresses
/// without a scheme: `/web/20130307194448/a.example/2008/05/x`.
fn without_archive<'p>(url: &url::Url, path: &'p str) -> &'p str {
    let is_archive = url.host_str().is_some_and(|host| host.ends_with("archive.org"));
    let rest = path.strip_prefix("/web/").filter(|_| is_archive);
    rest.and_then(|rest| rest.split_once('/')).map_or(path, |(_, rest)| rest)
}

/// Returns the digits of a part such as `20141019`, `t20141019` or `AKR201410190926`: a day, alone or
/// with a time of day and more digits.
fn packed_digits(part: &str) -> Option<&str> {
    const MOST_LETTERS: usize = 4;
    const MOST_DIGITS: usize = 20;
    let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || part.len() - digits.len() > MOST_LETTERS {
        return None;
    }
    let below = |from: usize, limit: u32| {
        digits.get(from..from + 2).is_some_and(|two| two.parse().is_ok_and(|two: u32| two < limit))
    };
    let is_time = || below(8, 24) && below(10, 60);
    let is_date = match digits.len() {
        8 => true,
        12..=MOST_DIGITS => is_time(),
        _ => false,
    };
    is_date.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_day() {
        for (url, expected) in [
            ("https://a.example/2014/10/19/story", Some("2014-10-19")),
            ("https://a.example/news/2014-10-19-story", Some("2014-10-19")),
            ("https://a.example/world/2014/oct/19/story", Some("2014-10-19")),
            ("https://a.example/news/20141019/story", Some("2014-10-19")),
            ("https://a.example/news/story-19-10-2014.html", Some("2014-10-19")),
            ("https://a.example/news/story-10-19-2014.html", Some("2014-10-19")),
            ("https://a.example/news/story-10-11-2014.html", None),
            (
                "https://web.archive.org/web/20200101000000/https://a.example/2014/10/19/x",
                Some("2014-10-19"),
            ),
            ("https://web.archive.org/web/20200101000000/https://a.example/x", None),
            ("https://web.archive.org/web/20200101000000/a.example/2014/10/x", None),
            ("https://a.example/2014/10/story", None),
            ("https://a.example/2014/13/45/story", None),
            ("https://a.example/story-12345678", None),
            ("https://a.example/1.20141019", Some("2014-10-19")),
            ("https://a.example/2014/1019/story", Some("2014-10-19")),
            ("https://a.example/201410/19/t20141020_1.html", Some("2014-10-19")),
            ("https://a.example/201410/t20141019_1.html", Some("2014-10-19")),
            ("https://a.example/2014-10/19/c_1127189.htm", Some("2014-10-19")),
            ("https://a.example/view/AKR20141019092600", Some("2014-10-19")),
            ("https://a.example/201410190926_story", Some("2014-10-19")),
            ("https://a.example/201410199926_story", None),
            ("https://a.example/story-2014-1019", None),
            ("https://a.example/product20141019", None),
            ("https://a.example/20141019012", None),
            ("no url", None),
        ] {
            assert_eq!(read(url).map(|stamp| stamp.display()).as_deref(), expected, "{url}");
        }
    }
}
