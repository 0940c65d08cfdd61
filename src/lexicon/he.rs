//! The words of Hebrew.

use super::{ColumnWords, DateWords, FactWords, Language, Months, WordGroup};

/// The months have the same forms in printed dates and in sentences.
const MONTHS: Months = [
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
];

/// The words of Hebrew.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "he",
    name: "Hebrew",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Columns],
    dates: DateWords {
        months: MONTHS,
        published: &["פורסם", "פרסום"],
        updated: &["עודכן", "עדכון"],
        ..DateWords::NONE
    },
    facts: FactWords {
        number_values: &[
            ("אלף", "e3"), ("אלפים", "e3"), ("מיליון", "e6"), ("מיליוני", "e6"), ("מיליארד", "e9"),
            ("מיליארדי", "e9"), ("מאה", "e2"), ("שלושה", "3"), ("ארבעה", "4"), ("חמישה", "5"), ("שישה", "6"),
            ("שבעה", "7"), ("שמונה", "8"), ("תשעה", "9"), ("עשרה", "10"),
        ],
        attributions: &["אמר", "אמרה", "הודיע", "הודיעה", "מסר", "מסרה", "טען", "טענה", "לדברי", "לפי"],
        months: MONTHS,
        other_dates: &["אתמול", "מחר"],
        negations: &[
            "לא", "שלא", "ולא", "אין", "ואין", "אינו", "אינה", "אינם", "אינן", "בלי", "מבלי", "ללא", "מעולם",
        ],
        ..FactWords::NONE
    },
    columns: ColumnWords {
        urls: &["קישור", "כתובת"],
        titles: &["כותרת"],
        bylines: &["מחבר", "כותב", "מאת"],
        descriptions: &["תקציר", "תיאור", "כותרת משנה"],
        bodies: &["טקסט", "תוכן"],
        published: &["פורסם", "תאריך פרסום", "תאריך"],
        updated: &["עודכן", "תאריך עדכון"],
        captured: &["אוחזר"],
        languages: &["שפה"],
        publishers: &["מוציא לאור"],
        sections: &["מדור"],
    },
    ..Language::NONE
};
