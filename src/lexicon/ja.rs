//! The words of Japanese.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, WordGroup,
};

/// The words of Japanese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "ja",
    name: "Japanese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        events: &["イベント", "イベント情報", "開催日程", "スケジュール", "カレンダー", "営業時間"],
        event_labels: &["会場", "開催場所", "開始時間"],
        published: &["公 開", "公 表", "掲 載", "投 稿", "配 信", "作 成 日"],
        updated: &["更 新", "改 訂"],
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        units: &[("件", "件")],
        honorifics: &[
            "さん", "氏", "容疑者", "被告", "首相", "大統領", "知事", "監督", "選手", "教授", "議員", "社長", "会長",
        ],
        generic: &[
            "皆", "客", "娘", "奥", "患者", "学生", "母", "父", "兄", "姉", "医者", "看護師", "息子", "孫", "嫁", "職人",
            "店員", "業者", "屋", "本屋", "大家", "神", "仏", "猫", "犬", "女性", "男性", "現職", "新人", "地元", "与党", "野党",
            "市議会", "県議会", "都議会", "区議会", "町議会", "村議会", "国会", "代表", "大学", "名誉", "歴代", "次期",
        ],
        no_negations: &[
            "少ない", "少なく", "少なかった", "危ない", "危なかった", "切ない", "はかない", "違いない", "かもしれない", "かもしれなかった",
            "なければならない", "なければならなかった", "なくてはならない", "ざるを得ない", "非常", "未来", "未明", "不動産", "不思議", "無料",
            "無線", "無事", "無数", "ません か", "せんべい", "せんたく", "まもなく", "間もなく", "ほどなく",
        ],
        negations: &["不", "無", "未", "非", "ない", "なかった", "せん", "なく", "なければ", "ずに"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["文", "記者"],
        signatures: &["記者："],
        job_titles: &["記者"],
        desks: &["編集部"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        correction_signs: &[
            ("訂正：|訂正:|【訂正|〔訂正|（訂正|(訂正|＜訂正＞|<訂正>|■訂正|※訂正|［訂正|[訂正", ""),
            ("訂正します|訂正いたします|訂正しました|訂正致します|訂正いたしました|訂正しております", "おわび|お詫び|記事|本文|見出し|当初|本紙|初出|誤り|表記"),
            ("訂正しておわび|訂正してお詫び|おわびして訂正|お詫びして訂正|おわびし、訂正|お詫びし、訂正|訂正しおわび", ""),
            ("修正しました|修正いたしました|修正しています", "記事|見出し|本文|当初|初出"),
            ("誤りでした|の誤りです|誤りがありました|正しくは", "記事|見出し|本文|おわび|お詫び|としました|としていました|とあるのは"),
            ("誤って説明|誤って記載|誤って報じ|誤って紹介|誤って掲載|誤って表記", "ニュースレター|記事|前回|先週|本紙|本文"),
        ],
        withdrawal_signs: &[
            ("取り消します|取り消しました|削除しました|削除します|撤回します", "記事|配信"),
        ],
        update_signs: &[
            ("【追記|追記：|追記:|※追記|（追記", ""),
            ("更新しました|更新されました", "記事"),
        ],
        note_signs: &[
            ("編集部注|編集部より|編集部追記|編注：|編注:", ""),
        ],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        counters: &["コメント"],
        page_dates: &["最終更新日", "最終更新", "更新日", "更新日時", "公開日", "改定日", "制定日", "施行日"],
        time_units: &["分前", "時間前", "日前"],
        time_past: &["分前", "時間前", "日前"],
        time_labels: &["更新"],
        advert_lines: &["広告"],
        tool_lines: &["シェア", "ツイート", "共有", "保存", "印刷"],
        related_lines: &[
            "関連記事", "おすすめ", "おすすめ記事", "あわせて読みたい", "人気記事", "ランキング", "タグ", "キーワード",
        ],
        comment_lines: &["コメント", "コメントを投稿", "コメントを書く"],
        related_starts: &["関連記事"],
        paid_phrases: &["会員限定の有料記事", "この記事は会員限定", "この記事は有料会員"],
        credit_labels: &["写真", "出典"],
        legal_phrases: &["無断転載"],
        section_heads: &["関連記事"],
        caption_credits: &["(写真"],
        link_heads: &["関連記事", "関連リンク", "おすすめ", "あわせて読みたい", "人気"],
        filed: &["タグ", "キーワード"],
        prompts: &["会員限定", "この記事は有料"],
        contacts: &["フォロー"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["ページが見つかりません", "お探しのページは見つかりませんでした"],
        removed_titles: &["この記事は削除されました"],
        error_phrases: &["見つかりません"],
        robot_titles: &["しばらくお待ちください"],
        robot_phrases: &["ロボットではない"],
        script_phrases: &["javascriptを有効"],
        subscription_phrases: &["有料会員限定", "会員限定"],
        gate_phrases: &["有料会員限定", "会員限定"],
        parked_titles: &["このドメインは販売中"],
        parked_phrases: &["このドメイン"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["リンク", "アドレス", "ページurl", "記事url"],
        titles: &["タイトル", "見出し", "題名", "件名", "表題"],
        bylines: &["著者", "筆者", "執筆者", "記者", "作者"],
        descriptions: &["概要", "要約", "説明", "抜粋"],
        bodies: &["本文", "内容", "記事本文", "テキスト"],
        published: &["公開日", "公開日時", "掲載日", "掲載日時", "発行日", "配信日時", "配信日", "投稿日", "投稿日時", "日付", "日時"],
        updated: &["更新日", "更新日時", "最終更新", "最終更新日", "最終更新日時", "修正日"],
        captured: &["取得日", "取得日時", "保存日時", "収集日時"],
        languages: &["言語"],
        publishers: &["発行元", "媒体"],
        sections: &["セクション", "面"],
    },
    ..Language::NONE
};
