//! The words of Arabic.

use super::{BoilerplateWords, BylineWords, DateWords, FactWords, Language, PageWords, WordGroup};

/// The words of Arabic.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ar",
    name: "Arabic",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["يناير", "جانفي"],
            &["فبراير", "شباط", "فيفري"],
            &["مارس", "آذار", "اذار"],
            &["أبريل", "ابريل", "إبريل", "نيسان", "أفريل"],
            &["مايو", "أيار", "ايار"],
            &["يونيو", "حزيران", "جوان"],
            &["يوليو", "تموز", "جويلية"],
            &["أغسطس", "اغسطس", "آب", "اب", "أوت"],
            &["سبتمبر", "أيلول", "ايلول"],
            &["أكتوبر", "اكتوبر"],
            &["نوفمبر"],
            &["ديسمبر"],
        ],
        published: &["نشر", "النشر"],
        updated: &["تحديث", "التحديث", "اخر تعديل", "آخر تعديل"],
        ..DateWords::NONE
    },
    facts: FactWords {
        months: [
            &["يناير", "جانفي"],
            &["فبراير", "شباط", "فيفري"],
            &["مارس", "آذار"],
            &["أبريل", "ابريل", "إبريل", "نيسان", "أفريل"],
            &["مايو", "أيار"],
            &["يونيو", "حزيران"],
            &["يوليو", "تموز", "جويلية"],
            &["أغسطس", "اغسطس"],
            &["سبتمبر", "أيلول"],
            &["أكتوبر", "اكتوبر"],
            &["نوفمبر"],
            &["ديسمبر"],
        ],
        weekdays: [
            &["الاثنين", "الإثنين"],
            &["الثلاثاء"],
            &["الأربعاء", "الاربعاء"],
            &["الخميس"],
            &["الجمعة"],
            &["السبت"],
            &["الأحد", "الاحد"],
        ],
        other_dates: &["أمس", "غدا", "غداً"],
        negations: &[
            "لا", "لم", "لن", "ليس", "غير", "ليست", "بدون", "دون", "ليسوا", "لست",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["كتب", "كتبت", "بقلم"],
        ..BylineWords::NONE
    },
    boilerplate: BoilerplateWords {
        related_starts: &["اقرا ايضا", "اقرأ ايضا", "اقرأ أيضا"],
        prompt_starts: &["اشترك في", "تابعونا"],
        credit_labels: &["المصدر"],
        legal_phrases: &["جميع الحقوق محفوظة"],
        link_heads: &["اقرا", "اقرأ", "موضوعات ذات", "مواضيع ذات", "شاهد", "الأكثر"],
        contacts: &["تابعونا", "تابعوا"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["الصفحة غير موجودة"],
        error_phrases: &["غير موجود"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
