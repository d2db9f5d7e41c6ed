-- What proves a member of staff besides the password, and what an account asks of its staff.

-- +goose Up
ALTER TABLE accounts ADD COLUMN security TEXT NOT NULL DEFAULT '{}';
ALTER TABLE officers ADD COLUMN second_factor TEXT NOT NULL DEFAULT ''; -- its secret is sealed, its recovery codes are hashes
ALTER TABLE officers ADD COLUMN subject TEXT NOT NULL DEFAULT ''; -- at the provider of sign-on
ALTER TABLE logins ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

-- +goose Down
ALTER TABLE logins DROP COLUMN method;
ALTER TABLE officers DROP COLUMN subject;
ALTER TABLE officers DROP COLUMN second_factor;
ALTER TABLE accounts DROP COLUMN security;
