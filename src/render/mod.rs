//! Renderers: one output format a file; escape codes live here and nowhere else.

pub mod diff;
