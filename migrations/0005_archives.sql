-- Web archives: what their records point by, revisits whose page is not here yet, redirects.

-- By what an archive's later records point at a capture: 128 bits of a SHA-256 over the digest of
-- its payload, over its URL and second, over its record's name.
CREATE TABLE handle (
    handle       BLOB NOT NULL CHECK (length(handle) = 16),
    capture_no   INTEGER NOT NULL REFERENCES capture,
    -- Whether the page told its article's URL itself.
    names_itself INTEGER NOT NULL CHECK (names_itself IN (0, 1)),
    PRIMARY KEY (handle, capture_no)
) STRICT, WITHOUT ROWID;

-- Revisits that wait for the page that they point at. A queue: a row goes when its page comes, and
-- a capture takes its place.
CREATE TABLE waiting (
    waiting_id       INTEGER PRIMARY KEY,
    digest           INTEGER NOT NULL UNIQUE,
    url              TEXT NOT NULL,
    captured         INTEGER,
    captured_reading INTEGER REFERENCES reading,
    captured_raw     TEXT,
    record_id        TEXT,
    -- By what others point at it, 16 bytes each.
    names            BLOB NOT NULL,
    input_id         INTEGER NOT NULL REFERENCES input,
    byte_offset      INTEGER NOT NULL,
    CHECK ((captured IS NULL) = (captured_reading IS NULL))
) STRICT;

CREATE TABLE waiting_for (
    handle     BLOB NOT NULL CHECK (length(handle) = 16),
    waiting_id INTEGER NOT NULL REFERENCES waiting,
    PRIMARY KEY (handle, waiting_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX waiting_for_by_revisit ON waiting_for (waiting_id);

-- Sightings of redirects. The hashes are of the URLs' match keys: index keys, never identities.
CREATE TABLE redirect (
    redirect_id INTEGER PRIMARY KEY,
    digest      INTEGER NOT NULL UNIQUE,
    url         TEXT NOT NULL,
    url_hash    INTEGER NOT NULL,
    target      TEXT NOT NULL,
    target_hash INTEGER NOT NULL,
    captured    INTEGER,
    input_id    INTEGER NOT NULL REFERENCES input,
    byte_offset INTEGER NOT NULL
) STRICT;

CREATE INDEX redirect_by_url ON redirect (url_hash);
CREATE INDEX redirect_by_target ON redirect (target_hash);

-- Finds an article by a URL whose match key is not its own: the page names another.
CREATE TABLE alias_key (
    key_hash INTEGER NOT NULL,
    alias_id INTEGER NOT NULL REFERENCES alias,
    PRIMARY KEY (key_hash, alias_id)
) STRICT, WITHOUT ROWID;

-- Of an import's records: revisits whose page was not here yet, and redirects.
ALTER TABLE import ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN redirects INTEGER NOT NULL DEFAULT 0;

DROP VIEW imports;
CREATE VIEW imports AS
SELECT import_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', started / 1000000, 'unixepoch') AS started,
       strftime('%Y-%m-%dT%H:%M:%SZ', finished / 1000000, 'unixepoch') AS finished,
       program, arguments, records, versions, known, captures, articles, rejects, waiting,
       redirects, bytes
FROM import;

CREATE TRIGGER handle_is_kept BEFORE DELETE ON handle
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER handle_is_fixed BEFORE UPDATE ON handle
BEGIN SELECT RAISE(ABORT, 'append-only: handles'); END;
CREATE TRIGGER redirect_is_kept BEFORE DELETE ON redirect
BEGIN SELECT RAISE(ABORT, 'append-only: redirects'); END;
CREATE TRIGGER redirect_is_fixed BEFORE UPDATE ON redirect
BEGIN SELECT RAISE(ABORT, 'append-only: redirects'); END;
CREATE TRIGGER alias_key_is_kept BEFORE DELETE ON alias_key
BEGIN SELECT RAISE(ABORT, 'append-only: keys of aliases'); END;
CREATE TRIGGER alias_key_is_fixed BEFORE UPDATE ON alias_key
BEGIN SELECT RAISE(ABORT, 'append-only: keys of aliases'); END;

-- One row a URL under which an article was seen, or which led to it, with its first and last
-- sighting; one that only led to it has no captures.
DROP VIEW aliases;
CREATE VIEW aliases AS
SELECT a.article_id, a.url,
       strftime('%Y-%m-%dT%H:%M:%SZ', min(c.captured) / 1000000, 'unixepoch') AS first_captured,
       strftime('%Y-%m-%dT%H:%M:%SZ', max(c.captured) / 1000000, 'unixepoch') AS last_captured,
       count(c.capture_no) AS captures
FROM alias a
LEFT JOIN (SELECT v.article_id, c.alias_id, c.capture_no, c.captured
           FROM version v JOIN capture c USING (version_no)) c
    ON c.article_id = a.article_id AND c.alias_id = a.alias_id
GROUP BY a.alias_id;

-- One row a sighting of a redirect.
CREATE VIEW redirects AS
SELECT r.url, r.target,
       strftime('%Y-%m-%dT%H:%M:%SZ', r.captured / 1000000, 'unixepoch') AS captured,
       i.import_id, i.path AS input, r.byte_offset
FROM redirect r JOIN input i USING (input_id);
