-- Where sessions are found by metadata: one row for each pair of a session that
-- has some. The tag is a hash of name and value, so that no value is kept twice.

-- +goose Up
CREATE TABLE session_tags (
    account TEXT   NOT NULL,
    live    BIGINT NOT NULL,
    tag     BYTEA  NOT NULL,
    session TEXT   NOT NULL,
    PRIMARY KEY (account, live, tag, session)
);

-- +goose Down
DROP TABLE session_tags;
