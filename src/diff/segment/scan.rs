//! Scans of bytes for what may end a sentence, many bytes at a time.

use crate::article::CheckedPart as _;

/// What a byte may begin, for the scan of a block.
pub(super) const PLAIN: u8 = 0;
pub(super) const STOP: u8 = 1;
pub(super) const LINE: u8 = 2;
const WIDE: u8 = 3;

pub(super) const KINDS: [u8; 256] = {
    let mut kinds = [PLAIN; 256];
    kinds[b'.' as usize] = STOP;
    kinds[b'!' as usize] = STOP;
    kinds[b'?' as usize] = STOP;
    kinds[b';' as usize] = STOP;
    kinds[b'\n' as usize] = LINE;
    // Lead bytes of: Greek ;, ։, ؟, ۔, । and Thai, ። ။ ។, … ‼, 。, ！？．｡
    let leads = [0xCD, 0xD6, 0xD8, 0xDB, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF];
    let mut at = 0;
    while at < leads.len() {
        kinds[leads[at]] = WIDE;
        at += 1;
    }
    kinds
};

/// Bytes checked together.
const STRIDE: usize = 16;

/// The first position in `at..end` whose byte is not plain. Most strides are all plain, which a few
/// vector instructions detect.
#[expect(clippy::needless_bitwise_bool, reason = "lets the compiler vectorize it")]
pub(super) fn skip_plain(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let Some(stride) = bytes.get(at..end).and_then(<[u8]>::first_chunk::<STRIDE>) else {
            break;
        };
        let mut told = 0;
        for &byte in stride {
            told |= u8::from(
                (byte == b'.')
                    | (byte == b'!')
                    | (byte == b'?')
                    | (byte == b';')
                    | (byte == b'\n')
                    | (byte >= 0xC0),
            );
        }
        if told != 0 {
            break;
        }
        at += STRIDE;
    }
    let rest = bytes.part(at..end);
    at + rest.iter().take_while(|&&byte| KINDS[usize::from(byte)] == PLAIN).count()
}

/// The first space or newline after `from` that does not follow an ASCII letter, digit or space.
/// Most strides have none, which a few vector instructions detect.
#[expect(clippy::needless_bitwise_bool, reason = "lets the compiler vectorize it")]
pub(super) fn space_after_mark(bytes: &[u8], from: usize) -> Option<usize> {
    let found = |before: u8, byte: u8| {
        let plain = ((before | 0x20).wrapping_sub(b'a') < 26)
            | (before.wrapping_sub(b'0') < 10)
            | (before == b' ');
        ((byte == b' ') | (byte == b'\n')) & !plain
    };
    let mut at = from.max(1);
    while let (Some(before), Some(stride)) = (
        bytes.get(at - 1..).and_then(<[u8]>::first_chunk::<STRIDE>),
        bytes.get(at..).and_then(<[u8]>::first_chunk::<STRIDE>),
    ) {
        let told = before.iter().zip(stride).fold(0, |told, (&x, &y)| told | u8::from(found(x, y)));
        if told != 0 {
            break;
        }
        at += STRIDE;
    }
    let rest = bytes.get(at - 1..)?;
    rest.iter().zip(rest.get(1..)?).position(|(&x, &y)| found(x, y)).map(|place| at + place)
}
