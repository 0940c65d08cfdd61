//! The words of Romanian.

use super::{BoilerplateWords, BylineWords, DateWords, FactWords, Language, PageWords, WordGroup};

/// The words of Romanian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ro",
    name: "Romanian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["ianuarie", "ian"],
            &["februarie", "feb"],
            &["martie", "mar"],
            &["aprilie", "apr"],
            &["mai"],
            &["iunie", "iun"],
            &["iulie", "iul"],
            &["august", "aug"],
            &["septembrie", "sept"],
            &["octombrie", "oct"],
            &["noiembrie", "noi"],
            &["decembrie", "dec"],
        ],
        weekdays: &["luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica"],
        published: &["publicat", "publicata"],
        updated: &["actualizat", "actualizata"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "nu a", "nu am", "nu ai", "nu au", "nu este", "nu e", "nu sunt", "nu era", "nu erau", "nu va", "nu vor",
            "nu ar", "nu are", "nu avea", "nu poate", "nu pot", "nu putea", "nu mai", "nu se", "nu s-a", "nu s-au",
            "nu există", "nu trebuie", "nu vrea", "nu face", "nu știe", "nu își", "nu le", "nu doar", "n-a", "n-am",
            "n-au", "n-ar", "niciodată", "nimeni", "nimic", "fără", "nici", "niciun", "nicio", "nicidecum",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["autor"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["publicitate"],
        related_starts: &["citeste si"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["pagina nu a fost gasita"],
        error_phrases: &["nu exista"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
