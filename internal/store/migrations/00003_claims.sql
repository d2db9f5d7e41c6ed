-- Idempotency keys: a claim is written in the transaction of what was asked
-- for, its reply in the one behind it. Rows older than a day are swept.

-- +goose Up
CREATE TABLE claims (
    account     TEXT   NOT NULL,
    live        BIGINT NOT NULL,
    key_hash    BYTEA  NOT NULL,
    fingerprint BYTEA  NOT NULL, -- of the request
    node        TEXT   NOT NULL, -- whose process acts
    object      TEXT   NOT NULL, -- id of what was made or changed
    at          BIGINT NOT NULL,
    status      BIGINT NOT NULL, -- of the reply; 0 until it is kept
    reply       BYTEA  NOT NULL, -- sealed
    PRIMARY KEY (account, live, key_hash)
);
CREATE INDEX claims_by_age ON claims (at);

-- +goose Down
DROP TABLE claims;
