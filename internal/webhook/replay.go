package webhook

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// MaxReplay bounds the deliveries that one replay makes; the next one continues
// behind the last event.
const MaxReplay = 10_000

// replayPage is how many events are read, and delivered in one transaction.
const replayPage = 100

// Replay selects what is sent again.
type Replay struct {
	Since      time.Time // events at or after it
	Until      time.Time // before it; zero means now
	After      string    // id of the event to continue behind; "" begins at Since
	OnlyFailed bool      // only what has failed and did not get through since
}

// Replayed is what a replay came to.
type Replayed struct {
	Deliveries int
	More       bool   // MaxReplay was reached
	Last       string // id of the last event that was looked at; continue behind it
}

// Replay makes new deliveries of what happened before, also before the endpoint
// existed or while it was disabled, as far as the endpoint hears it. Each page
// is durable by itself: a replay that is cut short has sent its first part.
func (s *Endpoints) Replay(ctx context.Context, scope kyc.Scope, id string, r Replay) (Replayed, error) {
	var done Replayed
	e, err := s.Store.Endpoint(ctx, scope, id)
	if err != nil {
		return done, err
	}
	if !e.DisabledAt.IsZero() {
		return done, kyc.ErrEndpointDisabled
	}
	if r.Until.IsZero() {
		r.Until = s.instant() // or it would follow what happens meanwhile
	}
	q := kyc.EventQuery{Types: e.Events, From: r.Since, Before: r.Until, Limit: replayPage}
	if r.After != "" {
		last, err := s.Store.Event(ctx, scope, r.After)
		if err != nil {
			return done, err
		}
		q.After = last.Position
	}
	for more := true; more; {
		if done.More = done.Deliveries+replayPage > MaxReplay; done.More {
			break
		}
		var page []kyc.Event
		if page, more, err = s.Store.Feed(ctx, scope, q); err != nil {
			return done, fmt.Errorf("read events to replay: %w", err)
		}
		if len(page) == 0 {
			break
		}
		q.After, done.Last = page[len(page)-1].Position, page[len(page)-1].ID
		if page, err = s.replayable(ctx, e, page, r.OnlyFailed); err != nil {
			return done, err
		}
		if len(page) > 0 {
			if err := s.Store.Redeliver(ctx, scope, id, page); err != nil {
				return done, fmt.Errorf("replay events: %w", err)
			}
			done.Deliveries += len(page)
		}
	}
	return done, nil
}

// replayable leaves out what the endpoint does not hear, and tests: they said
// that the line works at their time.
func (s *Endpoints) replayable(ctx context.Context, e *kyc.Endpoint, page []kyc.Event, onlyFailed bool) ([]kyc.Event, error) {
	var kept []kyc.Event
	var ids []string
	for i := range page {
		if page[i].Type != kyc.EventEndpointTest && e.Hears(&page[i]) {
			kept, ids = append(kept, page[i]), append(ids, page[i].ID)
		}
	}
	if !onlyFailed {
		return kept, nil
	}
	failed, err := s.Store.Undelivered(ctx, e.Scope, e.ID, ids)
	if err != nil {
		return nil, fmt.Errorf("look for failed deliveries: %w", err)
	}
	some := kept[:0]
	for i := range kept {
		if failed[kept[i].ID] {
			some = append(some, kept[i])
		}
	}
	return some, nil
}

// Retry sends one delivery again, now.
func (s *Endpoints) Retry(ctx context.Context, scope kyc.Scope, delivery string) (*kyc.Delivery, error) {
	return s.Store.RetryDelivery(ctx, scope, delivery)
}

// Test sends an event of its own to one endpoint, whatever it subscribes to, and
// gives the delivery to watch. Without a type it is webhook_endpoint.test; of
// another type it is one that has not happened, in test mode only.
func (s *Endpoints) Test(ctx context.Context, scope kyc.Scope, id string, t kyc.EventType) (*kyc.Delivery, error) {
	event, err := s.tested(ctx, scope, id, t)
	if err != nil {
		return nil, err
	}
	list, _, err := s.Store.Deliveries(ctx, scope, kyc.DeliveryQuery{Endpoint: id, Event: event, Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("read the delivery of a test: %w", err)
	}
	if len(list) > 0 {
		return &list[0], nil
	}
	// Who disables or deletes it in the same transaction comes before the
	// deliveries are made.
	if _, err := s.Store.Endpoint(ctx, scope, id); err != nil {
		return nil, err
	}
	return nil, kyc.ErrEndpointDisabled
}

// tested writes the event of a test and gives its id.
func (s *Endpoints) tested(ctx context.Context, scope kyc.Scope, id string, t kyc.EventType) (string, error) {
	now := s.instant()
	if t == "" || t == kyc.EventEndpointTest {
		_, events, err := s.Store.ChangeEndpoint(ctx, scope, id, func(e *kyc.Endpoint) ([]kyc.Event, error) { return e.Test(now) })
		if err != nil {
			return "", err
		}
		return events[0].ID, nil
	}
	var session, event kyc.Entropy
	for _, random := range []*kyc.Entropy{&session, &event} {
		if _, err := io.ReadFull(s.Entropy, random[:]); err != nil {
			return "", fmt.Errorf("read entropy: %w", err)
		}
	}
	mock, err := kyc.MockEvent(kyc.Ref{Scope: scope, Session: kyc.ID(kyc.PrefixSession, now, session)}, t, now, event)
	if err != nil {
		return "", err
	}
	mock.To = id
	if err := s.Store.AddEvent(ctx, mock); err != nil {
		return "", fmt.Errorf("write the event of a test: %w", err)
	}
	return mock.ID, nil
}
