package media

import (
	"bytes"
)

// receive decrypts a packet and does everything that follows from it. False: it is not this link's, was seen before, or
// comes before the keys.
func (l *link) receive(b []byte, r *round) bool {
	l.in.Lock()
	defer l.in.Unlock()
	if l.dec == nil {
		return false
	}
	return l.open(b, r)
}

// open does it; the caller holds in.
func (l *link) open(b []byte, r *round) bool {
	if isRTCP(b) {
		plain, err := l.dec.DecryptRTCP(r.plain[:0], b, nil)
		if err != nil {
			return false
		}
		l.peer.takeReports(plain, r)
		return true
	}
	if len(b) > maxPacket {
		return false
	}
	plain, err := l.dec.DecryptRTP(r.plain[:0], b, &l.inHead)
	if err != nil {
		return false
	}
	p := &r.packet
	*p = packet{}
	if !p.parse(plain) {
		return true
	}
	k := &l.deal.payload[p.pt]
	if k.kind == "" {
		return true
	}
	if k.transport != 0 {
		l.heard.note(l, r, p.ssrc, l.inHead.GetExtension(k.transport))
	}
	l.peer.take(p, k, len(plain), r)
	return true
}

// keepEarly keeps a packet until there are keys.
func (l *link) keepEarly(b []byte) {
	l.in.Lock()
	defer l.in.Unlock()
	if l.dec == nil && l.ctx.Err() == nil && len(l.early) < maxEarly {
		l.early = append(l.early, bytes.Clone(b))
	}
}

// use begins to take and give media.
func (l *link) use(s secrets) {
	l.out.Lock()
	l.enc = s.out
	l.out.Unlock()
	l.srv.do(func(r *round) {
		l.in.Lock()
		defer l.in.Unlock()
		l.dec = s.in
		for _, b := range l.early {
			l.open(b, r)
		}
		l.early = nil
	})
}
