-- One append-only log; everything else but inbox and outbox is what the log adds up to.
CREATE TABLE log (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (app, key)
);
-- In whose history a record has a place.
CREATE TABLE mentions (
    app TEXT NOT NULL,
    user_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (app, user_id, position)
) WITHOUT ROWID;

-- Rows, as JSON, by key.
CREATE TABLE devices (app TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, id));
CREATE TABLE users (app TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, id));
CREATE TABLE accounts (app TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (app, id));
CREATE TABLE members (app TEXT NOT NULL, id TEXT NOT NULL, lineage TEXT NOT NULL, PRIMARY KEY (app, id));
-- `due`: when the clock next has news of it.
CREATE TABLE lineages (
    app TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    due BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (app, id)
);
CREATE INDEX lineages_owner ON lineages (app, owner);
CREATE INDEX lineages_due ON lineages (app, due) WHERE due IS NOT NULL;

-- Verified messages of stores, their bytes in base64. `due`: when to work on it; null once it is settled.
CREATE TABLE inbox (
    app TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    store TEXT NOT NULL,
    platform TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    due BIGINT,
    note TEXT,
    answers TEXT,
    PRIMARY KEY (app, key)
);
CREATE INDEX inbox_due ON inbox (app, due) WHERE due IS NOT NULL;

-- What the outside is to hear, once for each user it is about.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    app TEXT NOT NULL,
    user_id TEXT NOT NULL,
    event TEXT NOT NULL,
    not_before BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    delivered_at BIGINT
);
CREATE INDEX outbox_pending ON outbox (app, user_id, position) WHERE delivered_at IS NULL;

-- What a device says of itself, as JSON.
CREATE TABLE profiles (app TEXT NOT NULL, device TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (app, device));

-- Sessions, impressions and transactions as devices tell of them. Nothing is decided by them.
CREATE TABLE activity (
    app TEXT NOT NULL,
    id TEXT NOT NULL,
    device TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, id)
);
CREATE INDEX activity_at ON activity (app, at);
