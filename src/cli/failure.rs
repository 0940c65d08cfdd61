//! Failure: what the user is told when a command cannot be done, and the exit code.

use std::fmt;
use std::io;

use crate::store::StoreError;

/// Why a command was not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// Wrong use, nothing found, or ambiguous: exit code 2.
    Usage {
        message: String,
        /// Lines that help: candidates, examples.
        hints: Vec<String>,
    },
    /// It failed: exit code 4.
    Failed(String),
    /// The reader of our output went away: no failure of anybody's.
    Closed,
}

impl Failure {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hints: Vec::new() }
    }

    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Failed(_) => 4,
            Self::Closed => 0,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { message, .. } | Self::Failed(message) => f.write_str(message),
            Self::Closed => Ok(()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { .. }
            | StoreError::Exists { .. }
            | StoreError::Statement { .. } => Self::usage(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Failed(format!("cannot write the output: {error}"))
        }
    }
}
