"""The data source, comparison and catalogs in Spark, with two executors."""

import json
import os
import re
import runpy
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import recension
from test_texts import PAGE

pytest.importorskip("pyspark", "4.0", reason="pyspark is not installed: Spark is not tested")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: Spark is not tested")

from pyspark.sql import SparkSession  # noqa: E402

from recension import spark as recension_spark  # noqa: E402

ARTICLES = 40


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        session = (
            SparkSession.builder.master("local-cluster[2,1,1024]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.executor.memory", "1g")
            .getOrCreate()
        )
    except Exception as error:
        pytest.skip(f"Spark cannot be started, it needs Java 17: {error}")
    recension_spark.register(session)
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of captures, and records that cannot be read."""
    folder = tmp_path_factory.mktemp("inputs")
    for number in range(3):
        lines = []
        for article in range(ARTICLES):
            url = f"https://example.org/{article}"
            time = f"2024-05-06T{9 + number:02}:00:00+01:00"
            body = f"Item {article} costs {4 + number // 2}. It is sold in the city."
            lines.append(json.dumps({"url": url, "captured": time, "body": body, "desk": "City"}))
        (folder / f"{number}.jsonl").write_text("\n".join([*lines, "{broken", ""]))
    (folder / "page.html").write_bytes(PAGE)
    (folder / "deep.html").write_bytes(b"<div>" * 200_000)
    (folder / "long.html").write_bytes(b"<p>" + b"x" * (100 << 20))
    (folder / "_SUCCESS").write_bytes(b"")
    return folder


def contents(paths: Iterable[Path | str]) -> set[tuple[Any, ...]]:
    """The captures of catalogs, in full."""
    columns = "version_id, captured, url, lang, published_offset, captured_offset, captured_source"
    statement = f"SELECT {columns}, payload_sha256 FROM captures"
    return {
        tuple(row.values()) for path in paths for row in recension.Catalog(path).sql(statement)
    }


def test_files_are_read_where_they_are(spark: SparkSession, folder: Path) -> None:
    df = spark.read.format("recension").load(str(folder))
    rows = df.select("file", "url", "match_key", "published", "error", "body").collect()
    good = [row for row in rows if row.error is None]
    assert len(good) == 3 * ARTICLES + 1
    assert {row.url for row in good if row.file.endswith("page.html")} == {"https://example.org/toll"}
    bad = sorted(re.split("[#@]", Path(row.file).name)[0] for row in rows if row.error)
    assert bad == ["0.jsonl", "1.jsonl", "2.jsonl", "deep.html", "long.html"]
    some = spark.read.format("recension").option("partitionBytes", "1").load(f"{folder}/[01].jsonl")
    assert (some.rdd.getNumPartitions(), some.count()) == (2, 2 * ARTICLES + 2)


def test_consecutive_versions_are_compared(spark: SparkSession, folder: Path) -> None:
    df = spark.read.format("recension").load(f"{folder}/*.jsonl")
    rows = recension_spark.diff_versions(df).orderBy("match_key").collect()
    # The first two captures of each article have the same text.
    assert len(rows) == ARTICLES
    assert {(*row.classes, row.edited, row.error) for row in rows} == {("number", 1, None)}
    row = rows[0]
    assert (row.before_captured.minute, row.captured - row.before_captured) == (
        0,
        rows[1].captured - rows[1].before_captured,
    )


def test_catalogs_have_the_contents_of_one_import(
    spark: SparkSession, folder: Path, tmp_path: Path
) -> None:
    df = spark.read.format("recension").load(str(folder))
    shards = recension_spark.write_catalogs(df, tmp_path / "shards", 4)
    whole = recension.Catalog(tmp_path / "whole.db")
    counts = whole.import_(folder)["counts"]
    assert sum(row.versions for row in shards) == counts["versions"] == 2 * ARTICLES + 1
    assert sum(row.rejects for row in shards) == counts["rejects"]
    paths = sorted((tmp_path / "shards").glob("*.db"))
    assert [str(path) for path in paths] == [row.path for row in shards]
    assert contents(paths) == contents([whole.path])
    for row in shards:
        for article in recension.Catalog(row.path).articles():
            assert recension.shard(article["url"], 4) == row.shard
    # The tables of all catalogs, in Spark.
    load = spark.read.format("recension").option("table", "changes").load
    changes = load(str(tmp_path / "shards")).select("url", "ordinal", "words_added").collect()
    expected = [(row["url"], row["ordinal"], row["words_added"]) for row in whole.changes()]
    assert sorted(map(tuple, changes)) == sorted(expected)
    # Again, with the same result.
    recension_spark.write_catalogs(df, tmp_path / "shards", 4)
    assert contents((tmp_path / "shards").glob("*.db")) == contents([whole.path])


def test_the_example_job(
    spark: SparkSession, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = Path(__file__).parents[1] / "examples" / "spark_job.py"
    main = runpy.run_path(str(script))["main"]
    main(f"{folder}/*.jsonl", str(tmp_path), "2")
    assert capsys.readouterr().out.splitlines() == [
        f"versions: {2 * ARTICLES}",
        f"captures: {3 * ARTICLES}",
        "rejects: 3",
    ]
    for table in ("changes", "edits"):
        assert spark.read.parquet(str(tmp_path / table)).count() == ARTICLES


def test_a_killed_executor_changes_nothing(
    spark: SparkSession, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed"
    writer = recension_spark._writer

    def killing(shards_folder: str, shards: int) -> Any:
        write = writer(shards_folder, shards)

        def first_half(batches: Iterable[Any]) -> Iterator[Any]:
            for batch in batches:
                yield batch.slice(0, batch.num_rows // 2)
                try:
                    killed.touch(exist_ok=False)
                except FileExistsError:
                    yield batch.slice(batch.num_rows // 2)
                    continue
                # The parent of the worker's parent is the executor's Java.
                with open(f"/proc/{os.getppid()}/stat") as stat:
                    executor = int(stat.read().rpartition(")")[2].split()[1])
                os.kill(executor, signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)

        return lambda batches: write(first_half(batches))

    monkeypatch.setattr(recension_spark, "_writer", killing)
    df = spark.read.format("recension").load(f"{folder}/*.jsonl")
    shards = recension_spark.write_catalogs(df, tmp_path / "shards", 2)
    assert killed.exists()
    assert [path.suffix for path in (tmp_path / "shards").iterdir()] == [".db", ".db"]
    assert len(shards) == 2
    whole = recension.Catalog(tmp_path / "whole.db")
    whole.import_(sorted(folder.glob("*.jsonl")))
    assert contents((tmp_path / "shards").glob("*.db")) == contents([whole.path])


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("/missing/*.warc", {}, "has no files"),
        (__file__, {"table": "words"}, 'no table "words"'),
    ],
)
def test_errors_say_what_to_do(
    spark: SparkSession, path: str, options: dict[str, str], message: str
) -> None:
    with pytest.raises(Exception, match=message):
        spark.read.format("recension").options(**options).load(path).collect()


def test_the_package_does_not_import_spark() -> None:
    import subprocess

    code = "import sys, recension; sys.exit('pyspark' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
