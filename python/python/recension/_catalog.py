"""Catalogs: import, list, search and compare."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from . import _native
from ._texts import Table as _Table

_Path = str | os.PathLike[str]
_Words = str | Iterable[str]
_Time = str | date

# Rows that are read at once.
_PAGE = 200


class Rows(Iterator[dict[str, Any]]):
    """A list of a catalog: an iterator of dicts, or Arrow.

    Libraries that read Arrow streams (pyarrow, polars, DuckDB, pandas) read the whole list with typed
    columns, whatever was iterated before, and each time they read it, the query runs again.

    >>> rows = catalog.changes()
    >>> next(rows)["ordinal"]
    2
    >>> import pyarrow
    >>> pyarrow.table(rows).select(["ordinal", "classes"]).to_pylist()
    [{'ordinal': 2, 'classes': ['number']}]
    """

    def __init__(
        self, rows: Iterator[dict[str, Any]], arrow: Callable[[], _native.ArrowStream]
    ) -> None:
        self._rows = rows
        self._arrow = arrow

    def __next__(self) -> dict[str, Any]:
        return next(self._rows)

    def __arrow_c_schema__(self) -> object:
        return self._arrow().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._arrow().__arrow_c_stream__(requested_schema)


class Catalog:
    """A catalog: one SQLite file.

    The first import creates the file. Nothing is locked between two calls, and a catalog may be used
    by several threads and processes.

    >>> import recension
    >>> catalog = recension.Catalog("news.db")
    >>> report = catalog.import_([
    ...     {"url": "https://example.org/toll", "updated": "2024-05-06T09:00Z", "body": "The toll is 4."},
    ...     {"url": "https://example.org/toll", "updated": "2024-05-06T10:00Z", "body": "The toll is 5."},
    ... ])
    >>> report["counts"]["versions"]
    2
    >>> [(change["ordinal"], change["classes"]) for change in catalog.changes()]
    [(2, ['number'])]
    """

    def __init__(self, path: _Path) -> None:
        self._path = os.fspath(path)

    @property
    def path(self) -> str:
        """The catalog's file."""
        return self._path

    def __repr__(self) -> str:
        return f"Catalog({self._path!r})"

    def articles(
        self,
        *,
        host: str | None = None,
        text: str | None = None,
        title: str | None = None,
        byline: str | None = None,
        publisher: str | None = None,
        section: str | None = None,
        lang: str | None = None,
        min_versions: int | None = None,
        class_: _Words | None = None,
        silent: bool | None = None,
        returns: bool | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Rows:
        """List articles, the latest changed first, with the columns of ``recension list``.

        The filters are those of the API: see docs/api.md.

        >>> [(article["url"], article["versions"]) for article in catalog.articles(host="example.org")]
        [('https://example.org/toll', 2)]
        """
        filters = {
            "host": host,
            "text": text,
            "title": title,
            "byline": byline,
            "publisher": publisher,
            "section": section,
            "lang": lang,
            "min-versions": min_versions,
            "class": class_,
            "silent": silent,
            "returns": returns,
            "sort": sort,
        }
        return self._pages(["articles"], filters, limit)

    def versions(self, article: str | int, *, limit: int | None = None) -> Rows:
        """List the versions of an article with their captures, without their texts.

        ``article`` is any of its URLs, its number, or a part of its URL or title that no other
        article has.

        >>> [version["ordinal"] for version in catalog.versions("toll")]
        [1, 2]
        """
        return self._pages(["articles", "{article}", "versions"], {}, limit, article=article)

    def version(self, article: str | int, version: str | int = "latest") -> dict[str, Any]:
        """Return one version with its text, as ``recension show --format json`` prints it.

        ``version`` is an ordinal, ``first``, ``latest``, the beginning of an id, a state (``@3``), or
        a time.

        >>> catalog.version("toll", 1)["body"]
        'The toll is 4.'
        """
        address = ["articles", "{article}", "versions", str(version)]
        found: dict[str, Any] = self._rows(address, [], article)[0]
        return found

    def changes(
        self,
        *,
        article: str | int | None = None,
        host: str | None = None,
        since: _Time | None = None,
        until: _Time | None = None,
        class_: _Words | None = None,
        op: _Words | None = None,
        field: _Words | None = None,
        min_words: int | None = None,
        silent: bool | None = None,
        no_noise: bool | None = None,
        limit: int | None = None,
    ) -> Rows:
        """List changes, latest first, with the columns of ``recension changes``.

        >>> [change["ordinal"] for change in catalog.changes(class_=["number", "quote"])]
        [2]
        >>> list(catalog.changes(since="2025"))
        []
        """
        filters = {
            "article": article,
            "host": host,
            "since": since,
            "until": until,
            "class": class_,
            "op": op,
            "field": field,
            "min-words": min_words,
            "silent": silent,
            "no-noise": no_noise,
        }
        return self._pages(["changes"], filters, limit)

    def edits(
        self,
        *,
        article: str | int | None = None,
        host: str | None = None,
        since: _Time | None = None,
        until: _Time | None = None,
        class_: _Words | None = None,
        op: _Words | None = None,
        field: _Words | None = None,
        min_words: int | None = None,
        silent: bool | None = None,
        no_noise: bool | None = None,
    ) -> Rows:
        """List the operations on sentences of changes, with the columns of ``recension edits``.

        The changes are filtered as in :meth:`changes`, and the operations by ``class_`` and ``op``.

        >>> [(edit["op"], edit["evidence_old"], edit["evidence_new"]) for edit in catalog.edits()]
        [('edited', ['4'], ['5'])]
        """
        filters = {
            "article": article,
            "host": host,
            "since": since,
            "until": until,
            "class": class_,
            "op": op,
            "field": field,
            "min-words": min_words,
            "silent": silent,
            "no-noise": no_noise,
        }
        return self._pages(["edits"], filters, None)

    def search(
        self,
        query: str,
        *,
        scope: str | None = None,
        as_of: _Time | None = None,
        host: str | None = None,
        text: str | None = None,
        title: str | None = None,
        byline: str | None = None,
        publisher: str | None = None,
        section: str | None = None,
        lang: str | None = None,
        min_versions: int | None = None,
        class_: _Words | None = None,
        silent: bool | None = None,
        returns: bool | None = None,
        limit: int | None = None,
    ) -> Rows:
        """Search the texts of all versions, as ``recension search`` does.

        The first search builds the index of words; imports then keep it up to date.

        >>> [(hit["from_ordinal"], hit["to_ordinal"]) for hit in catalog.search('"toll is 4"')]
        [(1, 1)]
        """
        filters = {
            "q": query,
            "scope": scope,
            "as-of": as_of,
            "host": host,
            "text": text,
            "title": title,
            "byline": byline,
            "publisher": publisher,
            "section": section,
            "lang": lang,
            "min-versions": min_versions,
            "class": class_,
            "silent": silent,
            "returns": returns,
        }
        return self._pages(["search"], filters, limit, with_words=True)

    def timeline(self, article: str | int) -> Rows:
        """List the states of an article and the failed requests between them, in order.

        >>> [state["ordinal"] for state in catalog.timeline("https://example.org/toll")]
        [1, 2]
        """
        address = ["articles", "{article}", "timeline"]
        found = self._rows(address, [], article)[0]
        name = str(article)
        return Rows(
            iter(found),
            lambda: _native.rows_arrow(self._path, address, [], name, False, None),
        )

    def diff(self, article: str | int, range: str | int | None = None) -> _native.Diff:
        """Compare two versions: ``1..2``, or one version with the text before it.

        Without a range, the first text is compared with the current one.

        >>> catalog.diff("toll", "1..2").summary
        '1 sentence edited (number); +1 −1 words'
        """
        return _native.diff_versions(
            self._path, str(article), None if range is None else str(range)
        )

    def sql(self, statement: str, *, timeout: float | None = 60) -> Rows:
        """Run a read-only SQL query over the views that docs/schema.md describes.

        It stops with a :class:`UsageError` after ``timeout`` seconds of work. In Arrow, the first 10,000
        rows decide the types of the columns.

        >>> list(catalog.sql("SELECT ordinal, body(version_no) AS body FROM versions LIMIT 1"))
        [{'ordinal': 1, 'body': 'The toll is 4.'}]
        """
        return Rows(
            _native.sql(self._path, statement, timeout),
            lambda: _native.sql_arrow(self._path, statement, timeout),
        )

    def import_(
        self,
        inputs: _Path | Iterable[_Path] | Iterable[Mapping[str, Any]] | _Table,
        *,
        url: str | None = None,
        captured: _Time | None = None,
        timezone: str | None = None,
        input_format: str | None = None,
        keep_pages: bool = False,
        keep_walls: bool = False,
        jobs: int | None = None,
    ) -> dict[str, Any]:
        """Import files and folders, records, or a table.

        ``inputs`` is a path, several paths, a table or stream of Arrow (of pyarrow, polars, DuckDB, …)
        or an iterable of mappings, with the names that docs/reading.md lists (``url``, ``title``, ``body``, ``published``, ``updated``, ``captured``, …).
        Records are read one by one, so that they need not fit into memory. Dates and times may be
        objects of :mod:`datetime`.

        Returns the report of ``recension import --json``. Records that cannot be imported are counted
        in ``counts.rejects`` and listed in the view ``rejects``. If the iterable raises an exception,
        the records before it are imported, and the exception is raised.

        >>> record = {"url": "https://example.org/toll", "body": "The toll is 6.", "updated": "2024-05-07"}
        >>> catalog.import_([record])["counts"]["versions"]
        1
        >>> catalog.import_([record])["counts"]["versions"]
        0
        """
        table = inputs if hasattr(inputs, "__arrow_c_stream__") else None
        paths, lines = ([], None) if table is not None else _split(inputs)
        return _native.import_(
            self._path,
            paths,
            lines,
            table,
            {
                "url": url,
                "captured": None if captured is None else _text(captured),
                "timezone": timezone,
                "input_format": input_format,
                "keep_pages": keep_pages,
                "keep_walls": keep_walls,
                "jobs": jobs,
            },
        )

    def _rows(
        self,
        address: list[str],
        query: list[tuple[str, str]],
        article: str | int | None = None,
        with_words: bool = False,
    ) -> tuple[Any, str | None]:
        name = None if article is None else str(article)
        return _native.rows(self._path, address, query, name, with_words)

    def _pages(
        self,
        address: list[str],
        filters: Mapping[str, Any],
        limit: int | None,
        *,
        article: str | int | None = None,
        with_words: bool = False,
    ) -> Rows:
        """Read the first page, so that errors are raised here, and the others when they are needed."""
        query = [(name, _text(value)) for name, value in filters.items() if value is not None]

        def page(after: str | None, left: int | None) -> tuple[Any, str | None]:
            size = _PAGE if left is None else min(left, _PAGE)
            cursor = [] if after is None else [("after", after)]
            return self._rows(address, [*query, ("limit", str(size)), *cursor], article, with_words)

        def rest(found: Any, after: str | None, left: int | None) -> Iterator[dict[str, Any]]:
            while True:
                yield from found
                left = None if left is None else left - len(found)
                if after is None or left == 0:
                    return
                found, after = page(after, left)

        name = None if article is None else str(article)
        return Rows(
            rest(*page(None, limit), limit),
            lambda: _native.rows_arrow(self._path, address, query, name, with_words, limit),
        )


def _text(value: Any) -> str:
    """A value of a filter, as the API reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return ",".join(map(str, value))
    raise TypeError(f"a filter is a text, number, date or list, not {type(value).__name__}")


def _split(inputs: Any) -> tuple[list[str], Iterator[bytes] | None]:
    """The paths, or the lines of the records."""
    if isinstance(inputs, (str, os.PathLike)):
        return [os.fspath(inputs)], None
    if isinstance(inputs, (Mapping, bytes)):
        raise TypeError("inputs is a path, several paths, or several records")
    items = iter(inputs)
    for first in items:
        items = chain([first], items)
        if isinstance(first, (str, os.PathLike)):
            return list(map(os.fspath, items)), None
        break
    return [], _lines(items)


def _lines(records: Iterator[Any]) -> Iterator[bytes]:
    # The import of the package does not wait for it.
    import json

    def plain(value: Any) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"a field of a record is a {type(value).__name__}, which JSON does not have")

    for record in records:
        if not isinstance(record, Mapping):
            raise TypeError(f"a record is a mapping, not {type(record).__name__}")
        yield json.dumps(dict(record), default=plain).encode() + b"\n"
