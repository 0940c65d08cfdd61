//! Search: finds words and phrases in texts. Independent of the catalog.
//!
//! A text is a sequence of *tokens*: letters and digits folded to what people type (case, accents,
//! compatibility forms), with their positions. A [`Query`] is parsed from user input and matched
//! against tokens, so phrases are correct whatever an index stores. An index stores, and is queried
//! for, the [terms](each_term) of a text: one per token, and pairs of neighbors in scripts written without
//! spaces.
//!
//! ```
//! use recension::search::{Query, SearchText};
//!
//! let query: Query = "\"30 days\" (dock OR crane) -strike".parse()?;
//! let text = SearchText::of("The DOCK will shut for 30 days.");
//! assert!(query.matches(&text));
//! assert!(!query.matches(&SearchText::of("The dock will shut for 3 or 30 long days.")));
//! # Ok::<(), recension::search::QueryError>(())
//! ```

mod matching;
mod query;
mod tokens;
mod word_matcher;

pub use matching::Snippet;
pub use query::{Driver, Query, QueryError, Term};
pub use tokens::{PART, SearchText, each_term, is_dense};
pub use word_matcher::TextMatcher;
