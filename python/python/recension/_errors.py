"""The exceptions of recension."""

from __future__ import annotations


class Error(Exception):
    """An error of recension. Its text says what is wrong and what to do.

    ``kind`` is a stable name of the kind of error, and ``hints`` has further lines, such as the
    articles that a name may mean.

    >>> import recension
    >>> try:
    ...     list(recension.Catalog("missing.db").articles())
    ... except recension.Error as error:
    ...     print(type(error).__name__, error.kind)
    CatalogError missing
    """

    kind: str
    hints: list[str]

    def __init__(self, message: str, kind: str, hints: list[str]) -> None:
        # All arguments, so that the exception can be pickled.
        super().__init__(message, kind, hints)
        self.kind = kind
        self.hints = hints

    def __str__(self) -> str:
        return "\n  ".join([str(self.args[0]), *self.hints])


class UsageError(Error):
    """An argument that cannot be used: an unknown class, a wrong URL, an SQL statement that writes."""


class NotFoundError(Error):
    """An article or version that is not in the catalog, or a name that several articles share."""


class ExtractionError(Error):
    """Data that cannot be read. ``kind`` is the code of a reject, such as ``bad-json``."""


class CatalogError(Error):
    """A catalog that cannot be opened, read or written."""


class InternalError(Error):
    """A bug of recension."""


# They are shown, and pickled, as the package's.
for _class in (Error, UsageError, NotFoundError, ExtractionError, CatalogError, InternalError):
    _class.__module__ = "recension"
