-- Who conducts a session is searched for: an officer comes back to his calls, and sees his day.

-- +goose Up
ALTER TABLE sessions ADD COLUMN officer TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_officer ON sessions (account, live, officer, id) WHERE officer <> '';

-- +goose Down
DROP INDEX sessions_by_officer;
ALTER TABLE sessions DROP COLUMN officer;
