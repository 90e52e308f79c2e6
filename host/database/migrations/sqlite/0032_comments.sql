-- What people say about a draft. A thread is named by the number of its first comment, which says whether it is settled.
CREATE TABLE control_comments (
    app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    draft TEXT NOT NULL,
    paywall TEXT NOT NULL,
    component TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    resolved_by TEXT NOT NULL,
    resolved_at BIGINT NOT NULL,
    PRIMARY KEY (app, sequence),
    UNIQUE (app, draft, sequence)
);
