//! The words of Hindi.

use super::{
    ColumnWords, DateWords, FactWords, Language, Months, PageWords, SentenceWords, WordGroup,
};

/// The months have the same forms in printed dates and in sentences.
const MONTHS: Months = [
    &["जनवरी"],
    &["फरवरी"],
    &["मार्च"],
    &["अप्रैल"],
    &["मई"],
    &["जून"],
    &["जुलाई"],
    &["अगस्त"],
    &["सितंबर", "सितम्बर"],
    &["अक्टूबर", "अक्तूबर"],
    &["नवंबर", "नवम्बर"],
    &["दिसंबर", "दिसम्बर"],
];

/// The words of Hindi.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "hi",
    name: "Hindi",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        months: MONTHS,
        published: &["प्रकाशित"],
        updated: &["अपडेट", "अपडेटेड", "अद्यतन", "संशोधित"],
        ..DateWords::NONE
    },
    facts: FactWords {
        number_values: &[
            ("सौ", "e2"), ("हजार", "e3"), ("हज़ार", "e3"), ("लाख", "e5"), ("करोड़", "e7"), ("अरब", "e9?"),
            ("दो", "2?"), ("तीन", "3"), ("चार", "4"), ("पांच", "5"), ("पाँच", "5"), ("छह", "6"), ("सात", "7"),
            ("आठ", "8"), ("नौ", "9"), ("दस", "10"),
        ],
        months: MONTHS,
        weekdays: [
            &["सोमवार"],
            &["मंगलवार"],
            &["बुधवार"],
            &["गुरुवार"],
            &["शुक्रवार"],
            &["शनिवार"],
            &["रविवार"],
        ],
        other_dates: &["आज", "कल", "परसों"],
        negations: &[
            "नहीं", "न", "मत", "बिना", "कभी नहीं",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["डॉ"],
        ..SentenceWords::NONE
    },
    pages: PageWords {
        error_titles: &["पृष्ठ नहीं मिला"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["लिंक", "यूआरएल"],
        titles: &["शीर्षक"],
        bylines: &["लेखक", "लेखिका"],
        descriptions: &["विवरण", "सारांश"],
        bodies: &["पाठ", "सामग्री", "मुख्य पाठ"],
        published: &["प्रकाशित", "प्रकाशन तिथि", "प्रकाशन दिनांक", "प्रकाशन की तारीख", "दिनांक", "तारीख"],
        updated: &["अद्यतन", "अपडेट", "अद्यतन तिथि", "संशोधित"],
        captured: &["प्राप्ति तिथि"],
        languages: &["भाषा"],
        publishers: &["प्रकाशक"],
        sections: &["अनुभाग"],
    },
    ..Language::NONE
};
