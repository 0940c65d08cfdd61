//! The words of Portuguese.

use super::{DateWords, FactWords, Language, WordGroup};

/// The words of Portuguese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pt",
    name: "Portuguese",
    covers: &[WordGroup::Dates, WordGroup::Facts],
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
    ..Language::NONE
};
