//! The words of Turkish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    WordGroup,
};

/// The words of Turkish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "tr",
    name: "Turkish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        months: [
            &["ocak", "oca"],
            &["subat", "sub"],
            &["mart", "mar"],
            &["nisan", "nis"],
            &["mayis"],
            &["haziran", "haz"],
            &["temmuz", "tem"],
            &["agustos", "agu"],
            &["eylul", "eyl"],
            &["ekim", "eki"],
            &["kasim", "kas"],
            &["aralik", "ara"],
        ],
        weekdays: &["pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"],
        published: &["yayin*", "yayım*", "giris"],
        updated: &["guncelle*"],
        self_references: &["bu haber"],
        ..DateWords::NONE
    },
    facts: FactWords {
        negations: &[
            "değil", "değildi", "değildir", "değiller", "yok", "yoktu", "yoktur", "hiç", "hiçbir", "asla", "olmadı",
            "olmadığı", "olmadığını", "edilmedi", "etmedi",
        ],
        ..FactWords::NONE
    },
    bylines: BylineWords {
        openers: &["yazan"],
        ..BylineWords::NONE
    },
    notices: NoticeWords {
        stems: &[
            "düzelt", "haber", "güncelle", "sehven", "yanlış", "tekzip", "tashih", "editör", "redaksiyon", "çekildi",
        ],
        nouns: &[
            ("{haber}", "haber haberin haberde haberimiz haberimizde haberimizin yazının yazıda yazımızda makalenin makalede metnin içeriğin başlık başlığı"),
        ],
        correction_labels: &["düzeltme", "düzeltmeler", "düzeltme ve özür|açıklama", "tekzip", "tashih"],
        withdrawal_labels: &["haber iptali", "geri çekildi"],
        update_labels: &["güncelleme", "güncellendi"],
        note_labels: &["editörün notu", "editör notu", "redaksiyon notu", "yayın kurulu notu"],
        correction_phrases: &[
            "{haber} ..2 önceki|ilk|eski|orijinal versiyon*|sürüm*|hali*",
            "{haber} ..4 düzeltilmiş*|düzeltildi|düzeltiyor*",
            "düzeltir*|düzeltiyor* ..4 özür",
            "{haber} ..6 sehven|yanlışlıkla ..6 yazıl*|belirtil*|yer|verilmiş*",
            "sehven|yanlışlıkla ..6 {haber}",
        ],
        withdrawal_phrases: &["{haber} ..3 kaldırılmış*|kaldırıldı"],
        update_phrases: &["{haber} ..3 güncellen*"],
        headline_words: &["baslık", "baslıgı"],
        ..NoticeWords::NONE
    },
    boilerplate: BoilerplateWords {
        advert_lines: &["reklam"],
        related_lines: &["ilgili haberler"],
        comment_lines: &["yorumlar"],
        related_starts: &["ayrica bakiniz"],
        prompt_starts: &["abone ol"],
        link_heads: &["ilgili"],
        reading_times: &["okuma suresi"],
        filed: &["etiketler"],
        contacts: &["takip"],
        ..BoilerplateWords::NONE
    },
    pages: PageWords {
        error_titles: &["sayfa bulunamadi"],
        error_phrases: &["bulunamadi"],
        ..PageWords::NONE
    },
    ..Language::NONE
};
