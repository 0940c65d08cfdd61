//! The errors of commands: their messages, hints and exit codes.

use std::fmt;
use std::io;

use crate::audit::FindError;
use crate::catalog::select::SelectError;
use crate::store::StoreError;

/// The error of a command.
#[derive(Debug)]
pub(super) enum CommandError {
    /// Wrong usage, or an article or version that was not found or is ambiguous: exit code 2.
    Usage {
        message: String,
        /// Lines that help the user: candidates, examples.
        hints: Vec<String>,
    },
    /// The command failed: exit code 4.
    Failed(String),
    /// The reader closed the output pipe, which is not an error: exit code 0.
    Closed,
}

impl CommandError {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hints: Vec::new() }
    }

    /// This build does not have the format.
    #[cfg(not(feature = "parquet"))]
    pub(super) fn no_parquet(format: &str) -> Self {
        let hints = vec![crate::source::NO_PARQUET.to_owned()];
        Self::Usage { message: format!("this build cannot write {format}"), hints }
    }

    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Failed(_) => 4,
            Self::Closed => 0,
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { message, .. } | Self::Failed(message) => f.write_str(message),
            Self::Closed => Ok(()),
        }
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { .. }
            | StoreError::Unfinished { .. }
            | StoreError::Exists { .. }
            | StoreError::Statement { .. } => Self::usage(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<SelectError> for CommandError {
    fn from(error: SelectError) -> Self {
        let message = error.to_string();
        let list = || "`recension list` lists all articles".to_owned();
        let hints = match error {
            SelectError::Store(error) => return error.into(),
            SelectError::NoArticle { .. } => vec![list()],
            SelectError::Ambiguous { candidates, paths, has_more, .. } => {
                let rows = candidates.iter().enumerate().map(|(index, row)| {
                    let title = row.title.as_deref().unwrap_or("");
                    let path = paths.get(index).map(|path| format!("  ({})", path.display()));
                    let path = path.unwrap_or_default();
                    format!("{:>6}  {}  {title}{path}", row.id, row.url)
                });
                rows.chain(has_more.then(|| format!("and more; {}", list()))).collect()
            }
            SelectError::NotAVersion { .. } => vec![
                "a version is an ordinal (1, -1), first, latest, an id prefix of at least 7 digits, \
                 a state (@3), or a time (2014-10-19T09:30)"
                    .to_owned(),
                "`recension log ARTICLE` lists the versions".to_owned(),
            ],
            _ => Vec::new(),
        };
        Self::Usage { message, hints }
    }
}

impl From<FindError> for CommandError {
    fn from(error: FindError) -> Self {
        let message = error.to_string();
        match error {
            FindError::Store(error) => error.into(),
            FindError::Missing(_) => Self::Usage {
                message,
                hints: vec!["`recension audit --all` lists all findings with their ids".to_owned()],
            },
            _ => Self::usage(message),
        }
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Failed(format!("cannot write the output: {error}"))
        }
    }
}
