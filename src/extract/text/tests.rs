//! Tests with pages written for this project, in the styles of several publishers.

use super::*;
use crate::source::PageKind;

fn page(text: &str) -> PageFields {
    let raw = RawPage {
        bytes: Vec::new(),
        kind: PageKind::Text,
        content_type: None,
        url_hint: None,
        written: None,
        origin: None,
    };
    read(text, &raw, &ExtractOptions::default())
}

/// A page marks each line of its article with `|`; exactly these lines must be returned.
#[track_caller]
fn check(
    text: &str,
    title: &str,
    byline: Option<&str>,
    published: Option<&str>,
    updated: Option<&str>,
) {
    let story: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('|'))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let plain: Vec<&str> =
        text.lines().map(|line| line.trim_start().trim_start_matches('|').trim()).collect();
    let fields = page(&plain.join("\n"));
    assert_eq!(fields.title.as_deref(), Some(title));
    let body = fields.body.unwrap_or_default();
    let lines: Vec<&str> = body.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, story);
    assert_eq!(fields.byline.as_deref(), byline, "byline");
    assert_eq!(fields.published.map(|stamp| stamp.display()).as_deref(), published, "published");
    assert_eq!(fields.updated.map(|stamp| stamp.display()).as_deref(), updated, "updated");
}

#[test]
fn wire() {
    check(
        "Start trading today
        Markets jittery? Our screener finds what others overlook

        Harbour strike in Port Alba enters second week

        Published 03/14/2019, 07:05 AM
        Updated 03/14/2019, 11:42 AM
        © Coastwire. Containers stand idle at the eastern quay of Port Alba harbour

        |PORT ALBA (Coastwire) - Dock workers in Port Alba voted on Thursday to extend their strike by a week after talks with the harbour board broke down overnight.
        |
        |The board said 4,200 containers were waiting to be unloaded and that two shipping lines had diverted vessels to other ports.
        |
        |\"We asked for a rest day, not for the moon,\" said union chair Petra Lindqvist.
        |
        |The board did not reply.
        |
        |(Reporting by Tomas Hale in Port Alba; Editing by Ines Roca)

        Latest comments

        Shipping is always the first to suffer. I said so last year and nobody in this forum believed a word of it.
        Risk Disclosure: Dealing in securities involves risk and may not suit all investors.
        Before you trade, inform yourself of the costs and seek advice where you need it from somebody qualified.
        © 2009-2019 - Coastwire Media. All Rights Reserved.",
        "Harbour strike in Port Alba enters second week",
        None,
        Some("2019-03-14 07:05 UTC?"),
        Some("2019-03-14 11:42 UTC?"),
    );
}

#[test]
fn tabloid() {
    check(
        "Home
        News
        Sport
        Showbiz
        Money
        Log in

        GOAT ON THE ROOF Runaway goat Gilbert rescued from supermarket roof after 9-hour standoff

        By Kelly Marsh, Reporter
        PUBLISHED: 18:22, 2 June 2021 | UPDATED: 19:05, 2 June 2021
        12 comments
        Share on Facebook
        Tweet

        |A runaway goat was brought down from the roof of a supermarket on Wednesday after a standoff that lasted nine hours.
        |
        |Gilbert, 4, had slipped out of his paddock in Wendleham and climbed a stack of pallets.
        |
        Picture of Gilbert on the roof. Photo: Mike Dent/Wendleham Pics
        |
        |\"He looked down at us like a king,\" said shopper Ana Pohl.
        |
        READ MORE: Ten pets that ran away and came back
        Advertisement
        |
        |Firefighters used a cherry picker and half a cabbage.
        |
        |'CABBAGE DID IT'
        |
        |The fire service said nobody was hurt. Gilbert was home in time for tea.

        Most read
        Cat drives bus
        Dog elected mayor
        Sign up for our Animals newsletter
        Terms of use
        © 2021 The Daily Wend. All rights reserved.",
        "GOAT ON THE ROOF Runaway goat Gilbert rescued from supermarket roof after 9-hour standoff",
        Some("Kelly Marsh"),
        Some("2021-06-02 18:22 UTC?"),
        Some("2021-06-02 19:05 UTC?"),
    );
}

#[test]
fn broadcaster() {
    check(
        "Skip to content
        Menu
        River levels fall in northern valleys, agency says - ORN News

        River levels fall in northern valleys, agency says

        8 February 2020
        Share
        By Dana Okafor
        Environment correspondent

        |Rivers in the northern valleys have fallen below their warning marks for the first time in nine days, the water agency has said.
        |
        |More than 300 homes were flooded in the town of Brae.
        |
        |What happens next?
        |
        |Pumps will stay in place until Tuesday. Schools reopen on Monday.
        |
        Related Topics
        Floods
        Brae
        More on this story
        Brae flood wall 'held for hours'
        Top stories
        Minister quits over leaked memo
        The ORN is not responsible for the content of external sites.
        © 2020 ORN.",
        "River levels fall in northern valleys, agency says",
        Some("Dana Okafor"),
        Some("2020-02-08"),
        None,
    );
}

#[test]
fn blog() {
    check(
        "Skip to main content
        Search
        The Patient Gardener

        Why I stopped digging my beds

        Posted on March 3, 2018 by Rosa Quint
        Reply

        |For twenty years I dug over every bed in spring, and for twenty years I had the same weeds.
        |
        |Then my neighbour, who never digs, gave me a tour of her garden. It was humbling.
        |
        |Three things convinced me:
        |- the worms
        |- the water
        |- my back
        |
        |I have not touched the spade since. We shall see.
        |
        Share this:
        Click to share on Twitter (Opens in new window)
        Related
        Five beans for poor soil
        14 Comments
        Leave a comment
        Hello Rosa, I have been reading you for years and I must say that I do not agree with a word of this post.
        Privacy Policy",
        "Why I stopped digging my beds",
        Some("Rosa Quint"),
        Some("2018-03-03"),
        None,
    );
}

#[test]
fn regional() {
    check(
        "Subscribe today for $1
        Tuesday, November 5, 2019

        Council delays vote on Mill Street bridge

        By LEE ANN PARDEE Staff Writer
        Nov 5, 2019 Updated Nov 6, 2019

        |HOLLIS - The town council on Monday put off a vote on replacing the Mill Street bridge until a second engineering report is in.
        |The bridge, built in 1931, carries about 6,000 vehicles a day, according to the county.
        |Councilman Ray Stubbs said the delay was \"a polite way of saying no.\"
        |A public hearing is set for Dec. 2.
        |Contact Lee Ann Pardee at the newsroom with tips on this story, which will be updated as the report comes in.

        Trending Now
        Woman wins pie contest for 12th time
        Get our free mobile app
        Copyright 2019 Hollis Ledger. All rights reserved.",
        "Council delays vote on Mill Street bridge",
        Some("LEE ANN PARDEE"),
        Some("2019-11-05"),
        Some("2019-11-06"),
    );
}

#[test]
fn german() {
    check(
        "Zur Startseite
        Anmelden
        Politik
        Wirtschaft
        Kultur

        Stadtrat streitet über neue Tramlinie nach Oberhain

        Von Jutta Ehrlich
        Stand: 12.09.2022, 16:40 Uhr
        Veröffentlicht am 12.09.2022 um 14:15 Uhr
        Teilen
        Drucken
        Bild: Stadtwerke Oberhain

        |Der Stadtrat hat die Entscheidung über die neue Tramlinie nach Oberhain am Montag zum dritten Mal vertagt.
        |
        |„Wir drehen uns im Kreis“, sagte die Oberbürgermeisterin nach der Sitzung, die bis in die Nacht dauerte.
        |
        Lesen Sie auch: Warum die Busse nicht mehr fahren
        |
        |Die Kosten werden inzwischen auf 48 Millionen Euro geschätzt. Im Jahr 2018 waren es noch 31 Millionen.
        |
        |dpa/jeh

        Mehr zum Thema
        Oberhain bekommt ein Schwimmbad
        Kommentare
        Newsletter abonnieren
        Impressum
        Datenschutz
        © 2022 Oberhainer Bote",
        "Stadtrat streitet über neue Tramlinie nach Oberhain",
        Some("Jutta Ehrlich"),
        Some("2022-09-12 14:15 UTC?"),
        Some("2022-09-12 16:40 UTC?"),
    );
}

#[test]
fn japanese() {
    check(
        "ホーム
        ニュース

        港の新しい橋、来春に開通へ

        2021年3月5日 18時30分

        |市は五日、港に建設中の新しい橋が来年の春に開通すると発表した。総工費は百二十億円に上る。
        |
        |橋の長さは八百メートルで、歩行者と自転車も通行できる。市長は「町の誇りになる」と述べた。
        |
        関連記事
        港のまつり、三年ぶりに開催",
        "港の新しい橋、来春に開通へ",
        None,
        Some("2021-03-05 18:30 UTC?"),
        None,
    );
}

#[test]
fn a_plain_story_keeps_everything() {
    check(
        "A letter from the lighthouse

        |The lamp went out on the third night.
        |
        |Nobody came.
        |
        |We lit it again with what we had: oil, rags, a prayer, and the last of the matches that the captain had left behind.
        |
        |Comment on it as you like",
        "A letter from the lighthouse",
        None,
        None,
        None,
    );
}

#[test]
fn broken_lines_are_one_paragraph() {
    let text = "Bridge closed for repairs\n\nThe bridge over the Alba will be closed for repairs from Monday\nuntil the end of the month, the county said. Drivers are asked\nto use the ferry.\n\nBuses are not affected.";
    let body = page(text).body;
    assert_eq!(
        body.as_deref(),
        Some(
            "The bridge over the Alba will be closed for repairs from Monday until the end of the month, the county said. Drivers are asked to use the ferry.\n\nBuses are not affected."
        )
    );
}

#[test]
fn a_standfirst_and_a_question() {
    check(
        "Menu
        Is the old lighthouse at Cape Brandt still worth saving after all these years?

        |Locals want to keep it. The harbour board would rather sell it.

        By Ann Lee
        Last updated: 5 May 2015 at 10:30 GMT

        |The lighthouse at Cape Brandt has not been lit since 1987, and its paint is peeling in long strips.
        |
        |Still, some 40 visitors climb it every day in summer, the keeper said.
        Share this article",
        "Is the old lighthouse at Cape Brandt still worth saving after all these years?",
        Some("Ann Lee"),
        None,
        Some("2015-05-05 10:30 UTC"),
    );
}

/// Found by fuzzing: markup read as text is one endless menu, and each of its lines was compared
/// with all others.
#[test]
fn an_endless_menu_within_a_story() {
    let paragraph = "The fog over the harbour lifted on Monday afternoon, after two days in which no \
                     ferry had sailed to Gull Island at all.\n\n";
    let story = paragraph.repeat(3);
    for line in ["ab\n", "Related Articles\n\n"] {
        let text = format!(
            "A title for the story here\n\nBy Ann Lee\n\n{story}{}\n{story}",
            line.repeat(40_000)
        );
        let body = page(&text).body.unwrap_or_default();
        assert_eq!(body.matches("Gull Island").count(), 6, "{line}");
        assert!(!body.contains(line.trim()), "{line}");
    }
}

#[test]
fn a_brief_story_has_its_headline_and_clock() {
    for (head, title, byline) in [
        ("Bakers strike\n\nPublished 3 March 2020, 10:05", "Bakers strike", None),
        (
            "Bakers strike\nBy Tim Ostler\nPublished 3 March 2020, 10:05",
            "Bakers strike",
            Some("Tim Ostler"),
        ),
        (
            "Die Bäcker streiken weiter\n\n3.3.2020, 10:05 Uhr\nVon: Sabine Lohr",
            "Die Bäcker streiken weiter",
            Some("Sabine Lohr"),
        ),
        (
            "Les boulangers en grève\n\nPublié le 3 mars 2020 à 10h05 par Luc Perret",
            "Les boulangers en grève",
            Some("Luc Perret"),
        ),
    ] {
        let fields = page(&format!(
            "{head}\n\nThe bakers of Hull are on strike.\n\nThey want Sundays off.\n\n3 comments\nBread for all.\n"
        ));
        assert_eq!(fields.title.as_deref(), Some(title));
        assert_eq!(fields.byline.as_deref(), byline, "{head}");
        let published = fields.published.map(|stamp| stamp.display());
        assert_eq!(published.as_deref(), Some("2020-03-03 10:05 UTC?"), "{head}");
        let body = "The bakers of Hull are on strike.\n\nThey want Sundays off.";
        assert_eq!(fields.body.as_deref(), Some(body), "{head}");
    }
}

#[test]
fn a_last_sentence_with_its_agency_is_the_storys() {
    let first = "Der Pegel der Ilme steigt weiter, teilte der Krisenstab am Mittwoch mit, und fällt erst am Abend.";
    let second =
        "Die Feuerwehr hat in der Nacht rund 120 Häuser geräumt, und verletzt wurde dabei niemand.";
    let last = "Die Brücke ist gesperrt. (dpa/abc)";
    let text = format!(
        "Pegel der Ilme steigt weiter\n\nVon Jule Anders\n\n{first}\n\n{second}\n\n{last}\n\nAuch interessant\nZehn Mittel gegen Mücken\n"
    );
    assert_eq!(page(&text).body.as_deref(), Some([first, second, last].join("\n\n").as_str()));
}
