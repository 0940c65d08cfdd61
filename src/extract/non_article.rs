//! Recognizes pages that are not articles: an error, a consent form, a bot check.
//!
//! Such a page must not become the article's next version. Detection is conservative: the text is
//! short, and the title or the opening says what the page is in words that a headline does not
//! consist of.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::dates::fold;

/// The kind of a page that is not an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NonArticlePage {
    /// "Page not found", "503 Service Unavailable".
    Error,
    /// "Checking your browser", "Are you a robot?".
    RobotCheck,
    /// "Before you continue": cookies and consent.
    Consent,
    /// "Please enable JavaScript".
    Script,
    /// "Subscribe to continue reading", and nothing of the article.
    Subscription,
    /// "This domain is for sale", "Account suspended", a server's default page.
    Parked,
}

impl NonArticlePage {
    /// A description for people, to follow "the page is".
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Error => "an error page",
            Self::RobotCheck => "a check for robots",
            Self::Consent => "a form that asks for consent",
            Self::Script => "a request to enable JavaScript",
            Self::Subscription => "a request to subscribe",
            Self::Parked => "a placeholder of a domain without a site",
        }
    }
}

/// The most bytes of text on an error page, a bot check, a request, a consent form.
const LONGEST_ERROR: usize = 1_500;
const LONGEST_CHECK: usize = 800;
const LONGEST_REQUEST: usize = 600;
const LONGEST_CONSENT: usize = 4_000;
const LONGEST_PARKED: usize = 1_500;
/// The most bytes of a title next to the words that identify it, such as the site's name.
const LONGEST_REST: usize = 40;
/// The bytes at the beginning in which a page says what it is.
const OPENING: usize = 300;

/// The most bytes of an article's first lines before a request to subscribe.
const LONGEST_STUB: usize = 200;

/// Whether a page asks for a subscription after a few lines of an article, so that those lines are
/// not a version of it. `whole` is the complete text of the page.
pub(super) fn stops_at_gate(body: &str, whole: &str) -> bool {
    if body.is_empty() || body.len() > LONGEST_STUB {
        return false;
    }
    let squash = |text: &str| fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let (body, whole) = (squash(body), squash(whole));
    let first = body.split(' ').take(4).collect::<Vec<_>>().join(" ");
    let Some(at) = whole.rfind(&first) else { return false };
    // The request must be in these lines or directly after them; a bar elsewhere asks for
    // subscriptions on every page.
    let behind = whole.get(at..).unwrap_or_default();
    let most = (body.len() + OPENING).min(behind.len());
    let end = (0..=most).rev().find(|at| behind.is_char_boundary(*at));
    GATE_TEXT.are_in(behind.get(..end.unwrap_or(0)).unwrap_or_default())
}

/// Judges a page by its titles (the headline and the page's own title) and the text that would be
/// the article's.
pub(super) fn judge(titles: &[&str], body: Option<&str>) -> Option<NonArticlePage> {
    if titles.is_empty() {
        return judge_titled("", body);
    }
    titles.iter().find_map(|title| judge_titled(title, body))
}

fn judge_titled(title: &str, body: Option<&str>) -> Option<NonArticlePage> {
    let body = body.unwrap_or_default();
    if body.len() > LONGEST_CONSENT {
        return None;
    }
    let title = fold(title);
    let title = title.trim();
    let body = fold(body);
    let opening_end = (0..=OPENING.min(body.len())).rev().find(|at| body.is_char_boundary(*at));
    let opening = body.get(..opening_end.unwrap_or(0)).unwrap_or_default();
    let is_titled = |words: &PhraseMatcher| words.make(title);
    let is_short = |most: usize| body.len() <= most;
    if is_short(LONGEST_ERROR) {
        // A short article may have the headline "Page not found", but then its text does not say so
        // again.
        let is_bare = body.len() < 200;
        if is_titled(&ERROR_TITLES) && (is_bare || ERROR_TEXT.are_in(&body)) {
            return Some(NonArticlePage::Error);
        }
        // An editor's note on why an article was removed says more than that.
        if is_titled(&REMOVED_TITLES) && (is_bare || mostly(&body, &ERROR_TEXT)) {
            return Some(NonArticlePage::Error);
        }
        // An article about robots is longer and not only about the check.
        let is_check = is_short(LONGEST_CHECK) || mostly(&body, &ROBOT_TEXT);
        let says_check = is_titled(&ROBOT_TITLES) || ROBOT_TEXT.are_in(opening);
        if is_check && says_check && ROBOT_TEXT.are_in(&body) {
            return Some(NonArticlePage::RobotCheck);
        }
    }
    if is_short(LONGEST_PARKED) {
        // An article about trading domains has other sentences too.
        let says_parked = PARKED_TEXT.are_in(&body) && mostly(&body, &PARKED_TEXT);
        let is_bare = body.len() < 200;
        let is_named = is_titled(&PARKED_TITLES) && (is_bare || PARKED_TEXT.are_in(&body));
        if is_named || says_parked {
            return Some(NonArticlePage::Parked);
        }
    }
    if is_short(LONGEST_REQUEST) {
        if SCRIPT_TEXT.are_in(opening) && mostly(&body, &SCRIPT_TEXT) {
            return Some(NonArticlePage::Script);
        }
        if SUBSCRIPTION_TEXT.are_in(opening) && mostly(&body, &SUBSCRIPTION_TEXT) {
            return Some(NonArticlePage::Subscription);
        }
    }
    // "We and our 150 partners": the opening of a consent form, whatever its heading.
    let is_form = CONSENT_OPENINGS.begin(opening) && CONSENT_DATA.are_in(&body);
    let says_consent = is_titled(&CONSENT_TITLES) || CONSENT_TITLES.begin(opening) || is_form;
    (says_consent && mostly(&body, &CONSENT_TEXT)).then_some(NonArticlePage::Consent)
}

/// Whether at least half of a text is in sentences with such words.
fn mostly(body: &str, words: &PhraseMatcher) -> bool {
    let sentences = body.split(['\n', '.', '!', '?', '。', '！', '？']);
    let told: usize = sentences.filter(|part| words.are_in(part)).map(str::len).sum();
    told * 2 >= body.len()
}

/// A set of folded phrases, matched in one pass.
struct PhraseMatcher {
    phrases: &'static [&'static str],
    automaton: Option<AhoCorasick>,
}

impl PhraseMatcher {
    fn new(phrases: &'static [&'static str]) -> Self {
        Self { phrases, automaton: AhoCorasick::new(phrases).ok() }
    }

    fn are_in(&self, text: &str) -> bool {
        self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }

    fn begin(&self, text: &str) -> bool {
        self.phrases.iter().any(|phrase| text.starts_with(phrase))
    }

    /// Whether a title consists of such a phrase, apart from a number and the site's name,
    /// separated by a mark.
    fn make(&self, title: &str) -> bool {
        self.phrases.iter().any(|phrase| {
            let Some(at) = title.find(phrase) else { return false };
            let before = title.get(..at).unwrap_or_default();
            let after = title.get(at + phrase.len()..).unwrap_or_default();
            let is_edge = |rest: &str, near: Option<char>| {
                let rest = rest.trim();
                let is_code = rest.chars().all(|c| !c.is_alphabetic());
                let is_parted = near.is_some_and(|c| !c.is_alphanumeric());
                let has_mark = |c: char| matches!(c, '|' | '-' | '–' | '—' | '·' | '«' | '»' | '•');
                let marked = rest.starts_with(has_mark) || rest.ends_with(has_mark);
                rest.len() <= LONGEST_REST
                    && (rest.is_empty()
                        || (is_code && is_parted)
                        || (is_parted && marked)
                        || is_greeting(rest))
            };
            let after = after.trim_start_matches(['.', '!', '…', '?', ')', '"']);
            is_edge(before, before.chars().next_back().filter(|_| !before.is_empty()))
                && is_edge(after, after.chars().next())
        })
    }
}

/// Whether the rest of a title is "Error", "Sorry", "Oops" or similar.
fn is_greeting(rest: &str) -> bool {
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    [
        "error",
        "error 404",
        "404 error",
        "sorry",
        "sorry, we",
        "we",
        "we're sorry",
        "we are sorry",
        "oops",
        "ooops",
        "fehler",
        "erreur",
        "fehler 404",
        "erreur 404",
        "http",
    ]
    .contains(&rest)
}

macro_rules! words {
    ($($name:ident: [$($phrase:literal),* $(,)?];)*) => {
        $(static $name: LazyLock<PhraseMatcher> = LazyLock::new(|| PhraseMatcher::new(&[$($phrase),*]));)*
    };
}

// Folded: lower case, without accents.
#[rustfmt::skip]
words! {
    ERROR_TITLES: [
        "page not found", "404 not found", "not found", "error 404", "404 error", "404", "page cannot be found",
        "page can't be found", "page can’t be found", "page could not be found", "page does not exist", "page doesn't exist",
        "page no longer available", "page unavailable", "file not found", "article not found", "story not found",
        "can't find that page", "can’t find that page", "cannot find that page", "couldn't find that page", "couldn’t find that page",
        "can't find this page", "can’t find this page", "can't find the page", "can’t find the page", "couldn't find the page",
        "can't find the page you're looking for", "can’t find the page you’re looking for", "can't find the page you are looking for",
        "this page isn't available", "this page isn’t available", "that page doesn't exist", "that page doesn’t exist",
        "403 forbidden", "forbidden", "access denied", "410 gone", "500 internal server error", "internal server error",
        "502 bad gateway", "bad gateway", "503 service unavailable", "service unavailable",
        "503 backend fetch failed", "backend fetch failed", "unavailable due to legal reasons",
        "unavailable for legal reasons", "503 service temporarily unavailable", "service temporarily unavailable", "504 gateway timeout",
        "504 gateway time-out", "gateway timeout", "site under maintenance", "under maintenance",
        "seite nicht gefunden", "seite wurde nicht gefunden", "seite existiert nicht", "fehler 404", "artikel nicht gefunden",
        "page introuvable", "page non trouvee", "erreur 404", "pagina no encontrada", "no se encontro la pagina",
        "pagina no disponible", "error 404", "pagina non trovata", "errore 404", "pagina nao encontrada", "erro 404",
        "pagina niet gevonden", "sidan hittades inte", "sidan kunde inte hittas", "siden blev ikke fundet",
        "siden ikke fundet", "siden ble ikke funnet", "fant ikke siden", "siden finnes ikke", "sivua ei loydy",
        "sivua ei loytynyt", "nie znaleziono strony", "strona nie zostala znaleziona", "strona nie istnieje",
        "stranka nenalezena", "stranka nebyla nalezena", "az oldal nem talalhato", "pagina nu a fost gasita",
        "страница не найдена", "ошибка 404", "сторінку не знайдено", "помилка 404", "страницата не е намерена",
        "sayfa bulunamadi", "η σελιδα δεν βρεθηκε", "الصفحة غير موجودة", "page tidak ditemukan", "halaman tidak ditemukan",
        "khong tim thay trang", "页面不存在", "找不到页面", "页面未找到", "您访问的页面不存在", "頁面不存在", "找不到網頁",
        "找不到頁面", "ページが見つかりません", "お探しのページは見つかりませんでした", "페이지를 찾을 수 없습니다", "पृष्ठ नहीं मिला",
    ];
    REMOVED_TITLES: [
        "this article is no longer available", "this story is no longer available", "this page is no longer available",
        "this content is no longer available", "article no longer available", "story no longer available",
        "content no longer available", "article is no longer available", "story is no longer available",
        "this article has been removed", "this story has been removed", "this page has been removed",
        "this content has been removed", "article removed", "this article is not available", "this content is not available",
        "artikel nicht mehr verfugbar", "dieser artikel ist nicht mehr verfugbar", "der artikel ist nicht mehr verfugbar",
        "seite nicht mehr verfugbar", "diese seite ist nicht mehr verfugbar", "inhalt nicht mehr verfugbar",
        "cet article n'est plus disponible", "cet article n’est plus disponible", "cette page n'est plus disponible",
        "cette page n’est plus disponible", "este articulo ya no esta disponible", "esta pagina ya no esta disponible",
        "este contenido ya no esta disponible", "questo articolo non e piu disponibile", "articolo non piu disponibile",
        "este artigo ja nao esta disponivel", "dit artikel is niet meer beschikbaar", "artikel niet meer beschikbaar",
        "статья удалена", "материал удален", "记事已删除", "文章已删除", "この記事は削除されました", "삭제된 기사입니다",
    ];
    GATE_TEXT: [
        "subscribe to continue", "subscribe to read", "subscribe to keep reading", "subscribe now to continue",
        "to continue reading", "to keep reading", "this content is for subscribers",
        "this article is for subscribers", "available to subscribers", "register to continue", "register to read",
        "jetzt weiterlesen", "um weiterzulesen", "diesen artikel weiterlesen", "nur fur abonnenten",
        "reserve aux abonnes", "reservee aux abonnes", "abonnez-vous pour", "pour lire la suite",
        "exclusivo para suscriptores", "para seguir leyendo", "riservato agli abbonati", "per continuare a leggere",
        "exclusivo para assinantes", "para continuar lendo", "alleen voor abonnees", "om verder te lezen",
        "for att lasa vidare", "только для подписчиков", "会员专享", "有料会員限定", "会員限定", "구독자 전용",
    ];
    CONSENT_OPENINGS: [
        "we and our", "wir und unsere", "nous et nos", "nosotros y nuestros", "noi e i nostri", "nos e os nossos",
        "wij en onze", "vi och vara", "my i nasi", "my a nasi",
    ];
    CONSENT_DATA: [
        "cookie", "personal data", "personenbezogen", "donnees personnelles", "datos personales", "dati personali",
        "dados pessoais", "persoonsgegevens", "personuppgifter", "danych osobowych", "dane osobowe", "osobni udaje",
    ];
    ERROR_TEXT: [
        "not found", "cannot be found", "can't be found", "can’t be found", "could not be found", "couldn't find",
        "couldn’t find", "cannot find", "can't find", "can’t find", "does not exist", "doesn't exist", "doesn’t exist",
        "no longer available", "no longer exists", "has been moved", "have been moved", "may have moved", "may have been removed",
        "has been removed", "been deleted", "page you requested", "page you are looking for", "page you were looking for",
        "page you're looking for", "page you’re looking for", "check the url", "check the address", "permission to access",
        "guru meditation", "backend fetch failed", "cannot be granted at this time", "legal reasons",
        "temporarily unavailable", "temporarily unable", "try again later", "nginx", "apache", "went wrong", "error 404",
        "nicht gefunden", "existiert nicht", "nicht mehr verfugbar", "gewunschte seite", "gesuchte seite", "introuvable",
        "n'existe pas", "n’existe pas", "n'existe plus", "n’existe plus", "vous recherchez", "vous cherchez", "no existe",
        "no se encuentra", "no se ha encontrado", "no hemos encontrado", "estas buscando", "ya no esta disponible",
        "non esiste", "non e stata trovata", "non trovata", "nao existe", "nao foi encontrada", "nao encontrada",
        "niet gevonden", "bestaat niet", "hittades inte", "finns inte", "finnes ikke", "ikke fundet", "findes ikke",
        "ei loyt", "ei loydy", "nie znaleziono", "nie istnieje", "nenalezen", "neexistuje", "nem talalhato", "nu exista",
        "не найден", "не существует", "не знайден", "не існує", "bulunamadi", "δεν βρεθηκε", "غير موجود", "tidak ditemukan",
        "khong ton tai", "不存在", "找不到", "未找到", "已删除", "已刪除", "見つかりません", "찾을 수 없", "삭제",
    ];
    ROBOT_TITLES: [
        "just a moment", "attention required", "one moment, please", "one moment please", "please wait", "checking your browser",
        "ddos-guard", "ddos protection by cloudflare", "are you a robot", "robot check", "security check", "access denied",
        "access to this page has been denied", "pardon our interruption", "human verification", "verify you are human",
        "captcha", "bot verification", "sicherheitsuberprufung", "einen moment", "un momento", "un instant", "請稍候", "请稍候",
        "しばらくお待ちください", "잠시만 기다리십시오", "проверка браузера", "подождите",
    ];
    ROBOT_TEXT: [
        "checking your browser", "checking if the site connection is secure", "verify you are human",
        "verifying you are human", "verify that you are human", "you are not a robot", "you're not a robot", "you’re not a robot",
        "are you a robot", "unusual traffic", "unusual activity", "enable javascript and cookies to continue", "ray id",
        "performance & security by cloudflare", "ddos protection", "complete the captcha", "complete the security check",
        "you have been blocked", "solve the captcha", "automated access", "malicious bots", "something about your browser made us think",
        "kein roboter", "vous n'etes pas un robot", "vous n’etes pas un robot", "no eres un robot", "no soy un robot",
        "non sei un robot", "nao e um robo", "вы не робот", "安全验证", "人机验证", "ロボットではない", "로봇이 아닙니다",
    ];
    SCRIPT_TEXT: [
        "enable javascript", "javascript is disabled", "javascript is not enabled", "javascript is required",
        "javascript must be enabled", "requires javascript", "turn on javascript", "need to enable javascript",
        "need javascript", "without javascript", "javascript aktivieren", "aktivieren sie javascript", "javascript ist deaktiviert",
        "activer javascript", "activez javascript", "javascript est desactive", "habilitar javascript", "habilite javascript",
        "activar javascript", "active javascript", "activa javascript", "abilita javascript", "abilitare javascript",
        "javascript inschakelen", "schakel javascript", "aktivera javascript", "aktiver javascript", "wlacz javascript",
        "включите javascript", "увімкніть javascript", "启用javascript", "启用 javascript", "啟用javascript", "javascriptを有効",
        "javascript를 활성화",
    ];
    SUBSCRIPTION_TEXT: [
        "subscribe to continue", "subscribe to read", "to continue reading", "to keep reading", "already a subscriber",
        "this content is for subscribers", "this article is for subscribers", "available to subscribers", "log in to read",
        "sign in to read", "sign in to continue", "register to continue", "register to read", "jetzt weiterlesen",
        "um weiterzulesen", "diesen artikel weiterlesen", "nur fur abonnenten", "mit abo lesen", "reserve aux abonnes",
        "reservee aux abonnes", "abonnez-vous pour", "pour lire la suite", "exclusivo para suscriptores",
        "suscribete para", "para seguir leyendo", "riservato agli abbonati", "abbonati per", "per continuare a leggere",
        "exclusivo para assinantes", "para continuar lendo", "assine para", "alleen voor abonnees", "om verder te lezen",
        "for att lasa vidare", "dla subskrybentow", "aby przeczytac", "только для подписчиков", "会员专享", "有料会員限定",
        "会員限定", "구독자 전용",
    ];
    PARKED_TITLES: [
        "this domain is for sale", "domain is for sale", "domain name is for sale", "domain for sale", "domain may be for sale",
        "parked domain", "domain parking", "parking page", "this domain is parked", "domain default page",
        "default web site page", "website coming soon", "site coming soon", "future home of something quite cool",
        "welcome to nginx", "apache2 ubuntu default page: it works", "apache2 debian default page: it works",
        "apache http server test page", "test page for the nginx http server", "test page for the apache http server",
        "iis windows server", "it works", "index of", "account suspended", "this account has been suspended",
        "website suspended", "site not published", "website expired", "domain expired", "this domain has expired",
        "diese domain steht zum verkauf", "domain steht zum verkauf", "domain zu verkaufen", "domain kaufen", "domain reserviert",
        "ce nom de domaine est a vendre", "domaine a vendre", "nom de domaine a vendre", "dominio en venta",
        "este dominio esta en venta", "dominio in vendita", "dominio a venda", "domein te koop", "domeinnaam te koop",
        "domena na sprzedaz", "domane till salu", "domæne til salg", "домен продается", "домен припаркован", "域名出售",
        "此域名可出售", "このドメインは販売中", "도메인 판매",
    ];
    PARKED_TEXT: [
        "domain is for sale", "domain name is for sale", "domain may be for sale", "domain name may be for sale",
        "buy this domain", "purchase this domain", "interested in this domain", "inquire about this domain",
        "domain is parked", "parked free, courtesy of", "parked by", "sponsored listings displayed above", "related searches",
        "this webpage was generated by the domain owner", "this page is generated", "make an offer on this domain",
        "domain has expired", "domain has recently been registered", "account has been suspended",
        "contact your hosting provider", "nginx web server is successfully installed", "default welcome page",
        "default page", "server is working", "site you were looking for couldn't be found", "website is coming soon",
        "hosting provider", "domain owner", "domain registrar", "diese domain", "domain kaufen", "zum verkauf",
        "domaine est a vendre", "acheter ce domaine", "ce domaine", "dominio esta en venta", "este dominio",
        "dominio e in vendita", "questo dominio", "dominio esta a venda", "deze domeinnaam", "dit domein", "ta domena",
        "домен продается", "этот домен", "купить домен", "此域名", "このドメイン", "이 도메인",
    ];
    CONSENT_TITLES: [
        "before you continue", "we value your privacy", "we care about your privacy", "your privacy", "privacy settings",
        "privacy and cookies", "cookie consent", "cookies consent", "cookie settings", "consent", "cookie policy",
        "consent required", "we need your consent", "we ask for your consent", "zustimmung erforderlich",
        "einwilligung erforderlich", "bitte stimmen sie zu", "consentement requis", "votre consentement",
        "se requiere consentimiento", "consenso richiesto", "toestemming vereist", "privacy center", "cookies and privacy", "yahoo ist jetzt teil", "yahoo is part of", "yahoo fait partie",
        "yahoo forma parte", "yahoo fa parte", "datenschutzeinstellungen", "datenschutz-einstellungen", "zustimmung",
        "einwilligung", "ihre privatsphare", "wir brauchen ihre zustimmung", "wir benotigen ihre zustimmung",
        "bevor sie fortfahren", "cookie-einstellungen", "mit werbung weiterlesen", "weiter mit werbung lesen",
        "votre vie privee", "le respect de votre vie privee", "nous respectons votre vie privee", "avant de continuer",
        "gestion des cookies", "parametres des cookies", "tu privacidad", "su privacidad", "valoramos tu privacidad",
        "antes de continuar", "antes de ir a", "la tua privacy", "prima di continuare", "il rispetto della tua privacy",
        "a sua privacidade", "uw privacy", "jouw privacy", "voordat je verdergaat", "dpg media privacy gate", "privacy gate",
        "cenimy prywatnosc", "twoja prywatnosc", "dbamy o twoja prywatnosc", "vazime si vaseho soukromi",
    ];
    CONSENT_TEXT: [
        "cookie", "consent", "privacy", "our partners", "personal data", "accept all", "reject all", "datenschutz",
        "einwillig", "zustimm", "partner", "personenbezogen", "vie privee", "consentement", "partenaires",
        "donnees personnelles", "privacidad", "consentimiento", "socios", "datos personales", "consenso", "dati personali",
        "privacidade", "dados pessoais", "toestemming", "persoonsgegevens", "samtycke", "samtykke", "prywatnos", "zgod",
        "soukromi", "souhlas",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, body: &str, expected: Option<NonArticlePage>) {
        assert_eq!(judge(&[title], Some(body)), expected, "{title}: {body}");
    }

    #[test]
    fn a_story_about_walls_is_none() {
        let long = "Researchers asked two thousand people to solve puzzles that were made to keep \
                    machines out. Most of them gave up within a minute, and a third came back angry. ";
        check("Are you a robot? Puzzles are getting harder, study says", &long.repeat(6), None);
        check(
            "Enable JavaScript to continue: why half of the web needs it",
            "Enable JavaScript, the page says, and nothing else. Half of the sites that we tried in a \
             month of browsing with scripts turned off showed an empty page, and a quarter of them did \
             not say why. Some of their makers told us that nobody had ever asked.",
            None,
        );
        check(
            "Error 503 Backend fetch failed",
            "Error 503 Backend fetch failed\nGuru Meditation:\nXID: 1234\nVarnish cache server",
            Some(NonArticlePage::Error),
        );
        check(
            "Attention Required! | Cloudflare",
            "Sorry, you have been blocked\nYou are unable to access example.com",
            Some(NonArticlePage::RobotCheck),
        );
    }

    #[test]
    fn walls_are_told_in_many_languages() {
        for (title, body, wall) in [
            (
                "Page not found | The Alba Day",
                "Sorry, the page you are looking for may have moved.",
                NonArticlePage::Error,
            ),
            ("404", "Nothing here.", NonArticlePage::Error),
            ("404 Not Found", "nginx", NonArticlePage::Error),
            (
                "The Alba Day - 404 error",
                "We can't find that page. Try our home page, or search.",
                NonArticlePage::Error,
            ),
            (
                "Seite nicht gefunden – Der Hafenbote",
                "Die gewünschte Seite existiert nicht.",
                NonArticlePage::Error,
            ),
            (
                "Page introuvable",
                "La page que vous recherchez n’existe plus.",
                NonArticlePage::Error,
            ),
            ("Página no encontrada", "Lo sentimos.", NonArticlePage::Error),
            ("Страница не найдена", "Возможно, она была удалена.", NonArticlePage::Error),
            (
                "ページが見つかりません",
                "お探しのページは移動したか、削除された可能性があります。",
                NonArticlePage::Error,
            ),
            (
                "Sorry, we can't find that page",
                "The page you are looking for may have been moved or deleted. Try searching or go to our home page.",
                NonArticlePage::Error,
            ),
            (
                "This article is no longer available",
                "The article you requested has been removed from our site for legal reasons.",
                NonArticlePage::Error,
            ),
            (
                "Bitte stimmen Sie zu",
                "Wir und unsere 150 Partner verarbeiten personenbezogene Daten mit Hilfe von Cookies. Mit Klick auf „Akzeptieren“ stimmen Sie der Nutzung zu.",
                NonArticlePage::Consent,
            ),
            (
                "Der Hafenbote",
                "Wir und unsere 150 Partner verarbeiten personenbezogene Daten mit Hilfe von Cookies.",
                NonArticlePage::Consent,
            ),
            (
                "503 Service Temporarily Unavailable",
                "Please try again later.",
                NonArticlePage::Error,
            ),
            (
                "Just a moment...",
                "Verifying you are human. This may take a few seconds.",
                NonArticlePage::RobotCheck,
            ),
            (
                "The Alba Day",
                "Checking your browser before accessing day.example. Ray ID: 77",
                NonArticlePage::RobotCheck,
            ),
            (
                "alba-day.example",
                "The domain alba-day.example is for sale. Buy this domain today: make an offer on this domain.",
                NonArticlePage::Parked,
            ),
            (
                "alba-day.example is for sale",
                "This domain is for sale! Inquire about this domain.",
                NonArticlePage::Parked,
            ),
            (
                "Welcome to nginx!",
                "If you see this page, the nginx web server is successfully installed and working. Further configuration is required.",
                NonArticlePage::Parked,
            ),
            (
                "Account Suspended",
                "This account has been suspended. Contact your hosting provider for more information.",
                NonArticlePage::Parked,
            ),
            (
                "hafenbote.example",
                "Diese Domain steht zum Verkauf. Sie möchten diese Domain kaufen? Senden Sie ein Angebot.",
                NonArticlePage::Parked,
            ),
            ("Домен продается", "", NonArticlePage::Parked),
            ("The Alba Day", "Please enable JavaScript to view this page.", NonArticlePage::Script),
            (
                "Der Hafenbote",
                "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
                NonArticlePage::Script,
            ),
            (
                "Strike",
                "Subscribe to continue reading this article. Already a subscriber? Log in.",
                NonArticlePage::Subscription,
            ),
            (
                "Before you continue",
                "We use cookies and data to deliver our services.\n\nAccept all",
                NonArticlePage::Consent,
            ),
            (
                "Zustimmung | Hafenbote",
                "Wir und unsere 812 Partner verarbeiten personenbezogene Daten mit Ihrer Einwilligung.",
                NonArticlePage::Consent,
            ),
            (
                "Le respect de votre vie privée",
                "Avec votre accord, nos partenaires et nous utilisons des cookies.",
                NonArticlePage::Consent,
            ),
        ] {
            check(title, body, Some(wall));
        }
    }

    #[test]
    fn a_few_lines_before_a_gate_are_no_story() {
        let lead = "The city shut the bridge over the river on Sunday.";
        let whole = |behind: &str| format!("Menu Subscribe to read\n{lead}\n{behind}");
        let gate = "Subscribe to continue reading. Already a subscriber? Log in.";
        assert!(stops_at_gate(lead, &whole(gate)));
        let offer = format!("{lead} Get unlimited access for $1 a week.");
        assert!(stops_at_gate(
            &offer,
            &whole(&format!("{gate} Get unlimited access for $1 a week."))
        ));
        assert!(!stops_at_gate(lead, &whole("Read more about bridges. Already a subscriber?")));
        assert!(!stops_at_gate(lead, &whole(&("More of our stories. ".repeat(30) + gate))));
        let story = lead.repeat(5);
        assert!(!stops_at_gate(&story, &format!("{story}\n{gate}")));
        assert!(!stops_at_gate("", gate));
    }

    #[test]
    fn stories_about_walls_are_stories() {
        let long =
            "The city's old links lead nowhere, and nobody knows who should mend them. ".repeat(30);
        for (title, body) in [
            ("Page not found: how the council lost its archive", long.as_str()),
            ("Page not found", long.as_str()),
            (
                "Page not found: how the council lost its archive",
                "The council's archive is gone. Its pages were not found.",
            ),
            (
                "The best 404 pages of the year",
                "We looked at 300 error pages. Most say that the page was not found.",
            ),
            (
                "Room 404",
                "A play in two acts opens on Friday at the Harbour Theatre, and it is sold out, says the director, who has cast her own daughter as the maid who cannot find the key to the room upstairs.",
            ),
            ("Cookie recipe wins the county fair", "Her cookies won.\n\nThe cookie has butter."),
            (
                "Privacy law passes in the senate",
                "Websites must ask for consent before they set cookies, the senate decided.",
            ),
            (
                "Harbour strike ends",
                "The strike ended on Monday. To continue reading the tea leaves is futile, the minister said. Dockers went back to work at noon, and the first ship was unloaded by three.",
            ),
            ("Captcha is dead", "Programs now solve them faster than people do, a study says."),
            (
                "Domain for sale: how a village sold its name",
                "The village of Alba sold its domain on Monday for £40,000. The mayor said the money will mend the quay. Nobody had used the name since 2009.",
            ),
            (
                "Alba council website expired",
                "The council forgot to pay for its domain name, which was bought by a dealer. Residents could not book a tip slot for a week, and the council is sorry.",
            ),
            (
                "This article has been removed",
                "The Day has withdrawn its report of 3 May on the harbour board. The report said that two members of the board had been paid by the builder of the quay. We now know that the documents on which it rested were forged by a former clerk, who has been charged. We apologise to both members, and to our readers.",
            ),
            (
                "We can't find that page in the history of our city",
                "Historians could not find a page of the chronicle that the council ordered in 1911.",
            ),
            (
                "A neighbourhood mends its bridge",
                "We and our neighbours had no choice, says Ida Brannock. The bridge was mended in a week, by forty people, and paid for by a raffle.",
            ),
            ("Harbour strike ends", ""),
            ("", "A short story."),
        ] {
            check(title, body, None);
        }
    }
}
