//! One crate for all integration tests, so that it is linked once.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is its job")]
#![expect(clippy::expect_used, reason = "so it has, with a word")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod diff_laws;
mod diff_render;
mod diff_truth;
mod extract_seed;
mod schema_doc;
mod tidy;
