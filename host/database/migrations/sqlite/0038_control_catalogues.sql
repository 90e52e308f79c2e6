-- What a platform of an app sells by what was live in its environment so far, and what that grants (docs/control.md).
CREATE TABLE control_catalogues (
    app TEXT NOT NULL,
    platform TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, platform)
);
