//! Where sentences end, per script: each line of the table is a text, its sentences separated by
//! `|`.

use recension::diff::sentences;

/// The bars mark where sentences end; they are not part of the text.
#[track_caller]
fn check(rows: &[&str]) {
    let mut wrong = Vec::new();
    for row in rows {
        let text = row.replace('|', "");
        let expected: Vec<&str> = row.split('|').map(str::trim).collect();
        let found: Vec<&str> = sentences(&text).iter().map(|extent| extent.of(&text)).collect();
        if found != expected {
            wrong.push(format!("expected {expected:?}\n   found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn chinese() {
    check(&[
        "今天下雨。|明天晴！|好吗？|好。",
        "他说：“今天下雨。”|然后他走了。",
        "他成为重点。|“族群交易池（cluster mempool）”更容易分析。",
        "「我準備好了。」|她說。",
        "价格上涨3.5%，至1,200元。|分析师感到意外。",
        "他来了…… |没有人说话。",
        "（见下文。）|第二句。",
        "第一段\n\n|第二段。",
        "他用的是Node.js。|版本是v1.2.3。",
    ]);
}

#[test]
fn japanese() {
    check(&[
        "雨が降っている。|道路は閉鎖された。",
        "「準備はできた。」|彼女はそう言った。",
        "本当ですか？！|はい。",
        "価格は１．５倍になった。|市場は驚いた。",
        "これは…まだ分からない。|待とう。",
        "Bitcoin Core #123では、関数が変更された。|詳細は後述（ニュースレター参照）。",
    ]);
}

#[test]
fn korean() {
    check(&[
        "비가 온다. |도로가 폐쇄되었다.",
        "정말입니까? |네.",
        "\"준비됐다.\" |그가 말했다.",
        "가격이 3.5% 올랐다. |시장은 놀랐다.",
    ]);
}

#[test]
fn thai() {
    check(&[
        "ฝนตกหนัก |ถนนปิด",
        "ราคา 1.5 บาท",
        "มีผู้บาดเจ็บ 13 คน",
        "เขาใช้ Node.js ทุกวัน",
        "คนอื่น ๆ ไม่ทราบ",
        "กรุงเทพฯ |ฝนตก",
    ]);
}

#[test]
fn arabic_persian_urdu() {
    check(&[
        "هل هذا صحيح؟ |نعم.",
        "أغلق الطريق يوم الاثنين. |لم يصب أحد.",
        "قال د. أحمد إن الطريق مغلق. |لم يعلق المكتب.",
        "ارتفع السعر بنسبة 3.5٪. |فوجئ السوق.",
        "قال: «نحن مستعدون.» |ثم غادر.",
        "سڑک بند ہے۔ |کوئی زخمی نہیں ہوا۔",
        "جاده بسته است؛ کسی آسیب ندید. |شهردار آمد.",
    ]);
}

#[test]
fn hindi_and_neighbours() {
    check(&[
        "यह एक है। |यह दो है।",
        "क्या यह सच है? |हाँ।",
        "डॉ. शर्मा ने कहा कि सड़क बंद है। |कोई घायल नहीं हुआ।",
        "“हम तैयार हैं।” |उन्होंने कहा।",
        "कीमत 3.5 प्रतिशत बढ़ी। |बाज़ार चकित था।",
        "রাস্তা বন্ধ। |কেউ আহত হয়নি।",
        "လမ်းပိတ်သည်။ |ဘယ်သူမှ မထိခိုက်ပါ။",
        "ផ្លូវបិទ។ |គ្មានអ្នករបួសទេ។",
        "መንገዱ ተዘግቷል። |ማንም አልተጎዳም።",
        "Ճանապարհը փակ է։ |Ոչ ոք չի տուժել։",
    ]);
}

#[test]
fn greek_and_cyrillic() {
    check(&[
        "Τι ώρα είναι; |Δεν ξέρω.",
        "Ο δρόμος έκλεισε. |Κανείς δεν τραυματίστηκε.",
        "Κάποιοι, π.χ. ο δήμαρχος, έφυγαν. |Οι άλλοι έμειναν.",
        "Ο κ. Παπαδόπουλος ήρθε. |Μίλησε αμέσως.",
        "«Είμαστε έτοιμοι.» |Έφυγε.",
        "Дорога закрыта. |Никто не пострадал.",
        "В 2014 г. дорога была закрыта. |Сейчас она открыта.",
        "Это сделал И. И. Иванов. |Он молчит.",
        "Пострадали ул. Ленина и пр. Мира. |Жертв нет.",
    ]);
}

#[test]
fn latin_scripts_with_other_habits() {
    check(&[
        "Am 3. Oktober wurde die Straße gesperrt. |Niemand wurde verletzt.",
        "Dr. Müller sagte z. B. nichts. |Er ging.",
        "„Wir sind bereit.“ |Dann ging er.",
        "« Nous sommes prêts. » |Il est parti.",
        "«\u{A0}Nous sommes prêts.\u{A0}» |Il est parti.",
        "Er ging. |»Wir sind bereit.« |Dann schwieg er.",
        "M. Dupont est arrivé à 9 h. 30. |Il est reparti.",
        "¿Es verdad? |Sí.",
        "¡Atención! |La calle está cerrada.",
        "El Sr. García llegó a las 9. |Nadie resultó herido.",
        "Viz zpravodaj č. 65. |Potom odešel.",
        "Dnia 3. maja zamknięto drogę. |Nikt nie ucierpiał.",
    ]);
}
