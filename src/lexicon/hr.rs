//! The words of Croatian.

use super::{ColumnWords, DateWords, Language, WordGroup};

/// The words of Croatian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hr",
    name: "Croatian",
    covers: &[WordGroup::Dates, WordGroup::Columns],
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
    columns: ColumnWords {
        urls: &["poveznica", "adresa"],
        titles: &["naslov"],
        bylines: &["autor", "autorica", "autori"],
        descriptions: &["opis", "sazetak", "podnaslov"],
        bodies: &["tekst", "sadrzaj"],
        published: &["objavljeno", "datum objave", "datum"],
        updated: &["azurirano", "izmijenjeno", "datum izmjene", "zadnja izmjena"],
        captured: &["preuzeto"],
        languages: &["jezik"],
        publishers: &["izdavac"],
        sections: &["rubrika"],
    },
    ..Language::NONE
};
