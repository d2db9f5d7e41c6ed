package media_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

func TestBadOffersAreErrors(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	c, err := mediatest.NewClient(mediatest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	good, err := c.Offer(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, sdp := range map[string]string{
		"empty":          "",
		"no SDP":         "hello",
		"binary":         "\x00\xff\xfe",
		"huge":           good + strings.Repeat("a=x\r\n", 100_000),
		"cut":            good[:len(good)/2] + "m=",
		"no fingerprint": strings.ReplaceAll(good, "a=fingerprint", "a=nothing"),
		"no ufrag":       strings.ReplaceAll(good, "a=ice-ufrag", "a=nothing"),
		"no media":       good[:strings.Index(good, "m=")],
	} {
		p, err := r.Join(media.Customer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = p.Answer(deadline(t), sdp); !errors.Is(err, media.ErrBadOffer) {
			t.Errorf("%s: %v", name, err)
		}
		p.Close()
	}
	p, err := r.Join(media.Customer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Answer(deadline(t), good); err != nil {
		t.Errorf("a good offer after the bad ones: %v", err)
	}
	if _, err := p.Answer(deadline(t), good); !errors.Is(err, media.ErrBadOffer) {
		t.Errorf("second offer: %v", err)
	}
	for name, cand := range map[string]string{
		"empty": "", "no JSON": "x", "array": "[]", "long": `{"candidate":"` + strings.Repeat("a", 4096) + `"}`,
		"garbage": `{"candidate":"candidate:1 1 udp nonsense","sdpMid":"0"}`,
	} {
		if err := p.AddCandidate(cand); !errors.Is(err, media.ErrBadCandidate) {
			t.Errorf("candidate %s: %v", name, err)
		}
	}
	if err := p.AddCandidate(`{"candidate":"","sdpMid":"0"}`); err != nil {
		t.Errorf("end of candidates: %v", err)
	}
	for err = nil; err == nil; { // bounded, whatever they are
		err = p.AddCandidate(`{"candidate":"","sdpMid":"0"}`)
	}
	p.Close()
	if _, err := p.Answer(context.Background(), good); !errors.Is(err, media.ErrClosed) {
		t.Errorf("answer of a closed peer: %v", err)
	}
	if _, err := r.Join("judge"); err == nil {
		t.Error("an unknown role joined")
	}
}

// Offers with bytes changed here and there: whatever comes back, the server lives.
func TestDamagedOffersDoNoHarm(t *testing.T) {
	t.Parallel()
	r := listen(t, media.Config{}).Room("s1", media.RoomConfig{})
	c, err := mediatest.NewClient(mediatest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	good, err := c.Offer(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		b := []byte(good)
		for range 1 + rnd.IntN(20) {
			b[rnd.IntN(len(b))] = byte(rnd.IntN(256))
		}
		p, err := r.Join(media.Customer)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = p.Answer(deadline(t), string(b))
		p.Close()
	}
	join(t, r, media.Customer, mediatest.Options{})
}
