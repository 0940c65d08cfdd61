//! Wordings: how newsrooms word their notices, from the words of each language, and how agencies
//! mark them.
//!
//! Labels start a sentence and end with a colon, a dash, or a date and a colon. Phrases may be
//! anywhere; a *weak* phrase does not count in a sentence with one of the vetoes. Accents and
//! letter case are ignored. The pages in `docs/` describe in general terms which wordings are
//! recognized.

use super::NoticeKind::{
    self, Advisory, Amendment, Clarification, Correction, EditorsNote, Refile, Update, Withdrawal,
};
use crate::lexicon::{NoticeWords, Pairs, Words};

/// A language's labels by kind.
pub(super) const fn labels(words: &NoticeWords) -> [(NoticeKind, Words); 7] {
    [
        (Correction, words.correction_labels),
        (Clarification, words.clarification_labels),
        (Withdrawal, words.withdrawal_labels),
        (Refile, words.refile_labels),
        (Amendment, words.amendment_labels),
        (Update, words.update_labels),
        (EditorsNote, words.note_labels),
    ]
}

/// A language's phrases by kind.
pub(super) const fn phrases(words: &NoticeWords) -> [(NoticeKind, Words); 6] {
    [
        (Correction, words.correction_phrases),
        (Clarification, words.clarification_phrases),
        (Amendment, words.amendment_phrases),
        (Update, words.update_phrases),
        (Withdrawal, words.withdrawal_phrases),
        (EditorsNote, words.note_phrases),
    ]
}

/// A language's signs by kind, for languages without spaces between words: signs of a notice, and
/// signs of which one must also be present, if any.
pub(super) const fn signs(words: &NoticeWords) -> [(NoticeKind, Pairs); 5] {
    [
        (Correction, words.correction_signs),
        (Clarification, words.clarification_signs),
        (Update, words.update_signs),
        (Withdrawal, words.withdrawal_signs),
        (EditorsNote, words.note_signs),
    ]
}

/// Words that agencies write in capitals before a title: the kind (`None` if the word is ignored),
/// and whether a number follows.
pub(super) const AGENCY: [(&str, Option<NoticeKind>, bool); 19] = [
    ("CORRECTED", Some(Correction), false),
    ("CORRECTION", Some(Correction), false),
    ("CORRECTS", Some(Correction), false),
    ("REFILE", Some(Refile), false),
    ("WITHDRAWN", Some(Withdrawal), false),
    ("WITHDRAWAL", Some(Withdrawal), false),
    ("RETRACTION", Some(Withdrawal), false),
    ("KILL", Some(Withdrawal), false),
    ("ADVISORY", Some(Advisory), false),
    ("CLARIFICATION", Some(Clarification), false),
    ("UPDATE", Some(Update), true),
    ("WRAPUP", Some(Update), true),
    ("RPT", None, false),
    ("REPEAT", None, false),
    ("BERICHTIGUNG", Some(Correction), false),
    ("KORREKTUR", Some(Correction), false),
    ("CORRIGE", Some(Correction), false),
    ("RETTELSE", Some(Correction), false),
    ("КОРРЕКЦИЯ", Some(Correction), false),
];

/// Verbs that start an agency's line in parentheses, and whether they are sufficient there without
/// further words.
pub(super) const AGENCY_LINES: [(&str, NoticeKind, bool); 6] = [
    ("corrects|correcting|corrected", Correction, true),
    ("refiles|refiling", Refile, true),
    ("recasts|recasting", Update, true),
    ("clarifies|fixes|amends", Correction, false),
    ("adds|updates|writes|removes|changes|deletes|drops|restores|edits|repeats", Update, false),
    (
        "corrige|corregge|korrigiert|berichtigt|rectifie|rectifica|rättar|retter|prostuje",
        Correction,
        true,
    ),
];

/// Words that such a line refers to.
#[rustfmt::skip]
pub(super) const AGENCY_TOLD: &[&str] = &[
    "paragraph", "paragraphs", "para", "paras", "graf", "grafs", "headline", "byline", "detail", "details",
    "background", "quote", "quotes", "comment", "comments", "context", "share", "shares", "price", "prices",
    "analyst", "analysts", "reaction", "reactions", "slug", "dateline", "link", "links", "bullet", "bullets",
    "throughout", "spelling", "attribution", "typo", "lede", "lead", "typographical", "párrafo", "paragraphe",
    "absatz", "title", "titular", "titre",
];
