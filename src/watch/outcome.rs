//! What a response says about its page.

use url::Url;

use crate::article::{LookReason, Redirect};
use crate::fetch::{Exchange, Failure, Policy, Refusal, check};

/// What a response says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// A page, or another document; its body, decoded.
    Document(Vec<u8>),
    /// A response that cannot be decoded, and why.
    Undecodable(String),
    /// The page has not changed.
    Unchanged,
    /// The page is at another URL.
    Redirect { target: Url, is_permanent: bool },
    /// The redirect leads to a page that cannot be the same article: a front page, a section, a form.
    Elsewhere,
    /// A redirect that is not followed, and why.
    Blocked(String),
    /// The host asks for fewer requests: 429 or 503.
    Overload,
    /// An error response.
    Error(LookReason),
    /// No complete response.
    Failed(LookReason, String),
    /// The request was not sent.
    Refused(Refusal),
    /// A response without a page, and why.
    NoPage(String),
}

/// Reads a response to a request for a page after `hops` redirects.
pub(super) fn read(exchange: &Exchange, hops: u32, policy: &Policy) -> Outcome {
    match &exchange.failure {
        Some(Failure::Refused(refusal)) => return Outcome::Refused(refusal.clone()),
        Some(Failure::Failed(reason, why)) => return Outcome::Failed(*reason, why.clone()),
        None => {}
    }
    let Some(response) = &exchange.response else {
        return Outcome::NoPage("there is no response".to_owned());
    };
    let status = response.status();
    match status {
        304 if exchange.is_conditional() => return Outcome::Unchanged,
        304 => {
            let why = "304 Not Modified, but the request did not ask whether the page has changed";
            return Outcome::NoPage(why.to_owned());
        }
        429 | 503 => return Outcome::Overload,
        300..=399 => {
            let target = response.header("location").and_then(|to| exchange.url.join(to).ok());
            let Some(target) = target else {
                return Outcome::NoPage(format!("{status} without a valid target"));
            };
            let target = match check(target.as_str(), policy) {
                Ok(target) => target,
                Err(refusal) => return Outcome::Blocked(format!("{target}: {refusal}")),
            };
            if hops >= policy.max_hops {
                let most = policy.max_hops;
                return Outcome::NoPage(format!("more than {most} redirects, or a circle of them"));
            }
            if Redirect::leads_elsewhere(exchange.url.as_str(), target.as_str()) {
                return Outcome::Elsewhere;
            }
            return Outcome::Redirect { target, is_permanent: matches!(status, 301 | 308) };
        }
        _ => {}
    }
    if let Some(reason) = LookReason::of_status(status, response.challenges()) {
        return Outcome::Error(reason);
    }
    if !matches!(status, 200 | 203) {
        return Outcome::NoPage(format!("{status} is not the status of a page"));
    }
    if response.body().is_empty() {
        return Outcome::NoPage("the response has no content".to_owned());
    }
    if let Some(truncated) = response.truncated() {
        return Outcome::Undecodable(format!("the response is incomplete ({})", truncated.name()));
    }
    match response.decoded(policy.most_decoded(response.body().len())) {
        Ok(body) => Outcome::Document(body),
        Err(why) => Outcome::Undecodable(why),
    }
}

/// Whether the fields of a response ask that it is not archived. A field can name a crawler.
pub(super) fn asks_not_to_archive<'f>(
    fields: impl Iterator<Item = &'f str>,
    product: &str,
) -> bool {
    for field in fields {
        let mut is_ours = true;
        for part in field.split(',') {
            let part = part.trim().to_ascii_lowercase();
            let word = match part.split_once(':') {
                Some((name, word)) if !name.contains(' ') && name != "unavailable_after" => {
                    is_ours = name.trim() == product;
                    word.trim().to_owned()
                }
                _ => part,
            };
            if is_ours && matches!(&*word, "noarchive" | "none") {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Response;

    fn outcome(head: &str, hops: u32) -> Outcome {
        outcome_of("GET /x/y HTTP/1.1\r\n\r\n", head, hops)
    }

    fn outcome_of(request: &str, head: &str, hops: u32) -> Outcome {
        let bytes = format!("HTTP/1.1 {head}\r\n\r\nbody").into_bytes();
        let exchange = Exchange {
            url: Url::parse("http://a.example/x/y").expect("a URL"),
            request: request.as_bytes().to_vec(),
            response: Response::read(bytes, None),
            failure: None,
            address: None,
            traffic: 0,
        };
        read(&exchange, hops, &Policy::new(None))
    }

    #[test]
    fn redirects_are_judged_as_requests() {
        let to = |target: &str| outcome(&format!("301 Moved\r\nLocation: {target}"), 0);
        let Outcome::Redirect { target, is_permanent: true } = to("../z#part") else { panic!() };
        assert_eq!(target.as_str(), "http://a.example/z");
        // As an import of the archive reads the same redirects.
        for target in ["/", "/index.html", "https://b.example", "/login?from=/x/y", "/404"] {
            assert_eq!(to(target), Outcome::Elsewhere, "{target}");
        }
        assert!(matches!(to("http://["), Outcome::NoPage(_)));
        for bad in ["http://127.0.0.1/", "file:///etc/passwd", "//a.example:22/x"] {
            assert!(matches!(to(bad), Outcome::Blocked(_)), "{bad}: {:?}", to(bad));
        }
        let found = outcome("302 Found\r\nLocation: /a", 5);
        assert!(matches!(found, Outcome::NoPage(why) if why.contains("5 redirects")));
    }

    #[test]
    fn statuses_are_read() {
        assert_eq!(outcome("200 OK", 0), Outcome::Document(b"body".to_vec()));
        let asked = "GET /x/y HTTP/1.1\r\nIf-None-Match: \"1\"\r\n\r\n";
        assert_eq!(outcome_of(asked, "304 Not Modified", 0), Outcome::Unchanged);
        // Nobody asked whether the page has changed.
        assert!(matches!(outcome("304 Not Modified", 0), Outcome::NoPage(_)));
        assert_eq!(outcome("429 Too Many", 0), Outcome::Overload);
        assert_eq!(outcome("410 Gone", 0), Outcome::Error(LookReason::Gone));
        let challenge = outcome("403 Forbidden\r\ncf-mitigated: challenge", 0);
        assert_eq!(challenge, Outcome::Error(LookReason::Challenged));
        for head in ["204 No Content", "206 Partial Content", "101 Switching", "600 Odd"] {
            let status = head.split(' ').next().unwrap_or_default();
            let found = outcome(head, 0);
            assert!(matches!(&found, Outcome::NoPage(why) if why.contains(status)), "{found:?}");
        }
        let empty = outcome("200 OK\r\nContent-Length: 0", 0);
        assert_eq!(empty, Outcome::NoPage("the response has no content".to_owned()));
        let broken = outcome("200 OK\r\nContent-Encoding: magic", 0);
        assert!(matches!(broken, Outcome::Undecodable(_)));
    }

    #[test]
    fn fields_ask_not_to_archive() {
        let check = |fields: &[&str], expected: bool| {
            let asks = asks_not_to_archive(fields.iter().copied(), "recension");
            assert_eq!(asks, expected, "{fields:?}");
        };
        check(&["noarchive"], true);
        check(&["index, NoArchive"], true);
        check(&["none"], true);
        check(&["recension: noindex, noarchive"], true);
        check(&["otherbot: noarchive"], false);
        check(&["noindex", "nosnippet"], false);
        check(&[], false);
    }
}
