-- `user_id` holds every name by which a record is found. The log is also found by the devices (`device/ID`) and accounts (`account/ID`) that its records name, and by
-- `deletion`, if the names of those who were forgotten are still to be erased from it.
INSERT INTO mentions (app, user_id, position)
SELECT log.app, 'device/' || (found.it #>> '{}'), log.position
FROM log, jsonb_path_query(CAST(log.record AS jsonb), 'strict $.**.device') AS found(it)
WHERE jsonb_typeof(found.it) = 'string' ON CONFLICT DO NOTHING;
INSERT INTO mentions (app, user_id, position)
SELECT log.app, 'account/' || lower(found.it #>> '{}'), log.position
FROM log, jsonb_path_query(CAST(log.record AS jsonb), 'strict $.**.account') AS found(it)
WHERE jsonb_typeof(found.it) = 'string' ON CONFLICT DO NOTHING;
INSERT INTO mentions (app, user_id, position)
SELECT log.app, 'deletion', log.position FROM log WHERE log.record LIKE '%"fact":"user_deleted"%' ON CONFLICT DO NOTHING;
-- The keys of calls named the device, too.
INSERT INTO mentions (app, user_id, position)
SELECT app, 'device/' || split_part(key, '/', 2), position FROM log
WHERE key LIKE 'login/%' OR key LIKE 'logout/%' OR key LIKE 'purchase/%' ON CONFLICT DO NOTHING;
-- `about`: the purchase that a message is about, as its store names it. Null if none was found in it, or several.
ALTER TABLE inbox ADD COLUMN about TEXT;
-- Older programs neither write these names nor read such a log.
UPDATE marks SET value = 23 WHERE name = 'oldest_program';
