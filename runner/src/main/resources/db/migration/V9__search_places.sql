-- Where each term of the index stands, so that a search can weigh the places itself. Nothing is stored for it.
CREATE VIRTUAL TABLE ENTRY_PLACES USING fts5vocab (ENTRY_TERMS, instance);

PRAGMA user_version = 9;
