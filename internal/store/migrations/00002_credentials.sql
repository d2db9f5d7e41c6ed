-- +goose Up
-- Keys made before there were permissions could do everything; they keep that.
ALTER TABLE api_keys ADD COLUMN permissions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN origins TEXT NOT NULL DEFAULT '[]';
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
UPDATE api_keys SET permissions = '["sessions:read","sessions:write","artifacts:read","events:read","webhooks:read","webhooks:write","keys:read","keys:write","account:read","account:write","sandbox:write"]'
    WHERE kind = 'secret';

CREATE TABLE oauth_clients (
    account      TEXT   NOT NULL,
    live         BIGINT NOT NULL,
    id           TEXT   NOT NULL UNIQUE, -- also the client_id, which knows no account
    name         TEXT   NOT NULL,
    permissions  TEXT   NOT NULL,
    hash         BYTEA  NOT NULL, -- SHA-256 of the secret
    hint         TEXT   NOT NULL,
    former_hash  BYTEA  NOT NULL, -- of the secret before; empty without one
    former_until BIGINT NOT NULL, -- how long that one is still taken
    created_at   BIGINT NOT NULL,
    last_used    BIGINT NOT NULL,
    PRIMARY KEY (account, live, id)
);

-- Access tokens that were given back before their end.
CREATE TABLE oauth_revocations (
    account TEXT   NOT NULL,
    live    BIGINT NOT NULL,
    id      TEXT   NOT NULL, -- jti of the token
    client  TEXT   NOT NULL,
    ends_at BIGINT NOT NULL, -- of the token: nobody asks for the row after it
    PRIMARY KEY (account, live, id)
);
CREATE INDEX oauth_revocations_ended ON oauth_revocations (ends_at);

-- +goose Down
DROP TABLE oauth_revocations;
DROP TABLE oauth_clients;
ALTER TABLE api_keys DROP COLUMN replaced_by;
ALTER TABLE api_keys DROP COLUMN expires_at;
ALTER TABLE api_keys DROP COLUMN origins;
ALTER TABLE api_keys DROP COLUMN permissions;
