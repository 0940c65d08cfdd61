-- From version 1 to 2: captures that failed are asked for again.
ALTER TABLE memento ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE memento ADD COLUMN asked_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE memento ADD COLUMN fallback TEXT;
CREATE INDEX memento_time ON memento (captured_us);
