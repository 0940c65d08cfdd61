//! Recognizes boilerplate lines, which a page prints around an article, by their own words.
//!
//! Only complete short lines are judged, never a part of a paragraph. Each rule needs words that no
//! sentence of an article begins with or consists of.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};

use super::dates::{self, fold};
use crate::lexicon;

/// The kind of a boilerplate line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boilerplate {
    /// "Advertisement", "Get 40% off".
    Advert,
    /// "Share on Facebook", "Print", "Listen".
    Tool,
    /// "Read more: …", "Related stories".
    Related,
    /// "Sign up for our newsletter".
    Prompt,
    /// "Photo: …", "© Reuters …", "Getty Images".
    Credit,
    /// "Comments", "Latest comments".
    Comments,
    /// "© 2014 …", "All rights reserved", "Terms of use", risk disclosures.
    Legal,
}

/// The most characters of a boilerplate line: longer lines are sentences, except legal notices.
const LONGEST_LINE: usize = 200;
/// The most bytes of a legal notice.
const LONGEST_LEGAL: usize = 2_000;

/// Judges a line. Returns `None` if it may belong to the article.
pub(super) fn judge(line: &str) -> Option<Boilerplate> {
    let line = line.trim();
    if line.is_empty() {
        return None;
    }
    // A paragraph is not boilerplate, whatever its words.
    if line.len() > LONGEST_LEGAL {
        return None;
    }
    let chars = line.chars().count();
    let lower = fold(line);
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '%')).trim();
    if bare.is_empty() {
        return Some(Boilerplate::Tool);
    }
    if let Some(kind) = whole(bare) {
        return Some(kind);
    }
    if is_legal(bare, chars) {
        return Some(Boilerplate::Legal);
    }
    if chars > LONGEST_LINE {
        return None;
    }
    if is_credit(line, bare, chars) {
        return Some(Boilerplate::Credit);
    }
    let starts = |list: &[&str]| list.iter().any(|start| bare.starts_with(start));
    if RELATED.begin(bare) {
        return Some(Boilerplate::Related);
    }
    // Text shown in place of the article to readers who do not pay.
    if PAY_WORDS.iter().any(|words| bare.contains(words)) {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 160
        && (PROMPTS.begin(bare)
            || (chars <= 120
                && !line.ends_with('.')
                && PROMPT_WORDS.iter().any(|words| bare.contains(words))))
    {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 60 && starts(COMMENT_STARTS) && !ends_sentence(line) {
        return Some(Boilerplate::Comments);
    }
    if chars <= 60 && starts(TOOL_STARTS) && !ends_sentence(line) {
        return Some(Boilerplate::Tool);
    }
    if is_count(bare) {
        return Some(Boilerplate::Comments);
    }
    None
}

/// Whether a line opens what follows an article: nothing after it belongs to the article, unless
/// the article continues for long.
pub(super) fn ends_story(line: &str) -> bool {
    match judge(line) {
        Some(Boilerplate::Comments | Boilerplate::Legal) => true,
        Some(Boilerplate::Related) => {
            let bare = fold(line);
            let bare = bare.trim().trim_end_matches(':');
            SECTION_HEADS.contains(&bare)
        }
        _ => false,
    }
}

/// Whether a line ends as a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']', '」', '』']);
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '։'])
}

/// Whether a line is a byline: "By Ann Lee", "Von Ann Lee | 19 October 2014". It is short, begins
/// with a word for "by" and is not a sentence.
pub(super) fn is_byline_line(text: &str) -> bool {
    static LINE_OPENERS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.bylines.line_openers));
    text.len() < 100
        && !ends_sentence(text)
        && LINE_OPENERS.iter().any(|by| text.starts_with(by))
        && text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_uppercase))
        && text.split_whitespace().count() <= 12
}

/// Whether a line is an agency's name, alone or after a person's: "Associated Press", "ANN LEE,
/// Associated Press", "AP Writer".
pub(super) fn is_agency_line(text: &str) -> bool {
    const AGENCIES: &[&str] = &[
        "associated press",
        "the associated press",
        "associated press writer",
        "associated press writers",
        "ap writer",
        "ap writers",
        "ap",
        "reuters",
        "thomson reuters",
        "afp",
        "agence france-presse",
        "dpa",
        "upi",
        "bloomberg",
        "bloomberg news",
        "press association",
        "pa media",
        "tribune news service",
        "staff writer",
        "staff writers",
        "staff reporter",
        "staff reporters",
        "news service",
        "canadian press",
        "the canadian press",
        "apa",
        "ansa",
        "efe",
        "europa press",
        "anp",
        "belga",
        "lusa",
        "tass",
        "interfax",
        "共同通信",
        "時事通信",
        "新华社",
        "연합뉴스",
    ];
    if text.len() > 80 || ends_sentence(text) || text.split_whitespace().count() > 8 {
        return false;
    }
    let line = fold(text.trim().trim_matches(['(', ')', '-', '–', '—', '|', ' ']));
    AGENCIES.contains(&line.as_str())
        || line.rsplit_once([',', '|', '/', '•']).is_some_and(|(name, agency)| {
            AGENCIES.contains(&agency.trim()) && name.split_whitespace().count() <= 5
        })
}

/// Whether a line is a date with little else.
pub(super) fn is_date_line(text: &str) -> bool {
    if text.len() > 160 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let zone = crate::article::DefaultZone::default();
    let context = dates::DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    let found = dates::find_printed(text, &context, crate::article::ClockSource::Text);
    let dated: usize = found.iter().map(|found| found.span.1 - found.span.0).sum();
    let labelled = found.iter().any(|found| found.clock.is_some());
    if found.is_empty() && is_day_of_year(text) {
        return true;
    }
    if found.is_empty() {
        // `Updated Nov 19, 9:41 AM` has no year, but is clearly a timestamp.
        return text.len() <= 80 && dates::opens_with_label(text) && has_clock_time(text);
    }
    !found.is_empty()
        && (dated * 2 >= text.len() || (labelled && text.len() < 120 && !ends_sentence(text)))
}

/// Whether a line is a day without a year: `2 Feb`, `February 2`.
fn is_day_of_year(text: &str) -> bool {
    let text = fold(text);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (Some(one), Some(other), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let is_day = |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |word: &str| super::months::month(word).is_some();
    (is_day(one) && is_month(other)) || (is_month(one) && is_day(other))
}

/// Whether a line is only a note about time: "3 hours ago", "5 min read", "Updated yesterday,
/// 12:00". A bare date is not: it may be a heading in a chronicle.
pub(super) fn is_time_note(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let zone = crate::article::DefaultZone::default();
    let context = dates::DateContext { zone: &zone, order: super::DateOrder::Auto, lang: None };
    let found = dates::find_printed(text, &context, crate::article::ClockSource::Text);
    let (mut rest, mut at) = (String::new(), 0);
    for found in &found {
        rest.push_str(text.get(at..found.span.0).unwrap_or_default());
        rest.push(' ');
        at = at.max(found.span.1);
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    let is_clock = has_clock_time(text);
    let (mut has_number, mut has_unit, mut is_past, mut is_reading) = (false, false, false, false);
    let (mut has_label, mut has_day, mut words) = (false, !found.is_empty(), 0);
    let rest = fold(&rest);
    let mut left = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    while let Some(first) = left.chars().next() {
        // Elements may follow each other without a space: `ago5 min`.
        let is_digit = first.is_ascii_digit();
        let end = left.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_digit);
        let (word, behind) = left.split_at(end.unwrap_or(left.len()));
        left = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
        words += 1;
        if is_digit && word.len() <= 4 {
            has_number = true;
            continue;
        }
        let is = |list: &[&str]| list.contains(&word);
        let (unit, past, reading) = (is(TIME_UNITS), is(TIME_PAST), is(TIME_READING));
        let (label, day) = (is(TIME_LABELS), is(TIME_DAYS));
        let is_month = super::months::month(word).is_some();
        if !(unit || past || reading || label || day || is_month || is(TIME_FILLERS)) {
            return false;
        }
        has_unit |= unit;
        is_past |= past;
        is_reading |= reading;
        has_label |= label;
        has_day |= day || (is_month && has_number);
    }
    let is_relative = has_unit && is_past && has_number;
    let is_read = has_unit && is_reading && has_number;
    let is_labelled = has_label && (has_day || is_clock || is_relative || words <= 2);
    let is_told = has_label || !ends_sentence(text);
    is_told && (is_relative || is_read || is_labelled || (has_day && is_clock && found.is_empty()))
}

// Folded.
#[rustfmt::skip]
const TIME_UNITS: &[&str] = &[
    "second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "h", "day",
    "days", "week", "weeks", "month", "months", "year", "years", "sekunden", "minuten", "stunde", "stunden", "std",
    "tag", "tage", "tagen", "woche", "wochen", "monat", "monate", "monaten", "jahr", "jahre", "jahren", "secondes",
    "heure", "heures", "jour", "jours", "semaine", "semaines", "mois", "an", "ans", "minuto", "minutos", "hora", "horas",
    "dia", "dias", "semana", "semanas", "mes", "meses", "ano", "anos", "minuti", "ora", "ore", "giorno", "giorni",
    "settimana", "settimane", "mese", "mesi", "anno", "anni", "uur", "uren", "dag", "dagen", "timme", "timmar", "minuter",
    "dagar", "time", "timer", "минут", "минуты", "минуту", "час", "часа", "часов", "день", "дня", "дней",
    "分钟前", "小时前", "天前", "分鐘前", "小時前", "分前", "時間前", "日前", "분", "시간",
];
#[rustfmt::skip]
const TIME_PAST: &[&str] = &[
    "ago", "vor", "il", "hace", "ha", "fa", "geleden", "sedan", "siden", "назад", "тому", "分钟前", "小时前", "天前",
    "分鐘前", "小時前", "分前", "時間前", "日前", "전",
];
#[rustfmt::skip]
const TIME_READING: &[&str] = &[
    "read", "reading", "lesezeit", "lesedauer", "lecture", "lectura", "lettura", "leitura", "leestijd", "lasning",
    "lastid", "lesetid", "чтения",
];
#[rustfmt::skip]
const TIME_LABELS: &[&str] = &[
    "updated", "published", "posted", "modified", "aktualisiert", "veroffentlicht", "publie", "actualise", "jour",
    "actualizado", "publicado", "aggiornato", "pubblicato", "atualizado", "bijgewerkt", "gepubliceerd", "uppdaterad",
    "publicerad", "oppdatert", "publisert", "opdateret", "обновлено", "опубликовано", "更新", "发布",
];
#[rustfmt::skip]
const TIME_DAYS: &[&str] = &[
    "today", "yesterday", "heute", "gestern", "aujourd", "hui", "hier", "hoy", "ayer", "oggi", "ieri", "hoje", "ontem",
    "vandaag", "gisteren", "idag", "igar", "сегодня", "вчера",
];
#[rustfmt::skip]
const TIME_FILLERS: &[&str] = &[
    "at", "on", "the", "last", "first", "about", "just", "now", "am", "pm", "um", "uhr", "a", "y", "le", "el", "la", "op",
    "mis", "mise", "derniere", "zuletzt", "ultima", "temps", "tiempo", "tempo", "tid", "de", "di", "do", "da", "et", "est",
    "edt", "gmt", "utc", "bst", "cet", "cest", "pst", "pdt", "of", "time", "ca", "wurde", "les", "alle", "os", "as", "klo", "kl",
];

/// Whether a text contains a time such as `9:41`.
fn has_clock_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|window| {
        matches!(window, [hour, b':', ten, one] if [hour, ten, one].iter().all(|byte| byte.is_ascii_digit()))
    })
}

fn whole(bare: &str) -> Option<Boilerplate> {
    static KNOWN: LazyLock<HashMap<&str, Boilerplate>> = LazyLock::new(|| {
        // A line in several lists has the kind of the first list.
        let all =
            WHOLE.iter().rev().flat_map(|(kind, lines)| lines.iter().map(|line| (*line, *kind)));
        all.collect()
    });
    let bare = bare.trim_end_matches([':', '.', '…', '»', '>']).trim();
    if bare.len() > LONGEST_LINE {
        return None;
    }
    KNOWN.get(bare).copied()
}

/// A set of line openings, matched in one pass.
struct Starts(Option<AhoCorasick>);

impl Starts {
    fn new(starts: &[&str]) -> Self {
        Self(AhoCorasick::builder().start_kind(StartKind::Anchored).build(starts).ok())
    }

    fn begin(&self, line: &str) -> bool {
        let input = Input::new(line).anchored(Anchored::Yes).earliest(true);
        self.0.as_ref().is_some_and(|starts| starts.find(input).is_some())
    }
}

static RELATED: LazyLock<Starts> = LazyLock::new(|| Starts::new(RELATED_STARTS));
static PROMPTS: LazyLock<Starts> = LazyLock::new(|| Starts::new(PROMPT_STARTS));

fn is_legal(bare: &str, chars: usize) -> bool {
    if bare.starts_with("copyright ©")
        || bare.starts_with("© copyright")
        || (bare.starts_with("copyright ")
            && bare.get(10..14).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit())))
    {
        return chars <= 400;
    }
    if let Some(rest) = bare.strip_prefix('©') {
        let rest = rest.trim_start();
        if rest.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit())) {
            return chars <= 400;
        }
    }
    if chars <= 500 && LEGAL_WORDS.iter().any(|words| bare.contains(words)) {
        return true;
    }
    LEGAL_STARTS.iter().any(|start| bare.starts_with(start))
}

fn is_credit(line: &str, bare: &str, chars: usize) -> bool {
    if line.starts_with(['©', 'Ⓒ']) || line.starts_with("(c) ") || line.starts_with("(C) ") {
        return true;
    }
    let labelled = CREDIT_LABELS.iter().any(|label| {
        bare.strip_prefix(label).is_some_and(|rest| {
            rest.trim_start().starts_with([':', '：', '/', '©', '|']) || rest.is_empty()
        })
    });
    if labelled {
        return true;
    }
    if chars <= 160
        && CREDIT_STARTS.iter().any(|start| bare.starts_with(start))
        && !ends_sentence(line)
    {
        return true;
    }
    // A caption that ends in its credit: `A man walks past the bank. Photo: Jane Doe`.
    let credited = [
        " photo: ",
        " photograph: ",
        " picture: ",
        " image: ",
        " credit: ",
        " foto: ",
        " bild: ",
        " credit photo : ",
    ];
    if chars <= 300
        && let Some((_, owner)) = credited.iter().find_map(|label| bare.rsplit_once(label))
        && owner.chars().count() <= 50
        && !owner.contains(". ")
    {
        return true;
    }
    chars <= 160
        && CREDIT_ENDS.iter().any(|end| bare.ends_with(end))
        && (chars <= 60 || line.contains(['©', '/', '|']) || bare.contains("photo"))
}

/// Whether a line is a count: "12 comments", "1.2k shares", "Comments (12)".
fn is_count(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let (Some(first), Some(second), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let is_number = |word: &str| {
        let word = word.trim_matches(['(', ')', '+']);
        word.starts_with(|c: char| c.is_ascii_digit())
            && word
                .trim_end_matches(['k', 'm'])
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    const COUNTED: &[&str] = &[
        "comments",
        "comment",
        "shares",
        "share",
        "likes",
        "views",
        "kommentare",
        "kommentar",
        "commentaires",
        "commentaire",
        "comentarios",
        "comentario",
        "commenti",
        "reacties",
        "комментариев",
        "retweets",
        "replies",
    ];
    (is_number(first) && COUNTED.contains(&second))
        || (is_number(second) && COUNTED.contains(&first))
}

#[rustfmt::skip]
const WHOLE: &[(Boilerplate, &[&str])] = &[
    (Boilerplate::Advert, &[
        "advertisement", "advert", "ad", "ads", "sponsored", "sponsored content", "paid content", "promoted",
        "story continues below advertisement", "article continues below advertisement", "continue reading below",
        "article continues after advertisement", "story continues after advertisement", "advertisement - story continues below",
        "scroll to continue", "scroll to continue with content", "continue reading the main story", "skip advertisement",
        "anzeige", "werbung", "publicite", "publicidad", "publicidade", "pubblicita", "advertentie", "annonse", "annons",
        "annonce", "mainos", "reklama", "reklam", "реклама", "διαφημιση", "広告", "广告", "廣告", "advertising", "paid post",
        "remove ads", "why this ad", "report this ad", "report ad", "ad feedback", "loading", "loading...",
        "please wait", "advertise here", "ad loading", "anuncio", "anuncios", "inzerat", "inzerce", "hirdetes",
        "publicitate", "quang cao", "iklan", "advertorial", "gesponsert", "contenu sponsorise",
    ]),
    (Boilerplate::Tool, &[
        "share", "share this", "share this article", "share this story", "share this page", "share on facebook",
        "share on twitter", "tweet", "tweet this", "facebook", "twitter", "whatsapp", "linkedin", "pinterest", "reddit",
        "email", "e-mail", "email this", "print", "print this", "print this page", "copy link", "link copied", "save",
        "save article", "save story", "bookmark", "listen", "listen to this article", "text size", "font size", "a a a",
        "close", "open", "more", "menu", "search", "home", "login", "log in", "sign in", "sign up", "register", "subscribe",
        "subscribe now", "my account", "media playback is unsupported on your device", "order reprints",
        "print article", "skip to content", "skip to main content", "skip navigation", "back", "back to top",
        "top", "next", "previous", "next article", "previous article", "view gallery", "gallery", "view comments", "play",
        "play video", "watch", "watch live", "live", "replay", "video", "videos", "photos", "pause", "mute", "unmute",
        "show more", "show less", "load more", "read full article", "expand", "collapse", "follow", "following", "contact us",
        "teilen", "drucken", "merken", "senden", "kommentieren", "zur startseite", "startseite", "suche", "anmelden", "abo",
        "auf facebook teilen", "auf twitter teilen", "per e-mail teilen", "artikel teilen", "schliessen", "vorlesen",
        "partager", "imprimer", "envoyer", "accueil", "compartir", "imprimir", "inicio", "condividi", "stampa", "delen",
        "dela", "del", "jaa", "udostepnij", "поделиться", "分享", "シェア", "ツイート", "共有", "facebook twitter", "x",
        "instagram", "youtube", "telegram", "viber", "vk", "messenger", "snapchat", "tumblr", "flipboard", "google+",
        "toggle navigation", "navigation", "sections", "all sections", "edition", "editions", "newsletters", "e-paper",
        "videobeitrag", "ende des videobeitrags", "ende der weiteren informationen", "zum seitenanfang", "nach oben",
        "artikel drucken", "seite drucken", "artikel merken", "link kopieren", "kopieren", "compartir en facebook",
        "compartir en twitter", "copiar enlace", "partager sur facebook", "partager sur twitter", "ecouter",
        "ecouter l'article", "ascolta", "guardar", "enregistrer", "dieser artikel", "noch keine bewertungen",
        "gefallt dir dieser beitrag", "please follow and like us", "be the first to know", "收藏", "点赞", "打印", "保存", "印刷",
        "공유", "인쇄", "스크랩", "글자크기", "字号", "复制链接",
    ]),
    (Boilerplate::Related, &[
        "related", "related stories", "related articles", "related news", "related topics", "related content",
        "related coverage", "related links", "related story", "related article", "more stories", "more news", "most read",
        "most popular", "most viewed", "most shared", "trending", "trending now", "trending stories", "popular",
        "popular stories", "recommended", "recommended for you", "recommended stories", "you may also like",
        "you might also like", "you may be interested in", "also read", "also on", "see also", "read more", "read next",
        "up next", "what to read next", "more on this story", "more on this topic", "more from this section", "top stories",
        "latest news", "latest stories", "latest", "latest headlines", "don't miss", "editor's picks", "editors' picks",
        "in case you missed it", "from around the web", "around the web", "more for you", "more like this",
        "more headlines", "top news", "in this story", "topics", "tags", "filed under", "keywords",
        "mehr zum thema", "das konnte sie auch interessieren", "lesen sie auch", "auch interessant", "meistgelesen",
        "meistgelesene artikel", "weitere artikel", "weitere themen", "weitere meldungen", "mehr aus dem ressort",
        "aktuelle nachrichten", "themen", "schlagworte", "zum thema", "verwandte artikel", "verwandte themen",
        "lire aussi", "a lire aussi", "voir aussi", "sur le meme sujet", "articles lies", "les plus lus", "a la une",
        "noticias relacionadas", "te puede interesar", "lo mas leido", "mas noticias", "mas informacion", "ver tambien",
        "leggi anche", "articoli correlati", "potrebbe interessarti", "i piu letti", "leia tambem", "leia mais",
        "veja tambem", "mais lidas", "lees ook", "meer over", "meest gelezen", "las mer", "las ocksa", "mest last",
        "les ogsa", "laes ogsa", "lue myos", "czytaj takze", "zobacz takze", "czytaj wiecej", "cti take",
        "читайте также", "по теме", "читайте також", "ilgili haberler", "διαβαστε επισης", "相关新闻", "相关阅读", "関連記事",
        "관련기사", "推荐阅读", "beliebte inhalte & beitrage", "beliebte artikel", "aktuell beliebte artikel",
        "topics mentioned in this article", "themen in diesem artikel", "themen in diesem artikel folgen",
        "dieses thema im programm", "weitere informationen", "weitere nachrichten", "mehr nachrichten",
        "mehr aus diesem ressort", "passend zum thema", "lesetipps", "empfehlungen", "empfehlungen der redaktion",
        "a lire egalement", "les articles les plus lus", "dans la meme rubrique", "plus d'articles",
        "contenidos relacionados", "articulos relacionados", "notas relacionadas", "mas leidas", "lo mas visto",
        "etiquetas", "temas", "noticias de hoy", "argomenti", "tag", "potrebbe interessarti anche",
        "ti potrebbe interessare", "noticias relacionadas", "assuntos", "tagi", "stitky", "temy", "теги", "темы",
        "похожие материалы", "другие новости", "關鍵字", "关键词", "關鍵詞", "推薦閱讀", "推薦", "推荐", "延伸閱讀", "相關新聞", "热门推荐", "猜你喜欢",
        "熱門新聞", "おすすめ", "おすすめ記事", "あわせて読みたい", "人気記事", "ランキング", "タグ", "キーワード", "관련 기사", "많이 본 뉴스", "추천 기사", "인기 기사",
        "주요 뉴스", "local news", "uncommon knowledge",
    ]),
    (Boilerplate::Comments, &[
        "comments", "latest comments", "comment", "leave a comment", "add a comment", "post a comment", "view all comments",
        "join the conversation", "join the discussion", "have your say", "what do you think", "your comments",
        "reader comments", "top comments", "show comments", "leave a reply", "comments are closed", "no comments",
        "start the conversation", "conversation", "discussion", "kommentare", "ihre meinung", "kommentar schreiben",
        "diskutieren sie mit", "leserkommentare", "commentaires", "commenter", "reagir", "comentarios", "comentar",
        "commenti", "comentarios dos leitores", "reacties", "kommentarer", "komentarze", "комментарии", "коментарі",
        "yorumlar", "σχολια", "评论", "コメント", "댓글", "kommentar verfassen", "schreibe einen kommentar",
        "kommentar hinterlassen", "antworten", "laisser un commentaire", "deja un comentario", "deja una respuesta",
        "lascia un commento", "deixe um comentario", "plaats een reactie", "dodaj komentarz", "оставить комментарий",
        "发表评论", "我要评论", "網友評論", "コメントを投稿", "コメントを書く", "댓글 쓰기",
    ]),
    (Boilerplate::Legal, &[
        "terms of use", "terms of service", "terms and conditions", "terms & conditions", "privacy policy", "privacy",
        "cookie policy", "cookies", "cookie settings", "about us", "about", "advertise", "advertise with us", "disclaimer",
        "imprint", "legal", "contact", "help", "sitemap", "site map", "accessibility", "careers", "impressum", "datenschutz",
        "datenschutzerklarung", "agb", "nutzungsbedingungen", "kontakt", "mediadaten", "mentions legales", "cgu",
        "aviso legal", "politica de privacidad", "quienes somos", "note legali", "do not sell my personal information",
        "do not sell or share my personal information", "your privacy choices", "all rights reserved",
    ]),
];

const RELATED_STARTS: &[&str] = &[
    "read more:",
    "read more on",
    "read more about",
    "read also:",
    "also read:",
    "also read |",
    "read:",
    "read |",
    "related:",
    "related story:",
    "related stories:",
    "related article:",
    "see also:",
    "see more:",
    "more:",
    "more on ",
    "more from ",
    "watch:",
    "watch |",
    "watch more:",
    "listen:",
    "don't miss:",
    "dont miss:",
    "recommended:",
    "also see:",
    "must read:",
    "click here to read",
    "click here for",
    "click here to",
    "in pictures:",
    "in pics:",
    "photos:",
    "gallery:",
    "video:",
    "up next:",
    "next up:",
    "tags:",
    "topics:",
    "filed under:",
    "posted in:",
    "categories:",
    "read the full ",
    "read next:",
    "keep reading:",
    "explore more",
    "for more on",
    "noticia relacionada",
    "noticias relacionadas",
    "informacion relacionada",
    "اقرا ايضا",
    "اقرأ ايضا",
    "اقرأ أيضا",
    "материалы по теме",
    "lesen sie auch",
    "lesen sie hier",
    "mehr zum thema",
    "lesen sie dazu",
    "siehe auch",
    "mehr dazu",
    "themen:",
    "schlagworte:",
    "a lire aussi",
    "lire aussi",
    "a lire :",
    "lire :",
    "voir aussi",
    "lea tambien",
    "lee tambien",
    "lea mas",
    "te puede interesar",
    "mira tambien",
    "leggi anche",
    "leggi tutto",
    "leia tambem",
    "veja tambem",
    "leia mais",
    "lees ook",
    "lees meer",
    "las ocksa",
    "las mer",
    "las aven",
    "les ogsa",
    "laes ogsa",
    "lue myos",
    "czytaj tez",
    "czytaj takze",
    "zobacz takze",
    "przeczytaj tez",
    "zobacz tez",
    "ctete take",
    "cti take",
    "читайте также",
    "читайте ещё",
    "смотрите также",
    "читайте також",
    "ayrica bakiniz",
    "διαβαστε επισης",
    "baca juga",
    "相关阅读",
    "延伸阅读",
    "関連記事",
    "citeste si",
    "olvasta mar",
];

const PROMPT_STARTS: &[&str] = &[
    "sign up for",
    "sign up to",
    "subscribe to",
    "subscribe for",
    "subscribe now",
    "subscribe today",
    "get our",
    "get the latest",
    "get breaking news",
    "get news alerts",
    "download the app",
    "download our app",
    "download our free app",
    "follow us on",
    "follow us:",
    "follow @",
    "follow on ",
    "like us on",
    "join our ",
    "enter your email",
    "your email address",
    "support our journalism",
    "already a subscriber",
    "to continue reading",
    "to read the full",
    "create a free account",
    "start your free",
    "find us on",
    "register for free",
    "register now",
    "thank you for subscribing",
    "thanks for signing up",
    "thank you for signing up",
    "you have successfully",
    "we use cookies",
    "this site uses cookies",
    "by signing up",
    "by clicking",
    "by subscribing",
    "become a member",
    "make a donation",
    "donate to",
    "have a tip",
    "got a tip",
    "get 10% off",
    "get 20% off",
    "get 30% off",
    "get 40% off",
    "get 50% off",
    "get alerts",
    "get email alerts",
    "turn on desktop notifications",
    "allow notifications",
    "try it free",
    "join now",
    "join thousands",
    "newsletter abonnieren",
    "abonnieren sie",
    "jetzt abonnieren",
    "jetzt anmelden",
    "melden sie sich",
    "jetzt testen",
    "folgen sie uns",
    "laden sie die app",
    "abonnez-vous",
    "inscrivez-vous",
    "recevez ",
    "suivez-nous",
    "suscribete",
    "siguenos",
    "registrate",
    "iscriviti",
    "seguici",
    "assine ",
    "siga-nos",
    "inscreva-se",
    "schrijf je in",
    "meld je aan",
    "volg ons",
    "prenumerera",
    "подписывайтесь",
    "подпишитесь",
    "підписуйтесь",
    "zapisz sie",
    "abone ol",
    "heb je een tip",
    "heeft u een tip",
    "heb jij een tip",
    "tip de redactie",
    "اشترك في",
    "تابعونا",
];

const PROMPT_WORDS: &[&str] = &[
    "newsletter",
    "in your inbox",
    "to your inbox",
    "unlimited access",
    "subscribers only",
    "nur fur abonnenten",
    "whatsapp channel",
    "telegram channel",
    "telegram-канал",
    "push-benachrichtigung",
    "free trial",
    "% off",
];

/// Notices about the page's own text, shown to readers who do not pay, whatever else the line says.
/// An article about paywalls does not say "this article".
const PAY_WORDS: &[&str] = &[
    "this article is for subscribers",
    "this story is for subscribers",
    "this article is only available to subscribers",
    "reached your limit of free articles",
    "read your last free article",
    "dieser artikel ist nur fur abonnenten",
    "diesen artikel weiterlesen mit",
    "um diesen artikel zu lesen",
    "% de cet article a lire",
    "de cet article est reserve aux abonnes",
    "cet article est reserve aux abonnes",
    "este articulo es exclusivo para suscriptores",
    "questo articolo e riservato agli abbonati",
    "esta materia e exclusiva para assinantes",
    "dit artikel is alleen voor abonnees",
    "artiklen er kun for abonnenter",
    "denne artikel er kun for abonnenter",
    "denne artikkelen er for abonnenter",
    "den har artikeln ar for dig som ar prenumerant",
    "allerede abonnent? log ind",
    "har du allerede et abonnement",
    "er du allerede abonnent",
    "log ind for at laese",
    "logg inn for a lese",
    "logga in for att lasa",
    "ten artykul jest dostepny tylko dla",
    "会員限定の有料記事",
    "この記事は会員限定",
    "この記事は有料会員",
];

const COMMENT_STARTS: &[&str] = &[
    "comments (",
    "view comments",
    "show comments",
    "view all comments",
    "leave a comment",
    "post your comment",
    "see all comments",
    "kommentare (",
    "alle kommentare",
    "commentaires (",
    "comentarios (",
    "be the first to comment",
    "log in to comment",
    "sign in to comment",
    "comments on this",
    "latest comments",
    "jump to comments",
    "read comments",
];

const TOOL_STARTS: &[&str] = &[
    "share on ",
    "share this",
    "share via",
    "share to ",
    "click to share",
    "email this",
    "print this",
    "save this",
    "tweet this",
    "view gallery",
    "view photos",
    "view slideshow",
    "tap to ",
    "click to ",
    "swipe ",
    "image 1 of",
    "1 of ",
    "1/",
    "read time",
    "reading time",
    "min read",
    "lesedauer",
    "lesezeit",
    "auf facebook",
    "auf twitter",
    "partager sur",
    "compartir en",
    "condividi su",
    "send to ",
    "listen to ",
    "advertisement",
    "anzeige ",
    "toggle ",
    "add to ",
    "skip to ",
    "your browser does not",
    "please enable javascript",
    "enable javascript",
    "javascript is",
];

const CREDIT_LABELS: &[&str] = &[
    "photo",
    "photos",
    "photo by",
    "photo credit",
    "photograph",
    "photograph by",
    "image",
    "images",
    "image credit",
    "image source",
    "image caption",
    "picture",
    "pictures",
    "pic",
    "pics",
    "credit",
    "credits",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "bildquelle",
    "bildnachweis",
    "credit photo",
    "photo d'illustration",
    "imagen",
    "immagine",
    "imagem",
    "caption",
    "media caption",
    "file photo",
    "fotografia",
    "kuva",
    "zdjecie",
    "фото",
    "图片来源",
    "写真",
    "사진",
    "video credit",
    "source",
    "quelle",
    "copyright",
    "المصدر",
    "来源",
    "來源",
    "出典",
    "责编",
    "责任编辑",
    "責任編輯",
];

const CREDIT_STARTS: &[&str] = &[
    "photo by ",
    "photo courtesy",
    "image courtesy",
    "file photo",
    "file image",
    "file -",
    "photograph by ",
    "picture by ",
    "image copyright",
    "media caption",
    "image caption",
    "image source",
    "image: ",
    "foto: ",
    "fotocredit",
    "symbolbild",
    "archivbild",
    "archivfoto",
    "credit: ",
    "credit image",
    "courtesy of ",
    "(photo",
    "(ap photo",
    "ap photo",
    "reuters/",
    "getty images",
    "afp/",
    "epa/",
];

const CREDIT_ENDS: &[&str] = &[
    "getty images",
    "/ap",
    "(ap)",
    "/reuters",
    "/afp",
    "shutterstock",
    "istock",
    "alamy",
    "via ap",
    "via reuters",
    "/dpa",
    "press association",
    "/epa",
    "picture alliance",
    "(getty)",
    "ap photo",
    "unsplash",
    "file photo",
    "afp via getty images",
    "/getty",
    "imago images",
];

const LEGAL_WORDS: &[&str] = &[
    "all rights reserved",
    "alle rechte vorbehalten",
    "tous droits reserves",
    "todos los derechos reservados",
    "tutti i diritti riservati",
    "todos os direitos reservados",
    "alle rechten voorbehouden",
    "все права защищены",
    "may not be published, broadcast, rewritten",
    "material may not be published",
    "not responsible for the content of external",
    "document is subject to copyright",
    "registered in england",
    "reproduction in whole or in part",
    "without the express written permission",
    "without prior written permission",
    "without the explicit prior written permission",
    "a registered trademark",
    "terms of use and privacy policy",
    "terms of service and privacy policy",
    "protected by recaptcha",
    "nachdruck nur mit",
    "wszelkie prawa zastrzezone",
    "riproduzione riservata",
    "reproduction interdite",
    "prohibida su reproduccion",
    "prohibida la reproduccion",
    "جميع الحقوق محفوظة",
    "무단 전재",
    "무단전재",
    "無断転載",
    "版权所有",
    "版權所有",
    "未经授权",
    "зарегистрировано роскомнадзором",
    "зарегистрировано в роскомнадзоре",
    "свидетельство о регистрации сми",
    "свидетельство о регистрации средства массовой информации",
    "при использовании материалов",
    "перепечатка материалов",
];

const LEGAL_STARTS: &[&str] = &[
    "risk disclosure:",
    "disclaimer:",
    "disclosure:",
    "legal notice:",
    "haftungsausschluss:",
    "risikohinweis:",
    "terms of use |",
    "terms | privacy",
    "privacy policy |",
    "impressum |",
    "impressum ·",
    "about us |",
    "contact us |",
    "registered office",
];

/// Headings of the sections that follow an article.
const SECTION_HEADS: &[&str] = &[
    "related",
    "related stories",
    "related articles",
    "related news",
    "related topics",
    "related content",
    "related coverage",
    "related links",
    "more stories",
    "more news",
    "most read",
    "most popular",
    "most viewed",
    "trending",
    "trending now",
    "trending stories",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "read next",
    "up next",
    "what to read next",
    "more on this story",
    "more on this topic",
    "top stories",
    "latest news",
    "latest stories",
    "latest headlines",
    "editor's picks",
    "editors' picks",
    "from around the web",
    "around the web",
    "more for you",
    "more like this",
    "more headlines",
    "top news",
    "topics",
    "tags",
    "mehr zum thema",
    "das konnte sie auch interessieren",
    "auch interessant",
    "meistgelesen",
    "meistgelesene artikel",
    "weitere artikel",
    "weitere themen",
    "weitere meldungen",
    "verwandte artikel",
    "sur le meme sujet",
    "les plus lus",
    "noticias relacionadas",
    "lo mas leido",
    "articoli correlati",
    "mais lidas",
    "meest gelezen",
    "mest last",
    "相关新闻",
    "相关阅读",
    "関連記事",
    "관련기사",
    "推荐阅读",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_by_its_words() {
        for (line, kind) in [
            ("Advertisement", Boilerplate::Advert),
            ("- Anzeige -", Boilerplate::Advert),
            ("Get 40% Off", Boilerplate::Prompt),
            ("Share on Facebook", Boilerplate::Tool),
            ("Lire aussi : Le maire démissionne", Boilerplate::Related),
            ("RELATED: Mayor resigns", Boilerplate::Related),
            ("Sign up for our daily newsletter", Boilerplate::Prompt),
            ("© Reuters A man walks past the bank", Boilerplate::Credit),
            ("Photo: Jane Doe", Boilerplate::Credit),
            ("A street in Lyon. Getty Images", Boilerplate::Credit),
            ("Latest comments", Boilerplate::Comments),
            ("12 Comments", Boilerplate::Comments),
            ("Comments (3)", Boilerplate::Comments),
            ("© 2007-2024 - Example Media. All Rights Reserved.", Boilerplate::Legal),
            ("Risk Disclosure: Trading involves risk.", Boilerplate::Legal),
            ("* * *", Boilerplate::Tool),
            (
                "Il vous reste 72% de cet article à lire. La suite est réservée.",
                Boilerplate::Prompt,
            ),
            ("Er du allerede abonnent? Log ind her for at læse videre.", Boilerplate::Prompt),
            ("<저작권자(c) 해온일보, 무단 전재-재배포 금지>", Boilerplate::Legal),
            (
                "Сетевое издание «Речной вестник», зарегистрировано Роскомнадзором 5 мая 2014 года.",
                Boilerplate::Legal,
            ),
            ("(责编：王芳、陈一鸣)", Boilerplate::Credit),
            ("Noticia relacionada: Las obras del puente", Boilerplate::Related),
        ] {
            assert_eq!(judge(line), Some(kind), "{line}");
        }
    }

    #[test]
    fn agencies_sign_too() {
        for (line, expected) in [
            ("Associated Press", true),
            ("ASSOCIATED PRESS", true),
            ("ANN LEE, Associated Press", true),
            ("Ann Lee | Reuters", true),
            ("(AP)", true),
            ("The Associated Press reported the deal.", false),
            ("Ministers, officials and the press", false),
            ("Bloomberg, the former mayor", false),
        ] {
            assert_eq!(is_agency_line(line), expected, "{line}");
        }
    }

    #[test]
    fn notes_on_time_are_told_from_sentences_and_chronicles() {
        for note in [
            "3 hours ago",
            "Updated 3 hours ago",
            "Vor 3 Stunden aktualisiert",
            "Last updated 3 hours ago",
            "5 min read",
            "Temps de lecture : 2 min",
            "25.12.2019 - 18:00 Uhr, aktualisiert: gestern, 12:00",
            "3 hours ago5 min read",
            "Il y a 2 heures",
            "Lesezeit: 4 Minuten",
            "3小时前",
            "Today, 10:32",
            "Updated",
        ] {
            assert!(is_time_note(note), "{note}");
        }
        for story in [
            "The bridge was shut 3 hours ago",
            "A year ago.",
            "Update",
            "12 March 2020",
            "2 Feb",
            "3 hours",
            "Today",
            "",
            "Five minutes with the mayor",
            "Yesterday the council met at 12:00.",
        ] {
            assert!(!is_time_note(story), "{story}");
        }
        assert!(is_date_line("2 Feb"));
        assert!(!is_date_line("2 dogs"));
    }

    #[test]
    fn sentences_are_left_alone() {
        for line in [
            "Comments by the minister drew criticism on Monday.",
            "Share prices fell by 3 percent.",
            "More than 300 people were hurt.",
            "Related cases were found in Lyon, the ministry said.",
            "Print is dead, the editor said.",
            "The photo shows a man at a window.",
            "Live music returned to the square.",
            "Home prices rose 40% last year, and sellers offered 5% off.",
            "“More,” she said.",
            "The Associated Press reported the deal on Monday.",
            "Er du sulten, spurgte han.",
            "(Reporting by Ann Lee; editing by Bob Ray)",
        ] {
            assert_eq!(judge(line), None, "{line}");
        }
    }
}
