//! Certainty: how certain it is which text was in effect at a time.

use serde::{Deserialize, Serialize};

/// How certain it is that a text was in effect at a time, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// No observation exists after that time, or the order of the versions around it is unknown.
    Unknown,
    /// Another text was observed next, and it is unknown when the text changed in between.
    Between,
    /// The publisher's claims state it, and no observation contradicts them.
    Claimed,
    /// The text was observed before and after that time, and no other text in between.
    Observed,
}

impl Certainty {
    /// Returns the stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Between => "between",
            Self::Claimed => "claimed",
            Self::Observed => "observed",
        }
    }
}
