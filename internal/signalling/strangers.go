package signalling

import (
	"container/list"
	"sync"
)

// strangersAtOnce bounds what sockets cost whose caller nobody knows yet.
const strangersAtOnce = 1024

// strangers are the sockets that have not said hello. When they are too many,
// one of the network makes room of which most stand, and of these the one that
// has stood longest: a flood of silent sockets sends itself away, and no
// customer of another network, however slow his line is.
type strangers struct {
	mu    sync.Mutex
	limit int
	stand list.List      // of *stranger, the longest first
	of    map[string]int // how many stand of a network
}

type stranger struct {
	*socket
	near string
	at   *list.Element // nil once it stands no more
}

// enter counts a socket of a network until leave is called.
func (s *strangers) enter(k *socket, near string) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[string]int{}
	}
	one := &stranger{socket: k, near: near}
	one.at = s.stand.PushBack(one)
	s.of[near]++
	if s.stand.Len() > s.limit {
		last := s.longest()
		s.remove(last)
		last.end(closeSlow, "too many sockets without hello")
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.remove(one)
	}
}

// longest is who has stood longest of the networks of which most stand.
func (s *strangers) longest() *stranger {
	most := 0
	for _, n := range s.of {
		most = max(most, n)
	}
	e := s.stand.Front()
	for s.of[e.Value.(*stranger).near] < most {
		e = e.Next()
	}
	return e.Value.(*stranger)
}

// remove does nothing to who had to make room already.
func (s *strangers) remove(one *stranger) {
	if one.at == nil {
		return
	}
	s.stand.Remove(one.at)
	one.at = nil
	if s.of[one.near]--; s.of[one.near] == 0 {
		delete(s.of, one.near)
	}
}
