-- The news that users were forgotten, which goes as soon as it is delivered.
CREATE INDEX outbox_deletion ON outbox (app, delivered_at) WHERE stream = 'deletion';
