-- The log: a Merkle tree (RFC 9162) over all that was taken in, and the journal of what was done.

-- What was done to the catalog, in the words of PREMIS. An event is an entry of the log: the log's
-- size before it is its place there, the root before it chains it to all that went before.
CREATE TABLE event (
    event_id INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    name     TEXT NOT NULL,
    agent    TEXT NOT NULL,
    outcome  TEXT NOT NULL CHECK (outcome IN ('success', 'warning', 'fail')),
    detail   TEXT NOT NULL CHECK (json_valid(detail)),
    log_size INTEGER NOT NULL UNIQUE CHECK (log_size >= 0),
    log_root BLOB NOT NULL CHECK (length(log_root) = 32)
) STRICT;

-- Which rows the entries are of: `length` entries from `first_entry` on are the rows of the kind's
-- table (1 capture, 2 redirect, 3 reject, 4 event) from `first_row` on.
CREATE TABLE log_run (
    first_entry INTEGER PRIMARY KEY CHECK (first_entry >= 0),
    kind        INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    first_row   INTEGER NOT NULL,
    length      INTEGER NOT NULL CHECK (length > 0)
) STRICT;

-- The roots of the perfect subtrees of 256 entries; what is below is computed from the rows.
CREATE TABLE log_tile (
    tile_no INTEGER PRIMARY KEY CHECK (tile_no >= 0),
    root    BLOB NOT NULL CHECK (length(root) = 32)
) STRICT;

-- How many entries there are, and the tree's right edge: the roots of its perfect subtrees, largest
-- first. The one row here that is rewritten.
CREATE TABLE log_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    edge BLOB NOT NULL
) STRICT;

INSERT INTO log_head (one, size, edge) VALUES (1, 0, x'');

CREATE TRIGGER event_is_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'append-only: events'); END;
CREATE TRIGGER log_run_is_kept BEFORE DELETE ON log_run
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_run_is_fixed BEFORE UPDATE ON log_run
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_tile_is_kept BEFORE DELETE ON log_tile
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_tile_is_fixed BEFORE UPDATE ON log_tile
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_head_stays BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;
CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head WHEN NEW.size <= OLD.size
BEGIN SELECT RAISE(ABORT, 'append-only: the log'); END;

-- One row an event, oldest first.
CREATE VIEW events AS
SELECT event_id, strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000000, 'unixepoch') AS at, name, agent,
       outcome, detail, log_size, lower(hex(log_root)) AS log_root
FROM event;
