-- What is looked up of one customer, or of messages that an operator should see, without a walk through all.
CREATE INDEX outbox_user ON outbox (user_id, app, position);
CREATE INDEX outbox_device ON outbox (app, stream) WHERE stream LIKE 'device/%';
-- `unread`: why a message, or a part of it, was not understood.
-- `rounds`: how many times it was given to be looked into again.
ALTER TABLE inbox ADD COLUMN unread TEXT;
ALTER TABLE inbox ADD COLUMN rounds BIGINT NOT NULL DEFAULT 0;
UPDATE inbox SET unread = substr(note, 17) WHERE note LIKE 'not understood: %';
CREATE INDEX inbox_unread ON inbox (app, received_at) WHERE unread IS NOT NULL;
-- By age, without those that stay longer because nobody understood them.
DROP INDEX inbox_settled;
CREATE INDEX inbox_settled ON inbox (app, received_at) WHERE due IS NULL AND unread IS NULL;
