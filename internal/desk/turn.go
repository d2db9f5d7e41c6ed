package desk

import (
	"sync"

	"github.com/basekyc/basekyc/internal/kyc"
)

// turns lets the officers of one scope ask for the next customer one after the
// other: else all reach for the same one and all but one begin again. Officers of
// another process do not wait here; between them the transaction decides.
type turns struct {
	mu sync.Mutex
	by map[kyc.Scope]*sync.Mutex // as many as scopes that have officers
}

func (t *turns) of(scope kyc.Scope) *sync.Mutex {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil {
		t.by = map[kyc.Scope]*sync.Mutex{}
	}
	if t.by[scope] == nil {
		t.by[scope] = &sync.Mutex{}
	}
	return t.by[scope]
}
