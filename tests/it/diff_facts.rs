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

const FRENCH: [&str; 2] = [
    "Le ferry ne partira pas quand le vent est trop fort, et les gens qui ont des billets sont au port.",
    "Ceux qui ont un billet pour le bateau sont remboursés dans cette agence, sur place.",
];
const SPANISH: [&str; 2] = [
    "El barco no saldrá los días en que el viento sea más fuerte, y los que han comprado lo saben.",
    "Para los que han perdido el barco, una oficina del puerto les devuelve el dinero con intereses.",
];
const ITALIAN: [&str; 2] = [
    "Il traghetto non parte nei giorni in cui il vento è più forte, e gli uffici sono chiusi.",
    "Una parte dei biglietti per il traghetto sono già rimborsati, anche alla cassa del porto.",
];
const DUTCH: [&str; 2] = [
    "De veerboot vaart niet op de dagen dat het te hard waait, en dat wordt aan de haven gemeld.",
    "Wie een kaart heeft voor de boot, kan het geld van deze rederij bij het kantoor krijgen.",
];
const SWEDISH: [&str; 2] = [
    "Båten går inte på dagar när det blåser för mycket, och det har rederiet också sagt till dem.",
    "Den som har en biljett till båten kan få pengarna från kontoret efter att det har öppnat.",
];
const POLISH: [&str; 2] = [
    "Prom nie wypłynie w dni, kiedy wiatr jest zbyt silny, oraz że także załoga się zgodziła.",
    "Kto ma bilet na prom, może dostać pieniądze od biura, które jest po drugiej stronie portu.",
];
const RUSSIAN: [&str; 2] = [
    "Паром не будет ходить в дни, когда ветер слишком сильный, и это уже сказал капитан.",
    "Те, у кого есть билет на паром, могут получить деньги в конторе порта, как и все другие.",
];
const TURKISH: [&str; 2] = [
    "Feribot rüzgârın çok güçlü olduğu günlerde sefer yapmayacak ve bu karar bir hafta kadar sürecek.",
    "Bileti olan herkes parasını liman ofisinden daha sonra alacak, bu da için bir çözüm olarak görülüyor.",
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
    for (around, old, new, name) in [
        (ENGLISH, "Norway pays for the pier.", "Iceland pays for the pier.", "Norway > Iceland"),
        (ENGLISH, "Wales lost again.", "Texas lost again.", "Wales > Texas"),
        (
            ENGLISH,
            "Leeds police shut the pier.",
            "Bristol police shut the pier.",
            "Leeds > Bristol",
        ),
        (ENGLISH, "Sweden's pier is shut.", "Norway's pier is shut.", "Sweden's > Norway's"),
        (ENGLISH, "Hansen said it was shut.", "Olsen said it was shut.", "Hansen > Olsen"),
        (ENGLISH, "Hansen, who rows, won.", "Olsen, who rows, won.", "Hansen > Olsen"),
        (GERMAN, "Schweden sperrt den Hafen.", "Norwegen sperrt den Hafen.", "Schweden > Norwegen"),
        (GERMAN, "Sie fuhr gegen Schweden.", "Sie fuhr gegen Norwegen.", "Schweden > Norwegen"),
        (FRENCH, "Brest a fermé le port.", "Calais a fermé le port.", "Brest > Calais"),
        (FRENCH, "Dupont a gagné la course.", "Lefort a gagné la course.", "Dupont > Lefort"),
        (FRENCH, "L'Espagne a gagné.", "L'Islande a gagné.", "L'Espagne > L'Islande"),
        (SPANISH, "Cádiz cerró el puerto.", "Vigo cerró el puerto.", "Cádiz > Vigo"),
        (ITALIAN, "Genova ha chiuso il porto.", "Napoli ha chiuso il porto.", "Genova > Napoli"),
        (
            DUTCH,
            "Vlissingen sloot de haven.",
            "Rotterdam sloot de haven.",
            "Vlissingen > Rotterdam",
        ),
        (SWEDISH, "Malmö stängde hamnen.", "Visby stängde hamnen.", "Malmö > Visby"),
        (SWEDISH, "Sveriges båt är sen.", "Norges båt är sen.", "Sveriges > Norges"),
        (POLISH, "Gdynia zamknęła port.", "Sopot zamknęła port.", "Gdynia > Sopot"),
        (RUSSIAN, "Одесса закрыла порт.", "Москва закрыла порт.", "Одесса > Москва"),
        (TURKISH, "Norveç limanı kapattı.", "Hollanda limanı kapattı.", "Norveç > Hollanda"),
        (TURKISH, "Rize'de liman kapandı.", "Sinop'ta liman kapandı.", "Rize'de > Sinop'ta"),
    ] {
        check(around, old, new, &[&format!("name: {name}")]);
    }
    check(
        ENGLISH,
        "Sunday's boat is late.",
        "Saturday's boat is late.",
        &["date: Sunday's > Saturday's"],
    );
    // The text shows that the word is a name.
    let known = "It was the first win for Hansen in a year.";
    check(
        ENGLISH,
        &format!("Hansen was first at the pier. {known}"),
        &format!("Larsen was first at the pier. {known}"),
        &["name: Hansen > Larsen"],
    );
}

#[test]
fn first_words_that_are_not_names() {
    for (around, old, new) in [
        (ENGLISH, "Passengers pay for the new pier.", "Tourists pay for the new pier."),
        (ENGLISH, "Parking is free at the pier.", "Docking is free at the pier."),
        (ENGLISH, "However, officials shut the pier.", "Officials shut the pier."),
        (ENGLISH, "Heavy rain shut the pier.", "Strong wind shut the pier."),
        (ENGLISH, "Restart the engine at the pier.", "Reload the engine at the pier."),
        (ENGLISH, "- Fasten two ropes first.", "- Loosen two ropes first."),
        (ENGLISH, "Climate experts met.", "Weather experts met."),
        (ENGLISH, "Damage to the pier was small.", "Harm to the pier was small."),
        (ENGLISH, "Sailors said it was shut.", "Pilots said it was shut."),
        (GERMAN, "Regen fiel auf den Hafen.", "Schnee fiel auf den Hafen."),
        (GERMAN, "Dennoch war der Hafen offen.", "Trotzdem war der Hafen offen."),
        (FRENCH, "Toutefois, le port est ouvert.", "Cependant, le port est ouvert."),
        (
            FRENCH,
            "Interrogé sur le port, le maire se tait.",
            "Sollicité sur le port, le maire se tait.",
        ),
        (SPANISH, "Llegaron tarde al puerto.", "Salieron tarde al puerto."),
        (SPANISH, "Cerrado el puerto, el barco espera.", "Abierto el puerto, el barco espera."),
        (ITALIAN, "Chiuso il porto, la nave parte.", "Aperto il porto, la nave parte."),
        (DUTCH, "Vissers sloten de haven.", "Boeren sloten de haven."),
        (SWEDISH, "Vinden stängde hamnen.", "Snön stängde hamnen."),
        (POLISH, "Wiatr zamknął port.", "Sztorm zamknął port."),
        (RUSSIAN, "Ветер закрыл порт.", "Шторм закрыл порт."),
        (TURKISH, "Rüzgâr limanı kapattı.", "Fırtına limanı kapattı."),
    ] {
        none(around, old, new);
    }
}

#[test]
fn abbreviations_that_are_words_too() {
    for (old, new, name) in [
        ("It was asked for by the WHO.", "It was asked for by the WTO.", "WHO > WTO"),
        ("It was sent from the US in May.", "It was sent from the UK in May.", "US > UK"),
        ("She works in IT at the pier.", "She works in AI at the pier.", "IT > AI"),
        ("US boats are at the pier.", "UK boats are at the pier.", "US > UK"),
    ] {
        check(ENGLISH, old, new, &[&format!("name: {name}")]);
        let (a, b) = name.split_once(" > ").unwrap();
        check(ENGLISH, new, old, &[&format!("name: {b} > {a}")]);
    }
    // A word that is only stressed.
    none(ENGLISH, "You must only use the pier by day.", "You must ONLY use the pier by day.");
    none(ENGLISH, "You must ALWAYS use the pier.", "You must use the pier.");
    none(
        ENGLISH,
        "It follows the advice of the WHO.",
        "It follows the advice of the World Health Organization.",
    );
}

#[test]
fn numerals_of_names() {
    check(
        ENGLISH,
        "The boat carried Charles II once.",
        "The boat carried Charles III once.",
        &["name: Charles II > Charles III"],
    );
    check(
        ENGLISH,
        "The pier was built in World War I by the navy.",
        "The pier was built in World War II by the navy.",
        &["name: World War I > World War II"],
    );
    check(ENGLISH, "In Leith I saw a boat.", "In Dover I saw a boat.", &["name: Leith > Dover"]);
    none(ENGLISH, "The rules are in Chapter IV here.", "The rules are in Chapter VI here.");
}

#[test]
fn units_are_part_of_both_numbers() {
    for (around, old, new, fact) in [
        (ENGLISH, "It cost 5 crore rupees.", "It cost 5 lakh rupees.", "number: 5 crore > 5 lakh"),
        (
            ENGLISH,
            "Fares rose by 2 percent.",
            "Fares rose by 2 percentage points.",
            "number: 2 percent > 2 percentage points",
        ),
        (ENGLISH, "The sea rose by 5 mm.", "The sea rose by 5 cm.", "number: 5 mm > 5 cm"),
        (ENGLISH, "It used 30 kWh.", "It used 30 MWh.", "number: 30 kWh > 30 MWh"),
        (
            ENGLISH,
            "It left at 9 a.m. today.",
            "It left at 9 p.m. today.",
            "date: 9 a.m. today > 9 p.m. today",
        ),
        (ENGLISH, "It cost 5 pounds.", "It cost 5 dollars.", "number: 5 pounds > 5 dollars"),
        (
            GERMAN,
            "Der Preis stieg um 2 Prozent.",
            "Der Preis stieg um 2 Prozentpunkte.",
            "number: 2 Prozent > 2 Prozentpunkte",
        ),
        (
            FRENCH,
            "Le prix augmente de 2 pour cent.",
            "Le prix augmente de 2 points.",
            "number: 2 pour cent > 2 points",
        ),
    ] {
        check(around, old, new, &[fact]);
    }
    none(ENGLISH, "It cost 3 lakh rupees.", "It cost 300,000 rupees.");
    none(ENGLISH, "It carried 1,50,000 people.", "It carried 150,000 people.");
    none(ENGLISH, "The fine was EUR 5 million.", "The fine was €5 million.");
    none(GERMAN, "Der Ort hat 4’350 Boote.", "Der Ort hat 4350 Boote.");
    none(RUSSIAN, "На борту было двенадцать человек.", "На борту было 12 человек.");
}

#[test]
fn code_holds_no_facts() {
    for (open, close) in [("~~~\n", "\n~~~"), ("<pre>\n", "\n</pre>"), ("<code>", "</code>")] {
        none(
            ENGLISH,
            &format!("Start it so:\n\n{open}start 12 Leith{close}"),
            &format!("Start it so:\n\n{open}start 15 Stornoway{close}"),
        );
    }
    none(
        ENGLISH,
        "Start it so:\n\n    speed = 12\n    port = \"Leith\"",
        "Start it so:\n\n    speed = 15\n    port = \"Stornoway\"",
    );
    // Indented prose is prose.
    check(
        ENGLISH,
        "She wrote:\n\n    The boat left Leith at last.",
        "She wrote:\n\n    The boat left Dover at last.",
        &["name: Leith > Dover"],
    );
}

#[test]
fn names_that_are_repeated_or_rewritten() {
    none(
        ENGLISH,
        "The talk is held at Leith.",
        "The talk is held at Leith (see the rules of Leith and the hours of the office).",
    );
    none(
        ENGLISH,
        "Boats #12: Tidy up the cabins on deck",
        "Boats #12 changes the order of the ropes in Harbourmaster, because some old winches of the \
         yard turn them into knots.",
    );
    none(ENGLISH, "The pier at Fuschia is shut.", "The pier at Fuchsia is shut.");
    none(ENGLISH, "It was built by Ann Gwynee.", "It was built by Ann Gwynne.");
}

#[test]
fn names_in_headings() {
    check(
        ENGLISH,
        "## A Talk With Petra Olsen",
        "## A Talk With Anna Lind",
        &["name: Petra Olsen > Anna Lind"],
    );
    check(ENGLISH, "## Storm Hits Norway", "## Storm Hits Sweden", &["name: Norway > Sweden"]);
    none(ENGLISH, "## How We Made the Boat Float", "## How We Kept the Boat Float");
}

#[test]
fn words_that_contain_a_negation() {
    let negated = |old: &str, new: &str| {
        let changes = diff(old, new, &DiffOptions::default()).changes;
        changes.iter().any(|change| change.classes.contains(Class::Negation))
    };
    for (old, new) in [
        ("会议讨论了城市的未来规划。", "会议讨论了城市的长期规划。"),
        ("港口非常大。", "港口十分大。"),
        ("港に来た人は少ない。", "港に来た人はわずかだ。"),
        ("Ils votent avant qu’il ne soit trop tard.", "Ils votent avant qu’il soit trop tard."),
    ] {
        assert!(!negated(old, new), "{old} / {new}");
    }
    for (old, new) in [
        ("港口不开放。", "港口开放。"),
        ("은행은 금리를 올리지 않는다고 발표했다.", "은행은 금리를 올린다고 발표했다."),
        ("Ils ne votent pas avant mai.", "Ils votent avant mai."),
    ] {
        assert!(negated(old, new), "{old} / {new}");
    }
}

#[test]
fn dates_with_other_digits_and_particles() {
    none(["", ""], "契約は2019年5月3日に結ばれた。", "契約は２０１９年５月３日に結ばれた。");
    let found = facts(
        ["", ""],
        "계약은 2019년 5월 3일에 체결되었다.",
        "계약은 2018년 5월 3일에 체결되었다.",
    );
    assert!(found.iter().all(|one| one.starts_with("date: ")) && found.len() == 1, "{found:?}");
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

const THAI: [&str; 2] = ["เรือข้ามฟากจะไม่ออกจากท่าในวันที่ลมแรง", "ผู้ที่มีตั๋วสามารถขอเงินคืนได้ที่สำนักงานท่าเรือ"];

#[test]
fn numbers_and_dates_in_scripts_without_spaces() {
    check(THAI, "มีผู้เสียชีวิต ๑๒ คน", "มีผู้เสียชีวิต ๑๔ คน", &["number: ๑๒ > ๑๔"]);
    none(THAI, "มีผู้เสียชีวิต๑๒คน", "มีผู้เสียชีวิต12คน");
    check(THAI, "เรือล่มในเดือนมกราคม", "เรือล่มในเดือนมีนาคม", &["date: มกราคม > มีนาคม"]);
    check(THAI, "เขาไม่ได้รับเงิน", "เขาได้รับเงิน", &["negation: ไม่ > "]);
    // "มิตร" is a friend.
    none(THAI, "เขาเป็นมิตรของเรา", "เขาเป็นเพื่อนของเรา");
    let lao = ["ເຮືອຈະບໍ່ອອກຈາກທ່າໃນມື້ລົມແຮງ", "ຜູ້ທີ່ມີປີ້ສາມາດຂໍເງິນຄືນໄດ້"];
    check(lao, "ມີຜູ້ເສຍຊີວິດ ໑໒ ຄົນ", "ມີຜູ້ເສຍຊີວິດ ໑໔ ຄົນ", &["number: ໑໒ > ໑໔"]);
    let khmer = ["ទូកនឹងមិនចេញពីកំពង់ផែនៅថ្ងៃខ្យល់ខ្លាំង។", "អ្នកមានសំបុត្រអាចទទួលប្រាក់វិញ។"];
    check(khmer, "មនុស្ស ១២ នាក់បានស្លាប់។", "មនុស្ស ១៤ នាក់បានស្លាប់។", &["number: ១២ > ១៤"]);
    let burmese = ["လေပြင်းသောနေ့များတွင် သင်္ဘောမထွက်ပါ။", "လက်မှတ်ရှိသူများ ငွေပြန်ရနိုင်သည်။"];
    check(burmese, "လူ ၁၂ ဦး သေဆုံးသည်။", "လူ ၁၄ ဦး သေဆုံးသည်။", &["number: ၁၂ > ၁၄"]);
}

#[test]
fn numbers_in_chinese_signs_have_a_value() {
    let chinese = ["渡轮在风大的日子不会开航，公司这样说。", "有票的人可以在港口的办公室退款。"];
    none(chinese, "事故中有十二人受伤。", "事故中有12人受伤。");
    none(chinese, "全市有二千万人口。", "全市有2000万人口。");
    check(chinese, "事故中有十二人受伤。", "事故中有二十人受伤。", &["number: 十二 > 二十"]);
    let japanese = [
        "船は風が強い日には出ないと会社は言った。",
        "切符を持つ人は港の事務所で払い戻しを受けられる。",
    ];
    none(japanese, "人口は3万4000人だ。", "人口は34,000人だ。");
    check(japanese, "人口は3万4000人だ。", "人口は3万6000人だ。", &["number: 3万4000 > 3万6000"]);
}

#[test]
fn numbers_that_are_joined_to_their_unit() {
    check(
        GERMAN,
        "Die dreitägige Fahrt endet hier.",
        "Die viertägige Fahrt endet hier.",
        &["number: dreitägige > viertägige"],
    );
    check(
        GERMAN,
        "Ein zwölfjähriges Kind war an Bord.",
        "Ein dreizehnjähriges Kind war an Bord.",
        &["number: zwölfjähriges > dreizehnjähriges"],
    );
    check(
        DUTCH,
        "De tweedaagse reis is om.",
        "De driedaagse reis is om.",
        &["number: tweedaagse > driedaagse"],
    );
    none(GERMAN, "Die ganztägige Fahrt endet hier.", "Die nächtliche Fahrt endet hier.");
    check(
        FRENCH,
        "Une vingtaine de gens sont à bord.",
        "Une centaine de gens sont à bord.",
        &["number: vingtaine > centaine"],
    );
    check(
        SPANISH,
        "Una decena de personas son del puerto.",
        "Una docena de personas son del puerto.",
        &["number: decena > docena"],
    );
}

#[test]
fn dates_in_figures_are_read_as_in_their_language() {
    none(
        FRENCH,
        "La gare est ouverte depuis le 4/6/1958.",
        "La gare est ouverte depuis le 4 juin 1958.",
    );
    check(
        FRENCH,
        "La gare est ouverte depuis le 4/6/1958.",
        "La gare est ouverte depuis le 6 avril 1958.",
        &["date: 4/6/1958 > 6 avril 1958"],
    );
    // In English, either may be meant.
    check(
        ENGLISH,
        "The station has been open since 4/6/1958.",
        "The station has been open since 4 June 1958.",
        &["date: 4/6/1958 > 4 June 1958"],
    );
}

#[test]
fn identifiers_hold_no_facts() {
    none(
        ENGLISH,
        "The paper is doi:10.5678/sea.2021.12 in full.",
        "The paper is doi:10.5678/sea.2022.14 in full.",
    );
    none(
        ENGLISH,
        "The paper is 10.5678/sea.2021.12 in full.",
        "The paper is 10.5678/sea.2022.14 in full.",
    );
    none(
        ENGLISH,
        "The book is ISBN 978-3-16-148410-0 in full.",
        "The book is ISBN 978-3-16-148411-7 in full.",
    );
}

#[test]
fn code_without_a_fence_holds_no_facts() {
    none(ENGLISH, "$ harbour --boats 12\n12 boats", "$ harbour --boats 14\n14 boats");
    none(ENGLISH, "fn main() {\nlet boats = 12;\n}", "fn main() {\nlet boats = 14;\n}");
    check(
        ENGLISH,
        "$ 12 is the toll for boats.",
        "$ 14 is the toll for boats.",
        &["number: $ 12 > $ 14"],
    );
    check(
        ENGLISH,
        "The fees are:\n12 for boats;\n20 for cars;",
        "The fees are:\n14 for boats;\n20 for cars;",
        &["number: 12 > 14"],
    );
}

#[test]
fn german_surnames_are_known_from_their_first_mention() {
    let german = [
        "Die Fähre wird nicht fahren, sagte Jonas Wiebe im Hafen, und auch Malte Krohn war dafür.",
        GERMAN[1],
    ];
    check(
        german,
        "Am Abend trat Wiebe nicht mehr auf.",
        "Am Abend trat Krohn nicht mehr auf.",
        &["name: Wiebe > Krohn"],
    );
    none(german, "Am Abend fehlte Wasser an Bord.", "Am Abend fehlte Brot an Bord.");
    none(german, "Das Thema Segelfahren wurde vertagt.", "Das Segelfahren wurde vertagt.");
}

#[test]
fn lines_that_date_the_page_in_more_languages() {
    for (around, label) in [
        (DUTCH, "Laatst gewijzigd op 4 maart 2024#Laatst gewijzigd op 9 april 2024"),
        (GERMAN, "Zuletzt bearbeitet am 4. März 2024#Zuletzt bearbeitet am 9. April 2024"),
        (SWEDISH, "Senast ändrad 4 mars 2024#Senast ändrad 9 april 2024"),
        (POLISH, "Ostatnia modyfikacja: 4 marca 2024#Ostatnia modyfikacja: 9 kwietnia 2024"),
    ] {
        let (old, new) = label.split_once('#').unwrap_or_default();
        none(around, old, new);
    }
    for (around, old, new) in [
        (SPANISH, "Visto 204 veces", "Visto 811 veces"),
        (GERMAN, "204 mal gelesen", "811 mal gelesen"),
    ] {
        none(around, old, new);
    }
}

#[test]
fn months_and_weekdays_stand_alone_in_all_their_forms() {
    for (around, old, new, fact) in [
        (FRENCH, "Il part en mai.", "Il part en mars.", "date: mai > mars"),
        (SPANISH, "Sale en enero.", "Sale en junio.", "date: enero > junio"),
        (ITALIAN, "Parte a marzo.", "Parte a luglio.", "date: marzo > luglio"),
        (
            DUTCH,
            "Hij vaart maandagavond.",
            "Hij vaart vrijdagavond.",
            "date: maandagavond > vrijdagavond",
        ),
        (SWEDISH, "Båten går i maj.", "Båten går i juni.", "date: maj > juni"),
        (
            POLISH,
            "Prom płynie w kwietniu.",
            "Prom płynie we wrześniu.",
            "date: kwietniu > wrześniu",
        ),
        (POLISH, "Prom płynie w środę.", "Prom płynie w sobotę.", "date: środę > sobotę"),
        (RUSSIAN, "Паром пойдёт в апреле.", "Паром пойдёт в июле.", "date: апреле > июле"),
        (
            TURKISH,
            "Feribot haziranda gelecek.",
            "Feribot eylülde gelecek.",
            "date: haziranda > eylülde",
        ),
    ] {
        check(around, old, new, &[fact]);
    }
    // One month in two cases, and words with another meaning.
    none(POLISH, "Sierpień był ciepły dla promu.", "W sierpniu było ciepło dla promu.");
    none(ENGLISH, "They may come to the harbour.", "They can come to the harbour.");
}

#[test]
fn fractions_ordinals_and_declined_numbers() {
    for (around, old, new, fact) in [
        (GERMAN, "Die Hälfte fuhr mit.", "Ein Drittel fuhr mit.", "number: Hälfte > Drittel"),
        (
            GERMAN,
            "Das zweite Boot liegt fest.",
            "Das dritte Boot liegt fest.",
            "number: zweite > dritte",
        ),
        (
            FRENCH,
            "Un tiers du port est fermé.",
            "Un quart du port est fermé.",
            "number: tiers > quart",
        ),
        (
            SPANISH,
            "Un tercio del puerto está cerrado.",
            "La mitad del puerto está cerrada.",
            "number: tercio > mitad",
        ),
        (ENGLISH, "The fare has doubled.", "The fare has tripled.", "number: doubled > tripled"),
        (RUSSIAN, "Ждали пяти человек.", "Ждали семи человек.", "number: пяти > семи"),
    ] {
        check(around, old, new, &[fact]);
    }
    none(POLISH, "Na promie było dwunastu ludzi.", "Na promie było 12 ludzi.");
    none(ITALIAN, "Il traghetto parte alle 9.30.", "Il traghetto parte alle 9:30.");
    check(FRENCH, "Il part à 9h30.", "Il part à 10h15.", &["date: 9h30 > 10h15"]);
}

#[test]
fn verbs_are_negated_by_an_affix_or_an_elided_word() {
    let czech = [
        "Loď nevyjede ve dnech, kdy je vítr příliš silný, a to již také potvrdil kapitán.",
        "Kdo má na loď lístek, může dostat peníze v kanceláři, která je po druhé straně přístavu.",
    ];
    check(
        czech,
        "Kapitán zprávu potvrdil.",
        "Kapitán zprávu nepotvrdil.",
        &["negation: potvrdil > nepotvrdil"],
    );
    check(
        TURKISH,
        "Kaptan bunu açıkladı.",
        "Kaptan bunu açıklamadı.",
        &["negation: açıkladı > açıklamadı"],
    );
    assert!(
        facts(FRENCH, "Quelqu’un a été blessé.", "Personne n’a été blessé.")
            .iter()
            .any(|fact| fact.starts_with("negation:"))
    );
    none(FRENCH, "Le port est à deux pas de la gare.", "Le port est à deux rues de la gare.");
}

#[test]
fn names_before_a_title_without_capitals() {
    let japanese = [
        "船は風が強い日には出ないと会社が発表した。",
        "切符を持っている人は港の事務所で払い戻しを受けられる。",
    ];
    check(japanese, "船長は中村さんが務める。", "船長は中川さんが務める。", &["name: 中村 > 中川"]);
    none(japanese, "乗客の皆さんが待っている。", "乗客の方々が待っている。");
}

#[test]
fn sources_are_named_in_more_languages() {
    for (around, old, new) in [
        (GERMAN, "Laut Hafenamt ist das Boot sicher.", "Das Boot ist sicher."),
        (ITALIAN, "Secondo il porto, la nave è sicura.", "La nave è sicura."),
        (SWEDISH, "Enligt rederiet är båten säker.", "Båten är säker."),
    ] {
        let [before, after] = around;
        let text = |middle: &str| format!("{before}\n\n{middle}\n\n{after}");
        let diff = diff(&text(old), &text(new), &DiffOptions::default());
        let has_source = diff.changes.iter().any(|one| one.classes.contains(Class::Attribution));
        assert!(has_source, "{old} / {new}");
        none(around, old, new);
    }
    // "Il secondo" counts.
    check(
        ITALIAN,
        "Il secondo porto è chiuso.",
        "Il terzo porto è chiuso.",
        &["number: secondo > terzo"],
    );
}

#[test]
fn words_that_only_look_like_dates() {
    check(FRENCH, "Ils étaient cinq à bord.", "Ils étaient sept à bord.", &["number: cinq > sept"]);
    none(RUSSIAN, "Груз окружающей среды тяжёл.", "Груз окружающей природы тяжёл.");
    let old = "El buque se llama Julio Verne y es nuevo.";
    assert!(
        facts(SPANISH, old, "El buque se llama Pablo Verne y es nuevo.")
            .iter()
            .all(|one| !one.starts_with("date"))
    );
    let old = "The speech by Theresa May was short.";
    assert!(
        facts(ENGLISH, old, "The speech by Theresa Hill was short.")
            .iter()
            .all(|one| !one.starts_with("date"))
    );
    check(ENGLISH, "It sails again in May.", "It sails again in June.", &["date: May > June"]);
}

#[test]
fn phrases_that_affirm_are_no_negations() {
    for (around, old, new) in [
        (FRENCH, "Il a sans doute raison.", "Il a peut-être raison."),
        (ENGLISH, "Without doubt the boat is old.", "Clearly the boat is old."),
        (GERMAN, "Ohne Zweifel ist das Boot alt.", "Sicher ist das Boot alt."),
        (RUSSIAN, "Тем не менее паром старый.", "Однако паром старый."),
        (ITALIAN, "Senza dubbio la nave è vecchia.", "Certo la nave è vecchia."),
    ] {
        let found = facts(around, old, new);
        assert!(found.iter().all(|fact| !fact.starts_with("negation")), "{old} / {new}: {found:?}");
    }
}
