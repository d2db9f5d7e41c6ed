package signalling_test

import (
	"context"
	"encoding/json"
	"errors"
	"image/color"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media/mediatest"
	"github.com/basekyc/basekyc/internal/signalling"
)

// film is encoded once.
var film = sync.OnceValue(func() [][]byte {
	f, err := mediatest.Film(320, 240, 4, color.RGBA{30, 60, 200, 255})
	if err != nil {
		panic(err)
	}
	return f
})

// phone is a client's media: it sends and notes what it receives.
type phone struct {
	*mediatest.Client
	t    *testing.T
	seen map[string]chan struct{} // one token per track once packets arrive
	hang context.CancelFunc
}

// call offers over the socket, connects and sends picture and sound.
func (c *client) call() *phone {
	c.t.Helper()
	p := c.dial(mediatest.Options{Ear: true})
	p.talk(mediatest.Stream{Video: film(), Every: 50 * time.Millisecond, Audio: mediatest.Sine()})
	return p
}

// dial offers over the socket and connects.
func (c *client) dial(o mediatest.Options) *phone {
	c.t.Helper()
	p := &phone{t: c.t, seen: map[string]chan struct{}{}}
	for _, track := range []string{"customer/video", "customer/audio", "agent/video", "agent/audio", "watcher/audio"} {
		p.seen[track] = make(chan struct{}, 1)
	}
	var err error
	o.OnRTP = func(track string, _ *rtp.Packet) {
		select {
		case p.seen[track] <- struct{}{}:
		default:
		}
	}
	p.Client, err = mediatest.NewClient(o)
	if err != nil {
		c.t.Fatal(err)
	}
	ctx := deadline(c.t)
	offer, err := p.Offer(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(fields{"type": "offer", "sdp": offer})
	if err := p.Accept(ctx, c.of("answer").SDP); err != nil {
		c.t.Fatal(err)
	}
	p.hang = sync.OnceFunc(func() { _ = p.Close() })
	c.t.Cleanup(func() { p.hang() })
	return p
}

// talk sends until the phone hangs up.
func (p *phone) talk(s mediatest.Stream) {
	p.t.Helper()
	play, stop := context.WithCancel(context.Background())
	end := p.hang
	p.hang = sync.OnceFunc(func() {
		stop()
		end()
	})
	p.Play(play, s, nil)
}

func (p *phone) sees(track string) {
	p.t.Helper()
	select {
	case <-p.seen[track]: // what lay there
	default:
	}
	select {
	case <-p.seen[track]:
	case <-deadline(p.t).Done():
		p.t.Fatalf("nothing of %s arrives", track)
	}
}

// size of a recording, or -1.
func (w *world) size(g guest, epoch int) int64 {
	w.t.Helper()
	i, err := os.Stat(w.hub.SegmentPath(g.ref.Session, epoch))
	if errors.Is(err, fs.ErrNotExist) {
		return -1
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return i.Size()
}

func TestACallFromTheLineToItsEnd(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Away = 100 * time.Millisecond // a lost customer; the officer may well be late with it, and come back
	w := open(t, timing)
	g := w.guest()
	w.consent(g)
	c := w.customer(g)
	c.say(`{"type":"ready"}`)
	c.status(kyc.Waiting)
	if _, err := w.Start(context.Background(), g.ref, ravi); err != nil {
		t.Fatal(err)
	}
	c.until("the call", func(m message) bool {
		return m.Session != nil && (m.Session.Status == "in_progress" || m.Session.Status == "interrupted")
	})
	a := w.agent(g)
	a.of("welcome")
	if w.size(g, 1) >= 0 {
		t.Error("recorded before anybody has a connection")
	}
	pa, pc := a.call(), c.call()
	if w.size(g, 1) < 0 {
		t.Error("a call without a recording")
	}
	pa.sees("customer/video")
	pa.sees("customer/audio")
	pc.sees("agent/video")
	c.pictured()
	a.pictured()
	w.until(g.ref.Session, kyc.InProgress)
	frame, stop := context.WithCancel(context.Background())
	if _, ok := <-w.hub.Frames(frame, g.ref); !ok {
		t.Error("no frame of the customer")
	}
	stop()

	// The customer's network is gone, with all that went over it.
	_ = c.conn.CloseNow()
	pc.hang()
	w.until(g.ref.Session, kyc.Interrupted)
	a.until("the interruption", func(m message) bool { return m.Session != nil && m.Session.SubStatus == "customer_lost" })
	c = w.customer(g)
	if m := c.of("welcome"); m.Session.Status != "interrupted" || m.Session.GraceEndsAt == nil {
		t.Errorf("welcomed back with %+v", m.Session)
	}
	pc = c.call()
	w.until(g.ref.Session, kyc.InProgress)
	c.status(kyc.InProgress)
	a.status(kyc.InProgress)
	pa.sees("customer/video")
	pc.sees("agent/video")

	w.decide(g)
	c.status(kyc.Decided)
	a.status(kyc.Decided)
	w.hub.Finish(g.ref)
	size := w.size(g, 1)
	if size < 2000 {
		t.Errorf("the recording has %d bytes", size)
	}
	if _, ok := <-w.hub.Frames(context.Background(), g.ref); ok {
		t.Error("frames after the end of the call")
	}
	c.send(fields{"type": "offer", "sdp": "v=0"})
	c.refusal("wrong_state")
	w.conclude(g)
	final := c.closed(4410)
	if m := final[len(final)-1]; m.Session == nil || m.Session.RecommendedAction != "none" {
		t.Errorf("the customer's last view is %+v", m)
	}
	a.status(kyc.Completed)
	a.closed(4410)
	if got := w.size(g, 1); got != size {
		t.Errorf("the recording grew from %d to %d after it was finished", size, got)
	}
}

func TestOffersThatCannotBe(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	early := w.guest()
	c := w.customer(early)
	c.send(fields{"type": "offer", "sdp": "v=0"})
	c.refusal("wrong_state")
	c.send(fields{"type": "candidate", "candidate": fields{"candidate": ""}})
	c.refusal("wrong_state")

	g := w.taken()
	c = w.customer(g)
	good, err := mediatest.NewClient(mediatest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = good.Close() })
	offer, err := good.Offer(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, sdp := range []string{"", "hello", strings.Repeat("a=x\r\n", 9000), offer[:len(offer)/2] + "m="} {
		c.send(fields{"type": "offer", "sdp": sdp})
		c.refusal("offer_invalid")
	}
	c.send(fields{"type": "offer", "sdp": offer})
	if err := good.Accept(deadline(t), c.of("answer").SDP); err != nil {
		t.Fatal(err)
	}
	for _, candidate := range []any{nil, 7, []int{}, "x", fields{"candidate": strings.Repeat("a", 4096)},
		fields{"candidate": "candidate:1 1 udp nonsense", "sdpMid": "0"}, json.RawMessage(strings.Repeat("[", 900) + strings.Repeat("]", 900))} {
		c.send(fields{"type": "candidate", "candidate": candidate})
	}
	c.refusal("candidate_invalid")
	c.lives()
}

func TestOneSocketCostsFewPeerConnections(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	c := w.customer(g)
	for range 8 {
		c.send(fields{"type": "offer", "sdp": "v=0"})
		c.refusal("offer_invalid")
	}
	c.send(fields{"type": "offer", "sdp": "v=0"})
	c.refusal("too_many_offers")
	again := w.customer(g)
	again.of("welcome")
	again.send(fields{"type": "offer", "sdp": "v=0"})
	again.refusal("offer_invalid")
}

func TestAPartyWhoNeverComesInterrupts(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Away = 10 * time.Millisecond
	w := open(t, timing)
	g := w.waiting()
	c := w.customer(g)
	c.of("welcome")
	if _, err := w.Start(context.Background(), g.ref, ravi); err != nil {
		t.Fatal(err)
	}
	c.until("the interruption", func(m message) bool { return m.Session != nil && m.Session.SubStatus == "agent_lost" })
}

func TestLeavingACallInterruptsAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a, c := w.agent(g), w.customer(g)
	a.of("welcome")
	c.of("welcome")
	pa := a.call()
	c.call()
	pa.sees("customer/video")
	c.say(`{"type":"leave"}`)
	c.closed(1000)
	a.until("the interruption", func(m message) bool { return m.Session != nil && m.Session.SubStatus == "customer_lost" })
}

// The officer who was lost, or who left after he had handed the customer back, is not
// missed in the call of the next one.
func TestTheNextOfficerHasHisOwnTime(t *testing.T) {
	t.Parallel()
	ctx, mina := context.Background(), kyc.OfficerRef{ID: "off_mina", Name: "Mina Rao"}
	for name, leaves := range map[string]func(w *world, g guest, a, c *client){
		"lost": func(w *world, g guest, a, c *client) {
			a.say(`{"type":"leave"}`)
			c.until("the interruption", func(m message) bool { return m.Session != nil && m.Session.SubStatus == "agent_lost" })
			if _, err := w.HandBack(ctx, g.ref, ravi, kyc.Transfer{}, "technical"); err != nil {
				w.t.Error(err)
			}
		},
		"gone afterwards": func(w *world, g guest, a, c *client) {
			if _, err := w.HandBack(ctx, g.ref, ravi, kyc.Transfer{}, "break"); err != nil {
				w.t.Error(err)
			}
			a.say(`{"type":"leave"}`)
			a.closed(1000)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, patient)
			g := w.taken()
			a, c := w.agent(g), w.customer(g)
			a.of("welcome")
			c.of("welcome")
			leaves(w, g, a, c)
			c.status(kyc.Waiting)
			before := w.interruptions(g)
			if _, err := w.Start(ctx, g.ref, mina); err != nil {
				t.Fatal(err)
			}
			at := c.status(kyc.InProgress).Session.Version
			if _, err := w.WriteNotes(ctx, g.ref, mina, "Here."); err != nil {
				t.Fatal(err)
			}
			c.until("another look", func(m message) bool { return m.Session != nil && m.Session.Version > at })
			if n := w.interruptions(g) - before; n != 0 {
				t.Errorf("interrupted %d times before the next officer had his time", n)
			}
		})
	}
}

// interruptions of a session, as its chain has them.
func (w *world) interruptions(g guest) (n int) {
	w.t.Helper()
	events, _, err := w.store.SessionEvents(context.Background(), g.ref.Scope, g.ref.Session, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		if e.Type == kyc.EventInterrupted {
			n++
		}
	}
	return n
}

// Media alone may die: a phone that fell asleep keeps its socket for a while.
func TestALostPictureInterruptsWhileTheSocketLives(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a, c := w.agent(g), w.customer(g)
	a.of("welcome")
	c.of("welcome")
	pa, pc := a.call(), c.call()
	pa.sees("customer/video")
	pc.sees("agent/video")
	pc.hang()
	a.until("the interruption", func(m message) bool { return m.Session != nil && m.Session.SubStatus == "customer_lost" })
	c.call() // the same socket may offer again
	a.status(kyc.InProgress)
}

// staleRead answers readings with a session that ends before the answer is
// used.
type staleRead struct {
	signalling.Sessions
	meanwhile atomic.Pointer[func()] // after every reading; nil before the test sets it
}

func (s *staleRead) Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	v, err := s.Sessions.Get(ctx, scope, id)
	if do := s.meanwhile.Load(); do != nil {
		(*do)()
	}
	return v, err
}

func TestNoRoomOpensAfterTheEnd(t *testing.T) {
	t.Parallel()
	stale := &staleRead{}
	w := openWith(t, patient, func(c *signalling.Config) {
		stale.Sessions = c.Sessions
		c.Sessions = stale
	})
	g := w.taken()
	a, c := w.agent(g), w.customer(g)
	a.of("welcome")
	c.of("welcome")
	end := sync.OnceFunc(func() { // who reads at the same time waits for it
		if _, err := w.Cancel(context.Background(), g.ref.Scope, g.ref.Session); err != nil {
			t.Error(err)
		}
		w.hub.Finish(g.ref) // the sealer's word that the recording is complete
	})
	stale.meanwhile.Store(&end)
	c.send(fields{"type": "offer", "sdp": "v=0"})
	c.closed(4410)
	a.closed(4410)
	w.hub.Close()
	if w.size(g, 1) >= 0 {
		t.Error("a recording began after the session had ended and was sealed")
	}
}
