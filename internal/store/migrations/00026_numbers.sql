-- What is searched for and what is counted. A session is found by marks among its
-- tags; those from before have none until they are written again, which happens
-- a few at a time after the start. How far a session has come is counted from an
-- index. A turn is one customer's wait with the call that came of it, a shift is
-- a stretch in which an officer was there; of the time before there are none.

-- +goose Up
ALTER TABLE sessions ADD COLUMN marked BIGINT NOT NULL DEFAULT 0; -- 1 when its marks are written
ALTER TABLE sessions ADD COLUMN reached BIGINT NOT NULL DEFAULT 0; -- the furthest step
UPDATE sessions SET reached = CASE
    WHEN status IN ('completed', 'rejected') THEN 6
    WHEN status IN ('decided', 'in_audit', 'recapture_required') OR document LIKE '%"decision":{%' OR document LIKE '%"rounds":[%' THEN 5
    WHEN status IN ('in_progress', 'interrupted') OR document LIKE '%"started_at":"%' THEN 4
    WHEN status = 'waiting' OR document LIKE '%"queued_at":"%' THEN 3
    WHEN document LIKE '%"consent":{%' THEN 2
    WHEN status = 'joined' OR document NOT LIKE '%"BoundAt":"0001-01-01T00:00:00Z"%' THEN 1
    ELSE 0 END;
CREATE INDEX sessions_unmarked ON sessions (id) WHERE marked = 0;
CREATE INDEX sessions_by_path ON sessions (account, live, id, reached, status);

CREATE TABLE turns (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    session    TEXT   NOT NULL,
    officer    TEXT   NOT NULL, -- '' when nobody came
    queued_at  BIGINT NOT NULL,
    started_at BIGINT NOT NULL, -- 0 when nobody came
    again      BIGINT NOT NULL, -- 1 when the customer had been handed back before
    ending     TEXT   NOT NULL,
    PRIMARY KEY (account, live, ended_at, session)
);

CREATE TABLE shifts (
    account  TEXT   NOT NULL,
    live     BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    officer  TEXT   NOT NULL,
    state    TEXT   NOT NULL, -- available or break
    seen_at  BIGINT NOT NULL, -- until when he was known to be there
    PRIMARY KEY (account, live, began_at, officer, state)
);

-- +goose Down
DROP TABLE shifts;
DROP TABLE turns;
DROP INDEX sessions_by_path;
DROP INDEX sessions_unmarked;
ALTER TABLE sessions DROP COLUMN reached;
ALTER TABLE sessions DROP COLUMN marked;
