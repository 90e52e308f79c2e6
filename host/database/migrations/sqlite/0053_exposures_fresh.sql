-- The exposures that wait to be counted.
CREATE INDEX exposures_fresh ON exposures (app, user_id) WHERE fresh = 1;
