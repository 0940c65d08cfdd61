//! Outline: the counts and classes of a change, kept where the diff itself is not stored.

use std::fmt;

use super::{Change, ClassSet, DocumentDiff, FieldName, Op};
use crate::article::StoredVersion;

/// What happened to the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyChange {
    /// The bytes are the same.
    #[default]
    Same,
    /// The bytes differ.
    Changed,
    /// One side has no body, so the bodies were not compared.
    NotCompared,
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(u8);

impl FieldSet {
    /// Adds a field.
    pub const fn insert(&mut self, field: FieldName) {
        self.0 |= 1 << field as u8;
    }

    /// Whether the set contains the field.
    pub const fn contains(self, field: FieldName) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields, in the order of [`FieldName::ALL`].
    pub fn iter(self) -> impl Iterator<Item = FieldName> {
        FieldName::ALL.into_iter().filter(move |&field| self.contains(field))
    }

    /// The set as a number: the n-th field of [`FieldName::ALL`] is bit n.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set with these bits; unknown bits are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & ((1 << FieldName::ALL.len()) - 1))
    }
}

impl FromIterator<FieldName> for FieldSet {
    fn from_iter<I: IntoIterator<Item = FieldName>>(fields: I) -> Self {
        let mut set = Self::default();
        for field in fields {
            set.insert(field);
        }
        set
    }
}

/// A set of operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpSet(u8);

impl OpSet {
    /// Whether the set contains the operation.
    pub fn contains(self, op: Op) -> bool {
        self.0 & Self::bit(op) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn bit(op: Op) -> u8 {
        Op::ALL.iter().position(|other| *other == op).map_or(0, |at| 1 << at)
    }
}

impl FromIterator<Op> for OpSet {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> Self {
        Self(ops.into_iter().fold(0, |set, op| set | Self::bit(op)))
    }
}

/// One operation's part of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpOutline {
    /// The number of sentences.
    pub count: usize,
    /// The union of their classes.
    pub classes: ClassSet,
}

/// The counts and classes of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeSummary {
    /// What happened to the body.
    pub body: BodyChange,
    /// Per operation, in the order of [`Op::ALL`]. A sentence both moved and edited counts as both.
    pub ops: [OpOutline; Op::ALL.len()],
    /// Words that are only in the new text; moved words do not count.
    pub words_added: usize,
    /// Words that are only in the old text.
    pub words_removed: usize,
    /// Paragraph breaks and other whitespace between sentences that changed on their own.
    pub layout: usize,
    /// Whether the bound on the work cut the search short.
    pub coarse: bool,
    /// The fields that changed.
    pub fields: FieldSet,
    /// The kinds of thing that changed in the title, byline and description. A changed timestamp
    /// does not set the date class: nearly every version changes one.
    pub field_classes: ClassSet,
    /// Whether a reader misses nothing by skipping the change: no word of the title, byline or
    /// description changed, no fact, and in the body only typography and boilerplate.
    pub noise: bool,
    /// Whether the versions were read from their pages in different ways, and one text only has
    /// sentences that the other lacks: then it is unknown whether the page changed.
    pub read_differently: bool,
}

impl ChangeSummary {
    /// Sets [`read_differently`](Self::read_differently) for the versions that were compared.
    #[must_use]
    pub fn of_readings(mut self, before: &StoredVersion, after: &StoredVersion) -> Self {
        let (mut added, mut removed, mut others) = (0, 0, 0);
        for (op, share) in Op::ALL.into_iter().zip(self.ops) {
            match op {
                Op::Added => added += share.count,
                Op::Removed => removed += share.count,
                Op::Format => {}
                Op::Edited | Op::Moved | Op::Split | Op::Merged => others += share.count,
            }
        }
        let is_one_sided = others == 0 && (added == 0) != (removed == 0);
        self.read_differently = is_one_sided
            && !self.fields.contains(FieldName::Title)
            && after.read_differently_from(before);
        self
    }

    /// The outline of a diff. `compared` is whether both sides have a body.
    pub fn of(diff: &DocumentDiff<'_>, compared: bool) -> Self {
        let body = match (compared, diff.body.is_empty()) {
            (false, _) => BodyChange::NotCompared,
            (true, true) => BodyChange::Same,
            (true, false) => BodyChange::Changed,
        };
        let summary = diff.summary();
        let mut outline = Self {
            body,
            words_added: summary.words_added,
            words_removed: summary.words_removed,
            layout: summary.layout,
            coarse: diff.body.coarse,
            ..Self::default()
        };
        for (op, share) in Op::ALL.into_iter().zip(&mut outline.ops) {
            *share = OpOutline { count: summary.count(op), classes: diff.classes(op) };
        }
        let mut told = false;
        for field in &diff.fields {
            outline.fields.insert(field.field);
            if field.field.is_text() {
                told = true;
                outline.field_classes = outline.field_classes.union(field.classes);
            }
        }
        outline.noise = !told && diff.body.changes.iter().all(Change::is_noise);
        outline
    }

    /// One operation's part.
    pub fn op(&self, op: Op) -> OpOutline {
        let found = Op::ALL.into_iter().zip(self.ops).find(|(other, _)| *other == op);
        found.map(|(_, share)| share).unwrap_or_default()
    }

    /// The classes of the whole change, including the fields'.
    pub fn classes(&self) -> ClassSet {
        self.ops.iter().fold(self.field_classes, |all, share| all.union(share.classes))
    }
}

/// The change in one line: "2 sentences added, 1 edited (number), 1 moved; +34 −12 words".
impl fmt::Display for ChangeSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for op in Op::ALL {
            let OpOutline { count, classes } = self.op(op);
            if count == 0 {
                continue;
            }
            let noun = match (parts.is_empty(), count) {
                (false, _) => "",
                (true, 1) => " sentence",
                (true, _) => " sentences",
            };
            let verb = if op == Op::Format { "reformatted" } else { op.name() };
            let classes = match op {
                Op::Edited | Op::Split | Op::Merged => classes.names(),
                // A new sentence has many classes; only its facts are shown.
                Op::Added | Op::Removed => {
                    classes.iter().filter(|class| class.is_fact()).collect::<ClassSet>().names()
                }
                Op::Moved | Op::Format => String::new(),
            };
            let classes = if classes.is_empty() { classes } else { format!(" ({classes})") };
            parts.push(format!("{count}{noun} {verb}{classes}"));
        }
        match self.layout {
            0 => {}
            1 => parts.push("1 break changed".to_owned()),
            count => parts.push(format!("{count} breaks changed")),
        }
        if parts.is_empty() {
            let line = match self.body {
                BodyChange::Same => "text unchanged",
                BodyChange::Changed => "white space changed",
                BodyChange::NotCompared => "a body is missing, so no text is compared",
            };
            parts.push(line.to_owned());
        }
        let words = match (self.words_added, self.words_removed) {
            (0, 0) => String::new(),
            (added, removed) => format!("; +{added} −{removed} words"),
        };
        let coarse = if self.coarse { " (coarse: too much changed for a full search)" } else { "" };
        let read = if self.read_differently { "read differently: " } else { "" };
        write!(f, "{read}{}{words}{coarse}", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Class, DiffOptions, DocumentFields, diff_documents};

    fn outline(old: (&str, &str), new: (&str, &str)) -> ChangeSummary {
        let fields = |title: &str| DocumentFields {
            title: Some(title.to_owned()),
            ..DocumentFields::default()
        };
        let diff = diff_documents(
            (&fields(old.0), old.1),
            (&fields(new.0), new.1),
            &DiffOptions::default(),
        );
        ChangeSummary::of(&diff, true)
    }

    #[test]
    fn an_outline_keeps_what_the_summary_says() {
        let told =
            outline(("T", "It took 3 days. All is well."), ("U", "It took 30 days. All is well."));
        assert_eq!(told.body, BodyChange::Changed);
        assert_eq!(told.op(Op::Edited).count, 1);
        assert!(told.op(Op::Edited).classes.contains(Class::Number));
        assert!(told.fields.contains(FieldName::Title) && !told.fields.contains(FieldName::Byline));
        assert!(
            told.classes().contains(Class::Headline) && told.classes().has_fact() && !told.noise
        );
        assert_eq!(FieldSet::from_bits(told.fields.bits()), told.fields);
    }

    #[test]
    fn typography_is_noise_and_a_headline_is_none() {
        let same = "He said \"no\". It rained.";
        assert!(outline(("T", same), ("T", "He said “no”. It rained.")).noise);
        assert!(outline(("T", same), ("T", "He said \"no\".\n\nIt rained.")).noise);
        assert!(!outline(("T", same), ("U", same)).noise);
        assert!(!outline(("T", same), ("T", "He said \"yes\". It rained.")).noise);
        assert_eq!(outline(("T", same), ("T", same)).body, BodyChange::Same);
    }
}
