//! The words of Turkish.

use super::{
    BoilerplateWords, BylineWords, DateWords, FactWords, Language, NoticeWords, PageWords,
    SentenceWords, WordGroup,
};

/// The words of Turkish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "tr",
    name: "Turkish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages],
    dates: DateWords {
        events: &["etkinlik", "etkinlikler", "takvim", "program", "calisma saatleri"],
        event_labels: &["yer", "saat", "ne zaman", "nerede"],
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
        published: &["yayin*", "yayım*", "giris", "eklenme"],
        updated: &["guncelle*", "son degisiklik"],
        self_references: &["bu haber"],
        ..DateWords::NONE
    },
    facts: FactWords {
        units: &[
            ("metre", "m"), ("kilometre", "km"), ("kilo", "kg"), ("ton", "t"), ("litre", "l"), ("derece", "°"),
            ("saniye", "s"), ("dakika", "min"), ("saat", "h"), ("gün", "day"), ("hafta", "week"), ("ay", "month"),
            ("yıl", "year"), ("lira", "₺"), ("euro", "€"), ("dolar", "$"),
        ],
        number_values: &[
            ("iki", "2"), ("üç", "3"), ("dört", "4"), ("beş", "5"), ("altı", "6"), ("yedi", "7"), ("sekiz", "8"),
            ("dokuz", "9"), ("yirmi", "20"), ("otuz", "30"), ("kırk", "40"), ("elli", "50"), ("yüz", "e2?"),
            ("bin", "e3"), ("milyon", "e6"), ("milyar", "e9"),
        ],
        frequent: &[
            "ve", "bir", "bu", "için", "olarak", "ile", "da", "de", "olan", "çok", "daha", "sonra", "kadar", "gibi",
            "göre", "olduğu",
        ],
        negations: &[
            "değil", "değildi", "değildir", "değiller", "yok", "yoktu", "yoktur", "hiç", "hiçbir", "asla", "olmadı",
            "olmadığı", "olmadığını", "edilmedi", "etmedi",
        ],
        ..FactWords::NONE
    },
    sentences: SentenceWords {
        numbered_labels: &[
            "madde", "bölüm", "tablo", "şekil", "ek", "sayfa", "adım", "kısım", "fıkra",
        ],
        ..SentenceWords::NONE
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
        page_dates: &[
            "son güncelleme", "güncellendi", "yayınlandı", "yürürlük tarihi", "sürüm",
        ],
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
};
