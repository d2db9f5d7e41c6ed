-- Who took data of many customers out of the console: what was asked for, without
-- the person who was looked for, and how many rows left.

-- +goose Up
CREATE TABLE exports (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    officer    TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- of the officer, as it was then
    kind       TEXT   NOT NULL,
    format     TEXT   NOT NULL,
    filters    TEXT   NOT NULL,
    amount     BIGINT NOT NULL, -- rows
    ended      BIGINT NOT NULL, -- 1 when all of them left
    PRIMARY KEY (account, live, id)
);

-- +goose Down
DROP TABLE exports;
