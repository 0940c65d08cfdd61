//! The words of French.

use super::{BylineWords, DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of French.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "fr",
    name: "French",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines],
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
        attributions: &["dit", "déclaré", "selon"],
        dates: &[
            "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier",
        ],
        dates_beside_numbers: &["mai", "mars"],
        numbers: &[
            "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "cent", "mille", "milliard", "milliards",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["mme", "mlle"],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["par", "texte", "auteur", "de", "ecrit par", "publie par"],
        signatures: &["par ", "de "],
        line_openers: &["Par ", "PAR "],
        article_kinds: &["analyse", "chronique", "tribune", "enquete", "entretien"],
        job_titles: &["redacteur", "redactrice", "journaliste", "correspondant"],
        organization_words: &["redaction", "agences", "presse"],
        desks: &["redaction"],
        ..BylineWords::NONE
    },
};
