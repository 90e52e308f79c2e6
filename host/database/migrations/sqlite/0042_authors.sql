-- Who had a hand in a content (docs/control.md): the authors of its revisions, and of the edits of which they were made.
-- Nobody's own approval counts, whoever makes the revision in the end.
CREATE TABLE control_authors (
    app TEXT NOT NULL,
    manifest TEXT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (app, manifest, author)
);
