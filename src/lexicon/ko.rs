//! The words of Korean.

use super::{DateWords, Language, WordGroup};

/// The words of Korean.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ko",
    name: "Korean",
    covers: &[WordGroup::Dates],
    dates: DateWords {
        published: &["입력", "등록", "게시", "송고시간"],
        updated: &["수정", "업데이트"],
        ..DateWords::NONE
    },
};
