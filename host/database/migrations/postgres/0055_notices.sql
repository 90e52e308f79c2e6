-- The time at which a schedule was stopped (0: it was not, or nobody knows), and who took note of it (empty: nobody).
ALTER TABLE control_schedules ADD COLUMN stopped_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE control_schedules ADD COLUMN noted_by TEXT NOT NULL DEFAULT '';
