package media_test

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

// bumpy joins over a road.
func bumpy(t *testing.T, s *media.Server, r *media.Room, role media.Role, o mediatest.Options, lose func(up bool, b []byte) bool) *mediatest.Client {
	t.Helper()
	road, err := mediatest.NewRoad(s.Addrs()[0].Bound, lose)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = road.Close() })
	return along(t, road, r, role, o)
}

func along(t *testing.T, road *mediatest.Road, r *media.Room, role media.Role, o mediatest.Options) *mediatest.Client {
	t.Helper()
	_, c := enter(t, r, role, o, road)
	return c
}

// everyTenth loses pictures: the longer packets of media.
func everyTenth(only bool) (lose func(up bool, b []byte) bool, lost *atomic.Int64) {
	var n atomic.Int64
	lost = &atomic.Int64{}
	return func(up bool, b []byte) bool {
		if up != only || b[0]>>6 != 2 || len(b) < 250 || n.Add(1)%10 != 0 {
			return false
		}
		lost.Add(1)
		return true
	}, lost
}

func TestLostPacketsOfADownlinkAreSentAgain(t *testing.T) {
	t.Parallel()
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	e := newEar()
	lose, lost := everyTenth(false)
	bumpy(t, s, r, media.Agent, mediatest.Options{OnRTP: e.hear}, lose)
	play(t, join(t, r, media.Customer, mediatest.Options{}), stream(0))
	var got []uint16
	e.until(t, "pictures with nothing missing", func() bool {
		got = got[:0]
		for _, h := range e.heads("customer/video") {
			got = append(got, h.SequenceNumber)
		}
		return len(got) > 200 && whole(got) > 150
	})
	if lost.Load() < 10 {
		t.Errorf("%d packets were lost", lost.Load())
	}
}

// whole is how many numbers from the first one on are there, in whatever order they came.
func whole(seqs []uint16) int {
	var d []int
	for _, s := range seqs {
		d = append(d, int(int16(s-seqs[0])))
	}
	slices.Sort(d)
	d = slices.Compact(d)
	at, _ := slices.BinarySearch(d, 0)
	n := 0
	for at+n < len(d) && d[at+n] == n {
		n++
	}
	return n
}

func TestLostSoundIsInTheNextPackets(t *testing.T) {
	for name, reports := range map[string]bool{"by its reports on the track": true, "by its feedback on all packets": false} {
		t.Run(name, func(t *testing.T) { t.Parallel(); saidAgain(t, reports) })
	}
}

// receiverReport is the type of RTCP packet that a party sends who hears and says nothing (RFC 3550, 6.4.2).
const receiverReport = 201

// saidAgain loses every eighth packet of sound, and the receiver's reports too if they are not to be what tells of it.
func saidAgain(t *testing.T, reported bool) {
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	var n atomic.Int64
	var mu sync.Mutex
	missed, found := map[uint32]bool{}, 0
	hear := func(track string, p *rtp.Packet) {
		if b := p.Payload; track == "customer/audio" && p.PayloadType == 63 && len(b) > 4 && b[0] == 0x80|111 {
			mu.Lock()
			defer mu.Unlock()
			for at := 0; at+4 < len(b) && b[at]&0x80 != 0; at += 4 {
				if ts := p.Timestamp - uint32(b[at+1])<<6 - uint32(b[at+2])>>2; missed[ts] {
					delete(missed, ts)
					found++
				}
			}
		}
	}
	bumpy(t, s, r, media.Agent, mediatest.Options{Redundant: true, OnRTP: hear}, func(up bool, b []byte) bool {
		if up {
			return !reported && b[0]>>6 == 2 && b[1] == receiverReport
		}
		if pt := b[1] & 0x7f; b[0]>>6 != 2 || pt != 111 && pt != 63 || n.Add(1)%8 != 0 {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		missed[binary.BigEndian.Uint32(b[4:])] = true
		return true
	})
	reports := make(chan rtcp.ReceptionReport, 256)
	play(t, join(t, r, media.Customer, mediatest.Options{OnReport: func(b rtcp.ReceptionReport) { reports <- b }}), stream(0))
	for done := false; !done; {
		if b := wait(t, reports, "lost sound"); b.FractionLost != 0 {
			t.Fatalf("what is made good is the sender's trouble: %+v", b)
		}
		mu.Lock()
		done = found >= 10 && len(missed) <= found
		mu.Unlock()
	}
}

// Opus repairs what its encoder knows is lost. What is said of pictures, and the total by which a sender judges its own path,
// stay the truth about that path.
func TestASenderOfSoundHearsOfTheLossBehindTheServer(t *testing.T) {
	t.Parallel()
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	var n atomic.Int64
	bumpy(t, s, r, media.Agent, mediatest.Options{}, func(up bool, b []byte) bool {
		return !up && b[0]>>6 == 2 && b[1]&0x7f == 111 && n.Add(1)%2 == 0
	})
	reports := make(chan rtcp.ReceptionReport, 256)
	play(t, join(t, r, media.Customer, mediatest.Options{OnReport: func(b rtcp.ReceptionReport) { reports <- b }}), stream(0))
	for told := false; !told; {
		b := wait(t, reports, "a report of the loss")
		if b.TotalLost != 0 {
			t.Fatalf("nothing was lost on the customer's path: %+v", b)
		}
		if b.FractionLost > 64 {
			t.Fatalf("a quarter is the most: %+v", b)
		}
		told = b.FractionLost == 64
	}
}

func TestLostPacketsOfAnUplinkAreAskedForAgain(t *testing.T) {
	t.Parallel()
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{})
	rec, err := r.Record(filepath.Join(t.TempDir(), "1.webm"), media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	lose, lost := everyTenth(true)
	play(t, bumpy(t, s, r, media.Customer, mediatest.Options{}, lose), stream(0))
	until(t, 0, rec)
	for rec.Stats().Frames[0] < 120 {
		until(t, rec.Position()+1, rec)
	}
	st := rec.Stats()
	if lost.Load() < 10 || st.PacketsLost > uint64(lost.Load()/10) {
		t.Errorf("%d packets were lost on the way, %d in the end", lost.Load(), st.PacketsLost)
	}
}

// A client of whom nothing but media and its reports arrives is there: ICE must see some of what passes it by.
func TestMediaAloneKeepsALinkUp(t *testing.T) {
	t.Parallel()
	events := make(chan media.Event, 64)
	s := listen(t, media.Config{})
	r := s.Room("s1", media.RoomConfig{OnEvent: func(e media.Event) { events <- e }})
	rec, err := r.Record(filepath.Join(t.TempDir(), "1.webm"), media.RecordOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var connected atomic.Bool
	c := bumpy(t, s, r, media.Customer, mediatest.Options{}, func(_ bool, b []byte) bool { return connected.Load() && b[0] < 4 }) // STUN
	connected.Store(true)
	play(t, c, stream(0))
	for rec.Stats().Frames[0] < 9*20 { // nine seconds; ICE gives a silent client five
		until(t, rec.Position()+1, rec)
	}
	for len(events) > 0 {
		if e := <-events; e.Type == media.Disconnected {
			t.Errorf("told: %+v", e)
		}
	}
}
