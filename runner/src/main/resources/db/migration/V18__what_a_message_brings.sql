-- Which of a person's words a message brings the model had been words in the column of the protocol.
ALTER TABLE MESSAGE ADD COLUMN INSTRUCTION INTEGER;

UPDATE MESSAGE SET INSTRUCTION = CAST(substr(PROTOCOL, 6) AS INTEGER), PROTOCOL = NULL WHERE KIND = 'user' AND PROTOCOL LIKE 'told %';

UPDATE MESSAGE SET PROTOCOL = NULL WHERE KIND = 'user' AND PROTOCOL = 'runner';

PRAGMA user_version = 18;
