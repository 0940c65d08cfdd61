//! The name of a host, as a user writes it.

use std::fmt;
use std::str::FromStr;

/// The name of a host, such as `example.org`. As a filter, it includes subdomains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns those of `hosts` that this name may be a misspelling of, most similar first. Of a
    /// host with more labels than this name, the last ones are compared, because a filter includes
    /// subdomains.
    pub fn similar(&self, hosts: impl IntoIterator<Item = String>, most: usize) -> Vec<String> {
        let name = self.0.to_lowercase();
        let labels = name.split('.').count();
        let mut best: Vec<(f64, String)> = Vec::new();
        for host in hosts {
            let mut rest = host.as_str();
            while rest.split('.').count() > labels
                && let Some((_, shorter)) = rest.split_once('.')
            {
                rest = shorter;
            }
            for candidate in [host.as_str(), rest] {
                let likeness = strsim::normalized_damerau_levenshtein(&name, candidate);
                if likeness >= LEAST_SIMILAR && !best.iter().any(|(_, known)| known == candidate) {
                    best.push((likeness, candidate.to_owned()));
                }
            }
        }
        best.sort_by(|(one, host), (two, other)| two.total_cmp(one).then_with(|| host.cmp(other)));
        best.into_iter().take(most).map(|(_, host)| host).collect()
    }
}

/// The similarity from which a host may be meant, from 0 to 1. `bbc.com` for `bbc.co.uk` has 0.67;
/// two unrelated names with one suffix, such as `.co.uk`, often have more than 0.5.
const LEAST_SIMILAR: f64 = 0.6;

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot be a host, so it would silently match nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give only the name of a host, such as example.org; subdomains are included")]
pub struct HostNameError;

impl FromStr for HostName {
    type Err = HostNameError;

    /// Parses a host without scheme, path or wildcard.
    fn from_str(text: &str) -> Result<Self, HostNameError> {
        let host = text.trim();
        let has_name = host.contains(char::is_alphanumeric);
        if !has_name || host.contains(['/', '*', ' ', '?', '@', '\0']) || host.contains("..") {
            return Err(HostNameError);
        }
        Ok(Self(host.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_host_is_similar_to_what_was_meant() {
        let hosts = ["bbc.co.uk", "news.bbc.co.uk", "nytimes.com", "theguardian.com", "bbc.com"];
        let check = |name: &str, expected: &[&str]| {
            let name: HostName = name.parse().expect("a host");
            assert_eq!(name.similar(hosts.map(str::to_owned), 3), expected, "{name}");
        };
        check("bcc.co.uk", &["bbc.co.uk"]);
        check("BBC.con", &["bbc.com", "bbc.co.uk"]);
        check("new.bbc.co.uk", &["news.bbc.co.uk", "bbc.co.uk"]);
        check("guardian.com", &["theguardian.com"]);
        check("example.org", &[]);
    }

    #[test]
    fn text_that_cannot_be_a_host_is_refused() {
        for host in ["example.org", " example.org:8080 ", "bücher.example"] {
            assert_eq!(
                host.parse::<HostName>().map(|host| host.to_string()),
                Ok(host.trim().to_owned())
            );
        }
        for text in [
            "",
            " ",
            "..",
            "a..example",
            "a\0b",
            "https://example.org",
            "*.example.org",
            "a b",
            "me@example.org",
        ] {
            assert_eq!(text.parse::<HostName>(), Err(HostNameError), "{text:?}");
        }
    }
}
