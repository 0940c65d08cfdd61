//! Fuzz targets, one function per target. `cargo +nightly fuzz run NAME fuzz/seeds/NAME`

pub mod targets;
