//! Blocks: the runs of lines of a text between blank lines.

use memchr::{memchr, memrchr};

use super::super::Extent;

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// The end of the blank lines after the newline at `newline`; `None` if no blank line follows.
fn blank_after(bytes: &[u8], newline: usize, end: usize) -> Option<usize> {
    let mut at = newline + 1;
    let mut blank = false;
    while at < end {
        match bytes.get(at) {
            Some(b'\n') => blank = true,
            Some(&byte) if is_space(byte) => {}
            _ => break,
        }
        at += 1;
    }
    (blank || at >= end).then_some(at)
}

/// The blocks within `start..end`: runs of lines separated by blank lines, without surrounding
/// ASCII whitespace.
pub(in crate::diff) fn blocks(text: &str, start: usize, end: usize) -> Vec<Extent> {
    let bytes = text.as_bytes();
    let mut blocks = Vec::new();
    let mut from = start;
    while from < end && bytes.get(from).copied().is_some_and(is_space) {
        from += 1;
    }
    let mut search = from;
    while from < end {
        let newline =
            bytes.get(search..end).and_then(|rest| memchr(b'\n', rest)).map(|at| at + search);
        let (stop, next) = if let Some(newline) = newline {
            let Some(next) = blank_after(bytes, newline, end) else {
                search = newline + 1;
                continue;
            };
            (newline, next)
        } else {
            (end, end)
        };
        blocks.push(Extent::new(from, trim_end(bytes, from, stop)));
        from = next;
        search = next;
    }
    blocks
}

fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && bytes.get(end - 1).copied().is_some_and(is_space) {
        end -= 1;
    }
    end
}

/// The last position in `..prefix` where a block certainly ends: just before a newline that begins
/// a blank line, with the blank line entirely within the prefix. 0 if there is none.
pub(in crate::diff) fn cut_before(text: &str, prefix: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = prefix;
    while let Some(second) = bytes.get(..end).and_then(|head| memrchr(b'\n', head)) {
        let mut at = second;
        while at > 0 && matches!(bytes.get(at - 1), Some(b' ' | b'\t' | b'\r' | 0x0B | 0x0C)) {
            at -= 1;
        }
        if at > 0 && bytes.get(at - 1) == Some(&b'\n') {
            return at - 1;
        }
        end = at;
    }
    0
}

/// The first position at or after `suffix` where a block certainly begins: after a blank line that
/// is entirely within the suffix. The text's length if there is none.
pub(in crate::diff) fn cut_after(text: &str, suffix: usize) -> usize {
    let bytes = text.as_bytes();
    let end = bytes.len();
    let mut search = suffix;
    while let Some(newline) = bytes.get(search..).and_then(|rest| memchr(b'\n', rest)) {
        let newline = newline + search;
        if let Some(next) = blank_after(bytes, newline, end) {
            return next;
        }
        search = newline + 1;
    }
    end
}
