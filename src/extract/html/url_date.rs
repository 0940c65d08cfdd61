//! Reads the day in a URL's path.

use chrono::NaiveDate;

use crate::article::{ClockSource, Precision, Timestamp};
use crate::extract::months::month;

/// Reads `/2014/10/19/`, `/2014-10-19-`, `/2014/oct/19/`, `/20141019/` or `/19-10-2014` in a URL's
/// path. Fourteen digits are an archive's timestamp, not the article's.
pub(super) fn read(url: &str) -> Option<Timestamp> {
    let parsed = url::Url::parse(url).ok()?;
    let path = parsed.path();
    // A web archive's URL contains the page's own.
    let path = ["/http://", "/https://", "/http:/", "/https:/"]
        .iter()
        .find_map(|mark| path.split_once(mark).map(|(_, rest)| rest))
        .unwrap_or(path);
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
    let packed = || {
        parts.iter().find_map(|part| {
            let part = part.strip_suffix(".html").unwrap_or(part);
            let part = part.get(..8).filter(|_| part.len() == 8)?;
            date(
                number(&part.get(..4)?, 4)?,
                number(&part.get(4..6)?, 2)?,
                number(&part.get(6..)?, 2)?,
            )
        })
    };
    let date = spelled.or_else(packed)?;
    Some(Timestamp::of_day(date, Precision::Day, url, ClockSource::Url))
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
            ("https://a.example/2014/10/story", None),
            ("https://a.example/2014/13/45/story", None),
            ("https://a.example/story-12345678", None),
            ("https://a.example/1.20141019", Some("2014-10-19")),
            ("no url", None),
        ] {
            assert_eq!(read(url).map(|stamp| stamp.display()).as_deref(), expected, "{url}");
        }
    }
}
