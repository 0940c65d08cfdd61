//! Removes the site's name from titles.

use super::dates::fold;

const MARKS: &[&str] = &[
    " | ", " - ", " – ", " — ", " • ", " · ", " » ", " « ", " :: ", " / ", " ‹ ", " › ", " ~ ",
    ": ", "｜", "_", "：",
];

/// Removes the site's name from the end or start of a title. `site` holds the known names of the
/// site: the publisher, `og:site_name`, the host.
pub(super) fn title(text: &str, site: &[&str]) -> String {
    let mut title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for _ in 0..3 {
        let Some(shorter) = shorten(&title, site) else { break };
        title = shorter;
    }
    title
}

/// Returns the name of the site that two different titles of a page have behind its heading.
pub(super) fn behind_heading(titles: &[&str], heading: &str) -> Option<String> {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let heading = spaced(heading);
    let mut found: Vec<(String, String)> = Vec::new();
    for title in titles.iter().map(|title| spaced(title)) {
        let Some(rest) = title.strip_prefix(&heading) else { continue };
        let name = MARKS.iter().find_map(|mark| rest.strip_prefix(mark)).map(str::trim);
        let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
        if found.iter().any(|(known, other)| known == name && *other != title) {
            return Some(name.to_owned());
        }
        found.push((name.to_owned(), title));
    }
    None
}

fn shorten(title: &str, site: &[&str]) -> Option<String> {
    for mark in MARKS {
        // A site name that contains such marks: `The Day - News of Port Alba`.
        let whole = site.iter().find_map(|name| {
            let rest = title.strip_suffix(name.trim())?.strip_suffix(mark)?.trim();
            (!rest.is_empty() && *mark != ": ").then(|| rest.to_owned())
        });
        if whole.is_some() {
            return whole;
        }
        if let Some((rest, last)) = title.rsplit_once(mark)
            && *mark != ": "
            && is_site(last, site)
            && !rest.trim().is_empty()
        {
            return Some(rest.trim().to_owned());
        }
        if let Some((first, rest)) = title.split_once(mark)
            && is_site(first, site)
            && !rest.trim().is_empty()
        {
            return Some(rest.trim().to_owned());
        }
    }
    None
}

/// Whether a text is only the site's name.
pub(super) fn is_site(part: &str, site: &[&str]) -> bool {
    let part = squash(part);
    if part.len() < 2 {
        return false;
    }
    site.iter().any(|name| {
        let name = squash(name);
        name.len() >= 2
            && (part == name
                || (part.len() >= 4
                    && name.len() >= 4
                    && (part.strip_prefix("the") == Some(&name)
                        || name.strip_prefix("the") == Some(&part))))
            || is_host_of(&part, &name)
    })
}

/// Whether a host, squashed, is made of this name: `ABC News` of `abcnewsgocom`, `Tages-Anzeiger`
/// of `tagesanzeigerch`.
fn is_host_of(part: &str, host: &str) -> bool {
    const ENDS: &[&str] = &[
        "com", "org", "net", "de", "ch", "at", "fr", "it", "es", "nl", "uk", "couk", "comau",
        "info", "eu", "in", "ie", "ca", "us", "news", "co",
    ];
    part.len() >= 4
        && ENDS.iter().any(|end| {
            host.strip_suffix(end).is_some_and(|name| {
                name == part
                    || name.strip_prefix("the") == Some(part)
                    || part.strip_prefix("the") == Some(name)
            })
        })
}

fn squash(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_behind_the_heading_of_two_titles_is_the_sites() {
        let check = |titles: &[&str], heading: &str, expected: Option<&str>| {
            assert_eq!(behind_heading(titles, heading).as_deref(), expected, "{titles:?}");
        };
        let name = Some("北浜新聞");
        check(
            &["市長辞任　議会で表明｜北浜新聞", "市長辞任 議会で表明：北浜新聞"],
            "市長辞任　議会で表明",
            name,
        );
        check(
            &["Mayor resigns | The Day", "Mayor resigns - The Day"],
            "Mayor resigns",
            Some("The Day"),
        );
        check(&["Mayor resigns: why", "Mayor resigns: why"], "Mayor resigns", None);
        check(&["Mayor resigns: why", "Mayor resigns | The Day"], "Mayor resigns", None);
        check(&["Mayor resigns"], "Mayor resigns", None);
    }

    #[test]
    fn titles_lose_the_sites_name() {
        for (text, site, expected) in [
            ("Mayor resigns - The Day", &["The Day"][..], "Mayor resigns"),
            ("Mayor resigns | Politics | The Day", &["The Day"], "Mayor resigns | Politics"),
            ("The Day: Mayor resigns", &["The Day"], "Mayor resigns"),
            ("Mayor - resigns", &["The Day"], "Mayor - resigns"),
            (
                "Mayor resigns – Tages-Anzeiger",
                &["www.tagesanzeiger.ch", "tagesanzeiger.ch"],
                "Mayor resigns",
            ),
            ("The Day", &["The Day"], "The Day"),
            ("Mayor - resigns - The Day - All News", &["The Day - All News"], "Mayor - resigns"),
            ("Two\n lines", &[], "Two lines"),
            ("市長辞任：北浜新聞", &["北浜新聞"], "市長辞任"),
            ("市長：辞任", &["北浜新聞"], "市長：辞任"),
        ] {
            assert_eq!(title(text, site), expected);
        }
    }
}
