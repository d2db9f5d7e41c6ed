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
	{"created_at", integer}, {"disabled_at", integer}, {"disabled_by", text}, {"failing_at", integer}}}

func endpointValues(e *kyc.Endpoint) ([]any, error) {
	events, err := json.Marshal(e.Events)
	if err != nil {
		return nil, fmt.Errorf("encode the events of endpoint %s: %w", e.ID, err)
	}
	secret := e.Secret
	if secret == nil {
		secret = []byte{} // the column is NOT NULL
	}
	return []any{e.Account, mode(e.Live), e.ID, e.URL, string(events), secret,
		micros(e.CreatedAt), micros(e.DisabledAt), e.DisabledBy, micros(e.FailingAt)}, nil
}

// endpointTargets are what a row of endpointTable is scanned into; done puts it in e.
func endpointTargets(e *kyc.Endpoint) (targets []any, done func() error) {
	var live, created, disabled, failing int64
	var events string
	return []any{&e.Account, &live, &e.ID, &e.URL, &events, &e.Secret, &created, &disabled, &e.DisabledBy, &failing}, func() error {
		e.Live, e.CreatedAt, e.DisabledAt, e.FailingAt = live != 0, instant(created), instant(disabled), instant(failing)
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

// CreateEndpoint adds a webhook endpoint. Events from now on are delivered to it.
func (s *Store) CreateEndpoint(ctx context.Context, e kyc.Endpoint) error {
	row, err := endpointValues(&e)
	if err != nil {
		return err
	}
	return s.add(ctx, endpointTable, "endpoint", row)
}

const selectEndpoint = "SELECT account, live, id, url, events, secret, created_at, disabled_at, disabled_by, failing_at FROM endpoints WHERE "

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

// ChangeEndpoint lets change act on the endpoint inside a transaction; it may
// run more than once. An endpoint that becomes disabled takes its pending
// deliveries with it: they end as failed and stay in the history.
func (s *Store) ChangeEndpoint(ctx context.Context, scope kyc.Scope, id string, change func(*kyc.Endpoint) error) (*kyc.Endpoint, error) {
	var changed *kyc.Endpoint
	err := s.submit(ctx, needs{}, func(b *batch) error {
		var e *kyc.Endpoint
		err := b.writer.query("read an endpoint", func(rows *sql.Rows) error {
			e = &kyc.Endpoint{}
			return scanEndpoint(rows, e)
		}, selectEndpoint+endpointTable.matches(3)+s.dialect.forUpdate(), scope.Account, mode(scope.Live), id)
		if err != nil {
			return err
		}
		if e == nil {
			return errNoEndpoint
		}
		enabled := e.DisabledAt.IsZero()
		if err := change(e); err != nil {
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
		if enabled && !e.DisabledAt.IsZero() {
			return b.abandon(scope, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
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
		return b.abandon(scope, id)
	})
}

// abandon ends the pending deliveries of an endpoint.
func (b *batch) abandon(scope kyc.Scope, endpoint string) error {
	_, err := b.exec("end the deliveries of an endpoint", "UPDATE deliveries SET state = 'failed', next_at = 0, ended_at = $4 WHERE "+
		"account = $1 AND live = $2 AND endpoint = $3 AND state = 'pending'", scope.Account, mode(scope.Live), endpoint, micros(b.store.Now()))
	return err
}
