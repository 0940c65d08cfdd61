//! Classes: the kinds of thing that a change touches, read from the text alone, with the evidence.
//!
//! A sentence is read once: [`regions`] finds the parts that are not prose, [`reader`] the facts of
//! the rest with their values, and [`compare`] which of them changed.

mod class;
mod code;
mod compare;
mod context;
mod date;
mod form;
mod lexical;
mod number;
mod page_lines;
mod quotes;
mod reader;
mod regions;
mod spelling;
mod vocabulary;

use std::sync::LazyLock;

use super::words::{Hunk, TokenKind, WordToken};
use super::{Extent, Op, SpanKind, WordSpan};
use crate::article::notice;
use crate::lexicon;

pub use class::{Class, ClassSet, ClassWitness};
pub(crate) use code::is_code_sentence;
use compare::FactComparison;
pub(super) use context::TextContext;
pub(crate) use form::is_telling;
use lexical::{PHRASE, WORD_INDEX};
use page_lines::{PageLine, page_line};
use reader::SentenceReader;
pub(crate) use spelling::nearly;

/// Maximum number of evidence entries per change.
const EVIDENCE_MAX: usize = 12;

/// The classes that are read from words, in the order of their evidence.
const READ: [Class; 5] =
    [Class::Number, Class::Date, Class::Name, Class::Negation, Class::Attribution];

/// Two sentences to compare, or one sentence and those it was split into or merged from.
pub(super) struct SentencePair<'a> {
    pub(super) old_text: &'a str,
    pub(super) old: Extent,
    pub(super) old_tokens: &'a [WordToken],
    pub(super) new_text: &'a str,
    pub(super) new: Extent,
    pub(super) new_tokens: &'a [WordToken],
}

/// Collected on the stack: growing lists took a twentieth of the time of large additions.
struct ClassEvidence {
    classes: ClassSet,
    evidence: [ClassWitness; EVIDENCE_MAX],
    len: usize,
}

impl Default for ClassEvidence {
    fn default() -> Self {
        let none = ClassWitness { class: Class::Number, old: None, new: None };
        Self { classes: ClassSet::default(), evidence: [none; EVIDENCE_MAX], len: 0 }
    }
}

impl ClassEvidence {
    fn add(&mut self, class: Class, old: Option<Extent>, new: Option<Extent>) {
        self.classes.insert(class);
        if let Some(slot) = self.evidence.get_mut(self.len) {
            *slot = ClassWitness { class, old, new };
            self.len += 1;
        }
    }

    fn one(&mut self, class: Class, extent: Extent, kind: SpanKind) {
        match kind {
            SpanKind::Removed => self.add(class, Some(extent), None),
            SpanKind::Equal | SpanKind::Added => self.add(class, None, Some(extent)),
        }
    }

    fn done(&self) -> (ClassSet, Vec<ClassWitness>) {
        (self.classes, self.evidence[..self.len].to_vec())
    }
}

/// The classes of an added or removed sentence.
pub(super) fn alone(
    text: &str,
    extent: Extent,
    tokens: &[WordToken],
    kind: SpanKind,
    context: &TextContext<'_>,
) -> (ClassSet, Vec<ClassWitness>) {
    let reader = SentenceReader::new(text, extent, tokens, context);
    let mut found = ClassEvidence::default();
    if form::has_manifest(extent.of(text)) {
        found.one(Class::Provenance, extent, kind);
    }
    match page_line(&reader) {
        Some(PageLine::Counter | PageLine::Link) => {
            found.one(Class::Boilerplate, extent, kind);
            return found.done();
        }
        Some(PageLine::Date) => {
            let dates = reader
                .facts()
                .into_iter()
                .filter(|fact| matches!(fact.class, Class::Date | Class::Number));
            for fact in dates {
                found.one(Class::DocumentDate, fact.extent, kind);
            }
            found.classes.insert(Class::DocumentDate);
            return found.done();
        }
        None => {}
    }
    for quotation in reader.quotations() {
        found.one(Class::Quote, quotation.extent, kind);
    }
    for fact in reader.facts() {
        if !(fact.weak && matches!(fact.class, Class::Number | Class::Name)) {
            found.one(fact.class, fact.extent, kind);
        }
    }
    if let Some(mark) = notice_in(text, extent) {
        found.one(Class::CorrectionNotice, mark, kind);
    }
    reader.furniture(|extent| found.one(Class::Boilerplate, extent, kind));
    found.done()
}

/// The classes of a pair whose tokens differ by `hunks`.
pub(super) fn compared(
    pair: &SentencePair<'_>,
    op: Op,
    hunks: &[Hunk],
    spans: &[WordSpan],
    context: &TextContext<'_>,
) -> (ClassSet, Vec<ClassWitness>) {
    let mut found = ClassEvidence::default();
    let old = SentenceReader::new(pair.old_text, pair.old, pair.old_tokens, context);
    let new = SentenceReader::new(pair.new_text, pair.new, pair.new_tokens, context);
    if op != Op::Format && !hunks.is_empty() {
        let comparison = FactComparison::new(&old, &new, hunks);
        match (page_line(&old), page_line(&new)) {
            (
                Some(PageLine::Counter | PageLine::Link),
                Some(PageLine::Counter | PageLine::Link),
            ) => {
                found.add(Class::Boilerplate, Some(pair.old), Some(pair.new));
            }
            (Some(_), Some(_)) => page_date(&comparison, &mut found),
            _ => {
                facts(&comparison, &mut found);
                negated_words(&old, &new, hunks, &mut found);
            }
        }
        spelling(&old, &new, hunks, &mut found);
        notices(pair, &mut found);
        let marks = |reader: &SentenceReader<'_>| {
            let mut marks = Vec::new();
            reader.furniture(|extent| marks.push(extent));
            marks
        };
        // Counted only if both sides are boilerplate: a sentence that became boilerplate, or
        // stopped being it, is not a boilerplate change.
        let was = marks(&old);
        let is = if was.is_empty() { Vec::new() } else { marks(&new) };
        if !is.is_empty() {
            for extent in was {
                found.add(Class::Boilerplate, Some(extent), None);
            }
            for extent in is {
                found.add(Class::Boilerplate, None, Some(extent));
            }
        }
    }
    form::form(pair, op, hunks, spans, &mut found);
    found.done()
}

/// Adds the facts that changed, each once.
fn facts(comparison: &FactComparison<'_>, found: &mut ClassEvidence) {
    // The marks of a quotation are no letters, so that it is compared first.
    for (old, new) in comparison.quotations() {
        found.add(Class::Quote, old, new);
    }
    if comparison.is_form_only() {
        return;
    }
    let (mut a, mut b) = (comparison.old.facts(), comparison.new.facts());
    comparison.add_possible_names(&mut a, &mut b);
    FactComparison::agree_on_years(&mut a, &mut b);
    for class in READ {
        let mut seen: Vec<(String, String)> = Vec::new();
        for (old, new) in comparison.changes(class, &a, &b) {
            let words = |fact: Option<&reader::Fact>, text: &str| {
                fact.map(|fact| fact.extent.of(text).to_lowercase()).unwrap_or_default()
            };
            let told = (words(old, comparison.old.text), words(new, comparison.new.text));
            if seen.len() < EVIDENCE_MAX && !seen.contains(&told) {
                seen.push(told);
                let (old, new) = comparison.core(class, old, new);
                found.add(class, old, new);
            }
        }
    }
}

/// Adds the date or version of the page that changed.
fn page_date(comparison: &FactComparison<'_>, found: &mut ClassEvidence) {
    let (a, b) = (comparison.old.facts(), comparison.new.facts());
    for class in [Class::Date, Class::Number] {
        for (old, new) in comparison.changes(class, &a, &b) {
            found.add(
                Class::DocumentDate,
                old.map(|fact| fact.extent),
                new.map(|fact| fact.extent),
            );
        }
    }
}

/// The words that identify a sentence as a newsroom's notice.
fn notice_in(text: &str, sentence: Extent) -> Option<Extent> {
    let mark = notice(sentence.of(text))?.mark;
    Some(Extent::new(sentence.start + mark.start, sentence.start + mark.end))
}

fn notices(pair: &SentencePair<'_>, found: &mut ClassEvidence) {
    if let Some(mark) = notice_in(pair.old_text, pair.old) {
        found.add(Class::CorrectionNotice, Some(mark), None);
    }
    if let Some(mark) = notice_in(pair.new_text, pair.new) {
        found.add(Class::CorrectionNotice, None, Some(mark));
    }
}

/// The pairs of tokens of hunks that replace as many tokens as they add.
fn replaced(hunks: &[Hunk]) -> impl Iterator<Item = (usize, usize)> {
    let equal = hunks.iter().filter(|hunk| hunk.old.1 - hunk.old.0 == hunk.new.1 - hunk.new.0);
    equal.flat_map(|hunk| (hunk.old.0..hunk.old.1).zip(hunk.new.0..hunk.new.1))
}

/// Finds words that negate the word in their place, in languages that negate verbs with an affix.
fn negated_words(
    old: &SentenceReader<'_>,
    new: &SentenceReader<'_>,
    hunks: &[Hunk],
    found: &mut ClassEvidence,
) {
    for (i, j) in replaced(hunks) {
        if old.negates_word(old.word(i), new.word(j)) || new.negates_word(new.word(j), old.word(i))
        {
            found.add(Class::Negation, Some(old.extent(i, i + 1)), Some(new.extent(j, j + 1)));
        }
    }
}

/// Finds pairs of words that differ by a letter or two, or only by letter case.
fn spelling(
    old: &SentenceReader<'_>,
    new: &SentenceReader<'_>,
    hunks: &[Hunk],
    found: &mut ClassEvidence,
) {
    const FACTS: lexical::Flags =
        lexical::NUMBER | lexical::NEGATION | lexical::DATE | lexical::ATTRIBUTION;
    for (i, j) in replaced(hunks) {
        let (a, b) = (&old.tokens[i], &new.tokens[j]);
        if a.kind != TokenKind::Word || b.kind != TokenKind::Word || a.hash == b.hash {
            continue;
        }
        let (was, is) = (old.word(i), new.word(j));
        let same = a.folded == b.folded
            || ((old.known(i) | new.known(j)) & FACTS == 0
                && spelling::nearly(was, is)
                && !old.negates_word(was, is)
                && !new.negates_word(is, was));
        if same && old.region(i).is_none() && new.region(j).is_none() {
            found.add(Class::Spelling, Some(a.extent()), Some(b.extent()));
        }
    }
}

impl SentenceReader<'_> {
    /// Whether a sentence with this boilerplate phrase is boilerplate. Articles also say "more
    /// from" and "sponsored": the phrase must open a short sentence, or be nearly all of it.
    fn is_furniture(&self, phrase: &str, start: usize) -> bool {
        static CERTAIN_PHRASES: LazyLock<Vec<&str>> =
            LazyLock::new(|| lexicon::words(|language| language.boilerplate.certain_phrases));
        if CERTAIN_PHRASES.contains(&phrase) {
            return true;
        }
        let mut words = self.tokens.iter().filter(|token| token.is_word());
        let opens = words.next().is_some_and(|first| start <= first.extent().start);
        let count = 1 + words.count();
        if phrase.contains(' ') { count <= 6 || (opens && count <= 12) } else { count <= 3 }
    }

    /// Reports boilerplate phrases anywhere in the sentence.
    fn furniture(&self, mut found: impl FnMut(Extent)) {
        for (at, token) in self.tokens.iter().enumerate() {
            if self.flags(at) & PHRASE == 0 {
                continue;
            }
            let Some(phrases) = WORD_INDEX.phrases.get(&token.key()) else { continue };
            let start = token.extent().start;
            for &phrase in phrases {
                let end = start + phrase.len();
                let here = self.text.get(start..end);
                if here.is_some_and(|here| here.eq_ignore_ascii_case(phrase))
                    && self.is_furniture(phrase, start)
                {
                    found(Extent::new(start, end));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DiffOptions, Op, diff};
    use super::Class;

    fn check(old: &str, new: &str, expected: &[Class]) {
        let diff = diff(old, new, &DiffOptions::default());
        assert_eq!(diff.changes.len(), 1, "{old} / {new}: {:?}", diff.changes);
        let found: Vec<Class> = diff.changes[0].classes.iter().collect();
        assert_eq!(found, expected, "{old} / {new}");
    }

    #[test]
    fn facts() {
        check("It cost $1.5 million to build.", "It cost $15 million to build.", &[Class::Number]);
        check("The fine is due in 3 days.", "The fine is due in 30 days.", &[Class::Number]);
        check("The court ruled 5-4 for them.", "The court ruled 54 for them.", &[Class::Number]);
        check("He will come on Sept. 3.", "He will come on Sept. 4.", &[Class::Date]);
        check("He met John Smith there.", "He met John Brown there.", &[Class::Name]);
        check("The firm did pay its tax.", "The firm did not pay its tax.", &[Class::Negation]);
        check(
            "He called it “a fine day” then.",
            "He called it “a poor day” then.",
            &[Class::Quote],
        );
    }

    /// The sentences state the same facts. A sentence around them shows their language.
    #[track_caller]
    fn check_form(around: &str, old: &str, new: &str) {
        let text = |sentence: &str| format!("{around} {sentence}");
        let diff = diff(&text(old), &text(new), &DiffOptions::default());
        let classes = diff.changes.iter().flat_map(|change| change.classes.iter());
        let facts = [Class::Number, Class::Date, Class::Name, Class::Negation];
        let found: Vec<Class> = classes.filter(|class| facts.contains(class)).collect();
        assert_eq!(found, [], "{old} / {new}");
    }

    const GERMAN: &str = "Der Stadtrat tagte am Abend im Rathaus. Die Sitzung war öffentlich.";
    const DUTCH: &str =
        "De gemeenteraad kwam gisteren bijeen in het stadhuis. De vergadering was openbaar.";

    #[test]
    fn ages_have_several_forms() {
        check_form("", "A 34-year-old driver was hurt.", "A driver aged 34 was hurt.");
        check_form("", "Mary Hansen, 34, was hurt.", "Mary Hansen, who is 34 years old, was hurt.");
        check_form(GERMAN, "Die 34-jährige Fahrerin siegte.", "Die 34 Jahre alte Fahrerin siegte.");
        check("He is 34 years old.", "He is 43 years old.", &[Class::Number]);
        check("It took 34 years to build.", "It took 34 months to build.", &[Class::Number]);
    }

    #[test]
    fn sums_have_several_forms() {
        check_form(DUTCH, "De bodem kost € 3,4 mln.", "De bodem kost 3,4 miljoen euro.");
        check_form(GERMAN, "Die Karte kostet CHF 40.–.", "Die Karte kostet 40 Franken.");
        check("It costs € 40 a day.", "It costs $ 40 a day.", &[Class::Number]);
        check("It costs SEK 40 a day.", "It costs NOK 40 a day.", &[Class::Number]);
    }

    #[test]
    fn metric_units_have_prefixes() {
        for (old, new) in [("5 mg", "5 µg"), ("5 kPa", "5 hPa"), ("5 ml", "5 cl"), ("5 MB", "5 GB")]
        {
            let text = |amount: &str| format!("The sample has {amount} of it.");
            check(&text(old), &text(new), &[Class::Number]);
        }
        let french = |unit: &str| {
            format!("Le capteur est dans la rue de la gare. Il envoie 40 {unit} par minute.")
        };
        let diff = diff(&french("ko"), &french("Mo"), &DiffOptions::default());
        assert_eq!(diff.changes[0].classes.iter().collect::<Vec<_>>(), [Class::Number]);
    }

    #[test]
    fn names_have_genitives() {
        check_form(
            GERMAN,
            "Petra Sommers Antrag wurde verlesen.",
            "Der Antrag von Petra Sommer wurde verlesen.",
        );
        check_form(DUTCH, "Femkes voorstel werd gelezen.", "Het voorstel van Femke werd gelezen.");
        check_form(GERMAN, "Bringen Sie Ihre Karte mit.", "Bringt bitte eure Karte mit.");
        let diff = diff(
            &format!("{GERMAN} Petra Sommers Antrag wurde verlesen."),
            &format!("{GERMAN} Der Antrag von Petra Winter wurde verlesen."),
            &DiffOptions::default(),
        );
        assert!(diff.changes.iter().any(|change| change.classes.contains(Class::Name)));
    }

    /// The sentences differ only by a negation.
    fn check_negation(with: &str, without: &str) {
        check(with, without, &[Class::Negation]);
        check(without, with, &[Class::Negation]);
        let found = |text: &str| {
            let diff = diff("", text, &DiffOptions::default());
            diff.changes[0].classes.contains(Class::Negation)
        };
        assert!(found(with), "{with}");
        assert!(!found(without), "{without}");
    }

    #[test]
    fn negations_in_swedish() {
        check_negation("Bron stängs inte i dag.", "Bron stängs i dag.");
        check_negation("Hon har aldrig varit där.", "Hon har varit där.");
    }

    #[test]
    fn negations_in_danish() {
        check_negation("Broen lukker ikke før jul.", "Broen lukker før jul.");
        check_negation("Hun har aldrig været der.", "Hun har været der.");
    }

    #[test]
    fn negations_in_norwegian() {
        check_negation("Broen stenger ikke før jul.", "Broen stenger før jul.");
        check_negation("Hun har aldri vært der.", "Hun har vært der.");
    }

    #[test]
    fn negations_in_finnish() {
        check_negation("Silta ei avoinna tänään.", "Silta avoinna tänään.");
        check_negation("Sopu syntyi ilman ääniä.", "Sopu syntyi ääniä.");
        check_negation("Minä en voi tulla sinne.", "Minä tulla sinne.");
    }

    #[test]
    fn negations_in_czech() {
        check_negation("Most nikdy byl otevřen pro auta.", "Most byl otevřen pro auta.");
        check_negation("Cesta bez opravy zůstane zavřená.", "Cesta opravy zůstane zavřená.");
    }

    #[test]
    fn negations_in_romanian() {
        check_negation("Podul nu este deschis acum.", "Podul este deschis acum.");
        check_negation("Podul e deschis fără probleme.", "Podul e deschis probleme.");
        // Dutch and Swedish for "now".
        check("De brug is nu open voor ons.", "De brug is open voor ons.", &[]);
        check("Bron är nu öppen för oss.", "Bron är öppen för oss.", &[]);
    }

    #[test]
    fn negations_in_hebrew() {
        check_negation("הגשר לא נפתח היום לתנועה.", "הגשר נפתח היום לתנועה.");
        check_negation("הוא אינו בבית העירייה היום.", "הוא בבית העירייה היום.");
    }

    #[test]
    fn negations_in_japanese() {
        check_negation("市長は橋を開けない。", "市長は橋を開ける。");
        check_negation("橋は開きません。", "橋は開きます。");
        check_negation("市長は行かなかった。", "市長は行った。");
    }

    #[test]
    fn negations_in_korean() {
        check_negation("시장은 다리를 열지 않았다.", "시장은 다리를 열지.");
        check_negation("다리는 안 열린다고 시장이 밝혔다.", "다리는 열린다고 시장이 밝혔다.");
    }

    #[test]
    fn negations_in_turkish() {
        check_negation("Köprü bugün açık değil.", "Köprü bugün açık.");
        check_negation("Orada hiç kimse kaldı mı.", "Orada kimse kaldı mı.");
    }

    #[test]
    fn negations_of_several_tokens() {
        check_negation("สะพานไม่เปิดวันนี้", "สะพานเปิดวันนี้");
    }

    #[test]
    fn words_and_form() {
        check("The goverment fell at last.", "The government fell at last.", &[Class::Spelling]);
        check(
            "The road is closed, she added.",
            "The road is closed she added.",
            &[Class::Punctuation],
        );
        check("The road is closed.", "The road, it is reported, is closed.", &[Class::Attribution]);
    }

    #[test]
    fn what_a_story_says_is_no_furniture() {
        let noise = |old: &str, new: &str| {
            let diff = diff(old, new, &DiffOptions::default());
            diff.changes.iter().all(super::super::Change::is_noise)
        };
        assert!(!noise("The event was sponsored by big oil.", "The event was free for all of us."));
        assert!(!noise(
            "We learn far more from their failures here.",
            "We learn far more from our failures here."
        ));
        assert!(!noise("Sponsored by the tobacco lobby, he spoke.", "He spoke to us all."));
        assert!(!noise("Subscribe to our newsletter.", "The dam broke."));
        assert!(noise("Subscribe to our newsletter.", "Subscribe to our newsletter for free."));
        assert!(noise("The dam broke.", "The dam broke. Follow us on our channels."));
        assert!(!noise("he is guilty.", "he is guilty?"));
        assert!(noise("The road is closed, she said.", "The road is closed; she said."));
    }

    #[test]
    fn a_joke_is_no_noise() {
        let diff = diff("He made a false claim.", "He made a joke.", &DiffOptions::default());
        assert_eq!(diff.changes[0].op, Op::Edited);
        assert!(!diff.changes[0].is_noise());
    }

    fn facts_of(old: &str, new: &str) -> Vec<Class> {
        // Prose around the sentence shows the language.
        let around = |text: &str| {
            format!(
                "The harbour of the town lies on the coast.\n\n{text}\n\nIt has been there for long."
            )
        };
        let diff = diff(&around(old), &around(new), &DiffOptions::default());
        let all = diff.changes.iter().flat_map(|change| change.classes.iter());
        let mut facts: Vec<Class> = all.filter(|class| class.is_fact()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    #[test]
    fn form_is_no_fact() {
        for (old, new) in [
            ("The toll is 1200 crowns now.", "The toll is 1,200 crowns now."),
            ("They asked for $12 million in all.", "They asked for $12m in all."),
            ("There were twelve boats at sea.", "There were 12 boats at sea."),
            ("There were twenty-one boats at sea.", "There were 21 boats at sea."),
            ("It grew by 5 percent in all.", "It grew by 5% in all."),
            ("It grew by 5 per cent in all.", "It grew by 5 % in all."),
            ("It costs 5 dollars a day.", "It costs $5 a day."),
            ("We meet on 3 May 2019 at noon.", "We meet on May 3, 2019 at noon."),
            ("We meet on Sept. 3 at the quay.", "We meet on September 3 at the quay."),
            ("We meet on May 3 at the quay.", "We meet on Friday, May 3 at the quay."),
            ("We meet on May 3 at the quay.", "We meet on May 3, 2019 at the quay."),
            ("It opens at 9 p.m. on all days.", "It opens at 21:00 on all days."),
            ("It is run by the Harbour Office now.", "It is run by the harbour office now."),
            ("He is unable and cannot row.", "He is unable and can not row."),
            ("We don't row in the winter.", "We do not row in the winter."),
            ("He said “the colour is fine” then.", "He said “the color is fine” then."),
            ("He said “the color is fine” then.", "He said ‘the color is fine’ then."),
            ("In 2019 five men rowed there.", "Five men rowed there in 2019."),
            ("Anna Reed and Ben Holm rowed.", "Ben Holm and Anna Reed rowed."),
            ("Now take v12.21.0 of the tool.", "Now take 12.21.0 of the tool."),
            ("It was 29 March and 30 April.", "It was 29th March and 30th April."),
        ] {
            assert_eq!(facts_of(old, new), [], "{old} / {new}");
            assert_eq!(facts_of(new, old), [], "{new} / {old}");
        }
    }

    #[test]
    fn what_is_not_prose_holds_no_facts() {
        for (old, new) in [
            ("Open `max = 12` in the file.", "Open `max = 13` in the file."),
            ("Read report-12.pdf before you row.", "Read report-13.pdf before you row."),
            ("All boats pay[^3] a toll.", "All boats pay[^4] a toll."),
            ("10.1 _Boats without a pilot._", "11.1 _Boats without a pilot._"),
            ("As sections 3 and 4 say, boats pay.", "As sections 4 and 5 say, boats pay."),
            ("See Sections D.4 — D.7.", "See Sections D.4 — D.1."),
            ("This Section (D.9) is for boats.", "This Section (D.8) is for boats."),
            (
                "Here is the plan (PDF, 186 KB, 3 pages).",
                "Here is the plan (PDF, 1.2 MB, 4 pages).",
            ),
            ("<a href=\"/x?n=12\">Boats</a> pay here.", "<a href=\"/y?n=13\">Boats</a> pay here."),
            ("See Newsletter by the desk on boats.", "See Newsletter #304 by the desk on boats."),
        ] {
            assert_eq!(facts_of(old, new), [], "{old} / {new}");
        }
    }

    #[test]
    fn a_fact_is_its_value_with_sign_unit_and_place() {
        for (old, new) in [
            ("The fund holds £1.2m now.", "The fund holds £1.2bn now."),
            ("The fund holds 1.2 million crowns.", "The fund holds 1.2 billion crowns."),
            ("The fund lost £5 at noon.", "The fund lost €5 at noon."),
            ("It fell to 5% in the end.", "It fell to 5 in the end."),
            ("It was -5 degrees at night.", "It was 5 degrees at night."),
            ("It was –5 degrees at night.", "It was 5 degrees at night."),
            ("It will take 3 days to do.", "It will take 3 weeks to do."),
            ("It lies 5 km from the coast.", "It lies 5 miles from the coast."),
            ("About ½ of the boats sank.", "About ¼ of the boats sank."),
            ("We beat them by 3 goals to 1.", "We beat them by 1 goals to 3."),
            ("The board voted 9 to 2 to shut it.", "The board voted 2 to 9 to shut it."),
            ("Our verdict on it is ★★★★★ now.", "Our verdict on it is ★ now."),
            ("Two of the boats sank at sea.", "Three of the boats sank at sea."),
        ] {
            assert_eq!(facts_of(old, new), [Class::Number], "{old} / {new}");
        }
        assert_eq!(
            facts_of("The mayor sued Ben Holm today.", "The mayor sued Ida Holm today."),
            [Class::Name]
        );
        assert_eq!(
            facts_of("He said the mayor ‘lied’ to us.", "He said the mayor lied to us."),
            [Class::Quote]
        );
        assert_eq!(facts_of("It opens on 3 May 2019.", "It opens on 4 May 2019."), [Class::Date]);
        assert_eq!(
            facts_of("It opens in January each year.", "It opens in March each year."),
            [Class::Date]
        );
    }

    #[test]
    fn places_of_facts_are_shown() {
        let (old, new) = ("We beat them by 3 goals to 1.", "We beat them by 1 goals to 3.");
        let diff = diff(old, new, &DiffOptions::default());
        let evidence: Vec<(&str, &str)> = diff.changes[0]
            .evidence
            .iter()
            .map(|one| (one.old.map_or("", |at| at.of(old)), one.new.map_or("", |at| at.of(new))))
            .collect();
        assert_eq!(evidence, [("3", "1"), ("1", "3")]);
    }

    #[test]
    fn lines_about_the_page() {
        for (old, new) in [
            ("Last updated: 4 March 2026", "Last updated: 5 March 2026"),
            ("Effective July 1, 2023 | [Archive](/a)", "Effective May 3, 2024 | [Archive](/a)"),
            ("Version 13", "Version 14"),
            (
                "This page was last updated on January 6, 2026.",
                "This page was last updated on May 6, 2026.",
            ),
        ] {
            check(old, new, &[Class::DocumentDate]);
        }
        for (old, new) in [
            ("Comments (12)", "Comments (13)"),
            ("3 min read", "4 min read"),
            ("1,204 views", "1,310 views"),
        ] {
            let diff = diff(old, new, &DiffOptions::default());
            assert!(
                diff.changes.iter().all(super::super::Change::is_noise),
                "{old}: {:?}",
                diff.changes
            );
        }
        assert_eq!(
            facts_of("The slip opens on 3 May 2025.", "The slip opens on 7 May 2025."),
            [Class::Date]
        );
    }

    #[test]
    fn signs_that_mean_something_are_no_noise() {
        for (old, new) in [
            ("Safe to swim: ✓", "Safe to swim: ✗"),
            ("We say 👍 to it.", "We say 👎 to it."),
            ("a ≤ b holds.", "a ≥ b holds."),
        ] {
            let diff = diff(old, new, &DiffOptions::default());
            assert!(
                !diff.changes.is_empty() && diff.changes.iter().all(|change| !change.is_noise()),
                "{old}"
            );
        }
    }

    #[test]
    fn a_manifest_is_provenance() {
        let manifest: String =
            (0..40).map(|at| char::from_u32(0xE0100 + at).unwrap_or(' ')).collect();
        let (old, new) =
            ("The boats are at sea.", format!("The boats are at sea.\u{FEFF}{manifest}"));
        let diff = diff(old, &new, &DiffOptions::default());
        assert!(
            diff.changes
                .iter()
                .all(|change| change.classes.contains(Class::Provenance) && change.is_noise()),
            "{:?}",
            diff.changes
        );
        assert_eq!(diff.summary.words_added, 0);
    }
}
