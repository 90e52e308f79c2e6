-- no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS lineages_since ON lineages (app, since) WHERE since IS NOT NULL;
