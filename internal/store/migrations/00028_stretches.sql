-- How officers spend their time at the desk: stretches during which a console said
-- the same of one. Each ends at its last sign of life.

-- +goose Up
CREATE TABLE stretches (
    account  TEXT   NOT NULL,
    live     BIGINT NOT NULL,
    officer  TEXT   NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    PRIMARY KEY (account, live, officer, from_at)
);
CREATE INDEX stretches_by_end ON stretches (account, live, until_at);

-- +goose Down
DROP TABLE stretches;
