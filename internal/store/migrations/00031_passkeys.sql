-- Passkeys themselves are in officers.second_factor, beside what else proves a member; here is whose each is.

-- +goose Up
CREATE TABLE passkeys (
    credential BYTEA NOT NULL, -- SHA-256 of the authenticator's name of it
    account    TEXT  NOT NULL,
    officer    TEXT  NOT NULL,
    PRIMARY KEY (credential)
);
CREATE INDEX passkeys_officer ON passkeys (account, officer);

-- Questions to authenticators that were answered, until they run out: none is good twice.
CREATE TABLE answered (
    question BYTEA  NOT NULL,
    until    BIGINT NOT NULL,
    PRIMARY KEY (question)
);
CREATE INDEX answered_until ON answered (until);

-- +goose Down
DROP TABLE answered;
DROP TABLE passkeys;
