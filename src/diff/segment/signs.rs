//! Signs: the characters that end, close or open a sentence, and the scripts with rules of their own.

/// How a character ends sentences.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Terminator {
    /// Only if whitespace follows, and then no small letter.
    Spaced,
    /// Always.
    Always,
}

pub(super) fn wide_stop(c: char) -> Option<Terminator> {
    match c {
        '。' | '！' | '？' | '｡' | '．' | '।' | '॥' | '။' | '។' | '៕' | '።' | '፧' => {
            Some(Terminator::Always)
        }
        '؟' | '۔' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '։' | '\u{37E}' => {
            Some(Terminator::Spaced)
        }
        _ => None,
    }
}

pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '*'
            | '_'
            | '~'
    )
}

pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '‹'
            | '„'
            | '‚'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '*'
            | '_'
            | '~'
    )
}

pub(super) fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0EDF}')
}

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6FF}')
}

pub(super) fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}
