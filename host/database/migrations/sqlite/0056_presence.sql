-- Who looks at a draft: a row for each stream of events of it, which is written again as long as somebody listens.
CREATE TABLE control_presence (
    app TEXT NOT NULL,
    draft TEXT NOT NULL,
    stream TEXT NOT NULL,
    person TEXT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (app, draft, stream)
);
