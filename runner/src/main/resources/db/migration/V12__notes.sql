-- A note without a task is a person's, written into notes.md by hand; WAS names the note of the run that it says anew.
ALTER TABLE NOTE ALTER COLUMN TASK_ID DROP NOT NULL;
ALTER TABLE NOTE ADD COLUMN WAS INTEGER;

PRAGMA user_version = 12;
