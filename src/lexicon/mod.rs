//! The words of each language by which the other modules recognize dates, names, notices and
//! boilerplate: data, no logic.
//!
//! Each language has a file with one `LANGUAGE`; a field that it leaves out is empty. Words that
//! belong to no single language, such as class names, agencies and symbols, are kept where they are
//! used. `docs/languages.md` shows which language has words of which kind.

mod ar;
mod bg;
mod ca;
mod cs;
mod da;
mod de;
mod el;
mod en;
mod es;
mod fi;
mod fr;
mod he;
mod hi;
mod hr;
mod hu;
mod id;
mod it;
mod ja;
mod ko;
mod nb;
mod nl;
mod pl;
mod pt;
mod ro;
mod ru;
mod sv;
mod th;
mod tr;
mod uk;
mod vi;
mod zh;

use std::collections::HashSet;

/// Words or phrases of one kind.
pub type Words = &'static [&'static str];

/// Words for each of the twelve months.
pub type Months = [Words; 12];

/// Words for each of the seven weekdays, from Monday.
pub type Weekdays = [Words; 7];

/// Pairs of texts; their meaning depends on the kind.
pub type Pairs = &'static [(&'static str, &'static str)];

/// The words of one language.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Language {
    /// The BCP 47 tag.
    pub code: &'static str,
    /// The English name.
    pub name: &'static str,
    /// The groups in which it has words.
    pub covers: &'static [WordGroup],
    /// Words in printed dates and next to them, folded: lower case, without accents.
    pub dates: DateWords,
    /// Words by which a change is classified, in lower case.
    pub facts: FactWords,
    /// Words that decide where a sentence ends, in lower case.
    pub sentences: SentenceWords,
    /// Words of a byline that are not names, folded unless stated otherwise.
    pub bylines: BylineWords,
    /// Wordings of notices. Patterns are in the syntax of `article::notice`.
    pub notices: NoticeWords,
    /// Words of the lines around an article, folded unless stated otherwise.
    pub boilerplate: BoilerplateWords,
    /// Titles and texts of pages that are not articles, folded.
    pub pages: PageWords,
    /// Names of the columns of tables that people keep, folded. English names are in
    /// `extract::record::names`.
    pub columns: ColumnWords,
}

impl Language {
    /// A language without words.
    const NONE: Self = Self {
        code: "",
        name: "",
        covers: &[],
        dates: DateWords::NONE,
        facts: FactWords::NONE,
        sentences: SentenceWords::NONE,
        bylines: BylineWords::NONE,
        notices: NoticeWords::NONE,
        boilerplate: BoilerplateWords::NONE,
        pages: PageWords::NONE,
        columns: ColumnWords::NONE,
    };

    /// The number of words and phrases in a group.
    pub fn count(&self, group: WordGroup) -> usize {
        match group {
            WordGroup::Dates => self.dates.count(),
            WordGroup::Facts => self.facts.count(),
            WordGroup::Sentences => self.sentences.count(),
            WordGroup::Bylines => self.bylines.count(),
            WordGroup::Notices => self.notices.count(),
            WordGroup::Boilerplate => self.boilerplate.count(),
            WordGroup::Pages => self.pages.count(),
            WordGroup::Columns => self.columns.count(),
        }
    }
}

/// A group of words, by what they are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordGroup {
    /// Words in printed dates and next to them, folded: lower case, without accents.
    Dates,
    /// Words by which a change is classified, in lower case.
    Facts,
    /// Words that decide where a sentence ends, in lower case.
    Sentences,
    /// Words of a byline that are not names, folded unless stated otherwise.
    Bylines,
    /// Wordings of notices. Patterns are in the syntax of `article::notice`.
    Notices,
    /// Words of the lines around an article, folded unless stated otherwise.
    Boilerplate,
    /// Titles and texts of pages that are not articles, folded.
    Pages,
    /// Names of the columns of tables, folded.
    Columns,
}

impl WordGroup {
    /// All groups.
    pub const ALL: [Self; 8] = [
        Self::Dates,
        Self::Facts,
        Self::Sentences,
        Self::Bylines,
        Self::Notices,
        Self::Boilerplate,
        Self::Pages,
        Self::Columns,
    ];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dates => "Dates",
            Self::Facts => "Facts",
            Self::Sentences => "Sentences",
            Self::Bylines => "Bylines",
            Self::Notices => "Notices",
            Self::Boilerplate => "Boilerplate",
            Self::Pages => "Other pages",
            Self::Columns => "Columns",
        }
    }
}

/// All languages. Where the first match counts, it is that of the earlier language.
pub const LANGUAGES: [&Language; 31] = [
    &en::LANGUAGE,
    &de::LANGUAGE,
    &fr::LANGUAGE,
    &es::LANGUAGE,
    &it::LANGUAGE,
    &pt::LANGUAGE,
    &nl::LANGUAGE,
    &pl::LANGUAGE,
    &cs::LANGUAGE,
    &sv::LANGUAGE,
    &da::LANGUAGE,
    &nb::LANGUAGE,
    &ru::LANGUAGE,
    &tr::LANGUAGE,
    &fi::LANGUAGE,
    &hu::LANGUAGE,
    &ro::LANGUAGE,
    &ca::LANGUAGE,
    &hr::LANGUAGE,
    &uk::LANGUAGE,
    &bg::LANGUAGE,
    &el::LANGUAGE,
    &id::LANGUAGE,
    &vi::LANGUAGE,
    &ar::LANGUAGE,
    &he::LANGUAGE,
    &hi::LANGUAGE,
    &th::LANGUAGE,
    &ja::LANGUAGE,
    &zh::LANGUAGE,
    &ko::LANGUAGE,
];

/// The words of a kind in all languages, each once, in the order of the languages.
pub fn words(kind: impl Fn(&'static Language) -> Words) -> Vec<&'static str> {
    let mut seen = HashSet::new();
    let all = LANGUAGES.into_iter().flat_map(|language| kind(language).iter().copied());
    all.filter(|word| seen.insert(*word)).collect()
}

/// A kind of words, which may be empty, and how many they are.
trait Kind {
    const NONE: Self;
    fn count(&self) -> usize;
}

impl Kind for Words {
    const NONE: Self = &[];

    fn count(&self) -> usize {
        self.len()
    }
}

impl<const ENTRIES: usize> Kind for [Words; ENTRIES] {
    const NONE: Self = [&[]; ENTRIES];

    fn count(&self) -> usize {
        self.iter().map(|names| names.len()).sum()
    }
}

impl Kind for Pairs {
    const NONE: Self = &[];

    fn count(&self) -> usize {
        self.len()
    }
}

/// Defines the words of a group: all are empty in `NONE`.
macro_rules! kinds {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $words:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name {
            $($(#[$doc])* pub $field: $words,)*
        }

        impl $name {
            /// No words.
            const NONE: Self = Self { $($field: <$words as Kind>::NONE,)* };

            fn count(&self) -> usize {
                [$(self.$field.count(),)*].iter().sum()
            }
        }
    };
}

kinds! {
    /// Words in printed dates and next to them, folded: lower case, without accents.
    DateWords {
        /// Names of the twelve months as they appear in dates: nominative and genitive, long and short.
        months: Months,
        /// Weekdays and their abbreviations.
        weekdays: Words,
        /// Labels of a publication date, words or phrases; a word that ends in `*` is a stem.
        published: Words,
        /// Labels of the date of the last change, words or phrases; a word that ends in `*` is a stem.
        updated: Words,
        /// Words that mark a date as unrelated to publication: of a membership, an event, a copyright.
        unrelated: Words,
        /// Openings by which a line speaks of the page's own article.
        self_references: Words,
        /// Headings of a list of events or of opening hours: dates below them are not publications.
        events: Words,
        /// Labels of the time and the place of an event, in a list of its facts.
        event_labels: Words,
    }
}

kinds! {
    /// Words by which a change is classified, in lower case.
    FactWords {
        /// Words of negation. One that is too common in other languages is listed with the word after it.
        negations: Words,
        /// Beginnings of words of negation, in languages that join endings to them.
        negation_stems: Words,
        /// Prefixes that negate a verb: "nepodepsal" is "podepsal" negated.
        negating_prefixes: Words,
        /// Syllables that negate a verb from inside: "imzalamadı" is "imzaladı" negated.
        negating_infixes: Words,
        /// Words and phrases that contain a negation and are not one.
        no_negations: Words,
        /// Words that name the source of a statement, or how it is known.
        attributions: Words,
        /// Names of the months in the forms in which they occur in sentences.
        months: Months,
        /// Names of the weekdays in the forms in which they occur in sentences.
        weekdays: Weekdays,
        /// Other words that place an event in time, such as "yesterday".
        other_dates: Words,
        /// Words that are dates only next to a number.
        dates_beside_numbers: Words,
        /// Numbers written out.
        numbers: Words,
        /// Words that have no capital of their own: at the start of a sentence they are not names.
        common: Words,
        /// Words that are often capitalized without being names: "the Agreement", "our Users".
        generic: Words,
        /// Words that often open a sentence without an article and are not names there: "Police", "Local".
        openings: Words,
        /// Articles and similar words, which do not follow a name that opens a sentence.
        articles: Words,
        /// Endings of words that are not names: plurals, abstract nouns, forms of verbs.
        noun_endings: Words,
        /// Countries, large cities and their people, which are names at the start of a sentence too.
        places: Words,
        /// Titles that follow a name, in scripts without capitals: "さん".
        honorifics: Words,
        /// Words that are names if they are written in capitals: "US", "WHO".
        abbreviations: Words,
        /// Values of numbers written out: an integer, a power of ten (`e6`), a fraction (`1/2`) or an
        /// ordinal (`3th`). After `?`: the word has other meanings too.
        number_values: Pairs,
        /// Units after a number, with their symbol.
        units: Pairs,
        /// Units that are joined to a number written out, with their symbol: "dreitägig".
        joined_units: Pairs,
        /// The most frequent words, which identify the language of a text.
        frequent: Words,
    }
}

kinds! {
    /// Words that decide where a sentence ends, in lower case.
    SentenceWords {
        /// Titles and similar abbreviations: a name or number follows, and they never end a sentence.
        titles: Words,
        /// Abbreviations that may end a sentence: only a distinctive next word decides.
        shortenings: Words,
        /// Abbreviations that bind to a number after them and otherwise may end a sentence.
        before_numbers: Words,
        /// Words that more often open a sentence than follow an abbreviation inside one.
        openers: Words,
        /// Words before the number of a section, a table or a page: "Section 4."
        numbered_labels: Words,
        /// Months whose days are ordinals with a full stop, as they are written.
        months_behind_ordinals: Words,
    }
}

kinds! {
    /// Words of a byline that are not names, folded unless stated otherwise.
    BylineWords {
        /// Words that open a byline and are not part of a name.
        openers: Words,
        /// Openings of a signature, in lower case, with the space or colon after them.
        signatures: Words,
        /// Openings of a byline on its own line, as they are written.
        line_openers: Words,
        /// Kinds of article that precede "by": "analysis by".
        article_kinds: Words,
        /// The last words of job titles.
        job_titles: Words,
        /// Words that precede a job title and are not names.
        job_words: Words,
        /// Words in the names of agencies, desks and organizations.
        organization_words: Words,
        /// Names of a desk, which signs articles that name no person.
        desks: Words,
        /// Names of countries, which end an imprint.
        countries: Words,
    }
}

kinds! {
    /// Wordings of notices. Patterns are in the syntax of `article::notice`.
    NoticeWords {
        /// Word parts; every notice contains at least one of them.
        stems: Words,
        /// The names in braces that patterns use, and the words that they match.
        nouns: Pairs,
        /// Labels of corrections, at the start of a sentence.
        correction_labels: Words,
        /// Labels of clarifications, at the start of a sentence.
        clarification_labels: Words,
        /// Labels of withdrawals, at the start of a sentence.
        withdrawal_labels: Words,
        /// Labels of refiled articles, at the start of a sentence.
        refile_labels: Words,
        /// Labels of amendments, at the start of a sentence.
        amendment_labels: Words,
        /// Labels of updates, at the start of a sentence.
        update_labels: Words,
        /// Labels of editor's notes, at the start of a sentence.
        note_labels: Words,
        /// Phrases of corrections.
        correction_phrases: Words,
        /// Phrases of clarifications.
        clarification_phrases: Words,
        /// Phrases of withdrawals.
        withdrawal_phrases: Words,
        /// Phrases of amendments.
        amendment_phrases: Words,
        /// Phrases of updates.
        update_phrases: Words,
        /// Phrases of editor's notes.
        note_phrases: Words,
        /// Words that veto a phrase marked `weak`.
        vetoes: Words,
        /// Signs of corrections in a text without spaces, and signs of which one must also be present, if any; separated by `|`.
        correction_signs: Pairs,
        /// Signs of clarifications in a text without spaces, and signs of which one must also be present, if any; separated by `|`.
        clarification_signs: Pairs,
        /// Signs of withdrawals in a text without spaces, and signs of which one must also be present, if any; separated by `|`.
        withdrawal_signs: Pairs,
        /// Signs of updates in a text without spaces, and signs of which one must also be present, if any; separated by `|`.
        update_signs: Pairs,
        /// Signs of editor's notes in a text without spaces, and signs of which one must also be present, if any; separated by `|`.
        note_signs: Pairs,
        /// Words that lead from a label to what it is about.
        matter_words: Words,
        /// Words that may precede a label's date or time.
        before_dates: Words,
        /// Words for the title, without accents.
        headline_words: Words,
        /// Words with which a notice refers to a place or a date, not to the content.
        place_words: Words,
        /// Words that count paragraphs.
        paragraph_words: Words,
        /// Wordings between what is right and what was wrong.
        instead: Words,
        /// Wordings before what was said.
        said: Words,
        /// Wordings before what is right.
        is_right: Words,
        /// Wordings by which a page says that it was changed after its publication, in lower case.
        revisions: Words,
        /// Wordings by which a page says that what it invited to is over, in lower case.
        closures: Words,
    }
}

kinds! {
    /// Words of the lines around an article, folded unless stated otherwise.
    BoilerplateWords {
        /// Words of a line that only counts: comments, views, minutes to read.
        counters: Words,
        /// Openings of a line that dates or numbers the page: "last updated", in lower case.
        page_dates: Words,
        /// Units of time in a note such as "3 hours ago".
        time_units: Words,
        /// Words that place a time in the past: "ago".
        time_past: Words,
        /// Words of a reading time: "5 min read".
        time_reading: Words,
        /// Labels of a time.
        time_labels: Words,
        /// Days that are named relative to today.
        time_days: Words,
        /// Other words in a note about time.
        time_fillers: Words,
        /// What a count next to an article counts: comments, shares.
        counted: Words,
        /// Complete lines that mark an advertisement.
        advert_lines: Words,
        /// Complete lines that are buttons or links of the page.
        tool_lines: Words,
        /// Complete lines that head a list of other articles or topics.
        related_lines: Words,
        /// Complete lines that head the comments.
        comment_lines: Words,
        /// Complete lines that link to the publisher and its terms.
        legal_lines: Words,
        /// Openings of a line that links to another article.
        related_starts: Words,
        /// Openings of a text in place of an embedded post, which asks for consent to load it.
        placeholder_starts: Words,
        /// Openings of a line that asks the reader to subscribe, follow or donate.
        prompt_starts: Words,
        /// Phrases anywhere in such a line.
        prompt_words: Words,
        /// Notices about the page's own text, shown to readers who do not pay.
        paid_phrases: Words,
        /// Openings of a line that heads the comments.
        comment_starts: Words,
        /// Openings of a line that is a button or a link of the page.
        tool_starts: Words,
        /// Labels of a credit.
        credit_labels: Words,
        /// Openings of a credit.
        credit_starts: Words,
        /// Labels between a caption and its credit.
        credit_separators: Words,
        /// Phrases of a rights notice.
        legal_phrases: Words,
        /// Openings of a legal notice.
        legal_starts: Words,
        /// Headings of the sections that follow an article.
        section_heads: Words,
        /// Openings of a line that credits photographs or illustrations.
        photo_starts: Words,
        /// Labels of the credit at the end of a caption, in lower case.
        caption_credits: Words,
        /// The number one before a count of replies.
        reply_counts: Words,
        /// Stems of words for a reply: "3 thoughts on".
        reply_stems: Words,
        /// Prepositions after a count of replies.
        reply_prepositions: Words,
        /// Ends of a line that names the author of a comment, in lower case.
        says: Words,
        /// Openings of a link to the comments.
        comment_links: Words,
        /// Openings of the publisher's note about the article or its author.
        publisher_notes: Words,
        /// Phrases that say what the author does.
        author_notes: Words,
        /// Openings of a heading of a box of links.
        link_heads: Words,
        /// Headings of such boxes, cut off before their section's name.
        cut_heads: Words,
        /// Openings of a line that states the reading time.
        reading_times: Words,
        /// Labels before an article's categories.
        filed: Words,
        /// Openings of a line that asks the reader for money, an address or consent.
        prompts: Words,
        /// Openings of a line that says how to contact someone.
        contacts: Words,
        /// Phrases that are boilerplate in a short sentence, in lower case.
        phrases: Words,
        /// Phrases that never occur in an article's own text, in lower case.
        certain_phrases: Words,
        /// The sentence that WordPress appends to a feed entry: its beginning, and the words before the site's name.
        feed_appendices: Pairs,
    }
}

kinds! {
    /// Titles and texts of pages that are not articles, folded.
    PageWords {
        /// Titles of error pages.
        error_titles: Words,
        /// Titles of pages whose article was removed.
        removed_titles: Words,
        /// Phrases of error pages.
        error_phrases: Words,
        /// Titles of robot checks.
        robot_titles: Words,
        /// Phrases of robot checks.
        robot_phrases: Words,
        /// Requests to enable JavaScript.
        script_phrases: Words,
        /// Requests to subscribe.
        subscription_phrases: Words,
        /// Requests to subscribe after the first lines of an article.
        gate_phrases: Words,
        /// Titles of placeholders of a domain without a site.
        parked_titles: Words,
        /// Phrases of such placeholders.
        parked_phrases: Words,
        /// Titles of consent forms.
        consent_titles: Words,
        /// Openings of consent forms.
        consent_openings: Words,
        /// What such an opening asks consent for.
        consent_data: Words,
        /// Phrases of consent forms.
        consent_phrases: Words,
        /// Wordings by which a consent form addresses the reader.
        consent_addresses: Words,
        /// What else may be in the title of an error page: "Sorry".
        greetings: Words,
    }
}

kinds! {
    /// Names of the columns of tables that people keep, folded. Names with a second meaning, in
    /// another language too, do not belong here: the Spanish "dato" is not the Danish one.
    ColumnWords {
        /// The address of the article.
        urls: Words,
        /// The title.
        titles: Words,
        /// The authors.
        bylines: Words,
        /// The description or standfirst.
        descriptions: Words,
        /// The text.
        bodies: Words,
        /// The time of publication, the most specific names first.
        published: Words,
        /// The time of the last change.
        updated: Words,
        /// The time when the page was retrieved.
        captured: Words,
        /// The language.
        languages: Words,
        /// The publisher.
        publishers: Words,
        /// The section.
        sections: Words,
    }
}

#[cfg(test)]
mod tests;
