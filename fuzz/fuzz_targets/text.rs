//! See `targets::text`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| recension_fuzz::targets::text(data));
