//! Recognizes pages that are not articles: an error, a consent form, a bot check.
//!
//! Such a page must not become the article's next version. Detection is conservative: the text is
//! short, and the title or the opening says what the page is in words that a headline does not
//! consist of.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::dates::fold;
use crate::lexicon::{self, PageWords, Words};

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

/// Whether a line asks for a subscription in place of the rest of an article.
pub(super) fn asks_to_subscribe(line: &str) -> bool {
    line.len() <= OPENING && GATE_TEXT.are_in(&fold(line))
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
    phrases: Vec<&'static str>,
    automaton: Option<AhoCorasick>,
}

impl PhraseMatcher {
    /// The phrases of one kind in all languages.
    fn new(kind: fn(&PageWords) -> Words) -> Self {
        let phrases = lexicon::words(|language| kind(&language.pages));
        let automaton = AhoCorasick::new(&phrases).ok();
        Self { phrases, automaton }
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
    static GREETINGS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.pages.greetings));
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    rest == "http" || GREETINGS.contains(&rest)
}

static ERROR_TITLES: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.error_titles));
static REMOVED_TITLES: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.removed_titles));
static ERROR_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.error_phrases));
static ROBOT_TITLES: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.robot_titles));
static ROBOT_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.robot_phrases));
static SCRIPT_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.script_phrases));
static SUBSCRIPTION_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.subscription_phrases));
static GATE_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.gate_phrases));
static PARKED_TITLES: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.parked_titles));
static PARKED_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.parked_phrases));
static CONSENT_TITLES: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.consent_titles));
static CONSENT_OPENINGS: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.consent_openings));
static CONSENT_DATA: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.consent_data));
static CONSENT_TEXT: LazyLock<PhraseMatcher> =
    LazyLock::new(|| PhraseMatcher::new(|pages| pages.consent_phrases));

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
