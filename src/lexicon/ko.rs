//! The words of Korean.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, WordGroup,
};

/// The words of Korean.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ko",
    name: "Korean",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        events: &["행사", "일정", "행사 일정", "캘린더", "영업시간"],
        event_labels: &["장소", "시간"],
        published: &[
            "입력", "기사입력", "등록", "등록일", "게시", "게시일", "승인", "작성", "작성일", "발행", "발행일", "송고시간",
        ],
        updated: &["수정", "수정일", "최종수정", "최종편집", "업데이트", "최종업데이트"],
        ..DateWords::NONE
    },
    facts: FactWords {
        honorifics: &["씨"],
        negation_stems: &["않", "못하", "못했", "못한", "못할", "없", "아니", "아닌", "아닙"],
        no_negations: &["못지않", "어김없", "틀림없", "끊임없", "없애", "없앴", "어쩔 수 없", "상관없", "아니나 다를까"],
        negations: &[
            "안", "못", "않다", "않는다", "않았다", "않은", "않는", "않을", "않고", "않아", "않으면", "않겠다",
            "않도록", "못한", "못했다", "못하고", "못하는", "없다", "없는", "없었다", "없고", "없이", "없을", "아니다",
            "아닌", "아니라", "아니며", "아니고", "아니었다", "결코",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        job_titles: &["기자", "특파원"],
        desks: &["편집국"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        correction_signs: &[
            ("바로잡습니다|정정합니다|정정보도문|정정 보도문|[정정]|【정정】|정정:|[고침]|<고침>|정정합니다|바로잡았습니다", ""),
            ("기사", "수정했습니다|수정되었습니다|수정됐습니다|정정했습니다"),
        ],
        withdrawal_signs: &[
            ("[전문취소]|[전문 취소]|[기사삭제]|[기사 삭제]", ""),
        ],
        note_signs: &[
            ("편집자 주|편집자주|[알립니다]", ""),
        ],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        counters: &["댓글", "조회", "조회수", "공유", "추천"],
        page_dates: &["최종 수정", "최종수정", "수정일", "마지막 업데이트", "업데이트", "게시일"],
        time_units: &["분", "시간"],
        time_past: &["전"],
        tool_lines: &["공유", "인쇄", "스크랩", "글자크기"],
        related_lines: &["관련기사", "관련 기사", "많이 본 뉴스", "추천 기사", "인기 기사", "주요 뉴스"],
        comment_lines: &["댓글", "댓글 쓰기"],
        credit_labels: &["사진"],
        legal_phrases: &["무단 전재", "무단전재"],
        section_heads: &["관련기사"],
        link_heads: &["관련", "많이 본", "이 시각", "추천"],
        filed: &["태그"],
        prompts: &["구독", "네이버에서"],
        contacts: &["제보", "기사제보"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["페이지를 찾을 수 없습니다"],
        removed_titles: &["삭제된 기사입니다"],
        error_phrases: &["찾을 수 없", "삭제"],
        robot_titles: &["잠시만 기다리십시오"],
        robot_phrases: &["로봇이 아닙니다"],
        script_phrases: &["javascript를 활성화"],
        subscription_phrases: &["구독자 전용"],
        gate_phrases: &["구독자 전용"],
        parked_titles: &["도메인 판매"],
        parked_phrases: &["이 도메인"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["링크", "주소", "기사 링크", "기사 주소"],
        titles: &["제목", "기사 제목", "표제"],
        bylines: &["기자", "작성자", "저자", "글쓴이", "기자명"],
        descriptions: &["요약", "설명", "부제"],
        bodies: &["본문", "내용", "기사 본문", "기사 내용"],
        published: &["게시일", "발행일", "발행일시", "작성일", "작성일시", "게시일시", "등록일", "등록일시", "입력일시", "날짜", "일시", "일자"],
        updated: &["수정일", "수정일시", "업데이트", "갱신일", "최종 수정일"],
        captured: &["수집일", "수집일시"],
        languages: &["언어"],
        publishers: &["발행인", "언론사", "매체"],
        sections: &["섹션", "분야"],
    },
    ..Language::NONE
};
