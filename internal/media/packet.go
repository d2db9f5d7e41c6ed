package media

import (
	"encoding/binary"
	"time"
)

// maxPacket is the largest RTP packet that is taken, in bytes.
const maxPacket = 1500

// packet is one RTP packet on its way through the room, header extensions and padding already left behind.
// payload belongs to whoever reads and is only valid during the call it is passed to.
type packet struct {
	source  uint64 // id of the up track, unique in the process and rising
	peer    uint64 // id of the peer that sends it: its tracks share one clock
	ssrc    uint32
	pt      uint8
	seq     uint16
	ts      uint32
	marker  bool
	at      time.Duration // arrival, since the room's origin, monotonic
	payload []byte
}

// parse reads the fixed RTP header (RFC 3550, 5.1) into p and leaves CSRC list, extension and padding out.
func (p *packet) parse(b []byte) bool {
	if len(b) < 12 || b[0]>>6 != 2 {
		return false
	}
	n := 12 + int(b[0]&0x0f)*4
	if b[0]&0x10 != 0 {
		if len(b) < n+4 {
			return false
		}
		n += 4 + int(binary.BigEndian.Uint16(b[n+2:]))*4
	}
	end := len(b)
	if b[0]&0x20 != 0 && end > n {
		end -= int(b[end-1])
	}
	if n > end {
		return false
	}
	p.marker, p.pt = b[1]&0x80 != 0, b[1]&0x7f
	p.ssrc = binary.BigEndian.Uint32(b[8:])
	p.seq = binary.BigEndian.Uint16(b[2:])
	p.ts = binary.BigEndian.Uint32(b[4:])
	p.payload = b[n:end]
	return true
}

// unpack turns a packet of an RTX stream into the one that it repeats (RFC 4588, 4); false for one that only probes the
// bandwidth.
func (p *packet) unpack() bool {
	if len(p.payload) <= repairSize {
		return false
	}
	p.seq, p.payload = binary.BigEndian.Uint16(p.payload), p.payload[repairSize:]
	return true
}

// vp8Payload strips the VP8 payload descriptor (RFC 7741, 4.2). start is true for the first packet of a frame.
func vp8Payload(b []byte) (data []byte, start, ok bool) {
	if len(b) < 1 {
		return nil, false, false
	}
	start = b[0]&0x10 != 0 && b[0]&0x07 == 0
	n := 1
	if b[0]&0x80 != 0 { // X
		if len(b) < 2 {
			return nil, false, false
		}
		x := b[1]
		n = 2
		if x&0x80 != 0 { // I: picture id of one or two bytes
			if len(b) <= n {
				return nil, false, false
			}
			if b[n]&0x80 != 0 {
				n++
			}
			n++
		}
		if x&0x40 != 0 { // L
			n++
		}
		if x&0x30 != 0 { // T or K
			n++
		}
	}
	if n >= len(b) {
		return nil, false, false
	}
	return b[n:], start, true
}

// vp8Key says whether a VP8 frame is a key frame (RFC 6386, 9.1: lowest bit of the frame tag is 0).
func vp8Key(frame []byte) bool { return len(frame) > 0 && frame[0]&1 == 0 }

// keyStart says whether this packet opens a VP8 key frame.
func (p *packet) keyStart() bool {
	d, start, ok := vp8Payload(p.payload)
	return ok && start && vp8Key(d)
}

// unfit says whether this packet opens a key frame that nobody should decode: its size is beyond maxPixels, or not to be
// read in the packet that opens it, where every honest sender has it.
func (p *packet) unfit() bool {
	d, start, ok := vp8Payload(p.payload)
	if !ok || !start || !vp8Key(d) {
		return false
	}
	w, h, ok := vp8Size(d)
	return !ok || w == 0 || h == 0 || w*h > maxPixels
}

// vp8Size reads the picture size out of a key frame's header; ok is false for anything else.
func vp8Size(frame []byte) (w, h int, ok bool) {
	if len(frame) < 10 || frame[0]&1 != 0 || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return 0, 0, false
	}
	return int(binary.LittleEndian.Uint16(frame[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(frame[8:]) & 0x3fff), true
}
