//! Facts: what a change did to the numbers, names and headline of an article, for one line of a list.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use maud::{Markup, html};

use super::failure::Failure;
use super::layout::text;
use super::weight::check_weight;
use crate::article::VersionId;
use crate::diff::{Class, FieldName};
use crate::render::compare::{Audience, Comparison};
use crate::render::diff::{RenderOptions, fact_lines};
use crate::store::{ChangeRow, Snapshot};

/// A fact, before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fact {
    class: Class,
    old: Option<String>,
    new: Option<String>,
    count: usize,
}

/// The facts of a change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RowFacts {
    facts: Vec<Fact>,
    /// The number of facts that are not in the list.
    more: usize,
    /// The headline, before and after, if it changed.
    headline: Option<(String, String)>,
}

/// Facts in one line of a list; the diff has all.
const MAX_FACTS: usize = 4;

/// The longest fact that is shown in a line, in characters.
const MAX_FACT: usize = 80;

/// The longest headline of an article whose facts are shown in a line, in bytes.
const MAX_TITLE: usize = 10_000;

/// Changes whose facts are kept in memory, at about 200 bytes each.
const MAX_KEPT: usize = 5_000;

/// The facts of a change depend only on its two versions, and on whether a text was redacted since.
type Key = (VersionId, VersionId, u64);

static KEPT: LazyLock<Mutex<HashMap<Key, Arc<RowFacts>>>> = LazyLock::new(Mutex::default);

/// Returns the facts of a change. They are computed once, because that needs both texts.
pub(super) fn of_row(snapshot: &Snapshot, row: &ChangeRow) -> Result<Arc<RowFacts>, Failure> {
    let outline = &row.change.outline;
    let has_headline = outline.fields.iter().any(|field| field == FieldName::Title);
    // A headline of this length is no headline, and comparing it takes seconds.
    let is_long = row.title.as_ref().is_some_and(|title| title.len() > MAX_TITLE);
    if is_long || (!has_headline && !outline.classes().has_fact()) {
        return Ok(Arc::default());
    }
    let key = (row.before_id, row.id, snapshot.redactions()?);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept().get(&key) {
        return Ok(Arc::clone(known));
    }
    let facts = Arc::new(compute(snapshot, row)?);
    let mut kept = kept();
    if kept.len() >= MAX_KEPT {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&facts));
    Ok(facts)
}

fn compute(snapshot: &Snapshot, row: &ChangeRow) -> Result<RowFacts, Failure> {
    let timeline = snapshot.timeline(row.article)?;
    let state = row.state.state.index().unwrap_or(usize::MAX);
    let Some(comparison) = Comparison::of_state(snapshot, &timeline, state, Audience::Reader)?
    else {
        return Ok(RowFacts::default());
    };
    if check_weight(&comparison).is_err() {
        return Ok(RowFacts::default());
    }
    let diff = comparison.diff();
    let lines = fact_lines(&diff, &RenderOptions::default());
    let is_short = |words: &Option<String>| {
        words.as_ref().is_none_or(|words| words.chars().count() <= MAX_FACT)
    };
    let all = lines.len();
    let facts: Vec<Fact> = lines
        .into_iter()
        .filter(|line| is_short(&line.old) && is_short(&line.new))
        .take(MAX_FACTS)
        .map(|line| Fact { class: line.class, old: line.old, new: line.new, count: line.count })
        .collect();
    let title = diff.fields.iter().find(|field| field.field == FieldName::Title);
    let headline = title.and_then(|title| {
        let (old, new) = (title.old.as_deref()?, title.new.as_deref()?);
        Some((old.to_owned(), new.to_owned()))
    });
    Ok(RowFacts { more: all - facts.len(), facts, headline })
}

impl RowFacts {
    /// The former headline.
    pub(super) fn old_headline(&self) -> Option<&str> {
        self.headline.as_ref().map(|(old, _)| old.as_str())
    }

    /// The facts as a list.
    pub(super) fn list(&self) -> Markup {
        html! {
            @if !self.facts.is_empty() {
                ul.chips {
                    @for fact in &self.facts {
                        li { (pair(fact.class, fact.old.as_deref(), fact.new.as_deref(), fact.count)) }
                    }
                    @if self.more > 0 { li.more { "and " (self.more) " more" } }
                }
            }
        }
    }
}

/// One fact: `number £4 → £5`.
pub(super) fn pair(class: Class, old: Option<&str>, new: Option<&str>, count: usize) -> Markup {
    html! {
        span.class { (class.name()) } " "
        @if let Some(old) = old { del { span.sr { "from " } bdi { (text(old)) } } }
        @if old.is_some() && new.is_some() { span.arrow aria-hidden="true" { " → " } }
        @if let Some(new) = new { ins { span.sr { " to " } bdi { (text(new)) } } }
        @if count > 1 { span.count { " (" (count) " times)" } }
    }
}
