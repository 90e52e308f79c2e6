-- no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_set ON inbox (app, set_at) WHERE due IS NOT NULL;
