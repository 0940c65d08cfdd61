//! The words of Hebrew.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Hebrew.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "he",
    name: "Hebrew",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        months: [
            &["ינואר", "בינואר"],
            &["פברואר", "בפברואר"],
            &["מרץ", "במרץ", "מרס", "במרס"],
            &["אפריל", "באפריל"],
            &["מאי", "במאי"],
            &["יוני", "ביוני"],
            &["יולי", "ביולי"],
            &["אוגוסט", "באוגוסט"],
            &["ספטמבר", "בספטמבר"],
            &["אוקטובר", "באוקטובר"],
            &["נובמבר", "בנובמבר"],
            &["דצמבר", "בדצמבר"],
        ],
        published: &["פורסם", "פרסום"],
        updated: &["עודכן", "עדכון"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "לא", "שלא", "ולא", "אין", "ואין", "אינו", "אינה", "אינם", "אינן", "בלי", "מבלי", "ללא", "מעולם",
        ],
        ..FactWords::NONE
    },
    ..Language::NONE
};
