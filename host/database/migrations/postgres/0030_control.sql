-- The Control Center (docs/control.md). Parts, manifests and revisions are only ever inserted: their hashes are their names.
CREATE TABLE control_parts (
    app TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, hash)
);
CREATE TABLE control_manifests (
    app TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, hash)
);
CREATE TABLE control_revisions (
    app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, sequence),
    UNIQUE (app, hash)
);
-- `head` is the manifest of the draft as it is now, `edit` the number of its last edit.
CREATE TABLE control_drafts (
    app TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    base TEXT NOT NULL,
    head TEXT NOT NULL,
    edit BIGINT NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (app, id)
);
CREATE TABLE control_edits (
    app TEXT NOT NULL,
    draft TEXT NOT NULL,
    number BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    operations TEXT NOT NULL,
    inverses TEXT NOT NULL,
    PRIMARY KEY (app, draft, number)
);
CREATE TABLE control_policies (
    app TEXT NOT NULL,
    environment TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, environment)
);
-- A deployment says which one it replaces (0: none), and no two replace the same one.
CREATE TABLE control_deployments (
    app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    environment TEXT NOT NULL,
    replaces BIGINT NOT NULL,
    revision TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (app, sequence),
    UNIQUE (app, environment, replaces),
    UNIQUE (app, environment, sequence)
);
-- The gate's answers: what an engine found in a content.
CREATE TABLE control_verdicts (
    app TEXT NOT NULL,
    manifest TEXT NOT NULL,
    engine TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (app, manifest, engine)
);
CREATE TABLE control_reviews (
    app TEXT NOT NULL,
    manifest TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    approves BIGINT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (app, manifest, reviewer)
);
CREATE TABLE control_ticks (
    app TEXT NOT NULL,
    code TEXT NOT NULL,
    path TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (app, code, path)
);
CREATE TABLE control_tokens (
    app TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    until BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (app, hash)
);
CREATE TABLE control_audit (
    app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (app, sequence)
);
