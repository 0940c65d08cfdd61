//! recension keeps every version of every article and shows exactly what changed.

pub mod article;
pub mod cli;
pub mod diff;
pub mod extract;
pub mod history;
pub mod import;
pub mod pipeline;
pub mod render;
pub mod source;
pub mod store;
