-- Ids are unique by themselves, so these indexes need no account in front. With it PostgreSQL, as
-- long as it has no statistics of a young table, took one of them for a delivery's own key and
-- walked all deliveries of the account.

-- +goose Up
DROP INDEX deliveries_by_endpoint;
DROP INDEX deliveries_by_event;
CREATE INDEX deliveries_by_endpoint ON deliveries (endpoint, id);
CREATE INDEX deliveries_by_event ON deliveries (event, id);

-- +goose Down
DROP INDEX deliveries_by_event;
DROP INDEX deliveries_by_endpoint;
CREATE INDEX deliveries_by_endpoint ON deliveries (account, live, endpoint, id);
CREATE INDEX deliveries_by_event ON deliveries (account, live, event, id);
