-- A step that repeats what another session has: it is there so that the work around it can be read as a whole, and counts nowhere.
ALTER TABLE TRACE_STEP ADD COLUMN COPY INTEGER NOT NULL DEFAULT 0;

-- Which session an entry of a transcript belongs to, by a sum over what is the same in all its copies.
CREATE TABLE TRACE_ENTRY (
	SUM INTEGER NOT NULL,
	TRACE_ID INTEGER NOT NULL,
	PRIMARY KEY (SUM, TRACE_ID)
) WITHOUT ROWID;
CREATE INDEX IX_TRACE_ENTRY ON TRACE_ENTRY (TRACE_ID);

PRAGMA user_version = 16;
