package e2e

import (
	"context"
	"slices"
	"sync"
)

// journal is a list that only grows; every entry wakes who waits for it.
type journal[T any] struct {
	mu      sync.Mutex
	entries []T
	news    chan struct{}
}

func newJournal[T any]() *journal[T] { return &journal[T]{news: make(chan struct{})} }

func (j *journal[T]) add(e T) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	close(j.news)
	j.news = make(chan struct{})
}

// all that is there, and a channel that closes with the next entry.
func (j *journal[T]) all() ([]T, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries), j.news
}

// until waits for a list that is as wished. The list comes with the error too.
func (j *journal[T]) until(ctx context.Context, met func([]T) bool) ([]T, error) {
	for {
		list, news := j.all()
		if met(list) {
			return list, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return list, context.Cause(ctx)
		}
	}
}
