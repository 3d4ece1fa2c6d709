-- Names and words that a model proposed for a skill, by a hash of what it was asked: the same question is not asked again.
-- DISTILL_ID is the distill that asked. The reply is kept as it came, but for secrets; it is checked each time it is used.
CREATE TABLE SKILL_WORDS (
	QUESTION TEXT PRIMARY KEY,
	DISTILL_ID TEXT NOT NULL,
	REPLY TEXT NOT NULL
) WITHOUT ROWID;

PRAGMA user_version = 11;
