-- What the program decides by had been words for people in FAILURE and a control character before WORDS; now each is a column.
ALTER TABLE TASK ADD COLUMN SKIP_REASON TEXT;
ALTER TABLE TASK ADD COLUMN IN_FLIGHT INTEGER NOT NULL DEFAULT 0;
ALTER TABLE TASK ADD COLUMN FRESH INTEGER;

UPDATE TASK SET SKIP_REASON = CASE
	WHEN FAILURE LIKE 'skipped by %' THEN 'PERSON'
	WHEN FAILURE LIKE 'settled by %' THEN 'SETTLED'
	WHEN FAILURE LIKE 'its condition is false%' THEN 'CONDITION'
	WHEN FAILURE LIKE '%fail-fast is set' THEN 'GIVEN_UP'
	WHEN FAILURE LIKE 'the task that it is part of %' THEN 'PART'
	WHEN FAILURE IN ('rejected', 'expired') THEN 'GATE'
	WHEN FAILURE = 'removed from the workflow file' THEN 'REMOVED'
	ELSE 'NEED' END
WHERE STATE = 'SKIPPED';

UPDATE TASK SET IN_FLIGHT = 1
WHERE (STATE = 'STOPPED' AND FAILURE = 'stopped while it ran') OR (STATE = 'CANCELLED' AND FAILURE = 'cancelled while it ran');

UPDATE TASK SET FRESH = 0 WHERE WORDS IS NOT NULL;

-- Functions of texts end at a NUL, those of blobs do not.
UPDATE TASK SET FRESH = 1, WORDS = CAST(substr(CAST(WORDS AS BLOB), 2) AS TEXT)
WHERE substr(CAST(WORDS AS BLOB), 1, 1) = x'00';

PRAGMA user_version = 17;
