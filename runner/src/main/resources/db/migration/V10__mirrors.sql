-- Since when what was committed may not stand in the mirrors; null where that is since the owner of the row began. It stays
-- through any number of owners that are killed before they have repaired them.
ALTER TABLE LEASE ADD COLUMN MIRRORS_FROM TEXT;

PRAGMA user_version = 10;
