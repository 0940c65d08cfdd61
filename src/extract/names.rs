//! Names: bylines without their furniture, titles without the site's name.

use super::dates::fold;

/// Words that open a byline and are no name, folded.
const BY: &[&str] = &[
    "written by",
    "posted by",
    "reported by",
    "reporting by",
    "story by",
    "words by",
    "article by",
    "published by",
    "edited by",
    "by",
    "von",
    "par",
    "por",
    "di",
    "a cura di",
    "door",
    "af",
    "av",
    "texte",
    "text",
    "tekst",
    "author",
    "authors",
    "autor",
    "autorin",
    "auteur",
    "autore",
    "автор",
    "автори",
    "авторы",
    "de",
    "redaktion",
    "przez",
    "kirjoittanut",
    "yazan",
    "oleh",
];

/// A byline as people: no "By", no URLs, several joined with `, `, none twice.
pub(super) fn byline<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> Option<String> {
    let mut people: Vec<String> = Vec::new();
    for part in parts {
        for name in split(part.as_ref()) {
            if !people.iter().any(|known| fold(known) == fold(&name)) {
                people.push(name);
            }
        }
    }
    (!people.is_empty() && people.len() <= 40).then(|| people.join(", "))
}

fn split(part: &str) -> Vec<String> {
    let text = part.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = strip_by(&text);
    let mut names = Vec::new();
    let parts = text
        .split([';', '|', '\u{b7}', '•', '\n'])
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" et "));
    for name in parts {
        let name = strip_by(name.trim())
            .trim_matches(|c: char| matches!(c, ',' | ':' | '/' | '-' | '–' | '—' | ' '));
        if is_name(name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn strip_by(text: &str) -> &str {
    for word in BY {
        let Some(start) = text.get(..word.len().min(text.len())) else { continue };
        if fold(start) != **word {
            continue;
        }
        let rest = text.get(word.len()..).unwrap_or_default();
        // `de` opens a name too (`De Niro`): only in lower case and before a capital.
        if *word == "de" && start != "de" {
            continue;
        }
        if rest.starts_with([' ', ':', '\u{a0}']) {
            return rest.trim_start_matches([' ', ':', '\u{a0}']);
        }
        if rest.is_empty() {
            return "";
        }
    }
    text
}

fn is_name(name: &str) -> bool {
    let chars = name.chars().count();
    if !(2..=80).contains(&chars) || !name.chars().any(char::is_alphabetic) {
        return false;
    }
    let lower = fold(name);
    let is_address = lower.contains("://")
        || lower.contains("www.")
        || (lower.contains('@') && lower.contains('.'))
        || lower.contains(".com/");
    let is_handle = lower.starts_with('@');
    let is_nobody = matches!(
        lower.as_str(),
        "admin"
            | "administrator"
            | "null"
            | "undefined"
            | "none"
            | "unknown"
            | "n/a"
            | "staff"
            | "author"
            | "webmaster"
    );
    !is_address && !is_handle && !is_nobody
}

const MARKS: &[&str] = &[
    " | ", " - ", " – ", " — ", " • ", " · ", " » ", " « ", " :: ", " / ", " ‹ ", " › ", " ~ ",
    ": ", "｜", "_",
];

/// A title without the site's name at its end or start. `site` are the names by which the site is
/// known: the publisher, `og:site_name`, the host.
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

fn is_site(part: &str, site: &[&str]) -> bool {
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

/// `ABC News` of `abcnewsgocom`, `Tages-Anzeiger` of `tagesanzeigerch`.
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
    fn bylines_are_people() {
        for (parts, expected) in [
            (&["By Ann Lee"][..], Some("Ann Lee")),
            (&["BY ANN LEE and Bob Ray"], Some("ANN LEE, Bob Ray")),
            (&["Von Jürgen Groß"], Some("Jürgen Groß")),
            (&["Ann Lee", "Bob Ray", "ann lee"], Some("Ann Lee, Bob Ray")),
            (&["https://www.facebook.com/ann"], None),
            (&["@annlee"], None),
            (&["By"], None),
            (&[""], None),
            (&["Byron Lord"], Some("Byron Lord")),
            (&["Robert De Niro"], Some("Robert De Niro")),
            (&["Par Élodie Roux et Anne Roy"], Some("Élodie Roux, Anne Roy")),
            (&["李明"], Some("李明")),
        ] {
            assert_eq!(byline(parts).as_deref(), expected, "{parts:?}");
        }
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
            ("Two\n lines", &[], "Two lines"),
        ] {
            assert_eq!(title(text, site), expected);
        }
    }
}
