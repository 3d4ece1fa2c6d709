-- The code with which the command of a shell call exited by itself; earlier ones have it in their words only.
ALTER TABLE TOOL_CALL ADD COLUMN EXIT_CODE INTEGER;
PRAGMA user_version = 19;
