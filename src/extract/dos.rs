//! The encodings of DOS, which browsers do not read and which pages of its time and exports of old
//! programs still have.

/// The upper half of IBM850 (Western Europe). The letters of IBM437 have the same places.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
/// The upper half of IBM852 (Central Europe).
const IBM852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}";

/// Bytes that are letters in DOS, and quotation marks, signs or nothing in Windows.
const LETTERS: [u8; 8] = [0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0x8B, 0x94];
/// The same for the languages of Central Europe.
const CENTRAL_LETTERS: [u8; 10] = [0x81, 0x82, 0x84, 0x88, 0x8B, 0x94, 0x98, 0xA1, 0xA2, 0xA7];
/// The fewest such bytes inside words.
const LEAST_LETTERS: usize = 3;
/// Letters that words of languages written in IBM850 hardly contain.
const RARE: &str = "þÞðÐƒºªÏıµ";

/// Returns the name of the DOS encoding with this label.
pub(super) fn of_label(label: &str) -> Option<&'static str> {
    let number =
        label.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '_');
    match number {
        "437" | "850" | "858" => Some("IBM850"),
        "852" => Some("IBM852"),
        _ => None,
    }
}

/// Returns the name of the DOS encoding that a text is in, if it has letters of DOS inside its words
/// and none of Windows.
pub(super) fn detect(bytes: &[u8], is_central: bool) -> Option<&'static str> {
    let (mut dos, mut windows) = (0, 0);
    let letters: &[u8] = if is_central { &CENTRAL_LETTERS } else { &LETTERS };
    for (_, byte) in inner(bytes) {
        dos += usize::from(letters.contains(&byte));
        // ß is E1 in DOS.
        windows += usize::from(byte >= 0xC0 && byte != 0xE1);
    }
    if dos < LEAST_LETTERS {
        return None;
    }
    let odd = |name| {
        let odd = inner(bytes).filter(|(_, byte)| {
            let char = char_of(*byte, name);
            !char.is_alphabetic() || (name == "IBM850" && RARE.contains(char))
        });
        odd.count()
    };
    if is_central || odd("IBM852") < odd("IBM850") {
        return Some("IBM852");
    }
    (windows * 4 < dos).then_some("IBM850")
}

/// Decodes a text.
pub(super) fn decode(bytes: &[u8], name: &str) -> String {
    bytes
        .iter()
        .map(|byte| if *byte < 0x80 { char::from(*byte) } else { char_of(*byte, name) })
        .collect()
}

fn char_of(byte: u8, name: &str) -> char {
    let table = if name == "IBM852" { IBM852 } else { IBM850 };
    let place = usize::from(byte.saturating_sub(0x80));
    table.chars().nth(place).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The bytes outside ASCII between a letter and a small letter.
fn inner(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> + '_ {
    bytes.windows(3).enumerate().filter_map(|(at, window)| {
        let [before, byte, after] = window else { return None };
        let is_inner = before.is_ascii_alphabetic() && after.is_ascii_lowercase() && *byte >= 0x80;
        is_inner.then_some((at, *byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(IBM850.chars().count(), 128);
        assert_eq!(IBM852.chars().count(), 128);
        assert_eq!(decode(b"Gr\x94\xE1e", "IBM850"), "Größe");
        assert_eq!(decode(b"\x9D\xA2d\xAB", "IBM852"), "Łódź");
        assert_eq!(of_label("cp850"), Some("IBM850"));
        assert_eq!(of_label("IBM852"), Some("IBM852"));
        assert_eq!(of_label("iso-8859-1"), None);
    }

    #[test]
    fn words_show_the_encoding() {
        let german = b"Die Anwohner h\x94rten \x81ber H\x84user, T\x81ren und Gr\x94\xE1e.";
        assert_eq!(detect(german, false), Some("IBM850"));
        let czech = b"proto\xA7e kameny zdi se p\xFDi \xA3norov\x98ch bou\xFD\xA1ch znovu t\x82ch d\x82lka st\x82le";
        assert_eq!(detect(czech, false), Some("IBM852"));
        let windows =
            b"Die Anwohner h\xF6rten \x84\xFCber\x93 H\xE4user\x97T\xFCren \x85 Gr\xF6\xDFe.";
        assert_eq!(detect(windows, false), None);
    }
}
