//! Transfer encodings (RFC 2045): decodes base64 and quoted-printable.

/// Decodes base64. Characters outside its alphabet are skipped, as the standard requires;
/// everything after the padding is ignored.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFF_FFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    bytes
}

/// Decodes quoted-printable. An `=` that is not part of an escape is kept.
pub(super) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        if *byte != b'=' {
            bytes.push(*byte);
            continue;
        }
        let hex =
            |offset: usize| text.get(at + offset).and_then(|digit| char::from(*digit).to_digit(16));
        match (hex(0), hex(1)) {
            (Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 2;
            }
            // A soft line break.
            _ => match text.get(at..) {
                Some([b'\r', b'\n', ..]) => at += 2,
                Some([b'\n', ..] | []) => at += 1,
                _ => bytes.push(b'='),
            },
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_however_it_is_broken() {
        for (text, expected) in [
            ("", ""),
            ("TQ==", "M"),
            ("TWE=", "Ma"),
            ("TWFu", "Man"),
            ("TW\r\nFu IQ==\n", "Man!"),
            ("TWFuIQ", "Man!"),
            ("TWE=TWE=", "Ma"),
            ("*", ""),
        ] {
            assert_eq!(base64(text.as_bytes()), expected.as_bytes(), "{text}");
        }
        assert_eq!(base64(b"-_-_"), base64(b"+/+/"));
    }

    #[test]
    fn quoted_printable_is_read_however_it_is_broken() {
        for (text, expected) in [
            ("", ""),
            ("caf=C3=A9", "café"),
            ("caf=c3=a9", "café"),
            ("a =\r\nb=\nc", "a bc"),
            ("a=3D=", "a="),
            ("1=2 =GG", "1=2 =GG"),
        ] {
            assert_eq!(quoted_printable(text.as_bytes()), expected.as_bytes(), "{text}");
        }
    }
}
