"""Extraction and comparison, without a catalog."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import recension

PAGE = b"""<!doctype html><html lang="en"><head><title>Toll rises</title>
<link rel="canonical" href="https://example.org/toll">
<meta property="article:published_time" content="2024-05-06T09:00:00+01:00"></head>
<body><article><h1>Toll rises</h1><p>The toll of the bridge is now 5 pounds, the council said.</p>
<p>It was 4 pounds since the bridge was opened in 1998, and will not rise again.</p></article></body></html>"""


def test_a_page_is_read() -> None:
    fields = recension.extract(PAGE)
    assert fields["url"] == "https://example.org/toll"
    assert fields["title"] == "Toll rises"
    assert fields["published"] == "2024-05-06T09:00:00+01:00"
    assert fields["updated"] is None
    assert fields["body"].startswith("The toll of the bridge is now 5 pounds")
    assert "file" not in fields
    assert fields["notes"] == []
    assert set(fields["explain"]) >= {"title", "published", "body"}


def test_the_url_and_the_time_are_the_callers() -> None:
    fields = recension.extract(
        memoryview(PAGE), "https://example.com/a", captured="2024-05-07T00:00Z"
    )
    assert fields["url"] == "https://example.com/a"
    assert fields["captured"] == "2024-05-07T00:00:00+00:00"


@pytest.mark.parametrize(
    ("data", "url", "kind", "error"),
    [
        (b"", None, "unreadable", recension.ExtractionError),
        (b'{"body": "a"}\n{"body": "b"}\n', None, "several", recension.ExtractionError),
        (PAGE, "toll", "usage", recension.UsageError),
    ],
)
def test_an_error_has_a_kind(
    data: bytes, url: str | None, kind: str, error: type[recension.Error]
) -> None:
    with pytest.raises(error) as raised:
        recension.extract(data, url)
    assert raised.value.kind == kind
    assert str(raised.value)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert (type(copy), copy.kind, str(copy)) == (error, kind, str(raised.value))


def test_a_wrong_type_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        recension.extract("<p>text</p>")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        recension.diff(b"a", "b")  # type: ignore[arg-type]


def test_a_diff_has_operations_classes_and_spans() -> None:
    diff = recension.diff("The fire killed 3 people. It is out.", "The fire killed 13 people.")
    assert [operation["op"] for operation in diff.operations] == ["edited", "removed"]
    assert diff.classes == ["number"]
    edited = diff.operations[0]
    assert edited["classes"] == ["number"]
    assert edited["evidence"] == [{"class": "number", "old": "3", "new": "13"}]
    whole = diff.to_dict()
    assert whole["schema"] == 1
    assert whole["changes"] == diff.operations
    assert "<del" in diff.html()
    assert repr(diff) == f"<Diff: {diff.summary}>"


def test_any_two_texts_have_a_diff() -> None:
    for old, new in [("", ""), ("", "A."), ("\0\r\n", "\u2028"), ("É 1.", "E\u0301 2.")]:
        diff = recension.diff(old, new)
        assert bool(diff) == (old != new)
        assert "</html>" in diff.html()


def test_threads_share_nothing() -> None:
    seen = set()

    def work(number: int) -> str:
        seen.add(threading.get_ident())
        fields = recension.extract(PAGE, f"https://example.org/{number}")
        return recension.diff(fields["body"], fields["body"].replace("5", "6")).summary

    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(work, range(40)))
    assert set(lines) == {"1 sentence edited (number); +1 −1 words"}
