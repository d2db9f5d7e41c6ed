-- +goose Up
-- Nothing used it; what officers do at the desk is kept as stretches.
DROP TABLE IF EXISTS shifts;

-- +goose Down
CREATE TABLE shifts (
    account  TEXT   NOT NULL,
    live     BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    officer  TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    seen_at  BIGINT NOT NULL,
    PRIMARY KEY (account, live, began_at, officer, state)
);
