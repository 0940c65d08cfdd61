//! The words of English.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of English.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "en",
    name: "English",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        months: [
            &["january", "jan"],
            &["february", "feb"],
            &["march", "mar"],
            &["april", "apr"],
            &["may"],
            &["june", "jun"],
            &["july", "jul"],
            &["august", "aug"],
            &["september", "sep", "sept"],
            &["october", "oct"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &[
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
            "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
        ],
        published: &[
            "published", "publish", "posted", "post", "created", "issued", "released", "filed", "dated",
        ],
        updated: &["updated", "update", "modified", "edited", "revised"],
        unrelated: &[
            "registered", "joined", "born", "deadline", "expires", "accessed", "retrieved", "copyright", "login",
            "visited",
        ],
        self_references: &[
            "this entry", "this post", "this article", "this story", "this page", "this version", "article", "story",
            "post", "page",
        ],
    },
    facts: FactWords {
        negations: &[
            "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot",
            "hardly", "barely", "scarcely", "unable", "fails", "failed", "fail", "denied", "denies", "deny", "refused",
            "refuses", "refuse", "lack", "lacks", "lacked",
        ],
    },
};
