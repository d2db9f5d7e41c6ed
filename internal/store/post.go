package store

import (
	"database/sql"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// post is a new delivery with what its attempt needs.
type post struct {
	*kyc.Delivery
	event *kyc.Event
	to    *kyc.Endpoint
}

// deliveries of the batch: what members made, and, last and again as fresh, one
// of each of its events for each endpoint of the scope that hears it, due now.
func (b *batch) deliveries() (made []*kyc.Delivery, fresh []post, err error) {
	made = b.resent
	if len(b.events) == 0 {
		return made, nil, nil
	}
	subscribed, err := b.subscribers()
	if err != nil || len(subscribed) == 0 {
		return made, nil, err
	}
	now := b.store.Now()
	for i := range b.events {
		e := &b.events[i]
		for _, to := range subscribed[e.Scope] {
			if !to.Hears(e) {
				continue
			}
			id, err := b.store.deliveryID(now)
			if err != nil {
				return nil, nil, err
			}
			d := &kyc.Delivery{Scope: e.Scope, ID: id, Endpoint: to.ID, Event: e.ID, Type: e.Type,
				State: kyc.DeliveryPending, NextAt: now, CreatedAt: now}
			made, fresh = append(made, d), append(fresh, post{d, e, to})
		}
	}
	return made, fresh, nil
}

// deliveryID draws an id; only the committer does.
func (s *Store) deliveryID(now time.Time) (string, error) {
	var random kyc.Entropy
	if _, err := io.ReadFull(s.Entropy, random[:]); err != nil {
		return "", broken("make the id of a delivery", err)
	}
	return kyc.ID(kyc.PrefixDelivery, now, random), nil
}

// handover lets this process take new deliveries in the transaction that makes
// them, the first of each endpoint: that saves the lease, a read and a write.
func (b *batch) handover(fresh []post) {
	type share struct {
		left  int
		until time.Time
	}
	wanted := map[string]int{}
	for i := range fresh {
		wanted[fresh[i].Endpoint]++
	}
	shares := make(map[string]*share, len(wanted))
	for _, p := range fresh {
		s := shares[p.Endpoint]
		if s == nil {
			s = &share{}
			s.left, s.until = b.store.Handover(p.Endpoint, wanted[p.Endpoint])
			shares[p.Endpoint] = s
		}
		if s.left <= 0 {
			b.due++
			continue
		}
		s.left--
		p.NextAt = s.until
		d := kyc.DueDelivery{Delivery: *p.Delivery, Endpoint: *p.to, Event: *p.event}
		d.Event.At = instant(micros(d.Event.At)) // as a later attempt will read it
		b.handed = append(b.handed, d)
	}
}

// subscribers are the enabled endpoints of the scopes that have events.
func (b *batch) subscribers() (map[kyc.Scope][]*kyc.Endpoint, error) {
	var keys [][]any
	found := map[kyc.Scope][]*kyc.Endpoint{}
	for i := range b.events {
		scope := b.events[i].Scope
		if _, asked := found[scope]; !asked {
			found[scope] = nil
			keys = append(keys, []any{scope.Account, mode(scope.Live)})
		}
	}
	any := false
	err := b.store.dialect.fetch(b.writer, endpointTable, keys, false, func(rows *sql.Rows) error {
		var e kyc.Endpoint
		if err := scanEndpoint(rows, &e); err != nil {
			return err
		}
		if e.DisabledAt.IsZero() {
			found[e.Scope] = append(found[e.Scope], &e)
			any = true
		}
		return nil
	})
	if !any {
		return nil, err
	}
	return found, err
}
