//! History: what an article's timeline shows about its texts: changes, blame, phrases, search.

pub mod blame;
pub mod changes;
pub mod looks;
pub mod search;
pub mod when;
