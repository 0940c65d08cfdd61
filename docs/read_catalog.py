#!/usr/bin/env python3
"""Reads a recension catalog: prints every article with its versions, and verifies each version id.

    python3 docs/read_catalog.py CATALOG [--body]       (needs: pip install zstandard)
"""
import hashlib, sqlite3, sys
from datetime import datetime, timedelta
from functools import lru_cache
import zstandard

@lru_cache(100)
def text_of(db, number):
    """Returns the text of this number, decompressed with its base text or dictionary."""
    length, base, trained = db.execute(
        "SELECT length, base_id, dictionary_id FROM _text WHERE text_id = ?", [number]).fetchone()
    pieces = db.execute("SELECT data FROM _frame WHERE frame_id BETWEEN ? AND ? ORDER BY frame_id",
                        [number << 20, (number << 20) + (1 << 20) - 1])
    frame, lean = b"".join(piece for piece, in pieces), None
    if base is not None and text_of(db, base):
        lean = zstandard.ZstdCompressionDict(text_of(db, base), zstandard.DICT_TYPE_RAWCONTENT)
    elif trained is not None:
        size, packed = db.execute(
            "SELECT length, data FROM _dictionary WHERE dictionary_id = ?", [trained]).fetchone()
        lean = zstandard.ZstdCompressionDict(
            zstandard.decompress(packed, max_output_size=size), zstandard.DICT_TYPE_FULLDICT)
    text = zstandard.ZstdDecompressor(dict_data=lean).decompress(frame, max_output_size=length)
    assert len(text) == length, f"text {number} is damaged"
    return text

def stamp(micros, precision):
    """Returns the canonical text of a timestamp; the precision is 1 year, 2 month, 3 day, 4 instant."""
    if micros is None:
        return None
    time = datetime(1970, 1, 1) + timedelta(microseconds=micros)
    text = f"{time.year:04}-{time:%m-%dT%H:%M:%S}"
    if time.microsecond:
        text += f".{time.microsecond:06}".rstrip("0")
    return text + "Z" if precision == 4 else text[:{1: 4, 2: 7, 3: 10}[precision]]

def form(fields):
    """Returns the canonical form: each field as its name, the length of its value in bytes, its value."""
    parts = []
    for name, value in fields:
        raw = value.encode() if isinstance(value, str) else value
        parts.append(b"%s -\n" % name if raw is None else b"%s %d\n%s\n" % (name, len(raw), raw))
    return b"".join(parts)

db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
db.execute("BEGIN")  # read one consistent state while others write
assert db.execute("PRAGMA application_id").fetchone()[0] == 0x7263736E, "not a recension catalog"
assert db.execute("PRAGMA user_version").fetchone()[0] <= 10, "written by a newer version of recension"
redacted = {row[0] for row in db.execute("SELECT version_no FROM _redaction")}
for article, key in db.execute(
        "SELECT article_id, name || path FROM _article JOIN _host USING (host_id) ORDER BY 1"):
    print(f"{article}  {key}")
    rows = db.execute(
        """SELECT v.*, (SELECT count(*) FROM _capture c WHERE c.version_no = v.version_no) AS captures
           FROM _version v WHERE v.article_id = ?
           ORDER BY (SELECT min(s.ordinal) FROM _state s WHERE s.article_id = v.article_id
                     AND s.version_no = v.version_no) NULLS LAST, v.id""", [article])
    names = [column[0] for column in rows.description]
    for ordinal, row in enumerate((dict(zip(names, row)) for row in rows), 1):
        body = None if row["text_id"] is None else text_of(db, row["text_id"])
        published = stamp(row["published_us"], row["published_precision"])
        updated = stamp(row["updated_us"], row["updated_precision"])
        identity = hashlib.sha256(form([
            (b"recension-version", "1"), (b"key", key), (b"published", published),
            (b"updated", updated), (b"title", row["title"]), (b"byline", row["byline"]),
            (b"description", row["description"]),
            (b"body-sha256", None if body is None else hashlib.sha256(body).hexdigest())]))
        if row["version_no"] in redacted:  # the text was deleted, so the id cannot be computed
            row["title"] = "(redacted)"
        else:
            assert identity.digest() == row["id"], f"version {row['id'].hex()} is damaged"
        print(f"   {ordinal}  {row['id'].hex()[:10]}  published {published or '-'}  "
              f"updated {updated or '-'}  captures {row['captures']}  {row['title'] or ''}")
        if "--body" in sys.argv and body is not None:
            print("\n" + body.decode() + "\n")
