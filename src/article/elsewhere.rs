//! Whether a redirect leads to a page that cannot be the article: a front page, a section, a form.
//!
//! Sites answer for a page that is gone with such a redirect ("soft 404"). The URL is then not
//! another URL of the target. Doubtful cases are ordinary redirects, because addresses change in
//! many ways.

use std::borrow::Cow;

use url::Url;

use super::{Fragment, MatchKey};

/// Names of front pages in the path.
const FRONTS: &[&str] = &[
    "accueil",
    "default",
    "frontpage",
    "home",
    "homepage",
    "hjem",
    "hem",
    "index",
    "inicio",
    "main",
    "portada",
    "start",
    "startseite",
    "welcome",
];

/// Parts of a path that name a form or an error page.
const FORMS: &[&str] = &[
    "404",
    "410",
    "500",
    "abonnieren",
    "acceso",
    "accedi",
    "anmelden",
    "anmeldung",
    "captcha",
    "connexion",
    "consent",
    "cookie-consent",
    "cookieconsent",
    "einloggen",
    "error",
    "error404",
    "error-404",
    "errors",
    "geoblock",
    "identification",
    "iniciar-sesion",
    "inloggen",
    "log-in",
    "logga-in",
    "login",
    "logon",
    "not-found",
    "not_found",
    "notfound",
    "page-not-found",
    "pagenotfound",
    "paywall",
    "register",
    "se-connecter",
    "sign-in",
    "sign-up",
    "sign_in",
    "signin",
    "signup",
    "subscribe",
    "unavailable",
    "wp-login",
    "zaloguj",
];

/// First labels of hosts that serve only such forms.
const FORM_HOSTS: &[&str] =
    &["accounts", "auth", "consent", "guce", "idp", "login", "myaccount", "signin", "sso"];

/// Names of sections, which are not the name of an article.
const SECTIONS: &[&str] = &[
    "actualidad",
    "actualite",
    "actualites",
    "aktuell",
    "aktuelles",
    "archive",
    "archives",
    "archiv",
    "articles",
    "artikel",
    "blog",
    "blogs",
    "business",
    "culture",
    "cultura",
    "deportes",
    "economia",
    "economie",
    "economy",
    "entertainment",
    "europe",
    "health",
    "kultur",
    "latest",
    "lifestyle",
    "local",
    "magazine",
    "meldungen",
    "nachrichten",
    "national",
    "news",
    "newsroom",
    "nieuws",
    "noticias",
    "notizie",
    "nyheter",
    "opinion",
    "panorama",
    "politica",
    "politics",
    "politik",
    "politique",
    "posts",
    "press",
    "presse",
    "pressemitteilungen",
    "press-releases",
    "publications",
    "science",
    "search",
    "sport",
    "sports",
    "stories",
    "story",
    "suche",
    "tag",
    "tags",
    "category",
    "tech",
    "technology",
    "topic",
    "topics",
    "uk",
    "us",
    "video",
    "videos",
    "wirtschaft",
    "world",
];

/// Whether a redirect from `url` to `target` leads to a page that cannot be the same article.
pub(super) fn leads_elsewhere(url: &str, target: &str) -> bool {
    let key = |url: &str| MatchKey::with_fragment(url, Fragment::Drop).ok();
    let (Some(from_key), Some(to_key)) = (key(url), key(target)) else { return false };
    let (Some(from), Some(to)) = (Address::of(url), Address::of(target)) else { return false };
    if from_key == to_key || from.parts == to.parts && from.site() == to.site() && !to.is_front() {
        return false;
    }
    if to.is_form() && !from.is_form() || to.returns_to(&from) {
        return true;
    }
    if from.is_front() {
        return false;
    }
    if to.is_front() {
        return true;
    }
    if from.site() == to.site() { to.is_section_of(&from) } else { to.is_foreign_to(&from) }
}

/// Whether a redirect from `url` to `target` leads to another page of the same site whose address has
/// no part of the article's own.
pub(super) fn may_share_target(url: &str, target: &str) -> bool {
    let (Some(from), Some(to)) = (Address::of(url), Address::of(target)) else { return false };
    if leads_elsewhere(url, target) || from.site() != to.site() || from.parts == to.parts {
        return false;
    }
    let query = from.url.query_pairs().map(|(_, value)| value.to_lowercase()).collect::<Vec<_>>();
    let asked: Vec<&String> = from.parts.iter().chain(&query).collect();
    // A number or a title in both addresses names the same article.
    let names_it = |part: &String| {
        asked.contains(&part)
            || part
                .split(|c: char| !c.is_ascii_digit())
                .filter(|number| number.len() >= 4 && !is_date(number))
                .any(|number| asked.iter().any(|own| own.contains(number)))
    };
    !to.parts.last().is_some_and(names_it)
}

/// The parts of an address that say what a page is.
struct Address {
    url: Url,
    /// The parts of the path, in lowercase, without the type of the file.
    parts: Vec<String>,
}

impl Address {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let url = Url::parse(text).ok().filter(Url::has_host);
        let url = url.or_else(|| Url::parse(&format!("http://{text}")).ok())?;
        let parts = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty());
        let stem = |part: &str| {
            let part = part.to_lowercase();
            let types = [".html", ".htm", ".php", ".aspx", ".asp", ".jsp", ".shtml", ".xhtml"];
            types.iter().find_map(|end| part.strip_suffix(end)).map_or(part.clone(), str::to_owned)
        };
        let parts = parts.map(stem).collect();
        Some(Self { url, parts })
    }

    fn labels(&self) -> Vec<&str> {
        self.url.host_str().unwrap_or_default().split('.').collect()
    }

    /// The name that a site registers, without its country and the like: `example` for
    /// `www.example.co.uk`.
    fn site(&self) -> &str {
        let labels = self.labels();
        let is_suffix =
            |label: &str| matches!(label, "co" | "com" | "org" | "net" | "gov" | "ac" | "edu");
        let mut names = labels.iter().rev().skip(1);
        let name = names.next().copied();
        let name = match (name, names.next()) {
            (Some(suffix), Some(name)) if is_suffix(suffix) => Some(*name),
            _ => name,
        };
        name.or_else(|| self.url.host_str()).unwrap_or_default()
    }

    /// Whether this is a front page, also that of a language: `/`, `/index.html`, `/en`.
    fn is_front(&self) -> bool {
        let is_language = |part: &str| {
            let mut parts = part.split(['-', '_']);
            let two = |part: &str| part.len() == 2 && part.bytes().all(|c| c.is_ascii_lowercase());
            parts.next().is_some_and(two) && parts.next().is_none_or(two) && parts.next().is_none()
        };
        let is_name = |part: &String| FRONTS.contains(&part.as_str()) || is_language(part);
        let is_script_path = self.url.fragment().is_some_and(|name| name.starts_with(['!', '/']));
        self.parts.len() <= 2
            && self.parts.iter().all(is_name)
            && !is_script_path
            && self.url.query_pairs().all(|(name, value)| {
                // `/?p=123` is an article; `/?lang=en` and `/?error=404` are not.
                !names_article(&name)
                    && (is_failure(&value) || is_failure(&name) || value.len() < 6)
                    || MatchKey::of(&format!("x.example/?{name}={value}"))
                        .is_ok_and(|key| key.path() == ")/")
            })
    }

    /// Whether this is a form, such as a login, or an error page.
    fn is_form(&self) -> bool {
        let is_form = |part: &String| FORMS.contains(&part.as_str());
        // An article may have such a word as one of its parts, but not as the first or last.
        let is_named =
            self.parts.first().is_some_and(is_form) || self.parts.last().is_some_and(is_form);
        let labels = self.labels();
        is_named
            || labels.len() > 2 && labels.first().is_some_and(|label| FORM_HOSTS.contains(label))
    }

    /// Whether the query names another page to which the visitor returns, as forms do.
    fn returns_to(&self, page: &Self) -> bool {
        let path = page.url.path().trim_end_matches('/');
        path.len() > 1
            && self.parts != page.parts
            && self.url.query_pairs().any(|(_, value)| {
                let end = value.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
                end.ends_with(path) && (end == path || end.contains("://"))
            })
    }

    /// Whether this is a section or an archive, and the other page an article of the same site.
    fn is_section_of(&self, page: &Self) -> bool {
        if self.url.query().is_some() || self.parts.is_empty() {
            return false;
        }
        let is_listed = |part: &String| SECTIONS.contains(&part.as_str()) || is_date(part);
        let is_listed = self.parts.iter().all(is_listed);
        let rest = page.parts.strip_prefix(self.parts.as_slice());
        let is_above = rest.is_some_and(|rest| !rest.is_empty())
            && !self.parts.iter().any(|part| names_one(part));
        let mut articles = rest.unwrap_or(&page.parts).iter().filter(|part| names_one(part));
        let shares = |part: &String| {
            words(part).any(|word| self.parts.iter().any(|own| words(own).any(|own| own == word)))
        };
        // `/privacy/privacy-policy-for-europe` to `/privacy` is the same page.
        articles.any(|part| is_listed || is_above && !shares(part))
    }

    /// Whether this page of another site has no word or number of the other page's address.
    fn is_foreign_to(&self, page: &Self) -> bool {
        let all = |address: &Self| -> Vec<String> {
            let query = address.url.query_pairs().map(|(_, value)| value.to_lowercase());
            let parts = address.parts.iter().cloned().chain(query).collect::<Vec<_>>();
            parts
                .iter()
                .flat_map(|part| words(part).map(Cow::into_owned).collect::<Vec<_>>())
                .collect()
        };
        let (own, asked) = (all(self), all(page));
        let is_word = |word: &&String| word.len() >= 4 && word.chars().all(char::is_alphabetic);
        page.parts.iter().any(|part| part_words(part) >= 3)
            && own.iter().any(|word| is_word(&word) && !SECTIONS.contains(&word.as_str()))
            && !own.iter().any(|word| asked.contains(word))
    }
}

/// The words and numbers of a part of a path.
fn words(part: &str) -> impl Iterator<Item = Cow<'_, str>> {
    part.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3)
        .map(Cow::Borrowed)
}

fn part_words(part: &str) -> usize {
    words(part).filter(|word| word.chars().any(char::is_alphabetic)).count()
}

/// Whether a part of a path names one article: at least three words, or a number that is not part of
/// a date.
fn names_one(part: &str) -> bool {
    let has_number = part
        .split(|c: char| !c.is_ascii_digit())
        .any(|number| number.len() >= 4 && !is_date(number));
    part_words(part) >= 3 || has_number && !part.starts_with("page")
}

/// Whether a part of a path is a year, a month, a day, or a date.
fn is_date(part: &str) -> bool {
    let digits: String = part.chars().filter(|c| *c != '-').collect();
    let is_year = |text: &str| text.starts_with("19") || text.starts_with("20");
    digits.bytes().all(|c| c.is_ascii_digit())
        && match digits.len() {
            1 | 2 => true,
            4 | 6 | 8 => is_year(&digits),
            _ => false,
        }
}

/// Whether a parameter of this name identifies an article at the root of its site.
fn names_article(name: &str) -> bool {
    let name = name.to_lowercase();
    let ids =
        ["p", "id", "page_id", "q", "s", "article", "story", "news", "post", "page", "cat", "a"];
    ids.contains(&name.as_str()) || name.ends_with("id")
}

/// Whether a part of a query says that the page was not found.
fn is_failure(text: &str) -> bool {
    let text = text.to_lowercase();
    ["404", "410", "notfound", "not-found", "not_found", "error", "expired", "gone"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "https://www.a.example/news/2020/05/ferry-sinks-in-harbour";

    fn check(url: &str, target: &str, expected: bool) {
        assert_eq!(leads_elsewhere(url, target), expected, "{url} to {target}");
    }

    #[test]
    fn a_front_page_a_section_a_form_and_an_unrelated_page_are_elsewhere() {
        for target in [
            "https://www.a.example/",
            "https://a.example",
            "http://a.example/index.html?utm_source=x",
            "https://a.example/de/",
            "https://a.example/en-gb/home",
            "https://a.example/?error=404",
            "https://other.example/",
            "https://www.a.example/news",
            "https://www.a.example/news/2020/05/",
            "https://www.a.example/sport/",
            "https://www.a.example/404",
            "https://www.a.example/error.aspx?aspxerrorpath=/news",
            "https://www.a.example/user/login",
            "https://login.a.example/start",
            "https://consent.a.example/collect?sessionId=5",
            "https://a.example/gate?continue=https%3A%2F%2Fwww.a.example%2Fnews%2F2020%2F05%2Fferry-sinks-in-harbour",
            "https://casino.example/bonus/welcome-offer",
        ] {
            check(STORY, target, true);
        }
        check("https://a.example/?p=123", "https://a.example/", true);
        check("https://a.example/artikel/1234567.html", "https://a.example/artikel/", true);
        check("https://a.example/terms", "https://a.example/", true);
    }

    #[test]
    fn another_address_of_the_same_page_is_not_elsewhere() {
        for target in [
            "http://a.example/news/2020/05/ferry-sinks-in-harbour/",
            "https://www.a.example/news/2020/05/ferry-sinks-in-harbour?utm_source=x",
            "https://www.a.example/news/2020/05/two-dead-after-boat-accident",
            "https://www.a.example/world/ferry-sinks-in-harbour-1234567",
            "https://amp.a.example/news/2020/05/ferry-sinks-in-harbour",
            "https://new.example/2020/05/ferry-sinks/",
            "https://www.a.co.uk/ferry-accident",
            "https://new.example/?p=77123",
        ] {
            check(STORY, target, false);
        }
        let amp = format!("{STORY}/amp");
        check(&amp, STORY, false);
        check(&format!("{STORY}.html"), STORY, false);
        for (url, target) in [
            ("https://short.example/x9K2", "https://a.example/ferry"),
            ("https://short.example/2", "https://b.example/news/ferry-sinks-in-harbour"),
            ("https://a.example/?p=123", "https://a.example/ferry"),
            ("https://a.example/index.html", "https://a.example/"),
            ("https://a.example/", "https://www.a.example/en"),
            ("https://a.example/", "https://a.example/ferry"),
            ("https://a.example/a", "https://a.example/#!/ferry/5"),
            ("https://a.example/a", "https://a.example/?p=5"),
            ("https://a.example/a", "https://a.example/index.php?id=512345"),
            ("https://a.example/privacy/privacy-policy-for-europe", "https://a.example/privacy"),
            ("https://a.example/pages/our-terms-of-service", "https://a.example/terms"),
            ("https://a.example/ferry/comment-page-2", "https://a.example/ferry"),
            (
                "https://a.example/forum/ferry-sinks-in-harbour/123456",
                "https://a.example/forum/ferry-sinks-in-harbour",
            ),
            ("https://a.example/login", "https://a.example/signin"),
            ("not a url", "https://a.example/"),
        ] {
            check(url, target, false);
        }
    }
}
