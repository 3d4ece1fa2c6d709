-- What is to end, and as what: committed before anything of it is touched, and taken away by the commit that reaches it. TASK_ID is
-- empty for a whole run. An owner that finds one of another's finishes it and runs nothing of it again.
CREATE TABLE ENDING (
	RUN_ID TEXT NOT NULL,
	TASK_ID TEXT NOT NULL DEFAULT '',
	REASON TEXT NOT NULL,
	FAILURE TEXT,
	RETRY_MS INTEGER,
	TIME TEXT NOT NULL,
	PRIMARY KEY (RUN_ID, TASK_ID)
) WITHOUT ROWID;

-- What an owner saw last, in milliseconds: the time of day by which the moments in rows count, and how long the machine had been
-- up since the start that BOOT names. Where the two differ from that later on, the clock was set.
ALTER TABLE LEASE ADD COLUMN SEEN INTEGER;
ALTER TABLE LEASE ADD COLUMN UPTIME INTEGER;
ALTER TABLE LEASE ADD COLUMN BOOT TEXT;

PRAGMA user_version = 15;
