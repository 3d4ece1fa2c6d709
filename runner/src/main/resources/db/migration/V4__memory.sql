-- What was learnt. Rows are added and change their status; only undo and prune take one away. SEQ is the order in which they
-- came, and the number in an id that Stayer gave. ONCE names what a fact was made from, so that a repeat after a crash adds nothing.
CREATE TABLE FACT (
	SEQ INTEGER PRIMARY KEY AUTOINCREMENT,
	ID TEXT NOT NULL UNIQUE,
	KIND TEXT NOT NULL,
	SUBJECT TEXT,
	SLOT TEXT,
	VALUE TEXT,
	TEXT TEXT NOT NULL,
	AUTHORITY TEXT NOT NULL,
	SOURCE TEXT NOT NULL,
	TIME TEXT NOT NULL,
	STATUS TEXT NOT NULL,
	SUPERSEDED_BY TEXT,
	PINNED INTEGER NOT NULL,
	EXPIRES TEXT,
	REFS TEXT NOT NULL,
	ONCE TEXT
);
CREATE UNIQUE INDEX IX_FACT_ONCE ON FACT (ONCE) WHERE ONCE IS NOT NULL;
CREATE INDEX IX_FACT_STATUS ON FACT (STATUS, KIND);
CREATE INDEX IX_FACT_SLOT ON FACT (SUBJECT, SLOT) WHERE SUBJECT IS NOT NULL;
CREATE INDEX IX_FACT_SOURCE ON FACT (SOURCE);
CREATE INDEX IX_FACT_TEXT ON FACT (TEXT);

-- One row a change of memory, whatever number of facts it touched; UNDOES is the change that it took back.
CREATE TABLE MEMORY_CHANGE (
	ID INTEGER PRIMARY KEY AUTOINCREMENT,
	TIME TEXT NOT NULL,
	BY_WHOM TEXT NOT NULL,
	REASON TEXT NOT NULL,
	UNDOES INTEGER
);

-- Append-only. BEFORE is the fact as it was, null where it was not there; what it was afterwards is the BEFORE of the fact's
-- next change, or its row.
CREATE TABLE FACT_CHANGE (
	CHANGE_ID INTEGER NOT NULL,
	FACT_ID TEXT NOT NULL,
	BEFORE TEXT,
	PRIMARY KEY (CHANGE_ID, FACT_ID)
) WITHOUT ROWID;
CREATE INDEX IX_FACT_CHANGE_FACT ON FACT_CHANGE (FACT_ID, CHANGE_ID);
CREATE TRIGGER FACT_CHANGE_IS_APPEND_ONLY BEFORE UPDATE ON FACT_CHANGE BEGIN
	SELECT RAISE(ABORT, 'the history of memory is append-only');
END;

-- Facts that MEMORY.md need not show, because what every task reads says it already; PLACE is where. Kept by dreams.
CREATE TABLE FACT_COVERED (
	FACT_ID TEXT PRIMARY KEY,
	PLACE TEXT NOT NULL
) WITHOUT ROWID;

-- The generated part of MEMORY.md and of its topic files, as it was rendered lately: what a file says beyond the rendering
-- whose MARK it bears, a person wrote. AS_OF is the instant at which expiry was judged, CHANGE_ID the newest change it shows.
CREATE TABLE MEMORY_FILE (
	ID INTEGER PRIMARY KEY AUTOINCREMENT,
	PATH TEXT NOT NULL,
	MARK TEXT NOT NULL,
	BODY TEXT NOT NULL,
	AS_OF TEXT NOT NULL,
	CHANGE_ID INTEGER NOT NULL,
	UNIQUE (PATH, MARK)
);

-- What people wrote in these files before and after the generated part, line by line.
CREATE TABLE MEMORY_TEXT (
	PATH TEXT NOT NULL,
	PLACE TEXT NOT NULL,
	LINE INTEGER NOT NULL,
	TEXT TEXT NOT NULL,
	PRIMARY KEY (PATH, PLACE, LINE)
) WITHOUT ROWID;

PRAGMA user_version = 4;
