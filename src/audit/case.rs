//! Case: one article, prepared for the rules.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use chrono::NaiveDate;

use super::announcements::{is_announcement, is_closure};
use super::arrivals::{Arrived, Changed, ExplainedNotice, arrived, cut, removed_notices};
use super::fact_words::{FactWords, fact_words, facts_of};
use super::listing::is_listing;
use super::markup::ComparedText;
use super::turns::{Turn, turns};
use super::weight::{SentenceKind, Weight, is_page_date, is_reworded, is_site_name};
use super::{Finding, FindingEvidence, Severity, VersionRef};
use crate::article::{
    Annotations, ArticleId, ClockStatement, FindingId, Look, MatchKey, Precision, StoredCapture,
    StoredVersion, Timestamp, notice, public_url,
};
use crate::diff::{
    BodyChange, Change, ChangeSummary, Class, ClassSet, DocumentDiff, Extent, FieldName, Op,
    is_code_sentence,
};
use crate::history::changes::Changes;
use crate::store::{Result, Snapshot, latest_label};
use crate::timeline::{ClaimFit, State, Timeline};

/// Maximum number of a change's sentences shown as evidence; those with facts come first.
const MOST_SENTENCES: usize = 6;

/// Maximum number of facts kept for a message.
const MOST_WORDS: usize = 64;

/// Maximum number of a step's changes kept for a notice to explain.
const MOST_CHANGED: usize = 48;

/// One article, prepared for the rules. An *index* is the index of a state in the timeline.
pub struct ArticleContext<'c> {
    catalog: &'c Snapshot,
    timeline: &'c Timeline,
    changes: Changes<'c>,
    outlines: Vec<Option<ChangeSummary>>,
    article: ArticleId,
    key: MatchKey,
    now: i64,
    turns: Vec<Turn>,
    /// What was read from bodies, by index: several rules need it.
    told: RefCell<HashMap<usize, Rc<ChangeFacts>>>,
    pub(super) links: OnceCell<Rc<[ExplainedNotice]>>,
}

/// A change: the transition to a state from the state that it is compared with.
pub(super) struct Transition<'s> {
    /// The state's index.
    pub(super) index: usize,
    /// The state.
    pub(super) state: &'s State,
    /// The ordinal of its version.
    pub(super) ordinal: usize,
    /// The ordinal of the version that it is compared with.
    pub(super) base_ordinal: usize,
    /// The version that it is compared with.
    pub(super) before: Cow<'s, StoredVersion>,
    /// The state's version.
    pub(super) after: &'s StoredVersion,
    /// What changed.
    pub(super) outline: &'s ChangeSummary,
}

/// A capture, with the ordinal of its version.
pub(super) type SeenVersion<'c> = (usize, &'c StoredCapture);

/// The content of a change; an outline keeps only counts.
#[derive(Debug, Default)]
pub(super) struct ChangeFacts {
    /// The facts that changed in edited sentences and the title, except in correction notices and
    /// boilerplate. A new form of a fact does not count.
    pub(super) facts: ClassSet,
    /// The facts that changed in the title.
    pub(super) headline: ClassSet,
    /// The highest weight of a fact that changed in an edited sentence.
    pub(super) weight: Weight,
    /// The highest weight of a fact that changed in the title.
    pub(super) headline_weight: Weight,
    /// The facts of removed sentences.
    pub(super) removed: ClassSet,
    /// Whether words were replaced in an edited sentence, or a whole sentence was removed.
    pub(super) is_reworded: bool,
    /// Whether a whole sentence was added.
    pub(super) has_more_text: bool,
    /// Added or changed notices, as they now read.
    pub(super) notices: Vec<Arrived>,
    /// An added or edited sentence in which the page says that it was updated, other than these
    /// notices.
    pub(super) announcement: Option<String>,
    /// The page's own new date, as in "Last updated 4 March 2026".
    pub(super) page_date: Option<String>,
    /// Changes that a notice may explain, the most significant first.
    pub(super) changed: Vec<Changed>,
    /// Whether there are more changes than `changed` keeps.
    pub(super) has_more: bool,
    /// Whether anything other than notices changed in the text.
    pub(super) beside_notices: bool,
    /// Whether the new text is only the beginning of the old one.
    pub(super) cut_short: bool,
    /// An added or edited sentence that says that something is closed or over.
    pub(super) closure: Option<String>,
    /// The words of removed sentences that are prose and are not elsewhere in the new text.
    pub(super) lost_words: usize,
    /// The number of negations that were added, less those that were removed.
    turned: i32,
    /// Notices that were removed, as they were.
    pub(super) removed_notices: Vec<String>,
    /// Whether words changed other than the dates and versions of the page.
    pub(super) beside_page_dates: bool,
    /// Whether both texts are lists of headlines.
    pub(super) is_listing: bool,
    /// The facts that changed, the most significant first.
    words: Vec<FactWords>,
    evidence: Vec<FindingEvidence>,
}

impl ChangeFacts {
    /// The sentences and fields that changed, the most significant first.
    pub(super) fn evidence(&self) -> Vec<FindingEvidence> {
        self.evidence.clone()
    }

    /// How the page says that it was updated, without a notice.
    pub(super) fn announced(&self) -> Option<String> {
        let says = self.announcement.as_ref();
        let says = says.map(|text| format!("the page says that it was updated: {text}"));
        let dated =
            || Some(format!("the page has a new date of its own: {}", self.page_date.as_ref()?));
        says.or_else(dated)
    }

    /// The fact of the highest weight, in one clause: `“£4” became “£5”, and 2 more facts changed`.
    pub(super) fn lead(&self) -> Option<String> {
        let mut seen: Vec<(&FactWords, usize)> = Vec::new();
        for words in &self.words {
            match seen.iter_mut().find(|(other, _)| other.is(words)) {
                Some((_, count)) => *count += 1,
                None => seen.push((words, 1)),
            }
        }
        let (first, times) = seen.first()?;
        let times = if *times > 1 { format!(" ({times} ×)") } else { String::new() };
        // Facts of little weight are not counted next to one of more weight.
        let least = first.weight.min(Weight::Replaced);
        let more = match seen.iter().skip(1).filter(|(words, _)| words.weight >= least).count() {
            0 => String::new(),
            1 => ", and one more fact changed".to_owned(),
            more => format!(", and {more} more facts changed"),
        };
        Some(format!("{}{times}{more}", first.clause_in_place()))
    }

    /// Whether facts changed that a message can name.
    pub(super) fn has_facts(&self) -> bool {
        !self.words.is_empty()
    }

    /// The facts that changed, otherwise what the outline says about the change.
    pub(super) fn lead_or(&self, outline: &ChangeSummary) -> String {
        self.lead().unwrap_or_else(|| told_shortly(outline))
    }

    /// What identifies the change in other articles: its most significant fact.
    pub(super) fn signature(&self) -> Option<String> {
        let first = self.words.first().filter(|words| words.weight >= Weight::Replaced)?;
        Some(first.signature())
    }

    fn of(diff: &DocumentDiff<'_>) -> Self {
        let removed = removed_notices(diff);
        let mut told =
            Self { cut_short: cut_short(diff.old, diff.new, &removed), ..Self::default() };
        told.is_listing = is_listing(diff.old) && is_listing(diff.new);
        told.removed_notices
            .extend(removed.iter().filter_map(|at| diff.old.get(at.clone())).map(cut));
        for field in diff.fields.iter().filter(|field| field.field.is_text()) {
            told.beside_notices = true;
            told.beside_page_dates = true;
            let has_both = [&field.old, &field.new]
                .iter()
                .all(|text| text.as_ref().is_some_and(|text| !text.is_empty()));
            let is_titled = |titles: (&str, &str)| is_site_name(titles.0, titles.1);
            let is_site = field.old.as_deref().zip(field.new.as_deref()).is_some_and(is_titled);
            if field.field == FieldName::Title && has_both && !is_site {
                let compared = ComparedText::field(field);
                let kind = SentenceKind::of(&compared, true);
                let words = fact_words(&compared, kind);
                told.headline = facts_of(&compared, &words);
                told.headline_weight = heaviest(&words);
                told.is_reworded |= is_reworded(&compared);
                told.facts = told.facts.union(told.headline);
                told.changed.push(Changed::title(field, told.headline, told.headline_weight));
                told.words.extend(words);
            }
            told.notices.extend(Arrived::in_field(field));
            told.evidence.push(FindingEvidence::Field {
                name: field.field.name(),
                old: field.old.as_deref().map(cut),
                new: field.new.as_deref().map(cut),
            });
        }
        let mut places = Vec::new();
        for (arrived, place) in arrived(diff) {
            told.notices.push(arrived);
            places.push(place);
        }
        let mut ranked: Vec<(u8, &Change, Weighed)> = Vec::new();
        for change in &diff.body.changes {
            let is_notice = is_within(change.new.extent(), &places)
                || (change.op == Op::Removed && is_within(change.old.extent(), &removed));
            let (rank, weighed) =
                if is_notice { (0, Weighed::default()) } else { told.weigh(change, diff) };
            ranked.push((rank, change, weighed));
        }
        // A list of prohibited things that becomes a list of orders reverses nothing.
        if told.turned.unsigned_abs() >= MANY_NEGATIONS {
            for (_, _, weighed) in &mut ranked {
                for words in &mut weighed.words {
                    if words.class == Class::Negation {
                        words.weight = Weight::Minor;
                    }
                }
            }
        }
        for (rank, _, weighed) in &mut ranked {
            weighed.weight = heaviest(&weighed.words);
            told.weight = told.weight.max(weighed.weight);
            if *rank == 2 && weighed.weight >= Weight::Renamed {
                *rank = 1;
            }
        }
        ranked.sort_by_key(|(rank, _, weighed)| (*rank, std::cmp::Reverse(weighed.weight)));
        for (.., weighed) in ranked.iter().filter(|(rank, ..)| (1..=2).contains(rank)) {
            let free = MOST_WORDS.saturating_sub(told.words.len());
            told.words.extend(weighed.words.iter().take(free).cloned());
        }
        told.words.sort_by_key(|words| std::cmp::Reverse(words.weight));
        let may_explain = |rank: u8| (1..=5).contains(&rank);
        for (_, change, weighed) in ranked.iter().filter(|(rank, ..)| may_explain(*rank)) {
            if told.changed.len() >= MOST_CHANGED {
                told.has_more = true;
                break;
            }
            told.changed.push(Changed::sentence(change, diff, weighed.facts, weighed.weight));
        }
        for (_, change, _) in ranked.into_iter().take(MOST_SENTENCES) {
            told.evidence.push(FindingEvidence::Sentence {
                op: change.op.name(),
                old: cut(change.old.extent().of(diff.old)),
                new: cut(change.new.extent().of(diff.new)),
                classes: change.classes.iter().map(Class::name).collect(),
            });
        }
        told
    }

    /// Adds a change of the body. Returns its rank for display and its facts.
    fn weigh(&mut self, change: &Change, diff: &DocumentDiff<'_>) -> (u8, Weighed) {
        let (old, new) = (change.old.extent().of(diff.old), change.new.extent().of(diff.new));
        let was_notice = change.classes.contains(Class::CorrectionNotice) && notice(old).is_some();
        let page = change.classes.contains(Class::DocumentDate) && facts(change.classes).is_empty();
        let is_boilerplate = change.classes.contains(Class::Boilerplate) || page;
        self.beside_notices |= !change.is_noise();
        self.beside_page_dates |= !change.is_noise() && !page;
        let is_new = !new.is_empty() && !matches!(change.op, Op::Moved | Op::Format);
        if self.announcement.is_none() && is_new && is_announcement(new) {
            self.announcement = Some(cut(new));
        }
        if self.page_date.is_none() && is_new && change.classes.contains(Class::DocumentDate) {
            self.page_date = Some(cut(new));
        }
        let may_close = matches!(change.op, Op::Added | Op::Edited);
        if self.closure.is_none() && may_close && is_closure(new) && !is_closure(old) {
            self.closure = Some(cut(new));
        }
        if is_boilerplate || was_notice {
            return (6, Weighed::default());
        }
        match change.op {
            Op::Edited | Op::Split | Op::Merged => {
                let compared = ComparedText::sentence(change, diff.old, diff.new);
                let kind = SentenceKind::of(&compared, false);
                let words = fact_words(&compared, kind);
                let facts =
                    if kind.is_code() { ClassSet::default() } else { facts_of(&compared, &words) };
                let is_dated = change.evidence.iter().any(|one| {
                    one.class == Class::Date
                        && one.old.is_some()
                        && one
                            .new
                            .is_some_and(|at| is_page_date(new, at, compared.new.start, diff.new))
                });
                if is_dated && self.page_date.is_none() {
                    self.page_date = Some(cut(new));
                }
                for words in words.iter().filter(|words| words.class == Class::Negation) {
                    self.turned += i32::from(words.new.is_some()) - i32::from(words.old.is_some());
                }
                self.facts = self.facts.union(facts);
                self.is_reworded |= !kind.is_code()
                    && change.op == Op::Edited
                    && !change.classes.contains(Class::Spelling)
                    && is_reworded(&compared);
                let rank = if facts.is_empty() { 4 } else { 2 };
                (rank, Weighed { facts, words, weight: Weight::Form })
            }
            Op::Removed => {
                let is_kept =
                    is_code_sentence(old) || !is_sentence(old) || diff.new.contains(old.trim());
                if is_kept {
                    return (5, Weighed::default());
                }
                let facts = facts(change.classes);
                self.removed = self.removed.union(facts);
                self.is_reworded = true;
                self.lost_words += old.split_whitespace().count();
                let rank = if facts.is_empty() { 5 } else { 3 };
                (rank, Weighed { facts, ..Weighed::default() })
            }
            Op::Added => {
                self.has_more_text |= is_sentence(new) && !is_code_sentence(new);
                (5, Weighed::default())
            }
            Op::Moved | Op::Format => (6, Weighed::default()),
        }
    }
}

/// From this number on, negations that were added (or removed) in one change are a list that was
/// put in another form.
const MANY_NEGATIONS: u32 = 3;

/// Fewer words than this are a heading, a name or a label.
const SENTENCE_WORDS: usize = 6;

/// Whether a text is a whole sentence of prose, not a heading, a label or an embedded post.
fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    let is_spaced = text.split_whitespace().count() >= SENTENCE_WORDS;
    let is_long = is_spaced || text.chars().filter(|c| !c.is_ascii()).count() >= 12;
    let is_post = text.contains(" @")
        || text.contains("(@")
        || text.starts_with(['@', '#', '!', '['])
        || text.contains("pic.twitter.com");
    is_long && !is_post
}

/// The highest weight of some facts.
fn heaviest(words: &[FactWords]) -> Weight {
    words.iter().map(|words| words.weight).max().unwrap_or_default()
}

/// The facts of a change of the body, weighed.
#[derive(Default)]
struct Weighed {
    facts: ClassSet,
    words: Vec<FactWords>,
    weight: Weight,
}

/// The facts in a set.
pub(super) fn facts(classes: ClassSet) -> ClassSet {
    classes.iter().filter(|class| class.is_fact()).collect()
}

/// The names of a set's classes, for use in a sentence.
pub(super) fn names(classes: ClassSet) -> String {
    classes.iter().map(Class::name).collect::<Vec<_>>().join(", ")
}

/// Whether the new text is only the beginning of the old one, and more is gone than notices at the
/// end of it.
fn cut_short(old: &str, new: &str, notices: &[Range<usize>]) -> bool {
    let (old, new) = (old.trim_end(), new.trim_end());
    // The excerpt left by a paywall often ends in dots.
    let kept = new.trim_end_matches(['.', '…', ' ']);
    let is_beginning = !kept.is_empty() && old.len() > new.len() && old.starts_with(kept);
    let has_words = |text: &str| text.contains(char::is_alphanumeric);
    let mut end = new.len();
    is_beginning
        && (notices.iter().any(|notice| {
            let between = old.get(end..notice.start).unwrap_or_default();
            end = end.max(notice.end);
            has_words(between)
        }) || has_words(old.get(end..).unwrap_or_default()))
}

/// Whether a text that is not empty begins in one of some places.
fn is_within(text: Extent, places: &[Range<usize>]) -> bool {
    !text.is_empty() && places.iter().any(|place| place.contains(&text.start))
}

impl<'c> ArticleContext<'c> {
    /// The case of this timeline's article; `None` if it has no version.
    pub fn of(catalog: &'c Snapshot, timeline: &'c Timeline, now: i64) -> Result<Option<Self>> {
        let Some(first) = timeline.versions().first() else { return Ok(None) };
        let changes = Changes::of(catalog, timeline)?;
        let outlines = (0..timeline.states().len()).map(|index| changes.outline(index));
        let outlines = outlines.collect::<Result<_>>()?;
        let (article, key) = (first.article, catalog.key_of(first.article)?);
        let (told, links) = (RefCell::default(), OnceCell::new());
        let turns = turns(timeline, updated_is_ours(timeline.versions()));
        Ok(Some(Self {
            catalog,
            timeline,
            changes,
            outlines,
            article,
            key,
            now,
            turns,
            told,
            links,
        }))
    }

    pub(super) fn timeline(&self) -> &'c Timeline {
        self.timeline
    }

    pub(super) fn versions(&self) -> &'c [StoredVersion] {
        self.timeline.versions()
    }

    pub(super) fn now(&self) -> i64 {
        self.now
    }

    /// The ordinal of the state's version.
    pub(super) fn ordinal(&self, index: usize) -> usize {
        self.timeline.states().get(index).map_or(0, |state| state.version + 1)
    }

    /// Editions of the page that are served in turn.
    pub(super) fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Whether the state with this index is another edition of the page, served in turn: nothing
    /// was edited.
    pub(super) fn is_served_in_turn(&self, index: usize) -> bool {
        self.turns.iter().any(|turn| turn.explains(index))
    }

    /// All changes: every state that differs from the one that it is compared with, except editions
    /// served in turn. If the page was read differently, it is unknown whether it changed.
    pub(super) fn steps(&self) -> impl Iterator<Item = Transition<'_>> {
        let states = self.timeline.states().iter().zip(&self.outlines).enumerate();
        let steps = states.filter_map(|(index, (state, outline))| {
            let base = self.timeline.states().get(state.base?)?;
            Some(Transition {
                index,
                state,
                ordinal: state.version + 1,
                base_ordinal: base.version + 1,
                before: self.timeline.base_of(state)?,
                after: self.timeline.version_of(state)?,
                outline: outline.as_ref().filter(|outline| !outline.read_differently)?,
            })
        });
        steps.filter(|step| !self.is_served_in_turn(step.index))
    }

    /// The last capture before a state took effect, and the state's first capture: the basis of
    /// every finding about a change.
    pub(super) fn around(
        &self,
        index: usize,
    ) -> (Option<SeenVersion<'c>>, Option<SeenVersion<'c>>) {
        let (before, after) = self.timeline.around(index);
        let ordinal = |(at, capture): SeenVersion<'c>| (self.ordinal(at), capture);
        (before.map(ordinal), after.map(ordinal))
    }

    /// The content of the change to the state with this index. Reads its body and the previous one.
    pub(super) fn told(&self, index: usize) -> Result<Rc<ChangeFacts>> {
        if let Some(told) = self.told.borrow().get(&index) {
            return Ok(Rc::clone(told));
        }
        let told = self.changes.diff(index, |diff, _| ChangeFacts::of(diff))?.map(Rc::new);
        let told = told.unwrap_or_default();
        self.told.borrow_mut().insert(index, Rc::clone(&told));
        Ok(told)
    }

    /// Whether the state with this index was captured at a different URL than the previous one.
    pub(super) fn url_moved(&self, index: usize) -> bool {
        self.changes.url_moved(index)
    }

    /// When the state with this index took effect.
    pub(super) fn at(&self, index: usize) -> Option<i64> {
        self.timeline.states().get(index)?.effective.at
    }

    /// The earliest time at which the state with this index may have taken effect: the time that
    /// its claim states, if there is a valid one, otherwise the last capture of the previous state.
    pub(super) fn earliest(&self, index: usize) -> Option<i64> {
        let state = self.timeline.states().get(index)?;
        let dated = state.claim == ClaimFit::Between && state.seen.is_some();
        if dated { state.effective.at } else { state.effective.earliest.or(state.effective.at) }
    }

    /// When the article was published: the stated time if it is more precise than a day, otherwise
    /// the first capture.
    pub(super) fn came_out(&self) -> Option<i64> {
        let opening = self.timeline.states().get(self.timeline.opening_state()?)?;
        let first = self.timeline.version_of(opening)?;
        let claim = first.published.as_ref().filter(|claim| claim.precision() > Precision::Day);
        claim.or_else(|| first.captured().next()).map(Timestamp::micros)
    }

    /// The first capture of the article.
    pub(super) fn first_capture(&self) -> Option<&'c Timestamp> {
        let captured = self.versions().iter().flat_map(StoredVersion::captured);
        captured.min_by_key(|captured| captured.micros())
    }

    /// The ordinal of a version before the one that the state with this index replaced, which had
    /// this timestamp already: the timestamp was restored.
    pub(super) fn restores(&self, index: usize, clock: &str, claim: &Timestamp) -> Option<usize> {
        let base = self.timeline.states().get(index)?.base?;
        let earlier = self.timeline.states().iter().take(base);
        let versions = earlier.filter_map(|state| Some((state, self.timeline.version_of(state)?)));
        let mut restored = versions.filter(|(_, version)| {
            let other = if clock == "updated" { &version.updated } else { &version.published };
            other.as_ref().is_some_and(|other| other.canonical() == claim.canonical())
        });
        restored.next().map(|(state, _)| state.version + 1)
    }

    /// The day in the article's URL (`/2026/03/04/`, `/2026-03-04-title`), counted from 1970.
    pub(super) fn url_day(&self) -> Option<i64> {
        let numbers: Vec<&str> =
            self.key.path().split(['/', '-', '_']).filter(|part| !part.is_empty()).collect();
        numbers.windows(3).find_map(|part| {
            let [year, month, day] = part else { return None };
            let is_date = year.len() == 4 && month.len() == 2 && day.len() == 2;
            let date = is_date.then(|| {
                NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            })??;
            Some((date - NaiveDate::default()).num_days())
        })
    }

    /// See [`updated_is_ours`].
    pub(super) fn updated_is_ours(&self) -> bool {
        updated_is_ours(self.versions())
    }

    /// Whether the URL is that of an event page, where `published` is often the time of the event.
    pub(super) fn is_of_event(&self) -> bool {
        const EVENTS: [&str; 9] = [
            "event",
            "events",
            "calendar",
            "agenda",
            "webinar",
            "webinars",
            "termine",
            "evenements",
            "eventos",
        ];
        self.key.path().split('/').any(|part| EVENTS.contains(&part))
    }

    /// The annotations of the captures of the state with this index.
    fn annotations(&self, index: usize) -> impl Iterator<Item = Result<Annotations>> {
        let state = self.timeline.states().get(index);
        let captures = state.into_iter().flat_map(|state| self.timeline.captures(state));
        let noted = captures.filter(|capture| capture.extra.is_some());
        noted.map(|capture| Ok(self.catalog.details(capture)?.annotations))
    }

    /// Adds a doubt to a finding if another part of the version's page states a different time.
    pub(super) fn doubt_disputed(
        &self,
        finding: &mut Finding,
        index: usize,
        clock: &str,
    ) -> Result<()> {
        for noted in self.annotations(index) {
            let disputed = noted?.disputed_clocks;
            let other = disputed.iter().find(|other| other.clock.name() == clock);
            if let Some(ClockStatement { source, says, .. }) = other {
                finding.doubt(format!(
                    "the page of version {} states a different `{clock}` elsewhere ({source}: {})",
                    self.ordinal(index),
                    cut(says)
                ));
                break;
            }
        }
        Ok(())
    }

    /// Adds a doubt if one of the two texts of the change to the state with this index may be
    /// incomplete or not the article's, according to the mark of its import.
    pub(super) fn doubt_texts(&self, finding: &mut Finding, index: usize) -> Result<()> {
        let base = self.timeline.states().get(index).and_then(|state| state.base);
        for at in base.into_iter().chain([index]) {
            for noted in self.annotations(at) {
                let noted = noted?;
                if let Some(doubt) = noted.doubtful_body.or(noted.not_a_story) {
                    finding.doubt(format!(
                        "the text of version {} may be incomplete or not the article's: {}",
                        self.ordinal(at),
                        cut(&doubt)
                    ));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The looks at the article's URLs, in order of time, without those whose time cannot be right.
    pub(super) fn looks(&self) -> Result<Vec<Look>> {
        let looks = self.catalog.looks_at(self.article)?.into_iter();
        Ok(looks.filter(|stored| !stored.is_after_import).map(|stored| stored.look).collect())
    }

    /// Whether another article of the host was captured between two times, in microseconds.
    pub(super) fn captured_on_host(&self, from: i64, until: i64) -> Result<bool> {
        self.catalog.captured_on_host(self.article, from, until)
    }

    /// A finding about these states, given by index. The rule sets its severity, doubts and
    /// evidence.
    pub(super) fn finding(&self, rule: &'static str, message: String, on: &[usize]) -> Finding {
        self.finding_of(rule, message, on, "")
    }

    /// A finding of a rule that may have several on the same versions: `which` distinguishes them.
    pub(super) fn finding_of(
        &self,
        rule: &'static str,
        message: String,
        on: &[usize],
        which: &str,
    ) -> Finding {
        let version = |index: usize| {
            let state = self.timeline.states().get(index)?;
            Some((state, self.timeline.version_of(state)?))
        };
        let refs: Vec<VersionRef> = on
            .iter()
            .filter_map(|&index| {
                let (state, version) = version(index)?;
                Some(VersionRef { ordinal: state.version + 1, id: version.id })
            })
            .collect();
        let ids: Vec<String> = refs.iter().map(|version| version.id.to_string()).collect();
        let parts = [rule, self.key.as_str(), which];
        Finding {
            rule,
            severity: Severity::Note,
            id: FindingId::of(parts.into_iter().chain(ids.iter().map(String::as_str))),
            article: self.article,
            key: self.key.clone(),
            url: String::new(),
            publisher: None,
            title: on.last().and_then(|&last| version(last)?.1.title.clone()),
            versions: refs,
            change: None,
            at: None,
            message,
            reasons: Vec::new(),
            doubts: Vec::new(),
            evidence: Vec::new(),
            order_unknown: false,
            after_redacted: 0,
            signature: None,
        }
    }

    /// A finding about the change to the state with this index. A change whose order is unknown is
    /// a note, whatever the rule says.
    pub(super) fn finding_on_change(
        &self,
        rule: &'static str,
        message: String,
        index: usize,
    ) -> Finding {
        let state = self.timeline.states().get(index);
        let base = state.and_then(|state| state.base);
        let on: Vec<usize> = base.into_iter().chain([index]).collect();
        // The same change may happen twice: A to B, back, and A to B again.
        let again = state.filter(|state| {
            let earlier = self.timeline.states().iter().take(index);
            earlier.filter(|other| other.version == state.version).count() > 0
        });
        let which = again.and_then(|state| state.seen).map(|(first, _)| first.to_string());
        let mut finding = self.finding_of(rule, message, &on, which.as_deref().unwrap_or_default());
        finding.change = Some(index);
        finding.at = self.at(index);
        finding.order_unknown = state.is_some_and(State::is_order_unknown);
        self.name_redacted(&mut finding, index);
        self.doubt_readings(&mut finding, index);
        finding
    }

    /// Says that redacted versions before the state may have made its change. Nothing shows which.
    fn name_redacted(&self, finding: &mut Finding, index: usize) {
        let redacted = self.timeline.redacted_before(index);
        finding.after_redacted =
            self.timeline.states().get(index).map_or(0, |state| state.after_redacted);
        let note = match redacted.as_slice() {
            [] => return,
            [one] => format!("; version {} was redacted and may have made this change", one + 1),
            more => format!(
                "; {} versions before it were redacted, and one of them may have made this change",
                more.len()
            ),
        };
        finding.message.push_str(&note);
    }

    /// Adds a doubt if the two texts were read from their pages in different ways, or from a damaged
    /// record.
    fn doubt_readings(&self, finding: &mut Finding, index: usize) {
        let Some(state) = self.timeline.states().get(index) else { return };
        let base = state.base.and_then(|base| self.timeline.states().get(base));
        let version_of = |state: &State| self.timeline.version_of(state);
        let pair = base.and_then(version_of).zip(version_of(state));
        if pair.is_some_and(|(before, after)| after.read_differently_from(before)) {
            finding.doubt(
                "the two pages were read by different methods or versions of the extractor: what only \
                 one text has may be on both pages",
            );
        }
        for state in base.into_iter().chain([state]) {
            let captures = self.timeline.captures(state).filter(|capture| capture.extra.is_some());
            // A capture that cannot be read is reported where its text is.
            let mut details = captures.filter_map(|capture| self.catalog.details(capture).ok());
            if let Some(damage) = details.find_map(|one| one.annotations.damage) {
                finding.doubt(format!(
                    "version {} was read from damaged data: {}",
                    state.version + 1,
                    cut(&damage)
                ));
            }
        }
    }

    /// Adds the captures around a change to the evidence.
    pub(super) fn show_observations(&self, finding: &mut Finding, index: usize) {
        let (before, after) = self.around(index);
        for (ordinal, capture) in before.into_iter().chain(after) {
            finding.sighting(ordinal, capture);
        }
    }

    /// Writes the article's URL and publisher into its findings.
    pub(super) fn name_article(&self, found: &mut [Finding]) -> Result<()> {
        let url = self.catalog.aliases(self.article)?.into_iter().next();
        let url = url.map(|url| public_url(&url).into_owned());
        let url = url.unwrap_or_else(|| self.key.as_str().to_owned());
        let publisher = latest_label(self.timeline, |capture| capture.publisher.as_ref());
        for finding in found {
            finding.url.clone_from(&url);
            finding.publisher = publisher.map(ToString::to_string);
        }
        Ok(())
    }
}

impl Finding {
    /// Adds a doubt and lowers the severity by one.
    pub(super) fn doubt(&mut self, doubt: impl Into<String>) {
        self.severity = self.severity.lower();
        self.doubts.push(doubt.into());
    }

    /// Adds a doubt that the severity already takes into account.
    pub(super) fn remark(&mut self, doubt: impl Into<String>) {
        self.doubts.push(doubt.into());
    }

    /// Adds doubts if the versions were read in different ways (a page and a record) or at the same
    /// instant: the difference may come from the extraction.
    pub(super) fn doubt_reading(&mut self, before: &StoredVersion, after: &StoredVersion) {
        let page = |version: &StoredVersion| version.captures.iter().any(|c| c.payload.is_some());
        if page(before) != page(after) {
            self.doubt(
                "one version was read from a page, the other from a record: the reading may \
                 differ, not the text",
            );
        }
        let seen = |version: &StoredVersion| {
            let first = version.captured().next()?;
            (first.precision() > Precision::Day).then(|| first.micros())
        };
        if seen(before).is_some() && seen(before) == seen(after) {
            self.doubt("both were captured at the same time: they may be two readings of one page");
        }
    }

    /// Sets the severity, with the reason.
    pub(super) fn grade(&mut self, severity: Severity, reason: impl Into<String>) {
        self.severity = severity;
        self.reasons.push(reason.into());
    }

    /// Adds a version's timestamp to the evidence, if present.
    pub(super) fn clock(&mut self, ordinal: usize, clock: &'static str, value: Option<&Timestamp>) {
        if let Some(value) = value {
            self.evidence.push(FindingEvidence::Clock { ordinal, clock, value: value.clone() });
        }
    }

    /// Adds a capture to the evidence.
    pub(super) fn sighting(&mut self, ordinal: usize, capture: &StoredCapture) {
        self.evidence.push(FindingEvidence::Capture {
            ordinal,
            captured: capture.captured.clone(),
            url: public_url(&capture.url).into_owned(),
        });
    }
}

/// Whether `updated` equals the capture time in every version. It then comes from the collector,
/// and says nothing about the publisher.
fn updated_is_ours(versions: &[StoredVersion]) -> bool {
    versions.len() > 1 && versions.iter().all(is_capture_time)
}

/// Whether `updated` equals the time of the first capture: the collector stated it.
pub(super) fn is_capture_time(version: &StoredVersion) -> bool {
    let captured = version.captured().next().map(Timestamp::micros);
    captured.is_some() && version.updated.as_ref().map(Timestamp::micros) == captured
}

/// Whether `updated` differs at all.
pub(super) fn updated_moved(before: &StoredVersion, after: &StoredVersion) -> bool {
    let claim = |version: &StoredVersion| version.updated.as_ref().map(Timestamp::canonical);
    claim(before) != claim(after)
}

/// Whether the text for readers is the same: title, byline, description and body.
pub(super) fn same_text(outline: &ChangeSummary) -> bool {
    outline.body == BodyChange::Same && !outline.fields.iter().any(FieldName::is_text)
}

/// A short description of a change: `2 sentences edited, 1 removed (number, name)`.
pub(super) fn told_shortly(outline: &ChangeSummary) -> String {
    let mut parts: Vec<String> = Vec::new();
    for op in Op::ALL {
        let count = outline.op(op).count;
        if count > 0 {
            let noun = match (parts.is_empty(), count) {
                (false, _) => "",
                (true, 1) => " sentence",
                (true, _) => " sentences",
            };
            let verb = if op == Op::Format { "reformatted" } else { op.name() };
            parts.push(format!("{count}{noun} {verb}"));
        }
    }
    for field in outline.fields.iter().filter(|field| field.is_text()) {
        let name = match field {
            FieldName::Title => "title",
            other => other.name(),
        };
        parts.push(format!("the {name} changed"));
    }
    if parts.is_empty() {
        parts.push(match outline.body {
            BodyChange::NotCompared => "one of the two versions has no body".to_owned(),
            BodyChange::Same => "the text did not change".to_owned(),
            BodyChange::Changed => "only whitespace changed".to_owned(),
        });
    }
    let facts = facts(outline.classes());
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", names(facts)) };
    parts.join(", ") + &facts
}
