//! The words of Spanish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Spanish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "es",
    name: "Spanish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &[
            "evento", "eventos", "proximos eventos", "agenda", "calendario", "programa", "horario", "horarios",
            "fechas clave", "convocatorias",
        ],
        event_labels: &["lugar", "hora", "cuando", "donde", "entrada"],
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
        published: &["publicado", "publicada", "publicacion", "creado", "enviado por"],
        updated: &["actualizado", "actualizada", "actualizacion", "modificado", "modificada", "ultima modificacion"],
        unrelated: &["registrado"],
        self_references: &["este articulo", "esta noticia", "esta pagina"],
    },
    facts: FactWords {
        units: &[
            ("metro", "m"), ("metros", "m"), ("kilómetro", "km"), ("kilómetros", "km"), ("kilo", "kg"),
            ("kilos", "kg"), ("tonelada", "t"), ("toneladas", "t"), ("litro", "l"), ("litros", "l"), ("grados", "°"),
            ("segundo", "s"), ("segundos", "s"), ("minuto", "min"), ("minutos", "min"), ("hora", "h"),
            ("horas", "h"), ("día", "day"), ("días", "day"), ("semana", "week"), ("semanas", "week"),
            ("mes", "month"), ("meses", "month"), ("año", "year"), ("años", "year"), ("euro", "€"), ("euros", "€"),
            ("dólar", "$"), ("dólares", "$"), ("hectáreas", "ha"),
        ],
        number_values: &[
            ("cero", "0"), ("dos", "2"), ("tres", "3"), ("cuatro", "4"), ("cinco", "5"), ("seis", "6"),
            ("siete", "7"), ("ocho", "8"), ("nueve", "9"), ("diez", "10"), ("once", "11"), ("doce", "12"),
            ("trece", "13"), ("catorce", "14"), ("quince", "15"), ("veinte", "20"), ("treinta", "30"),
            ("cuarenta", "40"), ("cincuenta", "50"), ("sesenta", "60"), ("setenta", "70"), ("ochenta", "80"),
            ("noventa", "90"), ("cien", "e2"), ("cientos", "e2"), ("mil", "e3"), ("miles", "e3"), ("millón", "e6"),
            ("millones", "e6"), ("docena", "12"),
        ],
        frequent: &[
            "el", "los", "las", "del", "una", "por", "con", "para", "que", "fue", "más", "han", "este", "como",
            "pero", "sus", "dijo",
        ],
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
        numbered_labels: &[
            "artículo", "art", "sección", "tabla", "figura", "capítulo", "cláusula", "anexo", "página", "paso",
            "parte", "párrafo", "nota",
        ],
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
    notices: NoticeWords {
        stems: &[
            "rectific", "corregi", "correcci", "aclaraci", "redacci", "actualiz", "fe de", "erro", "disculp", "lament",
            "subsanad", "enmendad", "ampliad", "elimin",
        ],
        nouns: &[
            ("{doc}", "artículo noticia nota información texto reportaje pieza columna titular entrada crónica entrevista publicación boletín gráfico editorial despacho"),
            ("{anterior}", "anterior previa inicial original preliminar"),
            ("{dijo}", "decía decíamos dijimos publicamos publicó afirmaba afirmamos indicaba indicamos señalaba señalamos escribimos informamos informó aseguraba mencionaba consignó"),
        ],
        correction_labels: &[
            "corrección",
            "correcciones",
            "rectificación",
            "rectificaciones",
            "fe de errores|erratas|errata|error",
            "errata",
            "erratas",
            "corrige",
            "nota de corrección",
            "corregido",
        ],
        clarification_labels: &["aclaración", "aclaraciones", "precisión", "precisiones", "nota aclaratoria"],
        withdrawal_labels: &["retractación", "noticia|información retirada|anulada"],
        update_labels: &["actualización", "actualizado", "actualizada"],
        note_labels: &[
            "nota de la|del|de redacción|editor|editora|dirección",
            "nota a los lectores",
            "n de la? r",
            "nota editorial",
        ],
        correction_phrases: &[
            "weak versión {anterior} de|del este|esta|la|nuestro|nuestra? ..1 {doc}",
            "weak primera|anterior versión de|del este|esta|la? ..1 {doc}",
            "versión {anterior} ..5 {dijo} ..8 error|erróneamente|incorrectamente|equivocad*",
            "este|esta|nuestro|nuestra {doc} ha|fue|han sido? ..2 corregid*|rectificad*|subsanad*",
            "el|la artículo|noticia|titular|nota ha|fue sido? ..2 corregid*|rectificad*",
            "por|debido|a un? error ..4 {dijo}",
            "{doc} ..5 {dijo} ..4 error|erróneamente|incorrectamente",
            "{doc} ..3 error|erróneamente|incorrectamente ..3 {dijo}",
            "lamentamos|lamenta ..3 error|errores|confusión|equivocación",
            "pedimos|pide ..1 disculpas ..6 error|errores|lectores|confusión",
            "disculpas ..4 lectores ..4 error|errores",
            "donde decía|dice|dijimos ..12 debe|debía|debió decir",
        ],
        withdrawal_phrases: &[
            "este|esta|nuestro|nuestra {doc} ha|fue sido? ..2 retirad*|eliminad*|despublicad*",
            "hemos retirado|eliminado ..2 {doc}",
        ],
        amendment_phrases: &["este|esta|nuestro|nuestra {doc} ha|fue sido? ..2 modificad*|editad*|enmendad*"],
        update_phrases: &[
            "este|esta|nuestro|nuestra {doc} ha|fue|se sido? ..2 actualizad*|ampliad*|actualizó",
        ],
        note_phrases: &["nota de la redacción"],
        revisions: &["ha cambiado desde", "ha sido actualizado", "ha sido actualizada", "se ha actualizado", "desde su publicación"],
        closures: &["ha finalizado", "ha terminado", "está cerrada", "está cerrado", "ha vencido"],
        vetoes: &["gracias|agradec*|borrador"],
        before_dates: &["a", "el", "del", "de"],
        headline_words: &["titular", "titulo"],
        place_words: &["parrafo"],
        paragraph_words: &["parrafo"],
        instead: &[", no ", " en lugar de "],
        said: &[" decía que ", " se decía que "],
        is_right: &[" en realidad"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "última actualización", "actualizado", "fecha de actualización", "publicado", "en vigor",
            "fecha de entrada en vigor", "última modificación", "versión",
        ],
        counters: &[
            "comentario", "comentarios", "vistas", "lectura", "min", "minutos", "tiempo", "de", "hace", "horas",
            "días",
        ],
        time_units: &[
            "minuto", "minutos", "hora", "horas", "dia", "dias", "semana", "semanas", "mes", "meses",
        ],
        time_past: &["hace"],
        time_reading: &["lectura"],
        time_labels: &["actualizado", "publicado"],
        time_days: &["hoy", "ayer"],
        time_fillers: &["a", "y", "el", "la", "ultima", "tiempo", "de"],
        counted: &["comentarios", "comentario"],
        advert_lines: &["publicidad", "anuncio", "anuncios"],
        tool_lines: &[
            "compartir", "imprimir", "inicio", "compartir en facebook", "compartir en twitter", "copiar enlace",
            "guardar",
        ],
        related_lines: &[
            "noticias relacionadas", "te puede interesar", "lo mas leido", "mas noticias", "mas informacion",
            "ver tambien", "contenidos relacionados", "articulos relacionados", "notas relacionadas", "mas leidas",
            "lo mas visto", "etiquetas", "temas", "noticias de hoy",
        ],
        comment_lines: &["comentarios", "comentar", "deja un comentario", "deja una respuesta"],
        legal_lines: &["aviso legal", "politica de privacidad", "quienes somos"],
        related_starts: &[
            "noticia relacionada", "noticias relacionadas", "informacion relacionada", "lea tambien", "lee tambien",
            "lea mas", "te puede interesar", "mira tambien",
        ],
        placeholder_starts: &[
            "para ver este contenido", "este contenido no se puede mostrar",
        ],
        prompt_starts: &["suscribete", "siguenos", "registrate"],
        paid_phrases: &["este articulo es exclusivo para suscriptores"],
        comment_starts: &["comentarios ("],
        tool_starts: &["compartir en"],
        credit_labels: &["foto", "fotos", "imagen", "fotografia"],
        credit_starts: &["foto: "],
        credit_separators: &[" foto: "],
        legal_phrases: &[
            "todos los derechos reservados", "prohibida su reproduccion", "prohibida la reproduccion",
        ],
        section_heads: &["noticias relacionadas", "lo mas leido"],
        photo_starts: &["fotos de"],
        reply_counts: &["un", "una"],
        reply_stems: &["respuesta", "comentario", "pensamiento"],
        reply_prepositions: &["a", "en"],
        says: &["escribe:"],
        comment_links: &["ver comentarios"],
        publisher_notes: &["sobre el autor"],
        link_heads: &[
            "te puede", "le puede", "tambien te", "lee tambien", "lea tambien", "lea mas", "mas noticias", "mas en",
            "lo mas", "noticias relac",
        ],
        cut_heads: &[
            "lo mas visto en", "lo mas visto", "lo mas leido en", "lo mas leido", "lo mas comentado",
            "mas noticias de",
        ],
        reading_times: &["tiempo de lectura"],
        filed: &["archivado en", "mas sobre", "etiquetas", "temas:"],
        prompts: &["solo para suscriptores", "contenido exclusivo", "suscribete"],
        contacts: &[
            "puedes seguir", "podes seguir", "siguenos", "sigue ", "sigue a", "siga ", "contacta", "recibe ",
        ],
        feed_appendices: &[
            ("La entrada ", " se publicó primero en "),
            ("La entrada ", " apareció primero en "),
        ],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &[
            "error 404", "pagina no encontrada", "no se encontro la pagina", "pagina no disponible",
        ],
        removed_titles: &[
            "este articulo ya no esta disponible", "esta pagina ya no esta disponible",
            "este contenido ya no esta disponible",
        ],
        error_phrases: &[
            "no existe", "no se encuentra", "no se ha encontrado", "no hemos encontrado", "estas buscando",
            "ya no esta disponible",
        ],
        robot_titles: &["un momento"],
        robot_phrases: &["no eres un robot", "no soy un robot"],
        script_phrases: &[
            "habilitar javascript", "habilite javascript", "activar javascript", "active javascript",
            "activa javascript",
        ],
        subscription_phrases: &["exclusivo para suscriptores", "suscribete para", "para seguir leyendo"],
        gate_phrases: &["exclusivo para suscriptores", "para seguir leyendo"],
        parked_titles: &["dominio en venta", "este dominio esta en venta"],
        parked_phrases: &["dominio esta en venta", "este dominio"],
        consent_titles: &[
            "se requiere consentimiento", "yahoo forma parte", "tu privacidad", "su privacidad",
            "valoramos tu privacidad", "antes de continuar", "antes de ir a",
        ],
        consent_openings: &["nosotros y nuestros"],
        consent_data: &["datos personales"],
        consent_phrases: &["privacidad", "consentimiento", "socios", "datos personales"],
        ..PageWords::NONE
    },
};
