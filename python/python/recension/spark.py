"""recension in Apache Spark 4: read pages where they lie, compare versions, write catalogs.

:func:`register` adds the data source ``recension`` to a session. The Python of the executors needs
this package and pyarrow. See docs/spark.md.
"""

from __future__ import annotations

import glob
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import IntegerType, StructField, StructType

from . import Catalog, UsageError, _native, diff_batches, extract_files

__all__ = ["RecensionDataSource", "diff_versions", "register", "write_catalogs"]

# Small files share a partition up to this size.
_PARTITION_BYTES = 64 << 20

# What the option `table` reads from catalogs.
_TABLES: dict[str, Callable[[Catalog], Any]] = {
    "articles": Catalog.articles,
    "changes": Catalog.changes,
    "edits": Catalog.edits,
}


def register(spark: SparkSession) -> None:
    """Add the data source ``recension`` to a session."""
    spark.dataSource.register(RecensionDataSource)


@dataclass
class _Files(InputPartition):
    paths: list[str]


class RecensionDataSource(DataSource):
    """The data source ``recension``: the pages and records of files, or the tables of catalogs.

    ``load()`` has a path or glob of files or folders that all executors can open. Options:

    - ``inputFormat``: the format of the files, if it should not be detected (``warc``, ``jsonl``, …);
    - ``table``: ``articles``, ``changes`` or ``edits``, if the files are catalogs;
    - ``partitionBytes``: small files share a partition up to this size (64 MiB). A file is not split.
    """

    @classmethod
    def name(cls) -> str:
        return "recension"

    def _stream(self, paths: list[str]) -> Iterator[pa.RecordBatchReader]:
        table = self.options.get("table")
        if table is None:
            # One task has one core.
            yield _reader(_native.extract_files(paths, self.options.get("inputFormat"), 1, True))
        elif table not in _TABLES:
            raise UsageError(
                f'there is no table "{table}"; the tables are {", ".join(_TABLES)}', "usage", []
            )
        else:
            yield from (_reader(_TABLES[table](Catalog(path))) for path in paths)

    def schema(self) -> StructType:
        # The columns of a catalog's table are those of all catalogs.
        paths = _files(self.options)[:1] if "table" in self.options else []
        return from_arrow_schema(next(self._stream(paths)).schema)

    def reader(self, schema: StructType) -> DataSourceReader:
        return _Reader(self, schema)


class _Reader(DataSourceReader):
    def __init__(self, source: RecensionDataSource, schema: StructType) -> None:
        self.source = source
        self.columns = schema

    def partitions(self) -> list[InputPartition]:
        options = self.source.options
        most = int(options.get("partitionBytes", _PARTITION_BYTES))
        parts: list[InputPartition] = []
        group: list[str] = []
        size = 0
        for path in _files(options):
            length = os.path.getsize(path)
            if group and size + length > most:
                parts.append(_Files(group))
                group, size = [], 0
            group.append(path)
            size += length
        return [*parts, _Files(group)]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        assert isinstance(partition, _Files)
        # Spark compares the types, down to the names of a list's items.
        target = to_arrow_schema(self.columns, timezone="UTC")
        for stream in self.source._stream(partition.paths):
            for batch in stream:
                yield batch.select(target.names).cast(target)


def _files(options: Any) -> list[str]:
    """The files of a path or glob, and of its folders."""
    if "path" not in options:
        raise UsageError("load() needs a path or glob of files", "usage", [])
    pattern = options["path"].removeprefix("file://")
    files: list[str] = []
    for path in sorted(glob.glob(pattern)) or [pattern]:
        if os.path.isdir(path):
            for folder, inner, names in os.walk(path):
                inner[:] = sorted(name for name in inner if not name.startswith("."))
                # Not what SQLite has beside a catalog that is in use.
                visible = sorted(
                    name
                    for name in names
                    if not name.startswith((".", "_")) and not name.endswith(("-wal", "-shm"))
                )
                files.extend(os.path.join(folder, name) for name in visible)
        elif os.path.exists(path):
            files.append(path)
    if not files:
        raise UsageError(
            f'"{pattern}" has no files: the path must exist on the driver and on all executors',
            "usage",
            [],
        )
    return files


def _reader(stream: Any) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_stream(stream)


def diff_versions(df: DataFrame, *, key: str = "match_key", text: str = "body") -> DataFrame:
    """Compare each version of an article with the one before it.

    ``df`` has one row per capture, as the data source reads them. The rows with the same ``key`` are
    one article: ordered by ``captured`` if all of them have it, and otherwise by ``updated``,
    ``published`` or ``captured``. Rows without a key or a text are ignored, and a text that is equal to
    the one before it is no version. Returns the key, the times and ``url`` of the two versions if
    ``df`` has them, and the columns of :func:`recension.diff_batches`.

    An article must fit into the memory of a task. For the order that ``recension`` derives from all
    timestamps, and for silent edits, write catalogs and read their table ``changes``.
    """
    times: list[str] = [
        name for name in ("captured", "updated", "published") if name in df.columns
    ]
    if not times:
        raise UsageError(
            "the versions cannot be ordered: a column captured, updated or published is missing",
            "usage",
            [],
        )
    kept = [name for name in ("url", *times) if name in df.columns]
    rows = df.where(df[key].isNotNull() & df[text].isNotNull()).select(key, text, *kept)
    source = to_arrow_schema(rows.schema, timezone="UTC")
    target = from_arrow_schema(_compared(source.empty_table(), key, text, kept, times).schema)
    result = to_arrow_schema(target, timezone="UTC")

    def compare(versions: pa.Table) -> pa.Table:
        return _compared(versions, key, text, kept, times).cast(result)

    return rows.groupBy(key).applyInArrow(compare, target)


def _compared(
    versions: pa.Table, key: str, text: str, kept: list[str], times: list[str]
) -> pa.Table:
    whole = [name for name in times if versions.column(name).null_count == 0]
    if times[0] == "captured" and "captured" not in whole:
        times = [*times[1:], times[0]]
    order = pc.coalesce(*(versions.column(name) for name in times))
    # The text decides between equal times, so that the result does not depend on the partitions.
    versions = versions.append_column("_order", order).sort_by(
        [("_order", "ascending"), (text, "ascending")]
    )
    texts = versions.column(text)
    count = max(len(texts) - 1, 0)
    differs = pc.not_equal(texts.slice(0, count), texts.slice(1)).combine_chunks()
    at = pc.indices_nonzero(differs)
    old, new = versions.take(at), versions.take(pc.add(at, 1))
    pairs = {key: new.column(key)}
    for name in kept:
        if name != key:
            pairs[f"before_{name}"] = old.column(name)
            pairs[name] = new.column(name)
    names = list(pairs)
    pairs |= {"_old": old.column(text), "_new": new.column(text)}
    # One task has one core.
    return _reader(diff_batches(pa.table(pairs), "_old", "_new", keep=names, jobs=1)).read_all()


def write_catalogs(df: DataFrame, directory: str | os.PathLike[str], shards: int) -> list[Row]:
    """Import the rows into ``shards`` catalogs in a folder that all executors can write.

    ``df`` has one row per capture with the columns that an import reads (docs/reading.md), such as
    those of the data source. An article is in the catalog that the SHA-256 of its match key selects,
    so that it is always in the same one. Rows with an ``error`` are rejects. The rows of the data source
    have a ``record`` and are imported exactly as their files.

    A catalog is written under a temporary name and renamed when it is complete: a task that is killed
    and started again changes nothing, and the job can be run again. Returns a row per catalog with
    ``path``, ``versions``, ``captures`` and ``rejects``. A catalog without articles is not written.
    ``recension merge`` unites them.
    """
    if shards < 1:
        raise UsageError("the number of shards is at least 1", "usage", [])
    folder = os.path.abspath(os.fspath(directory))
    os.makedirs(folder, exist_ok=True)
    keyed = df.mapInArrow(
        _keyed(shards), StructType([*df.schema.fields, StructField("shard", IntegerType())])
    )
    if hasattr(keyed, "repartitionById"):
        # Spark 4.1
        placed = keyed.repartitionById(shards, "shard")
    else:
        placed = keyed.repartition(shards, "shard").sortWithinPartitions("shard")
    counts = "shard int, path string, versions bigint, captures bigint, rejects bigint"
    written = placed.mapInArrow(_writer(folder, shards), counts).collect()
    # Of tasks that were killed.
    for left in glob.glob(os.path.join(glob.escape(folder), ".*.tmp*")):
        os.unlink(left)
    return sorted(written, key=lambda row: row.shard)


def _keyed(shards: int) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def add(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            names = batch.schema.names
            is_key = "match_key" in names
            url = next(
                (name for name in ("match_key", "canonical_url", "url") if name in names), None
            )
            if url is None:
                raise UsageError("the rows need a column url", "usage", [])
            keys = batch.column(url)
            if url == "canonical_url" and "url" in names:
                keys = pc.coalesce(keys, batch.column("url"))
            numbers = [_native.shard(one, shards, is_key=is_key) for one in keys.to_pylist()]
            yield batch.append_column("shard", pa.array(numbers, pa.int32()))

    return add


def _writer(
    folder: str, shards: int
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def write(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number, rows in groupby(_pieces(batches), key=lambda piece: piece[0]):
            yield pa.RecordBatch.from_pylist(
                [_write_catalog(folder, number, shards, (piece for _, piece in rows))],
                schema=pa.schema(
                    [
                        ("shard", pa.int32()),
                        ("path", pa.string()),
                        ("versions", pa.int64()),
                        ("captures", pa.int64()),
                        ("rejects", pa.int64()),
                    ]
                ),
            )

    return write


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of each catalog in a batch."""
    for batch in batches:
        numbers = batch.column("shard")
        for number in sorted(pc.unique(numbers).to_pylist()):
            yield number, batch.filter(pc.equal(numbers, number))


def _write_catalog(
    folder: str, number: int, shards: int, batches: Iterator[pa.RecordBatch]
) -> dict[str, Any]:
    name = f"{number:05}-of-{shards:05}.db"
    target = os.path.join(folder, name)
    temporary = os.path.join(folder, f".{name}.{uuid.uuid4().hex}.tmp")
    first = next(batches)
    columns = [column for column in first.schema.names if column != "shard"]
    rows = (batch.select(columns) for batch in chain([first], batches))
    stream = pa.RecordBatchReader.from_batches(first.select(columns).schema, rows)
    try:
        # One task has one core.
        report = Catalog(temporary).import_(stream, jobs=1)
        # Those of a catalog that is replaced must not be applied to the new one.
        for left in (f"{target}-wal", f"{target}-shm"):
            if os.path.exists(left):
                os.unlink(left)
        os.replace(temporary, target)
    finally:
        for left in glob.glob(f"{glob.escape(temporary)}*"):
            os.unlink(left)
    counts = report["counts"]
    return {
        "shard": number,
        "path": target,
        **{name: counts[name] for name in ("versions", "captures", "rejects")},
    }
