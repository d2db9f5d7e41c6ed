package rest

import (
	"context"
	"fmt"
	"sync"
)

// piecesAtOnce bounds the memory of pieces that arrive, maxPiece each. Further
// ones are refused with out_of_service.
const piecesAtOnce = 128

// arrivals are the pieces that arrive now, one for each upload. Who comes back by
// another network does not wait until the server notices that the former is dead:
// the piece that hangs there is cut, and what it brought is kept.
type arrivals struct {
	mu sync.Mutex
	of map[string]*arrival
}

type arrival struct {
	gone chan struct{}

	mu   sync.Mutex // held while it is cut, so that the handler does not return meanwhile
	stop func()     // touches the handler's connection
	left bool
}

// cut ends the reading, unless the handler has left: what stop touches belongs to
// another request by then, or to nobody.
func (a *arrival) cut() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.left {
		a.stop()
	}
}

func (a *arrival) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.left = true
}

// enter ends whoever sends to the upload, then takes his place until leave.
func (a *arrivals) enter(ctx context.Context, upload string, cut func()) (leave func(), err error) {
	me := &arrival{stop: cut, gone: make(chan struct{})}
	for {
		if err := a.settle(ctx, upload); err != nil {
			return nil, err
		}
		a.mu.Lock()
		if a.of[upload] != nil { // somebody was quicker
			a.mu.Unlock()
			continue
		}
		if len(a.of) >= piecesAtOnce {
			a.mu.Unlock()
			return nil, errBusy
		}
		if a.of == nil {
			a.of = map[string]*arrival{}
		}
		a.of[upload] = me
		a.mu.Unlock()
		return func() {
			me.leave()
			a.mu.Lock()
			delete(a.of, upload)
			a.mu.Unlock()
			close(me.gone)
		}, nil
	}
}

// settle ends whoever sends to the upload and waits until he has left.
func (a *arrivals) settle(ctx context.Context, upload string) error {
	a.mu.Lock()
	former := a.of[upload]
	a.mu.Unlock()
	if former == nil {
		return nil
	}
	former.cut()
	select {
	case <-former.gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a piece that is cut: %w", ctx.Err())
	}
}
