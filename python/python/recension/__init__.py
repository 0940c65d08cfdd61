"""Keeps every version of every article and shows exactly what changed.

:func:`extract` reads a saved page, :func:`diff` compares two texts, and :class:`Catalog` imports and
queries versions of articles.
"""

from ._catalog import Catalog
from ._errors import (
    CatalogError,
    Error,
    ExtractionError,
    InternalError,
    NotFoundError,
    UsageError,
)
from ._native import Diff, __version__
from ._texts import diff, extract

__all__ = [
    "Catalog",
    "CatalogError",
    "Diff",
    "Error",
    "ExtractionError",
    "InternalError",
    "NotFoundError",
    "UsageError",
    "__version__",
    "diff",
    "extract",
]
