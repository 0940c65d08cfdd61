//! `url-moved`: a version was captured at a different URL than the one before.
//!
//! It cannot know whether the old URL leads to the new one, unless a redirect was captured.

use super::case::Transition;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{Fragment, MatchKey, address, public_url};
use crate::store::Result;

pub(super) struct UrlMoved;

impl Rule for UrlMoved {
    fn name(&self) -> &'static str {
        "url-moved"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A version was captured at a different URL than the one before"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, base_ordinal, before, after, .. } = &step;
            let index = *index;
            if !case.url_moved(index) {
                continue;
            }
            let firsts = before.captures.first().zip(after.captures.first());
            let Some((old, new)) = firsts else { continue };
            let key = |url: &str| address::article_key(url, Fragment::Drop).ok();
            let (from, to) = (key(&old.url), key(&new.url));
            // A change of `http` to `https` or of tracking parameters is not a different URL.
            if from == to {
                continue;
            }
            let host = |key: Option<MatchKey>| key.map(|key| key.host()).unwrap_or_default();
            let (from, to) = (host(from), host(to));
            let message = format!(
                "version {ordinal}: the URL changed from {} to {}",
                public_url(&old.url),
                public_url(&new.url)
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            if from == to {
                finding.grade(Severity::Note, "the host is the same");
            } else {
                finding.grade(Severity::Warning, format!("the host changed from {from} to {to}"));
                if same_site(&from, &to) {
                    finding.doubt("one host is a subdomain of the other, such as a mobile site");
                }
            }
            finding.remark(
                "a canonical link or a mirror may state a different URL than the page's own",
            );
            finding.sighting(*base_ordinal, old);
            finding.sighting(*ordinal, new);
            found.push(finding);
        }
        Ok(())
    }
}

/// Whether one is a subdomain of the other: `m.example.org`, `amp.example.org`.
fn same_site(a: &str, b: &str) -> bool {
    let under = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.'));
    under(a, b) || under(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_of_the_site() {
        assert!(same_site("amp.example.org", "example.org"));
        assert!(same_site("example.org", "m.example.org"));
        assert!(!same_site("badexample.org", "example.org"));
    }
}
