package media

import (
	"encoding/binary"
	"net"
	"path/filepath"
	"testing"

	"github.com/pion/srtp/v3"

	"github.com/basekyc/basekyc/internal/media/congestion"
)

// BenchmarkForward is what one packet of a picture costs on its way through: decrypted, numbered anew, encrypted for the other
// party and, with 64 others, given to the network; and the same while it is recorded.
func BenchmarkForward(b *testing.B) {
	for name, record := range map[string]bool{"alone": false, "recorded": true} {
		b.Run(name, func(b *testing.B) { forwarding(b, record) })
	}
}

func forwarding(b *testing.B, record bool) {
	sink, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	defer sink.Close()
	s, err := Listen(Config{UDPAddr: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	room := s.Room("b", RoomConfig{})
	if record {
		if _, err := room.Record(filepath.Join(b.TempDir(), "1"), RecordOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	customer, err := room.Join(Customer)
	if err != nil {
		b.Fatal(err)
	}
	agent, err := room.Join(Agent)
	if err != nil {
		b.Fatal(err)
	}
	keys := func() *srtp.Context {
		c, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), srtp.ProtectionProfileAeadAes128Gcm)
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	customer.link.dec, customer.link.deal = keys(), &bargain{}
	customer.link.deal.payload[payloadVP8] = payload{kind: Video, nack: true}
	agent.link.enc, agent.link.est = keys(), congestion.New(startBitrate, maxBitrate)
	agent.link.way.Store(&way{s.ports[0], sink.LocalAddr().(*net.UDPAddr).AddrPort()})
	for _, d := range agent.down {
		if d.kind == Video {
			d.begin(agreed{payload: payloadVP8, repair: payloadRTX, ssrc: 7, repairSSRC: 8, transport: 3, nack: true})
		}
	}

	r := &round{size: batch}
	plain, sealed := make([]byte, headSize+1100), make([][]byte, 1024)
	browser := keys()
	n := 0
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		if n%len(sealed) == 0 {
			b.StopTimer()
			for i := range sealed {
				h := head{ssrc: 5, ts: uint32((n+i)/3) * 4500, seq: uint16(n + i), payload: payloadVP8, marker: (n+i)%3 == 2}
				h.put(plain, 0)
				plain[headSize], plain[headSize+1] = 0x10, 1 // not a key frame
				binary.BigEndian.PutUint32(plain[headSize+2:], uint32(n+i))
				if sealed[i], err = browser.EncryptRTP(nil, plain, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.StartTimer()
		}
		if n%batch == 0 {
			r.flush()
			r.now = s.cfg.Now()
		}
		if !customer.link.receive(sealed[n%len(sealed)], r) {
			b.Fatal("not taken")
		}
		n++
	}
	if out := s.counts.out.Load(); out != uint64(n) {
		b.Errorf("%d of %d went on", out, n)
	}
}
