CREATE INDEX outbox_set ON outbox (app, set_at) WHERE delivered_at IS NULL;
