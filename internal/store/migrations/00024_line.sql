-- The line of waiting customers in the order in which they are met, read a page at a
-- time, and how an account conducts it. 0 does not wait. Who waits at this moment
-- stands in no line until he is written again, which the next start does.

-- +goose Up
ALTER TABLE sessions ADD COLUMN line BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_in_line ON sessions (account, live, line, id) WHERE line > 0;
ALTER TABLE accounts ADD COLUMN line TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE accounts DROP COLUMN line;
DROP INDEX sessions_in_line;
ALTER TABLE sessions DROP COLUMN line;
