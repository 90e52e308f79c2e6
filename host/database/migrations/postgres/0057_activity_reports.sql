-- no-transaction
-- What was reported lately, without its words.
CREATE INDEX CONCURRENTLY IF NOT EXISTS activity_reports ON activity (app, at) INCLUDE (device, kind);
