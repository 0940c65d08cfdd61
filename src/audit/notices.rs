//! Notices: finds the notices that a version added, and the changes that they explain.

use std::ops::Range;

use super::case::{ChangeFacts as StepTold, cut, facts};
use super::markup::ComparedText;
use super::{ArticleContext, Explained, FindingEvidence};
use crate::article::{ClockSource, ComparableFacts, Cues, DefaultZone, Notice, NoticeKind, notice};
use crate::diff::{Change, Class, ClassSet, DocumentDiff, FieldChange, Op, SpanKind};
use crate::extract::DateOrder;
use crate::extract::dates::{DateContext, find_printed};
use crate::store::Result;

/// A notice that a version added.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) kind: NoticeKind,
    /// Its text: its sentence, or the paragraph that its label opens.
    pub(super) text: String,
    number: Option<u32>,
    day: Option<String>,
    cues: Cues,
}

impl Arrived {
    /// A notice at the start of `text`.
    fn of(text: &str, notice: &Notice) -> Self {
        let zone = DefaultZone::default();
        let context = DateContext { zone: &zone, order: DateOrder::Auto, lang: None };
        // The day of the correction is next to the wording: `amended on 3 May 2019 because`.
        let near = notice.mark.start..notice.mark.end + 40;
        let days = find_printed(text, &context, ClockSource::Text);
        let day = days.into_iter().find(|day| near.contains(&day.span.0));
        let span = day.as_ref().map(|day| day.span);
        Self {
            kind: notice.kind,
            text: cut(text),
            number: notice.number,
            day: day.map(|day| day.stamp.display()),
            cues: Cues::of(text, notice, span),
        }
    }

    /// The notice in a field, if the field did not have it before.
    pub(super) fn in_field(field: &FieldChange) -> Option<Self> {
        let new = field.new.as_deref()?;
        let found = notice(new)?;
        let before = field.old.as_deref().and_then(notice);
        let had = |before: &Notice| before.kind == found.kind && before.number == found.number;
        (!before.as_ref().is_some_and(had)).then(|| Self::of(new, &found))
    }
}

/// Maximum number of bytes after a label that belong to its notice.
const MOST_BEHIND: usize = 1_200;

/// The notices that a change of the body added, with their positions in the new text.
pub(super) fn arrived(diff: &DocumentDiff<'_>) -> Vec<(Arrived, Range<usize>)> {
    let mut found: Vec<(Arrived, Range<usize>)> = Vec::new();
    for change in diff.body.changes.iter().filter(|change| came(change, diff)) {
        let sentence = change.new.extent();
        if found.iter().any(|(_, place)| place.contains(&sentence.start)) {
            continue;
        }
        let Some(told) = notice(sentence.of(diff.new)) else { continue };
        let end = sentence.end.max(end_of(diff.new, sentence.start, sentence.end, &told));
        let text = diff.new.get(sentence.start..end).unwrap_or_default();
        found.push((Arrived::of(text, &told), sentence.start..end));
    }
    found
}

/// The end of a notice's text. It is the end of the paragraph if the notice opens it or has a
/// label; a label on a line of its own belongs to the paragraph after it.
fn end_of(text: &str, start: usize, sentence_end: usize, notice: &Notice) -> usize {
    let opens = text.get(..start).unwrap_or_default().trim_end_matches([' ', '*', '_', '(', '[']);
    if !(notice.is_label || opens.is_empty() || opens.ends_with('\n')) {
        return sentence_end;
    }
    let mut most = text.len().min(sentence_end + MOST_BEHIND);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let behind = text.get(sentence_end..most).unwrap_or_default();
    let line = behind.find('\n').unwrap_or(behind.len());
    let is_alone = notice.is_label
        && sentence_end - start <= notice.mark.end + 3
        && behind.get(..line).is_some_and(|rest| rest.trim().is_empty());
    if !is_alone {
        return sentence_end + line;
    }
    let blank = behind.len() - behind.trim_start().len();
    let next = behind.get(blank..).and_then(|rest| rest.find('\n').map(|at| blank + at));
    sentence_end + next.unwrap_or(behind.len())
}

/// Whether the change added the notice. An existing notice that was only edited does not count.
fn came(change: &Change, diff: &DocumentDiff<'_>) -> bool {
    if change.op == Op::Moved || !change.classes.contains(Class::CorrectionNotice) {
        return false;
    }
    let old = change.old.extent().of(diff.old).to_lowercase();
    let notices = change.evidence.iter().filter(|one| one.class == Class::CorrectionNotice);
    let mut new = notices.filter_map(|one| one.new).peekable();
    if new.peek().is_none() {
        return change.old.is_empty();
    }
    new.any(|at| !old.contains(&at.of(diff.new).to_lowercase()))
}

/// A sentence or title that changed, which a notice may explain.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) op: &'static str,
    pub(super) old: String,
    pub(super) new: String,
    /// The facts that changed.
    pub(super) facts: ClassSet,
    pub(super) is_pointed: bool,
    pub(super) is_title: bool,
    pub(super) is_gone: bool,
    went: String,
    came: String,
}

impl Changed {
    /// A changed sentence.
    pub(super) fn sentence(
        change: &Change,
        diff: &DocumentDiff<'_>,
        facts: ClassSet,
        is_pointed: bool,
    ) -> Self {
        let compared = ComparedText::sentence(change, diff.old, diff.new);
        let (old, new) = (change.old.extent().of(diff.old), change.new.extent().of(diff.new));
        Self {
            op: change.op.name(),
            old: cut(old),
            new: cut(new),
            facts,
            is_pointed,
            is_title: false,
            is_gone: change.op == Op::Removed,
            went: cut(&side(&compared, SpanKind::Removed, old, change.new.is_empty())),
            came: cut(&side(&compared, SpanKind::Added, new, change.old.is_empty())),
        }
    }

    /// The changed title.
    pub(super) fn title(field: &FieldChange, facts: ClassSet, is_pointed: bool) -> Self {
        let compared = ComparedText::field(field);
        let old = field.old.as_deref().unwrap_or_default();
        let new = field.new.as_deref().unwrap_or_default();
        Self {
            op: "edited",
            old: cut(old),
            new: cut(new),
            facts,
            is_pointed,
            is_title: true,
            is_gone: false,
            went: cut(&side(&compared, SpanKind::Removed, old, false)),
            came: cut(&side(&compared, SpanKind::Added, new, false)),
        }
    }
}

/// The removed or added text: all of it, if the other side is empty.
fn side(compared: &ComparedText<'_>, kind: SpanKind, whole: &str, is_alone: bool) -> String {
    if is_alone {
        return whole.to_owned();
    }
    compared.changed(kind).collect::<Vec<_>>().join(" ")
}

/// How well a notice matches a change: points for each number, name, quotation and word of the
/// notice in the removed or added text, and fewer for those in the unchanged text.
fn points(cues: &Cues, changed: &Changed) -> u32 {
    let (went, came) = (ComparableFacts::of(&changed.went), ComparableFacts::of(&changed.came));
    let (old, new) = (ComparableFacts::of(&changed.old), ComparableFacts::of(&changed.new));
    let mut points = 0;
    for figure in &cues.told.figures {
        points += if went.figures.contains(figure) || came.figures.contains(figure) {
            8
        } else {
            2 * u32::from(old.figures.contains(figure) || new.figures.contains(figure))
        };
    }
    let (mut near, mut far) = (0, 0);
    for word in &cues.told.words {
        let is_name = cues.told.names.contains(word);
        let changes = went.words.contains(word) || came.words.contains(word);
        let stays = old.words.contains(word) || new.words.contains(word);
        match (is_name, changes, stays) {
            (true, true, _) => points += 6,
            (true, false, true) => far += 2,
            (false, true, _) => near += 4,
            (false, false, true) => far += 1,
            (_, false, false) => {}
        }
    }
    points += near.min(8) + far.min(4);
    if !cues.quotes.is_empty() {
        let fold = |text: &str| text.to_lowercase();
        let (went, came) = (fold(&changed.went), fold(&changed.came));
        let (old, new) = (fold(&changed.old), fold(&changed.new));
        for quote in &cues.quotes {
            points += if went.contains(quote) || came.contains(quote) {
                8
            } else if old.contains(quote) != new.contains(quote) {
                6
            } else {
                2 * u32::from(old.contains(quote))
            };
        }
    }
    if changed.is_title && cues.headline {
        points += 6;
    }
    points
}

/// Minimum number of points for a match.
const ENOUGH: u32 = 6;
/// The same for an added or removed sentence, in which every word is a changed one.
const ENOUGH_ALONE: u32 = 12;

/// How a notice is related to changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// By its wording: it names what changed.
    Words,
    /// It was added with them, and names nothing searchable.
    Together,
    /// It was added after them, and names nothing searchable.
    Before,
    /// It is related to no change.
    Nothing,
}

impl Ground {
    const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Together => "together",
            Self::Before => "before",
            Self::Nothing => "nothing",
        }
    }
}

/// A notice and the changes that it explains.
#[derive(Debug)]
pub(super) struct ExplainedNotice {
    /// The index of the state that added the notice.
    pub(super) step: usize,
    /// The notice's index among those that the version added.
    notice: usize,
    pub(super) kind: NoticeKind,
    pub(super) ground: Ground,
    /// Pairs of a state's index and the index of a change in that state.
    pub(super) explains: Vec<(usize, usize)>,
}

impl ExplainedNotice {
    /// Whether it covers the whole step: it was added with the step or after it, and does not say
    /// what it is about.
    pub(super) fn covers(&self, step: usize) -> bool {
        matches!(self.ground, Ground::Together | Ground::Before)
            && self.explains.iter().any(|(explained, _)| *explained == step)
    }
}

/// Maximum number of steps with facts that are searched, backward from a notice.
const MOST_STEPS: usize = 40;

/// The notices of an article, in the order of its history, each with the changes that it explains.
pub(super) fn links(case: &ArticleContext<'_>) -> Result<Vec<ExplainedNotice>> {
    let mut links = Vec::new();
    let mut with_facts: Vec<usize> = Vec::new();
    for step in case.steps() {
        let (index, outline) = (step.index, step.outline);
        let has_facts = outline.classes().has_fact();
        if has_facts {
            with_facts.push(index);
        }
        if !super::uncorrected_change::has_notice(outline) {
            continue;
        }
        let told = case.told(index)?;
        for (number, arrived) in told.notices.iter().enumerate() {
            let earlier = with_facts.iter().rev().copied().filter(|&step| step != index);
            let steps: Vec<usize> = [index].into_iter().chain(earlier).take(MOST_STEPS).collect();
            links.push(link(case, index, number, arrived, &steps)?);
        }
    }
    Ok(links)
}

fn link(
    case: &ArticleContext<'_>,
    step: usize,
    number: usize,
    arrived: &Arrived,
    steps: &[usize],
) -> Result<ExplainedNotice> {
    let mut link = ExplainedNotice {
        step,
        notice: number,
        kind: arrived.kind,
        ground: Ground::Nothing,
        explains: Vec::new(),
    };
    for &earlier in steps {
        let told = case.told(earlier)?;
        for (index, changed) in told.changed.iter().enumerate() {
            let is_alone = changed.old.is_empty() || changed.new.is_empty();
            let enough = if is_alone { ENOUGH_ALONE } else { ENOUGH };
            if points(&arrived.cues, changed) >= enough {
                link.explains.push((earlier, index));
            }
        }
    }
    if !link.explains.is_empty() {
        link.ground = Ground::Words;
        return Ok(link);
    }
    let is_vague = arrived.cues.told.figures.is_empty() && arrived.cues.quotes.is_empty();
    for &earlier in steps {
        let told = case.told(earlier)?;
        if !(is_vague || told.has_more) {
            continue;
        }
        let with_facts = told.changed.iter().enumerate().filter(|(_, one)| !one.facts.is_empty());
        link.explains.extend(with_facts.map(|(index, _)| (earlier, index)));
        if !link.explains.is_empty() {
            link.ground = if earlier == step { Ground::Together } else { Ground::Before };
            break;
        }
    }
    Ok(link)
}

/// Maximum number of changes shown with a notice.
const MOST_SHOWN: usize = 4;

/// The notice of a link as evidence, with the sentences that it explains.
pub(super) fn evidence(
    case: &ArticleContext<'_>,
    link: &ExplainedNotice,
) -> Result<Option<FindingEvidence>> {
    let told = case.told(link.step)?;
    let Some(arrived) = told.notices.get(link.notice) else { return Ok(None) };
    let mut explains = Vec::new();
    for (step, index) in link.explains.iter().take(MOST_SHOWN) {
        let told = case.told(*step)?;
        if let Some(changed) = told.changed.get(*index) {
            explains.push(Explained {
                ordinal: case.ordinal(*step),
                how: link.ground.name(),
                op: changed.op,
                old: changed.old.clone(),
                new: changed.new.clone(),
            });
        }
    }
    Ok(Some(FindingEvidence::Notice {
        ordinal: case.ordinal(link.step),
        tells: arrived.kind.name(),
        number: arrived.number,
        day: arrived.day.clone(),
        text: arrived.text.clone(),
        wrong: arrived.cues.wrong.as_deref().map(cut),
        right: arrived.cues.right.as_deref().map(cut),
        explains,
    }))
}

/// The facts that a step's changes touch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// In edited sentences and the title.
    pub(super) edited: ClassSet,
    /// In the title.
    pub(super) headline: ClassSet,
    /// In removed sentences.
    pub(super) removed: ClassSet,
    pub(super) is_pointed: bool,
    pub(super) is_pointed_headline: bool,
}

impl Facts {
    /// The facts of all changes.
    pub(super) fn of(told: &StepTold) -> Self {
        Self {
            edited: told.facts,
            headline: told.headline,
            removed: told.removed,
            is_pointed: told.pointed,
            is_pointed_headline: told.pointed_headline,
        }
    }

    /// The facts of the changes that no notice explains by its wording.
    pub(super) fn unexplained(told: &StepTold, step: usize, links: &[ExplainedNotice]) -> Self {
        let words = links.iter().filter(|link| link.kind.owns_up() && link.ground == Ground::Words);
        let explained: Vec<usize> = words
            .flat_map(|link| link.explains.iter().filter(|(of, _)| *of == step))
            .map(|(_, index)| *index)
            .collect();
        if explained.is_empty() {
            return Self::of(told);
        }
        let mut left = Self::default();
        for (index, changed) in told.changed.iter().enumerate() {
            if explained.contains(&index) {
                continue;
            }
            let found = facts(changed.facts);
            if changed.is_gone {
                left.removed = left.removed.union(found);
                continue;
            }
            left.edited = left.edited.union(found);
            if changed.is_title {
                left.headline = found;
                left.is_pointed_headline = changed.is_pointed;
            } else {
                left.is_pointed |= changed.is_pointed;
            }
        }
        left
    }

    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.edited.is_empty() && self.removed.is_empty()
    }
}
