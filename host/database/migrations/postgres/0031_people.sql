-- The people of the Control Center (docs/control.md): they belong to the host, and their roles to its apps.
-- Names and addresses stand here and in links alone: everything else names people by their ids.
CREATE TABLE control_people (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE control_memberships (
    app TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (app, person),
    UNIQUE (person, app)
);
-- Links that work once. `apps` is a list in JSON; `person` has a value if the link is for somebody who is there.
CREATE TABLE control_links (
    hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    app TEXT NOT NULL,
    apps TEXT NOT NULL,
    person TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    author TEXT NOT NULL,
    until BIGINT NOT NULL,
    UNIQUE (app, hash)
);
CREATE TABLE control_sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    begun BIGINT NOT NULL,
    used BIGINT NOT NULL,
    UNIQUE (person, hash)
);
