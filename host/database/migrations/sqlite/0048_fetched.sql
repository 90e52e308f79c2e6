-- The revision of the document that a device fetched last, and when, to the day (docs/control.md).
ALTER TABLE profiles ADD COLUMN fetched TEXT;
ALTER TABLE profiles ADD COLUMN fetched_at BIGINT;
