//! The words of Turkish.

use super::{
    BoilerplateWords, BylineWords, ColumnWords, DateWords, FactWords, Language, NoticeWords,
    PageWords, SentenceWords, WordGroup,
};

/// The words of Turkish.
#[rustfmt::skip]
pub(super) const LANGUAGE: Language = Language {
    code: "tr",
    name: "Turkish",
    covers: &[WordGroup::Dates, WordGroup::Facts, WordGroup::Sentences, WordGroup::Bylines, WordGroup::Notices, WordGroup::Boilerplate, WordGroup::Pages, WordGroup::Columns],
    dates: DateWords {
        unrelated: &["basvuru", "gecerlilik", "dogum", "uyelik"],
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
    },
    facts: FactWords {
        negating_infixes: &["ma", "me", "mı", "mi", "mu", "mü", "am", "em"],
        months: [
            &["ocak", "ocakta"],
            &["şubat", "şubatta"],
            &["mart", "martta"],
            &["nisan", "nisanda"],
            &["mayıs", "mayısta"],
            &["haziran", "haziranda"],
            &["temmuz", "temmuzda"],
            &["ağustos", "ağustosta"],
            &["eylül", "eylülde"],
            &["ekim", "ekimde"],
            &["kasım", "kasımda"],
            &["aralık", "aralıkta"],
        ],
        weekdays: [
            &["pazartesi"],
            &["salı"],
            &["çarşamba"],
            &["perşembe"],
            &["cuma"],
            &["cumartesi"],
            &["pazar"],
        ],
        other_dates: &["bugün", "dün", "yarın"],
        dates_beside_numbers: &["ocak", "mart", "ekim", "kasım", "aralık", "salı", "cuma", "pazar"],
        units: &[
            ("metre", "m"), ("kilometre", "km"), ("kilo", "kg"), ("ton", "t"), ("litre", "l"), ("derece", "°"),
            ("saniye", "s"), ("dakika", "min"), ("saat", "h"), ("gün", "day"), ("hafta", "week"), ("ay", "month"),
            ("yıl", "year"), ("lira", "₺"), ("euro", "€"), ("dolar", "$"), ("puan", "point"), ("santimetre", "cm"),
            ("milimetre", "mm"), ("sterlin", "£"),
        ],
        number_values: &[
            ("iki", "2"), ("üç", "3"), ("dört", "4"), ("beş", "5"), ("altı", "6?"), ("yedi", "7"), ("sekiz", "8"),
            ("dokuz", "9"), ("yirmi", "20"), ("otuz", "30"), ("kırk", "40"), ("elli", "50"), ("yüz", "e2?"),
            ("bin", "e3"), ("milyon", "e6"), ("milyar", "e9"), ("altmış", "60"), ("yetmiş", "70"), ("seksen", "80"),
            ("doksan", "90"),
        ],
        frequent: &[
            "ve", "bir", "bu", "için", "olarak", "ile", "da", "de", "olan", "çok", "daha", "sonra", "kadar", "gibi",
            "göre", "olduğu", "o", "en", "ne", "ise", "her", "mi", "ya", "değil",
        ],
        negations: &[
            "değil", "değildi", "değildir", "değiller", "yok", "yoktu", "yoktur", "hiç", "hiçbir", "asla", "olmadı",
            "olmadığı", "olmadığını", "edilmedi", "etmedi",
        ],
        attributions: &[
            "söyledi", "dedi", "açıkladı", "belirtti", "bildirdi", "kaydetti", "ifade", "göre", "söylüyor", "iddia",
            "duyurdu", "aktardı",
        ],
        common: &[
            "ve", "veya", "ya", "da", "de", "ama", "fakat", "ancak", "lakin", "oysa", "çünkü", "zira", "eğer", "ise",
            "ki", "ne", "nasıl", "neden", "niçin", "niye", "nerede", "nereye", "kim", "kime", "hangi", "kaç", "ben",
            "sen", "o", "biz", "siz", "onlar", "bu", "şu", "bunlar", "şunlar", "bunun", "bunu", "buna", "onun", "onu",
            "ona", "benim", "senin", "bizim", "sizin", "bir", "iki", "her", "hiç", "hiçbir", "bazı", "birçok", "birkaç",
            "çok", "az", "daha", "en", "tüm", "bütün", "hepsi", "herkes", "kimse", "şey", "diğer", "başka", "aynı",
            "böyle", "şöyle", "öyle", "burada", "orada", "şimdi", "bugün", "dün", "yarın", "sonra", "önce", "artık",
            "henüz", "hâlâ", "hala", "bile", "sadece", "yalnız", "yalnızca", "belki", "galiba", "elbette", "tabii",
            "ayrıca", "üstelik", "bununla", "birlikte", "rağmen", "göre", "için", "ile", "gibi", "kadar", "karşı",
            "doğru", "dolayı", "üzerine", "sırasında", "boyunca", "itibaren", "var", "yok", "değil", "evet", "hayır",
            "olarak", "olan", "son", "ilk", "yeni", "eski", "büyük", "küçük", "genç", "yaşlı",
        ],
        openings: &[
            "polis", "hükümet", "bakan", "bakanlık", "başkan", "başbakan", "cumhurbaşkanı", "belediye", "vali",
            "valilik", "savcı", "savcılık", "mahkeme", "meclis", "vatandaşlar", "halk", "çocuklar", "kadınlar",
            "erkekler", "öğrenciler", "öğretmenler", "doktorlar", "uzmanlar", "bilim", "araştırmacılar", "işçiler",
            "çiftçiler", "askerler", "yetkililer", "takım", "şirket", "okul", "hastane", "şehir", "kent", "su",
            "yağmur", "kar", "rüzgar", "yangın", "deprem",
        ],
        noun_endings: &["lar", "ler", "lık", "lik", "luk", "lük", "ma", "me", "ti", "dı", "di", "du", "dü"],
        places: &[
            "afganistan", "afrika", "almanya", "amerika", "arjantin", "arnavutluk", "asya", "avrupa", "avustralya",
            "avusturya", "azerbaycan", "belçika", "bosna", "brezilya", "bulgaristan", "cezayir", "çin", "çekya",
            "danimarka", "ekvador", "endonezya", "ermenistan", "estonya", "etiyopya", "fas", "filistin", "finlandiya",
            "fransa", "gazze", "gürcistan", "hırvatistan", "hindistan", "hollanda", "irak", "iran", "i̇ran", "irlanda",
            "i̇rlanda", "iskoçya", "i̇skoçya", "ispanya", "i̇spanya", "israil", "i̇srail", "isveç", "i̇sveç", "isviçre",
            "i̇sviçre", "italya", "i̇talya", "i̇ngiltere", "ingiltere", "i̇zlanda", "japonya", "kanada", "karadağ",
            "katar", "kazakistan", "kenya", "kıbrıs", "kolombiya", "kosova", "küba", "letonya", "libya", "litvanya",
            "lübnan", "macaristan", "makedonya", "malezya", "malta", "meksika", "moldova", "nijerya", "norveç",
            "özbekistan", "pakistan", "peru", "polonya", "portekiz", "romanya", "rusya", "sırbistan", "slovakya",
            "slovenya", "somali", "sudan", "suriye", "şili", "tayland", "tunus", "türkiye", "ukrayna", "ürdün",
            "venezuela", "vietnam", "yemen", "yunanistan", "adana", "adıyaman", "amsterdam", "ankara", "antakya",
            "antalya", "atina", "bağdat", "bakü", "balıkesir", "barselona", "batman", "berlin", "beyrut",
            "bodrum", "bolu", "brüksel", "budapeşte", "bursa", "bükreş", "çanakkale", "cenevre", "denizli",
            "diyarbakır", "dubai", "edirne", "elazığ", "erzincan", "erzurum", "eskişehir", "gaziantep",
            "giresun", "hatay", "isparta", "istanbul", "i̇stanbul", "izmir", "i̇zmir", "kabil", "kahire", "kars",
            "kastamonu", "kayseri", "kiev", "kocaeli", "konya", "kopenhag", "kudüs", "kütahya", "lizbon", "londra",
            "madrid", "malatya", "manisa", "mardin", "mersin", "milano", "moskova", "muğla", "münih", "oslo", "paris",
            "pekin", "prag", "rize", "roma", "sakarya", "samsun", "seul", "siirt", "sinop", "sivas", "sofya",
            "stockholm", "şam", "şanlıurfa", "tahran", "tekirdağ", "tokyo", "trabzon", "tunceli", "varşova",
            "viyana", "washington", "yalova", "zonguldak", "zürih",
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
        counters: &[
            "yorum", "görüntülenme", "okuma", "süresi", "dakika", "önce", "saat", "gün", "paylaşım", "kez",
            "okundu",
        ],
        page_dates: &[
            "son güncelleme", "güncellendi", "yayınlandı", "yürürlük tarihi", "sürüm", "son değişiklik",
            "güncelleme tarihi",
        ],
        advert_lines: &["reklam"],
        related_lines: &["ilgili haberler"],
        comment_lines: &["yorumlar"],
        related_starts: &["ayrica bakiniz"],
        prompt_starts: &["abone ol"],
        link_heads: &["ilgili", "ayrica oku"],
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
    columns: ColumnWords {
        urls: &["baglanti", "adres", "web adresi"],
        titles: &["baslik"],
        bylines: &["yazar", "yazarlar"],
        descriptions: &["ozet", "aciklama"],
        bodies: &["metin", "icerik", "haber metni", "tam metin"],
        published: &["yayinlanma tarihi", "yayin tarihi", "yayimlanma tarihi", "yayinlandi", "yayimlandi", "yayinlanma", "tarih"],
        updated: &["guncelleme", "guncelleme tarihi", "guncellendi", "guncellenme tarihi", "son guncelleme", "degistirilme tarihi"],
        captured: &["erisim tarihi"],
        languages: &["dil"],
        publishers: &["yayinci"],
        sections: &["bolum", "kategori"],
    },
};
