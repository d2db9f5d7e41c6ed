-- Sessions that somebody still has to look at, so that they can be counted
-- without reading their documents.

-- +goose Up
ALTER TABLE sessions ADD COLUMN outcome TEXT NOT NULL DEFAULT ''; -- 'needs_review' when it was completed so
UPDATE sessions SET outcome = 'needs_review' WHERE status = 'completed' AND document LIKE '%"outcome":"needs_review"%';
CREATE INDEX sessions_to_review ON sessions (account, live, id) WHERE outcome = 'needs_review';

-- +goose Down
DROP INDEX sessions_to_review;
ALTER TABLE sessions DROP COLUMN outcome;
