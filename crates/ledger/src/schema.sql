-- Version 2 of a Legation ledger. Opens in any SQLite tool. Offsets are bytes; dates are EDTF, with the first and
-- last day they can lie on beside them where queries need them. JSON columns hold the shapes of `ledger::record`.

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  doc TEXT NOT NULL UNIQUE,          -- path as given, archive!path, file#n
  sha256 TEXT,                       -- of the source bytes; NULL while the document has never been read
  coder TEXT,                        -- fingerprint of the version, data and models that read it
  lang TEXT, kind TEXT,
  published TEXT, published_first TEXT, published_last TEXT, published_basis TEXT, published_why TEXT,
  title TEXT, outlet TEXT, wire TEXT, author TEXT,
  base_kind TEXT, base TEXT,         -- what base offsets index
  text TEXT,                         -- the clean text, which clean offsets index
  map TEXT,                          -- [[clean start, clean end, base start, base end, page], ...]
  times TEXT                         -- time expressions
) STRICT;

CREATE TABLE blocks (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n INTEGER NOT NULL,
  clean_start INTEGER NOT NULL, clean_end INTEGER NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE masks (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  layer TEXT NOT NULL CHECK (layer IN ('chrome', 'caption')),
  n INTEGER NOT NULL,
  base_start INTEGER NOT NULL, base_end INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (document, layer, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE problems (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n INTEGER NOT NULL,
  severity TEXT NOT NULL, code TEXT NOT NULL,
  base_start INTEGER, base_end INTEGER,
  message TEXT NOT NULL, hint TEXT,
  PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n INTEGER NOT NULL,
  clean_start INTEGER NOT NULL, clean_end INTEGER NOT NULL,
  base_start INTEGER NOT NULL, base_end INTEGER NOT NULL, quote TEXT NOT NULL,
  trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
  trigger_base_start INTEGER NOT NULL, trigger_base_end INTEGER NOT NULL,
  actor TEXT NOT NULL, recipient TEXT NOT NULL,
  event TEXT NOT NULL, mode TEXT, cameo TEXT, goldstein REAL,
  date TEXT, date_text TEXT, place TEXT, status TEXT NOT NULL,
  attribution TEXT NOT NULL,
  number_value INTEGER, number_relation TEXT, number_unit TEXT,
  rule TEXT NOT NULL, confidence REAL NOT NULL, derivation TEXT NOT NULL,
  PRIMARY KEY (document, n)
) STRICT;

CREATE TABLE office_statements (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n INTEGER NOT NULL,
  person TEXT NOT NULL, office TEXT NOT NULL, of TEXT, "to" TEXT,
  as_of TEXT, since TEXT, until TEXT, former INTEGER NOT NULL, sector TEXT, evidence TEXT NOT NULL,
  PRIMARY KEY (document, n)
) STRICT;

CREATE TABLE measures (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n INTEGER NOT NULL,
  what TEXT NOT NULL, of TEXT, value INTEGER NOT NULL, relation TEXT NOT NULL, as_of TEXT, evidence TEXT NOT NULL,
  PRIMARY KEY (document, n)
) STRICT;

-- What merging and deduction make of the above; rewritten whole whenever documents change.

-- Mentions with actors that other documents identify: what takes the place of the columns of `mentions`.
CREATE TABLE completed_mentions (
  document INTEGER NOT NULL, mention INTEGER NOT NULL,
  actor TEXT NOT NULL, recipient TEXT NOT NULL, attribution TEXT NOT NULL,
  PRIMARY KEY (document, mention),
  FOREIGN KEY (document, mention) REFERENCES mentions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id TEXT PRIMARY KEY,
  event TEXT NOT NULL, mode TEXT, status TEXT NOT NULL,
  date TEXT, date_first TEXT, date_last TEXT, place TEXT,
  merged TEXT NOT NULL,              -- the merged fields, in the shape of a mention
  origins TEXT NOT NULL, conflicts TEXT NOT NULL
) STRICT;

CREATE TABLE event_mentions (
  event TEXT NOT NULL REFERENCES events ON DELETE CASCADE,
  n INTEGER NOT NULL,
  document INTEGER NOT NULL, mention INTEGER NOT NULL,
  PRIMARY KEY (event, n),
  FOREIGN KEY (document, mention) REFERENCES mentions ON DELETE CASCADE
) STRICT;
CREATE INDEX event_mentions_by_mention ON event_mentions (document, mention);

CREATE TABLE event_countries (
  event TEXT NOT NULL REFERENCES events ON DELETE CASCADE,
  side TEXT NOT NULL CHECK (side IN ('actor', 'recipient', 'place')),
  country TEXT NOT NULL,
  PRIMARY KEY (country, event, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_countries_by_event ON event_countries (event);

CREATE TABLE relations (
  n INTEGER PRIMARY KEY,
  relation TEXT NOT NULL, "from" TEXT NOT NULL, about TEXT NOT NULL, value TEXT NOT NULL, person TEXT,
  valid_from TEXT, valid_to TEXT, last_attested TEXT, known_from TEXT, known_to TEXT,
  evidence TEXT NOT NULL
) STRICT;

CREATE TABLE offices (
  n INTEGER PRIMARY KEY,
  person TEXT NOT NULL, office TEXT NOT NULL, of TEXT, "to" TEXT,
  valid_from TEXT, valid_to TEXT, last_attested TEXT, known_from TEXT, known_to TEXT, former INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT;

-- Corrections name documents and passages, never row ids: reading a document again must not touch them.

CREATE TABLE corrections (
  id INTEGER PRIMARY KEY,
  made TEXT NOT NULL,                -- when, as the caller says
  author TEXT,
  doc TEXT NOT NULL,
  base_start INTEGER, base_end INTEGER, quote TEXT,
  field TEXT NOT NULL,               -- what is corrected: `event`, `date`, `same-as`, `delete`, ...
  was TEXT, becomes TEXT,            -- JSON
  why TEXT
) STRICT;
CREATE INDEX corrections_by_doc ON corrections (doc);

CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5(
  text, content = 'documents', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER words_insert AFTER INSERT ON documents WHEN new.text IS NOT NULL BEGIN
  INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER words_delete AFTER DELETE ON documents WHEN old.text IS NOT NULL BEGIN
  INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER words_update AFTER UPDATE OF text ON documents BEGIN
  INSERT INTO words (words, rowid, text) SELECT 'delete', old.id, old.text WHERE old.text IS NOT NULL;
  INSERT INTO words (rowid, text) SELECT new.id, new.text WHERE new.text IS NOT NULL;
END;
