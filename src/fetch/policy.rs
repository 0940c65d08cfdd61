//! The policy of requests: which URLs may be requested, and the limits of a response.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::address::{AddressRange, is_public};
use super::proxy::Proxy;
use crate::article::Setting;

/// Which requests are sent, under which name, and what is read of a response.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The `User-Agent` of all requests.
    pub user_agent: String,
    /// The name by which `robots.txt` files address this crawler.
    pub product: String,
    /// Addresses that may be requested although they are not public.
    pub allowed_addresses: Vec<AddressRange>,
    /// The ports that may be requested.
    pub ports: Vec<u16>,
    /// The proxy through which requests are sent. It finds the addresses of hosts: only addresses in
    /// URLs are checked then.
    pub proxy: Option<Proxy>,
    /// The most bytes of a response.
    pub max_bytes: usize,
    /// The most decoded bytes per byte of a body.
    pub max_ratio: usize,
    /// The most time for a request and its response.
    pub timeout: Duration,
    /// The most redirects that lead to one page.
    pub max_hops: u32,
}

/// Where the owner of a site can reach the crawler's: an http or https URL, or an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

/// Why a text is not a contact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a contact: write an address such as https://example.org/bot or bot@example.org"
)]
pub struct ContactError(String);

impl FromStr for Contact {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // It is part of a header field, in parentheses.
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\'));
        let is_url = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        let is_mail = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.contains(['@', '/']) && url::Host::parse(host).is_ok()
        });
        if is_plain && (is_url || is_mail) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ContactError(text.to_owned()))
        }
    }
}

impl Policy {
    /// Returns the default policy. `contact` is where a site's owner can reach the crawler's.
    pub fn new(contact: Option<&Contact>) -> Self {
        let product = "recension";
        let version = env!("CARGO_PKG_VERSION");
        let user_agent = match contact {
            Some(Contact(contact)) => format!("{product}/{version} (+{contact})"),
            None => format!("{product}/{version}"),
        };
        Self {
            user_agent,
            product: product.to_owned(),
            allowed_addresses: Vec::new(),
            ports: vec![80, 443],
            proxy: None,
            max_bytes: 32 << 20,
            max_ratio: 100,
            timeout: Duration::from_secs(30),
            max_hops: 5,
        }
    }

    /// Whether a request may connect to the address.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.allowed_addresses.iter().any(|range| range.contains(address))
    }

    /// The most bytes to which a body of this length may unpack. Short bodies may unpack to a
    /// megabyte.
    pub fn most_decoded(&self, length: usize) -> usize {
        length.saturating_mul(self.max_ratio).clamp(1 << 20, self.max_bytes.max(1 << 20))
    }
}

/// Why a request is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The text is not a URL.
    NotAUrl(String),
    /// The scheme is not http or https.
    Scheme(String),
    /// The URL contains a user name or a password.
    Credentials,
    /// The port is not one of the allowed ones.
    Port(u16),
    /// The host has only addresses that are not public.
    Address(IpAddr),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl(why) => write!(f, "not a URL: {why}"),
            Self::Scheme(scheme) => {
                write!(f, "the scheme \"{scheme}:\" is not requested, only http and https")
            }
            Self::Credentials => f.write_str("the URL contains a user name or a password"),
            Self::Port(port) => {
                write!(f, "port {port} is not requested: allow it with {}", Setting::AllowedPorts)
            }
            Self::Address(address) => write!(
                f,
                "the host's address {address} is not public: allow it with {}",
                Setting::AllowedAddresses
            ),
        }
    }
}

/// Parses a URL that may be requested. The host and the port of the result are what is connected to:
/// no other parser reads the text. The fragment is removed.
pub fn check(text: &str, policy: &Policy) -> Result<Url, Refusal> {
    let mut url = Url::parse(text.trim()).map_err(|error| Refusal::NotAUrl(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Credentials);
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !policy.ports.contains(&port) {
        return Err(Refusal::Port(port));
    }
    // A literal address needs no resolver.
    let literal = match url.host() {
        Some(url::Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(url::Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ => None,
    };
    if let Some(address) = literal.filter(|address| !policy.allows(*address)) {
        return Err(Refusal::Address(address));
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_web_addresses_are_requested() {
        let policy = Policy::new(None);
        let refused = |text: &str| check(text, &policy).expect_err(text).to_string();
        assert!(refused("file:///etc/passwd").contains("file:"));
        assert!(refused("gopher://a.example/").contains("only http"));
        assert!(refused("/relative").contains("not a URL"));
        assert!(refused("http://user:pw@a.example/").contains("password"));
        assert!(refused("http://a.example:22/").contains("port 22"));
        // All spellings of one address are the address.
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://\u{ff11}27.0.0.1/",
            "http://169.254.169.254/latest",
        ] {
            assert!(refused(text).contains("not public"), "{text}");
        }
        let url = check(" https://a.example/x#part ", &policy).expect("a page");
        assert_eq!(url.as_str(), "https://a.example/x");
        let mut lax = policy;
        lax.allowed_addresses = vec!["127.0.0.0/8".parse().expect("a range")];
        lax.ports.push(8080);
        assert!(check("http://127.0.0.1:8080/", &lax).is_ok());
        assert!(check("http://[::ffff:127.0.0.1]/", &lax).is_ok());
        assert!(check("http://[::1]/", &lax).is_err());
    }

    #[test]
    fn the_contact_is_in_the_user_agent() {
        let contact = "https://news.example/bot".parse().expect("a contact");
        let policy = Policy::new(Some(&contact));
        let expected =
            concat!("recension/", env!("CARGO_PKG_VERSION"), " (+https://news.example/bot)");
        assert_eq!(policy.user_agent, expected);
    }

    #[test]
    fn a_contact_is_a_url_or_an_e_mail_address() {
        for text in ["https://a.example/bot?x=1", "http://a.example", "desk@a.example"] {
            assert!(text.parse::<Contact>().is_ok(), "{text}");
        }
        for text in [
            "",
            "me",
            "@a.example",
            "a@b@c.example",
            "ftp://a.example/",
            "a\r\nX-Evil: 1",
            "https://a.example/\r\nX-Evil: 1",
            "https://a.example/ bot",
            "https://a.example/b\u{f6}t",
            "https://a.example/) x (",
        ] {
            let error = text.parse::<Contact>().expect_err(text).to_string();
            assert!(error.contains("bot@example.org") && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_body_unpacks_to_a_bounded_length() {
        let policy = Policy::new(None);
        assert_eq!(policy.most_decoded(10), 1 << 20);
        assert_eq!(policy.most_decoded(100_000), 10_000_000);
        assert_eq!(policy.most_decoded(usize::MAX), 32 << 20);
    }
}
