//! Redirects of one import whose target is a page that a site shows for many articles: a section, a
//! new front page, a notice that old articles were removed. Such a page is not another address of
//! these articles, although nothing in its own address shows this.
//!
//! The redirects of an export are not judged again: several imports may have written them.

use std::collections::{HashMap, HashSet};

use super::Remarks;
use crate::article::{Look, LookReason, MatchKey, Pointer, Redirect};
use crate::store::LocatedPointer;

/// The least number of articles of a site that redirect to the same page.
const LEAST_SOURCES: usize = 8;
/// The most redirects that are held back: some 40 MB.
const MOST_HELD: usize = 50_000;
/// The most sources that are counted.
const MOST_COUNTED: usize = 1_000_000;

/// Holds back the redirects between pages of one site until the inputs are read, because only then
/// it is known how many lead to the same page.
#[derive(Default)]
pub(super) struct HeldRedirects {
    held: Vec<LocatedPointer>,
    /// By the match key of the target: digests of the sources' match keys.
    sources: HashMap<MatchKey, HashSet<i64>>,
    counted: usize,
}

impl HeldRedirects {
    /// Holds the redirects of a web archive that may lead to such a page, and returns the others.
    pub(super) fn take(&mut self, mut redirects: Vec<LocatedPointer>) -> Vec<LocatedPointer> {
        let is_candidate = |placed: &mut LocatedPointer| match &placed.pointer {
            Pointer::Redirect(redirect) => {
                redirect.captured.is_some()
                    && Redirect::may_share_target(&redirect.url, &redirect.target)
            }
            _ => false,
        };
        for placed in redirects.extract_if(.., is_candidate) {
            if let Pointer::Redirect(redirect) = &placed.pointer
                && self.counted < MOST_COUNTED
            {
                let sources = self.sources.entry(redirect.target_key.clone()).or_default();
                let digest = Redirect::digest_of(redirect.key.as_str(), "", None);
                self.counted += usize::from(sources.insert(digest));
            }
            self.held.push(placed);
        }
        redirects
    }

    /// Whether the limit is reached, so that they have to be written.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= MOST_HELD
    }

    /// Returns the held redirects. Those to a page that many articles lead to are looks that did not
    /// return the article.
    pub(super) fn release(&mut self, remarks: &mut Remarks) -> Vec<LocatedPointer> {
        let mut released = std::mem::take(&mut self.held);
        for placed in &mut released {
            let Pointer::Redirect(redirect) = &placed.pointer else { continue };
            let count = self.sources.get(&redirect.target_key).map_or(0, HashSet::len);
            let Some(at) = redirect.captured.clone().filter(|_| count >= LEAST_SOURCES) else {
                continue;
            };
            let remark = format!(
                "{count} URLs of the site redirect to {}: the redirects are recorded as failed \
                 requests, not as other URLs of that page",
                redirect.target
            );
            remarks.add(&placed.place, &[remark]);
            let (url, key) = (redirect.url.clone(), redirect.key.clone());
            let reason = LookReason::RedirectedElsewhere;
            placed.pointer = Pointer::Look(Look { url, key, at, reason, status: None });
        }
        released
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ClockSource, Timestamp};
    use crate::source::SourceLocation;

    fn redirect(url: &str, target: &str) -> LocatedPointer {
        let redirect = Redirect {
            url: url.to_owned(),
            key: MatchKey::of(url).expect(url),
            target: target.to_owned(),
            target_key: MatchKey::of(target).expect(target),
            captured: Timestamp::of_clock(1_614_589_200, ClockSource::Header),
        };
        let place = SourceLocation { input: "a.warc".into(), record: None, offset: 0 };
        LocatedPointer { pointer: Pointer::Redirect(redirect), place, run: None }
    }

    /// Returns the number of redirects and of looks, and the remarks.
    fn released(pairs: impl IntoIterator<Item = (String, String)>) -> (usize, usize, Vec<String>) {
        let mut held = HeldRedirects::default();
        let mut passed = 0;
        for (url, target) in pairs {
            passed += held.take(vec![redirect(&url, &target)]).len();
        }
        let mut remarks = Remarks::default();
        let all = held.release(&mut remarks);
        let looks = all.iter().filter(|one| matches!(one.pointer, Pointer::Look(_))).count();
        (passed + all.len() - looks, looks, remarks.lines())
    }

    #[test]
    fn a_page_that_many_articles_lead_to_is_none_of_them() {
        const HUB: &str = "https://a.example/samlade-texter";
        let pair =
            |n: usize| (format!("https://a.example/artikel/hamnen-{n}-stangs"), HUB.to_owned());
        let (redirects, looks, remarks) = released((0..8).map(pair));
        assert_eq!((redirects, looks), (0, 8));
        assert!(remarks[0].contains("8 URLs") && remarks[0].contains(HUB), "{remarks:?}");
        assert_eq!(released((0..7).map(pair)), (7, 0, Vec::new()));
        // Captures of the same URL are one article.
        assert_eq!(released((0..40).map(|n| pair(n % 4))).1, 0);
    }

    #[test]
    fn other_addresses_of_one_article_lead_to_it() {
        const STORY: &str = "https://a.example/artikel/hamnen-stangs-123456";
        for source in [
            // Parameters, parts below it, and links of services that shorten them.
            "https://a.example/artikel/hamnen-stangs-123456?ref=N",
            "https://a.example/artikel/hamnen-stangs-123456/kommentar/N",
            "https://short.example/xN",
            "https://a.example/N/artikel/hamnen-stangs-123456",
            "https://a.example/amp/N/hamnen-stangs-123456.html",
            "https://a.example/visa?artikel=123456&sida=N",
        ] {
            let pairs = (0..20).map(|n| (source.replace('N', &n.to_string()), STORY.to_owned()));
            assert_eq!(released(pairs).1, 0, "{source}");
        }
    }
}
