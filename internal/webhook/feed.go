package webhook

import (
	"sync"

	"github.com/basekyc/basekyc/internal/kyc"
)

// MaxFollowers bounds who follows the feed of one scope at the same time.
const MaxFollowers = 64

// Feed wakes those who follow the events of a scope. Like every wake-up it
// carries no content: the woken read the list from where they are.
type Feed struct {
	mu        sync.Mutex
	followers map[kyc.Scope]map[chan struct{}]bool
	closed    bool
}

var (
	errTooManyFollowers = kyc.Errorf(kyc.TooMany, "too_many_streams", "An account follows its events at most %d times at once in each mode.", MaxFollowers)
	errStopping         = kyc.Errorf(kyc.OutOfService, "shutting_down", "The server is shutting down.")
)

// Follow joins. A wake-up that comes before the last one was seen adds nothing;
// the channel is closed when the server stops. leave may be called more than once.
func (f *Feed) Follow(scope kyc.Scope) (woken <-chan struct{}, leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, nil, errStopping
	}
	if len(f.followers[scope]) >= MaxFollowers {
		return nil, nil, errTooManyFollowers
	}
	c := make(chan struct{}, 1)
	if f.followers == nil {
		f.followers = map[kyc.Scope]map[chan struct{}]bool{}
	}
	if f.followers[scope] == nil {
		f.followers[scope] = map[chan struct{}]bool{}
	}
	f.followers[scope][c] = true
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.followers[scope], c)
		if len(f.followers[scope]) == 0 {
			delete(f.followers, scope)
		}
	}, nil
}

// Wake says that there are these events. It never blocks; the store's OnCommit
// calls it.
func (f *Feed) Wake(events []kyc.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.followers) == 0 {
		return
	}
	for i := range events {
		for c := range f.followers[events[i].Scope] {
			select {
			case c <- struct{}{}:
			default:
			}
		}
	}
}

// Close lets all followers go and takes no more.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for _, all := range f.followers {
		for c := range all {
			close(c)
		}
	}
	f.followers = nil
}
