-- How often a row was changed. Whoever changes it says which version it read, so nobody's change is lost.
ALTER TABLE devices ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lineages ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
