-- Pictures, fonts and films of paywalls, by the hashes of their bytes.
CREATE TABLE control_assets (
    app TEXT NOT NULL,
    hash TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (app, hash),
    UNIQUE (app, sequence)
);
