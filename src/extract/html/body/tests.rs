//! Tests the properties of the body: an article gives the same text in any boilerplate, and the
//! cost of a page is linear in its size.

use crate::extract::{ExtractError, ExtractOptions, Extraction, NonArticlePolicy};
use crate::source::{Item, ItemContent, PageKind, RawPage, SourceLocation};

const ENGLISH: &[&str] = &[
    "PORT ALBA – Dockers in the harbour walked out for a second week on Monday, and the board said that no talks were planned.",
    "“We have been asking for 14 months,” said Ida Brannock, who drives a crane at the eastern quay.",
    "What the board says",
    "The board, which owns the quays, puts the cost of the strike at £1.5 million a day, and says that it cannot pay more.",
    "Three ships have turned back.",
    "A judge will hear both sides on Thursday, the court’s office said, and a ruling may come by the weekend.",
];

const GERMAN: &[&str] = &[
    "Die Hafenarbeiter haben am Montag ihren Streik in die zweite Woche getragen, und Gespräche sind nach Angaben der Verwaltung nicht geplant.",
    "„Wir fragen seit 14 Monaten“, sagt Ida Brannock, die am östlichen Kai einen Kran fährt und seit Jahren im Betriebsrat sitzt.",
    "Das sagt die Verwaltung",
    "Die Verwaltung, der die Kais gehören, beziffert den Schaden auf 1,5 Millionen Euro am Tag, und mehr Lohn könne sie nicht zahlen.",
    "Drei Schiffe haben abgedreht.",
    "Am Donnerstag will ein Gericht beide Seiten hören, wie dessen Sprecher mitteilte; ein Urteil sei bis zum Wochenende möglich.",
];

const JAPANESE: &[&str] = &[
    "港湾労働者のストライキは月曜日に二週目に入り、港湾局は新たな協議の予定はないとしている。東埠頭では三隻の船が荷を降ろせないまま引き返した。",
    "「十四か月も前から求めてきた」と、東埠頭でクレーンを操縦する組合員は話す。賃上げ幅をめぐる隔たりは大きいままだ。",
    "港湾局の説明",
    "港湾局は、ストライキによる損失は一日あたり一億五千万円に上ると試算し、これ以上の賃上げには応じられないと説明した。",
    "三隻が引き返した。",
    "裁判所は木曜日に双方の意見を聴く予定で、週末までに判断が示される可能性があると、裁判所の担当者は述べた。",
];

/// How a site marks up an article.
#[derive(Clone, Copy, Debug)]
enum Markup {
    Article,
    Microdata,
    Main,
    Plain,
    Breaks,
    Boxes,
    Table,
}

const MARKUPS: [Markup; 7] = [
    Markup::Article,
    Markup::Microdata,
    Markup::Main,
    Markup::Plain,
    Markup::Breaks,
    Markup::Boxes,
    Markup::Table,
];

/// The boilerplate that a site puts around it.
#[derive(Clone, Copy, Debug, Default)]
struct PageFurniture {
    before: &'static str,
    within: &'static str,
    behind: &'static str,
}

const NONE: PageFurniture = PageFurniture { before: "", within: "", behind: "" };

const FURNITURES: [PageFurniture; 4] = [
    PageFurniture {
        before: r#"<nav class="menu"><ul><li><a href="/">Home</a><li><a href="/a">Sport</a><li><a href="/b">Weather</a></ul></nav>"#,
        within: r#"<aside class="related"><h3>Related</h3><ul><li><a href="/x">Crane falls into basin</a><li><a href="/y">Ferry fares to rise</a></ul></aside>"#,
        behind: "<footer><p>© 2019 The Alba Day. All rights reserved.</p></footer>",
    },
    PageFurniture {
        before: r#"<div id="cookie-banner"><p>We and our 812 partners use cookies, and you may say no, but it will take you a while to find out where.</p><button>Accept all</button></div>"#,
        within: r#"<div class="ad-slot">Advertisement</div>"#,
        behind: r#"<div class="newsletter-signup"><h3>The Alba Day in your inbox</h3><p>All the harbour's news, every morning, before the gulls wake up, for nothing at all.</p></div>
            <div class="related-stories"><h2>Related stories</h2><ul><li><a href="/1">One crane, two owners</a><li><a href="/2">The last ferry</a></ul></div>"#,
    },
    PageFurniture {
        before: r#"<div class="breadcrumbs"><a href="/">Home</a> › <a href="/news">News</a></div><div class="share-bar"><a href="f">Facebook</a> <a href="t">Twitter</a></div>"#,
        within: r#"<figure><img src="crane.jpg"><figcaption>A crane at the eastern quay. Photo: Jo Dent</figcaption></figure>"#,
        behind: r#"<section id="comments"><h2>12 comments</h2><p>I have worked on those docks for thirty years, and I never saw the like of it, believe me.</p>
            <p>Then you were not there in the winter of the great frost, when the ropes broke, my friend.</p></section>"#,
    },
    PageFurniture {
        before: r#"<div class="most-read"><h3>Most read</h3><ol><li><a href="/3">Gull steals a crown</a><li><a href="/4">The tide tables</a></ol></div>"#,
        within: r#"<p><a href="/5">READ MORE: How the strike began</a></p>"#,
        behind: r#"<div class="sidebar"><h4>Latest</h4><p><a href="/6">Rain on the way for the whole coast this week, say forecasters</a></p></div>
            <div class="outbrain"><p>You will not believe what this docker found in a container last night, and why.</p></div>"#,
    },
];

fn page(story: &[&str], markup: Markup, furniture: PageFurniture) -> String {
    let is_heading = |text: &str| text.chars().count() < 24 && !text.ends_with(['.', '。']);
    let middle = story.len() / 2;
    let body = story
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let within = if index == middle { furniture.within } else { "" };
            let text = match markup {
                Markup::Breaks if is_heading(text) => format!("<b>{text}</b><br><br>"),
                Markup::Breaks => format!("{text}<br><br>\n"),
                _ if is_heading(text) => format!("<h2>{text}</h2>"),
                Markup::Boxes => format!("<div class=\"para\">{text}</div>"),
                _ => format!("<p>{text}</p>"),
            };
            format!("{within}{text}\n")
        })
        .collect::<Vec<_>>()
        .concat();
    let head = "<h1>Strike in Port Alba</h1>";
    let PageFurniture { before, behind, .. } = furniture;
    let inner = match markup {
        Markup::Article => format!("{before}<article>{head}{body}</article>{behind}"),
        Markup::Microdata => {
            format!("{before}<div>{head}<div itemprop=\"articleBody\">{body}</div></div>{behind}")
        }
        Markup::Main => {
            format!("{before}<main>{head}<div class=\"text\">{body}</div></main>{behind}")
        }
        Markup::Plain => format!("{before}<div id=\"content\">{head}{body}</div>{behind}"),
        Markup::Breaks => format!("{before}{head}<div class=\"story\">{body}</div>{behind}"),
        Markup::Boxes => {
            format!("{before}<div class=\"wrap\">{head}<div><div>{body}</div></div></div>{behind}")
        }
        Markup::Table => format!(
            "<table><tr><td>{before}</td><td>{head}{body}</td><td>{behind}</td></tr></table>"
        ),
    };
    format!(
        "<!DOCTYPE html><html><head><title>Strike in Port Alba</title><link rel=\"canonical\" href=\"https://day.example/strike\"></head><body>{inner}</body></html>"
    )
}

fn paragraphs() -> String {
    ENGLISH.iter().map(|text| format!("<p>{text}</p>")).collect::<Vec<_>>().concat()
}

fn try_read(
    html: impl Into<Vec<u8>>,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    let page = RawPage {
        written: None,
        bytes: html.into(),
        kind: PageKind::Html,
        content_type: None,
        url_hint: None,
        origin: None,
    };
    let place = SourceLocation { input: "page.html".into(), record: None, offset: 0 };
    crate::extract::extract_with_sources(&Item { place, raw: ItemContent::Page(page) }, options)
}

fn read(html: impl Into<Vec<u8>>) -> String {
    let options = ExtractOptions {
        url: Some("https://day.example/strike".to_owned()),
        ..ExtractOptions::default()
    };
    match try_read(html, &options) {
        Ok(reading) => reading.capture.version.content.body.unwrap_or_default(),
        Err(problem) => panic!("{problem}"),
    }
}

#[test]
fn a_story_is_the_same_in_any_furniture() {
    for story in [ENGLISH, GERMAN, JAPANESE] {
        for markup in MARKUPS {
            let alone = read(page(story, markup, NONE));
            assert_eq!(alone, story.join("\n\n"), "{markup:?}");
            for furniture in FURNITURES {
                assert_eq!(
                    read(page(story, markup, furniture)),
                    alone,
                    "{markup:?} in {furniture:?}"
                );
            }
        }
    }
}

/// How sites mark up a notice of a correction: the markup before and after it.
const NOTICE_BOXES: [(&str, &str); 10] = [
    ("<p class=\"correction\"><em>", "</em></p>"),
    ("<aside><p>", "</p></aside>"),
    ("<aside class=\"correction-box\"><h4>Notice</h4><p>", "</p></aside>"),
    ("<div class=\"footer\"><p>", "</p></div>"),
    ("<footer><p>", "</p></footer>"),
    ("<div class=\"notice\" role=\"complementary\"><p>", "</p></div>"),
    ("<div class=\"sidebar\">", "</div>"),
    ("<section class=\"corrections\"><p><strong>", "</strong></p></section>"),
    ("<p><small>(", ")</small></p>"),
    ("<div class=\"article-meta\"><span>", "</span></div>"),
];

#[test]
fn a_notice_of_a_correction_is_of_the_story() {
    for notice in [
        "Correction: An earlier version of this article said that four ships turned back.",
        "This article was amended on 3 May 2019.",
        "In einer früheren Version dieses Artikels hieß es, vier Schiffe hätten abgedreht.",
        "訂正：「四隻」とあるのは三隻の誤りでした。",
    ] {
        for (before, behind) in NOTICE_BOXES {
            let set = format!("{before}{notice}{behind}");
            let story = paragraphs();
            let head = "<h1>Strike in Port Alba</h1>";
            for page in [
                format!("<article>{head}{set}{story}</article>"),
                format!("<article>{head}{story}{set}</article>"),
                format!("<main><article>{head}{story}</article>{set}</main>"),
                format!("<div>{head}<div itemprop=\"articleBody\">{story}</div>{set}</div>"),
                format!("<div class=\"content\">{head}{story}{set}</div>"),
            ] {
                let text = read(format!("<title>Strike in Port Alba</title>{page}"));
                assert_eq!(text.matches(notice).count(), 1, "{page}\n{text}");
                assert!(ENGLISH.iter().all(|sentence| text.contains(sentence)), "{page}\n{text}");
            }
        }
    }
}

#[test]
fn what_others_call_a_correction_is_none_of_the_story() {
    let story = paragraphs();
    let alone = ENGLISH.join("\n\n");
    for beside in [
        "<aside><p><a href=/1>Correction: the ferry that never sailed, and who paid for it</a></p></aside>",
        "<aside class=related><h3>Correction: what markets fear</h3></aside>",
        "<footer><p>To report an error in a story, write to corrections@day.example.</p></footer>",
    ] {
        let text = read(format!(
            "<title>Strike in Port Alba</title><article><h1>Strike in Port Alba</h1>{story}</article>{beside}"
        ));
        assert_eq!(text, alone, "{beside}");
    }
}

#[test]
fn a_flood_of_notices() {
    finds_the_story(&"<p>This article has been corrected.</p>".repeat(50_000));
    finds_the_story(&"<aside>This article has been corrected.</aside>".repeat(50_000));
}

#[test]
fn an_edit_shows_in_any_furniture() {
    for markup in MARKUPS {
        for furniture in FURNITURES {
            let old = page(ENGLISH, markup, furniture);
            let new = old.replace("£1.5 million", "£15 million");
            assert_ne!(read(old), read(new), "{markup:?}");
        }
    }
}

#[test]
fn the_articles_own_element_goes_before_what_is_longer() {
    let notices = "<p>In loving memory of a man of the sea, who was born here, sailed far, and came home to stay, his family says.</p>".repeat(40);
    let story = paragraphs();
    let html = format!(
        "<title>Strike in Port Alba</title><div><div class=a><article><h1>Strike in Port Alba</h1><div>{story}</div></article></div><div class=b>{notices}</div></div>"
    );
    assert_eq!(read(html), ENGLISH.join("\n\n"));
}

#[test]
fn names_below_a_letter_do_not_outweigh_it() {
    let names =
        "<tr><td>Ada Lovelace, mathematician, London</td><td>Jean Sand, writer, Paris</td></tr>"
            .repeat(60);
    let story = paragraphs();
    let text = read(format!(
        "<h1>A letter</h1><div class=content>{story}<table><tbody>{names}</tbody></table></div>"
    ));
    assert!(text.starts_with(ENGLISH[0]) && text.contains("Jean Sand"), "{text}");
}

#[test]
fn lists_tables_and_lines_keep_their_lines() {
    let story = paragraphs();
    let html = format!(
        "<article><h1>Strike in Port Alba</h1>{story}<ul><li>One crane stands.</li><li>Two cranes move.</li></ul>
         <table><tr><th>Quay</th><th>Ships</th></tr><tr><td>East</td><td>3</td></tr></table>
         <blockquote>The sea is calm,<br>the quay is still.</blockquote><p>The strike is in its second week, and the harbour is quiet.</p></article>"
    );
    let expected = format!(
        "{}\n\nOne crane stands.\nTwo cranes move.\nQuay Ships\nEast 3\n\nThe sea is calm,\nthe quay is still.\n\nThe strike is in its second week, and the harbour is quiet.",
        ENGLISH.join("\n\n")
    );
    assert_eq!(read(html), expected);
}

#[test]
fn comments_in_the_markup_part_no_words() {
    let story = ENGLISH.join(" ").replace("Monday", "Mon<!-- x -->day");
    assert!(read(format!("<article><p>{story}</p></article>")).contains("on Monday"));
}

#[test]
fn a_wall_is_no_version_unless_it_is_asked_for() {
    let wall = "<title>Page not found | The Alba Day</title><h1>Page not found</h1><div><p>Sorry, the page you are looking for may have moved. Try our home page.</p></div>";
    let url = Some("https://day.example/strike".to_owned());
    let refused = try_read(wall, &ExtractOptions { url: url.clone(), ..ExtractOptions::default() });
    let problem = refused.err();
    assert_eq!(problem.as_ref().map(|problem| problem.code), Some("not-a-story"));
    assert!(problem.is_some_and(|problem| problem.message.contains("NonArticlePolicy::Keep")));
    let kept = try_read(
        wall,
        &ExtractOptions { url, walls: NonArticlePolicy::Keep, ..ExtractOptions::default() },
    );
    let kept = kept.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(kept.notes.iter().any(|note| note.starts_with("not-a-story")), "{:?}", kept.notes);
    assert_eq!(kept.capture.annotations.not_a_story.as_deref(), Some("an error page"));
}

/// An article after hostile markup, large enough that quadratic cost would not finish.
fn behind(hostile: &str) -> String {
    let story = paragraphs();
    format!(
        "<title>Strike in Port Alba</title>{hostile}<article><h1>Strike in Port Alba</h1>{story}</article>"
    )
}

#[track_caller]
fn finds_the_story(hostile: &str) {
    let text = read(behind(hostile));
    for sentence in ENGLISH {
        assert!(text.contains(sentence), "{sentence}: {} bytes", text.len());
    }
}

#[test]
fn nested_a_hundred_thousand_deep() {
    finds_the_story(&"<div>".repeat(100_000));
    finds_the_story(&format!("{}{}", "<div>".repeat(100_000), "</div>".repeat(100_000)));
    finds_the_story(&"<b>".repeat(100_000));
    finds_the_story(&"<ul><li>".repeat(100_000));
    finds_the_story(&"<x-deep>".repeat(100_000));
}

#[test]
fn a_hundred_thousand_siblings() {
    finds_the_story(&"<p>x</p>".repeat(100_000));
    finds_the_story(&"<img src=x>".repeat(100_000));
    finds_the_story(&"<div>x</div>".repeat(30_000));
}

#[test]
fn one_giant_table() {
    finds_the_story(&format!("<table>{}</table>", "<tr><td>a<td>b".repeat(30_000)));
    finds_the_story(&format!("<table>{}</table>", "stray <b>text</b>".repeat(30_000)));
    finds_the_story(&"<table><tr><td>".repeat(20_000));
}

#[test]
fn floods_of_attributes() {
    let flood = (0..100_000).map(|n| format!(" a{n}=1")).collect::<Vec<_>>().concat();
    finds_the_story(&format!("<p{flood}></p>"));
    finds_the_story(&format!("<p class=\"{}\"></p>", "menu ".repeat(400_000)));
    let many = (0..40_000).map(|n| format!("<i class='c{n} menu-{n}'></i>"));
    let many = many.collect::<Vec<_>>().concat();
    finds_the_story(&many);
}

#[test]
fn a_script_of_ten_megabytes() {
    finds_the_story(&format!("<script>{}</script>", "let a = \"<p>\" < 1; ".repeat(600_000)));
    finds_the_story(&format!("<style>{}</style>", "p > a {} ".repeat(1_000_000)));
    finds_the_story(&format!("<!-- {} -->", "<p>-</p> - ".repeat(900_000)));
}

#[test]
fn everything_left_open() {
    finds_the_story(&"<b><i><u><font color=red><span><a href=x>".repeat(10_000));
    finds_the_story(&"<p><font color=1>x".repeat(20_000));
    finds_the_story(&"<form><input><button>".repeat(2));
    let _ = try_read(
        behind(&"<svg><math><template><select>".repeat(20_000)),
        &ExtractOptions::default(),
    );
    let _ = try_read(behind("<!-- "), &ExtractOptions::default());
    let _ = try_read(behind("<p title=\""), &ExtractOptions::default());
    let _ = try_read(behind("<textarea>"), &ExtractOptions::default());
}

#[test]
fn a_megabyte_without_tags() {
    let words = "a word, and another ".repeat(50_000);
    assert_eq!(read(format!("<html>{words}")).len(), words.trim().len());
    let signs = "1 < 2 & 3 > 2 ".repeat(70_000);
    assert_eq!(read(format!("<html><body>{signs}")).len(), signs.trim().len());
}

#[test]
fn a_page_beyond_the_limit_is_refused() {
    let text = "a word, and another ".repeat(500_000);
    let options = ExtractOptions {
        url: Some("https://day.example/strike".to_owned()),
        ..ExtractOptions::default()
    };
    for (page, code) in
        [(format!("<html>{text}"), "page-too-large"), (" ".repeat(200 << 20), "page-too-large")]
    {
        assert_eq!(try_read(page, &options).err().map(|problem| problem.code), Some(code));
    }
}

/// Returns the body of an article with this markup inside.
#[track_caller]
fn body_of(inner: &str) -> String {
    let page = format!(
        "<html lang=en><head><title>Dockers walk out for a second week</title><link rel=canonical href='https://a.example/x'></head>
        <body><nav><a href='/'>Home</a></nav><article><h1>Dockers walk out for a second week</h1>{inner}</article></body></html>"
    );
    let item = Item {
        place: SourceLocation { input: "page.html".into(), record: None, offset: 0 },
        raw: ItemContent::Page(RawPage {
            written: None,
            origin: None,
            bytes: page.into_bytes(),
            kind: PageKind::Html,
            content_type: None,
            url_hint: None,
        }),
    };
    let read = crate::extract::extract_with_sources(&item, &ExtractOptions::default());
    read.ok().and_then(|read| read.capture.version.content.body).unwrap_or_default()
}

fn p(text: &str) -> String {
    format!("<p>{text}</p>")
}

#[test]
fn an_article_in_several_boxes_is_read_whole() {
    let story: Vec<&str> = ENGLISH.iter().copied().filter(|text| text.len() > 60).collect();
    let expected = story.join("\n\n");
    for (open, close) in [
        ("<div><div><div>", "</div></div></div>"),
        ("<div><div><div><div><div>", "</div></div></div></div></div>"),
        (
            "<section><div class='elementor-widget elementor-widget-text-editor'><div class='elementor-widget-container'>",
            "</div></div></section>",
        ),
        (
            "<div class='wpb_row'><div class='wpb_column'><div class='wpb_wrapper'>",
            "</div></div></div>",
        ),
    ] {
        for (first, second) in [(1, 2), (2, 3), (1, 3)] {
            let boxes: Vec<String> =
                [story.get(..first), story.get(first..second), story.get(second..)]
                    .into_iter()
                    .flatten()
                    .filter(|texts| !texts.is_empty())
                    .map(|texts| {
                        format!(
                            "{open}{}{close}",
                            texts.iter().map(|text| p(text)).collect::<String>()
                        )
                    })
                    .collect();
            for between in [
                "",
                "<div class='ad-slot'>Advertisement</div>",
                "<div class='promo'><a href='/x'>Buy a ticket</a></div>",
            ] {
                assert_eq!(
                    body_of(&boxes.join(between)),
                    expected,
                    "{open} {first} {second} {between}"
                );
            }
        }
    }
}

#[test]
fn a_line_that_is_a_sentence_is_text_whatever_its_links() {
    let story: Vec<&str> = ENGLISH.iter().copied().filter(|text| text.len() > 60).collect();
    let expected = story.join("\n\n");
    for (before, after) in
        [("<p>", "</p>"), ("<div>", "</div>"), ("<div class=x><p>", "</p></div>")]
    {
        for linked in 0..story.len() {
            for share in [25, 55, 100] {
                let page: String = story
                    .iter()
                    .enumerate()
                    .map(|(index, text)| {
                        let cut = text.len() * share / 100;
                        let cut = text
                            .match_indices(' ')
                            .map(|(at, _)| at)
                            .take_while(|at| *at <= cut)
                            .last()
                            .unwrap_or(0);
                        let cut = if share == 100 { text.len() } else { cut };
                        let (link, rest) = text.split_at(cut);
                        if index == linked {
                            format!("{before}<a href='/t'><b>{link}</b></a>{rest}{after}")
                        } else {
                            format!("{before}{text}{after}")
                        }
                    })
                    .collect();
                assert_eq!(body_of(&page), expected, "{before} {linked} {share}");
            }
        }
    }
}

#[test]
fn headings_between_paragraphs_are_kept() {
    let (first, second, third) = (ENGLISH[0], ENGLISH[1], ENGLISH[3]);
    for heading in [
        "<h2 class='section-header'>What the board says</h2>",
        "<h3 class='social-care'>What the board says</h3>",
        "<h2 id='related-board'>What the board says</h2>",
        "<div class='section-header'><h2>What the board says</h2></div>",
        "<header><h2>What the board says</h2></header>",
        "<p class='subheader'><b>What the board says</b></p>",
        "<h2 id='b'><a href='#b'>What the board says</a></h2>",
        "<h2><a href='/topic/board'>What the board says</a></h2>",
        "<h2>What the board says <a class='headerlink' href='#b'>¶</a></h2>",
        "<div class='mw-heading'><h2>What the board says</h2><span class='mw-editsection'>[<a href='/edit'>edit</a>]</span></div>",
        "<h2><span class='mw-headline'>What the board says</span><span class='mw-editsection'>[<a href='/edit'>edit</a>]</span></h2>",
    ] {
        let page = format!("{}{}{heading}{}{}", p(first), p(second), p(third), p(ENGLISH[5]));
        let expected = [first, second, "What the board says", third, ENGLISH[5]].join("\n\n");
        assert_eq!(body_of(&page), expected, "{heading}");
    }
}

#[test]
fn a_list_of_other_articles_does_not_end_the_article() {
    let story: Vec<&str> = ENGLISH.iter().copied().filter(|text| text.len() > 60).collect();
    for title in ["Related stories", "You may also like", "Auch interessant"] {
        let list = format!(
            "<h3>{title}</h3><ul><li><a href='/1'>Crane falls into the basin</a></li><li><a href='/2'>Ferry fares to rise</a></li></ul>"
        );
        let page = format!(
            "{}{list}{}",
            story.get(..3).unwrap_or_default().iter().map(|text| p(text)).collect::<String>(),
            story.get(3..).unwrap_or_default().iter().map(|text| p(text)).collect::<String>()
        );
        let body = body_of(&page);
        assert_eq!(body, story.join("\n\n"), "{title}");
    }
}

#[test]
fn a_list_that_a_sentence_announces_is_kept() {
    let list = "<p>The members who voted for the plan were:</p><ul><li><a href='/a'>Ida Brannock</a></li><li><a href='/b'>Tobin Varley</a></li><li><a href='/c'>Odile Tranter</a></li></ul>";
    let body = body_of(&format!("{}{list}{}{}", p(ENGLISH[0]), p(ENGLISH[1]), p(ENGLISH[3])));
    assert!(body.contains("were:\n\nIda Brannock\nTobin Varley\nOdile Tranter\n\n"), "{body}");
}

#[test]
fn raised_digits_are_not_part_of_a_number() {
    for (markup, text) in [
        ("£5<sup>1</sup> in 2019<sup><a href='#n'>2</a></sup>", "£5[1] in 2019[2]"),
        ("£5<sup>[1]</sup>", "£5[1]"),
        ("34<a role=doc-noteref href='#f'>2</a> florins", "34[2] florins"),
        ("see part <a href='#p2'>2</a>", "see part 2"),
        ("40 km<sup>2</sup>, 3 m<sup>3</sup>", "40 km², 3 m³"),
        ("10<sup>6</sup> and 10<sup>−9</sup>", "10⁶ and 10⁻⁹"),
        ("x<sup>2</sup> + 2<sup>10</sup>", "x² + 2¹⁰"),
        ("the 3<sup>rd</sup>, le 1<sup>er</sup>, M<sup>me</sup>", "the 3rd, le 1er, Mme"),
        ("CO<sub>2</sub>, H<sub>2</sub>O", "CO2, H2O"),
        ("5<sup>1</sup>/<sub>2</sub> and <sup>3</sup>⁄<sub>16</sub>", "5½ and ³⁄₁₆"),
        ("said so.<sup>4</sup> Then", "said so.[4] Then"),
        ("Brand<sup>®</sup>", "Brand®"),
    ] {
        let page = p(&format!("{markup}, the clerk of the trust said on Tuesday evening."));
        let expected = format!("{text}, the clerk of the trust said on Tuesday evening.");
        let body = body_of(&format!("{}{page}{}", p(ENGLISH[0]), p(ENGLISH[1])));
        assert!(body.contains(&expected), "{markup}: {body}");
    }
}

#[test]
fn struck_text_is_marked() {
    for (markup, text) in [
        ("It costs <s>£40</s> £50", "It costs ~~£40~~ £50"),
        ("It costs <del>£40</del> <ins>£50</ins>", "It costs ~~£40~~ £50"),
        ("It costs <strike>£40 <b>or so</b></strike> £50", "It costs ~~£40 or so~~ £50"),
        (
            "It costs <span style='text-decoration: line-through'>£40</span> £50",
            "It costs ~~£40~~ £50",
        ),
        ("It costs<del> </del>£50", "It costs £50"),
    ] {
        let page = p(&format!("{markup}, the clerk of the trust said on Tuesday evening."));
        let expected = format!("{text}, the clerk of the trust said on Tuesday evening.");
        let body = body_of(&format!("{}{page}{}", p(ENGLISH[0]), p(ENGLISH[1])));
        assert!(body.contains(&expected), "{markup}: {body}");
    }
    let whole = format!("{}<del>{}{}</del>", p(ENGLISH[0]), p(ENGLISH[1]), p(ENGLISH[3]));
    let expected = format!("{}\n\n~~{}~~\n\n~~{}~~", ENGLISH[0], ENGLISH[1], ENGLISH[3]);
    assert_eq!(body_of(&whole), expected);
}

#[test]
fn paragraphs_hidden_from_screen_readers_only_are_read() {
    let page = format!("{}<p aria-hidden=true>{}</p>{}", p(ENGLISH[0]), ENGLISH[1], p(ENGLISH[3]));
    assert_eq!(body_of(&page), [ENGLISH[0], ENGLISH[1], ENGLISH[3]].join("\n\n"));
}
