//! Folding: a sentence without what is mere typography, to tell `format` from `edited`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The sentence with quotes, dashes and white space in one form, invisible characters removed, in
/// Unicode's composed form. Two sentences whose folds agree differ in format alone.
///
/// Nothing that tells numbers or words apart is folded: no digit, letter, currency, full stop or
/// comma; the white space beside a digit stays, and so does a dash itself (`5-4` is not `54`).
pub(super) fn fold(text: &str, out: &mut String) {
    out.clear();
    let mut folder = Folder { out, last: None, space: false };
    if text.is_ascii() {
        folder.ascii(text);
    } else if is_nfc(text) {
        text.chars().for_each(|c| folder.push(c));
    } else {
        text.nfc().for_each(|c| folder.push(c));
    }
}

struct Folder<'a> {
    out: &'a mut String,
    last: Option<char>,
    /// Whether white space came since.
    space: bool,
}

impl Folder<'_> {
    /// Words are taken as a whole.
    fn ascii(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            self.push(char::from(byte));
            at += 1;
            if byte.is_ascii_alphanumeric() {
                let rest = bytes.get(at..).unwrap_or_default();
                let more = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                if more > 0 {
                    self.out.push_str(text.get(at..at + more).unwrap_or_default());
                    at += more;
                    self.last = bytes.get(at - 1).map(|&byte| char::from(byte));
                }
            }
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
            return;
        }
        let c = match c {
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => return,
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '′' => '\'',
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            c => c,
        };
        if self.space {
            self.space = false;
            if let Some(last) = self.last
                && ((last.is_alphanumeric() && c.is_alphanumeric())
                    || last.is_numeric()
                    || c.is_numeric())
            {
                self.out.push(' ');
            }
        } else if c == '-' && self.last == Some('-') {
            // "--" is a typist's dash.
            return;
        }
        self.last = Some(c);
        self.out.push(c);
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
