-- Events of one user and one stream go out one after the other; those of other streams do not wait for them.
ALTER TABLE outbox ADD COLUMN stream TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_pending;
CREATE INDEX outbox_pending ON outbox (app, user_id, stream, position) WHERE delivered_at IS NULL;
