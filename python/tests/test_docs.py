"""The examples of the docstrings, of docs/python.md and of the script run."""

import doctest
import runpy
import sys
from pathlib import Path

import pytest

import recension
from recension import _catalog, _errors, _texts

FINDER = doctest.DocTestFinder(exclude_empty=True)
PARSER = doctest.DocTestParser()
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "python.md"


def examples() -> list[doctest.DocTest]:
    found = [test for module in (_catalog, _errors, _texts) for test in FINDER.find(module)]
    page = PARSER.get_doctest(PAGE.read_text("utf-8"), {}, PAGE.name, str(PAGE), 0)
    return [test for test in [*found, page] if test.examples]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_example(
    example: doctest.DocTest,
    catalog: recension.Catalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "pyarrow" in "".join(step.source for step in example.examples):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed: Arrow is not tested")
    monkeypatch.chdir(tmp_path)
    example.globs["catalog"] = catalog
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example)
    assert runner.tries == len(example.examples)
    assert runner.failures == 0


def test_every_method_has_an_example() -> None:
    documented = {test.name.rpartition(".")[2] for test in examples()}
    methods = {name for name, value in vars(recension.Catalog).items() if callable(value)}
    assert {name for name in methods if not name.startswith("_")} <= documented


def test_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = ROOT / "python" / "examples" / "silent_edits.py"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out.splitlines() == [
        "https://example.org/ferry: 1 silent edit",
        "  number: 3 → 13",
    ]
    assert "13" in (tmp_path / "ferry.html").read_text("utf-8")
