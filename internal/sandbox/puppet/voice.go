package puppet

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

// PacketTime is the length of sound in every packet of a Voice.
const PacketTime = 20 * time.Millisecond

// silence is 20 ms of nothing: a full-band CELT packet (RFC 6716, section 3.1).
var silence = []byte{0xf8, 0xff, 0xfe}

// pause is how many silent packets follow what is said, before it is said again.
const pause = 200 // 4 seconds

// Voice is a few spoken words as Opus packets, mono, 48 kHz, 20 ms each.
type Voice struct{ packets [][]byte }

// LoadVoice reads what a character says: the officer has words of its own, all
// others speak as the customer.
func LoadVoice(who Character) (*Voice, error) {
	name := "assets/customer.ogg"
	if who == Agent {
		name = "assets/agent.ogg"
	}
	raw, err := assets.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read voice: %w", err)
	}
	packets, err := oggPackets(raw)
	if err != nil {
		return nil, fmt.Errorf("read voice of %s: %w", who, err)
	}
	if len(packets) < 3 || !bytes.HasPrefix(packets[0], []byte("OpusHead")) || !bytes.HasPrefix(packets[1], []byte("OpusTags")) {
		return nil, fmt.Errorf("read voice of %s: %w", who, errNotOpus)
	}
	return &Voice{packets[2:]}, nil
}

// Packet is the n-th packet of an endless talk: the words, a pause, the words
// again. Its bytes are shared: do not change them.
func (v *Voice) Packet(n int) []byte {
	if n = n % (len(v.packets) + pause); n >= 0 && n < len(v.packets) {
		return v.packets[n]
	}
	return silence
}

// Talking says whether packet n is speech, for a mouth to move with it.
func (v *Voice) Talking(n int) bool { return n >= 0 && n%(len(v.packets)+pause) < len(v.packets) }

// Words is the number of packets in what is said once.
func (v *Voice) Words() int { return len(v.packets) }

var (
	errNotOgg  = errors.New("not an Ogg stream")
	errNotOpus = errors.New("no Opus stream inside")
)

// oggPackets splits a file of one logical stream into packets by the lacing
// of its pages (RFC 3533, section 6). It trusts the embedded file's checksums.
func oggPackets(raw []byte) ([][]byte, error) {
	var packets [][]byte
	var packet []byte
	for len(raw) > 0 {
		if len(raw) < 27 || string(raw[:4]) != "OggS" || raw[4] != 0 {
			return nil, errNotOgg
		}
		count := int(raw[26])
		if len(raw) < 27+count {
			return nil, errNotOgg
		}
		lacing, body := raw[27:27+count], raw[27+count:]
		for _, n := range lacing {
			if int(n) > len(body) {
				return nil, errNotOgg
			}
			packet = append(packet, body[:n]...)
			body = body[n:]
			if n < 255 {
				packets, packet = append(packets, packet), nil
			}
		}
		raw = body
	}
	if packet != nil {
		return nil, errNotOgg
	}
	return packets, nil
}
