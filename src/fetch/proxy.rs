//! The proxy through which requests are sent.

use std::fmt;
use std::str::FromStr;

/// An HTTP proxy through which all requests are sent.
///
/// The proxy finds the addresses of hosts, so only addresses in URLs are checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy(ureq::Proxy);

/// Why a text does not name a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not an HTTP proxy: write a URL such as http://proxy.example:3128")]
pub struct ProxyError;

impl Proxy {
    pub(super) fn as_ureq(&self) -> &ureq::Proxy {
        &self.0
    }
}

impl FromStr for Proxy {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_http = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
        let proxy = ureq::Proxy::new(text).map_err(|_| ProxyError)?;
        if is_http { Ok(Self(proxy)) } else { Err(ProxyError) }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the user's name and password.
        write!(f, "Proxy({}:{})", self.0.host(), self.0.port())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_http_url() {
        let proxy: Proxy = "http://user:secret@proxy.example:3128".parse().expect("a proxy");
        assert_eq!(format!("{proxy:?}"), "Proxy(proxy.example:3128)");
        for text in ["", "proxy.example", "socks5://proxy.example", "http://", "http://a b/"] {
            let error = text.parse::<Proxy>().expect_err(text).to_string();
            assert!(error.contains("http://proxy.example:3128"), "{error}");
        }
    }
}
