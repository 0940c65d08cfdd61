//! Looks: requests for a URL that did not return a page, and why.
//!
//! A look is neither a version nor a deletion. It shows only that the page was not found, or could
//! not be seen, at that time.

use std::fmt;

use serde::Serialize;

use super::{MatchKey, Sha256, Timestamp};

/// Why a request did not return the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookReason {
    /// The server answered 404: it has no page at this URL.
    NotFound,
    /// The server answered 410: the page was removed for good.
    Gone,
    /// The server answered 451: the page is withheld for legal reasons.
    Legal,
    /// The server refused access: 401, 402, 403 or 407.
    Forbidden,
    /// The server answered with a test for bots.
    Challenged,
    /// The server answered 429: too many requests.
    RateLimited,
    /// The server refused the request for another reason: any other 4xx.
    Refused,
    /// The server failed: 5xx.
    ServerError,
    /// The request was led to another page, such as the home page.
    RedirectedElsewhere,
    /// The answer is not a page: another status than that of a page or an error, no content, or
    /// too many redirects.
    NoPage,
    /// The site's `robots.txt` does not allow the request, so it was not sent.
    Robots,
    /// The page asks not to be archived, so it was not kept.
    NoArchive,
    /// The host's name was not resolved.
    Dns,
    /// No connection to the host.
    Connection,
    /// The host's certificate was not accepted.
    Tls,
    /// The answer did not come in time.
    Timeout,
}

impl LookReason {
    /// All reasons.
    pub const ALL: [Self; 16] = [
        Self::NotFound,
        Self::Gone,
        Self::Legal,
        Self::Forbidden,
        Self::Challenged,
        Self::RateLimited,
        Self::Refused,
        Self::ServerError,
        Self::RedirectedElsewhere,
        Self::NoPage,
        Self::Robots,
        Self::NoArchive,
        Self::Dns,
        Self::Connection,
        Self::Tls,
        Self::Timeout,
    ];

    /// Returns the reason for an HTTP status; `None` if the status is not that of an error.
    /// `challenges` says whether the response is a test for bots.
    pub fn of_status(status: u16, challenges: bool) -> Option<Self> {
        Some(match status {
            400..=599 if challenges => Self::Challenged,
            404 => Self::NotFound,
            410 => Self::Gone,
            451 => Self::Legal,
            401 | 402 | 403 | 407 => Self::Forbidden,
            429 => Self::RateLimited,
            408 => Self::Timeout,
            400..=499 => Self::Refused,
            500..=599 => Self::ServerError,
            _ => return None,
        })
    }

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Gone => "gone",
            Self::Legal => "legal",
            Self::Forbidden => "forbidden",
            Self::Challenged => "challenged",
            Self::RateLimited => "rate-limited",
            Self::Refused => "refused",
            Self::ServerError => "server-error",
            Self::RedirectedElsewhere => "redirected-elsewhere",
            Self::NoPage => "no-page",
            Self::Robots => "robots",
            Self::NoArchive => "no-archive",
            Self::Dns => "dns",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
        }
    }

    /// Returns the reason with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Returns what happened, with the status of the response: `404 Not Found`.
    pub fn outcome(self, status: Option<u16>) -> LookOutcome {
        LookOutcome { reason: self, status }
    }

    /// Whether the server says that it has no page at this URL.
    pub fn is_absence(self) -> bool {
        matches!(self, Self::NotFound | Self::Gone)
    }

    /// Returns what happened, for people.
    fn text(self) -> &'static str {
        match self {
            Self::NotFound => "not found",
            Self::Gone => "gone",
            Self::Legal => "withheld for legal reasons",
            Self::Forbidden => "access refused",
            Self::Challenged => "test for bots",
            Self::RateLimited => "too many requests",
            Self::Refused => "request refused",
            Self::ServerError => "server error",
            Self::RedirectedElsewhere => "redirected to another page",
            Self::NoPage => "the answer is not a page",
            Self::Robots => "not allowed by robots.txt",
            Self::NoArchive => "not kept: the page asks not to be archived",
            Self::Dns => "host name not resolved",
            Self::Connection => "no connection",
            Self::Tls => "certificate not accepted",
            Self::Timeout => "no answer in time",
        }
    }
}

/// A request for a URL that did not return a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The requested URL, unchanged.
    pub url: String,
    /// Its match key.
    pub key: MatchKey,
    /// The time of the request.
    pub at: Timestamp,
    /// Why it did not return the page.
    pub reason: LookReason,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
}

impl Look {
    /// Returns the digest that identifies the same look in a repeated import.
    pub fn digest(&self) -> i64 {
        let at = (self.at.micros(), self.at.precision().name());
        Self::digest_of(&self.url, at, self.reason.name(), self.status)
    }

    /// Returns the same digest from its parts: the time in microseconds with the name of its
    /// precision, and the name of the reason.
    pub fn digest_of(
        url: &str,
        (at, precision): (i64, &str),
        reason: &str,
        status: Option<u16>,
    ) -> i64 {
        let text = format!("look\n{url}\n{at} {precision}\n{reason}\n{status:?}");
        Sha256::of(text.as_bytes()).prefix64()
    }

    /// Returns what happened: `404 Not Found`, otherwise the reason in words.
    pub fn outcome(&self) -> LookOutcome {
        self.reason.outcome(self.status)
    }
}

/// What a look found, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookOutcome {
    reason: LookReason,
    status: Option<u16>,
}

impl fmt::Display for LookOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status else { return f.write_str(self.reason.text()) };
        // The names of RFC 9110, RFC 6585 and RFC 7725.
        let name = match status {
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            410 => "Gone",
            429 => "Too Many Requests",
            451 => "Unavailable For Legal Reasons",
            500 => "Internal Server Error",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            504 => "Gateway Timeout",
            _ => return write!(f, "{status}, {}", self.reason.text()),
        };
        write!(f, "{status} {name}")?;
        let is_named = LookReason::of_status(status, false) == Some(self.reason);
        if is_named { Ok(()) } else { write!(f, ", {}", self.reason.text()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_names_of_their_own() {
        for reason in LookReason::ALL {
            assert_eq!(LookReason::from_name(reason.name()), Some(reason));
            let json = serde_json::to_value(reason).expect("JSON");
            assert_eq!(json.as_str(), Some(reason.name()));
        }
        assert_eq!(LookReason::from_name("deleted"), None);
    }

    #[test]
    fn a_status_has_a_reason_only_if_it_is_an_error() {
        let check = |status: u16, challenges: bool, expected: Option<LookReason>| {
            assert_eq!(LookReason::of_status(status, challenges), expected, "{status}");
        };
        check(200, false, None);
        check(304, true, None);
        check(404, false, Some(LookReason::NotFound));
        check(410, false, Some(LookReason::Gone));
        check(451, false, Some(LookReason::Legal));
        check(403, false, Some(LookReason::Forbidden));
        check(403, true, Some(LookReason::Challenged));
        check(503, true, Some(LookReason::Challenged));
        check(418, false, Some(LookReason::Refused));
        check(599, false, Some(LookReason::ServerError));
        check(600, false, None);
    }

    #[test]
    fn an_outcome_names_the_status_and_what_it_does_not_say() {
        let check = |reason: LookReason, status: Option<u16>, expected: &str| {
            assert_eq!(LookOutcome { reason, status }.to_string(), expected);
        };
        check(LookReason::NotFound, Some(404), "404 Not Found");
        check(LookReason::Challenged, Some(403), "403 Forbidden, test for bots");
        check(LookReason::Refused, Some(418), "418, request refused");
        check(LookReason::Dns, None, "host name not resolved");
    }
}
