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
