-- The catalog: articles, their versions, every sighting of them, and where each was read.
-- docs/schema.md explains it, column by column. Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE host (
    host_id INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE article (
    article_id INTEGER PRIMARY KEY,
    host_id    INTEGER NOT NULL REFERENCES host,
    key_hash   INTEGER NOT NULL,
    path       TEXT NOT NULL
) STRICT;

CREATE INDEX article_by_key ON article (key_hash);
CREATE INDEX article_by_host ON article (host_id);

CREATE TABLE alias (
    alias_id   INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article,
    url        TEXT NOT NULL
) STRICT;

CREATE INDEX alias_by_article ON alias (article_id);

CREATE TABLE dictionary (
    dictionary_id INTEGER PRIMARY KEY,
    length        INTEGER NOT NULL CHECK (length > 0),
    data          BLOB NOT NULL
) STRICT;

CREATE TABLE text (
    text_id       INTEGER PRIMARY KEY,
    length        INTEGER NOT NULL CHECK (length >= 0),
    base_id       INTEGER REFERENCES text CHECK (base_id < text_id),
    depth         INTEGER NOT NULL CHECK (depth BETWEEN 0 AND 15),
    dictionary_id INTEGER REFERENCES dictionary,
    CHECK ((base_id IS NULL) = (depth = 0)),
    CHECK (base_id IS NULL OR dictionary_id IS NULL)
) STRICT;

-- A text's frame, cut in pieces that pack well: piece n of text t is row (t << 20) | n.
CREATE TABLE frame (
    frame_id INTEGER PRIMARY KEY,
    data     BLOB NOT NULL
) STRICT;

-- Finds a body that is stored already, by the first eight bytes of its SHA-256.
CREATE TABLE body (
    hash    INTEGER NOT NULL,
    text_id INTEGER NOT NULL REFERENCES text,
    PRIMARY KEY (hash, text_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
    version_no          INTEGER PRIMARY KEY,
    id                  BLOB NOT NULL CHECK (length(id) = 32),
    article_id          INTEGER NOT NULL REFERENCES article,
    published           INTEGER,
    published_precision INTEGER CHECK (published_precision BETWEEN 1 AND 4),
    updated             INTEGER,
    updated_precision   INTEGER CHECK (updated_precision BETWEEN 1 AND 4),
    title               TEXT,
    byline              TEXT,
    description         TEXT,
    text_id             INTEGER REFERENCES text,
    CHECK ((published IS NULL) = (published_precision IS NULL)),
    CHECK ((updated IS NULL) = (updated_precision IS NULL))
) STRICT;

CREATE INDEX version_by_article ON version (article_id);

-- Eight bytes of an id find it; the trigger compares all of them. Half the size of a unique index.
CREATE INDEX version_by_id ON version (substr(id, 1, 8));

CREATE TRIGGER version_is_unique BEFORE INSERT ON version
WHEN EXISTS (SELECT 1 FROM version
             WHERE substr(id, 1, 8) = substr(NEW.id, 1, 8) AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the catalog has this version already'); END;

-- How a clock was read: few distinct rows, shared by all captures.
CREATE TABLE reading (
    reading_id     INTEGER PRIMARY KEY,
    source         TEXT NOT NULL,
    zone           TEXT NOT NULL CHECK (zone IN ('stated', 'assumed', 'none')),
    offset_minutes INTEGER,
    precision      TEXT NOT NULL CHECK (precision IN ('year', 'month', 'day', 'minute', 'second')),
    UNIQUE (source, zone, offset_minutes, precision)
) STRICT;

-- Names that many captures share: languages, publishers, sections.
CREATE TABLE label (
    label_id INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE import (
    import_id   INTEGER PRIMARY KEY,
    started     INTEGER NOT NULL,
    finished    INTEGER,
    program     TEXT NOT NULL,
    arguments   TEXT NOT NULL CHECK (json_valid(arguments)),
    records     INTEGER NOT NULL DEFAULT 0,
    versions    INTEGER NOT NULL DEFAULT 0,
    known       INTEGER NOT NULL DEFAULT 0,
    captures    INTEGER NOT NULL DEFAULT 0,
    articles    INTEGER NOT NULL DEFAULT 0,
    rejects     INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE input (
    input_id  INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import,
    path      TEXT NOT NULL
) STRICT;

CREATE TABLE capture (
    capture_no        INTEGER PRIMARY KEY,
    version_no        INTEGER NOT NULL REFERENCES version,
    digest            INTEGER NOT NULL,
    alias_id          INTEGER NOT NULL REFERENCES alias,
    captured          INTEGER,
    captured_reading  INTEGER REFERENCES reading,
    captured_raw      TEXT,
    published_reading INTEGER REFERENCES reading,
    published_raw     TEXT,
    updated_reading   INTEGER REFERENCES reading,
    updated_raw       TEXT,
    sequence          INTEGER,
    lang_id           INTEGER REFERENCES label,
    publisher_id      INTEGER REFERENCES label,
    section_id        INTEGER REFERENCES label,
    extra_id          INTEGER REFERENCES text DEFERRABLE INITIALLY DEFERRED,
    extra_index       INTEGER,
    payload           BLOB CHECK (payload IS NULL OR length(payload) = 32),
    input_id          INTEGER NOT NULL REFERENCES input,
    record            INTEGER,
    byte_offset       INTEGER,
    CHECK ((captured IS NULL) = (captured_reading IS NULL)),
    CHECK ((record IS NULL) <> (byte_offset IS NULL)),
    CHECK ((extra_id IS NULL) = (extra_index IS NULL))
) STRICT;

CREATE UNIQUE INDEX capture_by_version ON capture (version_no, digest);

CREATE TABLE reject (
    reject_id   INTEGER PRIMARY KEY,
    input_id    INTEGER NOT NULL REFERENCES input,
    record      INTEGER,
    byte_offset INTEGER NOT NULL,
    code        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    length      INTEGER NOT NULL,
    bytes       BLOB NOT NULL,
    digest      INTEGER NOT NULL UNIQUE
) STRICT;

-- Derived: what `list` shows and filters. One row an article, rewritten when a version or capture
-- of it arrives. Dropped and rebuilt at will; `built` is the code's version that wrote the row.
CREATE TABLE summary (
    article_id     INTEGER PRIMARY KEY REFERENCES article,
    built          INTEGER NOT NULL,
    versions       INTEGER NOT NULL,
    captures       INTEGER NOT NULL,
    latest         INTEGER NOT NULL REFERENCES version,
    first_captured INTEGER,
    last_captured  INTEGER,
    changed        INTEGER,
    silent_edits   INTEGER NOT NULL,
    returns        INTEGER NOT NULL,
    lang_id        INTEGER REFERENCES label,
    publisher_id   INTEGER REFERENCES label,
    section_id     INTEGER REFERENCES label
) STRICT;

CREATE INDEX summary_by_changed ON summary (changed);

-- What is kept is kept: rows are added, never rewritten. (An offline `optimize` that re-encodes
-- texts drops these triggers within its own transaction.)
CREATE TRIGGER host_is_kept BEFORE DELETE ON host
BEGIN SELECT RAISE(ABORT, 'append-only: hosts'); END;
CREATE TRIGGER host_is_fixed BEFORE UPDATE ON host
BEGIN SELECT RAISE(ABORT, 'append-only: hosts'); END;
CREATE TRIGGER article_is_kept BEFORE DELETE ON article
BEGIN SELECT RAISE(ABORT, 'append-only: articles'); END;
CREATE TRIGGER article_is_fixed BEFORE UPDATE ON article
BEGIN SELECT RAISE(ABORT, 'append-only: articles'); END;
CREATE TRIGGER alias_is_kept BEFORE DELETE ON alias
BEGIN SELECT RAISE(ABORT, 'append-only: aliases'); END;
CREATE TRIGGER alias_is_fixed BEFORE UPDATE ON alias
BEGIN SELECT RAISE(ABORT, 'append-only: aliases'); END;
CREATE TRIGGER dictionary_is_kept BEFORE DELETE ON dictionary
BEGIN SELECT RAISE(ABORT, 'append-only: dictionaries'); END;
CREATE TRIGGER dictionary_is_fixed BEFORE UPDATE ON dictionary
BEGIN SELECT RAISE(ABORT, 'append-only: dictionaries'); END;
CREATE TRIGGER text_is_kept BEFORE DELETE ON text
BEGIN SELECT RAISE(ABORT, 'append-only: texts'); END;
CREATE TRIGGER text_is_fixed BEFORE UPDATE ON text
BEGIN SELECT RAISE(ABORT, 'append-only: texts'); END;
CREATE TRIGGER body_is_kept BEFORE DELETE ON body
BEGIN SELECT RAISE(ABORT, 'append-only: bodies'); END;
CREATE TRIGGER body_is_fixed BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'append-only: bodies'); END;
CREATE TRIGGER frame_is_kept BEFORE DELETE ON frame
BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;
CREATE TRIGGER frame_is_fixed BEFORE UPDATE ON frame
BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;
CREATE TRIGGER version_is_kept BEFORE DELETE ON version
BEGIN SELECT RAISE(ABORT, 'append-only: versions'); END;
CREATE TRIGGER version_is_fixed BEFORE UPDATE ON version
BEGIN SELECT RAISE(ABORT, 'append-only: versions'); END;
CREATE TRIGGER reading_is_kept BEFORE DELETE ON reading
BEGIN SELECT RAISE(ABORT, 'append-only: readings'); END;
CREATE TRIGGER reading_is_fixed BEFORE UPDATE ON reading
BEGIN SELECT RAISE(ABORT, 'append-only: readings'); END;
CREATE TRIGGER label_is_kept BEFORE DELETE ON label
BEGIN SELECT RAISE(ABORT, 'append-only: labels'); END;
CREATE TRIGGER label_is_fixed BEFORE UPDATE ON label
BEGIN SELECT RAISE(ABORT, 'append-only: labels'); END;
CREATE TRIGGER capture_is_kept BEFORE DELETE ON capture
BEGIN SELECT RAISE(ABORT, 'append-only: captures'); END;
CREATE TRIGGER capture_is_fixed BEFORE UPDATE ON capture
BEGIN SELECT RAISE(ABORT, 'append-only: captures'); END;
CREATE TRIGGER input_is_kept BEFORE DELETE ON input
BEGIN SELECT RAISE(ABORT, 'append-only: inputs'); END;
CREATE TRIGGER input_is_fixed BEFORE UPDATE ON input
BEGIN SELECT RAISE(ABORT, 'append-only: inputs'); END;
CREATE TRIGGER reject_is_kept BEFORE DELETE ON reject
BEGIN SELECT RAISE(ABORT, 'append-only: rejects'); END;
CREATE TRIGGER reject_is_fixed BEFORE UPDATE ON reject
BEGIN SELECT RAISE(ABORT, 'append-only: rejects'); END;
CREATE TRIGGER import_is_kept BEFORE DELETE ON import
BEGIN SELECT RAISE(ABORT, 'append-only: imports'); END;
