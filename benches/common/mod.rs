//! What all benches share.

/// Whether `RECENSION_BENCH=smoke` is set: one round on tiny inputs, only to see that the bench runs.
pub(crate) fn is_smoke() -> bool {
    std::env::var_os("RECENSION_BENCH").is_some_and(|mode| mode == "smoke")
}
