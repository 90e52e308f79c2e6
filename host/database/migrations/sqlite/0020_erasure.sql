-- `user_id` holds every name by which a record is found. The log is also found by the devices (`device/ID`) and accounts (`account/ID`) that its records name, and by
-- `deletion`, if the names of those who were forgotten are still to be erased from it.
INSERT OR IGNORE INTO mentions (app, user_id, position)
SELECT log.app, CASE tree.key WHEN 'device' THEN 'device/' || tree.value ELSE 'account/' || lower(tree.value) END, log.position
FROM log, json_tree(log.record) AS tree WHERE tree.key IN ('device', 'account') AND tree.type = 'text';
INSERT OR IGNORE INTO mentions (app, user_id, position)
SELECT log.app, 'deletion', log.position FROM log WHERE log.record LIKE '%"fact":"user_deleted"%';
-- The keys of calls named the device, too.
INSERT OR IGNORE INTO mentions (app, user_id, position)
SELECT app, 'device/' || substr(own, 1, instr(own || '/', '/') - 1), position
FROM (SELECT app, position, substr(key, instr(key, '/') + 1) AS own FROM log
      WHERE key LIKE 'login/%' OR key LIKE 'logout/%' OR key LIKE 'purchase/%');
-- `about`: the purchase that a message is about, as its store names it. Null if none was found in it, or several.
ALTER TABLE inbox ADD COLUMN about TEXT;
-- Older programs neither write these names nor read such a log.
UPDATE marks SET value = 23 WHERE name = 'oldest_program';
