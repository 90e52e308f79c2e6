-- Publications at a later time. `replaces` is the deployment that each was made against; `state` is waiting, done, stopped or
-- cancelled; `deployment` is the one that came of it (0: none), and `outcome` the reason why none did.
CREATE TABLE control_schedules (
    app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    environment TEXT NOT NULL,
    revision TEXT NOT NULL,
    at BIGINT NOT NULL,
    replaces BIGINT NOT NULL,
    if_moved TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made BIGINT NOT NULL,
    state TEXT NOT NULL,
    deployment BIGINT NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (app, sequence),
    UNIQUE (app, state, at, sequence)
);
