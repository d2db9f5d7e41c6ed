package media

import "time"

// frame is one whole VP8 frame or Opus packet. data is valid until the next packet goes into the assembler.
type frame struct {
	ts   uint32
	at   time.Duration // arrival of its last packet
	key  bool
	data []byte
}

// maxFrame bounds one video frame, in bytes; a larger one is dropped like a damaged one.
const maxFrame = 1 << 20

// assembler joins the ordered packets of a track into frames. After a hole in a video nothing is given out until the
// next key frame: a picture decoded against a lost one would show what nobody filmed.
type assembler struct {
	kind    Kind
	buf     []byte
	ts      uint32
	open    bool
	needKey bool
	dropped uint64 // frames damaged or waiting for a key frame
}

func newAssembler(k Kind) assembler { return assembler{kind: k, needKey: k == Video} }

// add takes the next packet; ok is true when it completes a frame.
func (a *assembler) add(s *slot, hole bool) (f frame, ok bool) {
	if a.kind == Audio {
		if s.n == 0 {
			return frame{}, false
		}
		a.buf = append(a.buf[:0], s.payload()...)
		return frame{ts: s.ts, at: s.at, key: true, data: a.buf}, true
	}
	if s.n == 0 { // padding that probes the bandwidth
		return frame{}, false
	}
	data, start, ok := vp8Payload(s.payload())
	if hole || !ok || (a.open && !start && s.ts != a.ts) || len(a.buf)+len(data) > maxFrame {
		if a.open {
			a.dropped++
		}
		a.open, a.needKey = false, true
	}
	if !ok {
		return frame{}, false
	}
	if start {
		a.buf, a.ts, a.open = a.buf[:0], s.ts, true
	}
	if !a.open {
		return frame{}, false
	}
	a.buf = append(a.buf, data...)
	if !s.marker {
		return frame{}, false
	}
	a.open = false
	key := vp8Key(a.buf)
	if a.needKey && !key {
		a.dropped++
		return frame{}, false
	}
	a.needKey = false
	return frame{ts: a.ts, at: s.at, key: key, data: a.buf}, true
}
