//! The words of Portuguese.

use super::{BylineWords, DateWords, FactWords, Language, WordGroup};

/// The words of Portuguese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pt",
    name: "Portuguese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["janeiro", "jan"],
            &["fevereiro", "fev"],
            &["marco", "mar"],
            &["abril", "abr"],
            &["maio", "mai"],
            &["junho", "jun"],
            &["julho", "jul"],
            &["agosto", "ago"],
            &["setembro", "set"],
            &["outubro", "out"],
            &["novembro", "nov"],
            &["dezembro", "dez"],
        ],
        weekdays: &["sabado", "sab", "dom", "segunda", "terca", "quarta", "quinta", "sexta", "feira"],
        published: &["publicado", "publicada"],
        updated: &["actualizado", "actualizada", "modificado", "modificada", "atualizado", "atualizada"],
        unrelated: &["registrado"],
        self_references: &["esta pagina", "este artigo"],
    },
    facts: FactWords {
        negations: &["nunca", "nada", "não", "nem", "sem"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["por", "autor", "escrito por", "publicado por"],
        signatures: &["por "],
        line_openers: &["Por "],
        job_titles: &["jornalista"],
        organization_words: &["redacao", "agencias"],
        desks: &["redacao"],
        ..BylineWords::NONE
    },
    ..Language::NONE
};
