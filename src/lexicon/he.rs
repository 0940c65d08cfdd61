//! The words of Hebrew.

use super::{DateWords, Language, WordGroup};

/// The words of Hebrew.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "he",
    name: "Hebrew",
    covers: &[WordGroup::Dates],
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
        published: &["פורסם"],
        updated: &["עודכן"],
        ..DateWords::NONE
    },
};
