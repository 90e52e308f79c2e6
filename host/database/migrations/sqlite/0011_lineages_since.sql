CREATE INDEX lineages_since ON lineages (app, since) WHERE since IS NOT NULL;
