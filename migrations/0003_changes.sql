-- What each version did to the one before it in its article's order. Derived: rewritten when a late
-- import lands between two versions, dropped and rebuilt at will.
CREATE TABLE change (
    version_no       INTEGER PRIMARY KEY REFERENCES version,
    before_no        INTEGER NOT NULL REFERENCES version,
    ordinal          INTEGER NOT NULL CHECK (ordinal > 1),
    at               INTEGER,
    silent           INTEGER NOT NULL CHECK (silent IN (0, 1)),
    url_moved        INTEGER NOT NULL CHECK (url_moved IN (0, 1)),
    body             INTEGER NOT NULL CHECK (body BETWEEN 0 AND 2),
    coarse           INTEGER NOT NULL CHECK (coarse IN (0, 1)),
    noise            INTEGER NOT NULL CHECK (noise IN (0, 1)),
    fields           INTEGER NOT NULL,
    field_classes    INTEGER NOT NULL,
    added            INTEGER NOT NULL,
    added_classes    INTEGER NOT NULL,
    removed          INTEGER NOT NULL,
    removed_classes  INTEGER NOT NULL,
    edited           INTEGER NOT NULL,
    edited_classes   INTEGER NOT NULL,
    moved            INTEGER NOT NULL,
    moved_classes    INTEGER NOT NULL,
    split            INTEGER NOT NULL,
    split_classes    INTEGER NOT NULL,
    merged           INTEGER NOT NULL,
    merged_classes   INTEGER NOT NULL,
    format           INTEGER NOT NULL,
    format_classes   INTEGER NOT NULL,
    words_added      INTEGER NOT NULL,
    words_removed    INTEGER NOT NULL,
    layout           INTEGER NOT NULL
) STRICT;

CREATE INDEX change_by_time ON change (at);

-- What the bits of a set of classes and those of `fields` stand for.
CREATE TABLE change_bit (
    kind TEXT NOT NULL CHECK (kind IN ('class', 'field')),
    bit  INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, bit)
) STRICT, WITHOUT ROWID;

INSERT INTO change_bit (kind, bit, name) VALUES
    ('class', 1, 'number'), ('class', 2, 'date'), ('class', 4, 'quote'), ('class', 8, 'name'),
    ('class', 16, 'negation'), ('class', 32, 'attribution'), ('class', 64, 'headline'),
    ('class', 128, 'byline'), ('class', 256, 'correction-notice'), ('class', 512, 'spelling'),
    ('class', 1024, 'punctuation'), ('class', 2048, 'whitespace'), ('class', 4096, 'boilerplate'),
    ('field', 1, 'title'), ('field', 2, 'byline'), ('field', 4, 'description'),
    ('field', 8, 'published'), ('field', 16, 'updated');

CREATE TRIGGER change_bit_is_kept BEFORE DELETE ON change_bit
BEGIN SELECT RAISE(ABORT, 'append-only: bits of changes'); END;
CREATE TRIGGER change_bit_is_fixed BEFORE UPDATE ON change_bit
BEGIN SELECT RAISE(ABORT, 'append-only: bits of changes'); END;

-- By which version of the code the derived tables were built: one row, for all of them are written
-- together. 0: not yet.
CREATE TABLE derived (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    built INTEGER NOT NULL
) STRICT;

INSERT INTO derived (one, built) VALUES (1, 0);

ALTER TABLE summary DROP COLUMN built;
-- The classes of all changes of the article.
ALTER TABLE summary ADD COLUMN classes INTEGER NOT NULL DEFAULT 0;

-- One row a change, latest first where it is asked for by `at`.
CREATE VIEW changes AS
SELECT v.article_id, c.ordinal, lower(hex(v.id)) AS id, lower(hex(b.id)) AS before_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', c.at / 1000000, 'unixepoch') AS at,
       c.silent,
       (SELECT group_concat(name, ',') FROM change_bit
        WHERE kind = 'class'
          AND bit & (c.field_classes | c.added_classes | c.removed_classes | c.edited_classes
                     | c.moved_classes | c.split_classes | c.merged_classes | c.format_classes))
           AS classes,
       (SELECT group_concat(name, ',') FROM change_bit
        WHERE kind = 'class' AND bit & (c.edited_classes | c.split_classes | c.merged_classes))
           AS edited_classes,
       (SELECT group_concat(name, ',') FROM change_bit WHERE kind = 'field' AND bit & c.fields)
           AS fields,
       c.url_moved,
       CASE c.body WHEN 0 THEN 'same' WHEN 1 THEN 'changed' ELSE 'not compared' END AS body,
       c.added, c.removed, c.edited, c.moved, c.split, c.merged, c.format,
       c.words_added, c.words_removed, c.layout, c.noise, c.coarse,
       v.title, c.version_no, c.before_no
FROM change c
JOIN version v USING (version_no)
JOIN version b ON b.version_no = c.before_no;
