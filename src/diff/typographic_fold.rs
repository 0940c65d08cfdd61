//! Folding: normalizes typography, to distinguish `format` from `edited`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::hash::{common_prefix, common_suffix, surely_nfc};
use crate::article::CheckedPart as _;

/// Writes to `out` the sentence with quotes, dashes and whitespace in one form, invisible
/// characters removed, in Unicode's composed form. Two sentences whose folds are equal differ only
/// in format.
///
/// Nothing that distinguishes numbers or words is folded: no digit, letter, currency, full stop or
/// comma. Whitespace next to a digit is kept, and so is a dash itself (`5-4` is not `54`).
///
/// `last` is the letter or digit before `text`, if any.
fn fold_after(last: Option<char>, text: &str, out: &mut String) {
    out.clear();
    let mut folder = TextFolder { out, last, space: false };
    if text.is_ascii() {
        folder.ascii(text);
    } else if surely_nfc(text) || is_nfc(text) {
        text.chars().for_each(|c| folder.push(c));
    } else {
        text.nfc().for_each(|c| folder.push(c));
    }
}

/// Compares folds, reusing its buffers.
#[derive(Default)]
pub(super) struct Folds {
    old: String,
    new: String,
}

impl Folds {
    /// Whether the folds of two sentences are equal.
    ///
    /// Only the text between their common prefix and suffix is folded. Both are cut between two
    /// ASCII letters or digits: the fold after such a character depends on nothing before it, and
    /// no Unicode composition crosses it. (In a long sentence with different quotes, a few words
    /// remain.)
    pub(super) fn agree(&mut self, old: &str, new: &str) -> bool {
        let (a, b) = (old.as_bytes(), new.as_bytes());
        let plain = |at: usize| a.get(at).is_some_and(u8::is_ascii_alphanumeric);
        // Both characters next to a cut must be common, so one common character is left off.
        let mut head = common_prefix(a, b).saturating_sub(1);
        while head > 0 && !(plain(head - 1) && plain(head)) {
            head -= 1;
        }
        let common = common_suffix(&a[head..], &b[head..]);
        let mut tail = common.saturating_sub(1);
        while tail > 0 && !(plain(a.len() - tail - 1) && plain(a.len() - tail)) {
            tail -= 1;
        }
        let last = head.checked_sub(1).and_then(|at| a.get(at)).map(|&byte| char::from(byte));
        let old = old.get(head..old.len() - tail).unwrap_or(old);
        let new = new.get(head..new.len() - tail).unwrap_or(new);
        // The fold of a beginning is the beginning of the fold, but for its last characters. Two long
        // texts that differ at once need not be folded to their ends.
        if old.len().min(new.len()) > 2 * BEGINNING {
            fold_after(last, beginning(old), &mut self.old);
            fold_after(last, beginning(new), &mut self.new);
            let common = self.old.len().min(self.new.len()).saturating_sub(UNSETTLED);
            if self.old.as_bytes().get(..common) != self.new.as_bytes().get(..common) {
                return false;
            }
        }
        fold_after(last, old, &mut self.old);
        fold_after(last, new, &mut self.new);
        self.old == self.new
    }
}

/// The beginning of a long text that is compared first, in bytes.
const BEGINNING: usize = 512;
/// The end of a fold that what follows may change, in bytes: composed letters, `''`, `...`.
const UNSETTLED: usize = 64;

fn beginning(text: &str) -> &str {
    let mut end = BEGINNING.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

struct TextFolder<'a> {
    out: &'a mut String,
    last: Option<char>,
    /// Whether whitespace followed `last`.
    space: bool,
}

impl TextFolder<'_> {
    /// Copies runs of letters and digits at once.
    fn ascii(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            self.push(char::from(byte));
            at += 1;
            if byte.is_ascii_alphanumeric() {
                let rest = bytes.part(at..);
                let more = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                if more > 0 {
                    self.out.push_str(text.part(at..at + more));
                    at += more;
                    self.last = bytes.get(at - 1).map(|&byte| char::from(byte));
                }
            }
        }
    }

    fn push_mark(&mut self, c: char) {
        self.last = Some(c);
        self.out.push(c);
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
            return;
        }
        let ellipsis = c == '…';
        let c = match c {
            // Invisible hyphens, spaces and joiners, marks of direction, variation selectors.
            '\u{AD}'
            | '\u{200B}'
            | '\u{2060}'
            | '\u{FEFF}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{61C}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}' => return,
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '′' => '\'',
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
            '…' => '.',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            c => c,
        };
        if self.space {
            self.space = false;
            if let Some(last) = self.last
                && ((last.is_alphanumeric() && c.is_alphanumeric() && !cjk_border(last, c))
                    || last.is_numeric()
                    || c.is_numeric())
            {
                self.out.push(' ');
            }
        } else if c == '-' && self.last == Some('-') {
            // "--" is a typewritten dash.
            return;
        } else if c == '\'' && self.last == Some('\'') {
            // "''" is a typewritten quotation mark.
            self.out.pop();
            self.push_mark('"');
            return;
        }
        if ellipsis {
            self.out.push_str("..");
        }
        self.push_mark(c);
    }
}

/// Whether whitespace between two letters is typography: between Chinese or Japanese and other
/// letters.
fn cjk_border(a: char, b: char) -> bool {
    let cjk = |c: char| matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    (cjk(a) || cjk(b)) && !a.is_numeric() && !b.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::{Folds, fold_after};

    /// Compares whole sentences, and checks that comparing only the differing part agrees.
    fn same(a: &str, b: &str) -> bool {
        let (mut x, mut y) = (String::new(), String::new());
        fold_after(None, a, &mut x);
        fold_after(None, b, &mut y);
        assert_eq!(Folds::default().agree(a, b), x == y, "{a} / {b}");
        x == y
    }

    #[test]
    fn typography_is_format() {
        assert!(same("“Well,” it’s – he said", "\"Well,\" it's \u{2014} he  said"));
        assert!(same("a\u{A0}b", "a b"));
        assert!(same("co\u{AD}operate", "cooperate"));
        assert!(same("cafe\u{301}", "café"));
        assert!(same("wait -- what", "wait—what"));
        assert!(same("do it…", "do it ..."));
        assert!(same("''Well,'' he said", "“Well,” he said"));
        assert!(same("署名のTaprootの annexに", "署名のTaprootのannexに"));
    }

    #[test]
    fn what_is_cut_off_changes_nothing() {
        for (a, b, expected) in [
            ("he said ‘it’s so’ then", "he said 'it's so' then", true),
            ("wait-- so", "wait- so", true),
            ("caffe\u{301} ab", "caffé ab", true),
            ("caffe ab", "caffe\u{301} ab", false),
            ("ab cd", "abcd", false),
            ("ab\u{AD}cd", "abcd", true),
            ("ab \u{AD}cd", "abcd", false),
            ("aab", "ab", false),
            ("abab", "ab", false),
            ("1 2", "1  2", true),
            ("", "ab", false),
        ] {
            assert_eq!(same(a, b), expected, "{a} / {b}");
            assert_eq!(same(b, a), expected, "{b} / {a}");
        }
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
            ("2022年 1月", "2022年1月"),
            ("it..", "it…"),
            ("「はい」", "「はい"),
            ("He did not.", "He did."),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
    }
}
