package media_test

import (
	"context"
	"image/color"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	"go.uber.org/goleak"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	blue  = color.RGBA{30, 60, 200, 255}
	green = color.RGBA{30, 160, 60, 255}
)

// films are encoded once: half a second of CPU each under -race.
var films = sync.OnceValue(func() [2][][]byte {
	var out [2][][]byte
	for i, c := range []color.RGBA{blue, green} {
		f, err := mediatest.Film(320, 240, 8, c)
		if err != nil {
			panic(err)
		}
		out[i] = f
	}
	return out
})

func stream(i int) mediatest.Stream {
	return mediatest.Stream{Video: films()[i], Every: 50 * time.Millisecond, Audio: mediatest.Sine()}
}

func listen(t *testing.T, cfg media.Config) *media.Server {
	t.Helper()
	if cfg.UDPAddr == "" {
		cfg.UDPAddr = "127.0.0.1:0"
	}
	s, err := media.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// deadline for everything that waits for a signal; a passing test never reaches it.
func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func join(t *testing.T, r *media.Room, role media.Role, o mediatest.Options) *mediatest.Client {
	t.Helper()
	_, c := enter(t, r, role, o, nil)
	return c
}

// enter is join that keeps the server's side. A road puts itself between the two.
func enter(t *testing.T, r *media.Room, role media.Role, o mediatest.Options, road *mediatest.Road) (*media.Peer, *mediatest.Client) {
	t.Helper()
	ctx := deadline(t)
	c, err := mediatest.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	offer, err := c.Offer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Join(role)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := p.Answer(ctx, offer)
	if err != nil {
		t.Fatal(err)
	}
	if road != nil {
		answer = road.Answer(answer)
	}
	if err := c.Accept(ctx, answer); err != nil {
		t.Fatal(err)
	}
	return p, c
}

func play(t *testing.T, c *mediatest.Client, s mediatest.Stream) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	c.Play(ctx, s, nil)
	return cancel
}

func wait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-deadline(t).Done():
		t.Fatalf("waited in vain for %s", what)
	}
	panic("unreachable")
}

// ear notes what a client receives, per track, and signals each packet.
type ear struct {
	mu  sync.Mutex
	got map[string][]rtp.Header
	any chan struct{}
}

func newEar() *ear { return &ear{got: map[string][]rtp.Header{}, any: make(chan struct{}, 1)} }

func (e *ear) hear(track string, p *rtp.Packet) {
	e.mu.Lock()
	e.got[track] = append(e.got[track], p.Header.Clone())
	e.mu.Unlock()
	select {
	case e.any <- struct{}{}:
	default:
	}
}

func (e *ear) heads(track string) []rtp.Header {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]rtp.Header(nil), e.got[track]...)
}

func (e *ear) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for !ok() {
		wait(t, e.any, what)
	}
}

func TestBothSidesSeeAndHearEachOther(t *testing.T) {
	t.Parallel()
	events := make(chan media.Event, 64)
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{OnEvent: func(e media.Event) { events <- e }})
	ears := []*ear{newEar(), newEar(), newEar()}
	a := join(t, r, media.Customer, mediatest.Options{OnRTP: ears[0].hear})
	b := join(t, r, media.Agent, mediatest.Options{OnRTP: ears[1].hear})
	join(t, r, media.Watcher, mediatest.Options{Watch: true, OnRTP: ears[2].hear})
	play(t, a, stream(0))
	play(t, b, stream(1))
	for i, tracks := range [][]string{{"agent/video", "agent/audio"}, {"customer/video", "customer/audio"}, {"agent/video", "agent/audio", "customer/video", "customer/audio"}} {
		for _, track := range tracks {
			ears[i].until(t, track, func() bool { return len(ears[i].heads(track)) > 20 })
		}
	}
	want := map[string]bool{"connected customer ": true, "connected agent ": true, "connected watcher ": true,
		"flowing customer video": true, "flowing customer audio": true, "flowing agent video": true, "flowing agent audio": true}
	for len(want) > 0 {
		e := wait(t, events, "events")
		delete(want, string(e.Type)+" "+string(e.Role)+" "+string(e.Kind))
	}
	if !r.Flowing(media.Customer, media.Video) {
		t.Error("customer's video is not flowing")
	}
	for _, h := range ears[1].heads("customer/video") {
		for _, id := range h.GetExtensionIDs() {
			if e := h.GetExtension(id); len(e) != 2 { // only our own transport-wide number
				t.Fatalf("foreign header extension %d: %x", id, e)
			}
		}
	}
}

func TestOverTCP(t *testing.T) {
	t.Parallel()
	s := listen(t, media.Config{TCPAddr: "127.0.0.1:0"})
	if s.TCPPort() == 0 {
		t.Fatal("no TCP port")
	}
	r := s.Room("s1", media.RoomConfig{})
	e := newEar()
	a := join(t, r, media.Customer, mediatest.Options{TCP: true})
	join(t, r, media.Agent, mediatest.Options{TCP: true, OnRTP: e.hear})
	play(t, a, stream(0))
	e.until(t, "video over TCP", func() bool { return len(e.heads("customer/video")) > 5 })
}

func TestSenderReconnectsAndReceiverSeesOneStream(t *testing.T) {
	t.Parallel()
	events := make(chan media.Event, 64)
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{OnEvent: func(e media.Event) { events <- e }})
	e := newEar()
	join(t, r, media.Agent, mediatest.Options{OnRTP: e.hear})
	first := join(t, r, media.Customer, mediatest.Options{})
	stop := play(t, first, stream(0))
	e.until(t, "first stream", func() bool { return len(e.heads("customer/video")) > 30 && len(e.heads("customer/audio")) > 30 })
	stop()
	n := len(e.heads("customer/video"))
	play(t, join(t, r, media.Customer, mediatest.Options{}), stream(0))
	e.until(t, "second stream", func() bool {
		return len(e.heads("customer/video")) > n+30 && len(e.heads("customer/audio")) > n+30
	})
	for _, track := range []string{"customer/video", "customer/audio"} {
		h := e.heads(track)
		for i := 1; i < len(h); i++ {
			if h[i].SequenceNumber != h[i-1].SequenceNumber+1 {
				t.Fatalf("%s: %d after %d", track, h[i].SequenceNumber, h[i-1].SequenceNumber)
			}
			if d := int32(h[i].Timestamp - h[i-1].Timestamp); d < 0 || d > 90000*10 {
				t.Fatalf("%s: time moved by %d ticks", track, d)
			}
			if h[i].SSRC != h[0].SSRC {
				t.Fatalf("%s: another SSRC", track)
			}
		}
	}
	for flows := 0; flows < 4; { // video and audio, twice
		ev := wait(t, events, "flowing")
		if ev.Type == media.Disconnected {
			t.Errorf("a replaced peer is no loss: %+v", ev)
		}
		if ev.Type == media.Flowing {
			flows++
		}
	}
}

func TestStallAndReturnAreTold(t *testing.T) {
	t.Parallel()
	events := make(chan media.Event, 64)
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{StallAfter: 700 * time.Millisecond, OnEvent: func(e media.Event) { events <- e }})
	next := func(typ media.EventType, k media.Kind) media.Event {
		for {
			if e := wait(t, events, string(typ)+" "+string(k)); e.Type == typ && e.Kind == k {
				return e
			}
		}
	}
	c := join(t, r, media.Customer, mediatest.Options{})
	s := stream(0)
	s.Audio = nil
	stop := play(t, c, s)
	next(media.Flowing, media.Video)
	stop()
	if e := next(media.Stalled, media.Video); e.Role != media.Customer || e.Gap < 700*time.Millisecond {
		t.Errorf("stall: %+v", e)
	}
	if r.Flowing(media.Customer, media.Video) {
		t.Error("a stalled track is said to flow")
	}
	play(t, c, s)
	if e := next(media.Flowing, media.Video); e.Gap < 700*time.Millisecond {
		t.Errorf("return: %+v", e)
	}
	r.Close()
	if e := next(media.Disconnected, ""); e.Role != media.Customer {
		t.Errorf("close: %+v", e)
	}
	if _, err := r.Join(media.Customer); err == nil {
		t.Error("joined a closed room")
	}
}

func TestDownlinkEstimateReachesTheSender(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	rates := make(chan float32, 16)
	a := join(t, r, media.Customer, mediatest.Options{OnREMB: func(b float32) {
		select {
		case rates <- b:
		default:
		}
	}})
	play(t, a, stream(0))
	join(t, r, media.Agent, mediatest.Options{})
	if b := wait(t, rates, "REMB"); b < 60_000 || b > 2_500_000 {
		t.Errorf("REMB of %.0f bit/s", b)
	}
}
