-- Earlier sessions of a customer are found by reference and by mobile. The column
-- holds a hash, so that the number is not kept twice. Sessions from before are
-- found by their reference only, until they change.

-- +goose Up
ALTER TABLE sessions ADD COLUMN mobile TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_mobile ON sessions (account, live, mobile, id) WHERE mobile <> '';

-- +goose Down
DROP INDEX sessions_by_mobile;
ALTER TABLE sessions DROP COLUMN mobile;
