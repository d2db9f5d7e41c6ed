-- +goose Up
-- Links on their way to customers: the outbox of SMS and e-mail, and the history of it.
CREATE TABLE messages (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    session    TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- when due, or leased until; 0 once it has ended
    created_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    sealed     BYTEA  NOT NULL, -- empty once it was sent or given up
    PRIMARY KEY (account, live, id)
);
CREATE INDEX messages_by_session ON messages (account, live, session, id);
CREATE INDEX messages_due ON messages (next_at) WHERE state = 'pending';

-- +goose Down
DROP TABLE messages;
