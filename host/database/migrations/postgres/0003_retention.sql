-- What is done, by age: for what is deleted after a time.
CREATE INDEX inbox_settled ON inbox (app, received_at) WHERE due IS NULL;
CREATE INDEX outbox_settled ON outbox (app, delivered_at) WHERE delivered_at IS NOT NULL;
