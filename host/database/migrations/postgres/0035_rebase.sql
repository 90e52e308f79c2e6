-- A draft that was put on top of another revision. `merged` is the revision that was made of it before, if the other one does
-- not come from that: the next one comes from both. An edit with `onto` did it.
ALTER TABLE control_drafts ADD COLUMN merged TEXT NOT NULL DEFAULT '';
ALTER TABLE control_edits ADD COLUMN onto TEXT NOT NULL DEFAULT '';
