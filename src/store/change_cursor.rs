//! The position in a list of changes where a page ended.

use std::fmt;
use std::str::FromStr;

use super::reader::{CursorError, check_of};
use crate::article::{ArticleId, StateNumber, UnixMicros};

/// The position in a list of changes where a page ended. The next page continues after it, even if
/// changes were added in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCursor {
    pub(super) at: Option<UnixMicros>,
    pub(super) article: ArticleId,
    /// The number of the state that made the change.
    pub(super) state: StateNumber,
    pub(super) oldest_first: bool,
}

impl ChangeCursor {
    /// The words for the two orders.
    fn order(oldest_first: bool) -> &'static str {
        if oldest_first { "oldest" } else { "newest" }
    }

    /// Reads the cursor of a list in this order.
    pub fn read(text: &str, oldest_first: bool) -> Result<Self, CursorError> {
        let cursor: Self = text.parse()?;
        if cursor.oldest_first != oldest_first {
            let (of, asked) = (Self::order(cursor.oldest_first), Self::order(oldest_first));
            return Err(CursorError::OtherSort { of: of.to_owned(), asked: asked.to_owned() });
        }
        Ok(cursor)
    }
}

impl fmt::Display for ChangeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = Self::order(self.oldest_first);
        let at = self.at.map_or("-".to_owned(), |at| at.0.to_string());
        let text = format!("{order}/{at}/{}/{}", self.article, self.state);
        write!(f, "{text}/{}", check_of(&text))
    }
}

impl FromStr for ChangeCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let malformed = || CursorError::Malformed(text.chars().take(80).collect());
        let (place, check) = text.trim().rsplit_once('/').ok_or_else(malformed)?;
        let parts: Vec<&str> = place.split('/').collect();
        let [order, at, article, state] = parts.as_slice() else { return Err(malformed()) };
        let number = |text: &str| text.parse::<i64>().map_err(|_| malformed());
        if check_of(place) != check {
            return Err(malformed());
        }
        Ok(Self {
            at: if *at == "-" { None } else { Some(UnixMicros(number(at)?)) },
            article: ArticleId(number(article)?),
            state: StateNumber(number(state)?),
            oldest_first: match *order {
                "oldest" => true,
                "newest" => false,
                _ => return Err(malformed()),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for (at, oldest_first) in [(Some(UnixMicros(-7)), true), (None, false)] {
            let cursor =
                ChangeCursor { at, article: ArticleId(12), state: StateNumber(3), oldest_first };
            let text = cursor.to_string();
            assert_eq!(ChangeCursor::read(&text, oldest_first), Ok(cursor));
            let other = ChangeCursor::read(&text, !oldest_first);
            assert!(matches!(other, Err(CursorError::OtherSort { .. })));
            let damaged = text.replace("12", "13").parse::<ChangeCursor>();
            assert!(matches!(damaged, Err(CursorError::Malformed(_))));
        }
        assert!("".parse::<ChangeCursor>().is_err() && "////".parse::<ChangeCursor>().is_err());
    }
}
