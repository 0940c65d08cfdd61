//! The words of Chinese.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, WordGroup,
};

/// The words of Chinese.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "zh",
    name: "Chinese",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        events: &["活动", "活动预告", "日程", "日历", "营业时间", "活動", "行事曆"],
        event_labels: &["地点", "时间", "地點", "時間"],
        published: &[
            "发 布", "发 表", "發 布", "發 佈", "發 表", "公 布", "公 佈", "刊 登", "刊 載", "出 版 時 間", "发 稿", "發 稿",
        ],
        updated: &["更 新", "修 改 时", "修 改 時", "编 辑 时", "編 輯 時"],
        unrelated: &["生"],
        ..DateWords::NONE
    },
    facts: FactWords {
        number_values: &[
            ("一", "1?"), ("二", "2?"), ("三", "3?"), ("四", "4?"), ("五", "5?"), ("六", "6?"), ("七", "7?"), ("八", "8?"),
            ("九", "9?"), ("十", "10?"), ("两", "2?"), ("兩", "2?"), ("百", "e2?"), ("千", "e3?"), ("万", "e4?"),
            ("萬", "e4?"), ("亿", "e8?"), ("億", "e8?"),
        ],
        no_negations: &[
            "未来", "未來", "未免", "未遂", "非常", "非洲", "非凡", "非得", "莫非", "并非常", "无锡", "無錫", "无论", "無論", "无数", "無數",
            "无非", "不断", "不斷", "不过", "不過", "不仅", "不僅", "不但", "不久", "不少", "不同", "不管", "不得不", "不禁", "不愧",
            "不妨", "不料", "不日", "不锈", "不銹", "不等式", "没收", "沒收", "没落", "沒落", "没准", "出没", "出沒", "是非", "差不多",
        ],
        negations: &["不", "没", "沒", "无", "無", "未", "非"],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["文", "撰文", "作者", "記者", "记者"],
        signatures: &["作者：", "作者:", "记者：", "記者：", "记者 "],
        job_titles: &["記者", "记者"],
        desks: &["编辑部"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        correction_signs: &[
            ("更正：|更正:|更正 (|更正 （|【更正|（更正|(更正|更正启事|更正啟事|更正声明|更正說明|更正说明|勘误|勘誤|订正：|订正:", ""),
            ("特此更正|谨此更正|謹此更正|特此致歉并更正|现更正为|現更正為|现予更正|現予更正", ""),
            ("本文|本报道|本報道|本新闻|本新聞|此文", "更正|有误|有誤|已修正|已改正|订正|訂正|已作修改|已做修改"),
            ("早前版本|先前版本|此前版本|早期版本|之前版本|较早版本|較早版本|原文|原稿|前一版本", "误|誤|错|錯|更正"),
            ("我们错误地|我們錯誤地|本报误|本報誤|本刊误|本刊誤", ""),
        ],
        clarification_signs: &[
            ("特此澄清|特此说明|特此說明|谨此澄清|謹此澄清", ""),
        ],
        withdrawal_signs: &[
            ("本文已撤回|已撤稿|撤稿声明|撤稿聲明|撤回该稿|撤回本文|本文已删除|本文已刪除", ""),
        ],
        update_signs: &[
            ("本文已更新|本文更新|本文最后更新", ""),
        ],
        note_signs: &[
            ("编者按|编者注|編者按|編者註|编辑注：|编按：|編按：", ""),
        ],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        page_dates: &[
            "最后更新", "最後更新", "更新日期", "更新时间", "更新時間", "最后修订", "最後修訂", "修订日期", "生效日期",
            "发布日期", "發布日期",
        ],
        time_units: &["分钟前", "小时前", "天前", "分鐘前", "小時前"],
        time_past: &["分钟前", "小时前", "天前", "分鐘前", "小時前"],
        time_labels: &["更新", "发布"],
        advert_lines: &["广告", "廣告"],
        tool_lines: &["分享", "收藏", "点赞", "打印", "保存", "字号", "复制链接"],
        related_lines: &[
            "相关新闻", "相关阅读", "推荐阅读", "關鍵字", "关键词", "關鍵詞", "推薦閱讀", "推薦", "推荐", "延伸閱讀",
            "相關新聞", "热门推荐", "猜你喜欢", "熱門新聞",
        ],
        comment_lines: &["评论", "发表评论", "我要评论", "網友評論"],
        related_starts: &["相关阅读", "延伸阅读"],
        credit_labels: &["图片来源", "来源", "來源", "责编", "责任编辑", "責任編輯"],
        legal_phrases: &["版权所有", "版權所有", "未经授权"],
        section_heads: &["相关新闻", "相关阅读", "推荐阅读"],
        link_heads: &["相关", "相關", "延伸阅读", "延伸閱讀", "推荐", "热门", "更多"],
        filed: &["标签", "關鍵字", "关键词", "责任编辑", "責任編輯"],
        prompts: &["关注我们", "扫码", "扫描二维码"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &[
            "页面不存在", "找不到页面", "页面未找到", "您访问的页面不存在", "頁面不存在", "找不到網頁", "找不到頁面",
        ],
        removed_titles: &["记事已删除", "文章已删除"],
        error_phrases: &["不存在", "找不到", "未找到", "已删除", "已刪除"],
        robot_titles: &["請稍候", "请稍候"],
        robot_phrases: &["安全验证", "人机验证"],
        script_phrases: &["启用javascript", "启用 javascript", "啟用javascript"],
        subscription_phrases: &["会员专享"],
        gate_phrases: &["会员专享"],
        parked_titles: &["域名出售", "此域名可出售"],
        parked_phrases: &["此域名"],
        ..PageWords::NONE
    },
    columns: ColumnWords {
        urls: &["链接", "鏈接", "連結", "网址", "網址", "文章链接"],
        titles: &["标题", "標題", "题目", "題目"],
        bylines: &["作者", "记者", "記者"],
        descriptions: &["摘要", "简介", "簡介", "概要", "导语", "導語"],
        bodies: &["正文", "内容", "內容", "全文", "文本", "文章内容"],
        published: &["发布时间", "發布時間", "發佈時間", "发布日期", "發布日期", "發佈日期", "发表时间", "發表時間", "发表日期", "發表日期", "出版日期", "日期"],
        updated: &["更新时间", "更新時間", "更新日期", "修改时间", "修改時間", "最后更新", "最後更新"],
        captured: &["抓取时间", "抓取時間", "采集时间", "採集時間"],
        languages: &["语言", "語言"],
        publishers: &["出版社", "媒体", "媒體"],
        sections: &["栏目", "欄目", "版面"],
    },
    ..Language::NONE
};
