-- Certificate of training, languages and skills of a member of staff.

-- +goose Up
ALTER TABLE officers ADD COLUMN qualification TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE officers DROP COLUMN qualification;
