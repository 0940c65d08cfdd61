"""Keeps every version of every article and shows exactly what changed.

:func:`extract` reads a saved page, :func:`diff` compares two texts, and :class:`Catalog` imports and
queries versions of articles.
"""

from ._catalog import Catalog, Rows
from ._errors import (
    CatalogError,
    Error,
    ExtractionError,
    InternalError,
    NotFoundError,
    UsageError,
)
from ._native import ArrowStream, Diff, __version__
from ._texts import diff, diff_batches, extract, extract_batches, extract_files, shard

__all__ = [
    "ArrowStream",
    "Catalog",
    "CatalogError",
    "Diff",
    "Error",
    "ExtractionError",
    "InternalError",
    "NotFoundError",
    "Rows",
    "UsageError",
    "__version__",
    "diff",
    "diff_batches",
    "extract",
    "extract_batches",
    "extract_files",
    "shard",
]
