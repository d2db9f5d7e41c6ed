package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

var endpointTable = &table{name: "endpoints", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"url", text}, {"events", text}, {"secret", octets},
	{"created_at", integer}, {"disabled_at", integer}, {"disabled_by", text}, {"failing_at", integer},
	{"description", text}, {"api_version", text}, {"former_secret", octets}, {"former_until", integer}}}

func endpointValues(e *kyc.Endpoint) ([]any, error) {
	events, err := json.Marshal(e.Events)
	if err != nil {
		return nil, fmt.Errorf("encode the events of endpoint %s: %w", e.ID, err)
	}
	return []any{e.Account, mode(e.Live), e.ID, e.URL, string(events), append([]byte{}, e.Secret...), // no secret is no NULL
		micros(e.CreatedAt), micros(e.DisabledAt), e.DisabledBy, micros(e.FailingAt),
		e.Description, e.APIVersion, append([]byte{}, e.FormerSecret...), micros(e.FormerUntil)}, nil
}

// endpointTargets are what a row of endpointTable is scanned into; done puts it in e.
func endpointTargets(e *kyc.Endpoint) (targets []any, done func() error) {
	var live, created, disabled, failing, former int64
	var events string
	return []any{&e.Account, &live, &e.ID, &e.URL, &events, &e.Secret, &created, &disabled, &e.DisabledBy, &failing,
			&e.Description, &e.APIVersion, &e.FormerSecret, &former}, func() error {
			e.Live, e.CreatedAt, e.DisabledAt, e.FailingAt = live != 0, instant(created), instant(disabled), instant(failing)
			if e.FormerUntil = instant(former); former == 0 {
				e.FormerSecret = nil
			}
			return json.Unmarshal([]byte(events), &e.Events)
		}
}

func scanEndpoint(rows *sql.Rows, e *kyc.Endpoint) error {
	targets, done := endpointTargets(e)
	if err := rows.Scan(targets...); err != nil {
		return err
	}
	return done()
}

// CreateEndpoint adds a webhook endpoint, if the scope has room for it. Events
// from now on are delivered to it.
func (s *Store) CreateEndpoint(ctx context.Context, e kyc.Endpoint) error {
	row, err := endpointValues(&e)
	if err != nil {
		return err
	}
	return s.submit(ctx, needs{object: e.ID}, func(b *batch) error {
		if err := b.room(kyc.RoomForEndpoint, "count endpoints", "SELECT COUNT(*) FROM endpoints WHERE account = $1 AND live = $2", e.Account, mode(e.Live)); err != nil {
			return err
		}
		return b.add(endpointTable, "endpoint", row)
	})
}

var selectEndpoint = "SELECT " + endpointTable.names("") + " FROM endpoints WHERE "

// Endpoints lists the endpoints of a scope, oldest first.
func (s *Store) Endpoints(ctx context.Context, scope kyc.Scope) ([]kyc.Endpoint, error) {
	return s.endpoints(ctx, "account = $1 AND live = $2 ORDER BY id", scope.Account, mode(scope.Live))
}

// Endpoint reads one endpoint.
func (s *Store) Endpoint(ctx context.Context, scope kyc.Scope, id string) (*kyc.Endpoint, error) {
	found, err := s.endpoints(ctx, endpointTable.matches(3), scope.Account, mode(scope.Live), id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNoEndpoint
	}
	return &found[0], nil
}

var errNoEndpoint = missing("endpoint_not_found", "webhook endpoint")

func (s *Store) endpoints(ctx context.Context, where string, args ...any) ([]kyc.Endpoint, error) {
	var found []kyc.Endpoint
	err := s.query(ctx, "read endpoints", func(rows *sql.Rows) error {
		var e kyc.Endpoint
		err := scanEndpoint(rows, &e)
		found = append(found, e)
		return err
	}, selectEndpoint+where, args...)
	return found, err
}

// ChangeEndpoint lets change act on the endpoint inside a transaction, and
// writes its events to the account's chain with it; the events come back
// sealed. change may run more than once. An endpoint that becomes disabled takes
// its pending deliveries with it: they end as failed and stay in the history.
func (s *Store) ChangeEndpoint(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Endpoint) ([]kyc.Event, error)) (*kyc.Endpoint, []kyc.Event, error) {
	var changed *kyc.Endpoint
	var events []kyc.Event
	err := s.submit(ctx, needs{}, func(b *batch) error {
		e, err := b.endpoint(scope, id)
		if err != nil {
			return err
		}
		enabled := e.DisabledAt.IsZero()
		told, err := change(e)
		if err != nil {
			return err
		}
		if e.Scope != scope || e.ID != id {
			return fmt.Errorf("change of endpoint %s moved it to another identity", id)
		}
		row, err := endpointValues(e)
		if err != nil {
			return err
		}
		b.wrote = true
		if err := s.dialect.update(b.writer, endpointTable, [][]any{row}); err != nil {
			return err
		}
		changed = e
		b.announce(scope, told, &events)
		if enabled && !e.DisabledAt.IsZero() {
			return b.abandon(scope, id)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return changed, events, nil
}

// endpoint reads an endpoint that is about to change.
func (b *batch) endpoint(scope kyc.Scope, id string) (*kyc.Endpoint, error) {
	var e *kyc.Endpoint
	err := b.writer.query("read an endpoint", func(rows *sql.Rows) error {
		e = &kyc.Endpoint{}
		return scanEndpoint(rows, e)
	}, selectEndpoint+endpointTable.matches(3)+b.store.dialect.forUpdate(), scope.Account, mode(scope.Live), id)
	if err == nil && e == nil {
		err = errNoEndpoint
	}
	return e, err
}

// DeleteEndpoint removes an endpoint. Its pending deliveries end as failed;
// the history of deliveries stays.
func (s *Store) DeleteEndpoint(ctx context.Context, scope kyc.Scope, id string) error {
	return s.submit(ctx, needs{}, func(b *batch) error {
		n, err := b.exec("delete an endpoint", "DELETE FROM endpoints WHERE "+endpointTable.matches(3), scope.Account, mode(scope.Live), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoEndpoint
		}
		if _, err := b.exec("delete a counter", "DELETE FROM counters WHERE "+counterTable.matches(3), scope.Account, mode(scope.Live), id); err != nil {
			return err
		}
		return b.abandon(scope, id)
	})
}

// abandon ends the pending deliveries of an endpoint.
func (b *batch) abandon(scope kyc.Scope, endpoint string) error {
	b.ended = append(b.ended, endpoint)
	_, err := b.exec("end the deliveries of an endpoint", "UPDATE deliveries SET state = 'failed', next_at = 0, ended_at = $4 WHERE "+
		"account = $1 AND live = $2 AND endpoint = $3 AND state = 'pending'", scope.Account, mode(scope.Live), endpoint, micros(b.store.Now()))
	return err
}
