//! Weight: the limit on what one request compares.

use super::failure::Failure;
use crate::render::compare::Comparison;

/// The most that a request compares: see [`Comparison::weight`]. An article has a few thousandths of it.
const MAX_WEIGHT: usize = 4 << 20;

/// Refuses to compare texts of a length that no article has.
pub(super) fn check_weight(comparison: &Comparison) -> Result<(), Failure> {
    if comparison.weight() <= MAX_WEIGHT {
        return Ok(());
    }
    Err(Failure::new(
        503,
        "These texts are too long to be compared here. `recension diff` compares texts of any length, \
         and the page of a version has its text.",
    ))
}
