package store

// Waiting is how many writes stand in the queue: tests build batches with it.
func (s *Store) Waiting() int { return len(s.queue) }
