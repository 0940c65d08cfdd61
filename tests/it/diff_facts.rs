//! The facts that the diff finds in edited sentences: each kind of thing that is a fact, or only
//! looks like one.

use recension::diff::{Class, DiffOptions, diff};

/// Sentences around the edited one, which show the language of the text.
const ENGLISH: [&str; 2] = [
    "The ferry company has said that it will not run on the days when the wind is too strong.",
    "Those who have tickets for the boat can get their money back at the harbour office.",
];
const GERMAN: [&str; 2] = [
    "Die Fähre wird nicht fahren, wenn der Wind für das Boot zu stark ist, und das gilt auch heute.",
    "Wer eine Karte hat, bekommt das Geld von der Reederei zurück, auch wenn es dauert.",
];

/// The facts of the change from `old` to `new`, each with both texts: the old one is before the
/// arrow.
fn facts(around: [&str; 2], old: &str, new: &str) -> Vec<String> {
    let [before, after] = around;
    let text = |middle: &str| format!("{before}\n\n{middle}\n\n{after}");
    let (old, new) = (text(old), text(new));
    let diff = diff(&old, &new, &DiffOptions::default());
    let told = diff.changes.iter().flat_map(|change| &change.evidence);
    let facts = told.filter(|one| one.class.is_fact()).map(|one| {
        let of = |extent: Option<recension::diff::Extent>, text: &str| {
            extent.map_or(String::new(), |extent| extent.of(text).to_owned())
        };
        format!("{}: {} > {}", one.class.name(), of(one.old, &old), of(one.new, &new))
    });
    facts.collect()
}

#[track_caller]
fn check(around: [&str; 2], old: &str, new: &str, expected: &[&str]) {
    assert_eq!(facts(around, old, new), expected, "{old} / {new}");
}

#[track_caller]
fn none(around: [&str; 2], old: &str, new: &str) {
    check(around, old, new, &[]);
    check(around, new, old, &[]);
}

#[test]
fn abbreviations_written_out_are_the_same_name() {
    none(
        ENGLISH,
        "The boat was inspected by the MCA in April.",
        "The boat was inspected by the Maritime and Coastguard Agency in April.",
    );
    none(
        ENGLISH,
        "The permit was signed by Gov. Tarn this week.",
        "The permit was signed by Governor Tarn this week.",
    );
    none(
        GERMAN,
        "Darüber wacht das BMV seit Mai.",
        "Darüber wacht das Bundesministerium Verkehr seit Mai.",
    );
    check(
        ENGLISH,
        "The boat was inspected by the MCA in April.",
        "The boat was inspected by the Northern Lighthouse Board in April.",
        &["name: MCA > Northern Lighthouse Board"],
    );
}

#[test]
fn zones_of_times() {
    none(
        ENGLISH,
        "The last boat is at 7 p.m. MT today.",
        "The last boat is at 7 p.m. Mountain today.",
    );
    check(
        ENGLISH,
        "The last boat is at 7 p.m. Mountain today.",
        "The last boat is at 7 p.m. Central today.",
        &["date: 7 p.m. Mountain today > 7 p.m. Central today"],
    );
}

#[test]
fn code_between_fences_holds_no_facts() {
    none(
        ENGLISH,
        "Start it so:\n\n```\nspeed = 12\nport = \"Leith\"\n```",
        "Start it so:\n\n```\nspeed = 15\nport = \"Stornoway\"\n```",
    );
    check(
        ENGLISH,
        "Start it so:\n\n```\nspeed = 12\n```\n\nIt makes 12 knots.",
        "Start it so:\n\n```\nspeed = 12\n```\n\nIt makes 14 knots.",
        &["number: 12 > 14"],
    );
}

#[test]
fn facts_that_change_places_keep_their_neighbors() {
    check(
        ENGLISH,
        "Traffic fell from 90 cars to 40 cars a day.",
        "Traffic fell from 40 cars to 90 cars a day.",
        &["number: 90 > 40", "number: 40 > 90"],
    );
    none(ENGLISH, "It took 90 cars and 40 lorries.", "It took 40 lorries and 90 cars.");
}

#[test]
fn first_words_that_are_names() {
    check(
        ENGLISH,
        "Norway pays for the new pier.",
        "Iceland pays for the new pier.",
        &["name: Norway > Iceland"],
    );
    none(ENGLISH, "Passengers pay for the new pier.", "Tourists pay for the new pier.");
    none(ENGLISH, "Parking is free at the pier.", "Docking is free at the pier.");
}

#[test]
fn headings_marked_as_such() {
    none(ENGLISH, "## How to Book a Cabin", "## How to Get a Cabin");
    none(ENGLISH, "## Our Fares", "## Our Rates");
}

#[test]
fn names_that_differ_by_a_letter() {
    check(
        ENGLISH,
        "The pier was built by Ole Hansen in a year.",
        "The pier was built by Ole Hanson in a year.",
        &["name: Ole Hansen > Ole Hanson"],
    );
    none(
        ENGLISH,
        "It was inspected by the Harbour Authorisation Board.",
        "It was inspected by the Harbour Authorization Board.",
    );
}

#[test]
fn units_and_emphasis() {
    none(ENGLISH, "The pier is shut for 14 days.", "The pier is shut for **14** days.");
    check(
        ENGLISH,
        "The sea was at 11°C in May.",
        "The sea was at 11°F in May.",
        &["number: 11°C > 11°F"],
    );
    none(
        GERMAN,
        "Der Hafen kostet 9 Mrd. Euro im Jahr.",
        "Der Hafen kostet 9 Milliarden Euro im Jahr.",
    );
}

#[test]
fn weekdays_in_more_languages() {
    let check = |old: &str, new: &str| {
        let found = facts(["", ""], old, new);
        assert!(found.iter().any(|one| one.starts_with("date: ")), "{old} / {new}: {found:?}");
    };
    check("Båten går på lördag från hamnen.", "Båten går på söndag från hamnen.");
    check("Statek odpływa w środę z portu.", "Statek odpływa w piątek z portu.");
    check("Паром уходит в среду из порта.", "Паром уходит в пятницу из порта.");
    check("船は火曜日に港を出る。", "船は金曜日に港を出る。");
    check("该船于1987年6月2日启航。", "该船于1987年6月9日启航。");
}

#[test]
fn lines_that_date_the_page_in_japanese_and_chinese() {
    none(["", ""], "最終更新日：2023年1月5日", "最終更新日：2023年2月7日");
    none(["", ""], "最后更新：2023年1月5日", "最后更新：2023年2月7日");
    // A sentence about something that was updated is no such line.
    check(
        ENGLISH,
        "The port last updated its storm plan on 2 May 2015, after the flood.",
        "The port last updated its storm plan on 2 May 2012, after the flood.",
        &["date: 2 May 2015 > 2 May 2012"],
    );
}

#[test]
fn words_that_only_look_like_negations() {
    let negated = |old: &str, new: &str| {
        let classes = diff(old, new, &DiffOptions::default()).changes;
        classes.iter().any(|change| change.classes.contains(Class::Negation))
    };
    assert!(!negated("C'est un pas vers le port.", "C'est un signe vers le port."));
    assert!(!negated("Marta nada en el puerto.", "Marta pesca en el puerto."));
    assert!(negated("No dijo nada en el puerto.", "Dijo eso en el puerto."));
    assert!(negated("Il ne part pas du port.", "Il part du port."));
}
