-- no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS outbox_set ON outbox (app, set_at) WHERE delivered_at IS NULL;
