-- The bytes of messages: `text:` and the text, or base64 where they are none.
-- What a message says once it is verified, as JSON, and the store's word for it.
ALTER TABLE inbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'unreadable';
ALTER TABLE inbox ADD COLUMN content TEXT NOT NULL DEFAULT 'null';

-- `delivered_at`: when nothing more is to be done. `given_up`: 1 where that is because it was tried for long enough.
ALTER TABLE outbox ADD COLUMN given_up BIGINT NOT NULL DEFAULT 0;
-- What is due, without a look at all that waits.
CREATE INDEX outbox_due ON outbox (app, not_before, position) WHERE delivered_at IS NULL;
