-- Versions whose text had to go: their ids, clocks, captures and entries of the log stay.

CREATE TABLE redaction (
    version_no  INTEGER PRIMARY KEY REFERENCES version,
    at          INTEGER NOT NULL,
    who         TEXT NOT NULL,
    reason      TEXT NOT NULL,
    body_sha256 BLOB CHECK (body_sha256 IS NULL OR length(body_sha256) = 32)
) STRICT;

-- The whole digest of a capture of such a version that said more than what is still here of it: its
-- entry of the log can be computed no more.
CREATE TABLE redacted_capture (
    capture_no INTEGER PRIMARY KEY REFERENCES capture,
    digest     BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TRIGGER redaction_is_kept BEFORE DELETE ON redaction
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redaction_is_fixed BEFORE UPDATE ON redaction
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redacted_capture_is_kept BEFORE DELETE ON redacted_capture
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
CREATE TRIGGER redacted_capture_is_fixed BEFORE UPDATE ON redacted_capture
BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END;
