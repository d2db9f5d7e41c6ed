-- +goose Up
-- When an account's officers take appointments; without a row the defaults hold.
CREATE TABLE hours (
    account  TEXT   NOT NULL PRIMARY KEY,
    document TEXT   NOT NULL,
    capacity BIGINT NOT NULL -- of a slot, compared where a place is taken
);

-- How many places of a slot are taken. The row is what two nodes that book the
-- last place at once wait for.
CREATE TABLE seats (
    account   TEXT   NOT NULL,
    live      BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    taken     BIGINT NOT NULL,
    PRIMARY KEY (account, live, starts_at)
);

-- +goose Down
DROP TABLE seats;
DROP TABLE hours;
