package rest

import (
	"sync"
	"testing"
)

// A handler that has returned is not touched: its connection may be gone, or another request's.
func TestAnArrivalIsNotCutOnceItHasLeft(t *testing.T) {
	var all arrivals
	leave, err := all.enter(t.Context(), "up_1", func() { t.Error("cut after it had left") })
	if err != nil {
		t.Fatal(err)
	}
	former := all.of["up_1"] // somebody is about to end it
	leave()
	former.cut()

	for range 500 { // while it leaves: the race detector sees whoever comes too late
		returned := false
		leave, err := all.enter(t.Context(), "up_1", func() {
			if returned {
				t.Error("cut after its handler had returned")
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		var others sync.WaitGroup
		for range 3 {
			others.Go(func() {
				if err := all.settle(t.Context(), "up_1"); err != nil {
					t.Error(err)
				}
			})
		}
		leave()
		returned = true
		others.Wait()
	}
}
