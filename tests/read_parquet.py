"""Reads a Parquet export with pyarrow, DuckDB and polars, without a cast.

python3 read_parquet.py FOLDER FOLDER_BY_HOST FOLDER_BY_MONTH

Prints one line per reader: the number of versions, of silent edits and of captures in the year 2024,
each in the plain folder, by host and by month. A reader that is not installed is `absent`.
"""

import sys
from datetime import datetime, timezone

FOLDERS = sys.argv[1:]
START, END = (datetime(year, 1, 1, tzinfo=timezone.utc) for year in (2024, 2025))


def pyarrow(versions: str, captures: str) -> tuple[int, int, int]:
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    read = lambda path: ds.dataset(path, partitioning="hive").to_table()
    table, captured = read(versions), read(captures)["captured"]
    within = pc.and_(pc.greater_equal(captured, START), pc.less(captured, END))
    return table.num_rows, pc.sum(table["silent_edit"]).as_py(), pc.sum(within).as_py()


def duckdb(versions: str, captures: str) -> tuple[int, int, int]:
    import duckdb as db

    path = lambda folder: folder if folder.endswith(".parquet") else f"{folder}/*/*.parquet"
    rows, silent = db.sql(
        f"SELECT count(*), count(*) FILTER (silent_edit) FROM '{path(versions)}'"
    ).fetchall()[0]
    within = db.execute(
        f"SELECT count(*) FROM '{path(captures)}' WHERE captured >= ? AND captured < ?",
        [START, END],
    ).fetchall()[0][0]
    return rows, silent, within


def polars(versions: str, captures: str) -> tuple[int, int, int]:
    import polars as pl

    read = lambda path: pl.scan_parquet(path, hive_partitioning=True)
    rows, silent = (
        read(versions).select(pl.len(), pl.col("silent_edit").sum().alias("s")).collect().row(0)
    )
    within = read(captures).filter((pl.col("captured") >= START) & (pl.col("captured") < END))
    return rows, silent, within.collect().height


for reader in (pyarrow, duckdb, polars):
    results = []
    try:
        for number, folder in enumerate(FOLDERS):
            end = "" if number else ".parquet"
            results.append(reader(f"{folder}/versions{end}", f"{folder}/captures{end}"))
    except ModuleNotFoundError:
        print(reader.__name__, "absent")
        continue
    print(reader.__name__, *(",".join(map(str, result)) for result in results))
