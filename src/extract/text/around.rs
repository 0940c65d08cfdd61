//! Recognizes boilerplate lines in a page saved as text, beyond those that any page has.

use crate::extract::boilerplate::{self, Boilerplate};
use crate::extract::dates::{self, DateContext, fold};

/// Judges a line by its own words.
pub(super) fn judge(line: &str) -> Option<Boilerplate> {
    let line = line.trim();
    let chars = line.chars().count();
    if let Some(known) = boilerplate::judge(line) {
        // A complete sentence belongs to the article, whatever it begins with.
        let is_sentence = line.ends_with('.')
            && !line.contains([':', '|', '»'])
            && line.split_whitespace().count() >= 8;
        return Some(known).filter(|known| *known != Boilerplate::Related || !is_sentence);
    }
    if chars > 300 {
        return None;
    }
    // Numbers of a gallery: `4`, `+4`.
    if chars <= 3 && line.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Boilerplate::Tool);
    }
    let lower = fold(line);
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric()).trim();
    let starts = |list: &[&str]| list.iter().any(|start| bare.starts_with(start));
    let is_photo = chars <= 60
        && [
            "photograph by",
            "photographs by",
            "photography by",
            "photos by",
            "illustration by",
            "illustrations by",
            "fotos von",
            "photos par",
            "fotos de",
            "foto di",
        ]
        .iter()
        .any(|start| bare.starts_with(start));
    if is_photo || is_caption(&lower) {
        return Some(Boilerplate::Credit);
    }
    if chars <= 120 && opens_comments(bare, line) {
        return Some(Boilerplate::Comments);
    }
    if chars <= 60 && !boilerplate::ends_sentence(line) && starts(LINK_HEADS) {
        return Some(Boilerplate::Related);
    }
    // A heading cut off before its links: `Lo más visto en...`.
    if chars <= 60 && line.ends_with(['.', '…']) && CUT_HEADS.contains(&bare) {
        return Some(Boilerplate::Related);
    }
    let tells_minutes = chars <= 40 && line.bytes().any(|byte| byte.is_ascii_digit());
    if (tells_minutes && starts(READING_TIMES))
        || (chars <= 40 && !line.ends_with('.') && starts(&["scroll down for", "scroll down to"]))
        || bare == "like loading"
    {
        return Some(Boilerplate::Tool);
    }
    if chars <= 120 && !boilerplate::ends_sentence(line) && starts(FILED) {
        return Some(Boilerplate::Tool);
    }
    if is_of_house(bare) {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 200 && (starts(PROMPTS) || (starts(CONTACTS) && has_address(&lower))) {
        return Some(Boilerplate::Prompt);
    }
    None
}

/// Whether a line is the heading of a box of links, which follow it.
pub(super) fn heads_links(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() <= 60
        && !line.trim_end_matches(':').contains(':')
        && judge(line) == Some(Boilerplate::Related)
}

/// Whether a line begins with its date: `May 30, 2017 ~ Thea Marsh`.
pub(super) fn is_dateline(line: &str) -> bool {
    if boilerplate::is_date_line(line) {
        return true;
    }
    if line.len() > 90 || boilerplate::ends_sentence(line) {
        return false;
    }
    let zone = crate::article::DefaultZone::default();
    let context = DateContext { zone: &zone, order: crate::extract::DateOrder::Auto, lang: None };
    let found = dates::find_printed(line, &context, crate::article::ClockSource::Text);
    found.first().is_some_and(|found| {
        let rest = line.get(found.span.1..).unwrap_or_default();
        let goes_on = rest.trim_start().starts_with(|c: char| c.is_lowercase());
        found.span.0 == 0 && !goes_on && rest.split_whitespace().count() <= 6
    })
}

/// Whether a line is a caption that ends in its credit: `… in den Kellern. (Foto: Jule Anders)`.
fn is_caption(lower: &str) -> bool {
    const LABELS: &[&str] = &[
        "(foto:",
        "(photo:",
        "(bild:",
        "(image:",
        "(picture:",
        "(credit:",
        "(fotos:",
        "(photos:",
        "(crédit",
        "(credit photo",
        "[foto:",
        "(quelle:",
        " credit:",
        "/ foto:",
        "| foto:",
        "| bild:",
        "(写真",
        "(фото",
    ];
    LABELS.iter().any(|label| {
        lower
            .rsplit_once(label)
            .is_some_and(|(_, owner)| owner.chars().count() <= 50 && !owner.contains(". "))
    })
}

fn opens_comments(bare: &str, line: &str) -> bool {
    let mut words = bare.split_whitespace();
    let counts = words.next().is_some_and(|word| {
        word.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(word, "one" | "un" | "una" | "ein")
    });
    let counted = words.next().is_some_and(|word| {
        [
            "thought",
            "response",
            "repl",
            "comment",
            "kommentar",
            "gedanke",
            "antwort",
            "reponse",
            "respuesta",
            "comentario",
            "pensier",
            "pensamiento",
            "reactie",
            "odpowied",
        ]
        .iter()
        .any(|stem| word.starts_with(stem))
    });
    let ahead = words.next().is_some_and(|word| {
        matches!(word, "on" | "to" | "zu" | "auf" | "sur" | "a" | "en" | "su" | "op" | "do")
    });
    let is_said = bare.split_whitespace().count() <= 4
        && ["says:", "schreibt:", "sagt:", "escribe:", "scrive:", "schreef:", "пишет:"]
            .iter()
            .any(|end| line.ends_with(end));
    let opens = [
        "voir les contributions",
        "lire les commentaires",
        "voir les commentaires",
        "voir tous les commentaires",
        "zu den kommentaren",
        "ver comentarios",
        "reacties op dit",
    ]
    .iter()
    .any(|start| bare.starts_with(start));
    (counts && counted && ahead && !boilerplate::ends_sentence(line)) || is_said || opens
}

/// Whether a line is the publisher's note about the article or its author.
fn is_of_house(bare: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "this article was",
        "this article appears",
        "this article appeared",
        "this article first",
        "this article originally",
        "this story was originally",
        "this story originally",
        "this story appeared",
        "this story first",
        "this post originally",
        "this post contains",
        "when you buy",
        "we may earn",
        "we may receive a commission",
        "some links in this",
        "dieser artikel erschien",
        "dieser text erschien",
        "dieser beitrag erschien",
        "about the author",
        "uber den autor",
        "uber die autorin",
        "a propos de l'auteur",
        "sobre el autor",
        "sobre o autor",
    ];
    const POSTS: &[&str] = &[
        " is a staff writer at",
        " is a staff writer for",
        " is a senior editor at",
        " is a contributing writer",
        " is a contributing editor",
        " is a reporter at",
        " is a reporter for",
        " is a senior writer",
        " is a freelance writer",
        " is a freelance journalist",
        " is a former staff writer",
        " is an associate editor",
        " ist redakteur",
        " est journaliste",
    ];
    OPENINGS.iter().any(|opening| bare.starts_with(opening))
        || POSTS
            .iter()
            .any(|post| bare.find(post).is_some_and(|at| at <= 40 && !bare.starts_with(['"', '“'])))
}

/// Whether a line contains an email address, a telephone number or the name of a social network.
fn has_address(lower: &str) -> bool {
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    lower.contains('@')
        || digits >= 7
        || [
            "twitter",
            "facebook",
            "instagram",
            "whatsapp",
            "telegram",
            "linkedin",
            "tiktok",
            "youtube",
            "newsletter",
            "mastodon",
            "bluesky",
            "google news",
            "threads",
        ]
        .iter()
        .any(|place| lower.contains(place))
}

/// Openings of a heading of a box of links; more may follow: `MOST READ IN NEWS`.
#[rustfmt::skip]
const LINK_HEADS: &[&str] = &[
    "most read in", "most read", "more from the", "more on ", "more local", "more in ", "related internet links",
    "read next", "dont miss", "don't miss", "trending in", "popular in", "recommended reading", "you may like",
    "mehr nachrichten", "mehr aus", "mehr zu", "lesen sie", "auch lesenswert", "das konnte", "weitere nachrichten",
    "lire aussi", "a lire", "sur le meme", "les plus", "plus d'articles", "nos derniers", "te puede", "le puede",
    "tambien te", "lee tambien", "lea tambien", "lea mas", "mas noticias", "mas en", "lo mas", "noticias relac",
    "leggi anche", "leggi altro", "ti potrebbe", "potrebbe interessar", "i piu", "piu letti", "leia tambem",
    "leia mais", "veja tambem", "mais lidas", "saiba mais", "lees ook", "lees meer", "meer nieuws", "meer over", "las ocksa",
    "las mer", "les mer", "les ogsa", "laes ogsa", "lue myos", "czytaj", "zobacz", "cti take", "читайте также",
    "читайте нас", "смотрите также", "материалы по теме", "читайте", "читайте ещe", "ilgili", "δειτε επισης", "διαβαστε", "اقرا", "اقرأ",
    "موضوعات ذات", "مواضيع ذات", "شاهد", "الأكثر", "関連記事", "関連リンク", "おすすめ", "あわせて読みたい", "人気", "相关",
    "相關", "延伸阅读", "延伸閱讀", "推荐", "热门", "更多", "관련", "많이 본", "이 시각", "추천",
];

/// Headings of such boxes, cut off before their section's name.
#[rustfmt::skip]
const CUT_HEADS: &[&str] = &[
    "lo mas visto en", "lo mas visto", "lo mas leido en", "lo mas leido", "lo mas comentado", "mas noticias de",
    "most read in", "most popular in", "les plus lus", "les plus lus dans", "i piu letti", "mais lidas", "mais lidas em",
    "meistgelesen in", "mehr aus",
];

/// Openings of a line that states the reading time.
#[rustfmt::skip]
const READING_TIMES: &[&str] = &[
    "temps de lecture", "lecture :", "tiempo de lectura", "tempo de leitura", "tempo di lettura", "leestijd",
    "lesezeit", "lesedauer", "reading time", "read time", "estimated reading", "lastid", "lasetid", "lesetid",
    "czas czytania", "время чтения", "час читання", "okuma suresi", "doba cteni",
];

/// Labels before an article's categories.
#[rustfmt::skip]
const FILED: &[&str] = &[
    "posted in ", "tagged ", "filed under", "tags:", "topics:", "categories:", "category:", "archivado en", "mas sobre",
    "etiquetas", "temas:", "mots-cles", "mots cles", "schlagworte", "themen:", "kategorie", "dieses thema im programm",
    "tag:", "argomenti", "assuntos", "onderwerpen", "trefwoorden", "теги", "темы", "ключевые слова", "etiketler", "태그",
    "标签", "關鍵字", "关键词", "责任编辑", "責任編輯", "タグ", "キーワード", "image caption", "image source",
];

/// Phrases that ask the reader for money, an address or consent.
#[rustfmt::skip]
const PROMPTS: &[&str] = &[
    "article reserve", "reserve aux abonnes", "contenu reserve", "il vous reste", "solo para suscriptores",
    "contenido exclusivo", "nur fur abonnenten", "exklusiv fur abonnenten", "alleen voor abonnees", "riservato agli abbonati",
    "exclusivo para assinantes", "dostep dla", "для подписчиков", "подписывайтесь", "подпишитесь", "assine ", "iscriviti",
    "suscribete", "abonnez-vous", "jetzt abonnieren", "sign up for", "comments are subject", "会員限定", "この記事は有料",
    "구독", "네이버에서", "关注我们", "扫码", "扫描二维码",
];

/// Openings of a line that says how to contact someone.
#[rustfmt::skip]
const CONTACTS: &[&str] = &[
    "reach ", "contact ", "follow ", "email ", "e-mail ", "got a ", "do you have", "have you got", "send ", "tips:",
    "you can follow", "puedes seguir", "podes seguir", "pode seguir", "vous pouvez suivre", "puoi seguir", "write to", "find us", "join us", "like us", "listen to", "download ", "folgen sie", "schreiben sie", "suivez",
    "ecrivez", "retrouvez", "siguenos", "sigue ", "sigue a", "seguici", "segui ", "siga ", "volg ", "mail ", "folg", "следите",
    "присылайте", "сообщите", "takip", "تابعونا", "تابعوا", "フォロー", "제보", "기사제보", "contacter", "contacta", "scrivi a",
    "clique aqui", "receba ", "ricevi ", "ontvang ", "recibe ", "recevez ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_their_words() {
        for (line, expected) in [
            ("Image caption,", Some(Boilerplate::Credit)),
            ("Photographs by Luis Ferro", Some(Boilerplate::Credit)),
            ("Ann Lee is a staff writer at the Day.", Some(Boilerplate::Prompt)),
            ("Ann Lee is a baker at the mill.", None),
            ("This article appears in the May 2021 print edition.", Some(Boilerplate::Prompt)),
            ("4", Some(Boilerplate::Tool)),
            ("+4", Some(Boilerplate::Tool)),
            ("3 thoughts on \"What I learnt\"", Some(Boilerplate::Comments)),
            ("Gudrun says:", Some(Boilerplate::Comments)),
            ("Like Loading...", Some(Boilerplate::Tool)),
            ("Temps de lecture : 2 min.", Some(Boilerplate::Tool)),
            ("Scroll down for video", Some(Boilerplate::Tool)),
            ("Scroll down for the results, the clerk said.", None),
            ("Lo más visto en...", Some(Boilerplate::Related)),
            ("Lo más importante es esperar...", None),
            ("Puedes seguir a EL CORREO en Facebook y Twitter.", Some(Boilerplate::Prompt)),
            ("Puedes seguir a pie por el camino del río.", None),
            ("MOST READ IN NEWS", Some(Boilerplate::Related)),
            ("Posted in Linen, Mistakes", Some(Boilerplate::Tool)),
            ("Reach Ray Stubbs at 555-0142 or on Twitter @rays.", Some(Boilerplate::Prompt)),
            ("Reach for the stars, she told them.", None),
            ("Contact with the ship was lost at dawn.", None),
            ("The mayor says: it is over.", None),
            ("Wasser in den Kellern. (Foto: Jule Anders)", Some(Boilerplate::Credit)),
            ("Follow-up talks were set for May.", None),
            (
                "1999 comments on the plan were read, the clerk said, and most were against it.",
                None,
            ),
            ("More on the plan will be told on Friday, the mayor said.", None),
        ] {
            assert_eq!(judge(line), expected, "{line}");
        }
    }

    #[test]
    fn datelines_begin_with_their_date() {
        assert!(is_dateline("May 30, 2017 ~ Thea Marsh"));
        assert!(is_dateline("17 May 2023"));
        assert!(!is_dateline("17 May 2023 was a cold day in the valley"));
        assert!(!is_dateline("The mayor resigned"));
    }
}
