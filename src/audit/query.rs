//! An audit of many articles: which articles, rules and findings, and in which order.

use std::collections::HashMap;

use super::repeats::{OutletClocks, Repeats};
use super::{Finding, RULES, Rule, RuleName, Severity, audit};
use crate::article::{ArticleId, FindingId, TimeRange, UnixMicros, setters};
use crate::store::{self, Acknowledgement, ArticleFilter, ArticleSort, Snapshots, StoreError};

/// What to audit, and which findings to return. Every condition that is set must hold; the default
/// is everything that is not acknowledged.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuditQuery {
    /// Only this article.
    pub article: Option<ArticleId>,
    /// Only articles that this filter accepts; its order and limit are ignored.
    pub articles: ArticleFilter,
    /// Only findings of these rules; an empty list means all. If rules are named, a finding that
    /// many articles of an outlet share is returned for each of them.
    pub rules: Vec<RuleName>,
    /// The minimum severity.
    pub severity: Severity,
    /// The time of the finding. A finding without a time is only in the range of all.
    pub at: TimeRange,
    /// Maximum number of findings.
    pub limit: Option<u64>,
    /// Also returns acknowledged findings.
    pub acknowledged: bool,
}

setters!(AuditQuery {
    article: impl Into<Option<ArticleId>>,
    articles: ArticleFilter,
    rules: Vec<RuleName>,
    severity: Severity,
    at: TimeRange,
    limit: impl Into<Option<u64>>,
    acknowledged: bool,
});

impl Default for AuditQuery {
    fn default() -> Self {
        Self {
            article: None,
            articles: ArticleFilter::default(),
            rules: Vec::new(),
            severity: Severity::Note,
            at: TimeRange::default(),
            limit: None,
            acknowledged: false,
        }
    }
}

/// A finding to show, with its acknowledgement, if any.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FindingEntry<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// Its latest acknowledgement.
    pub acknowledged: Option<&'f Acknowledgement>,
}

/// The number of findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeverityCounts([u64; Severity::ALL.len()]);

impl SeverityCounts {
    /// Counts a finding.
    pub fn add(&mut self, severity: Severity) {
        for (known, count) in Severity::ALL.iter().zip(&mut self.0) {
            *count += u64::from(*known == severity);
        }
    }

    /// The total number of findings.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The severities that have findings, highest first, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Severity, u64)> {
        Severity::ALL.into_iter().zip(self.0).rev().filter(|(_, count)| *count > 0)
    }
}

/// What an audit found, in numbers.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct AuditCounts {
    /// The returned findings.
    pub counts: SeverityCounts,
    /// The number of returned findings that are not acknowledged.
    pub open: u64,
    /// The number of acknowledged findings that were not returned.
    pub hidden: u64,
    /// Whether there may be more than the limit.
    pub cut: bool,
    /// The number of findings below the minimum severity.
    pub lesser: u64,
}

/// A prepared audit.
pub struct Audit<'s> {
    catalogs: Snapshots<'s>,
    query: AuditQuery,
    now: UnixMicros,
    rules: Vec<&'static dyn Rule>,
    articles: Vec<ArticleId>,
    acknowledged: HashMap<FindingId, Acknowledgement>,
}

impl<'s> Audit<'s> {
    /// Finds the articles to audit. `now` is the time of the audit.
    pub fn new(catalogs: Snapshots<'s>, query: AuditQuery, now: UnixMicros) -> store::Result<Self> {
        let filter =
            ArticleFilter { sort: ArticleSort::Number, limit: None, ..query.articles.clone() };
        let articles = match query.article {
            None => catalogs.article_ids(&filter)?,
            Some(article) => {
                catalogs.article_if(article, &filter)?.map(|row| row.id).into_iter().collect()
            }
        };
        let wanted = |rule: &&'static dyn Rule| {
            query.rules.is_empty() || query.rules.iter().any(|name| name.as_str() == rule.name())
        };
        let mut said = Vec::new();
        for catalog in catalogs.catalogs() {
            said.extend(catalog.acknowledgements()?);
        }
        // The latest of each finding counts. Those of one catalog are already in order.
        if catalogs.catalogs().len() > 1 {
            said.sort_by_key(|said| said.at);
        }
        Ok(Self {
            catalogs,
            rules: RULES.into_iter().filter(wanted).collect(),
            now,
            articles,
            acknowledged: said.into_iter().map(|said| (said.finding, said)).collect(),
            query,
        })
    }

    /// The rules that are applied.
    pub fn rules(&self) -> &[&'static dyn Rule] {
        &self.rules
    }

    /// Returns the findings, newest first.
    pub fn newest(&self) -> store::Result<NewestFindings<'_>> {
        let mut newest = NewestFindings::default();
        let limit = usize::try_from(self.query.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let limit = limit.min(MAX_SORTED);
        let (found, repeats) = self.each_up_to(u64::MAX, &mut |entries| {
            for entry in entries {
                let acknowledged = self.acknowledged.get(&entry.finding.id);
                newest.findings.push((entry.finding.clone(), acknowledged));
            }
            if newest.findings.len() >= limit.saturating_mul(2).max(2 * MAX_SORTED) {
                newest.sort(limit);
            }
            Ok::<_, StoreError>(())
        })?;
        let all = found.counts.total();
        newest.sort(limit);
        for (finding, _) in &mut newest.findings {
            repeats.count(finding);
        }
        newest.counts = AuditCounts {
            cut: all > newest.findings.len() as u64,
            hidden: found.hidden,
            lesser: found.lesser,
            ..AuditCounts::default()
        };
        for (finding, acknowledged) in &newest.findings {
            newest.counts.open += u64::from(acknowledged.is_none());
            newest.counts.counts.add(finding.severity);
        }
        Ok(newest)
    }

    /// Calls `each` with the findings of one article at a time. Memory use does not grow with their
    /// number.
    pub fn each<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&[FindingEntry<'_>]) -> Result<(), E>,
    ) -> Result<AuditCounts, E> {
        let limit = self.query.limit.unwrap_or(u64::MAX);
        self.each_up_to(limit, &mut each).map(|(counts, _)| counts)
    }

    /// As [`Audit::each`], for at most `left` findings. Also returns the changes that several
    /// articles share.
    fn each_up_to<E: From<StoreError>>(
        &self,
        mut left: u64,
        each: &mut impl FnMut(&[FindingEntry<'_>]) -> Result<(), E>,
    ) -> Result<(AuditCounts, Repeats), E> {
        let mut counts = AuditCounts::default();
        let mut repeats = Repeats::default();
        let mut clocks = OutletClocks::default();
        for &article in &self.articles {
            let (catalog, own) = self.catalogs.known(article)?;
            let timeline = catalog.timeline(own)?;
            let mut found = audit(catalog, &timeline, &self.rules, self.now.0)?;
            for finding in &mut found {
                finding.article = article;
            }
            found.retain(|finding| self.query.at.contains(finding.at.map(UnixMicros)));
            repeats.lower(&mut found);
            // A user who names the rules wants to see each article.
            if self.query.rules.is_empty() {
                let shown = found.len();
                found.retain(|finding| !self.is_hidden(finding));
                counts.hidden += (shown - found.len()) as u64;
                clocks.take(&mut found);
            }
            self.pass(&found, &mut left, &mut counts, each)?;
            if counts.cut {
                return Ok((counts, Repeats::default()));
            }
        }
        self.pass(&clocks.findings(), &mut left, &mut counts, each)?;
        Ok((counts, repeats))
    }

    /// Whether a finding is acknowledged and not to be returned.
    fn is_hidden(&self, finding: &Finding) -> bool {
        !self.query.acknowledged && self.acknowledged.contains_key(&finding.id)
    }

    /// Passes the findings to return to `each`, and counts them.
    fn pass<E>(
        &self,
        found: &[Finding],
        left: &mut u64,
        counts: &mut AuditCounts,
        each: &mut impl FnMut(&[FindingEntry<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut entries: Vec<FindingEntry<'_>> = Vec::new();
        for finding in found {
            if finding.severity < self.query.severity {
                counts.lesser += 1;
                continue;
            }
            if self.is_hidden(finding) {
                counts.hidden += 1;
                continue;
            }
            if *left == 0 {
                counts.cut = true;
                break;
            }
            *left -= 1;
            let acknowledged = self.acknowledged.get(&finding.id);
            counts.open += u64::from(acknowledged.is_none());
            counts.counts.add(finding.severity);
            entries.push(FindingEntry { finding, acknowledged });
        }
        if entries.is_empty() { Ok(()) } else { each(&entries) }
    }
}

/// The most findings that are sorted; the newest ones are returned.
const MAX_SORTED: usize = 50_000;

/// Findings, newest first.
#[derive(Debug, Default)]
pub struct NewestFindings<'a> {
    findings: Vec<(Finding, Option<&'a Acknowledgement>)>,
    /// Their numbers.
    pub counts: AuditCounts,
}

impl NewestFindings<'_> {
    fn sort(&mut self, limit: usize) {
        self.findings.sort_by_key(|(finding, _)| (std::cmp::Reverse(finding.at), finding.article));
        self.findings.truncate(limit);
    }

    /// The findings.
    pub fn entries(&self) -> Vec<FindingEntry<'_>> {
        self.findings
            .iter()
            .map(|(finding, acknowledged)| FindingEntry { finding, acknowledged: *acknowledged })
            .collect()
    }
}

/// Groups findings by article; articles are in the order of their newest findings.
pub fn by_article(entries: Vec<FindingEntry<'_>>) -> Vec<(ArticleId, Vec<FindingEntry<'_>>)> {
    let mut groups: Vec<(ArticleId, Vec<FindingEntry<'_>>)> = Vec::new();
    let mut places = HashMap::new();
    for entry in entries {
        let article = entry.finding.article;
        let place = *places.entry(article.0).or_insert_with(|| {
            groups.push((article, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(entry);
    }
    groups
}
