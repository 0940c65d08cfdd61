//! Instants: points in time without zone or precision.

use std::fmt;

use serde::{Serialize, Serializer};

use super::timestamp::{Precision, canonical_text};

/// An instant, in microseconds since 1970 (UTC). Written as `2014-10-19T13:26:00Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMicros(pub i64);

impl fmt::Display for UnixMicros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&canonical_text(self.0, Precision::Second))
    }
}

impl Serialize for UnixMicros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_utc() {
        let instant = UnixMicros(1_413_725_160_000_000);
        assert_eq!(instant.to_string(), "2014-10-19T13:26:00Z");
        assert_eq!(serde_json::to_string(&instant).expect("JSON"), "\"2014-10-19T13:26:00Z\"");
    }
}
