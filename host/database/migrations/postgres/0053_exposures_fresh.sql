-- no-transaction
-- The exposures that wait to be counted.
CREATE INDEX CONCURRENTLY IF NOT EXISTS exposures_fresh ON exposures (app, user_id) WHERE fresh = 1;
