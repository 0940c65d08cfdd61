"""Imports captures of pages, finds silent edits, and writes the changes of each article as a page.

A silent edit changes the text between two captures without moving the publisher's own time.
"""

from collections import Counter

import recension

# In practice: the rows of a data frame, or the pages of a crawler.
CAPTURES = [
    ("2014-10-19T13:30Z", "The ferry burned on Sunday. The fire injured 3 people."),
    ("2014-10-19T15:30Z", "The ferry burned on Sunday. The fire injured 13 people."),
]


def main() -> None:
    catalog = recension.Catalog("news.db")
    catalog.import_(
        {
            "url": "https://example.org/ferry",
            "title": "Fire on ferry",
            "body": body,
            "updated": "2014-10-19T09:00Z",
            "captured": captured,
        }
        for captured, body in CAPTURES
    )
    silent = Counter(change["url"] for change in catalog.changes(silent=True))
    for url, count in silent.items():
        print(f"{url}: {count} silent edit{'s' if count > 1 else ''}")
        diff = catalog.diff(url)
        for operation in diff.operations:
            for fact in operation["evidence"]:
                print(f"  {fact['class']}: {fact['old']} → {fact['new']}")
        with open(f"{url.rpartition('/')[2]}.html", "w", encoding="utf-8") as page:
            page.write(diff.html())


if __name__ == "__main__":
    main()
