-- Grants are kept beside the purchases, with words that older programs cannot read.
UPDATE marks SET value = 24 WHERE name = 'oldest_program';
