//! Finds a finding by the beginning of its id.

use std::fmt;
use std::str::FromStr;

use super::{Finding, RULES, audit};
use crate::article::{ArticleId, FindingId, MIN_ID_PREFIX, UnixMicros};
use crate::store::{ArticleFilter, ArticleSort, Snapshot, StoreError};

/// The beginning of a finding's id: at least [`MIN_ID_PREFIX`] hex digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingPrefix(String);

/// The number of hex digits of a complete id.
const DIGITS: usize = 16;

impl FindingPrefix {
    fn fits(&self, id: FindingId) -> bool {
        id.to_string().starts_with(&self.0)
    }

    fn is_complete(&self) -> bool {
        self.0.len() == DIGITS
    }
}

impl fmt::Display for FindingPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not the beginning of a finding's id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not the id of a finding: give at least {MIN_ID_PREFIX} of its {DIGITS} hex digits"
)]
pub struct NotAFinding(String);

impl FromStr for FindingPrefix {
    type Err = NotAFinding;

    fn from_str(text: &str) -> Result<Self, NotAFinding> {
        let name = text.trim().to_ascii_lowercase();
        let is_id = (MIN_ID_PREFIX..=DIGITS).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { Ok(Self(name)) } else { Err(NotAFinding(name)) }
    }
}

/// Why no finding was found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The catalog could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No finding has this id.
    #[error("there is no finding {0}")]
    Missing(FindingPrefix),
    /// Several ids begin with these digits.
    #[error("more than one finding id begins with {0}; give more digits")]
    Ambiguous(FindingPrefix),
}

/// Finds the finding whose id begins with `prefix`, in one article or in all. `now` is the time of
/// the audit.
pub fn find(
    catalog: &Snapshot,
    article: Option<ArticleId>,
    prefix: &FindingPrefix,
    now: UnixMicros,
) -> Result<Finding, FindError> {
    let all = ArticleFilter { sort: ArticleSort::Number, ..ArticleFilter::default() };
    let articles = match article {
        Some(article) => vec![article],
        None => catalog.article_ids(&all)?,
    };
    let mut found: Option<Finding> = None;
    for article in articles {
        let timeline = catalog.timeline(article)?;
        let here = audit(catalog, &timeline, &RULES, now.0)?;
        for finding in here.into_iter().filter(|finding| prefix.fits(finding.id)) {
            if found.as_ref().is_some_and(|other| other.id != finding.id) {
                return Err(FindError::Ambiguous(prefix.clone()));
            }
            found = Some(finding);
        }
        if found.is_some() && prefix.is_complete() {
            break;
        }
    }
    found.ok_or_else(|| FindError::Missing(prefix.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_named_by_enough_digits() {
        let id = FindingId([0xab, 0xcd, 0xef, 0x01, 2, 3, 4, 5]);
        let prefix: FindingPrefix = " ABCDEF01 ".parse().expect("a prefix");
        assert!(prefix.fits(id) && !prefix.is_complete());
        let prefix: FindingPrefix = id.to_string().parse().expect("a prefix");
        assert!(prefix.fits(id) && prefix.is_complete());
        for text in ["", "abcdef", "abcdefg", "abcdef01020304050"] {
            assert!(text.parse::<FindingPrefix>().is_err(), "{text}");
        }
    }
}
