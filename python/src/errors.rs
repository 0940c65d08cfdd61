//! Errors of the library, as the exceptions of the package.

use pyo3::prelude::*;

use recension::catalog::SelectError;
use recension::extract::{ExtractError, InvalidOption};
use recension::store::StoreError;

/// An exception to raise.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The name of its class in `recension._errors`.
    class: &'static str,
    /// A stable name of the kind of error.
    kind: &'static str,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    pub(crate) fn new(class: &'static str, kind: &'static str, message: impl Into<String>) -> Self {
        Self { class, kind, message: message.into(), hints: Vec::new() }
    }

    /// An argument that cannot be used.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("UsageError", "usage", message)
    }

    /// Something that is not in the catalog.
    pub(crate) fn not_found(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new("NotFoundError", kind, message)
    }

    /// A panic.
    pub(crate) fn bug() -> Self {
        let message = "recension failed on this input: this is a bug; report it with the input";
        Self::new("InternalError", "internal", message)
    }

    /// The message with the hints, for errors that another library raises.
    pub(crate) fn into_text(self) -> String {
        std::iter::once(self.message).chain(self.hints).collect::<Vec<_>>().join("\n  ")
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let kind = match error {
            StoreError::Statement { .. } => return Self::usage(message),
            StoreError::Bug { .. } => return Self::new("InternalError", "internal", message),
            StoreError::Missing { .. } | StoreError::Unfinished { .. } => "missing",
            StoreError::NotAFile { .. } | StoreError::NotACatalog { .. } => "not-a-catalog",
            StoreError::Newer { .. } | StoreError::Older { .. } | StoreError::TooOld { .. } => {
                "other-version"
            }
            StoreError::Locked { .. } => "locked",
            StoreError::ReadOnly { .. } => "read-only",
            StoreError::Full { .. } | StoreError::Disk { .. } => "disk",
            StoreError::Damaged { .. } => "damaged",
            StoreError::Interrupted { .. } => "too-long",
            _ => "catalog",
        };
        Self::new("CatalogError", kind, message)
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        let message = error.to_string();
        match error {
            SelectError::Store(error) => error.into(),
            SelectError::NoArticle { .. } => Self::not_found("no-article", message)
                .hint("Catalog.articles() lists all articles"),
            SelectError::Ambiguous { candidates, has_more, .. } => {
                let failure = Self::not_found("ambiguous", message);
                let failure = candidates.iter().fold(failure, |failure, row| {
                    let title = row.title.as_deref().unwrap_or_default();
                    failure.hint(format!("{}  {}  {title}", row.id, row.url))
                });
                if has_more {
                    failure.hint("and more; Catalog.articles() lists all articles")
                } else {
                    failure
                }
            }
            _ => Self::not_found("no-version", message).hint(
                "a version is an ordinal (1, -1), first, latest, an id prefix of at least 7 digits, \
                 a state (@3), or a time (2014-10-19T09:30); Catalog.versions() lists them",
            ),
        }
    }
}

impl From<ExtractError> for Failure {
    fn from(error: ExtractError) -> Self {
        match error.code {
            "internal" => Self::new("InternalError", "internal", error.message),
            code => Self::new("ExtractionError", code, error.message),
        }
    }
}

impl From<InvalidOption> for Failure {
    fn from(error: InvalidOption) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        Python::attach(|py| {
            let arguments = (failure.message, failure.kind, failure.hints);
            let class = py.import("recension._errors").and_then(|all| all.getattr(failure.class));
            match class.and_then(|class| class.call1(arguments)) {
                Ok(error) => Self::from_value(error),
                Err(error) => error,
            }
        })
    }
}
