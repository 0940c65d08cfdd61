//! `robots.txt` (RFC 9309): which paths of a host a crawler may request, and how often.
//!
//! The crates for this are not maintained, or do not read `Crawl-delay`.

use std::fmt::Write as _;

/// The most bytes of a file that are read (RFC 9309 § 2.5 asks for 500 KiB at least).
pub const MAX_ROBOTS_BYTES: usize = 512 << 10;

/// The rules of a `robots.txt` for one crawler.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    crawl_delay: Option<f64>,
    sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    pattern: String,
    allows: bool,
}

impl Robots {
    /// Reads the groups that apply to the crawler with this product token: those that name it,
    /// otherwise those of `*`.
    pub fn read(bytes: &[u8], product: &str) -> Self {
        let bytes = bytes.get(..bytes.len().min(MAX_ROBOTS_BYTES)).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        let (mut own, mut all) = (Group::default(), Group::default());
        let mut sitemaps = Vec::new();
        // Which groups the current rules belong to, and whether a rule has been read.
        let (mut names_own, mut names_all, mut has_rules) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if has_rules {
                        (names_own, names_all, has_rules) = (false, false, false);
                    }
                    if token(value).eq_ignore_ascii_case(product) {
                        (names_own, own.is_named) = (true, true);
                    }
                    names_all |= value == "*";
                }
                "allow" | "disallow" => {
                    has_rules = true;
                    // An empty pattern matches nothing.
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule { pattern: normalized(value), allows: key == "allow" };
                    for (applies, group) in [(names_own, &mut own), (names_all, &mut all)] {
                        if applies {
                            group.rules.push(rule.clone());
                        }
                    }
                }
                "crawl-delay" => {
                    has_rules = true;
                    let seconds = value.parse().ok().filter(|s: &f64| s.is_finite() && *s >= 0.0);
                    for (applies, group) in [(names_own, &mut own), (names_all, &mut all)] {
                        if applies && let Some(seconds) = seconds {
                            group.delay = Some(group.delay.unwrap_or(0.0).max(seconds));
                        }
                    }
                }
                "sitemap" => sitemaps.push(value.to_owned()),
                _ => {}
            }
        }
        let group = if own.is_named { own } else { all };
        Self { rules: group.rules, crawl_delay: group.delay, sitemaps }
    }

    /// Whether the crawler may request a path, which begins with `/` and includes the query. The
    /// longest matching pattern decides; of two equally long ones, the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let path = normalized(path);
        if path == "/robots.txt" {
            return true;
        }
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }

    /// The requested pause between two requests, in seconds.
    pub fn crawl_delay(&self) -> Option<f64> {
        self.crawl_delay
    }

    /// The sitemaps that the file names.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

#[derive(Default)]
struct Group {
    is_named: bool,
    rules: Vec<Rule>,
    delay: Option<f64>,
}

/// The product token of a `User-agent` line: letters, `_` and `-` (RFC 9309 § 2.2.1).
fn token(value: &str) -> &str {
    let end = value.find(|c: char| !c.is_ascii_alphabetic() && !matches!(c, '_' | '-'));
    end.map_or(value, |end| value.get(..end).unwrap_or(value))
}

/// Writes bytes outside ASCII as escapes, and escapes in uppercase, so that both spellings match.
fn normalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            out.push('%');
            for _ in 0..2 {
                if let Some(digit) = bytes.next_if(u8::is_ascii_hexdigit) {
                    out.push(char::from(digit.to_ascii_uppercase()));
                }
            }
        } else if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether a path matches a pattern, in which `*` is any text and `$` at the end is the path's end.
/// The parts between the stars are searched from left to right, which takes linear time for each.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_anchored) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !is_anchored || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && is_anchored {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, path: &str, expected: bool) {
        let robots = Robots::read(file.as_bytes(), "recension");
        assert_eq!(robots.allows(path), expected, "{path} with {file:?}");
    }

    #[test]
    fn the_longest_pattern_decides() {
        let file = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n";
        check(file, "/", true);
        check(file, "/a", false);
        check(file, "/a/b", true);
        check(file, "/a/b/c/d", false);
        check("User-agent: *\nDisallow: /x\nAllow: /x\n", "/x", true);
        check("User-agent: *\nDisallow:\n", "/x", true);
        check("User-agent: *\nDisallow: /\n", "/robots.txt", true);
        check("", "/x", true);
        check("Disallow: /\n", "/x", true);
    }

    #[test]
    fn a_group_of_its_own_replaces_the_general_one() {
        let file = "User-agent: *\nDisallow: /\n\nUser-agent: Recension/1.0\nDisallow: /private\n";
        check(file, "/a", true);
        check(file, "/private/a", false);
        check("User-agent: other\nDisallow: /\n", "/a", true);
        check("User-agent: recensionbot\nDisallow: /\n", "/a", true);
        // Several names for one group, and one name in two groups (RFC 9309 § 2.2.1).
        let file = "user-agent: x\nUSER-AGENT: recension\ndisallow: /a\nuser-agent: recension\n\
                    disallow: /b\n";
        check(file, "/a", false);
        check(file, "/b", false);
        check(file, "/c", true);
        // A group that names the crawler without rules allows everything.
        check("User-agent: recension\nUser-agent: *\nDisallow: /\n", "/a", false);
        check("User-agent: *\nDisallow: /\nUser-agent: recension\n", "/a", true);
    }

    #[test]
    fn patterns_have_stars_and_ends() {
        let file = "User-agent: *\nDisallow: /*.php$\nDisallow: /tmp/*/old\nDisallow: /q?\n";
        check(file, "/a.php", false);
        check(file, "/a.php5", true);
        check(file, "/tmp/x/y/old/z", false);
        check(file, "/tmp/old", true);
        check(file, "/q?x=1", false);
        check(file, "/q", true);
        check("User-agent: *\nDisallow: /a$\n", "/a", false);
        check("User-agent: *\nDisallow: /a$\n", "/ab", true);
        check("User-agent: *\nDisallow: /*a*a*a*b$\n", &format!("/{}", "a".repeat(10_000)), true);
    }

    #[test]
    fn spellings_of_one_path_match() {
        check("User-agent: *\nDisallow: /caf\u{e9}\n", "/caf%c3%a9/x", false);
        check("User-agent: *\nDisallow: /a%3cd\n", "/a%3Cd", false);
        check("\u{feff}User-agent: * # all\r\nDisallow : /x # why\r\n", "/x", false);
    }

    #[test]
    fn pauses_and_sitemaps_are_read() {
        let file = b"Sitemap: https://a.example/s.xml\nUser-agent: *\nCrawl-delay: 2.5\n\
                     Disallow: /x\nUser-agent: y\nCrawl-delay: 99\nSitemap: /t.xml\n";
        let robots = Robots::read(file, "recension");
        assert_eq!(robots.crawl_delay(), Some(2.5));
        assert_eq!(robots.sitemaps(), ["https://a.example/s.xml", "/t.xml"]);
        let odd = Robots::read(b"User-agent: *\nCrawl-delay: soon\nCrawl-delay: -1\n", "recension");
        assert_eq!(odd.crawl_delay(), None);
        let long =
            [b"User-agent: *\n".to_vec(), vec![b'\n'; MAX_ROBOTS_BYTES], b"Disallow: /".to_vec()];
        assert!(Robots::read(&long.concat(), "recension").allows("/x"));
    }
}
