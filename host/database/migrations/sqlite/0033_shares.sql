-- Links by which somebody without an account sees one paywall of a draft or of a revision.
CREATE TABLE control_shares (
    app TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (app, id)
);
