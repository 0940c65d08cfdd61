-- Views for people who open the catalog with other tools. They need none of our functions; only
-- bodies, which are compressed, are not among them.

-- One row a version, with its place in the article's history. The order is computed, never the
-- order of arrival: (updated or published or first captured, first captured, sequence, id),
-- what is missing first.
CREATE VIEW versions AS
WITH sighting AS (
    SELECT v.*,
           (SELECT min(c.captured) FROM capture c WHERE c.version_no = v.version_no)
               AS first_captured,
           (SELECT max(c.captured) FROM capture c WHERE c.version_no = v.version_no)
               AS last_captured,
           (SELECT min(c.sequence) FROM capture c WHERE c.version_no = v.version_no)
               AS first_sequence,
           (SELECT count(*) FROM capture c WHERE c.version_no = v.version_no) AS captures
    FROM version v
)
SELECT s.article_id,
       row_number() OVER (
           PARTITION BY s.article_id
           ORDER BY coalesce(s.updated, s.published, s.first_captured) NULLS FIRST,
                    s.first_captured NULLS FIRST, s.first_sequence NULLS FIRST, s.id
       ) AS ordinal,
       lower(hex(s.id)) AS id,
       CASE s.published_precision
           WHEN 1 THEN strftime('%Y', s.published / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', s.published / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', s.published / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', s.published / 1000000, 'unixepoch')
       END AS published,
       CASE s.updated_precision
           WHEN 1 THEN strftime('%Y', s.updated / 1000000, 'unixepoch')
           WHEN 2 THEN strftime('%Y-%m', s.updated / 1000000, 'unixepoch')
           WHEN 3 THEN strftime('%Y-%m-%d', s.updated / 1000000, 'unixepoch')
           WHEN 4 THEN strftime('%Y-%m-%dT%H:%M:%SZ', s.updated / 1000000, 'unixepoch')
       END AS updated,
       strftime('%Y-%m-%dT%H:%M:%SZ', s.first_captured / 1000000, 'unixepoch') AS first_captured,
       strftime('%Y-%m-%dT%H:%M:%SZ', s.last_captured / 1000000, 'unixepoch') AS last_captured,
       s.captures, s.title, s.byline, s.description, t.length AS body_bytes,
       s.text_id, s.version_no
FROM sighting s LEFT JOIN text t USING (text_id);

-- One row a sighting.
CREATE VIEW captures AS
SELECT c.capture_no, v.article_id, c.version_no, lower(hex(v.id)) AS version_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', c.captured / 1000000, 'unixepoch') AS captured,
       a.url, c.sequence, lang.name AS lang, publisher.name AS publisher, section.name AS section,
       c.extra_id, c.extra_index, lower(hex(c.payload)) AS payload_sha256,
       i.import_id, i.path AS input, c.record, c.byte_offset,
       c.published_raw, published.source AS published_source, published.zone AS published_zone,
       published.offset_minutes AS published_offset, published.precision AS published_precision,
       c.updated_raw, updated.source AS updated_source, updated.zone AS updated_zone,
       updated.offset_minutes AS updated_offset, updated.precision AS updated_precision,
       c.captured_raw, seen.source AS captured_source, seen.zone AS captured_zone,
       seen.offset_minutes AS captured_offset, seen.precision AS captured_precision
FROM capture c
JOIN version v USING (version_no)
JOIN alias a USING (alias_id)
JOIN input i USING (input_id)
LEFT JOIN label lang ON lang.label_id = c.lang_id
LEFT JOIN label publisher ON publisher.label_id = c.publisher_id
LEFT JOIN label section ON section.label_id = c.section_id
LEFT JOIN reading published ON published.reading_id = c.published_reading
LEFT JOIN reading updated ON updated.reading_id = c.updated_reading
LEFT JOIN reading seen ON seen.reading_id = c.captured_reading;

-- One row an article, as its latest version has it.
CREATE VIEW articles AS
SELECT a.article_id, h.name || a.path AS match_key,
       (SELECT url FROM alias WHERE alias.article_id = a.article_id
        ORDER BY length(url), url LIMIT 1)
           AS url,
       v.title, v.byline, lang.name AS lang, publisher.name AS publisher, section.name AS section,
       s.versions, s.captures, s.silent_edits, s.returns,
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

-- One row a URL under which an article was seen, with its first and last sighting.
CREATE VIEW aliases AS
SELECT a.article_id, a.url,
       strftime('%Y-%m-%dT%H:%M:%SZ', min(c.captured) / 1000000, 'unixepoch') AS first_captured,
       strftime('%Y-%m-%dT%H:%M:%SZ', max(c.captured) / 1000000, 'unixepoch') AS last_captured,
       count(*) AS captures
FROM alias a
JOIN version v ON v.article_id = a.article_id
JOIN capture c ON c.version_no = v.version_no AND c.alias_id = a.alias_id
GROUP BY a.alias_id;

-- One row a run of the importer.
CREATE VIEW imports AS
SELECT import_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', started / 1000000, 'unixepoch') AS started,
       strftime('%Y-%m-%dT%H:%M:%SZ', finished / 1000000, 'unixepoch') AS finished,
       program, arguments, records, versions, known, captures, articles, rejects, bytes
FROM import;

-- One row a record that could not be taken.
CREATE VIEW rejects AS
SELECT r.reject_id, i.import_id, i.path AS input, r.record, r.byte_offset, r.code, r.reason,
       r.length, r.bytes
FROM reject r JOIN input i USING (input_id);
