-- File format 1.0: articles, their versions, the captures of each version, and where each capture
-- was read. docs/schema.md describes every column. Times are microseconds since
-- 1970-01-01T00:00:00Z, in columns whose names end in `_us`. A `digest_key` or `…_hash` is the
-- first eight bytes of a SHA-256 as a signed number: an index key, never an identity. A precision
-- is 1 year, 2 month, 3 day, 4 minute, 5 second. Names of internal tables begin with `_`. The views
-- in views.sql are the public interface.

CREATE TABLE _host (
    host_id INTEGER PRIMARY KEY CHECK (host_id > 0),
    name    TEXT NOT NULL UNIQUE
) STRICT;

-- The unique index also finds the articles of a host, and the articles whose paths share a prefix.
CREATE TABLE _article (
    article_id INTEGER PRIMARY KEY CHECK (article_id > 0),
    host_id    INTEGER NOT NULL REFERENCES _host,
    path       TEXT NOT NULL,
    UNIQUE (host_id, path)
) STRICT;

-- The unique index finds the articles of a URL, and the articles whose URLs share a prefix.
CREATE TABLE _alias (
    alias_id   INTEGER PRIMARY KEY CHECK (alias_id > 0),
    article_id INTEGER NOT NULL REFERENCES _article,
    url        TEXT NOT NULL,
    UNIQUE (url, article_id)
) STRICT;

CREATE INDEX alias_by_article ON _alias (article_id);

-- Aliases whose match key is not that of their article, because the page names another URL.
CREATE TABLE _alias_key (
    alias_id INTEGER PRIMARY KEY REFERENCES _alias,
    key_hash INTEGER NOT NULL
) STRICT;

CREATE INDEX alias_key_by_hash ON _alias_key (key_hash);

CREATE TABLE _dictionary (
    dictionary_id INTEGER PRIMARY KEY CHECK (dictionary_id > 0),
    length        INTEGER NOT NULL CHECK (length > 0),
    data          BLOB NOT NULL
) STRICT;

CREATE TABLE _text (
    text_id       INTEGER PRIMARY KEY,
    length        INTEGER NOT NULL CHECK (length >= 0),
    base_id       INTEGER REFERENCES _text CHECK (base_id < text_id),
    depth         INTEGER NOT NULL CHECK (depth BETWEEN 0 AND 15),
    dictionary_id INTEGER REFERENCES _dictionary,
    CHECK ((base_id IS NULL) = (depth = 0)),
    CHECK (base_id IS NULL OR dictionary_id IS NULL)
) STRICT;

-- The frame of each text, cut into pieces that fill the file's pages. Piece n of text t is row
-- (t << 20) | n.
CREATE TABLE _frame (
    frame_id INTEGER PRIMARY KEY,
    data     BLOB NOT NULL
) STRICT;

-- Finds a stored body by the first eight bytes of its SHA-256.
CREATE TABLE _body (
    digest_key INTEGER NOT NULL,
    text_id    INTEGER NOT NULL REFERENCES _text,
    PRIMARY KEY (digest_key, text_id)
) STRICT, WITHOUT ROWID;

-- Precision 4 is an instant here: an id does not distinguish minutes from seconds. The reading of a
-- capture does.
CREATE TABLE _version (
    version_no          INTEGER PRIMARY KEY CHECK (version_no > 0),
    id                  BLOB NOT NULL CHECK (length(id) = 32),
    article_id          INTEGER NOT NULL REFERENCES _article,
    published_us        INTEGER,
    published_precision INTEGER CHECK (published_precision BETWEEN 1 AND 4),
    updated_us          INTEGER,
    updated_precision   INTEGER CHECK (updated_precision BETWEEN 1 AND 4),
    title               TEXT,
    byline              TEXT,
    description         TEXT,
    text_id             INTEGER REFERENCES _text,
    CHECK ((published_us IS NULL) = (published_precision IS NULL)),
    CHECK ((updated_us IS NULL) = (updated_precision IS NULL))
) STRICT;

CREATE INDEX version_by_article ON _version (article_id);

-- Indexes the first eight bytes of each id, which takes half the space of a unique index. The
-- trigger `version_is_new` compares whole ids.
CREATE INDEX version_by_id ON _version (substr(id, 1, 8));

-- How a timestamp was read. There are few distinct rows, which all captures share, and so no index:
-- the trigger `reading_is_new` scans the table for an equal row.
CREATE TABLE _reading (
    reading_id     INTEGER PRIMARY KEY CHECK (reading_id > 0),
    source         TEXT NOT NULL,
    zone           TEXT NOT NULL CHECK (zone IN ('stated', 'assumed', 'none')),
    offset_minutes INTEGER,
    precision      INTEGER NOT NULL CHECK (precision BETWEEN 1 AND 5)
) STRICT;

-- Names that many captures share: languages, publishers, sections, and how pages were read.
CREATE TABLE _label (
    label_id INTEGER PRIMARY KEY CHECK (label_id > 0),
    name     TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE _import (
    import_id   INTEGER PRIMARY KEY CHECK (import_id > 0),
    started_us  INTEGER NOT NULL,
    finished_us INTEGER,
    program     TEXT NOT NULL,
    arguments   TEXT NOT NULL CHECK (json_valid(arguments)),
    records     INTEGER NOT NULL DEFAULT 0,
    versions    INTEGER NOT NULL DEFAULT 0,
    known       INTEGER NOT NULL DEFAULT 0,
    captures    INTEGER NOT NULL DEFAULT 0,
    articles    INTEGER NOT NULL DEFAULT 0,
    rejects     INTEGER NOT NULL DEFAULT 0,
    waiting     INTEGER NOT NULL DEFAULT 0,
    redirects   INTEGER NOT NULL DEFAULT 0,
    looks       INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE _input (
    input_id  INTEGER PRIMARY KEY CHECK (input_id > 0),
    import_id INTEGER NOT NULL REFERENCES _import,
    path      TEXT NOT NULL
) STRICT;

CREATE INDEX input_by_import ON _input (import_id);

CREATE TABLE _capture (
    capture_no        INTEGER PRIMARY KEY CHECK (capture_no > 0),
    version_no        INTEGER NOT NULL REFERENCES _version,
    digest_key        INTEGER NOT NULL,
    -- The kind of text: 1 page, 2 conversion, 3 feed entry, 4 sitemap entry.
    kind              INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    alias_id          INTEGER NOT NULL REFERENCES _alias,
    captured_us       INTEGER,
    captured_reading  INTEGER REFERENCES _reading,
    captured_raw      TEXT,
    published_reading INTEGER REFERENCES _reading,
    published_raw     TEXT,
    updated_reading   INTEGER REFERENCES _reading,
    updated_raw       TEXT,
    sequence          INTEGER,
    lang_id           INTEGER REFERENCES _label,
    publisher_id      INTEGER REFERENCES _label,
    section_id        INTEGER REFERENCES _label,
    -- For a page: the version of the extractor and the method that found the text.
    extracted_by_id   INTEGER REFERENCES _label,
    extra_id          INTEGER REFERENCES _text,
    extra_index       INTEGER,
    payload_sha256    BLOB CHECK (payload_sha256 IS NULL OR length(payload_sha256) = 32),
    input_id          INTEGER NOT NULL REFERENCES _input,
    record            INTEGER,
    byte_offset       INTEGER,
    -- Names by which later records of a web archive refer to this capture: 16 bytes each,
    -- ascending, the first half of a SHA-256 over the payload's digest, the URL and second, or the
    -- record's name.
    handles           BLOB CHECK (handles <> x'' AND length(handles) % 16 = 0),
    -- Whether the page itself states the URL of its article.
    names_itself      INTEGER CHECK (names_itself IN (0, 1)),
    CHECK ((handles IS NULL) = (names_itself IS NULL)),
    CHECK ((captured_us IS NULL) = (captured_reading IS NULL)),
    CHECK ((record IS NULL) <> (byte_offset IS NULL)),
    CHECK ((extra_id IS NULL) = (extra_index IS NULL))
) STRICT;

CREATE UNIQUE INDEX capture_by_version ON _capture (version_no, digest_key);
CREATE INDEX capture_by_time ON _capture (captured_us);
CREATE INDEX capture_by_input ON _capture (input_id);

CREATE TABLE _reject (
    reject_id   INTEGER PRIMARY KEY CHECK (reject_id > 0),
    input_id    INTEGER NOT NULL REFERENCES _input,
    record      INTEGER,
    byte_offset INTEGER NOT NULL,
    code        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    length      INTEGER NOT NULL,
    bytes       BLOB NOT NULL,
    digest_key  INTEGER NOT NULL UNIQUE
) STRICT;

-- Web archives: handles, revisits that wait for their page, and redirects.

-- Handles that a capture gained after it was stored: it was imported again in a way that gave them.
CREATE TABLE _late_handles (
    late_handles_id INTEGER PRIMARY KEY CHECK (late_handles_id > 0),
    capture_no      INTEGER NOT NULL REFERENCES _capture,
    handles         BLOB NOT NULL CHECK (handles <> x'' AND length(handles) % 16 = 0),
    names_itself    INTEGER NOT NULL CHECK (names_itself IN (0, 1)),
    input_id        INTEGER NOT NULL REFERENCES _input,
    record          INTEGER,
    byte_offset     INTEGER,
    CHECK ((record IS NULL) <> (byte_offset IS NULL))
) STRICT;

CREATE INDEX late_handles_by_capture ON _late_handles (capture_no);

-- Further locations of a capture, which was imported again from an input that comes before those
-- known: by path, then by the start of the import. The first of all orders texts without times, so
-- that their order does not depend on which input was imported first.
CREATE TABLE _late_location (
    late_location_id INTEGER PRIMARY KEY CHECK (late_location_id > 0),
    capture_no       INTEGER NOT NULL REFERENCES _capture,
    input_id         INTEGER NOT NULL REFERENCES _input,
    record           INTEGER,
    byte_offset      INTEGER,
    CHECK ((record IS NULL) <> (byte_offset IS NULL))
) STRICT;

CREATE INDEX late_location_by_capture ON _late_location (capture_no);

-- Pages as they were captured, if an import keeps them. `sha256` is the `payload_sha256` of the page's
-- captures. The text is the page itself if it is UTF-8; otherwise each of its bytes is a character
-- (`latin1`). It is NULL after a redaction. `media` is 1 HTML, 2 plain text.
CREATE TABLE _page (
    page_no      INTEGER PRIMARY KEY CHECK (page_no > 0),
    sha256       BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    media        INTEGER NOT NULL CHECK (media IN (1, 2)),
    content_type TEXT,
    latin1       INTEGER NOT NULL CHECK (latin1 IN (0, 1)),
    text_id      INTEGER REFERENCES _text
) STRICT;

-- Finds a capture by the first eight bytes of one of its handles, early or late.
CREATE TABLE _handle (
    handle_key INTEGER NOT NULL,
    capture_no INTEGER NOT NULL REFERENCES _capture,
    PRIMARY KEY (handle_key, capture_no)
) STRICT, WITHOUT ROWID;

-- Revisits that wait for the page that they refer to. This is a queue: when the page is imported, a
-- capture replaces the row. `names` are the handles by which other records refer to the revisit, 16
-- bytes each.
CREATE TABLE _waiting (
    digest_key       INTEGER PRIMARY KEY,
    url              TEXT NOT NULL,
    captured_us      INTEGER,
    captured_reading INTEGER REFERENCES _reading,
    captured_raw     TEXT,
    record_id        TEXT,
    names            BLOB NOT NULL,
    input_id         INTEGER NOT NULL REFERENCES _input,
    byte_offset      INTEGER NOT NULL,
    -- Eight bytes of a SHA-256 over the whole row: rows of a queue have no log entry.
    row_key          INTEGER NOT NULL,
    CHECK ((captured_us IS NULL) = (captured_reading IS NULL))
) STRICT;

CREATE TABLE _waiting_for (
    handle     BLOB NOT NULL CHECK (length(handle) = 16),
    digest_key INTEGER NOT NULL REFERENCES _waiting,
    PRIMARY KEY (handle, digest_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX waiting_for_by_revisit ON _waiting_for (digest_key);

-- Captures of redirects. Each hash is of the URL's match key: an index key, never an identity.
CREATE TABLE _redirect (
    redirect_id INTEGER PRIMARY KEY CHECK (redirect_id > 0),
    digest_key  INTEGER NOT NULL UNIQUE,
    url         TEXT NOT NULL,
    url_hash    INTEGER NOT NULL,
    target      TEXT NOT NULL,
    target_hash INTEGER NOT NULL,
    captured_us INTEGER,
    input_id    INTEGER NOT NULL REFERENCES _input,
    byte_offset INTEGER NOT NULL
) STRICT;

CREATE INDEX redirect_by_url ON _redirect (url_hash);
CREATE INDEX redirect_by_target ON _redirect (target_hash);

-- Looks: requests that did not return a page, and why. A look is neither a version nor a deletion.
-- It belongs to every article that has a URL with its match key, whichever is imported first. The
-- unique index finds the looks at a URL.
CREATE TABLE _look (
    look_id      INTEGER PRIMARY KEY CHECK (look_id > 0),
    digest_key   INTEGER NOT NULL,
    url          TEXT NOT NULL,
    url_hash     INTEGER NOT NULL,
    at_us        INTEGER NOT NULL,
    at_precision INTEGER NOT NULL CHECK (at_precision BETWEEN 1 AND 5),
    reason       TEXT NOT NULL,
    status       INTEGER CHECK (status BETWEEN 0 AND 65535),
    input_id     INTEGER NOT NULL REFERENCES _input,
    byte_offset  INTEGER NOT NULL,
    UNIQUE (url_hash, digest_key)
) STRICT;

-- The log: a Merkle tree (RFC 9162) over everything that was imported and over the journal of
-- operations.

-- The journal: operations on the catalog, with the event names of PREMIS. Each event is an entry of
-- the log. The size of the log before it is its index there. The root before it chains it to all
-- earlier entries.
CREATE TABLE _event (
    event_id INTEGER PRIMARY KEY CHECK (event_id > 0),
    at_us    INTEGER NOT NULL,
    name     TEXT NOT NULL,
    agent    TEXT NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('success', 'warning', 'fail')),
    detail   TEXT NOT NULL CHECK (json_valid(detail)),
    log_size INTEGER NOT NULL CHECK (log_size >= 0),
    log_root BLOB NOT NULL CHECK (length(log_root) = 32)
) STRICT;

-- Maps entries to rows: the `length` entries from `first_entry` on are the rows from `first_row` on
-- in the table of the kind (1 capture, 2 redirect, 3 reject, 4 event, 5 late handles, 6 late
-- location, 7 page, 8 look).
CREATE TABLE _log_run (
    first_entry INTEGER PRIMARY KEY CHECK (first_entry >= 0),
    kind        INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 8),
    first_row   INTEGER NOT NULL,
    length      INTEGER NOT NULL CHECK (length > 0)
) STRICT;

-- The roots of the perfect subtrees of 256 entries. Nodes below them are computed from the rows.
CREATE TABLE _log_tile (
    tile_no INTEGER PRIMARY KEY CHECK (tile_no >= 0),
    root    BLOB NOT NULL CHECK (length(root) = 32)
) STRICT;

-- The number of entries and the right edge of the tree: the roots of its perfect subtrees, largest
-- first. This is the only row of the log that is updated.
CREATE TABLE _log_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    edge BLOB NOT NULL
) STRICT;

INSERT INTO _log_head (one, size, edge) VALUES (1, 0, x'');

-- Findings that somebody has reviewed. The findings of an audit are computed; only acknowledgements
-- are stored.
CREATE TABLE _acknowledgement (
    acknowledgement_id INTEGER PRIMARY KEY CHECK (acknowledgement_id > 0),
    finding_id         BLOB NOT NULL CHECK (length(finding_id) = 8),
    rule               TEXT NOT NULL,
    article_id         INTEGER NOT NULL REFERENCES _article,
    at_us              INTEGER NOT NULL,
    who                TEXT NOT NULL,
    note               TEXT NOT NULL
) STRICT;

-- Versions whose text was deleted. Their ids, times, captures and log entries are kept.
CREATE TABLE _redaction (
    version_no  INTEGER PRIMARY KEY REFERENCES _version,
    at_us       INTEGER NOT NULL,
    who         TEXT NOT NULL,
    reason      TEXT NOT NULL,
    body_sha256 BLOB CHECK (body_sha256 IS NULL OR length(body_sha256) = 32)
) STRICT;

-- The full digest of a capture of such a version, if parts of the capture were deleted: its log
-- entry can no longer be computed from the row.
CREATE TABLE _redacted_capture (
    capture_no INTEGER PRIMARY KEY REFERENCES _capture,
    digest     BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- Derived tables: updated when a version or capture is added. They can be rebuilt at any time.

-- The version of the code that built the derived tables, or 0 if they are not built. There is one
-- row, because they are written together. `words` is the same for the word index; it is negative
-- while the index is being built.
CREATE TABLE _derived (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    built     INTEGER NOT NULL,
    words     INTEGER NOT NULL,
    -- The running number of the last document of the word index.
    word_docs INTEGER NOT NULL CHECK (word_docs >= 0)
) STRICT;

INSERT INTO _derived (one, built, words, word_docs) VALUES (1, 0, 0, 0);

-- The timeline of each article, one row per state: when it was first and last seen, when it took
-- effect and, from `before_no` on, what it changed (NULL if it changed nothing or is the first
-- state of its kind of text). See docs/timeline.md.
CREATE TABLE _state (
    article_id       INTEGER NOT NULL REFERENCES _article,
    state            INTEGER NOT NULL CHECK (state > 0),
    version_no       INTEGER NOT NULL REFERENCES _version,
    ordinal          INTEGER NOT NULL CHECK (ordinal > 0),
    kind             INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    first_seen_us    INTEGER,
    last_seen_us     INTEGER,
    captures         INTEGER NOT NULL,
    weak             INTEGER NOT NULL CHECK (weak IN (0, 1)),
    order_basis      INTEGER NOT NULL CHECK (order_basis BETWEEN 0 AND 5),
    claim_fit        INTEGER NOT NULL CHECK (claim_fit BETWEEN 0 AND 6),
    at_us            INTEGER,
    -- 1 if `at_us` is only a year, 2 a month, 3 a day; NULL if it is an instant.
    at_precision     INTEGER CHECK (at_precision BETWEEN 1 AND 3),
    earliest_us      INTEGER,
    latest_us        INTEGER,
    returns_to       INTEGER,
    before_no        INTEGER REFERENCES _version,
    before_state     INTEGER,
    composed         INTEGER CHECK (composed IN (0, 1)),
    silent           INTEGER CHECK (silent IN (0, 1)),
    url_moved        INTEGER CHECK (url_moved IN (0, 1)),
    after_redacted   INTEGER CHECK (after_redacted >= 0),
    body             INTEGER CHECK (body BETWEEN 0 AND 2),
    coarse           INTEGER CHECK (coarse IN (0, 1)),
    noise            INTEGER CHECK (noise IN (0, 1)),
    read_differently INTEGER CHECK (read_differently IN (0, 1)),
    fields           INTEGER,
    field_classes    INTEGER,
    words_added      INTEGER,
    words_removed    INTEGER,
    layout           INTEGER,
    added            INTEGER,
    added_classes    INTEGER,
    removed          INTEGER,
    removed_classes  INTEGER,
    edited           INTEGER,
    edited_classes   INTEGER,
    moved            INTEGER,
    moved_classes    INTEGER,
    split            INTEGER,
    split_classes    INTEGER,
    merged           INTEGER,
    merged_classes   INTEGER,
    format           INTEGER,
    format_classes   INTEGER,
    PRIMARY KEY (article_id, state),
    -- Without `before_no` there is no change to describe.
    CHECK (before_no IS NOT NULL OR coalesce(
        before_state, composed, silent, url_moved, after_redacted, body, coarse, noise, read_differently, fields, field_classes,
        words_added, words_removed, layout, added, added_classes, removed, removed_classes, edited,
        edited_classes, moved, moved_classes, split, split_classes, merged, merged_classes, format,
        format_classes) IS NULL)
) STRICT, WITHOUT ROWID;

-- Finds changes by time.
CREATE INDEX change_by_time ON _state (at_us) WHERE before_no IS NOT NULL;

-- Finds changes by the column `at` of the view `changes`, which is this expression.
CREATE INDEX change_by_text ON _state (
    substr(strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000 - (at_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (at_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE at_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 99 END)
) WHERE before_no IS NOT NULL;

-- What `list` shows and filters by, one row per article. One index, ordered by the latest change,
-- answers every filter without reading the versions.
CREATE TABLE _summary (
    article_id        INTEGER PRIMARY KEY REFERENCES _article,
    host_id           INTEGER NOT NULL REFERENCES _host,
    versions          INTEGER NOT NULL,
    captures          INTEGER NOT NULL,
    latest            INTEGER NOT NULL REFERENCES _version,
    published_us      INTEGER,
    updated_us        INTEGER,
    first_captured_us INTEGER,
    last_captured_us  INTEGER,
    changed_us        INTEGER,
    -- As `_state.at_precision`.
    changed_precision INTEGER CHECK (changed_precision BETWEEN 1 AND 3),
    silent_edits      INTEGER NOT NULL,
    returns           INTEGER NOT NULL,
    words_changed     INTEGER NOT NULL,
    classes           INTEGER NOT NULL,
    lang_id           INTEGER REFERENCES _label,
    publisher_id      INTEGER REFERENCES _label,
    section_id        INTEGER REFERENCES _label,
    heading           INTEGER NOT NULL
) STRICT;

CREATE INDEX summary_by_changed ON _summary (
    changed_us, article_id, classes, versions, words_changed, host_id, silent_edits, returns, lang_id,
    publisher_id, section_id, published_us, updated_us, first_captured_us, last_captured_us
);

-- A trigram index of titles, bylines and URLs. A document is an article. It only grows: inserting
-- it again under its number adds to it. The index gives candidates, which are then checked in the
-- texts.
CREATE VIRTUAL TABLE _heading USING fts5(
    text, content = '', columnsize = 0, detail = none, tokenize = 'trigram'
);

-- The word index: segments, each of documents and of lists of the terms that they have. A document
-- is a change, or the first text of a kind. A segment is the blocks from `first_block` on: first
-- those of its documents, newest first, then those of its lists, in the order of the terms. There
-- are no positions and no texts: phrases are checked in the texts. The first search builds it.
-- docs/schema.md describes the bytes of a block.
CREATE TABLE _word_segment (
    first_block INTEGER PRIMARY KEY CHECK (first_block > 0),
    doc_blocks  INTEGER NOT NULL CHECK (doc_blocks > 0),
    term_blocks INTEGER NOT NULL CHECK (term_blocks > 0),
    docs        INTEGER NOT NULL CHECK (docs > 0)
) STRICT;

CREATE TABLE _word_block (
    block_id INTEGER PRIMARY KEY,
    data     BLOB NOT NULL
) STRICT;

-- The current document of each change. A replaced document stays in its segment until that is merged
-- with others, and its number is not used again. Numbers are in order of time: days since the year 1,
-- then a running number of 27 bits. `before_no` is 0 if no version precedes.
CREATE TABLE _word_doc (
    version_no INTEGER NOT NULL REFERENCES _version,
    before_no  INTEGER NOT NULL,
    doc        INTEGER NOT NULL,
    PRIMARY KEY (version_no, before_no)
) STRICT, WITHOUT ROWID;

-- Append-only: rows are added, never updated or deleted. Three triggers guard each permanent table.
-- `…_is_new` refuses a row if one of its keys exists, because `INSERT OR REPLACE` would delete the
-- older row without running a delete trigger. (A key that SQLite has yet to assign is -1 there.)
-- `optimize` writes a new file, and creates its triggers after its rows.

CREATE TRIGGER host_is_new BEFORE INSERT ON _host
WHEN (NEW.host_id > 0 AND EXISTS (SELECT 1 FROM _host WHERE host_id = NEW.host_id))
    OR EXISTS (SELECT 1 FROM _host WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'append-only: hosts'); END;
CREATE TRIGGER host_is_fixed BEFORE UPDATE ON _host
BEGIN SELECT RAISE(ABORT, 'append-only: hosts'); END;
CREATE TRIGGER host_is_kept BEFORE DELETE ON _host
BEGIN SELECT RAISE(ABORT, 'append-only: hosts'); END;

CREATE TRIGGER article_is_new BEFORE INSERT ON _article
WHEN (NEW.article_id > 0 AND EXISTS (SELECT 1 FROM _article WHERE article_id = NEW.article_id))
    OR EXISTS (SELECT 1 FROM _article WHERE host_id = NEW.host_id AND path = NEW.path)
BEGIN SELECT RAISE(ABORT, 'append-only: articles'); END;
CREATE TRIGGER article_is_fixed BEFORE UPDATE ON _article
BEGIN SELECT RAISE(ABORT, 'append-only: articles'); END;
CREATE TRIGGER article_is_kept BEFORE DELETE ON _article
BEGIN SELECT RAISE(ABORT, 'append-only: articles'); END;

CREATE TRIGGER alias_is_new BEFORE INSERT ON _alias
WHEN (NEW.alias_id > 0 AND EXISTS (SELECT 1 FROM _alias WHERE alias_id = NEW.alias_id))
    OR EXISTS (SELECT 1 FROM _alias WHERE url = NEW.url AND article_id = NEW.article_id)
BEGIN SELECT RAISE(ABORT, 'append-only: aliases'); END;
CREATE TRIGGER alias_is_fixed BEFORE UPDATE ON _alias
BEGIN SELECT RAISE(ABORT, 'append-only: aliases'); END;
CREATE TRIGGER alias_is_kept BEFORE DELETE ON _alias
BEGIN SELECT RAISE(ABORT, 'append-only: aliases'); END;

CREATE TRIGGER alias_key_is_new BEFORE INSERT ON _alias_key
WHEN EXISTS (SELECT 1 FROM _alias_key WHERE alias_id = NEW.alias_id)
BEGIN SELECT RAISE(ABORT, 'append-only: keys of aliases'); END;
CREATE TRIGGER alias_key_is_fixed BEFORE UPDATE ON _alias_key
BEGIN SELECT RAISE(ABORT, 'append-only: keys of aliases'); END;
CREATE TRIGGER alias_key_is_kept BEFORE DELETE ON _alias_key
BEGIN SELECT RAISE(ABORT, 'append-only: keys of aliases'); END;

CREATE TRIGGER dictionary_is_new BEFORE INSERT ON _dictionary
WHEN (NEW.dictionary_id > 0 AND EXISTS (SELECT 1 FROM _dictionary WHERE dictionary_id = NEW.dictionary_id))
BEGIN SELECT RAISE(ABORT, 'append-only: dictionaries'); END;
CREATE TRIGGER dictionary_is_fixed BEFORE UPDATE ON _dictionary
BEGIN SELECT RAISE(ABORT, 'append-only: dictionaries'); END;
CREATE TRIGGER dictionary_is_kept BEFORE DELETE ON _dictionary
BEGIN SELECT RAISE(ABORT, 'append-only: dictionaries'); END;

CREATE TRIGGER text_is_new BEFORE INSERT ON _text
WHEN EXISTS (SELECT 1 FROM _text WHERE text_id = NEW.text_id)
BEGIN SELECT RAISE(ABORT, 'append-only: texts'); END;
CREATE TRIGGER text_is_fixed BEFORE UPDATE ON _text
BEGIN SELECT RAISE(ABORT, 'append-only: texts'); END;
CREATE TRIGGER text_is_kept BEFORE DELETE ON _text
BEGIN SELECT RAISE(ABORT, 'append-only: texts'); END;

CREATE TRIGGER frame_is_new BEFORE INSERT ON _frame
WHEN EXISTS (SELECT 1 FROM _frame WHERE frame_id = NEW.frame_id)
BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;
CREATE TRIGGER frame_is_fixed BEFORE UPDATE ON _frame
BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;
CREATE TRIGGER frame_is_kept BEFORE DELETE ON _frame
BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;

CREATE TRIGGER body_is_new BEFORE INSERT ON _body
WHEN EXISTS (SELECT 1 FROM _body WHERE digest_key = NEW.digest_key AND text_id = NEW.text_id)
BEGIN SELECT RAISE(ABORT, 'append-only: bodies'); END;
CREATE TRIGGER body_is_fixed BEFORE UPDATE ON _body
BEGIN SELECT RAISE(ABORT, 'append-only: bodies'); END;
CREATE TRIGGER body_is_kept BEFORE DELETE ON _body
BEGIN SELECT RAISE(ABORT, 'append-only: bodies'); END;

CREATE TRIGGER version_is_new BEFORE INSERT ON _version
WHEN (NEW.version_no > 0 AND EXISTS (SELECT 1 FROM _version WHERE version_no = NEW.version_no))
    OR EXISTS (SELECT 1 FROM _version
                WHERE substr(id, 1, 8) = substr(NEW.id, 1, 8) AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only: versions'); END;
CREATE TRIGGER version_is_fixed BEFORE UPDATE ON _version
BEGIN SELECT RAISE(ABORT, 'append-only: versions'); END;
CREATE TRIGGER version_is_kept BEFORE DELETE ON _version
BEGIN SELECT RAISE(ABORT, 'append-only: versions'); END;

CREATE TRIGGER reading_is_new BEFORE INSERT ON _reading
WHEN (NEW.reading_id > 0 AND EXISTS (SELECT 1 FROM _reading WHERE reading_id = NEW.reading_id))
    OR EXISTS (SELECT 1 FROM _reading
                WHERE source = NEW.source AND zone = NEW.zone
                  AND offset_minutes IS NEW.offset_minutes AND precision = NEW.precision)
BEGIN SELECT RAISE(ABORT, 'append-only: readings'); END;
CREATE TRIGGER reading_is_fixed BEFORE UPDATE ON _reading
BEGIN SELECT RAISE(ABORT, 'append-only: readings'); END;
CREATE TRIGGER reading_is_kept BEFORE DELETE ON _reading
BEGIN SELECT RAISE(ABORT, 'append-only: readings'); END;

CREATE TRIGGER label_is_new BEFORE INSERT ON _label
WHEN (NEW.label_id > 0 AND EXISTS (SELECT 1 FROM _label WHERE label_id = NEW.label_id))
    OR EXISTS (SELECT 1 FROM _label WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'append-only: labels'); END;
CREATE TRIGGER label_is_fixed BEFORE UPDATE ON _label
BEGIN SELECT RAISE(ABORT, 'append-only: labels'); END;
CREATE TRIGGER label_is_kept BEFORE DELETE ON _label
BEGIN SELECT RAISE(ABORT, 'append-only: labels'); END;

CREATE TRIGGER import_is_new BEFORE INSERT ON _import
WHEN (NEW.import_id > 0 AND EXISTS (SELECT 1 FROM _import WHERE import_id = NEW.import_id))
BEGIN SELECT RAISE(ABORT, 'append-only: imports'); END;
CREATE TRIGGER import_only_counts BEFORE UPDATE ON _import
WHEN NEW.import_id <> OLD.import_id OR NEW.started_us <> OLD.started_us
    OR NEW.program <> OLD.program OR NEW.arguments <> OLD.arguments
    OR (NEW.finished_us IS NULL AND OLD.finished_us IS NOT NULL)
    OR NEW.finished_us < OLD.finished_us
    OR NEW.records < OLD.records OR NEW.versions < OLD.versions OR NEW.known < OLD.known
    OR NEW.captures < OLD.captures OR NEW.articles < OLD.articles OR NEW.rejects < OLD.rejects
    OR NEW.waiting < OLD.waiting OR NEW.redirects < OLD.redirects
    OR NEW.looks < OLD.looks OR NEW.bytes < OLD.bytes
BEGIN SELECT RAISE(ABORT, 'append-only: imports'); END;
CREATE TRIGGER import_is_kept BEFORE DELETE ON _import
BEGIN SELECT RAISE(ABORT, 'append-only: imports'); END;

CREATE TRIGGER input_is_new BEFORE INSERT ON _input
WHEN (NEW.input_id > 0 AND EXISTS (SELECT 1 FROM _input WHERE input_id = NEW.input_id))
BEGIN SELECT RAISE(ABORT, 'append-only: inputs'); END;
CREATE TRIGGER input_is_fixed BEFORE UPDATE ON _input
BEGIN SELECT RAISE(ABORT, 'append-only: inputs'); END;
CREATE TRIGGER input_is_kept BEFORE DELETE ON _input
BEGIN SELECT RAISE(ABORT, 'append-only: inputs'); END;

CREATE TRIGGER capture_is_new BEFORE INSERT ON _capture
WHEN (NEW.capture_no > 0 AND EXISTS (SELECT 1 FROM _capture WHERE capture_no = NEW.capture_no))
    OR EXISTS (SELECT 1 FROM _capture
                WHERE version_no = NEW.version_no AND digest_key = NEW.digest_key)
BEGIN SELECT RAISE(ABORT, 'append-only: captures'); END;
CREATE TRIGGER capture_is_fixed BEFORE UPDATE ON _capture
BEGIN SELECT RAISE(ABORT, 'append-only: captures'); END;
CREATE TRIGGER capture_is_kept BEFORE DELETE ON _capture
BEGIN SELECT RAISE(ABORT, 'append-only: captures'); END;

CREATE TRIGGER reject_is_new BEFORE INSERT ON _reject
WHEN (NEW.reject_id > 0 AND EXISTS (SELECT 1 FROM _reject WHERE reject_id = NEW.reject_id))
    OR EXISTS (SELECT 1 FROM _reject WHERE digest_key = NEW.digest_key)
BEGIN SELECT RAISE(ABORT, 'append-only: rejects'); END;
CREATE TRIGGER reject_is_fixed BEFORE UPDATE ON _reject
BEGIN SELECT RAISE(ABORT, 'append-only: rejects'); END;
CREATE TRIGGER reject_is_kept BEFORE DELETE ON _reject
BEGIN SELECT RAISE(ABORT, 'append-only: rejects'); END;

CREATE TRIGGER late_handles_is_new BEFORE INSERT ON _late_handles
WHEN NEW.late_handles_id > 0
    AND EXISTS (SELECT 1 FROM _late_handles WHERE late_handles_id = NEW.late_handles_id)
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER late_handles_is_fixed BEFORE UPDATE ON _late_handles
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER late_handles_is_kept BEFORE DELETE ON _late_handles
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;

CREATE TRIGGER late_location_is_new BEFORE INSERT ON _late_location
WHEN NEW.late_location_id > 0
    AND EXISTS (SELECT 1 FROM _late_location WHERE late_location_id = NEW.late_location_id)
BEGIN SELECT RAISE(ABORT, 'append-only: locations'); END;
CREATE TRIGGER late_location_is_fixed BEFORE UPDATE ON _late_location
BEGIN SELECT RAISE(ABORT, 'append-only: locations'); END;
CREATE TRIGGER late_location_is_kept BEFORE DELETE ON _late_location
BEGIN SELECT RAISE(ABORT, 'append-only: locations'); END;

CREATE TRIGGER page_is_new BEFORE INSERT ON _page
WHEN (NEW.page_no > 0 AND EXISTS (SELECT 1 FROM _page WHERE page_no = NEW.page_no))
    OR EXISTS (SELECT 1 FROM _page WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'append-only: pages'); END;
CREATE TRIGGER page_is_fixed BEFORE UPDATE ON _page
BEGIN SELECT RAISE(ABORT, 'append-only: pages'); END;
CREATE TRIGGER page_is_kept BEFORE DELETE ON _page
BEGIN SELECT RAISE(ABORT, 'append-only: pages'); END;

CREATE TRIGGER handle_is_new BEFORE INSERT ON _handle
WHEN EXISTS (SELECT 1 FROM _handle WHERE handle_key = NEW.handle_key AND capture_no = NEW.capture_no)
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER handle_is_fixed BEFORE UPDATE ON _handle
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER handle_is_kept BEFORE DELETE ON _handle
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;

CREATE TRIGGER redirect_is_new BEFORE INSERT ON _redirect
WHEN (NEW.redirect_id > 0 AND EXISTS (SELECT 1 FROM _redirect WHERE redirect_id = NEW.redirect_id))
    OR EXISTS (SELECT 1 FROM _redirect WHERE digest_key = NEW.digest_key)
BEGIN SELECT RAISE(ABORT, 'append-only: redirects'); END;
CREATE TRIGGER redirect_is_fixed BEFORE UPDATE ON _redirect
BEGIN SELECT RAISE(ABORT, 'append-only: redirects'); END;
CREATE TRIGGER redirect_is_kept BEFORE DELETE ON _redirect
BEGIN SELECT RAISE(ABORT, 'append-only: redirects'); END;

CREATE TRIGGER look_is_new BEFORE INSERT ON _look
WHEN (NEW.look_id > 0 AND EXISTS (SELECT 1 FROM _look WHERE look_id = NEW.look_id))
    OR EXISTS (SELECT 1 FROM _look WHERE url_hash = NEW.url_hash AND digest_key = NEW.digest_key)
BEGIN SELECT RAISE(ABORT, 'append-only: looks'); END;
CREATE TRIGGER look_is_fixed BEFORE UPDATE ON _look
BEGIN SELECT RAISE(ABORT, 'append-only: looks'); END;
CREATE TRIGGER look_is_kept BEFORE DELETE ON _look
BEGIN SELECT RAISE(ABORT, 'append-only: looks'); END;

CREATE TRIGGER event_is_new BEFORE INSERT ON _event
WHEN (NEW.event_id > 0 AND EXISTS (SELECT 1 FROM _event WHERE event_id = NEW.event_id))
    OR NEW.log_size <= (SELECT log_size FROM _event ORDER BY event_id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON _event
BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON _event
BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;

CREATE TRIGGER log_run_is_new BEFORE INSERT ON _log_run
WHEN EXISTS (SELECT 1 FROM _log_run WHERE first_entry = NEW.first_entry)
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_run_is_fixed BEFORE UPDATE ON _log_run
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_run_is_kept BEFORE DELETE ON _log_run
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;

CREATE TRIGGER log_tile_is_new BEFORE INSERT ON _log_tile
WHEN EXISTS (SELECT 1 FROM _log_tile WHERE tile_no = NEW.tile_no)
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_tile_is_fixed BEFORE UPDATE ON _log_tile
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_tile_is_kept BEFORE DELETE ON _log_tile
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;

CREATE TRIGGER log_head_is_new BEFORE INSERT ON _log_head
WHEN EXISTS (SELECT 1 FROM _log_head WHERE one = NEW.one)
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_head_grows BEFORE UPDATE ON _log_head WHEN NEW.size <= OLD.size
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_head_is_kept BEFORE DELETE ON _log_head
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;

CREATE TRIGGER acknowledgement_is_new BEFORE INSERT ON _acknowledgement
WHEN NEW.acknowledgement_id > 0 AND EXISTS
    (SELECT 1 FROM _acknowledgement WHERE acknowledgement_id = NEW.acknowledgement_id)
BEGIN SELECT RAISE(ABORT, 'append-only: acknowledgements'); END;
CREATE TRIGGER acknowledgement_is_fixed BEFORE UPDATE ON _acknowledgement
BEGIN SELECT RAISE(ABORT, 'append-only: acknowledgements'); END;
CREATE TRIGGER acknowledgement_is_kept BEFORE DELETE ON _acknowledgement
BEGIN SELECT RAISE(ABORT, 'append-only: acknowledgements'); END;

CREATE TRIGGER redaction_is_new BEFORE INSERT ON _redaction
WHEN EXISTS (SELECT 1 FROM _redaction WHERE version_no = NEW.version_no)
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redaction_is_fixed BEFORE UPDATE ON _redaction
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redaction_is_kept BEFORE DELETE ON _redaction
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;

CREATE TRIGGER redacted_capture_is_new BEFORE INSERT ON _redacted_capture
WHEN EXISTS (SELECT 1 FROM _redacted_capture WHERE capture_no = NEW.capture_no)
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redacted_capture_is_fixed BEFORE UPDATE ON _redacted_capture
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redacted_capture_is_kept BEFORE DELETE ON _redacted_capture
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
