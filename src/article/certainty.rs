//! Certainty: how certain it is which text was in effect at a time.

use serde::{Deserialize, Serialize};

/// How certain it is that a text was in effect at a time; the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Nothing was observed after that time, or the order of the versions around it is unknown.
    Unknown,
    /// Another text was seen next, and nothing says when in between it changed.
    Between,
    /// The publisher's claims say so, and no observation contradicts them.
    Claimed,
    /// The text was seen before and after that time, and no other in between.
    Observed,
}

impl Certainty {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Between => "between",
            Self::Claimed => "claimed",
            Self::Observed => "observed",
        }
    }
}
