"""Compares recension with other ways of keeping versions, in one run, on the same records.

    python3 benches/compare.py versions.jsonl --recension target/release/recension

The input is JSON Lines with `url`, `title`, `updated` and `body`, in order of time within each article,
for example from `cargo bench --bench scale -- generate 10000`. sqlite-utils, DuckDB and zstandard are
measured if Python can import them:

    python3 -m venv /tmp/tools && /tmp/tools/bin/pip install sqlite-utils duckdb zstandard
    /tmp/tools/bin/python benches/compare.py …

Times are processor time of the process and its children. Each tool stores the records, finds every
version by article and number, searches all versions for a word, and shows the difference between two
versions. git has one file per article and one commit per version.
"""

import argparse
import difflib
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path


def cpu():
    """Processor seconds of this process and its finished children."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


def timed(work):
    before = cpu()
    result = work()
    return cpu() - before, result


def size_of(path):
    path = Path(path)
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    beside = [path, *path.parent.glob(path.name + "-*")]
    return sum(file.stat().st_size for file in beside if file.exists())


def run(*command, **options):
    # 1 and 2 are "different" and "nothing found".
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)
    if done.returncode not in (0, 1, 2):
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.decode(errors='replace')}")
    return done.stdout


class Rows:
    """Plain TEXT rows in SQLite, with an index on the URL."""

    name = f"TEXT rows (SQLite {sqlite3.sqlite_version})"

    def store(self, folder, records, source):
        self.path = folder / "rows.db"
        self.db = sqlite3.connect(self.path)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("CREATE TABLE version (url TEXT, number INTEGER, title TEXT, updated TEXT, body TEXT)")
        self.db.execute("CREATE INDEX by_url ON version (url, number)")
        with open(source, encoding="utf-8") as lines:
            for record, line in zip(records, lines):
                row = json.loads(line)
                self.db.execute(
                    "INSERT INTO version VALUES (?, ?, ?, ?, ?)",
                    (row["url"], record["number"], row.get("title"), row.get("updated"), self.pack(row["body"])),
                )
        self.db.commit()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def pack(self, body):
        return body

    def unpack(self, body):
        return body

    def read(self, url, number):
        row = self.db.execute("SELECT body FROM version WHERE url = ? AND number = ?", (url, number)).fetchone()
        return self.unpack(row[0])

    def search(self, word):
        return self.db.execute("SELECT url, number FROM version WHERE body LIKE ?", (f"%{word}%",)).fetchall()[-20:]

    def diff(self, url, number):
        old, new = self.read(url, number - 1), self.read(url, number)
        return "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm=""))


class ZstdRows(Rows):
    """The same with each body compressed with a trained dictionary."""

    name = "zstd rows"

    def store(self, folder, records, source):
        import zstandard

        self.name = f"zstd rows, dictionary (zstandard {zstandard.__version__})"
        with open(source, encoding="utf-8") as lines:
            samples = [json.loads(line)["body"].encode() for line, _ in zip(lines, range(1000))]
        dictionary = zstandard.train_dictionary(112_640, samples)
        self.packer = zstandard.ZstdCompressor(level=6, dict_data=dictionary)
        self.unpacker = zstandard.ZstdDecompressor(dict_data=dictionary)
        super().store(folder, records, source)

    def pack(self, body):
        return self.packer.compress(body.encode())

    def unpack(self, body):
        return self.unpacker.decompress(body).decode()

    def search(self, word):
        rows = self.db.execute("SELECT url, number, body FROM version")
        return [row[:2] for row in rows if word in self.unpack(row[2])][-20:]


class SqliteUtils(Rows):
    """sqlite-utils with full-text search."""

    name = "sqlite-utils, FTS5"

    def store(self, folder, records, source):
        import importlib.metadata

        import sqlite_utils

        self.name = f"sqlite-utils {importlib.metadata.version('sqlite-utils')}, with FTS5"
        self.path = folder / "utils.db"
        db = sqlite_utils.Database(self.path)
        with open(source, encoding="utf-8") as lines:
            rows = ({**json.loads(line), "number": record["number"]} for record, line in zip(records, lines))
            db["version"].insert_all(rows)
        db["version"].create_index(["url", "number"])
        db["version"].enable_fts(["title", "body"])
        db.conn.commit()
        self.db = db.conn

    def search(self, word):
        return self.db.execute(
            "SELECT v.url, v.number FROM version_fts f JOIN version v ON v.rowid = f.rowid"
            " WHERE version_fts MATCH ? ORDER BY f.rowid DESC LIMIT 20",
            (word,),
        ).fetchall()


class DuckDb(Rows):
    """Parquet with zstd, read by DuckDB."""

    name = "DuckDB, Parquet"

    def store(self, folder, records, source):
        import duckdb

        self.name = f"Parquet with zstd (DuckDB {duckdb.__version__})"
        self.path = folder / "versions.parquet"
        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")
        self.db.execute(
            "COPY (SELECT url, row_number() OVER (PARTITION BY url ORDER BY updated) AS number, title, updated, body"
            f" FROM read_json_auto('{source}', format = 'newline_delimited') ORDER BY url, updated)"
            f" TO '{self.path}' (FORMAT parquet, COMPRESSION zstd)"
        )

    def read(self, url, number):
        sql = f"SELECT body FROM '{self.path}' WHERE url = ? AND number = ?"
        return self.db.execute(sql, (url, number)).fetchone()[0]

    def search(self, word):
        sql = f"SELECT url, number FROM '{self.path}' WHERE contains(body, ?) LIMIT 20"
        return self.db.execute(sql, (word,)).fetchall()


class Git:
    """One file per article, one commit per version, packed by `git gc`."""

    name = "git"

    def store(self, folder, records, source):
        self.name = run("git", "--version").decode().strip()
        self.path = folder / "repository.git"
        run("git", "init", "--quiet", "--bare", str(self.path))
        importer = subprocess.Popen(
            ["git", "-C", str(self.path), "fast-import", "--quiet"], stdin=subprocess.PIPE
        )
        self.commits = {}
        with open(source, encoding="utf-8") as lines:
            for mark, (record, line) in enumerate(zip(records, lines), 1):
                body = json.loads(line)["body"].encode()
                header = f"commit refs/heads/main\nmark :{mark}\ncommitter a <a@example.org> {mark} +0000\ndata 0\n"
                importer.stdin.write(header.encode())
                importer.stdin.write(f"M 644 inline {record['article']}.txt\ndata {len(body)}\n".encode())
                importer.stdin.write(body + b"\n")
        importer.stdin.close()
        if importer.wait() != 0:
            sys.exit("git fast-import failed")
        run("git", "-C", str(self.path), "gc", "--quiet")
        self.articles = {record["url"]: record["article"] for record in records}
        for record, commit in zip(records, self.git("rev-list", "--reverse", "main").split()):
            self.commits[record["url"], record["number"]] = commit.decode()

    def git(self, *arguments):
        return run("git", "-C", str(self.path), *arguments)

    def place(self, url, number):
        return f"{self.commits[url, number]}:{self.articles[url]}.txt"

    def read(self, url, number):
        return self.git("show", self.place(url, number)).decode()

    def search(self, word):
        return self.git("log", "--format=%H", f"-S{word}", "-n", "20", "main").split()

    def diff(self, url, number):
        return self.git("diff", self.place(url, number - 1), self.place(url, number)).decode()


class Recension:
    """This program, with the index of words."""

    def __init__(self, program):
        self.program = program
        self.name = run(program, "--version").decode().strip()

    def store(self, folder, records, source):
        self.path = folder / "catalog.db"
        self.call("import", "--jobs", "1", str(source))
        self.call("search", "-n", "1", "nothing")

    def call(self, *arguments):
        return run(self.program, "--quiet", "--db", str(self.path), *arguments)

    def read(self, url, number):
        return self.call("show", url, str(number)).decode()

    def search(self, word):
        return self.call("search", "-n", "20", word).splitlines()

    def diff(self, url, number):
        return self.call("diff", url, str(number - 1), str(number)).decode()


def numbered(source):
    """The article and the version's number of each record."""
    articles, counts, records, raw, words = {}, {}, [], 0, set()
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            url = row["url"]
            article = articles.setdefault(url, len(articles) + 1)
            counts[url] = counts.get(url, 0) + 1
            records.append({"url": url, "article": article, "number": counts[url]})
            raw += len(row["body"].encode())
            if len(records) % 50 == 0:
                words.update(word for word in row["body"].lower().split()[:9] if word.isalpha())
    return records, raw, sorted(words)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("--recension", default="target/release/recension")
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    records, raw, words = numbered(options.source)
    dice = random.Random(5)
    reads = [dice.choice(records) for _ in range(options.repeats)]
    later = [record for record in records if record["number"] > 1]
    diffs = [dice.choice(later) for _ in range(options.repeats)]
    sought = [dice.choice(words) for _ in range(options.repeats)]
    print(f"{len(records)} versions, {raw / len(records):.0f} bytes of text each; milliseconds of processor time\n")
    print("| | file ÷ text | import, versions/s | read a version | search | diff |")
    print("| --- | --- | --- | --- | --- | --- |")
    for tool in (Recension(options.recension), Rows(), ZstdRows(), SqliteUtils(), DuckDb(), Git()):
        folder = Path(tempfile.mkdtemp(prefix="compare-"))
        try:
            seconds, _ = timed(lambda: tool.store(folder, records, options.source.resolve()))
            each = []
            for work in (
                lambda: [tool.read(record["url"], record["number"]) for record in reads],
                lambda: [tool.search(word) for word in sought],
                lambda: [tool.diff(record["url"], record["number"]) for record in diffs],
            ):
                cost, _ = timed(work)
                each.append(cost / options.repeats * 1000)
            share = size_of(tool.path) / raw
            cells = [tool.name, f"{share:.3f}", f"{len(records) / seconds:,.0f}", *(f"{one:.1f}" for one in each)]
            print("| " + " | ".join(cells) + " |", flush=True)
        except ImportError as error:
            print(f"| {tool.name} | not installed: {error.name} | | | | |")
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
