//! Repeats: a change that several articles of an outlet share is reported once, and so is what the
//! clocks of an outlet have in common.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::clocks::{DAY, HOUR, span};
use super::{Finding, FindingEvidence, Severity};
use crate::article::{ArticleId, FindingId, Setting};

/// The first findings of changes that other articles may repeat. The articles of a catalog are
/// given to it one after the other.
#[derive(Debug, Default)]
pub struct Repeats {
    /// By host and signature.
    first: HashMap<(String, String), Vec<FirstFinding>>,
    /// The number of later articles with the same change.
    counts: HashMap<FindingId, usize>,
}

#[derive(Debug)]
struct FirstFinding {
    id: FindingId,
    article: ArticleId,
    url: String,
    at: Option<i64>,
    /// The path without the segment that names a language.
    path: String,
    sentence: Option<(String, String)>,
}

impl Repeats {
    /// Makes notes of the findings whose change was found in an earlier article: the same fact of
    /// the same outlet, in a translation, in the same sentence, or within a day in a similar one. Each
    /// refers to the first finding.
    pub fn lower(&mut self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.severity > Severity::Note) {
            let Some(signature) = finding.signature.clone() else { continue };
            let own = FirstFinding {
                id: finding.id,
                article: finding.article,
                url: finding.url.clone(),
                at: finding.at,
                path: untranslated(finding.key.path()),
                sentence: sentence(finding),
            };
            let known = self.first.entry((finding.key.host(), signature)).or_default();
            let same = known.iter().find(|first| {
                // The same finding twice is of an article that is in two catalogs.
                first.article != own.article
                    && first.id != own.id
                    && (first.path == own.path
                        || (first.sentence.is_some() && first.sentence == own.sentence)
                        || (first.at.zip(own.at).is_some_and(|(a, b)| (a - b).abs() <= DAY)
                            && are_similar(first.sentence.as_ref(), own.sentence.as_ref())))
            });
            if let Some(first) = same {
                finding.severity = Severity::Note;
                finding.reasons.push(format!(
                    "the same change is reported in another article: {} ({})",
                    first.id, first.url
                ));
                *self.counts.entry(first.id).or_default() += 1;
            } else {
                known.push(own);
            }
        }
    }

    /// Adds the number of other articles with the same change to a finding.
    pub fn count(&self, finding: &mut Finding) {
        match self.counts.get(&finding.id) {
            None => {}
            Some(1) => finding.reasons.push("one other article has the same change".to_owned()),
            Some(count) => {
                finding.reasons.push(format!("{count} other articles have the same change"));
            }
        }
    }
}

/// A path without the segments that name a language: `/ja/news/1` and `/en/news/1` are translations.
fn untranslated(path: &str) -> String {
    let is_language = |part: &&str| {
        let (language, region) = part.split_once(['-', '_']).unwrap_or((part, ""));
        language.len() == 2
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && (matches!(region.len(), 0 | 2) && region.bytes().all(|b| b.is_ascii_alphabetic())
                || matches!(
                    region.to_ascii_lowercase().as_str(),
                    "hans" | "hant" | "latn" | "cyrl"
                ))
    };
    path.split('/').filter(|part| !is_language(part)).collect::<Vec<_>>().join("/")
}

/// The first sentence of the evidence, before and after.
fn sentence(finding: &Finding) -> Option<(String, String)> {
    finding.evidence.iter().find_map(|one| match one {
        FindingEvidence::Sentence { old, new, .. } => Some((old.clone(), new.clone())),
        _ => None,
    })
}

/// Whether two sentences share words: "400" became "500" in many stories of a day.
fn are_similar(a: Option<&(String, String)>, b: Option<&(String, String)>) -> bool {
    let words = |sentence: &(String, String)| -> HashSet<String> {
        let words = sentence.1.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.chars().count() >= LONG_WORD).map(str::to_lowercase).collect()
    };
    match (a, b) {
        (Some(a), Some(b)) => words(a).intersection(&words(b)).nth(MIN_SHARED - 1).is_some(),
        // A change of a title or a byline has no sentence.
        _ => true,
    }
}

/// The letters of a word that says what a sentence is about.
const LONG_WORD: usize = 5;
/// The number of such words that similar sentences share.
const MIN_SHARED: usize = 2;

/// Rules whose notes say something about an outlet's clocks rather than an article, with what they
/// say about several articles.
const CLOCK_RULES: [(&str, &str); 3] = [
    ("zone-assumed", "state times without a time zone: one was assumed"),
    ("future-timestamp", "state a time later than their capture"),
    ("time-reversal", "have an `updated` before their `published`, or one that moved back"),
];

/// Notes about the clocks of outlets: one finding for each rule and outlet.
#[derive(Debug, Default)]
pub struct OutletClocks {
    notes: BTreeMap<(String, &'static str), ClockNotes>,
}

#[derive(Debug)]
struct ClockNotes {
    /// The notes of the first article.
    first: Vec<Finding>,
    last_article: ArticleId,
    articles: usize,
    /// The shortest and the longest distance between the two times of a finding, in microseconds.
    apart: Option<(i64, i64)>,
    newest: Option<i64>,
}

impl OutletClocks {
    /// Takes the notes about clocks out of an article's findings.
    pub fn take(&mut self, findings: &mut Vec<Finding>) {
        let clock_rule = |finding: &Finding| {
            finding.severity == Severity::Note
                && CLOCK_RULES.iter().any(|(rule, _)| *rule == finding.rule)
        };
        for finding in findings.extract_if(.., |finding| clock_rule(finding)) {
            self.add(finding);
        }
    }

    fn add(&mut self, finding: Finding) {
        let apart = apart(&finding).map(|apart| (apart, apart));
        let notes = self.notes.entry((finding.outlet(), finding.rule)).or_insert(ClockNotes {
            first: Vec::new(),
            last_article: finding.article,
            articles: 1,
            apart,
            newest: None,
        });
        notes.apart = match (notes.apart, apart) {
            (Some((least, most)), Some((apart, _))) => Some((least.min(apart), most.max(apart))),
            (known, new) => known.or(new),
        };
        notes.newest = notes.newest.max(finding.at);
        if notes.last_article != finding.article {
            notes.last_article = finding.article;
            notes.articles += 1;
        }
        if notes.articles == 1 {
            notes.first.push(finding);
        }
    }

    /// The findings: those of an outlet's only article as they are, otherwise one for all.
    pub fn findings(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for ((outlet, rule), mut notes) in self.notes {
            if notes.articles == 1 {
                findings.append(&mut notes.first);
            } else {
                findings.extend(summary(&outlet, rule, notes));
            }
        }
        findings
    }
}

/// The longest distance of a local time from UTC.
const MOST_ZONE: i64 = 14 * HOUR;

/// One finding for all articles of an outlet, about the first of them as an example.
fn summary(outlet: &str, rule: &str, notes: ClockNotes) -> Option<Finding> {
    let (_, what) = CLOCK_RULES.iter().find(|(name, _)| *name == rule)?;
    let mut finding = notes.first.into_iter().next()?;
    let apart = match notes.apart {
        Some((least, most)) if least == most => format!(", by {}", span(most)),
        Some((least, most)) => format!(", by {} to {}", span(least), span(most)),
        None => String::new(),
    };
    finding.message = format!("{} articles of {outlet} {what}{apart}", notes.articles);
    finding.id = FindingId::of([rule, "outlet", outlet]);
    finding.at = notes.newest;
    finding.reasons = vec![format!(
        "one line for the outlet; `{} {rule}` lists its articles",
        Setting::AuditRules
    )];
    finding.doubts.clear();
    if rule == "future-timestamp" && notes.apart.is_some_and(|(_, most)| most <= MOST_ZONE) {
        finding.doubts.push("the outlet may state local times as UTC".to_owned());
    }
    Some(finding)
}

/// The distance between the two times of a finding, in microseconds.
fn apart(finding: &Finding) -> Option<i64> {
    let mut times = finding.evidence.iter().filter_map(|one| match one {
        FindingEvidence::Clock { value, .. } => Some(value.micros()),
        _ => None,
    });
    let (first, second) = times.next().zip(times.next())?;
    (finding.rule != "zone-assumed").then(|| (first - second).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_have_one_path() {
        assert_eq!(untranslated("/en/news/2024/08/02/"), untranslated("/ja/news/2024/08/02/"));
        assert_eq!(untranslated("/pt-br/news"), untranslated("/news"));
        assert_ne!(untranslated("/en/news/1"), untranslated("/en/news/2"));
        assert_ne!(untranslated("/on-time"), untranslated("/to-rent"));
    }
}
