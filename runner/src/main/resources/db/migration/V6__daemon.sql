-- What a daemon takes from commands, and when it starts work by itself.

-- A daemon executes every run of its workspace; a command in the foreground executes one.
ALTER TABLE LEASE ADD COLUMN SERVES INTEGER NOT NULL DEFAULT 0;

-- Runs to be that a command gave to the daemon; DATA is all a run needs, its files included. EXIT_CODE and ANSWER say why one was refused.
CREATE TABLE HANDOVER (
	ID INTEGER PRIMARY KEY AUTOINCREMENT,
	TIME TEXT NOT NULL,
	DATA TEXT NOT NULL,
	BY_WHOM TEXT NOT NULL,
	ENDED TEXT,
	RUN_ID TEXT,
	EXIT_CODE INTEGER,
	ANSWER TEXT
);
CREATE INDEX IX_HANDOVER_OPEN ON HANDOVER (ID) WHERE ENDED IS NULL;

-- One row a schedule that was ever seen or switched. Due times up to DEALT_WITH have been started or dropped.
CREATE TABLE SCHEDULE (
	SCHEDULE_ID TEXT PRIMARY KEY,
	TIMES TEXT,
	ENABLED INTEGER NOT NULL DEFAULT 1,
	DEALT_WITH TEXT,
	LAST TEXT,
	RUN_ID TEXT,
	FAULT TEXT
) WITHOUT ROWID;

-- A daemon asks every few seconds which runs are open.
CREATE INDEX IX_RUN_OPEN ON RUN (RUN_ID) WHERE STATUS = 'OPEN';

PRAGMA user_version = 6;
