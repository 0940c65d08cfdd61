//! The words of Portuguese.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Portuguese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "pt",
    name: "Portuguese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
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
        published: &["publicado", "publicada", "publicacao", "postado", "criado"],
        updated: &["actualizado", "actualizada", "modificado", "modificada", "atualizado", "atualizada",
            "atualizacao", "ultima modificacao", "ultima alteracao", "alterado"],
        unrelated: &["registrado"],
        self_references: &["esta pagina", "este artigo"],
    },
    facts: FactWords {
        units: &[
            ("metros", "m"), ("quilômetros", "km"), ("quilómetros", "km"), ("quilos", "kg"), ("toneladas", "t"),
            ("litros", "l"), ("graus", "°"), ("segundos", "s"), ("minutos", "min"), ("hora", "h"), ("horas", "h"),
            ("dia", "day"), ("dias", "day"), ("semana", "week"), ("semanas", "week"), ("mês", "month"),
            ("meses", "month"), ("ano", "year"), ("anos", "year"), ("euro", "€"), ("euros", "€"), ("dólar", "$"),
            ("dólares", "$"), ("reais", "R$"), ("hectares", "ha"),
        ],
        number_values: &[
            ("zero", "0"), ("dois", "2"), ("duas", "2"), ("três", "3"), ("quatro", "4"), ("cinco", "5"),
            ("seis", "6"), ("sete", "7"), ("oito", "8"), ("nove", "9"), ("dez", "10"), ("onze", "11"),
            ("doze", "12"), ("treze", "13"), ("catorze", "14"), ("quinze", "15"), ("vinte", "20"), ("trinta", "30"),
            ("quarenta", "40"), ("cinquenta", "50"), ("cem", "e2"), ("mil", "e3"), ("milhão", "e6"),
            ("milhões", "e6"), ("bilhão", "e9"), ("bilhões", "e9"), ("dúzia", "12"),
        ],
        frequent: &[
            "os", "das", "dos", "uma", "não", "com", "para", "que", "mais", "foi", "são", "pela", "pelo", "disse",
            "como", "também", "ele",
        ],
        negations: &[
            "nunca", "nada", "não", "nem", "sem", "nenhum", "nenhuma", "ninguém", "jamais", "tampouco",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "artigo", "art", "seção", "secção", "tabela", "figura", "capítulo", "cláusula", "anexo", "página",
            "passo", "parte", "parágrafo", "nota",
        ],
        ..SentenceWords::NONE
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
        page_dates: &[
            "última atualização", "atualizado", "publicado", "em vigor", "última modificação",
            "data de entrada em vigor", "versão",
        ],
        counters: &[
            "comentário", "comentários", "visualizações", "leitura", "min", "minutos", "tempo", "de", "há", "horas",
            "dias",
        ],
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
    pages: PageWords {
        error_titles: &["pagina nao encontrada", "erro 404"],
        removed_titles: &["este artigo ja nao esta disponivel"],
        error_phrases: &["nao existe", "nao foi encontrada", "nao encontrada"],
        robot_phrases: &["nao e um robo"],
        script_phrases: &["habilitar javascript", "habilite javascript"],
        subscription_phrases: &["exclusivo para assinantes", "para continuar lendo", "assine para"],
        gate_phrases: &["exclusivo para assinantes", "para continuar lendo"],
        parked_titles: &["dominio a venda"],
        parked_phrases: &["dominio esta a venda"],
        consent_titles: &["antes de continuar", "a sua privacidade"],
        consent_openings: &["nos e os nossos"],
        consent_data: &["dados pessoais"],
        consent_phrases: &["privacidade", "dados pessoais"],
        ..PageWords::NONE
    },
};
