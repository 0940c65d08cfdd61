//! The words of Spanish.

use super::{BylineWords, DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of Spanish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "es",
    name: "Spanish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["enero", "ene"],
            &["febrero", "feb"],
            &["marzo", "mar"],
            &["abril", "abr"],
            &["mayo"],
            &["junio", "jun"],
            &["julio", "jul"],
            &["agosto", "ago"],
            &["septiembre", "setiembre", "sept", "sep"],
            &["octubre", "oct"],
            &["noviembre", "nov"],
            &["diciembre", "dic"],
        ],
        weekdays: &[
            "lun", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "mie", "jue", "vie",
            "sab", "dom",
        ],
        published: &["publicado", "publicada", "publicacion"],
        updated: &["actualizado", "actualizada", "actualizacion", "modificado", "modificada"],
        unrelated: &["registrado"],
        self_references: &["este articulo", "esta noticia", "esta pagina"],
    },
    facts: FactWords {
        negations: &["no", "ni", "nunca", "nadie", "nada", "ninguno", "ninguna", "sin", "tampoco"],
        attributions: &["dijo", "según", "afirmó"],
        dates: &[
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "ayer",
            "hoy", "mañana",
        ],
        numbers: &[
            "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "cien", "mil", "millón",
            "millones",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["sra", "srta", "dra", "ud", "uds", "p.ej"],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["por", "autor", "de", "escrito por", "publicado por"],
        signatures: &["por ", "de "],
        line_openers: &["Por "],
        article_kinds: &["analisis", "cronica", "columna"],
        job_titles: &["redactor", "redactora", "periodista", "corresponsal"],
        organization_words: &["redaccion", "agencias"],
        desks: &["redaccion"],
        ..BylineWords::NONE
    },
};
