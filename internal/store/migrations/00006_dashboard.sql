-- Who is logged in to the dashboard, who is invited, and an account's looks.

-- +goose Up
ALTER TABLE accounts ADD COLUMN color TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN logo TEXT NOT NULL DEFAULT ''; -- which bytes; they are a blob
ALTER TABLE officers ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0; -- rises when what let them in before must end

CREATE TABLE logins (
    account    TEXT   NOT NULL,
    officer    TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    hash       BYTEA  NOT NULL UNIQUE,
    epoch      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    address    TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    PRIMARY KEY (account, officer, id)
);

CREATE TABLE invites (
    account     TEXT   NOT NULL, -- '' founds one
    id          TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    email_key   TEXT   NOT NULL,
    roles       TEXT   NOT NULL,
    hash        BYTEA  NOT NULL UNIQUE,
    by_id       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (account, id)
);

-- +goose Down
DROP TABLE invites;
DROP TABLE logins;
ALTER TABLE officers DROP COLUMN epoch;
ALTER TABLE accounts DROP COLUMN logo;
ALTER TABLE accounts DROP COLUMN color;
