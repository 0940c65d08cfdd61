"""Functions on pages and texts, without a catalog."""

from __future__ import annotations

import warnings
from typing import Any

from . import _native


def extract(
    data: bytes | bytearray | memoryview,
    url: str | None = None,
    *,
    captured: str | None = None,
) -> dict[str, Any]:
    """Read the fields of one page or record.

    ``data`` is the page as it was served, in any encoding. Returns the fields that
    ``recension extract --explain`` prints: ``url``, ``title``, ``byline``, ``published``,
    ``updated``, ``captured``, ``lang``, ``publisher``, ``section``, ``description`` and ``body``;
    unknown ones are ``None``. ``explain`` has the source of each field, and ``notes`` what is
    doubtful. ``url`` overrides the URL that the page states, and ``captured`` is when it was seen.

    >>> import recension
    >>> page = b"<title>Toll rises</title><article><h1>Toll rises</h1><p>The toll is 5 pounds.</p>"
    >>> fields = recension.extract(page, "https://example.org/toll")
    >>> fields["title"], fields["body"]
    ('Toll rises', 'The toll is 5 pounds.')

    Raises :class:`ExtractionError` if the data cannot be read, and :class:`UsageError` if ``url`` or
    ``captured`` is not valid.
    """
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    fields, remarks = _native.extract(data, url, captured)
    for remark in remarks:
        warnings.warn(remark, stacklevel=2)
    return fields


def diff(old: str, new: str) -> _native.Diff:
    """Compare two texts.

    >>> import recension
    >>> changed = recension.diff("Three people were hurt.", "Five people were hurt.")
    >>> changed.summary
    '1 sentence edited (number); +1 −1 words'
    >>> changed.classes
    ['number']
    >>> [operation["op"] for operation in changed.operations]
    ['edited']
    >>> changed.to_dict()["summary"]["words_added"]
    1
    >>> changed.html()[:15]
    '<!doctype html>'
    >>> bool(recension.diff("The same.", "The same."))
    False
    """
    return _native.diff(old, new)
