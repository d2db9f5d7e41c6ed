-- +goose Up
-- Recordings for people, made from the sealed ones after the call.
CREATE TABLE composites (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL, -- of the recording that it is made from
    session    TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- when due, or leased until; 0 once it has ended
    created_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    PRIMARY KEY (account, live, id)
);
CREATE INDEX composites_due ON composites (next_at) WHERE state = 'pending';

-- +goose Down
DROP TABLE composites;
