-- no-transaction
-- The settled messages about no purchase, which are looked through when somebody is forgotten.
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_about_none ON inbox (app, key) WHERE about IS NULL AND due IS NULL;
