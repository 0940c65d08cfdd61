//! The words of Bulgarian.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, Months, PageWords,
    WordGroup,
};

/// The months have the same forms in printed dates and in sentences.
const MONTHS: Months = [
    &["януари"],
    &["февруари"],
    &["март"],
    &["април"],
    &["май"],
    &["юни"],
    &["юли"],
    &["август"],
    &["септември"],
    &["октомври"],
    &["ноември"],
    &["декември"],
];

/// The words of Bulgarian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "bg",
    name: "Bulgarian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        months: MONTHS,
        published: &["публикуван*"],
        updated: &["обновен*", "обновяване", "последна промяна"],
        ..DateWords::NONE
    },
    facts: FactWords {
        attributions: &[
            "каза", "заяви", "съобщи", "съобщиха", "обясни", "твърди", "добави", "според", "потвърди",
        ],
        months: MONTHS,
        weekdays: [
            &["понеделник"],
            &["вторник"],
            &["сряда"],
            &["четвъртък"],
            &["петък"],
            &["събота"],
            &["неделя"],
        ],
        other_dates: &["днес", "вчера", "утре"],
        negations: &[
            "не", "без", "няма", "никога", "никой", "нищо", "нито", "ни",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["автор", "автори"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["реклама"],
        credit_labels: &["фото"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["страницата не е намерена"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["връзка", "адрес"],
        titles: &["заглавие"],
        bylines: &["автор", "автори"],
        descriptions: &["описание", "резюме", "подзаглавие"],
        bodies: &["текст", "съдържание"],
        published: &["публикувано", "публикувана", "дата на публикуване", "дата"],
        updated: &["обновено", "актуализирано", "последна промяна"],
        captured: &["изтеглено"],
        languages: &["език"],
        publishers: &["издател"],
        sections: &["рубрика", "раздел"],
    },
    ..Language::NONE
};
