-- Every event has its position in the feed of its scope, every delivery its
-- order at its endpoint, both from 1 without gaps. The counters are raised in
-- the transaction that writes the rows, so that a reader who follows the
-- numbers never overtakes a commit of another process.

-- +goose Up
CREATE TABLE counters (
    account TEXT   NOT NULL,
    live    BIGINT NOT NULL,
    name    TEXT   NOT NULL, -- '' counts events, an endpoint's id its deliveries
    value   BIGINT NOT NULL,
    PRIMARY KEY (account, live, name)
);

-- The chain of events that belong to no session.
CREATE TABLE account_chains (
    account  TEXT   NOT NULL,
    live     BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    head     BYTEA  NOT NULL,
    PRIMARY KEY (account, live)
);

ALTER TABLE events ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE events SET position = n.position FROM (
    SELECT account, live, session, sequence, row_number() OVER (PARTITION BY account, live ORDER BY at, session, sequence) AS position FROM events
) AS n WHERE n.account = events.account AND n.live = events.live AND n.session = events.session AND n.sequence = events.sequence;
CREATE UNIQUE INDEX events_by_position ON events (account, live, position);
CREATE INDEX events_by_type ON events (account, live, type, position);
INSERT INTO counters (account, live, name, value) SELECT account, live, '', MAX(position) FROM events GROUP BY account, live;

ALTER TABLE deliveries ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
UPDATE deliveries SET ordinal = n.ordinal FROM (
    SELECT account, live, id, row_number() OVER (PARTITION BY account, live, endpoint ORDER BY id) AS ordinal FROM deliveries
) AS n WHERE n.account = deliveries.account AND n.live = deliveries.live AND n.id = deliveries.id;
INSERT INTO counters (account, live, name, value) SELECT account, live, endpoint, MAX(ordinal) FROM deliveries GROUP BY account, live, endpoint;

ALTER TABLE endpoints ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN api_version TEXT NOT NULL DEFAULT '2026-11-01';
ALTER TABLE endpoints ADD COLUMN former_secret BYTEA NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN former_until BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE endpoints DROP COLUMN former_until;
ALTER TABLE endpoints DROP COLUMN former_secret;
ALTER TABLE endpoints DROP COLUMN api_version;
ALTER TABLE endpoints DROP COLUMN description;
ALTER TABLE deliveries DROP COLUMN ordinal;
DROP INDEX events_by_type;
DROP INDEX events_by_position;
ALTER TABLE events DROP COLUMN position;
DROP TABLE account_chains;
DROP TABLE counters;
