//! The words of Hungarian.

use super::{BoilerplateWords, DateWords, FactWords, Language, WordGroup};

/// The words of Hungarian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hu",
    name: "Hungarian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Boilerplate],
    dates: DateWords {
        months: [
            &["januar", "jan"],
            &["februar", "febr", "feb"],
            &["marcius"],
            &["aprilis", "apr"],
            &["majus", "maj"],
            &["junius", "jun"],
            &["julius", "jul"],
            &["augusztus", "aug"],
            &["szeptember", "szept"],
            &["oktober", "okt"],
            &["november", "nov"],
            &["december", "dec"],
        ],
        weekdays: &["hetfo", "kedd", "szerda", "csutortok", "pentek", "szombat", "vasarnap"],
        published: &["kozze*", "megjelen*"],
        updated: &["frissit*", "modositva"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["nem"],
        ..FactWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["hirdetes"],
        related_starts: &["olvasta mar"],
        ..BoilerplateWords::NONE
    },
    ..Language::NONE
};
