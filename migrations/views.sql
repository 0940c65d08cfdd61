-- The public interface: views for people who open the catalog with other tools. They use no
-- functions of recension and need no SQLite newer than 3.40. They do not show bodies, which are
-- compressed. This file is run at the end of every migration and for every new catalog.
--
-- Times are text in UTC, as precise as they are known. Microseconds are rounded down to the second,
-- and the fraction is appended if it is not zero. Integer division rounds towards zero, so that a
-- second is subtracted before 1970. A time known to the day, month or year is cut to that precision.

DROP VIEW IF EXISTS articles;
DROP VIEW IF EXISTS versions;
DROP VIEW IF EXISTS captures;
DROP VIEW IF EXISTS changes;
DROP VIEW IF EXISTS states;
DROP VIEW IF EXISTS aliases;
DROP VIEW IF EXISTS imports;
DROP VIEW IF EXISTS rejects;
DROP VIEW IF EXISTS redirects;
DROP VIEW IF EXISTS looks;
DROP VIEW IF EXISTS events;
DROP VIEW IF EXISTS _change_bit;

-- The names of the bits in sets of classes and in `fields`.
CREATE VIEW _change_bit (kind, bit, name) AS VALUES
    ('class', 1, 'number'), ('class', 2, 'date'), ('class', 4, 'quote'), ('class', 8, 'name'),
    ('class', 16, 'negation'), ('class', 32, 'attribution'), ('class', 64, 'headline'),
    ('class', 128, 'byline'), ('class', 256, 'correction-notice'), ('class', 512, 'spelling'),
    ('class', 1024, 'punctuation'), ('class', 2048, 'whitespace'), ('class', 4096, 'boilerplate'),
    ('class', 8192, 'document-date'), ('class', 16384, 'provenance'),
    ('field', 1, 'title'), ('field', 2, 'byline'), ('field', 4, 'description'),
    ('field', 8, 'published'), ('field', 16, 'updated');

-- One row per article, with the fields of its latest version. The URL is an alias with the
-- article's own match key, if there is one. Aliases with https come first, then the shortest, then
-- alphabetical order decides.
CREATE VIEW articles AS
SELECT a.article_id, h.name || a.path AS match_key,
       (SELECT l.url FROM _alias l WHERE l.article_id = a.article_id
        ORDER BY EXISTS (SELECT 1 FROM _alias_key other WHERE other.alias_id = l.alias_id),
                 lower(substr(l.url, 1, 6)) <> 'https:', length(l.url), l.url
        LIMIT 1) AS url,
       v.title, v.byline, lang.name AS lang, publisher.name AS publisher, section.name AS section,
       s.versions, s.captures, s.silent_edits, s.returns, s.words_changed,
       substr(
           strftime('%Y-%m-%dT%H:%M:%S', v.published_us / 1000000 - (v.published_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (v.published_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE v.published_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 27 END) AS published,
       substr(
           strftime('%Y-%m-%dT%H:%M:%S', v.updated_us / 1000000 - (v.updated_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (v.updated_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE v.updated_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 27 END) AS updated,
       strftime('%Y-%m-%dT%H:%M:%S', s.first_captured_us / 1000000 - (s.first_captured_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.first_captured_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS first_captured,
       strftime('%Y-%m-%dT%H:%M:%S', s.last_captured_us / 1000000 - (s.last_captured_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.last_captured_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS last_captured
FROM _article a
JOIN _host h USING (host_id)
LEFT JOIN _summary s USING (article_id)
LEFT JOIN _version v ON v.version_no = s.latest
LEFT JOIN _label lang ON lang.label_id = s.lang_id
LEFT JOIN _label publisher ON publisher.label_id = s.publisher_id
LEFT JOIN _label section ON section.label_id = s.section_id;

-- One row per version, with its derived ordinal in the article.
CREATE VIEW versions AS
SELECT v.article_id,
       (SELECT min(s.ordinal) FROM _state s
        WHERE s.article_id = v.article_id AND s.version_no = v.version_no) AS ordinal,
       lower(hex(v.id)) AS id,
       substr(
           strftime('%Y-%m-%dT%H:%M:%S', v.published_us / 1000000 - (v.published_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (v.published_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE v.published_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 27 END) AS published,
       substr(
           strftime('%Y-%m-%dT%H:%M:%S', v.updated_us / 1000000 - (v.updated_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (v.updated_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE v.updated_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 27 END) AS updated,
       (SELECT strftime('%Y-%m-%dT%H:%M:%S', (min(k.captured_us) + 100000000000000000) / 1000000 - 100000000000,
                 'unixepoch')
            || rtrim(rtrim(printf('.%06d', (min(k.captured_us) + 100000000000000000) % 1000000), '0'), '.') || 'Z'
        FROM _capture k WHERE k.version_no = v.version_no) AS first_captured,
       (SELECT strftime('%Y-%m-%dT%H:%M:%S', (max(k.captured_us) + 100000000000000000) / 1000000 - 100000000000,
                 'unixepoch')
            || rtrim(rtrim(printf('.%06d', (max(k.captured_us) + 100000000000000000) % 1000000), '0'), '.') || 'Z'
        FROM _capture k WHERE k.version_no = v.version_no) AS last_captured,
       (SELECT count(*) FROM _capture k WHERE k.version_no = v.version_no) AS captures,
       v.title, v.byline, v.description, t.length AS body_bytes, v.text_id, v.version_no
FROM _version v
LEFT JOIN _text t USING (text_id);

-- One row per capture.
CREATE VIEW captures AS
SELECT c.capture_no, v.article_id, c.version_no, lower(hex(v.id)) AS version_id,
       CASE c.kind
           WHEN 1 THEN 'page'
           WHEN 2 THEN 'conversion'
           WHEN 3 THEN 'feed-entry'
           WHEN 4 THEN 'sitemap-entry'
       END AS kind,
       substr(
           strftime('%Y-%m-%dT%H:%M:%S', c.captured_us / 1000000 - (c.captured_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (c.captured_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE seen.precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 27 END) AS captured,
       a.url, c.sequence, lang.name AS lang, publisher.name AS publisher, section.name AS section,
       c.extra_id, c.extra_index, lower(hex(c.payload_sha256)) AS payload_sha256,
       i.import_id, i.path AS input, c.record, c.byte_offset,
       c.published_raw, published.source AS published_source, published.zone AS published_zone,
       published.offset_minutes AS published_offset,
       CASE published.precision WHEN 1 THEN 'year' WHEN 2 THEN 'month' WHEN 3 THEN 'day' WHEN 4 THEN 'minute'
           WHEN 5 THEN 'second' END AS published_precision,
       c.updated_raw, updated.source AS updated_source, updated.zone AS updated_zone,
       updated.offset_minutes AS updated_offset,
       CASE updated.precision WHEN 1 THEN 'year' WHEN 2 THEN 'month' WHEN 3 THEN 'day' WHEN 4 THEN 'minute'
           WHEN 5 THEN 'second' END AS updated_precision,
       c.captured_raw, seen.source AS captured_source, seen.zone AS captured_zone,
       seen.offset_minutes AS captured_offset,
       CASE seen.precision WHEN 1 THEN 'year' WHEN 2 THEN 'month' WHEN 3 THEN 'day' WHEN 4 THEN 'minute'
           WHEN 5 THEN 'second' END AS captured_precision
FROM _capture c
JOIN _version v USING (version_no)
JOIN _alias a USING (alias_id)
JOIN _input i USING (input_id)
LEFT JOIN _label lang ON lang.label_id = c.lang_id
LEFT JOIN _label publisher ON publisher.label_id = c.publisher_id
LEFT JOIN _label section ON section.label_id = c.section_id
LEFT JOIN _reading published ON published.reading_id = c.published_reading
LEFT JOIN _reading updated ON updated.reading_id = c.updated_reading
LEFT JOIN _reading seen ON seen.reading_id = c.captured_reading;

-- One row per change, including returns to an earlier text. The publisher is that of the article.
CREATE VIEW changes AS
SELECT c.article_id, c.state, c.ordinal, lower(hex(v.id)) AS id, lower(hex(b.id)) AS before_id,
       substr(strftime('%Y-%m-%dT%H:%M:%S', c.at_us / 1000000 - (c.at_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (c.at_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE c.at_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 99 END) AS at,
       strftime('%Y-%m-%dT%H:%M:%S', c.earliest_us / 1000000 - (c.earliest_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (c.earliest_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS earliest,
       strftime('%Y-%m-%dT%H:%M:%S', c.latest_us / 1000000 - (c.latest_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (c.latest_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS latest,
       publisher.name AS publisher, c.order_basis = 5 AS order_unknown, c.returns_to, c.silent,
       (SELECT group_concat(name, ',') FROM _change_bit
        WHERE kind = 'class'
          AND bit & (c.field_classes | c.added_classes | c.removed_classes | c.edited_classes
                     | c.moved_classes | c.split_classes | c.merged_classes | c.format_classes))
           AS classes,
       (SELECT group_concat(name, ',') FROM _change_bit
        WHERE kind = 'class' AND bit & (c.edited_classes | c.split_classes | c.merged_classes))
           AS edited_classes,
       (SELECT group_concat(name, ',') FROM _change_bit WHERE kind = 'field' AND bit & c.fields)
           AS fields,
       c.url_moved, c.after_redacted,
       CASE c.body WHEN 0 THEN 'same' WHEN 1 THEN 'changed' ELSE 'not compared' END AS body,
       c.added, c.removed, c.edited, c.moved, c.split, c.merged, c.format,
       c.words_added, c.words_removed, c.layout, c.noise, c.coarse, c.read_differently,
       v.title, c.version_no, c.before_no
FROM _state c
JOIN _version v ON v.version_no = c.version_no
JOIN _version b ON b.version_no = c.before_no
LEFT JOIN _summary s ON s.article_id = c.article_id
LEFT JOIN _label publisher ON publisher.label_id = s.publisher_id
WHERE c.before_no IS NOT NULL;

-- One row per state of an article's timeline: a version, and when it was first and last seen.
CREATE VIEW states AS
SELECT s.article_id, s.state, s.ordinal, lower(hex(v.id)) AS id,
       CASE s.kind WHEN 1 THEN 'page' WHEN 2 THEN 'conversion' WHEN 3 THEN 'feed-entry'
                   WHEN 4 THEN 'sitemap-entry' END AS kind,
       strftime('%Y-%m-%dT%H:%M:%S', s.first_seen_us / 1000000 - (s.first_seen_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.first_seen_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS first_seen,
       strftime('%Y-%m-%dT%H:%M:%S', s.last_seen_us / 1000000 - (s.last_seen_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.last_seen_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS last_seen,
       s.captures,
       substr(strftime('%Y-%m-%dT%H:%M:%S', s.at_us / 1000000 - (s.at_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.at_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z',
           1, CASE s.at_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 99 END) AS effective,
       strftime('%Y-%m-%dT%H:%M:%S', s.earliest_us / 1000000 - (s.earliest_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.earliest_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS earliest,
       strftime('%Y-%m-%dT%H:%M:%S', s.latest_us / 1000000 - (s.latest_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (s.latest_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS latest,
       CASE s.order_basis WHEN 0 THEN 'first' WHEN 1 THEN 'observed' WHEN 2 THEN 'sequence'
                          WHEN 3 THEN 'position' WHEN 4 THEN 'claimed' ELSE 'unknown' END
           AS ordered_by,
       CASE s.claim_fit WHEN 0 THEN 'none' WHEN 1 THEN 'between' WHEN 2 THEN 'coarse'
                        WHEN 3 THEN 'earlier' WHEN 4 THEN 'later' WHEN 6 THEN 'redacted'
                        ELSE 'unmoved' END AS claim,
       s.weak AS file_time, s.returns_to, s.version_no
FROM _state s
JOIN _version v USING (version_no);

-- One row per URL under which an article was captured or which redirected to it, with the first and
-- last capture. A URL that only redirected to it has no captures.
CREATE VIEW aliases AS
SELECT a.article_id, a.url,
       (SELECT strftime('%Y-%m-%dT%H:%M:%S', (min(k.captured_us) + 100000000000000000) / 1000000 - 100000000000,
                 'unixepoch')
            || rtrim(rtrim(printf('.%06d', (min(k.captured_us) + 100000000000000000) % 1000000), '0'), '.') || 'Z'
        FROM _version v CROSS JOIN _capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS first_captured,
       (SELECT strftime('%Y-%m-%dT%H:%M:%S', (max(k.captured_us) + 100000000000000000) / 1000000 - 100000000000,
                 'unixepoch')
            || rtrim(rtrim(printf('.%06d', (max(k.captured_us) + 100000000000000000) % 1000000), '0'), '.') || 'Z'
        FROM _version v CROSS JOIN _capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS last_captured,
       (SELECT count(*)
        FROM _version v CROSS JOIN _capture k USING (version_no)
        WHERE v.article_id = a.article_id AND k.alias_id = a.alias_id) AS captures
FROM _alias a;

-- One row per import.
CREATE VIEW imports AS
SELECT import_id,
       strftime('%Y-%m-%dT%H:%M:%S', started_us / 1000000 - (started_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (started_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS started,
       strftime('%Y-%m-%dT%H:%M:%S', finished_us / 1000000 - (finished_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (finished_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS finished,
       program, arguments, records, versions, known, captures, articles, rejects, waiting,
       redirects, looks, bytes
FROM _import;

-- One row per record that could not be imported, or per group of records with one code. The excerpt
-- is the first bytes as text, or in hex if they are not plain ASCII.
CREATE VIEW rejects AS
SELECT r.reject_id, i.import_id, i.path AS input, r.record, r.byte_offset, r.code, r.reason,
       r.length,
       CASE WHEN CAST(substr(r.bytes, 1, 200) AS TEXT)
                 GLOB '*[^ -~' || char(9, 10, 13) || ']*' OR instr(substr(r.bytes, 1, 200), x'00')
            THEN hex(substr(r.bytes, 1, 200))
            ELSE CAST(substr(r.bytes, 1, 200) AS TEXT) END AS excerpt
FROM _reject r JOIN _input i USING (input_id);

-- One row per capture of a redirect.
CREATE VIEW redirects AS
SELECT r.url, r.target,
       strftime('%Y-%m-%dT%H:%M:%S', r.captured_us / 1000000 - (r.captured_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (r.captured_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS captured,
       i.import_id, i.path AS input, r.byte_offset
FROM _redirect r JOIN _input i USING (input_id);

-- One row per look: a request that did not return a page. `at` has the digits of its precision.
CREATE VIEW looks AS
SELECT k.url,
       substr(strftime('%Y-%m-%dT%H:%M:%SZ', k.at_us / 1000000 - (k.at_us % 1000000 < 0), 'unixepoch'),
           1, CASE k.at_precision WHEN 1 THEN 4 WHEN 2 THEN 7 WHEN 3 THEN 10 ELSE 20 END) AS at,
       k.reason, k.status, i.import_id, i.path AS input, k.byte_offset
FROM _look k JOIN _input i USING (input_id);

-- One row per event of the journal, oldest first.
CREATE VIEW events AS
SELECT event_id,
       strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000 - (at_us % 1000000 < 0), 'unixepoch')
           || rtrim(rtrim(printf('.%06d', (at_us % 1000000 + 1000000) % 1000000), '0'), '.') || 'Z' AS at,
       name, agent, outcome, detail, log_size, lower(hex(log_root)) AS log_root
FROM _event;
