-- The index of words. A document is a version; it holds, each once, the words of the sentences that
-- it brought (`first` where none stands before it, else `added`) and took (`removed`). Without
-- positions and without the texts: phrases are proved in the texts themselves. Derived, and there
-- only once somebody searched.
CREATE VIRTUAL TABLE word USING fts5(
    first, added, removed,
    content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
);

-- The document of a version, and the version before it that it was derived against (0: none). A
-- document's number orders by time: seconds since the year 1, then the version's number, 27 bits.
CREATE TABLE word_doc (
    version_no INTEGER PRIMARY KEY REFERENCES version,
    doc        INTEGER NOT NULL,
    before_no  INTEGER NOT NULL
) STRICT;

-- By which version of the code the index of words was built; 0: there is none, negative: it is being
-- built.
ALTER TABLE derived ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
