package puppet

import (
	"bytes"
	"testing"
)

// samples is the length of an Opus packet at 48 kHz by its first byte, for
// the single-frame packets that are embedded (RFC 6716, section 3.1).
func samples(packet []byte) int {
	if len(packet) == 0 || packet[0]&3 != 0 {
		return 0
	}
	switch config := packet[0] >> 3; {
	case config < 12:
		return []int{480, 960, 1920, 2880}[config%4]
	case config < 16:
		return []int{480, 960}[config%2]
	default:
		return []int{120, 240, 480, 960}[config%4]
	}
}

func TestVoicesAreTwentyMilliseconds(t *testing.T) {
	for _, who := range []Character{Genuine, Agent} {
		v, err := LoadVoice(who)
		if err != nil {
			t.Fatal(err)
		}
		if v.Words() < 100 {
			t.Errorf("%s says %d packets only", who, v.Words())
		}
		for n := range v.Words() + pause {
			if got := samples(v.Packet(n)); got != 960 {
				t.Fatalf("%s: packet %d has %d samples", who, n, got)
			}
		}
	}
}

func TestVoiceLoopsWithSilence(t *testing.T) {
	v, err := LoadVoice(Agent)
	if err != nil {
		t.Fatal(err)
	}
	words := v.Words()
	if !v.Talking(words-1) || v.Talking(words) || !bytes.Equal(v.Packet(words), silence) {
		t.Error("silence should follow the words")
	}
	if !v.Talking(words+pause) || !bytes.Equal(v.Packet(words+pause), v.Packet(0)) {
		t.Error("the words should come again")
	}
	if !bytes.Equal(v.Packet(-1), silence) {
		t.Error("before the first packet there is silence")
	}
}

func TestVoiceFilesAreSmall(t *testing.T) {
	for _, name := range []string{"agent.ogg", "customer.ogg"} {
		raw, err := assets.ReadFile("assets/" + name)
		if err != nil || len(raw) > 60_000 {
			t.Errorf("%s: %d bytes, error %v", name, len(raw), err)
		}
	}
}

func TestOggLacing(t *testing.T) {
	page := func(lacing ...byte) []byte {
		p := append([]byte("OggS"), make([]byte, 22)...)
		p = append(append(p, byte(len(lacing))), lacing...)
		for _, n := range lacing {
			p = append(p, bytes.Repeat([]byte{n}, int(n))...)
		}
		return p
	}
	// A packet may be longer than a segment, as long as one, and go on in the next page.
	packets, err := oggPackets(append(page(255, 10, 252, 255, 0, 255), page(3)...))
	if err != nil {
		t.Fatal(err)
	}
	want := []int{265, 252, 255, 258}
	for i, p := range packets {
		if i >= len(want) || len(p) != want[i] {
			t.Errorf("packet %d has %d bytes", i, len(p))
		}
	}
	if len(packets) != len(want) {
		t.Errorf("%d packets", len(packets))
	}
	if _, err := oggPackets(page(255)); err == nil {
		t.Error("a packet without its end was accepted")
	}
}

func FuzzOggPackets(f *testing.F) {
	raw, err := assets.ReadFile("assets/customer.ogg")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:200])
	f.Add([]byte("OggS"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		packets, err := oggPackets(raw)
		var total int
		for _, p := range packets {
			total += len(p)
		}
		if err == nil && total > len(raw) {
			t.Errorf("%d bytes of packets out of %d", total, len(raw))
		}
	})
}
