-- What dreams proposed and did. STATE: DREAMING, PROPOSED, NOTHING, APPLIED, UNDONE, REPLACED. MADE_BY is the run, and the task
-- where a workflow dreams. What was said before CREATED it has
-- read; CHANGE_ID is its change of memory.
CREATE TABLE DREAM (
	DREAM_ID TEXT PRIMARY KEY,
	MADE_BY TEXT NOT NULL,
	CREATED TEXT NOT NULL,
	STATE TEXT NOT NULL,
	REPLY TEXT,
	VERIFIED TEXT,
	PLAN TEXT,
	REPORT TEXT,
	PAGE TEXT,
	CHANGE_ID INTEGER,
	REMADE_FROM TEXT
) WITHOUT ROWID;
CREATE INDEX IX_DREAM_MADE_BY ON DREAM (MADE_BY);

-- Facts that an applied dream reported as shown or left out: they are news only once.
CREATE TABLE DREAM_SEEN (
	FACT_ID TEXT PRIMARY KEY
) WITHOUT ROWID;

PRAGMA user_version = 7;
