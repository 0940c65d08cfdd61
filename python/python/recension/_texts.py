"""Functions on pages and texts, without a catalog."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import Any, Protocol

from . import _native


class Table(Protocol):
    """A table or stream of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def extract(
    data: bytes | bytearray | memoryview,
    url: str | None = None,
    *,
    captured: str | None = None,
) -> dict[str, Any]:
    """Read the fields of one page or record.

    ``data`` is the page as it was served, in any encoding. Returns the fields that
    ``recension extract --explain`` prints: ``url``, ``title``, ``byline``, ``published``,
    ``updated``, ``captured``, ``lang``, ``publisher``, ``section``, ``description`` and ``body``;
    unknown ones are ``None``. ``explain`` has the source of each field, and ``notes`` what is
    doubtful. ``url`` overrides the URL that the page states, and ``captured`` is when it was seen.

    >>> import recension
    >>> page = b"<title>Toll rises</title><article><h1>Toll rises</h1><p>The toll is 5 pounds.</p>"
    >>> fields = recension.extract(page, "https://example.org/toll")
    >>> fields["title"], fields["body"]
    ('Toll rises', 'The toll is 5 pounds.')

    Raises :class:`ExtractionError` if the data cannot be read, and :class:`UsageError` if ``url`` or
    ``captured`` is not valid.
    """
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    fields, remarks = _native.extract(data, url, captured)
    for remark in remarks:
        warnings.warn(remark, stacklevel=2)
    return fields


def diff(old: str, new: str) -> _native.Diff:
    """Compare two texts.

    >>> import recension
    >>> changed = recension.diff("Three people were hurt.", "Five people were hurt.")
    >>> changed.summary
    '1 sentence edited (number); +1 −1 words'
    >>> changed.classes
    ['number']
    >>> [operation["op"] for operation in changed.operations]
    ['edited']
    >>> changed.to_dict()["summary"]["words_added"]
    1
    >>> changed.html()[:15]
    '<!doctype html>'
    >>> bool(recension.diff("The same.", "The same."))
    False
    """
    return _native.diff(old, new)


def extract_batches(
    table: Table,
    pages: str = "page",
    urls: str | None = None,
    *,
    keep: Iterable[str] = (),
    jobs: int | None = None,
) -> _native.ArrowStream:
    """Read the page in each row of a table, and return its fields as an Arrow stream.

    ``table`` is a table or stream of pyarrow, polars, DuckDB or another library with the Arrow
    PyCapsule interface. ``pages`` is its column of pages, as bytes or text, and ``urls`` its column of
    URLs, which override those that the pages state. The columns ``keep`` are copied.

    Each row gives one row, in order, with the fields of :func:`extract` as typed columns, the
    article's ``match_key``, and the ``record`` with which :meth:`Catalog.import_` imports it exactly as
    the page itself. A page that an import rejects has ``error`` (its code, such as ``no-url``) and
    ``message``, and the fields that could be read; it does not stop the others. The table is read in parts, while the
    result is read, on ``jobs`` threads (by default one per core, at most 8).

    >>> import pyarrow, recension
    >>> pages = pyarrow.table({"page": [b"<title>Toll</title><p>The toll is 5 pounds.</p>", b""]})
    >>> fields = pyarrow.table(recension.extract_batches(pages))
    >>> fields.select(["title", "error"]).to_pylist()
    [{'title': 'Toll', 'error': 'no-url'}, {'title': None, 'error': 'unreadable'}]
    """
    return _native.extract_batches(table, pages, urls, list(keep), jobs)


def extract_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    input_format: str | None = None,
    jobs: int | None = None,
) -> _native.ArrowStream:
    """Read the pages and records of files, and return their fields as an Arrow stream.

    The files may have any format that ``recension import`` reads: web archives, JSON Lines, tables,
    saved pages. The columns are those of :func:`extract_batches`, with the location in ``file``. A
    record that cannot be read, and a file that cannot be read to its end, is a row with ``error`` and
    ``message``.

    >>> import pyarrow, recension
    >>> from pathlib import Path
    >>> _ = Path("toll.html").write_text("<title>Toll</title>")
    >>> fields = pyarrow.table(recension.extract_files("toll.html"))
    >>> fields.select(["file", "title"]).to_pylist()
    [{'file': 'toll.html', 'title': 'Toll'}]
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    return _native.extract_files([os.fspath(path) for path in paths], input_format, jobs, False)


def diff_batches(
    table: Table,
    old: str = "old",
    new: str = "new",
    *,
    keep: Iterable[str] = (),
    jobs: int | None = None,
) -> _native.ArrowStream:
    """Compare two texts in each row of a table, and return the changes as an Arrow stream.

    ``old`` and ``new`` are columns of ``table``, which is as in :func:`extract_batches`. Each row gives
    one row, in order: whether anything ``changed``, the ``summary``, ``classes``, the numbers of words
    and of each operation, and the ``operations`` as JSON (docs/diff-format.md). A row without a text
    has only ``error`` and ``message``.

    >>> import pyarrow, recension
    >>> pairs = pyarrow.table({"id": [1], "old": ["The toll is 4."], "new": ["The toll is 5."]})
    >>> changes = pyarrow.table(recension.diff_batches(pairs, keep=["id"]))
    >>> changes.select(["id", "classes", "words_added"]).to_pylist()
    [{'id': 1, 'classes': ['number'], 'words_added': 1}]
    """
    return _native.diff_batches(table, old, new, list(keep), jobs)


def shard(url: str, shards: int) -> int:
    """Return which of ``shards`` catalogs has the article with this URL, as a number from 0.

    It is derived from the SHA-256 of the URL's match key, and is the same for all URLs of the article,
    in all versions, on all machines.

    >>> import recension
    >>> recension.shard("https://www.example.org/toll/?utm_source=x", 64)
    33
    >>> recension.shard("http://example.org/toll", 64)
    33
    """
    return _native.shard(url, shards)
