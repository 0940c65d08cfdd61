//! The words of Ukrainian.

use super::{BoilerplateWords, BylineWords, DateWords, FactWords, Language, PageWords, WordGroup};

/// The words of Ukrainian.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "uk",
    name: "Ukrainian",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
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
        published: &["опубліковано"],
        updated: &["оновлен*"],
        self_references: &["стаття"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &["не", "без"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["автор", "автори"],
        desks: &["редакція"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
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
