//! Recognizes boilerplate lines in a page saved as text, beyond those that any page has.

use std::sync::LazyLock;

use crate::extract::boilerplate::{self, Boilerplate};
use crate::extract::dates::{self, DateContext, fold};
use crate::lexicon;

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
    let is_photo = chars <= 60 && starts(&PHOTO_STARTS);
    if is_photo || is_caption(&lower) {
        return Some(Boilerplate::Credit);
    }
    if chars <= 120 && opens_comments(bare, line) {
        return Some(Boilerplate::Comments);
    }
    if chars <= 60 && !boilerplate::ends_sentence(line) && starts(&LINK_HEADS) {
        return Some(Boilerplate::Related);
    }
    // A heading cut off before its links: `Lo más visto en...`.
    if chars <= 60 && line.ends_with(['.', '…']) && CUT_HEADS.contains(&bare) {
        return Some(Boilerplate::Related);
    }
    let tells_minutes = chars <= 40 && line.bytes().any(|byte| byte.is_ascii_digit());
    if (tells_minutes && starts(&READING_TIMES))
        || (chars <= 40 && !line.ends_with('.') && starts(&["scroll down for", "scroll down to"]))
        || bare == "like loading"
    {
        return Some(Boilerplate::Tool);
    }
    if chars <= 120 && !boilerplate::ends_sentence(line) && starts(&FILED) {
        return Some(Boilerplate::Tool);
    }
    if is_of_house(bare) {
        return Some(Boilerplate::Prompt);
    }
    if chars <= 200 && (starts(&PROMPTS) || (starts(&CONTACTS) && has_address(&lower))) {
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
    static LABELS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.boilerplate.caption_credits));
    LABELS.iter().any(|label| {
        lower
            .rsplit_once(label)
            .is_some_and(|(_, owner)| owner.chars().count() <= 50 && !owner.contains(". "))
    })
}

fn opens_comments(bare: &str, line: &str) -> bool {
    let mut words = bare.split_whitespace();
    let counts = words.next().is_some_and(|word| {
        word.bytes().all(|byte| byte.is_ascii_digit()) || REPLY_COUNTS.contains(&word)
    });
    let counted =
        words.next().is_some_and(|word| REPLY_STEMS.iter().any(|stem| word.starts_with(stem)));
    let ahead = words.next().is_some_and(|word| REPLY_PREPOSITIONS.contains(&word));
    let is_said =
        bare.split_whitespace().count() <= 4 && SAYS.iter().any(|end| line.ends_with(end));
    let opens = COMMENT_LINKS.iter().any(|start| bare.starts_with(start));
    (counts && counted && ahead && !boilerplate::ends_sentence(line)) || is_said || opens
}

static REPLY_COUNTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.reply_counts));
static REPLY_STEMS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.reply_stems));
static REPLY_PREPOSITIONS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.reply_prepositions));
static SAYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.says));
static COMMENT_LINKS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.comment_links));

/// Whether a line is the publisher's note about the article or its author.
fn is_of_house(bare: &str) -> bool {
    static OPENINGS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.boilerplate.publisher_notes));
    static POSTS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.boilerplate.author_notes));
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

/// Openings of a line that credits photographs or illustrations.
static PHOTO_STARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.photo_starts));

/// Openings of a heading of a box of links; more may follow: `MOST READ IN NEWS`.
static LINK_HEADS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.link_heads));

/// Headings of such boxes, cut off before their section's name.
static CUT_HEADS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.cut_heads));

/// Openings of a line that states the reading time.
static READING_TIMES: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.reading_times));

/// Labels before an article's categories.
static FILED: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.filed));

/// Phrases that ask the reader for money, an address or consent.
static PROMPTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.prompts));

/// Openings of a line that says how to contact someone.
static CONTACTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.boilerplate.contacts));

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
