//! E-mail addresses that Cloudflare hides from harvesters: the page has the placeholder
//! "[email protected]" and the address in the attribute `data-cfemail`, which a script decodes.
//!
//! The attribute's first byte is a key; the others are the bytes of the address, each combined with
//! the key by exclusive or. All are hexadecimal.

use std::borrow::Cow;

use memchr::memmem;

const ATTRIBUTE: &str = "data-cfemail=";
/// The longest address that is decoded: RFC 5321 allows 254 bytes.
const MOST_DIGITS: usize = 2 * 255;
/// The most bytes between the attribute and the end of its tag, and of the placeholder.
const MOST_TAG: usize = 1_000;
const MOST_PLACEHOLDER: usize = 60;

/// Writes the addresses of a page in place of their placeholders.
pub(super) fn revealed(html: &str) -> Cow<'_, str> {
    let mut shown: Option<String> = None;
    let mut copied = 0;
    for at in memmem::find_iter(html.as_bytes(), ATTRIBUTE) {
        let Some((from, to, address)) = hidden(html, at).filter(|(from, ..)| *from >= copied)
        else {
            continue;
        };
        let shown = shown.get_or_insert_with(|| String::with_capacity(html.len()));
        shown.push_str(html.get(copied..from).unwrap_or_default());
        shown.push_str(&address.replace('&', "&amp;").replace('<', "&lt;"));
        copied = to;
    }
    match shown {
        None => Cow::Borrowed(html),
        Some(mut shown) => {
            shown.push_str(html.get(copied..).unwrap_or_default());
            Cow::Owned(shown)
        }
    }
}

/// Returns the range of the placeholder that belongs to an attribute, and its address.
fn hidden(html: &str, at: usize) -> Option<(usize, usize, String)> {
    let start = at + ATTRIBUTE.len();
    let value = html.get(start..)?.trim_start_matches(['"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_hexdigit).take(MOST_DIGITS + 1).count();
    let address = decoded(value.get(..digits)?)?;
    let tag = html.as_bytes().get(start..)?;
    let end = tag.iter().take(MOST_TAG).position(|byte| *byte == b'>')?;
    let from = start + end + 1;
    let text = html.as_bytes().get(from..)?;
    let length = text.iter().take(MOST_PLACEHOLDER).position(|byte| *byte == b'<')?;
    let placeholder = html.get(from..from + length)?.trim();
    let is_placeholder = placeholder.starts_with('[') && placeholder.ends_with(']');
    (is_placeholder || placeholder.is_empty()).then_some((from, from + length, address))
}

/// Decodes an address; `None` if the result is none.
fn decoded(digits: &str) -> Option<String> {
    if digits.len() > MOST_DIGITS || !digits.len().is_multiple_of(2) {
        return None;
    }
    let mut bytes = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    let key = bytes.next()??;
    let bytes: Option<Vec<u8>> = bytes.map(|byte| Some(byte? ^ key)).collect();
    let address = String::from_utf8(bytes?).ok()?;
    let is_address = address.contains('@') && !address.contains(char::is_control);
    is_address.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(address: &str, key: u8) -> String {
        use std::fmt::Write as _;
        let mut digits = format!("{key:02x}");
        for byte in address.bytes() {
            let _ = write!(digits, "{:02x}", byte ^ key);
        }
        digits
    }

    #[test]
    fn addresses_are_written_in_place_of_their_placeholders() {
        let long = format!("{}@gull.example", "quay.".repeat(12));
        for address in ["ann@gull.example", "möwe@gull.example", "a&b@gull.example", &long] {
            for key in [0, 0x5A, 0xFF] {
                let digits = encoded(address, key);
                let escaped = address.replace('&', "&amp;");
                for (before, after) in [
                    (
                        format!(
                            "<a href=\"/cdn-cgi/l/email-protection\" class=\"__cf_email__\" data-cfemail=\"{digits}\">[email&#160;protected]</a>."
                        ),
                        format!(">{escaped}</a>."),
                    ),
                    (
                        format!(
                            "<span class=__cf_email__ data-cfemail={digits} >[email protected]</span>"
                        ),
                        format!(">{escaped}</span>"),
                    ),
                ] {
                    let found = revealed(&before);
                    assert!(found.ends_with(&after), "{found} {after}");
                    assert!(!found.contains("protected]"));
                }
            }
        }
    }

    #[test]
    fn anything_else_is_left_as_it_is() {
        let digits = encoded("ann@gull.example", 7);
        for html in [
            "<p>no address",
            "<span data-cfemail=\"\">[email protected]</span>",
            "<span data-cfemail=\"zz\">[email protected]</span>",
            "<span data-cfemail=\"12345\">[email protected]</span>",
            "<span data-cfemail=\"5a\">[email protected]</span>",
            // Without an `@`.
            "<span data-cfemail=\"000102\">[email protected]</span>",
            "<span data-cfemail=",
            &format!("<span data-cfemail={digits}>Write to Ann</span>"),
            &format!("<span data-cfemail={digits}>[email protected]"),
            &format!("<span data-cfemail=\"{}\">[email protected]</span>", "5a".repeat(400)),
        ] {
            assert!(matches!(revealed(html), Cow::Borrowed(text) if text == html), "{html}");
        }
    }
}
