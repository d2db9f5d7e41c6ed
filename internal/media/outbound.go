package media

import (
	"encoding/binary"

	"github.com/pion/rtcp"

	"github.com/basekyc/basekyc/internal/media/datagram"
)

// room is where the next packet to the client is to be written. The caller holds out, and seals it or leaves it.
func (l *link) room(r *round) []byte {
	if w := l.way.Load(); w != nil {
		return r.out(w.port).Room()
	}
	if l.spare == nil {
		l.spare = make([]byte, datagram.Size)
	}
	return l.spare
}

// send puts what was encrypted in the room for it on its way.
func (l *link) send(sealed []byte, r *round) bool {
	if w := l.way.Load(); w != nil {
		if o := r.out(w.port); &o.Room()[0] == &sealed[0] {
			o.Add(len(sealed), w.addr)
			return true
		}
	}
	_, err := l.conn.Write(sealed) // before the way is known, over TCP, or the way changed just now
	return err == nil
}

// head is what one RTP packet begins with.
type head struct {
	ssrc      uint32
	ts        uint32
	seq       uint16
	payload   uint8
	marker    bool
	transport uint8 // id of the header extension, 0 for none
}

const (
	headSize      = 12
	extensionSize = 8
	repairSize    = 2 // the number that a repeated packet had
)

// sendRTP sends one packet. original is the number that it was first sent with when it is a repair, or -1. The caller
// holds out.
func (l *link) sendRTP(h *head, payload []byte, original int, r *round) bool {
	if l.enc == nil || len(payload) > maxPacket {
		return false
	}
	b := l.room(r)
	n := h.put(b, l.number)
	if original >= 0 {
		binary.BigEndian.PutUint16(b[n:], uint16(original))
		n += repairSize
	}
	n += copy(b[n:], payload)
	if h.transport != 0 {
		if l.est != nil {
			l.est.Sent(l.number, n, r.now.Sub(l.peer.room.origin))
		}
		l.number++
	}
	sealed, err := l.enc.EncryptRTP(b[:0], b[:n], &l.outHead)
	return err == nil && l.send(sealed, r)
}

// put writes the header (RFC 3550, 5.1), with the transport-wide number in a one-byte extension (RFC 8285, 4.2).
func (h *head) put(b []byte, number uint16) int {
	b[0], b[1] = 0x80, h.payload
	if h.marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], h.seq)
	binary.BigEndian.PutUint32(b[4:], h.ts)
	binary.BigEndian.PutUint32(b[8:], h.ssrc)
	if h.transport == 0 {
		return headSize
	}
	b[0] |= 0x10
	copy(b[headSize:], []byte{0xbe, 0xde, 0, 1, h.transport<<4 | 1, byte(number >> 8), byte(number), 0})
	return headSize + extensionSize
}

// sendReports sends one compound RTCP packet, in the round or, when there is none, by itself.
func (l *link) sendReports(pkts []rtcp.Packet, r *round) {
	plain, err := rtcp.Marshal(pkts)
	if err != nil || len(plain) > maxPacket {
		return
	}
	if r == nil {
		l.srv.do(func(r *round) { l.sendPlain(plain, r) })
		return
	}
	l.sendPlain(plain, r)
}

func (l *link) sendPlain(plain []byte, r *round) {
	l.out.Lock()
	defer l.out.Unlock()
	if l.enc == nil {
		return
	}
	b := l.room(r)
	if sealed, err := l.enc.EncryptRTCP(b[:0], b[:copy(b, plain)], nil); err == nil {
		l.send(sealed, r)
	}
}
