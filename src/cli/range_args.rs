//! Parses the values of options that take times, counts and versions.

use super::command_error::CommandError;
use super::context::now;
use crate::article::{AsOf, RangeError, TimeRange, UnixMicros};

/// Parses a range of times, see [`TimeRange::parse`].
pub(super) fn time_range(text: &str) -> Result<TimeRange, RangeError> {
    TimeRange::parse(text, now())
}

/// Parses the value of --since: the start of a time, or an age.
pub(super) fn since_time(text: &str) -> Result<UnixMicros, String> {
    TimeRange::parse_start(text, now()).map_err(with_options)
}

/// Parses the value of --until: the end of a time, or an age.
pub(super) fn until_time(text: &str) -> Result<UnixMicros, String> {
    TimeRange::parse_end(text, now()).map_err(with_options)
}

/// Parses the value of --as-of, see [`AsOf`].
pub(super) fn as_of(text: &str) -> Result<AsOf, RangeError> {
    AsOf::parse(text, now())
}

fn with_options(error: RangeError) -> String {
    match error {
        RangeError::NotOneTime(_) => {
            format!("{error}, and the other end with --since or --until")
        }
        error => error.to_string(),
    }
}

/// The range of --since and --until, which must leave room for a result.
pub(super) fn bounds(
    since: Option<UnixMicros>,
    until: Option<UnixMicros>,
) -> Result<TimeRange, CommandError> {
    TimeRange::between(since, until)
        .map_err(|_| CommandError::usage("--until is before --since: nothing can match"))
}

/// Parses the name of a version or range. Text with a minus is a number counted from the end, or
/// else an option that does not exist.
pub(super) fn version_name(text: &str) -> Result<String, String> {
    let is_number = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_digit());
    match text.strip_prefix('-') {
        Some(rest) if !is_number(rest) => {
            Err(format!("{text} is not an option of this command; --help lists the options"))
        }
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_and_until_take_one_time() {
        let error = since_time("2014..2015").expect_err("a range");
        assert!(
            error.ends_with("is a range; give one time, and the other end with --since or --until")
        );
        let at = |micros| Some(UnixMicros(micros));
        assert!(bounds(at(2), at(1)).is_err() && bounds(at(1), None).is_ok());
    }
}
