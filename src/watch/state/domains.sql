-- From version 2 to 3: a source can be a front page by its user's word, and hosts have domains.
ALTER TABLE source ADD COLUMN is_front INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN domain TEXT NOT NULL DEFAULT '';
CREATE INDEX host_domain ON host (domain, day);
