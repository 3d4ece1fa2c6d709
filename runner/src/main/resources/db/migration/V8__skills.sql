-- Skills that distill has written or proposes. TEXT is SKILL.md as it was generated and SCRIPT what lies beside it; a person's
-- edit is known by comparing the file with it. How far a skill has come stands in SKILL_STATE. SESSIONS is what the pattern had been seen in when the row last changed.
CREATE TABLE SKILL (
	NAME TEXT PRIMARY KEY,
	PATTERN TEXT NOT NULL,
	VERSION TEXT NOT NULL,
	REASON TEXT NOT NULL,
	HEADS TEXT NOT NULL,
	TEXT TEXT NOT NULL,
	SCRIPT TEXT,
	SESSIONS INTEGER NOT NULL,
	TRIAL TEXT,
	CHANGED TEXT NOT NULL
) WITHOUT ROWID;

-- One row a distill: what it found, and what became of it. BASE names the state of the skills that it was made from.
-- STATE is PROPOSED, APPLYING (rows are changed, files follow), APPLIED or UNDONE.
CREATE TABLE DISTILL (
	ID TEXT PRIMARY KEY,
	TIME TEXT NOT NULL,
	BASE TEXT NOT NULL,
	STATE TEXT NOT NULL,
	RESULT TEXT NOT NULL
) WITHOUT ROWID;

-- What an applied distill changed, for its undo: a path below the workspace, or a row as 'skill:NAME' (JSON). NULL: not there.
CREATE TABLE SKILL_CHANGE (
	DISTILL_ID TEXT NOT NULL,
	PATH TEXT NOT NULL,
	BEFORE TEXT,
	AFTER TEXT,
	PRIMARY KEY (DISTILL_ID, PATH)
) WITHOUT ROWID;

PRAGMA user_version = 8;
