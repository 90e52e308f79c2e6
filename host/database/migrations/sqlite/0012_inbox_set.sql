CREATE INDEX inbox_set ON inbox (app, set_at) WHERE due IS NOT NULL;
