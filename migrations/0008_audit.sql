-- Findings that somebody has looked at: what an audit finds is computed, what was said of it is kept.

CREATE TABLE acknowledgement (
    acknowledgement_id INTEGER PRIMARY KEY,
    finding            BLOB NOT NULL CHECK (length(finding) = 8),
    rule               TEXT NOT NULL,
    article_id         INTEGER NOT NULL REFERENCES article (article_id),
    at                 INTEGER NOT NULL,
    who                TEXT NOT NULL,
    note               TEXT NOT NULL
) STRICT;

CREATE TRIGGER acknowledgement_is_kept BEFORE DELETE ON acknowledgement
BEGIN SELECT RAISE(ABORT, 'append-only: acknowledgements'); END;
CREATE TRIGGER acknowledgement_is_fixed BEFORE UPDATE ON acknowledgement
BEGIN SELECT RAISE(ABORT, 'append-only: acknowledgements'); END;
