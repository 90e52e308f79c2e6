-- The newest migration that a program must know to use these tables. A migration with which older
-- programs cannot go on raises it to its own number (docs/database.md, "Upgrades").
INSERT INTO marks (app, name, value) VALUES ('', 'oldest_program', 14);
