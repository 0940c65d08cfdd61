//! Compressing the texts of a batch, on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Encoded, NewText};
use crate::store::codec::{Dictionary, Encoder};

/// Compresses the new texts with one thread per encoder. Returns the results in order.
pub(in crate::store) fn encode(
    encoders: &mut [Encoder],
    texts: &[NewText],
    dictionary: Option<&Dictionary>,
) -> std::result::Result<Vec<Encoded>, String> {
    let next = AtomicUsize::new(0);
    let work = |encoder: &mut Encoder| {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(index) else { return Ok::<_, String>(done) };
            done.push((index, encode_one(encoder, text, dictionary)?));
        }
    };
    let mut all = Vec::with_capacity(texts.len());
    if texts.len() < 8 {
        if let Some(encoder) = encoders.first_mut() {
            all = work(encoder)?;
        }
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                encoders.iter_mut().map(|encoder| scope.spawn(|| work(encoder))).collect();
            for thread in threads {
                let part =
                    thread.join().map_err(|_| "a compression thread panicked".to_owned())??;
                all.extend(part);
            }
            Ok::<_, String>(())
        })?;
        all.sort_unstable_by_key(|(index, _)| *index);
    }
    // A text that is left out would be stored as an empty one.
    if all.len() != texts.len() {
        return Err(format!("{} of {} texts were compressed", all.len(), texts.len()));
    }
    Ok(all.into_iter().map(|(_, encoded)| encoded).collect())
}

pub(super) fn encode_one(
    encoder: &mut Encoder,
    text: &NewText,
    dictionary: Option<&Dictionary>,
) -> std::result::Result<Encoded, String> {
    if let Some(base) = &text.base {
        let data = encoder.delta(&text.text, &base.text)?;
        // A delta this small beats any keyframe; a larger one may be against an unrelated text.
        if data.len() * 5 <= text.text.len() {
            return Ok(Encoded { data, delta: true });
        }
        let keyframe = encoder.keyframe(&text.text, dictionary)?;
        if data.len() <= keyframe.len() {
            return Ok(Encoded { data, delta: true });
        }
        return Ok(Encoded { data: keyframe, delta: false });
    }
    Ok(Encoded { data: encoder.keyframe(&text.text, dictionary)?, delta: false })
}
