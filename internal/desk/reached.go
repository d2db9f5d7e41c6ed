package desk

import "sync"

// reached is the customers whom officers are being given at this moment. Else all
// who ask at the same time reach for the same one, and all but one begin again.
// Officers of another process are not known here; between processes the transaction
// decides.
type reached struct {
	mu  sync.Mutex
	ids map[string]struct{} // at most one of each officer
}

// reach is false when somebody reaches for the customer already; else let go must follow.
func (r *reached) reach(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.ids[id]; taken {
		return false
	}
	if r.ids == nil {
		r.ids = map[string]struct{}{}
	}
	r.ids[id] = struct{}{}
	return true
}

func (r *reached) letGo(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.ids, id)
}
