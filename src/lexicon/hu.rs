//! The words of Hungarian.

use super::{BoilerplateWords, DateWords, FactWords, Language, PageWords, WordGroup};

/// The words of Hungarian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hu",
    name: "Hungarian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &["esemeny", "esemenyek", "naptar", "program", "programok", "nyitvatartas"],
        event_labels: &["helyszin", "idopont", "mikor", "hol"],
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
        updated: &["frissit*", "frissul*", "modosit*"],
        ..DateWords::NONE
    },
    facts: FactWords {
        frequent: &[
            "és", "az", "egy", "hogy", "nem", "is", "volt", "van", "meg", "már", "csak", "mint", "után", "szerint",
            "azt", "lehet", "még",
        ],
        negations: &[
            "nem", "soha", "senki", "semmi", "nélkül", "nincs", "sem", "ne",
        ],
        ..FactWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["hirdetes"],
        related_starts: &["olvasta mar"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["az oldal nem talalhato"],
        error_phrases: &["nem talalhato"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
