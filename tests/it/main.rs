//! One crate for all integration tests, so that it is linked once.

mod extract_seed;
