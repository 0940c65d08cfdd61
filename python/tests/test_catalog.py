"""Catalogs from Python."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import recension
from conftest import RECORDS


def many(count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        start = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(hours=number)
        url = f"https://example.org/{number}"
        yield {"url": url, "updated": start, "body": f"Item {number} costs 4."}
        yield {"url": url, "updated": start + timedelta(minutes=5), "body": f"Item {number} costs 5."}


def test_lists_are_read_over_all_pages(tmp_path: Path) -> None:
    catalog = recension.Catalog(tmp_path / "many.db")
    report = catalog.import_(many(450))
    assert report["counts"]["versions"] == 900
    assert len({article["url"] for article in catalog.articles()}) == 450
    assert len(list(catalog.changes())) == 450
    for limit in (1, 200, 201, 449, 500):
        assert len(list(catalog.articles(limit=limit))) == min(limit, 450)
    assert len(list(catalog.search("costs", scope="now"))) == 450
    assert len(list(catalog.search("costs", scope="now", limit=7))) == 7


def test_filters_are_converted(catalog: recension.Catalog) -> None:
    assert len(list(catalog.changes(class_=["number"], silent=False))) == 1
    assert len(list(catalog.changes(class_="quote"))) == 0
    assert len(list(catalog.changes(since=date(2024, 5, 6), until=date(2024, 5, 6)))) == 1
    noon = datetime(2024, 5, 6, 12, tzinfo=timezone.utc)
    assert len(list(catalog.changes(since=noon))) == 0
    assert len(list(catalog.articles(min_versions=2, class_=("number", "quote")))) == 1
    assert len(list(catalog.articles(min_versions=3))) == 0
    assert len(list(catalog.search("toll", as_of=datetime(2024, 5, 6, 9, 30)))) == 1


def test_names_that_are_not_plain_find_the_article(catalog: recension.Catalog) -> None:
    url = "https://example.org/a b?c=é&d=1+1%2F#e"
    catalog.import_([{"url": url, "body": "One.", "title": "A+B/C & D"}])
    number = next(row["article"] for row in catalog.articles() if row["title"])
    for name in (url, number, "A+B/C & D"):
        assert [row["article"] for row in catalog.timeline(name)] == [number]


@pytest.mark.parametrize(
    ("call", "error", "kind"),
    [
        (lambda c: c.articles(min_versions=-1), recension.UsageError, "usage"),
        (lambda c: c.changes(class_="colour"), recension.UsageError, "usage"),
        (lambda c: c.articles(limit=0), recension.UsageError, "usage"),
        (lambda c: c.search("("), recension.UsageError, "usage"),
        (lambda c: c.timeline("nothing"), recension.NotFoundError, "no-article"),
        (lambda c: c.version("toll", 9), recension.NotFoundError, "not-found"),
        (lambda c: c.diff("toll", "1..9"), recension.NotFoundError, "no-version"),
        (lambda c: c.sql("DELETE FROM articles"), recension.UsageError, "usage"),
        (lambda c: c.sql("SELECT 1 AS a, 2 AS a"), recension.UsageError, "usage"),
        (lambda c: c.sql("SELECT 1", timeout=-1), recension.UsageError, "usage"),
        (lambda c: c.import_("missing.jsonl"), recension.ExtractionError, "unreadable"),
        (lambda c: c.import_([], timezone="Mars"), recension.UsageError, "usage"),
        (lambda c: c.import_([], input_format="pdf"), recension.UsageError, "usage"),
    ],
)
def test_errors_are_raised_by_the_call(catalog, call, error, kind) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error) as raised:
        call(catalog)
    assert raised.value.kind == kind
    assert str(raised.value)


def test_an_ambiguous_name_has_the_candidates(catalog: recension.Catalog) -> None:
    catalog.import_([{"url": "https://example.org/toll-2", "body": "Another."}])
    with pytest.raises(recension.NotFoundError) as raised:
        catalog.diff("toll", "1")
    assert raised.value.kind == "ambiguous"
    assert len(raised.value.hints) == 2
    assert "https://example.org/toll-2" in raised.value.hints[1]


def test_a_file_that_is_not_a_catalog(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("text")
    with pytest.raises(recension.CatalogError) as raised:
        recension.Catalog(path).articles()
    assert raised.value.kind == "not-a-catalog"
    assert str(path) in str(raised.value)
    assert path.read_text() == "text"


def test_a_diff_of_versions_is_that_of_its_texts(catalog: recension.Catalog) -> None:
    diff = catalog.diff("toll", "1..2")
    assert diff.operations == recension.diff(RECORDS[0]["body"], RECORDS[1]["body"]).operations
    assert diff.to_dict()["to"]["ordinal"] == 2
    assert "example.org" in diff.html()
    assert catalog.diff("toll").operations == diff.operations
    assert catalog.diff("toll", 2).operations == diff.operations


def test_files_are_imported(catalog: recension.Catalog, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps({"url": "https://example.org/b", "body": "B."}) + "\n{broken\n")
    report = catalog.import_([path])
    assert report["counts"]["versions"] == 1
    assert report["counts"]["rejects"] == 1
    assert catalog.import_(path)["counts"]["versions"] == 0
    (reject,) = catalog.sql("SELECT DISTINCT code FROM rejects")
    assert reject["code"] == "bad-json"


def test_a_record_that_cannot_be_imported_is_a_reject(catalog: recension.Catalog) -> None:
    report = catalog.import_([{"body": "No URL."}, {"url": "https://example.org/c", "body": "C."}])
    assert (report["counts"]["versions"], report["counts"]["rejects"]) == (1, 1)


def test_an_exception_of_the_records_is_raised(catalog: recension.Catalog) -> None:
    def records() -> Iterator[dict[str, str]]:
        yield {"url": "https://example.org/c", "body": "C."}
        raise KeyError("column")

    with pytest.raises(KeyError, match="column"):
        catalog.import_(records())
    assert catalog.version("https://example.org/c")["body"] == "C."
    for wrong in ([None], [["a"]], [{"url": object()}]):
        with pytest.raises(TypeError):
            catalog.import_(wrong)  # type: ignore[arg-type]
    for inputs in ({"url": "x"}, b"x", 1):
        with pytest.raises(TypeError):
            catalog.import_(inputs)  # type: ignore[arg-type]


def test_values_of_sql_keep_their_types(catalog: recension.Catalog) -> None:
    (row,) = catalog.sql("SELECT 1 AS i, 1.5 AS r, 'é' AS t, x'00ff' AS b, NULL AS n")
    assert row == {"i": 1, "r": 1.5, "t": "é", "b": b"\x00\xff", "n": None}
    assert list(catalog.sql("SELECT 1 AS one WHERE 0")) == []


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n {}) SELECT i FROM n"


def test_sql_is_read_row_by_row(catalog: recension.Catalog) -> None:
    rows = catalog.sql(NUMBERS.format(""))
    assert [next(rows)["i"] for _ in range(1_000)] == list(range(1, 1_001))
    # Ends the statement, which would never end.
    del rows
    assert sum(row["i"] for row in catalog.sql(NUMBERS.format("WHERE i < 10000"))) == 50_005_000


def test_sql_stops_at_its_time(catalog: recension.Catalog) -> None:
    endless = NUMBERS.format("").replace("SELECT i FROM n", "SELECT max(i) FROM n")
    with pytest.raises(recension.UsageError, match="timeout"):
        list(catalog.sql(endless, timeout=0.2))
