-- In which form an agent said that its task was done, and what backs its word; both null where nobody had to say so.
ALTER TABLE TASK ADD COLUMN CLAIM_BY TEXT;
ALTER TABLE TASK ADD COLUMN CLAIM_STATE TEXT;

PRAGMA user_version = 13;
