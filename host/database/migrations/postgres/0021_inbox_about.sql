-- no-transaction
-- The messages about a purchase.
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_about ON inbox (app, about) WHERE about IS NOT NULL;
