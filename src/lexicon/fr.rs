//! The words of French.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of French.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "fr",
    name: "French",
    covers: &[WordGroup::Dates, WordGroup::Facts],
    dates: DateWords {
        months: [
            &["janvier", "janv"],
            &["fevrier", "fevr", "fev"],
            &["mars"],
            &["avril", "avr"],
            &["mai"],
            &["juin"],
            &["juillet", "juil"],
            &["aout"],
            &["septembre", "sept"],
            &["octobre", "oct"],
            &["novembre", "nov"],
            &["decembre", "dec"],
        ],
        weekdays: &[
            "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam",
            "dim",
        ],
        published: &["publie", "publiee", "publies", "paru"],
        updated: &["modifie", "modifiee", "actualise", "actualisee"],
        unrelated: &["inscrit", "inscription", "consulte"],
        self_references: &["cet article", "cette page"],
    },
    facts: FactWords {
        negations: &["pas", "ne", "jamais", "aucun", "aucune", "rien", "sans", "ni", "non"],
    },
};
