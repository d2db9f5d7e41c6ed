package store

import (
	"context"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	// touchDelay is how long a use of a key may go unwritten. A crash loses
	// that much of "last used", which nothing depends on.
	touchDelay = 5 * time.Second
	// touchRoom bounds the keys that wait to be written; further ones are not
	// noted until there is room.
	touchRoom = 10_000
)

// touches gathers the last use of keys, so that a request costs no write.
type touches struct {
	mu    sync.Mutex
	last  map[string]time.Time // id -> last use
	timer *time.Timer
}

func (t *touches) of(id string) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[id]
}

// TouchKey notes that a key or an OAuth client was used. It is written some seconds later,
// together with others.
func (s *Store) TouchKey(id string, at time.Time) {
	t := &s.touched
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil {
		t.last = map[string]time.Time{}
	}
	before, noted := t.last[id]
	if noted && !at.After(before) || !noted && len(t.last) >= touchRoom {
		return
	}
	t.last[id] = at
	if t.timer == nil {
		t.timer = time.AfterFunc(touchDelay, func() {
			if err := s.flushTouches(); err != nil {
				s.Log.Warn("write the last use of keys", "error", err)
			}
		})
	}
}

// flushTouches writes what was gathered. What comes while it writes waits for
// the next time.
func (s *Store) flushTouches() error {
	t := &s.touched
	t.mu.Lock()
	last := t.last
	t.last = nil
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	t.mu.Unlock()
	if len(last) == 0 {
		return nil
	}
	return s.submit(context.Background(), needs{lazy: true}, func(b *batch) error {
		for id, at := range last {
			table := "api_keys"
			if kyc.HasPrefix(id, kyc.PrefixClient) {
				table = "oauth_clients"
			}
			if _, err := b.exec("touch "+table, "UPDATE "+table+" SET last_used = $2 WHERE id = $1 AND last_used < $2", id, micros(at)); err != nil {
				return err
			}
		}
		return nil
	})
}
