-- What is watched, when it is due, and when each host may be asked again. Times are microseconds
-- since 1970 in UTC.

-- What the user asked to watch.
CREATE TABLE source (
    source_id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('auto', 'page', 'feed', 'sitemap')),
    added_us INTEGER NOT NULL,
    until_us INTEGER,
    is_paused INTEGER NOT NULL DEFAULT 0,
    -- Requested once, not watched.
    is_once INTEGER NOT NULL DEFAULT 0,
    -- A front page whose feeds are watched, by its user's word; `kind` is 'auto' then.
    is_front INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE host (
    host_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- The registrable domain, whose hosts share the budget of a day.
    domain TEXT NOT NULL DEFAULT '',
    -- No request before this time.
    not_before_us INTEGER NOT NULL DEFAULT 0,
    -- The next due page of the host, and when it can be requested: the later of both.
    ready_us INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    -- The address at the last request, if the host has only one.
    address TEXT,
    day INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    -- Requests that were put off to the next day, and ages of pages that passed without a request.
    postponed INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0,
    robots BLOB,
    robots_us INTEGER,
    -- A redirect of robots.txt that is being followed.
    robots_hop TEXT,
    robots_hops INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX host_domain ON host (domain, day);
CREATE INDEX host_ready ON host (ready_us) WHERE ready_us IS NOT NULL;

CREATE TABLE page (
    page_id INTEGER PRIMARY KEY,
    -- The match key of a page's URL, the URL of anything else.
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('auto', 'page', 'list', 'front')),
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    -- The host of the next request: that of `hop`, otherwise that of `url`.
    host_id INTEGER NOT NULL REFERENCES host,
    next_us INTEGER,
    is_paused INTEGER NOT NULL DEFAULT 0,
    -- Whether it is requested for as long as the source is watched.
    is_forever INTEGER NOT NULL DEFAULT 0,
    -- From when its age counts, and the change before, or the first request.
    base_us INTEGER NOT NULL,
    changed_us INTEGER NOT NULL,
    last_us INTEGER,
    result TEXT,
    status INTEGER,
    -- A redirect that is being followed.
    hop TEXT,
    hops INTEGER NOT NULL DEFAULT 0,
    -- A permanent redirect, and how often it was seen.
    moved_to TEXT,
    moved INTEGER NOT NULL DEFAULT 0,
    -- The validators of the page, and the response that a revisit refers to.
    etag TEXT,
    last_modified TEXT,
    seen_record TEXT,
    seen_url TEXT,
    seen_date TEXT,
    seen_digest TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    -- What its feed or sitemap claims, and the requests in a row that the claims caused in vain.
    via TEXT,
    title TEXT,
    published TEXT,
    updated TEXT,
    mark TEXT,
    is_triggered INTEGER NOT NULL DEFAULT 0,
    idle_triggers INTEGER NOT NULL DEFAULT 0,
    visits INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX page_due ON page (host_id, next_us) WHERE next_us IS NOT NULL AND is_paused = 0;
CREATE INDEX page_source ON page (source_id);

-- Web archives that are being written or not yet imported completely.
CREATE TABLE archive (
    archive_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    imported INTEGER NOT NULL DEFAULT 0,
    is_open INTEGER NOT NULL DEFAULT 1
) STRICT;

-- One row: when the first request was made whose record is not imported yet.
CREATE TABLE pending (
    pending_id INTEGER PRIMARY KEY CHECK (pending_id = 1),
    since_us INTEGER NOT NULL
) STRICT;

-- Messages that are not delivered yet.
CREATE TABLE message (
    message_id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    next_us INTEGER,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Captures of other archives that are to be fetched, or were.
CREATE TABLE memento (
    memento_id INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    url TEXT NOT NULL,
    captured_us INTEGER NOT NULL,
    address TEXT NOT NULL,
    digest TEXT,
    -- The capture of the same URL with the same digest, which is fetched instead.
    equal_us INTEGER,
    -- 'fetched', 'equal' or 'known', otherwise 'failed: ', 'missing: ' or 'refused: ' and why.
    result TEXT,
    -- How often the archive did not return it, and when it was asked for last.
    failures INTEGER NOT NULL DEFAULT 0,
    asked_us INTEGER NOT NULL DEFAULT 0,
    -- Another address, for archives that do not serve the first one.
    fallback TEXT,
    UNIQUE (job, url, captured_us)
) STRICT;

CREATE INDEX memento_time ON memento (captured_us);
