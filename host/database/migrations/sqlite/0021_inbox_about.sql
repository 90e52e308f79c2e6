-- The messages about a purchase.
CREATE INDEX inbox_about ON inbox (app, about) WHERE about IS NOT NULL;
