//! The words of Portuguese.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, WordGroup,
};

/// The words of Portuguese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pt",
    name: "Portuguese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate],
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
    notices: NoticeWords {
        stems: &[
            "correç", "retific", "esclarec", "atualiz", "desculp", "alterad", "diferentemente", "contrário", "versão",
            "versión", "versione", "engano", "lapso", "removid", "redaç", "redacç", "retrat",
        ],
        nouns: &[
            ("{doc}", "reportagem artigo texto matéria notícia coluna título post publicação conteúdo nota entrevista newsletter boletim editorial crônica crónica legenda gráfico"),
            ("{anterior}", "anterior original inicial prévia"),
            ("{disse}", "publicou publicado informou informado informamos informava dizia afirmou afirmava afirmamos indicou indicava escrevemos publicamos escrito noticiado dissemos noticiámos noticiou"),
        ],
        correction_labels: &[
            "correção",
            "correcção",
            "correções",
            "correcções",
            "errata",
            "erramos",
            "retificação",
            "rectificação",
            "corrigido",
        ],
        clarification_labels: &["esclarecimento", "esclarecimentos", "nota de esclarecimento"],
        withdrawal_labels: &["retratação", "notícia|matéria cancelada|retirada|anulada"],
        update_labels: &[
            "atualização",
            "actualização",
            "atualizado",
            "atualizada",
            "actualizado",
            "actualizada",
        ],
        note_labels: &[
            "nota da redação|redacção|direção",
            "nota do editor",
            "nota editorial",
            "nota aos leitores",
            "nota de redação",
        ],
        correction_phrases: &[
            "weak versão {anterior} deste|desta|da|do|dessa|desse ..1 {doc}",
            "weak primeira|anterior versão deste|desta|da|do ..1 {doc}",
            "versão {anterior} ..5 {disse} ..8 erro|erradamente|incorretamente|equivocadamente|erroneamente",
            "este|esta|o|a {doc} foi ..2 corrigid*|retificad*|rectificad*",
            "diferentemente|contrário do que ..4 {disse}",
            "por|devido erro|engano|lapso ..4 {disse}",
            "{doc} ..4 {disse} ..4 erradamente|incorretamente|equivocadamente|erroneamente|erro",
            "{doc} ..3 erradamente|incorretamente|equivocadamente|erroneamente ..1 {disse}",
            "pedimos|pede ..1 desculpa|desculpas ..6 erro|lapso|engano|leitores",
        ],
        withdrawal_phrases: &["este|esta {doc} foi ..2 retirad*|removid*|despublicad*"],
        amendment_phrases: &["este|esta {doc} foi ..2 alterad*|modificad*|editad*"],
        update_phrases: &["este|esta {doc} foi ..2 atualizad*|actualizad*"],
        note_phrases: &["nota da redação|redacção"],
        vetoes: &["obrigad*|agradec*|rascunho"],
        before_dates: &["à", "em", "às"],
        headline_words: &["titulo"],
        place_words: &["paragrafo"],
        instead: &[", e não ", " em vez de "],
        said: &[" dizia que "],
        is_right: &[" na verdade"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        time_units: &[
            "minuto", "minutos", "hora", "horas", "dia", "dias", "semana", "semanas", "mes", "meses", "ano", "anos",
        ],
        time_past: &["ha"],
        time_reading: &["leitura"],
        time_labels: &["publicado", "atualizado"],
        time_days: &["hoje", "ontem"],
        time_fillers: &["a", "ultima", "tempo", "do", "da", "os", "as"],
        counted: &["comentarios", "comentario"],
        advert_lines: &["publicidade", "anuncio", "anuncios"],
        related_lines: &[
            "noticias relacionadas", "leia tambem", "leia mais", "veja tambem", "mais lidas", "temas", "assuntos",
        ],
        comment_lines: &["comentarios", "comentar", "comentarios dos leitores", "deixe um comentario"],
        related_starts: &["leia tambem", "veja tambem", "leia mais"],
        prompt_starts: &["assine ", "siga-nos", "inscreva-se"],
        paid_phrases: &["esta materia e exclusiva para assinantes"],
        comment_starts: &["comentarios ("],
        credit_labels: &["imagem", "fotografia"],
        legal_phrases: &["todos os direitos reservados"],
        section_heads: &["mais lidas"],
        photo_starts: &["fotos de"],
        reply_counts: &["un"],
        reply_prepositions: &["a"],
        publisher_notes: &["sobre o autor"],
        link_heads: &["leia tambem", "leia mais", "veja tambem", "mais lidas", "saiba mais"],
        cut_heads: &["mais lidas", "mais lidas em"],
        reading_times: &["tempo de leitura"],
        filed: &["assuntos"],
        prompts: &["exclusivo para assinantes", "assine "],
        contacts: &["pode seguir", "siga ", "clique aqui", "receba "],
        feed_appendices: &[
            ("O post ", " apareceu primeiro em "),
        ],
        ..BoilerplateWords::NONE
    },
    ..Language::NONE
};
