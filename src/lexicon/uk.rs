//! The words of Ukrainian.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, PageWords, SentenceWords,
    WordGroup,
};

/// The words of Ukrainian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "uk",
    name: "Ukrainian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["січень", "січня", "січ"],
            &["лютий", "лютого", "лют"],
            &["березень", "березня", "бер"],
            &["квітень", "квітня", "кві"],
            &["травень", "травня", "тра"],
            &["червень", "червня", "чер"],
            &["липень", "липня", "лип"],
            &["серпень", "серпня", "сер"],
            &["вересень", "вересня", "вер"],
            &["жовтень", "жовтня", "жов"],
            &["листопад", "листопада", "лис"],
            &["грудень", "грудня", "гру"],
        ],
        weekdays: &["вт", "ср", "чт", "пт", "сб", "понеділок", "середа", "субота", "неділя", "нд"],
        published: &["опубліковано", "публікації", "додано"],
        updated: &["оновлен*", "змінено", "останні зміни"],
        self_references: &["стаття"],
        ..DateWords::NONE
    },
    facts: FactWords {
        units: &[
            ("відсоток", "%"), ("відсотки", "%"), ("відсотків", "%"), ("метрів", "m"), ("кілометрів", "km"),
            ("тонн", "t"), ("літрів", "l"), ("градусів", "°"), ("секунд", "s"), ("хвилин", "min"), ("годин", "h"),
            ("години", "h"), ("днів", "day"), ("дні", "day"), ("тижнів", "week"), ("тижні", "week"),
            ("місяців", "month"), ("місяці", "month"), ("років", "year"), ("роки", "year"), ("гривень", "₴"),
            ("євро", "€"), ("доларів", "$"),
        ],
        number_values: &[
            ("два", "2"), ("дві", "2"), ("три", "3"), ("чотири", "4"), ("пʼять", "5"), ("шість", "6"), ("сім", "7"),
            ("вісім", "8"), ("девʼять", "9"), ("десять", "10"), ("сто", "e2"), ("тисяча", "e3"), ("тисячі", "e3"),
            ("тисяч", "e3"), ("тис", "e3"), ("мільйон", "e6"), ("мільйони", "e6"), ("мільйонів", "e6"),
            ("млн", "e6"), ("мільярд", "e9"), ("мільярдів", "e9"), ("млрд", "e9"),
        ],
        negations: &[
            "не", "без", "ні", "немає", "ніколи", "ніхто", "нічого", "жоден",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "стаття", "розділ", "таблиця", "рисунок", "рис", "глава", "додаток", "сторінка", "крок", "частина",
            "пункт", "параграф",
        ],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["автор", "автори"],
        desks: &["редакція"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "останнє оновлення", "оновлено", "опубліковано", "набирає чинності", "версія",
        ],
        time_past: &["тому"],
        advert_lines: &["реклама"],
        related_lines: &["читайте також"],
        comment_lines: &["коментарі"],
        related_starts: &["читайте також"],
        prompt_starts: &["підписуйтесь"],
        credit_labels: &["фото"],
        reading_times: &["час читання"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["сторінку не знайдено", "помилка 404"],
        error_phrases: &["не знайден", "не існує"],
        script_phrases: &["увімкніть javascript"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
