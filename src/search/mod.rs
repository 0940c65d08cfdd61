//! Search: words and phrases looked for in texts. Knows texts, not catalogs.
//!
//! A text is a run of *tokens*: letters and digits folded to what people type (case, accents,
//! compatibility forms), with their places. A [`Query`] is read from what a user writes and matched
//! against tokens, so that phrases are right whatever an index keeps. What an index is given, and
//! asked for, are the [`terms`] of a text: a token each, and pairs of neighbours in scripts that are
//! written without spaces.
//!
//! ```
//! use recension::search::{Query, Text};
//!
//! let query: Query = "\"30 days\" (dock OR crane) -strike".parse()?;
//! let text = Text::of("The DOCK will shut for 30 days.");
//! assert!(query.matches(&text));
//! assert!(!query.matches(&Text::of("The dock will shut for 3 or 30 long days.")));
//! # Ok::<(), recension::search::QueryError>(())
//! ```

mod matching;
mod query;
mod tokens;

pub use matching::Snippet;
pub use query::{Driver, Query, QueryError, Term};
pub use tokens::{PART, Text, is_dense, terms};
