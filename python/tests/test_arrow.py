"""Results and inputs as Arrow."""

import gzip
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import recension
from test_texts import PAGE

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: Arrow is not tested")


def test_lists_have_typed_columns(catalog: recension.Catalog) -> None:
    changes = pa.table(catalog.changes())
    assert changes.schema.field("at").type == pa.timestamp("us", "UTC")
    assert changes.schema.field("silent").type == pa.bool_()
    assert changes.schema.field("classes").type == pa.list_(pa.string())
    (row,) = changes.to_pylist()
    (plain,) = catalog.changes()
    assert row["at"] == datetime(2024, 5, 6, 10, tzinfo=timezone.utc)
    for name in ("ordinal", "classes", "words_added", "summary", "id"):
        assert row[name] == plain[name]
    (edit,) = pa.table(catalog.edits(class_="number")).to_pylist()
    assert (edit["old"], edit["evidence_new"]) == ("The toll is 4.", ["5"])
    assert pa.table(catalog.edits(class_="quote")).num_rows == 0
    assert pa.table(catalog.articles()).column("versions").to_pylist() == [2]
    assert pa.table(catalog.versions("toll")).column("ordinal").to_pylist() == [1, 2]
    assert pa.table(catalog.timeline("toll")).column("state").to_pylist() == [1, 2]
    assert pa.table(catalog.search("toll")).num_rows == len(list(catalog.search("toll")))


def test_all_pages_are_read_each_time(tmp_path: Path) -> None:
    catalog = recension.Catalog(tmp_path / "many.db")
    catalog.import_({"url": f"https://example.org/{n}", "body": "Text."} for n in range(2_050))
    articles = catalog.articles(sort="url")
    next(articles)
    assert pa.table(articles).num_rows == pa.table(articles).num_rows == 2_050
    numbers = pa.table(articles).column("article").to_pylist()
    assert len(set(numbers)) == 2_050
    assert len(list(articles)) == 2_049
    for limit in (1, 1_000, 1_001):
        assert pa.table(catalog.articles(limit=limit)).num_rows == limit


def test_sql_has_the_types_of_its_first_rows(catalog: recension.Catalog) -> None:
    rows = pa.table(
        catalog.sql("SELECT 1 AS i, 1.5 AS r, 'é' AS t, x'00ff' AS b, NULL AS n UNION ALL SELECT 2, 3, NULL, NULL, NULL")
    )
    assert rows.schema.types == [pa.int64(), pa.float64(), pa.string(), pa.binary(), pa.string()]
    assert rows.to_pylist()[1] == {"i": 2, "r": 3.0, "t": None, "b": None, "n": None}
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    assert sum(pa.table(catalog.sql(numbers + "SELECT i FROM n"))["i"].to_pylist()) == 200_010_000
    assert pa.table(catalog.sql("SELECT 1 AS one WHERE 0")).num_rows == 0
    late = numbers + "SELECT CASE WHEN i < 15000 THEN i ELSE 'many' END AS i FROM n"
    with pytest.raises(pa.ArrowInvalid, match='column "i" has a text in row 15000'):
        pa.table(catalog.sql(late))


def test_other_libraries_read_it(catalog: recension.Catalog) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed: it is not tested")
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: it is not tested")
    assert polars.DataFrame(catalog.changes())["ordinal"].to_list() == [2]
    changes = catalog.changes()
    counts = duckdb.sql("SELECT count(*), max(ordinal) FROM changes WHERE NOT silent").fetchall()
    assert counts == [(1, 2)]
    assert len(list(changes)) == 1
    pages = polars.DataFrame({"page": ["<title>Café</title>"], "id": [7]})
    fields = polars.DataFrame(recension.extract_batches(pages, keep=["id"]))
    assert fields.select("id", "title").rows() == [(7, "Café")]
    # The fields of polars are views of texts.
    assert catalog.import_(polars.DataFrame({"url": ["example.org/p"], "body": ["P."]}))["counts"]["versions"] == 1


def test_a_bad_page_costs_itself() -> None:
    bomb = gzip.compress(bytes(100 << 20), 9)
    deep = b"<div>" * 200_000 + b"deep"
    pages = [PAGE, b"", None, bomb, b'{"body": "a"}\n{"body": "b"}\n', deep, b"<p>" + b"x" * (100 << 20), PAGE]
    urls = ["https://example.org/1", None, None, None, None, None, None, "not a url"]
    table = pa.table({"page": pages, "url": urls, "id": list(range(8))})
    found = pa.table(recension.extract_batches(table, urls="url", keep=["id"])).to_pylist()
    assert [row["id"] for row in found] == list(range(8))
    errors = [row["error"] for row in found]
    assert errors[0] is None and errors[1:5] == ["unreadable", "empty", errors[3], "several"]
    assert errors[3] and errors[6] and errors[7] == "bad-url"
    for row in found:
        assert bool(row["error"]) == bool(row["message"])
    first = found[0]
    assert (first["url"], first["match_key"]) == ("https://example.org/1", "org,example)/1")
    assert first["published"] == datetime(2024, 5, 6, 8, tzinfo=timezone.utc)
    assert first["body"] == recension.extract(PAGE)["body"]


def test_a_text_is_not_decoded_again() -> None:
    page = "<meta charset=windows-1252><title>Café – ça</title>"
    for column in (pa.array([page]), pa.array([page], pa.large_string()), pa.array([page.encode("cp1252")])):
        found = pa.table(recension.extract_batches(pa.table({"page": column})))
        assert found.column("title").to_pylist() == ["Café – ça"]


def test_the_order_is_kept_over_batches() -> None:
    texts = [(f"The toll is {n}.", f"The toll is {n + n % 2}.") for n in range(3_000)]
    table = pa.table({"a": [old for old, _ in texts], "b": [new for _, new in texts], "n": range(3_000)})
    found = pa.table(recension.diff_batches(table, "a", "b", keep=["n"], jobs=4))
    assert found.column("n").to_pylist() == list(range(3_000))
    assert found.column("changed").to_pylist() == [n % 2 == 1 for n in range(3_000)]
    expected = recension.diff(*texts[1])
    row = found.slice(1, 1).to_pylist()[0]
    assert (row["summary"], row["classes"], row["edited"]) == (expected.summary, ["number"], 1)
    import json

    assert json.loads(row["operations"]) == expected.operations


def test_a_pair_without_a_text_has_an_error() -> None:
    found = pa.table(recension.diff_batches(pa.table({"old": ["A.", None, b"\xff"][:2], "new": ["A.", "B."]})))
    assert found.column("error").to_pylist() == [None, "empty"]
    found = pa.table(recension.diff_batches(pa.table({"old": [b"\xff"], "new": [b"B."]})))
    assert found.column("error").to_pylist() == ["not-utf8"]


def test_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.jsonl").write_text('{"url": "https://example.org/b", "body": "B.", "published": "2024-05"}\n{broken\n')
    paths = [tmp_path / "a.html", tmp_path / "b.jsonl", tmp_path / "missing.warc"]
    rows = pa.table(recension.extract_files(paths)).to_pylist()
    assert [row["error"] for row in rows] == [None, None, "bad-json", "unreadable"]
    assert rows[1]["file"] == f"{tmp_path / 'b.jsonl'}#1"
    assert (rows[1]["published"], rows[1]["published_precision"]) == (datetime(2024, 5, 1, tzinfo=timezone.utc), "month")
    assert "missing.warc" in rows[3]["message"]
    assert pa.schema(recension.extract_files("missing")).names == list(rows[0])


def test_a_table_is_imported_as_its_records(tmp_path: Path) -> None:
    records = [
        {"url": f"https://example.org/{n % 40}", "updated": f"2024-05-06T09:{n:02}Z", "body": f"Text {n}."}
        for n in range(60)
    ]
    catalogs = [recension.Catalog(tmp_path / f"{name}.db") for name in ("records", "table", "dictionary")]
    table = pa.Table.from_pylist(records)
    encoded = table.set_column(0, "url", table.column("url").dictionary_encode())
    versions = []
    for catalog, inputs in zip(catalogs, (records, table.to_reader(7), encoded)):
        assert catalog.import_(inputs)["counts"]["versions"] == 60
        versions.append({row["id"] for row in catalog.sql("SELECT id FROM versions")})
    assert versions[0] == versions[1] == versions[2]


def test_fields_are_imported_as_their_files(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(b"<title>No URL</title><p>Text.</p>")
    (tmp_path / "c.jsonl").write_text('{"url": "https://example.org/c", "body": "C.", "desk": "City"}\n')
    paths = sorted(tmp_path.glob("*.*"))
    files = recension.Catalog(tmp_path / "files.db")
    fields = recension.Catalog(tmp_path / "fields.db")
    expected = files.import_(paths)["counts"]
    assert (expected["versions"], expected["rejects"]) == (2, 1)
    assert fields.import_(recension.extract_files(paths))["counts"] == expected
    captures = "SELECT * FROM captures ORDER BY version_id"
    ignored = {"input", "record", "import_id", "byte_offset"}
    rows = [
        [{name: row[name] for name in row.keys() - ignored} for row in catalog.sql(captures)]
        for catalog in (files, fields)
    ]
    assert rows[0] == rows[1]
    rejects = [list(catalog.sql("SELECT reason FROM rejects")) for catalog in (files, fields)]
    assert rejects[0] == rejects[1] != []


def test_precision_survives_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"url": "https://example.org/a", "body": "A.", "published": "2024-05-06"}')
    catalog = recension.Catalog(tmp_path / "a.db")
    fields = pa.table(recension.extract_files(tmp_path / "a.jsonl"))
    # Without the record, the columns are imported.
    catalog.import_(fields.drop_columns("record"))
    published = catalog.version("https://example.org/a")["published"]
    assert (published["time"], published["precision"]) == ("2024-05-06", "day")


def test_an_error_of_the_table_is_raised(catalog: recension.Catalog) -> None:
    schema = pa.schema([("url", pa.string()), ("body", pa.string())])

    def batches() -> Iterator[Any]:
        yield pa.RecordBatch.from_pylist([{"url": "https://example.org/c", "body": "C."}], schema)
        raise KeyError("column")

    with pytest.raises(recension.ExtractionError, match="column"):
        catalog.import_(pa.RecordBatchReader.from_batches(schema, batches()))
    assert catalog.version("https://example.org/c")["body"] == "C."
    with pytest.raises(pa.ArrowInvalid, match="column"):
        pa.table(recension.extract_batches(pa.RecordBatchReader.from_batches(schema, batches()), "body"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: recension.extract_batches(t, "html"), 'no column "html"; its columns are: page, n'),
        (lambda t: recension.extract_batches(t, "n"), "convert it to text"),
        (lambda t: recension.extract_batches(t, keep=["page", "page"]), "already"),
        (lambda t: recension.extract_batches(t.rename_columns(["title", "n"]), "title", keep=["title"]), "already"),
        (lambda t: recension.diff_batches(t, "page", "other"), 'no column "other"'),
        (lambda t: recension.extract_files("x", input_format="pdf"), "pdf"),
    ],
)
def test_errors_are_raised_by_the_call(call: Any, message: str) -> None:
    with pytest.raises(recension.UsageError, match=message):
        call(pa.table({"page": ["text"], "n": [1]}))


def test_other_objects_are_type_errors(catalog: recension.Catalog) -> None:
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        recension.extract_batches([{"page": "text"}])  # type: ignore[arg-type]


def test_a_stream_that_is_not_read_to_its_end_stops(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"url": "https://example.org/{n}", "body": "B."}}\n' for n in range(20_000)))
    for _ in range(20):
        reader = pa.RecordBatchReader.from_stream(recension.extract_files(path))
        assert reader.read_next_batch().num_rows > 0
        del reader
