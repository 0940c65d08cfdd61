//! Folding: a sentence without what is mere typography, to tell `format` from `edited`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The sentence with quotes, dashes and white space in one form, invisible characters removed, in
/// Unicode's composed form. Two sentences whose folds agree differ in format alone.
///
/// Nothing that tells numbers or words apart is folded: no digit, letter, currency, full stop or
/// comma; the white space beside a digit stays, and so does a dash itself (`5-4` is not `54`).
pub(super) fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() || is_nfc(text) {
        fold_chars(text.chars(), out);
    } else {
        fold_chars(text.nfc(), out);
    }
}

fn fold_chars(chars: impl Iterator<Item = char>, out: &mut String) {
    let mut space = false;
    let mut last = None;
    for c in chars {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        let c = match c {
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => continue,
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '′' => '\'',
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            c => c,
        };
        if space {
            space = false;
            let keeps = |c: char| c.is_alphanumeric();
            if let Some(last) = last
                && ((keeps(last) && keeps(c)) || last.is_numeric() || c.is_numeric())
            {
                out.push(' ');
            }
        } else if c == '-' && last == Some('-') {
            // "--" is a typist's dash.
            continue;
        }
        last = Some(c);
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn same(a: &str, b: &str) -> bool {
        let (mut x, mut y) = (String::new(), String::new());
        fold(a, &mut x);
        fold(b, &mut y);
        x == y
    }

    #[test]
    fn typography_is_format() {
        assert!(same("“Well,” it’s – he said", "\"Well,\" it's \u{2014} he  said"));
        assert!(same("a\u{A0}b", "a b"));
        assert!(same("co\u{AD}operate", "cooperate"));
        assert!(same("cafe\u{301}", "café"));
        assert!(same("wait -- what", "wait—what"));
    }

    #[test]
    fn facts_are_not() {
        for (a, b) in [
            ("$1.5 million", "$15 million"),
            ("3 days", "30 days"),
            ("5-4", "54"),
            ("5 -4", "5-4"),
            ("a false claim", "a joke"),
            ("re sign", "resign"),
            ("10²", "102"),
            ("1 200", "1200"),
            ("He did not.", "He did."),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
    }
}
