//! Text: a page saved as plain text becomes the fields of a capture.

use super::Options;
use super::html::Fields;
use crate::source::RawPage;

/// Reads a page that was saved as text.
pub(super) fn read(text: &str, _page: &RawPage, _options: &Options) -> Fields {
    Fields { body: Some(text.trim().to_owned()), ..Fields::default() }
}
