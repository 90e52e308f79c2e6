-- Numbers that only grow, by what they count: the last question to a store; the day up to which old rows were deleted.
CREATE TABLE marks (app TEXT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (app, name));
-- `since`: the time from which on what the outside was told is so. Before it, the clock was wrong when that was told.
ALTER TABLE lineages ADD COLUMN since BIGINT;
