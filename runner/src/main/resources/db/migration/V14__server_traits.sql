-- What the servers of models do not take, and how large a window they really have: learnt from refusals and counts.
CREATE TABLE SERVER_TRAIT (
	MODEL TEXT NOT NULL,
	ADDRESS TEXT NOT NULL,
	KIND TEXT NOT NULL,
	VALUE TEXT NOT NULL,
	WORDS TEXT NOT NULL,
	TIME TEXT NOT NULL,
	PRIMARY KEY (MODEL, ADDRESS, KIND, VALUE)
) WITHOUT ROWID;

-- Which model wrote a reply: what only its writer understands goes back to no other.
ALTER TABLE MESSAGE ADD COLUMN WRITER TEXT;

PRAGMA user_version = 14;
