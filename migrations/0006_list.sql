-- What `list` asks of an article stands in its summary, and one index in the order of the latest
-- change answers every filter of it without a look at the versions.

DROP VIEW articles;
ALTER TABLE summary RENAME TO summary_before;
DROP INDEX summary_by_changed;

CREATE TABLE summary (
    article_id     INTEGER PRIMARY KEY REFERENCES article,
    host_id        INTEGER NOT NULL REFERENCES host,
    versions       INTEGER NOT NULL,
    captures       INTEGER NOT NULL,
    latest         INTEGER NOT NULL REFERENCES version,
    published      INTEGER,
    updated        INTEGER,
    first_captured INTEGER,
    last_captured  INTEGER,
    changed        INTEGER,
    silent_edits   INTEGER NOT NULL,
    returns        INTEGER NOT NULL,
    words_changed  INTEGER NOT NULL,
    classes        INTEGER NOT NULL,
    lang_id        INTEGER REFERENCES label,
    publisher_id   INTEGER REFERENCES label,
    section_id     INTEGER REFERENCES label,
    heading        INTEGER NOT NULL
) STRICT;

INSERT INTO summary
SELECT s.article_id, a.host_id, s.versions, s.captures, s.latest, v.published, v.updated,
       s.first_captured, s.last_captured, s.changed, s.silent_edits, s.returns,
       (SELECT coalesce(sum(c.words_added + c.words_removed), 0)
        FROM version w CROSS JOIN change c USING (version_no) WHERE w.article_id = s.article_id),
       s.classes, s.lang_id, s.publisher_id, s.section_id, 0
FROM summary_before s
JOIN article a USING (article_id)
JOIN version v ON v.version_no = s.latest;

DROP TABLE summary_before;

CREATE INDEX summary_by_changed ON summary (
    changed, article_id, classes, versions, words_changed, host_id, silent_edits, returns, lang_id,
    publisher_id, section_id, published, updated, first_captured, last_captured
);

-- Where a text may stand in an article's headlines, bylines or URLs: the sequences of three letters
-- that these have. A document is an article. Whether it stands there is proved in the texts.
CREATE VIRTUAL TABLE heading USING fts5(
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);

-- What is inserted into `text` is looked for among the extras that wait for it.
CREATE INDEX capture_by_extra ON capture (extra_id) WHERE extra_id IS NOT NULL;

-- The headings are still to be indexed.
UPDATE derived SET built = 0;

-- One row an article, as its latest version has it.
CREATE VIEW articles AS
SELECT a.article_id, h.name || a.path AS match_key,
       (SELECT url FROM alias WHERE alias.article_id = a.article_id
        ORDER BY length(url), url LIMIT 1)
           AS url,
       v.title, v.byline, lang.name AS lang, publisher.name AS publisher, section.name AS section,
       s.versions, s.captures, s.silent_edits, s.returns, s.words_changed,
       CASE v.published_precision
           WHEN 1 THEN strftime('%Y', v.published / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', v.published / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', v.published / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', v.published / 1000000, 'unixepoch')
       END AS published,
       CASE v.updated_precision
           WHEN 1 THEN strftime('%Y', v.updated / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', v.updated / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', v.updated / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', v.updated / 1000000, 'unixepoch')
       END AS updated,
       strftime('%Y-%m-%dT%H:%M:%SZ', s.first_captured / 1000000, 'unixepoch') AS first_captured,
       strftime('%Y-%m-%dT%H:%M:%SZ', s.last_captured / 1000000, 'unixepoch') AS last_captured
FROM article a
JOIN host h USING (host_id)
LEFT JOIN summary s USING (article_id)
LEFT JOIN version v ON v.version_no = s.latest
LEFT JOIN label lang ON lang.label_id = s.lang_id
LEFT JOIN label publisher ON publisher.label_id = s.publisher_id
LEFT JOIN label section ON section.label_id = s.section_id;

-- One row a version, with its place in the article's history: as it was derived, so that one page of
-- a catalog of any size is shown at once.
DROP VIEW versions;
CREATE VIEW versions AS
SELECT v.article_id, coalesce(c.ordinal, 1) AS ordinal, lower(hex(v.id)) AS id,
       CASE v.published_precision
           WHEN 1 THEN strftime('%Y', v.published / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', v.published / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', v.published / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', v.published / 1000000, 'unixepoch')
       END AS published,
       CASE v.updated_precision
           WHEN 1 THEN strftime('%Y', v.updated / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', v.updated / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', v.updated / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', v.updated / 1000000, 'unixepoch')
       END AS updated,
       (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(k.captured) / 1000000, 'unixepoch')
        FROM capture k WHERE k.version_no = v.version_no) AS first_captured,
       (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(k.captured) / 1000000, 'unixepoch')
        FROM capture k WHERE k.version_no = v.version_no) AS last_captured,
       (SELECT count(*) FROM capture k WHERE k.version_no = v.version_no) AS captures,
       v.title, v.byline, v.description, t.length AS body_bytes, v.text_id, v.version_no
FROM version v
LEFT JOIN text t USING (text_id)
LEFT JOIN change c ON c.version_no = v.version_no;

-- One row a URL under which an article was seen, or which led to it, with its first and last
-- sighting; one that only led to it has no captures.
DROP VIEW aliases;
CREATE VIEW aliases AS
SELECT a.article_id, a.url,
       (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(k.captured) / 1000000, 'unixepoch')
        FROM version v CROSS JOIN capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS first_captured,
       (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(k.captured) / 1000000, 'unixepoch')
        FROM version v CROSS JOIN capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS last_captured,
       (SELECT count(*)
        FROM version v CROSS JOIN capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS captures
FROM alias a;
