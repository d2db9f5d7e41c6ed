package signalling

import (
	"container/list"
	"sync"
)

// strangersAtOnce bounds what sockets cost whose caller nobody knows yet.
const strangersAtOnce = 1024

// strangers are the sockets that have not said hello. Who has stood longest
// makes room for the next one: a customer says hello within a moment, so a
// flood of silent sockets sends itself away, and no customer.
type strangers struct {
	mu    sync.Mutex
	limit int
	stand list.List // of *socket, the longest first
}

// enter counts a socket until leave is called.
func (s *strangers) enter(k *socket) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stand.Len() == s.limit {
		s.stand.Remove(s.stand.Front()).(*socket).end(closeSlow, "too many sockets without hello")
	}
	e := s.stand.PushBack(k)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.stand.Remove(e) // nothing, if it had to make room
	}
}
