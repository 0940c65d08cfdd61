//! The words of Russian.

use super::{BylineWords, DateWords, FactWords, Language, SentenceWords, WordGroup};

/// The words of Russian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ru",
    name: "Russian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines],
    dates: DateWords {
        months: [
            &["январь", "января", "янв"],
            &["февраль", "февраля", "фев"],
            &["март", "марта", "мар"],
            &["апрель", "апреля", "апр"],
            &["май", "мая"],
            &["июнь", "июня", "июн"],
            &["июль", "июля", "июл"],
            &["август", "августа", "авг"],
            &["сентябрь", "сентября", "сент", "сен"],
            &["октябрь", "октября", "окт"],
            &["ноябрь", "ноября", "нояб", "ноя"],
            &["декабрь", "декабря", "дек"],
        ],
        weekdays: &[
            "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "пн", "вт", "ср", "чт",
            "пт", "сб", "вс",
        ],
        published: &["опубликован*", "размещено"],
        updated: &["обновлен*", "изменено"],
        unrelated: &["зарегистрирован", "регистрация"],
        self_references: &["эта статья", "статья"],
    },
    facts: FactWords {
        negations: &["не", "нет", "ни", "никогда", "без"],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        titles: &["ул", "пр", "им", "проф", "акад"],
        ..SentenceWords::NONE
    },
    bylines: BylineWords {
        openers: &["автор", "авторы"],
        signatures: &["автор: "],
        job_titles: &["журналист", "корреспондент"],
        desks: &["редакция"],
        ..BylineWords::NONE
    },
};
