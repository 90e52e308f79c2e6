-- The first exposure of each user in each phase of an experiment. `crossed`: 1 if another arm was met, too.
-- `fresh`: 1 until it is counted.
CREATE TABLE exposures (
    app TEXT NOT NULL,
    user_id TEXT NOT NULL,
    experiment TEXT NOT NULL,
    phase BIGINT NOT NULL,
    arm TEXT NOT NULL,
    crossed BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    platform TEXT NOT NULL,
    country TEXT NOT NULL,
    rule TEXT NOT NULL,
    paywall TEXT NOT NULL,
    revision TEXT NOT NULL,
    fresh BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (app, user_id, experiment, phase)
) WITHOUT ROWID;
-- What each of them counts for, as it was added to the sums last, as JSON.
CREATE TABLE units (
    app TEXT NOT NULL,
    user_id TEXT NOT NULL,
    experiment TEXT NOT NULL,
    phase BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, user_id, experiment, phase)
) WITHOUT ROWID;
-- The daily sums. `settled`: 1 for what is of nobody in `units` any more, so that it cannot be counted anew.
CREATE TABLE sums (
    app TEXT NOT NULL,
    experiment TEXT NOT NULL,
    phase BIGINT NOT NULL,
    cut TEXT NOT NULL,
    arm TEXT NOT NULL,
    measure TEXT NOT NULL,
    day BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    people BIGINT NOT NULL,
    x DOUBLE PRECISION NOT NULL,
    xx DOUBLE PRECISION NOT NULL,
    xy DOUBLE PRECISION NOT NULL,
    y DOUBLE PRECISION NOT NULL,
    yy DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (app, experiment, phase, cut, arm, measure, day, settled)
) WITHOUT ROWID;
-- The experiments as documents declared them, as JSON. `since`: when a host first served them.
CREATE TABLE experiments (
    app TEXT NOT NULL,
    experiment TEXT NOT NULL,
    phase BIGINT NOT NULL,
    since BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, experiment, phase)
) WITHOUT ROWID;
