"""The native part of the package."""

from collections.abc import Iterator
from typing import Any, TypedDict, final

__all__ = [
    "ArrowStream",
    "Diff",
    "SqlRows",
    "diff",
    "diff_batches",
    "diff_versions",
    "extract",
    "extract_batches",
    "extract_files",
    "import_",
    "rows",
    "rows_arrow",
    "shard",
    "sql",
    "sql_arrow",
    "__version__",
]

__version__: str

class _Options(TypedDict):
    url: str | None
    captured: str | None
    timezone: str | None
    input_format: str | None
    keep_pages: bool
    keep_walls: bool
    jobs: int | None

@final
class ArrowStream:
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Diff:
    @property
    def operations(self) -> list[dict[str, Any]]: ...
    @property
    def classes(self) -> list[str]: ...
    @property
    def summary(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    def html(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __bool__(self) -> bool: ...

@final
class SqlRows:
    def __iter__(self) -> SqlRows: ...
    def __next__(self) -> dict[str, Any]: ...

def extract(
    data: bytes, url: str | None, captured: str | None
) -> tuple[dict[str, Any], list[str]]: ...
def diff(old: str, new: str) -> Diff: ...
def diff_versions(path: str, article: str, range: str | None) -> Diff: ...
def rows(
    path: str,
    address: list[str],
    query: list[tuple[str, str]],
    article: str | None,
    with_words: bool,
) -> tuple[Any, str | None]: ...
def sql(path: str, statement: str, timeout: float | None) -> SqlRows: ...
def import_(
    path: str,
    paths: list[str],
    lines: Iterator[bytes] | None,
    table: object | None,
    options: _Options,
) -> dict[str, Any]: ...
def rows_arrow(
    path: str,
    address: list[str],
    query: list[tuple[str, str]],
    article: str | None,
    with_words: bool,
    limit: int | None,
) -> ArrowStream: ...
def sql_arrow(path: str, statement: str, timeout: float | None) -> ArrowStream: ...
def extract_batches(
    table: object, pages: str, urls: str | None, keep: list[str], jobs: int | None
) -> ArrowStream: ...
def extract_files(
    paths: list[str], input_format: str | None, jobs: int | None, with_pointers: bool
) -> ArrowStream: ...
def diff_batches(
    table: object, old: str, new: str, keep: list[str], jobs: int | None
) -> ArrowStream: ...
def shard(url: str | None, shards: int, *, is_key: bool = False) -> int: ...
