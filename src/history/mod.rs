//! History: what an article's timeline shows about its texts: changes, blame, phrases, search.

pub mod blame;
pub mod changes;
pub mod edits;
pub mod log;
pub mod looks;
pub mod parallel;
pub mod sample;
pub mod search;
pub mod when;
