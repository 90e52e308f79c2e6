-- The hash of a draft's content, so that a list of drafts need not read the contents. `manifest` is that of the content after
-- the edit `hashed`: a host of an older version saves an edit without it.
ALTER TABLE control_drafts ADD COLUMN manifest TEXT NOT NULL DEFAULT '';
ALTER TABLE control_drafts ADD COLUMN hashed BIGINT NOT NULL DEFAULT -1;
