package media

import (
	"net"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
)

// stage is a room whose peers need no client: what is sent to them leaves over a socket of its own, towards nobody who reads.
type stage struct {
	room  *Room
	peers map[Role]*Peer
	seq   uint16
}

func newStage(tb testing.TB, roles ...Role) *stage {
	tb.Helper()
	s, err := Listen(Config{UDPAddr: "127.0.0.1:0"})
	if err != nil {
		tb.Fatal(err)
	}
	sink, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	to := sink.LocalAddr().(*net.UDPAddr).AddrPort()
	st := &stage{room: s.Room("s1", RoomConfig{}), peers: map[Role]*Peer{}}
	tb.Cleanup(func() { _ = sink.Close(); _ = s.Close() })
	for _, role := range roles {
		p, err := st.room.Join(role)
		if err != nil {
			tb.Fatal(err)
		}
		if p.link.enc, err = srtp.CreateContext(make([]byte, 16), make([]byte, 14), srtp.ProtectionProfileAes128CmHmacSha1_80); err != nil {
			tb.Fatal(err)
		}
		for i, d := range p.down {
			d.begin(agreed{payload: payloadOpus, ssrc: uint32(1000 + i)})
		}
		p.link.way.Store(&way{s.ports[0], to})
		st.peers[role] = p
	}
	return st
}

var sound [100]byte

// says takes one packet of sound of a role through the room.
func (s *stage) says(role Role, r *round) {
	s.seq++
	r.packet = packet{ssrc: 7, pt: payloadOpus, seq: s.seq, ts: uint32(s.seq) * 960, payload: sound[:]}
	s.peers[role].take(&r.packet, &payload{kind: Audio}, 112, r)
	r.flush()
}

// raced tells whether the race detector runs: under it pools forget on purpose.
func raced() bool {
	b, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(b.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// Forwarding a packet allocates nothing, whether anybody watches or not, and a watcher's voice neither.
func TestForwardingAllocatesNothing(t *testing.T) {
	if raced() {
		t.Skip("the race detector allocates")
	}
	s := newStage(t, Customer, Agent, Watcher)
	if err := s.peers[Watcher].Speak(Everybody); err != nil {
		t.Fatal(err)
	}
	r := &round{size: batch, now: time.Now()}
	for _, role := range []Role{Customer, Watcher} {
		s.says(role, r)
		if n := testing.AllocsPerRun(200, func() { s.says(role, r) }); n != 0 {
			t.Errorf("a packet of the %s: %v allocations", role, n)
		}
		if s.room.srv.counts.out.Load() == 0 {
			t.Errorf("nothing of the %s is sent", role)
		}
	}
}

// BenchmarkForwardWatched is the same with a supervisor in the call.
func BenchmarkForwardWatched(b *testing.B) {
	for _, c := range []struct {
		name  string
		roles []Role
		says  Role
		to    Audience
	}{
		{"nobody watches", []Role{Customer, Agent}, Customer, Nobody},
		{"one watches", []Role{Customer, Agent, Watcher}, Customer, Nobody},
		{"a watcher is silent", []Role{Customer, Agent, Watcher}, Watcher, Nobody},
		{"a watcher is heard by both", []Role{Customer, Agent, Watcher}, Watcher, Everybody},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newStage(b, c.roles...)
			if c.to != Nobody {
				if err := s.peers[c.says].Speak(c.to); err != nil {
					b.Fatal(err)
				}
			}
			r := &round{size: batch, now: time.Now()}
			b.ReportAllocs()
			for b.Loop() {
				s.says(c.says, r)
			}
		})
	}
}
