package store

import (
	"sync"
	"time"
)

const (
	// keyAge is how long an answer about a credential is kept.
	keyAge = 3 * time.Second
	// keyRoom bounds each cache. When it is full it starts empty again: that
	// costs one read per credential in use.
	keyRoom = 4096
)

// credentials spares a read per request. Unknown ones are not kept: nobody can
// fill it from outside.
type credentials[K comparable, V any] struct {
	mu    sync.Mutex
	turn  int // rises with every change
	known map[K]credential[V]
}

type credential[V any] struct {
	value V
	until time.Time
}

func (c *credentials[K, V]) get(k K, now time.Time) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.known[k]
	return found.value, ok && now.Before(found.until)
}

func (c *credentials[K, V]) generation() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turn
}

// put keeps an answer, unless a change came between the read and now.
func (c *credentials[K, V]) put(k K, v V, now time.Time, seen int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen != c.turn {
		return
	}
	if c.known == nil || len(c.known) >= keyRoom {
		c.known = map[K]credential[V]{}
	}
	c.known[k] = credential[V]{v, now.Add(keyAge)}
}

func (c *credentials[K, V]) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn++
	c.known = nil
}
