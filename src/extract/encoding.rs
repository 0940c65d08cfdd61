//! Decodes the bytes of a page to text.
//!
//! The encoding is chosen in this order: a byte order mark; UTF-8 if the bytes are valid UTF-8 (a
//! saving browser re-encodes a page but leaves its old declaration in place); the HTTP header;
//! `<meta charset>` or the XML declaration; detection. Many servers declare ISO-8859-1 for all pages:
//! this declaration is overruled by bytes that are another script, or a language of Central Europe.

use std::borrow::Cow;

use super::{dos, language};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A page's decoded text, and how its encoding was determined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodedPage<'a> {
    /// The text, without a byte order mark; borrowed if the bytes are already UTF-8.
    pub text: Cow<'a, str>,
    /// The encoding's name.
    pub encoding: &'static str,
    /// How the encoding was determined: `bom`, `utf-8`, `header`, `declaration`, `detection`.
    pub basis: &'static str,
    /// Whether bytes were replaced by U+FFFD, so that part of the text is lost.
    pub is_damaged: bool,
}

/// Describes damage in a text that decodes without errors, done before the page was saved. Damage
/// is reported, never repaired: the stored text is the text found.
pub fn damage(text: &str) -> Option<String> {
    let lost = text.matches('\u{FFFD}').count();
    if lost > 0 {
        return Some(format!(
            "encoding: {lost} characters were lost before the page was saved (\u{FFFD})"
        ));
    }
    let doubled = doubled(text);
    (doubled >= LEAST_DOUBLED).then(|| {
        format!(
            "encoding: {doubled} characters look like UTF-8 that was encoded twice (\u{C3}\u{A9} for \u{E9}); \
             the text is kept as it is"
        )
    })
}

/// Fewer matches may be intended: an article about encodings, or a quoted price of `Â£5`.
const LEAST_DOUBLED: usize = 3;

/// Counts groups of two or three characters that are the bytes of one UTF-8 character read as
/// Windows-1252.
fn doubled(text: &str) -> usize {
    // The first character of each group is U+00C2 to U+00EF, and only those contain this byte.
    if memchr::memchr(0xC3, text.as_bytes()).is_none() {
        return 0;
    }
    let mut count = 0;
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        let Some(lead) = as_byte(first).filter(|byte| (0xC2..=0xEF).contains(byte)) else {
            continue;
        };
        let more = if lead >= 0xE0 { 2 } else { 1 };
        let mut bytes = vec![lead];
        for _ in 0..more {
            let next = chars.peek().and_then(|next| as_byte(*next));
            let Some(byte) = next.filter(|byte| (0x80..=0xBF).contains(byte)) else { break };
            bytes.push(byte);
            chars.next();
        }
        count += usize::from(bytes.len() > more && std::str::from_utf8(&bytes).is_ok());
    }
    count
}

/// Returns the Windows-1252 or Latin-1 byte of a character.
fn as_byte(char: char) -> Option<u8> {
    let code = u32::from(char);
    if (0x80..=0xFF).contains(&code) {
        return u8::try_from(code).ok();
    }
    if !(0x80..=0x2122).contains(&code) {
        return None;
    }
    let mut text = [0; 4];
    let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(char.encode_utf8(&mut text));
    bytes.first().copied().filter(|_| !failed && bytes.len() == 1)
}

/// How many bytes are searched for a declaration. HTML allows 1,024, but pages exceed it.
const DECLARED_WITHIN: usize = 4096;

/// Decodes a page. `content_type` is the HTTP header's value, if known.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> DecodedPage<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(bytes.get(length..).unwrap_or_default(), encoding, "bom");
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return decode_as(bytes, encoding, "detection");
    }
    let header =
        content_type.and_then(charset).and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = header.map(|encoding| (encoding, "header")).or_else(|| {
        let head = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
        let head = String::from_utf8_lossy(head);
        let found = declaration(&head).and_then(|label| Encoding::for_label(label.as_bytes()));
        // A declaration that is readable as ASCII cannot be in UTF-16.
        let found =
            found.map(|found| if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found });
        found.map(|encoding| (encoding, "declaration"))
    });
    if let Ok(text) = std::str::from_utf8(bytes)
        && (!text.is_ascii()
            || declared
                .is_none_or(|(encoding, _)| encoding == UTF_8 || encoding.is_ascii_compatible()))
    {
        // ISO-2022-JP bytes are all ASCII.
        if declared.is_none_or(|(encoding, _)| encoding != encoding_rs::ISO_2022_JP)
            && !(text.is_ascii() && is_iso_2022_jp(bytes))
        {
            let basis = match declared {
                Some((encoding, basis)) if encoding == UTF_8 => basis,
                _ => "utf-8",
            };
            return DecodedPage {
                text: Cow::Borrowed(text),
                encoding: UTF_8.name(),
                basis,
                is_damaged: false,
            };
        }
    }
    if is_iso_2022_jp(bytes) {
        let text = decode_as(bytes, encoding_rs::ISO_2022_JP, "detection");
        if !text.is_damaged {
            return text;
        }
    }
    if let Some(name) = dos_encoding(bytes, content_type) {
        let text = Cow::Owned(dos::decode(bytes, name));
        return DecodedPage { text, encoding: name, basis: "detection", is_damaged: false };
    }
    // UTF-8 with a few stray bytes: bytes of another encoding rarely form its characters.
    if declared.is_none_or(|(encoding, _)| encoding.is_single_byte())
        && is_nearly_utf8(bytes, declared.is_some())
    {
        return decode_as(bytes, UTF_8, "detection");
    }
    // Keep only the measure of the damaged text: two texts of one page at once take too much
    // memory.
    let mut damaged = None;
    if declared.is_some_and(|(encoding, _)| encoding == encoding_rs::WINDOWS_1252)
        && let Some(other) = not_western(bytes)
    {
        return other;
    }
    if let Some((encoding, basis)) = declared {
        let told = decode_as(bytes, encoding, basis);
        // The control characters of ISO-8859-2 are letters and quotation marks of Windows-1250.
        if encoding == encoding_rs::ISO_8859_2 && told.text.contains(is_c1) {
            drop(told);
            return decode_as(bytes, encoding_rs::WINDOWS_1250, "detection");
        }
        if encoding == encoding_rs::WINDOWS_1250 && is_iso_8859_2(bytes) {
            drop(told);
            return decode_as(bytes, encoding_rs::ISO_8859_2, "detection");
        }
        // Only signs: `£` in a page in English is not `Ł`.
        let is_central = [encoding_rs::ISO_8859_2, encoding_rs::WINDOWS_1250].contains(&encoding);
        if is_central
            && bytes.iter().all(|byte| *byte < 0xC0)
            && declared_language(bytes).is_some_and(|lang| is_of_western_europe(&lang))
        {
            drop(told);
            return decode_as(bytes, encoding_rs::WINDOWS_1252, "detection");
        }
        if !told.is_damaged {
            return told;
        }
        let loses_little = lost(&told.text) * 200 < told.text.chars().count();
        damaged = Some((encoding, basis, loses_little));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    let is_central = || declared_language(bytes).is_some_and(|lang| is_of_central_europe(&lang));
    let guess = if is_west_european(bytes, guess) {
        encoding_rs::WINDOWS_1252
    } else if guess == encoding_rs::WINDOWS_1252 && is_central() {
        // Hungarian `ő` is `õ` in Windows-1252.
        let has_c1 = bytes.iter().any(|byte| (0x80..=0x9F).contains(byte));
        if has_c1 { encoding_rs::WINDOWS_1250 } else { encoding_rs::ISO_8859_2 }
    } else {
        guess
    };
    let guessed = decode_as(bytes, guess, "detection");
    match damaged {
        // Both lose characters: use the declared encoding unless it loses more.
        Some((encoding, basis, loses_little)) if guessed.is_damaged || loses_little => {
            drop(guessed);
            decode_as(bytes, encoding, basis)
        }
        _ => guessed,
    }
}

/// Whether a text switches to Japanese with the escape sequences of ISO-2022-JP.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0x1B, bytes)
        .any(|at| bytes.get(at + 1..at + 3).is_some_and(|next| matches!(next, b"$B" | b"$@")))
}

/// The fewest bytes outside ASCII that overrule a declaration.
const LEAST_HIGH: usize = 8;

/// Decodes a page that declares a Western European encoding but is in another: in a script whose
/// letters are all outside ASCII, or in a language whose words show it.
fn not_western(bytes: &[u8]) -> Option<DecodedPage<'_>> {
    use encoding_rs::{
        ISO_8859_2, ISO_8859_13, MACINTOSH, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257,
        WINDOWS_1258,
    };
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if high < LEAST_HIGH {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == WINDOWS_1252 || guess == MACINTOSH {
        return None;
    }
    let decoded = decode_as(bytes, guess, "detection");
    if decoded.is_damaged {
        return None;
    }
    let is_latin =
        [ISO_8859_2, ISO_8859_13, WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258]
            .contains(&guess);
    let is_other = if is_latin {
        let lang = declared_language(bytes);
        let text = text_of(&decoded.text);
        lang.as_deref().is_some_and(is_of_central_europe)
            || language::detect(&text).is_some_and(|lang| !is_of_western_europe(lang))
            || has_words_of_central_europe(&text)
    } else {
        // Letters of Western Europe outside ASCII are rarely next to each other.
        let paired = bytes.windows(2).filter(|pair| pair.iter().all(|byte| *byte >= 0x80)).count();
        paired * 2 >= high
    };
    is_other.then_some(decoded)
}

/// Words that only languages of Central Europe have which `language` does not detect: those of
/// Croatian, Bosnian and Serbian, of Slovak, and of Slovenian.
const CENTRAL_WORDS: &str = "koji koja nije što će prema nakon jer sú ktorý ktorá ktoré aby pretože podľa viac \
    bil bila ki pri tudi lahko več zaradi";
/// The fewest such words.
const LEAST_CENTRAL_WORDS: usize = 3;

fn has_words_of_central_europe(text: &str) -> bool {
    let words = text.split(|char: char| !char.is_alphabetic());
    let known = words.filter(|word| CENTRAL_WORDS.split_whitespace().any(|known| known == *word));
    known.take(LEAST_CENTRAL_WORDS).count() == LEAST_CENTRAL_WORDS
}

/// Returns the text between the tags of a page, without scripts and styles.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    for piece in page.split('<') {
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        let is_code = ["script", "style"].iter().any(|name| {
            tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        });
        if !is_code && text.len() < language::MOST_BYTES {
            text.push_str(rest);
            text.push(' ');
        }
    }
    text
}

/// Whether a text of other bytes than ASCII only has signs in them, such as `£`, `©` and quotation
/// marks, or declares a language of Western Europe. A text in a language of Central Europe has
/// letters from the upper half of the table, too.
fn is_west_european(bytes: &[u8], guess: &'static Encoding) -> bool {
    use encoding_rs::{
        ISO_8859_2, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16,
        MACINTOSH, WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
    };
    let is_latin = [
        ISO_8859_2,
        ISO_8859_4,
        ISO_8859_10,
        ISO_8859_13,
        ISO_8859_14,
        ISO_8859_15,
        ISO_8859_16,
        MACINTOSH,
        WINDOWS_1250,
        WINDOWS_1254,
        WINDOWS_1257,
        WINDOWS_1258,
    ]
    .contains(&guess);
    is_latin
        && (bytes.iter().all(|byte| *byte < 0xC0)
            || declared_language(bytes).is_some_and(|lang| is_of_western_europe(&lang)))
}

fn is_of_western_europe(lang: &str) -> bool {
    matches!(
        lang,
        "en" | "de"
            | "fr"
            | "es"
            | "it"
            | "pt"
            | "nl"
            | "sv"
            | "da"
            | "nb"
            | "no"
            | "nn"
            | "fi"
            | "is"
            | "ca"
            | "gl"
            | "eu"
            | "af"
            | "ga"
            | "id"
            | "ms"
            | "lb"
    )
}

fn is_of_central_europe(lang: &str) -> bool {
    matches!(lang, "hu" | "pl" | "cs" | "sk" | "sl" | "hr" | "bs" | "ro" | "sq")
}

/// Returns the DOS encoding of a page that declares it, or whose words have letters of DOS in them.
fn dos_encoding(bytes: &[u8], content_type: Option<&str>) -> Option<&'static str> {
    let head = String::from_utf8_lossy(bytes.get(..DECLARED_WITHIN).unwrap_or(bytes));
    let label = content_type.and_then(charset).or_else(|| declaration(&head));
    if let Some(name) = label.and_then(dos::of_label) {
        return Some(name);
    }
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let is_latin = |encoding: &'static Encoding| {
        let name = encoding.name();
        matches!(name, "windows-1252" | "windows-1250" | "ISO-8859-2" | "ISO-8859-15")
    };
    // A declaration of UTF-8 without a character of UTF-8 says nothing.
    let is_utf_8 =
        |encoding| encoding == UTF_8 && bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii());
    if !encoding.is_none_or(|encoding| is_latin(encoding) || is_utf_8(encoding)) {
        return None;
    }
    let lang = declared_language(bytes);
    let is_central = lang.as_deref().is_some_and(is_of_central_europe);
    let is_western = lang.as_deref().is_some_and(is_of_western_europe);
    // Other languages are written in encodings that use the same bytes.
    if lang.is_some() && !is_central && !is_western {
        return None;
    }
    let name = dos::detect(bytes, is_central)?;
    if encoding.is_none() && lang.is_none() {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        let guess = detector.guess(None, Utf8Detection::Allow);
        let is_single = guess.is_single_byte() && guess != encoding_rs::MACINTOSH;
        return is_single.then_some(name);
    }
    Some(name)
}

/// Whether a text that declares Windows-1250 is in ISO-8859-2: none of its bytes are letters that
/// only Windows-1250 has there, and words have letters of ISO-8859-2 that are signs in it.
fn is_iso_8859_2(bytes: &[u8]) -> bool {
    let is_letter = |byte: &u8| matches!(byte, 0xA6 | 0xAC | 0xB1 | 0xB6 | 0xBB | 0xBC | 0xBE);
    let words = bytes.windows(2).filter(|pair| {
        matches!(pair, [letter, byte] | [byte, letter] if letter.is_ascii_alphabetic() && is_letter(byte))
    });
    !bytes.iter().any(|byte| (0x80..=0x9F).contains(byte)) && words.take(2).count() == 2
}

/// Returns the language in a page's `<html lang>`.
fn declared_language(bytes: &[u8]) -> Option<String> {
    let head =
        String::from_utf8_lossy(bytes.get(..DECLARED_WITHIN).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, tag) = head.split_once("<html")?;
    let tag = tag.split('>').next()?;
    let (_, value) = tag.split_once("lang=")?;
    let value = value.trim_start_matches(['"', '\'']);
    Some(value.chars().take_while(char::is_ascii_alphabetic).collect())
}

/// Whether nearly all bytes outside ASCII form characters of UTF-8.
fn is_nearly_utf8(bytes: &[u8], is_declared_otherwise: bool) -> bool {
    let (mut valid, mut stray) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        stray += usize::from(!chunk.invalid().is_empty());
    }
    let (least, share) = if is_declared_otherwise { (20, 50) } else { (3, 3) };
    valid >= least && stray * share <= valid
}

fn is_c1(char: char) -> bool {
    ('\u{80}'..='\u{9F}').contains(&char)
}

fn lost(text: &str) -> usize {
    text.matches('\u{FFFD}').count()
}

fn decode_as<'a>(
    bytes: &'a [u8],
    encoding: &'static Encoding,
    basis: &'static str,
) -> DecodedPage<'a> {
    let (text, is_damaged) = encoding.decode_without_bom_handling(bytes);
    DecodedPage { text, encoding: encoding.name(), basis, is_damaged }
}

/// UTF-16 without a byte order mark: the first characters of markup or Latin text reveal it.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns the value of `charset=` in a header or an attribute.
fn charset(text: &str) -> Option<&str> {
    let at = text.to_ascii_lowercase().find("charset")?;
    let value = text.get(at + "charset".len()..)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+')))
        .unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty())
}

/// Returns the encoding named by an XML declaration or a `<meta>` element.
fn declaration(head: &str) -> Option<&str> {
    if let Some(rest) = head.trim_start().strip_prefix("<?xml") {
        let xml = rest.split("?>").next().unwrap_or_default();
        if let Some((_, value)) = xml.split_once("encoding") {
            let value = value.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
    }
    let lower = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower.get(from..).and_then(|rest| rest.find("<meta")) {
        let start = from + found;
        let end = lower
            .get(start..)
            .and_then(|rest| rest.find('>'))
            .map_or(head.len(), |end| start + end);
        if let Some(label) = head.get(start..end).and_then(charset) {
            return Some(label);
        }
        from = end.max(start + 5);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, text: &str, encoding: &str, basis: &str) {
        let decoded = decode(bytes, content_type);
        assert_eq!(decoded.text, text);
        assert_eq!((decoded.encoding, decoded.basis), (encoding, basis));
        assert!(!decoded.is_damaged);
    }

    #[test]
    fn a_language_decides_between_tables_that_share_bytes() {
        let page = |lang: &str, charset: &str, text: &[u8]| {
            let mut page = format!("<html lang={lang}>").into_bytes();
            if !charset.is_empty() {
                page.extend(format!("<meta charset={charset}>").bytes());
            }
            page.extend_from_slice(text);
            page
        };
        for (lang, charset, text, expected) in [
            (
                "hu",
                "",
                &b"<p>Az \xFBrlapot a t\xFBzolt\xF3k t\xF6ltik ki, \xF5szint\xE9n"[..],
                "űzolt",
            ),
            ("en", "iso-8859-2", b"<p>It costs \xA35 to enter, she said.", "£5"),
            ("cs", "windows-1250", b"<p>proto\xBEe je\xB9t\xEC n\xECco te\xBE", "protože"),
            ("cs", "windows-1250", b"<p>proto\x9Ee je\x9At\xEC", "protože ještě"),
            (
                "de",
                "",
                b"<p>Die Anwohner h\x94rten \x81ber H\x84user, T\x81ren, Gr\x94\xE1e",
                "hörten über Häuser, Türen, Größe",
            ),
            ("de", "ibm850", b"<p>Gr\x94\xE1e", "Größe"),
            (
                "de",
                "",
                b"<p>Die Anwohner h\xF6rten \x84\xFCber\x93 H\xE4user",
                "hörten „über“ Häuser",
            ),
        ] {
            let page = page(lang, charset, text);
            let decoded = decode(&page, None);
            assert!(decoded.text.contains(expected), "{lang} {charset}: {}", decoded.text);
        }
    }

    #[test]
    fn each_sign_of_an_encoding_is_obeyed() {
        check("\u{FEFF}größer".as_bytes(), None, "größer", "UTF-8", "bom");
        check(
            b"gr\xF6\xDFer",
            Some("text/html; charset=ISO-8859-1"),
            "größer",
            "windows-1252",
            "header",
        );
        let page = b"<html><head><meta charset='windows-1251'><p>\xCC\xE8\xF0";
        check(
            page,
            None,
            "<html><head><meta charset='windows-1251'><p>Мир",
            "windows-1251",
            "declaration",
        );
        let page = b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><p>\xB3\xF3d\xBC";
        check(
            page,
            None,
            "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><p>łódź",
            "ISO-8859-2",
            "declaration",
        );
        check(b"<\0p\0>\0a\0", None, "<p>a", "UTF-16LE", "detection");
        check(b"\xFE\xFF\0a\0b", None, "ab", "UTF-16BE", "bom");
        check(b"plain", None, "plain", "UTF-8", "utf-8");
    }

    #[test]
    fn a_re_encoded_page_is_what_its_bytes_say() {
        let page = "<meta charset=iso-8859-1><p>größer – „so“";
        check(page.as_bytes(), None, page, "UTF-8", "utf-8");
    }

    #[test]
    fn undeclared_bytes_are_detected() {
        let text = "Привет, мир! Это обычный русский текст, который должен быть узнан.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        check(&bytes, None, text, "windows-1251", "detection");
        let text = "これは日本語の文章です。新聞の記事を保存します。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        check(&bytes, None, text, "Shift_JIS", "detection");
    }

    #[test]
    fn a_western_declaration_is_overruled_by_what_the_bytes_are() {
        use encoding_rs::{
            BIG5, EUC_JP, EUC_KR, GB18030, ISO_8859_2, ISO_8859_7, SHIFT_JIS, WINDOWS_1250,
            WINDOWS_1251, WINDOWS_1254,
        };
        let korean = "항만 당국은 폭풍으로 크레인 레일이 파손되어 북쪽 부두를 폐쇄했다고 밝혔다.";
        let traditional = "港務局表示，由於暴風損壞了起重機的軌道，北側碼頭已於星期一早上關閉。";
        let simplified = "港务局表示，由于暴风损坏了起重机的轨道，北侧码头已于星期一早上关闭。";
        let japanese = "港湾局は、暴風でクレーンのレールが壊れたため、北岸壁を閉鎖したと発表した。";
        let russian = "Причал закрыли в понедельник утром, сообщили в управлении порта.";
        let greek = "Η προβλήτα έκλεισε το πρωί της Δευτέρας, ανακοίνωσε το λιμεναρχείο.";
        let polish = "Nabrzeże zostało zamknięte w poniedziałek, ponieważ sztorm uszkodził szyny. \
            Nie możemy ryzykować, powiedział dyrektor, który jest już na miejscu.";
        let czech = "Nábřeží bylo uzavřeno, protože bouře poškodila koleje jeřábů. To se podle \
            ředitele, který je na místě, také stalo před rokem.";
        let hungarian = "A rakpartot lezárták, mert a vihar megrongálta a síneket. Az őszi szezon \
            és a hajók is várnak, de csak egy hétig, hogy szerinte ne legyen nagyobb kár.";
        let croatian = "Lučka uprava priopćila je da je pristanište zatvoreno, jer je oluja oštetila \
            tračnice. Ne možemo riskirati, rekao je ravnatelj, koji nakon svega čeka, prema planu. Želimo znati \
            što će biti s čamcima.";
        let slovak = "Prístavný úrad oznámil, že nábrežie zatvorili, pretože búrka poškodila koľajnice. \
            Podľa riaditeľa, ktorý je na mieste, podľa plánu potrvá viac týždňov, aby bolo hotové.";
        let turkish = "Rıhtım fırtına nedeniyle kapatıldı ve onarım için iki hafta gerekiyor. Bu \
            çok uzun bir süre, daha sonra da gemiler ile ilgili bir karar olduğu gibi kalacak.";
        for (encoding, text) in [
            (EUC_KR, korean),
            (BIG5, traditional),
            (GB18030, simplified),
            (SHIFT_JIS, japanese),
            (EUC_JP, japanese),
            (WINDOWS_1251, russian),
            (ISO_8859_7, greek),
            (WINDOWS_1250, polish),
            (ISO_8859_2, polish),
            (WINDOWS_1250, czech),
            (ISO_8859_2, czech),
            (WINDOWS_1250, hungarian),
            (WINDOWS_1250, croatian),
            (ISO_8859_2, croatian),
            (WINDOWS_1250, slovak),
            (WINDOWS_1254, turkish),
        ] {
            for label in ["iso-8859-1", "windows-1252", "us-ascii"] {
                let page = format!("<meta charset={label}><p>{text}</p>");
                let (bytes, _, failed) = encoding.encode(&page);
                assert!(!failed, "{text}");
                assert_eq!(decode(&bytes, None).text, page);
                // The same from the HTTP header.
                let (bytes, ..) = encoding.encode(text);
                let header = format!("text/html; charset={label}");
                assert_eq!(decode(&bytes, Some(&header)).text, text);
            }
        }
        // Pages in the languages of the declared encoding stay in it.
        for text in [
            "Le quai a été fermé lundi matin à cause de la tempête, a déclaré le préfet Éric Noël.",
            "Der Kai wurde wegen Sturmschäden gesperrt; größere Schiffe müssen südlich anlegen.",
            "Pääkaupungin satama suljettiin yöllä, kun myrsky söi väylää; työ jää myöhään öiseen.",
            "Kajen stängdes på måndagen, då stormen förstörde spåren, säger hamnchefen Åsa Öberg.",
            "«¿Cuándo abrirá el muelle?», preguntó; «¡mañana!», contestó el capitán Íñigo Ibáñez.",
            "Höfnin var lokuð á mánudaginn því að óveðrið eyðilagði teinana, sagði Þórður Ágústsson.",
        ] {
            let page = format!("<meta charset=iso-8859-1><p>{text}</p>");
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&page);
            check(&bytes, None, &page, "windows-1252", "declaration");
        }
        // Japanese with escape sequences is all ASCII.
        let (bytes, ..) = encoding_rs::ISO_2022_JP.encode(japanese);
        for label in ["", "<meta charset=utf-8>"] {
            let page = [label.as_bytes(), &bytes].concat();
            assert_eq!(decode(&page, None).text, format!("{label}{japanese}"));
        }
        // A declaration of UTF-8 without UTF-8.
        let page = b"<meta charset=utf-8><p>Die Anwohner h\x94rten \x81ber H\x84user, T\x81ren, Gr\x94\xE1e";
        assert!(decode(page, None).text.ends_with("hörten über Häuser, Türen, Größe"));
    }

    #[test]
    fn signs_alone_are_of_western_europe() {
        for text in [
            "The van costs £48,000 a year, and the clutch £310.",
            "The crane costs ¥340 an hour © 2019 – “so”",
        ] {
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
            check(&bytes, None, text, "windows-1252", "detection");
        }
        let text =
            "Łódź: sześć łodzi wyszło z portu, a mostek jest już gotów, mówią wędkarze z Żnina.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(text);
        check(&bytes, None, text, "windows-1250", "detection");
        let page = format!("<meta charset=iso-8859-2>{text} „tak” š");
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(&page);
        check(&bytes, None, &page, "windows-1250", "detection");
    }

    #[test]
    fn a_stray_byte_does_not_make_utf_8_another_encoding() {
        let mut page = "größer, schöner, weiter – „so“ ".repeat(10).into_bytes();
        page.push(0xE9);
        for declared in ["", "<meta charset=iso-8859-1>"] {
            let page = [declared.as_bytes(), page.as_slice()].concat();
            let decoded = decode(&page, None);
            assert!(decoded.text.contains("größer, schöner, weiter – „so“"), "{declared}");
            assert!(decoded.is_damaged);
        }
    }

    #[test]
    fn damage_done_before_is_told() {
        let told = |text: &str| damage(text).unwrap_or_default();
        assert!(told("caf\u{FFFD} und mehr").contains("1 characters were lost"));
        // `größer, schöner, café` and `“so” – “na”`, each encoded twice.
        assert!(told("grÃ¶ÃŸer, schÃ¶ner, cafÃ©").contains("4 characters"));
        assert!(told("â€œsoâ€\u{9d} â€“ â€œna").contains("encoded twice"));
        for text in [
            "größer, schöner, café – „so“",
            "L'ÎLE À VÉLO: À ÉVITER, ÀÉ",
            "São Paulo, Â£5",
            "Привет, мир",
            "これは日本語の文章です。",
            "Ânes à côté: «Ã¢»",
            "",
        ] {
            assert_eq!(damage(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_lost_is_told() {
        let mut page = "<meta charset=utf-8><p>größer, schöner, weiter, und noch viel mehr Text"
            .repeat(20)
            .into_bytes();
        page.push(0xFF);
        let decoded = decode(&page, None);
        assert!(decoded.is_damaged);
        assert!(decoded.text.contains("größer"));
    }

    #[test]
    fn a_page_that_is_utf_8_is_not_copied() {
        let decoded = decode("größer".as_bytes(), None);
        assert!(matches!(decoded.text, Cow::Borrowed("größer")));
    }
}
