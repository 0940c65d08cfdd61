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
}

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
