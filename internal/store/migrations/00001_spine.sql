-- One file for SQLite and PostgreSQL. Instants are BIGINT microseconds since
-- 1970 in UTC, 0 means "not set"; live is 0 or 1; lists and documents are JSON
-- in TEXT, which both keep byte for byte. Every key starts with the scope, so
-- that no query can leave it by accident.

-- +goose Up
CREATE TABLE accounts (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    hash       BYTEA  NOT NULL UNIQUE,
    hint       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    last_used  BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    PRIMARY KEY (account, live, id)
);
CREATE INDEX api_keys_by_id ON api_keys (id);

CREATE TABLE officers (
    account    TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    email      TEXT   NOT NULL,
    email_key  TEXT   NOT NULL UNIQUE, -- lower case: one person, one log-in
    name       TEXT   NOT NULL,
    roles      TEXT   NOT NULL,
    password   TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, id)
);

CREATE TABLE sessions (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    status     TEXT   NOT NULL,
    reference  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deadline   BIGINT NOT NULL, -- when time must act on it; 0 when no timer runs
    sequence   BIGINT NOT NULL,
    head       BYTEA  NOT NULL,
    document   TEXT   NOT NULL, -- everything that is never searched for
    PRIMARY KEY (account, live, id)
);
CREATE UNIQUE INDEX sessions_by_id ON sessions (id); -- a customer's link knows no account
CREATE INDEX sessions_by_status ON sessions (status, account, live, id);
CREATE INDEX sessions_by_reference ON sessions (account, live, reference, id) WHERE reference <> '';
CREATE INDEX sessions_due ON sessions (deadline) WHERE deadline > 0;

CREATE TABLE events (
    account   TEXT   NOT NULL,
    live      BIGINT NOT NULL,
    session   TEXT   NOT NULL,
    sequence  BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    type      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    data      TEXT   NOT NULL, -- '' once it has been erased
    data_hash BYTEA  NOT NULL,
    prev      BYTEA  NOT NULL,
    hash      BYTEA  NOT NULL,
    PRIMARY KEY (account, live, session, sequence)
);
CREATE UNIQUE INDEX events_by_id ON events (account, live, id);

CREATE TABLE endpoints (
    account     TEXT   NOT NULL,
    live        BIGINT NOT NULL,
    id          TEXT   NOT NULL,
    url         TEXT   NOT NULL,
    events      TEXT   NOT NULL,
    secret      BYTEA  NOT NULL,
    created_at  BIGINT NOT NULL,
    disabled_at BIGINT NOT NULL,
    disabled_by TEXT   NOT NULL,
    failing_at  BIGINT NOT NULL,
    PRIMARY KEY (account, live, id)
);

CREATE TABLE deliveries (
    account    TEXT   NOT NULL,
    live       BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    endpoint   TEXT   NOT NULL,
    event      TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- when due, or leased until; 0 once it has ended
    created_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    PRIMARY KEY (account, live, id)
);
CREATE INDEX deliveries_by_endpoint ON deliveries (account, live, endpoint, id);
CREATE INDEX deliveries_by_event ON deliveries (account, live, event, id);
CREATE INDEX deliveries_due ON deliveries (next_at, endpoint) WHERE state = 'pending';
CREATE INDEX deliveries_undelivered ON deliveries (account, live, state, id) WHERE state <> 'succeeded';

CREATE TABLE attempts (
    account  TEXT   NOT NULL,
    live     BIGINT NOT NULL,
    delivery TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    latency  BIGINT NOT NULL, -- microseconds
    status   BIGINT NOT NULL, -- HTTP; 0 when there was no reply
    error    TEXT   NOT NULL,
    excerpt  TEXT   NOT NULL,
    PRIMARY KEY (account, live, delivery, number)
);

-- +goose Down
DROP TABLE attempts;
DROP TABLE deliveries;
DROP TABLE endpoints;
DROP TABLE events;
DROP TABLE sessions;
DROP TABLE officers;
DROP TABLE api_keys;
DROP TABLE accounts;
