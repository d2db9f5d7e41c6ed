package signalling_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestCloseTellsEverybodyToComeBack(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Away = 50 * time.Millisecond
	w := open(t, timing)
	g, next := w.taken(), w.waiting()
	c, a, o, q, mute := w.customer(g), w.agent(g), w.watcher(), w.customer(next), w.connect()
	for _, s := range []*client{c, a, o, q} {
		s.of("welcome")
	}
	pa, pc := a.call(), c.call()
	pa.sees("customer/video")
	pc.sees("agent/video")
	w.until(g.ref.Session, kyc.InProgress)
	w.hub.Close()
	for _, s := range []*client{c, a, o, q, mute} {
		s.closed(1012)
	}
	if size := w.size(g, 1); size < 1000 {
		t.Errorf("the recording has %d bytes", size)
	}
	for id, want := range map[string]kyc.Status{g.ref.Session: kyc.InProgress, next.ref.Session: kyc.Waiting} {
		s, err := w.Get(context.Background(), w.scope, id)
		if err != nil {
			t.Fatal(err)
		}
		if s.Status != want {
			t.Errorf("the end of the node made a session %s", s.Status)
		}
	}
	late := w.connect()
	late.closed(1012)
	if w.hub.Place(next.ref.Scope, next.ref.Session) != 0 || w.hub.Place(kyc.Scope{Account: "acct_new"}, "vs_new") != 0 {
		t.Error("a place in line after the end")
	}
	w.hub.Changed(g.ref)
	w.hub.Finish(g.ref)
	w.hub.Close() // twice does no harm
}

// A recording must be whole for whoever finishes it, however many do.
func TestFinishWaitsForTheOneWhoFinishes(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a, c := w.agent(g), w.customer(g)
	a.of("welcome")
	c.of("welcome")
	pa, pc := a.call(), c.call()
	pa.sees("customer/video")
	pc.sees("agent/video")
	if _, err := w.Cancel(context.Background(), g.ref.Scope, g.ref.Session); err != nil {
		t.Fatal(err)
	}
	sizes := make([]int64, 4)
	var wg sync.WaitGroup
	for i := range sizes {
		wg.Go(func() {
			w.hub.Finish(g.ref)
			sizes[i] = w.size(g, 1)
		})
	}
	wg.Wait()
	c.closed(4410)
	a.closed(4410)
	w.hub.Close()
	for _, s := range sizes {
		if s != w.size(g, 1) || s < 1000 {
			t.Errorf("finished with %d bytes, in the end there are %d", s, w.size(g, 1))
		}
	}
}

// Everything at once, for the race detector: parties come, replace each other,
// offer nonsense and go while the session ends and the node closes.
func TestTumult(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Away = time.Millisecond
	w := open(t, timing)
	ctx := deadline(t)
	o := w.watcher()
	o.of("welcome")
	var wg sync.WaitGroup
	for range 8 {
		g := w.guest()
		w.consent(g)
		hello := fields{"type": "hello", "token": g.token, "device": g.device}
		desk := fields{"type": "hello", "token": w.staff(ravi.ID), "session_id": g.ref.Session}
		for n, first := range []fields{hello, hello, desk} {
			wg.Go(func() {
				for i := range 10 {
					conn, _, err := websocket.Dial(ctx, w.url, &websocket.DialOptions{HTTPClient: dialer})
					if err != nil {
						t.Error(err)
						return
					}
					c := &client{t: t, conn: conn}
					for _, m := range []any{first, fields{"type": "ready"}, fields{"type": "offer", "sdp": "v=0"}, fields{"type": "leave"}} {
						if c.try(m) != nil {
							break
						}
					}
					if i%2 == n%2 {
						_, _, _ = conn.Read(ctx)
					}
					_ = conn.CloseNow()
					w.hub.Place(g.ref.Scope, g.ref.Session)
				}
			})
		}
		wg.Go(func() {
			for range 20 { // a law refuses most of it
				_, _ = w.Queue(ctx, g.ref)
				_, _ = w.Start(ctx, g.ref, ravi)
			}
			_, _ = w.Cancel(ctx, g.ref.Scope, g.ref.Session)
			w.hub.Finish(g.ref)
		})
	}
	wg.Wait()
	if n := w.sfu.Stats().Rooms; n != 0 {
		t.Errorf("%d rooms are open, and every session has ended", n)
	}
	o.lives()
	w.hub.Close()
	o.closed(1012)
}

func TestADismissedOfficersSocketsEndAndNoOthers(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	c, ravis, watcher := w.customer(g), w.agent(g), w.connect()
	watcher.send(map[string]any{"type": "hello", "token": w.staff("off_meera")})
	for _, s := range []*client{c, ravis, watcher} {
		s.of("welcome")
	}
	w.hub.Dismiss("acct_other", ravi.ID)
	w.hub.Dismiss(w.scope.Account, ravi.ID)
	ravis.closed(4401)
	c.lives()
	watcher.lives()
}
