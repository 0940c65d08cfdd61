//! Detects the language of a text that declares none.
//!
//! It uses the script or the most common short words, which no other listed language shares in such
//! numbers. An ambiguous text has no language.

/// Words that identify a language; each occurs in most sentences.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("en", "the of and to that was for with his on are has have were been which from"),
    ("de", "der die und das nicht ist den mit von auf ein eine auch für sich dem wird"),
    ("fr", "les des est dans une pour qui pas sur avec sont ont été cette ce au aux"),
    ("es", "el los las del una por con para que fue más han este como pero sus dijo"),
    ("pt", "os das dos uma não com para que mais foi são pela pelo disse como também ele"),
    ("it", "il gli della di che non una per con sono nel alla del più anche dei hanno"),
    ("nl", "het een van niet dat zijn voor met op aan ook werd bij naar heeft deze wordt"),
    ("sv", "och att det som för inte är på med av har till från den ett efter också"),
    ("da", "og at det som ikke af er på med har til fra den blev efter også hun"),
    ("nb", "og å det som ikke av er på med har til fra den ble etter også hun"),
    ("pl", "się nie na jest że do jak oraz przez po od który była został także dla był"),
    ("cs", "se na je že to by jako pro podle která který jsou jeho také bylo před již"),
    ("fi", "ja on ei että oli se hän ovat kun mutta myös joka sekä ole mukaan kuin jo"),
    ("hu", "és az egy hogy nem is volt van meg már csak mint után szerint azt lehet még"),
    ("ro", "și în de la cu nu pe este care din au fost mai pentru că sunt această"),
    ("tr", "ve bir bu için olarak ile da de olan çok daha sonra kadar gibi göre olduğu"),
    ("id", "yang dan di ini itu dengan untuk dari tidak pada akan dalam telah oleh juga"),
    ("ca", "els les del amb una per que són més aquest com però seva també dels va"),
];

/// The most characters examined: a longer sample adds nothing.
const MOST_CHARS: usize = 6_000;

/// The most bytes of a text that need to be collected for [`detect`].
pub(super) const MOST_BYTES: usize = MOST_CHARS * 4;

/// Returns the language of a text as a BCP 47 tag.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let mut scripts = [0_usize; 10];
    let mut letters = 0_usize;
    for char in text.chars().take(MOST_CHARS).filter(|char| char.is_alphabetic()) {
        letters += 1;
        let script = match u32::from(char) {
            0x3040..=0x30FF => 0,
            0xAC00..=0xD7AF => 1,
            0x0E00..=0x0E7F => 2,
            0x0370..=0x03FF => 3,
            0x0590..=0x05FF => 4,
            0x0530..=0x058F => 5,
            0x10A0..=0x10FF => 6,
            0x4E00..=0x9FFF => 7,
            0x41..=0x24F | 0x1E00..=0x1EFF => 8,
            _ => 9,
        };
        if let Some(count) = scripts.get_mut(script) {
            *count += 1;
        }
    }
    if letters < 40 {
        return None;
    }
    let [kana, hangul, thai, greek, hebrew, armenian, georgian, han, latin, _] = scripts;
    // Japanese mixes kana with Han characters.
    if kana * 10 > letters {
        return Some("ja");
    }
    let alone = [
        (hangul, "ko"),
        (thai, "th"),
        (greek, "el"),
        (hebrew, "he"),
        (armenian, "hy"),
        (georgian, "ka"),
        (han, "zh"),
    ];
    if let Some((_, lang)) = alone.iter().find(|(count, _)| count * 2 > letters) {
        return Some(lang);
    }
    if latin * 5 < letters * 4 {
        return by_letters(text, letters);
    }
    by_words(text).or_else(|| by_latin_letters(text, letters))
}

/// Letters that only one language of the Latin script uses often.
const LATIN_LETTERS: &[(&str, &str)] = &[
    ("vi", "ơưạảấầậắặẽếềệỉịọốồộớờợụủứừựỳỹ"),
    ("pl", "łśźż"),
    ("cs", "řěů"),
    ("hu", "őű"),
    ("ro", "țţ"),
    ("tr", "ğı"),
    ("lt", "ėų"),
    ("lv", "ļķņģ"),
    ("is", "þð"),
];

/// Detects a language by letters that no other language uses, for a text with few common words.
fn by_latin_letters(text: &str, letters: usize) -> Option<&'static str> {
    let is_frequent = |own: &str| {
        let sample = text.chars().take(MOST_CHARS).filter(|char| !char.is_ascii());
        let count = sample.filter(|char| char.to_lowercase().any(|char| own.contains(char)));
        count.count() * 120 > letters
    };
    let mut found = LATIN_LETTERS.iter().filter(|(_, own)| is_frequent(own));
    let (lang, _) = found.next()?;
    found.next().is_none().then_some(*lang)
}

/// Scripts of one language each: the first and the last character.
const SCRIPTS: &[(char, char, &str)] = &[
    ('\u{980}', '\u{9FF}', "bn"),
    ('\u{A00}', '\u{A7F}', "pa"),
    ('\u{A80}', '\u{AFF}', "gu"),
    ('\u{B00}', '\u{B7F}', "or"),
    ('\u{B80}', '\u{BFF}', "ta"),
    ('\u{C00}', '\u{C7F}', "te"),
    ('\u{C80}', '\u{CFF}', "kn"),
    ('\u{D00}', '\u{D7F}', "ml"),
    ('\u{D80}', '\u{DFF}', "si"),
    ('\u{E80}', '\u{EFF}', "lo"),
    ('\u{1000}', '\u{109F}', "my"),
    ('\u{1200}', '\u{137F}', "am"),
    ('\u{1780}', '\u{17FF}', "km"),
];

/// Letters that only some languages of a script use, rarest language first; the last of each
/// script needs none.
const LETTERS: &[(&str, &str)] = &[
    // Cyrillic.
    ("kk", "әғқңұһ"),
    ("mk", "ѓќѕ"),
    ("sr", "ђћјљњџ"),
    ("be", "ў"),
    ("uk", "їєґ"),
    // Arabic.
    ("ur", "ٹڈڑےںھہ"),
    ("ps", "ښځڅټډړ"),
    ("fa", "پچژگکی"),
];

/// Detects a language that is not written in the Latin script by its letters and short words.
fn by_letters(text: &str, letters: usize) -> Option<&'static str> {
    let sample = || text.chars().take(MOST_CHARS);
    let count = |from: char, to: char| sample().filter(|char| (from..=to).contains(char)).count();
    if let Some((.., lang)) = SCRIPTS.iter().find(|(from, to, _)| count(*from, *to) * 2 > letters) {
        return Some(lang);
    }
    let of = |wanted: &str| {
        let known = LETTERS.iter().find(|(lang, _)| *lang == wanted).map_or("", |(_, list)| *list);
        sample().filter(|char| char.to_lowercase().any(|char| known.contains(char))).count()
    };
    let has_word = |words: &str| {
        let end = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
        let text = text.get(..end).unwrap_or(text);
        text.split(|char: char| char.is_whitespace() || char.is_ascii_punctuation() || char == '।')
            .filter(|word| words.split(' ').any(|known| known == *word))
            .count()
    };
    if count('\u{400}', '\u{52F}') * 2 > letters {
        let letter = |char: char| sample().filter(|it| it.to_lowercase().eq([char])).count();
        for lang in ["kk", "mk", "sr", "be", "uk"] {
            if of(lang) * 200 > letters {
                return Some(lang);
            }
        }
        // Russian and Bulgarian: only Russian has these vowels, and few hard signs.
        let (russian, hard) = (letter('ы') + letter('э') + letter('ё'), letter('ъ'));
        return if russian * 200 > letters {
            Some("ru")
        } else if hard * 200 > letters && russian == 0 {
            Some("bg")
        } else {
            None
        };
    }
    if count('\u{600}', '\u{6FF}') * 2 > letters {
        for lang in ["ur", "ps", "fa"] {
            if of(lang) * 100 > letters {
                return Some(lang);
            }
        }
        let arabic = has_word("في من على إلى أن التي الذي عن هذا مع كان");
        return (arabic >= 3).then_some("ar");
    }
    if count('\u{900}', '\u{97F}') * 2 > letters {
        let counts = [
            ("hi", has_word("है में की के का और से को हैं था ने पर")),
            ("mr", has_word("आहे आणि या हे होते आहेत त्यांनी ते केली करण्यात")),
            ("ne", has_word("छ र को मा छन् गरेको भएको हो गर्न पनि")),
        ];
        let best = counts.iter().max_by_key(|(_, count)| *count)?;
        let is_plain = counts.iter().filter(|other| other.1 * 2 > best.1).count() == 1;
        return (best.1 >= 4 && is_plain).then_some(best.0);
    }
    None
}

fn by_words(text: &str) -> Option<&'static str> {
    let mut counts: Vec<(usize, &'static str)> = WORDS.iter().map(|(lang, _)| (0, *lang)).collect();
    let mut all = 0_usize;
    let end = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text).to_lowercase();
    for word in text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty()) {
        all += 1;
        for ((count, _), (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.split(' ').any(|known| known == word));
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let [(first, lang), (second, _), ..] = counts.as_slice() else { return None };
    let is_plain = *first >= 5 && first * 12 >= all && *first * 2 >= second * 3;
    is_plain.then_some(*lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_and_scripts_tell() {
        for (text, expected) in [
            (
                "The lock will be shut for six weeks, and the barges of the millers have to wait for the winter, which was not what they had hoped for.",
                Some("en"),
            ),
            (
                "Die Schleuse wird für sechs Wochen geschlossen, und die Müller müssen auf den Winter warten, was nicht das ist, worauf sie sich gefreut haben.",
                Some("de"),
            ),
            (
                "Les bateaux barrent l'entrée du port depuis mercredi, et aucun ferry ne passe dans la passe, ont dit les pêcheurs qui sont en colère pour le prix.",
                Some("fr"),
            ),
            (
                "A prefeitura suspendeu a obra da ponte, depois que um andaime caiu; não foi a primeira vez, disse o pedreiro, e os bombeiros não foram chamados pela empresa.",
                Some("pt"),
            ),
            (
                "El pleno aprobó cerrar la calle con los votos de la mayoría, y los comerciantes dijeron que las obras del centro fueron más largas que las del puente.",
                Some("es"),
            ),
            (
                "Il teatro riapre dopo sei anni di lavori, che sono costati più del previsto, e il sindaco non ha detto per quanto la stagione della città è rinviata.",
                Some("it"),
            ),
            (
                "港の新しい橋が来年の春に開通する。市長は「町の誇りになる」と述べた。歩行者と自転車も通行できるという。",
                Some("ja"),
            ),
            (
                "镇政府介绍工程共投入六百二十万元比预算少八十万元大型货车今后仍不得上桥住在北岸的退休教师说以前过河要绕两公里",
                Some("zh"),
            ),
            (
                "Вчера вечером в городе прошёл дождь, и мэр сообщил, что это был самый сильный ливень за десять лет.",
                Some("ru"),
            ),
            (
                "Вчора ввечері в місті пройшов дощ, і мер повідомив, що це була найсильніша злива за десять років у країні.",
                Some("uk"),
            ),
            (
                "Снощи в града валя дъжд и кметът съобщи, че това е бил най-силният порой от десет години насам.",
                Some("bg"),
            ),
            (
                "قال رئيس البلدية في بيان إن الجسر الذي يمر من وسط المدينة سيغلق على مدى ستة أسابيع من أجل الصيانة.",
                Some("ar"),
            ),
            (
                "شهردار گفت پلی که از مرکز شهر می‌گذرد برای تعمیر به مدت شش هفته بسته خواهد شد و گزارش آن را منتشر کرد.",
                Some("fa"),
            ),
            (
                "नगर के महापौर ने कहा है कि पुल की मरम्मत के लिए इसे छह सप्ताह तक बंद रखा जाएगा और इस में देरी हो सकती है।",
                Some("hi"),
            ),
            (
                "Szpital powiatowy otwiera oddział dla wcześniaków. Na oddziale stanęło osiem inkubatorów, mówi ordynator Grażyna Śliwińska.",
                Some("pl"),
            ),
            (
                "Thành phố mở lại cây cầu cũ bắc qua sông sau sáu tháng sửa chữa, thị trưởng nói với báo giới hôm thứ Hai.",
                Some("vi"),
            ),
            ("Short.", None),
            (
                "Xyzzy plugh foo bar baz qux quux corge grault garply waldo fred thud blorb zork frotz gnusto",
                None,
            ),
            ("", None),
        ] {
            assert_eq!(detect(text), expected, "{text}");
        }
    }
}
