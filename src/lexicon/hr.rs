//! The words of Croatian.

use super::{DateWords, Language, WordGroup};

/// The words of Croatian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hr",
    name: "Croatian",
    covers: &[WordGroup::Dates],
    dates: DateWords {
        months: [
            &["sijecanj", "sijecnja"],
            &["veljaca", "veljace"],
            &["ozujak", "ozujka"],
            &["travanj", "travnja"],
            &["svibanj", "svibnja"],
            &["lipanj", "lipnja"],
            &["srpanj", "srpnja"],
            &["kolovoz", "kolovoza"],
            &["rujan", "rujna"],
            &[],
            &["studeni", "studenoga", "studenog"],
            &["prosinac", "prosinca"],
        ],
        published: &["objavljen*"],
        updated: &["azuriran*", "izmijenjen*", "zadnja izmjena"],
        ..DateWords::NONE
    },
    ..Language::NONE
};
