"""Fixtures of the tests."""

from pathlib import Path

import pytest

import recension

RECORDS = [
    {"url": "https://example.org/toll", "updated": "2024-05-06T09:00Z", "body": "The toll is 4."},
    {"url": "https://example.org/toll", "updated": "2024-05-06T10:00Z", "body": "The toll is 5."},
]


@pytest.fixture
def catalog(tmp_path: Path) -> recension.Catalog:
    """A catalog with one article of two versions."""
    catalog = recension.Catalog(tmp_path / "catalog.db")
    catalog.import_(RECORDS)
    return catalog
