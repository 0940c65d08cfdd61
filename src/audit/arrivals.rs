//! What a version added: notices, and the changes that a notice can explain.

use std::ops::Range;

use super::markup::ComparedText;
use super::weight::Weight;
use crate::article::{ClockSource, Cues, DefaultZone, Notice, NoticeKind, notice};
use crate::diff::{
    Change, ChangeSummary, Class, ClassSet, DocumentDiff, FieldChange, Op, SpanKind,
};
use crate::extract::DateOrder;
use crate::extract::dates::{DateContext, find_printed};

/// Sentences in the evidence are cut after this many characters.
const MOST_LETTERS: usize = 600;

/// A notice that a version added.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) kind: NoticeKind,
    /// Its text: its sentence, or the paragraph that its label opens.
    pub(super) text: String,
    pub(super) number: Option<u32>,
    pub(super) day: Option<String>,
    pub(super) cues: Cues,
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

/// The places of notices in the old text that the change removed, in order.
pub(super) fn removed_notices(diff: &DocumentDiff<'_>) -> Vec<Range<usize>> {
    let mut removed: Vec<Range<usize>> = Vec::new();
    let changes = diff.body.changes.iter();
    for change in changes.filter(|one| one.classes.contains(Class::CorrectionNotice)) {
        let sentence = change.old.extent();
        let Some(was) = notice(sentence.of(diff.old)) else { continue };
        if notice(change.new.extent().of(diff.new)).is_none() {
            let end = end_of(diff.old, sentence.start, sentence.end, &was);
            removed.push(sentence.start..sentence.end.max(end));
        }
    }
    removed.sort_by_key(|place| place.start);
    removed
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
    /// The highest weight of these facts.
    pub(super) weight: Weight,
    pub(super) is_title: bool,
    pub(super) is_gone: bool,
    pub(super) went: String,
    pub(super) came: String,
}

impl Changed {
    /// A changed sentence.
    pub(super) fn sentence(
        change: &Change,
        diff: &DocumentDiff<'_>,
        facts: ClassSet,
        weight: Weight,
    ) -> Self {
        let compared = ComparedText::sentence(change, diff.old, diff.new);
        let (old, new) = (change.old.extent().of(diff.old), change.new.extent().of(diff.new));
        Self {
            op: change.op.name(),
            old: cut(old),
            new: cut(new),
            facts,
            weight,
            is_title: false,
            is_gone: change.op == Op::Removed,
            went: cut(&side(&compared, SpanKind::Removed, old, change.new.is_empty())),
            came: cut(&side(&compared, SpanKind::Added, new, change.old.is_empty())),
        }
    }

    /// The changed title.
    pub(super) fn title(field: &FieldChange, facts: ClassSet, weight: Weight) -> Self {
        let compared = ComparedText::field(field);
        let old = field.old.as_deref().unwrap_or_default();
        let new = field.new.as_deref().unwrap_or_default();
        Self {
            op: "edited",
            old: cut(old),
            new: cut(new),
            facts,
            weight,
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
    pub(super) const fn name(self) -> &'static str {
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
    pub(super) notice: usize,
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

/// Whether a correction notice was added or changed with it.
pub(super) fn has_notice(outline: &ChangeSummary) -> bool {
    [Op::Added, Op::Edited, Op::Split, Op::Merged]
        .into_iter()
        .any(|op| outline.op(op).classes.contains(Class::CorrectionNotice))
        || outline.field_classes.contains(Class::CorrectionNotice)
}

/// The text, cut if it is long.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
