package media

import (
	"sync"
	"time"
)

// maxRetired bounds the rings of earlier connections that still wait for the recorder's turn; a peer that reconnects more
// often than this within one turn loses the packets of the oldest.
const maxRetired = 4

// recTrack is the recorder's ear on one track: the read loop pushes packets into its ring, the recorder's goroutine
// drains it. The lock is held for microseconds on either side.
type recTrack struct {
	party *recParty
	kind  Kind

	mu      sync.Mutex
	source  uint64
	peer    uint64
	ring    *ring
	retired []retired
	asm     assembler
	line    timeline
	closed  bool
	lost    uint64
	err     time.Duration // last error against the sender's reports
	raw     time.Duration // what it would be had reports moved nothing
	known   bool
}

type retired struct {
	source, peer uint64
	ring         *ring
}

// recParty is what the two tracks of one role share.
type recParty struct {
	mu    sync.Mutex
	clock senderClock
	// offset of picture against sound, by the sender's reports: positive when the picture is late in the file
	arrival, worst, last time.Duration
	measured             int
}

func newRecTrack(p *recParty, k Kind) *recTrack {
	return &recTrack{party: p, kind: k, asm: newAssembler(k), line: timeline{rate: float64(k.clockRate())}}
}

// push implements tap.
func (t *recTrack) push(p *packet) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || p.source < t.source {
		return
	}
	if p.source != t.source || t.ring == nil {
		if t.ring != nil {
			if len(t.retired) == maxRetired {
				t.retired[0].ring.close()
				t.retired = append(t.retired[:0], t.retired[1:]...)
			}
			t.retired = append(t.retired, retired{t.source, t.peer, t.ring})
		}
		t.ring, t.source, t.peer = &ring{}, p.source, p.peer
	}
	t.ring.push(p)
}

// report implements tap.
func (t *recTrack) report(source, peer uint64, ntp uint64, ts uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.line.source == source { // of frames that were drained already; before that there is nothing to correct
		t.line.setReport(ntp, ts)
	}
}

// drain gives every frame that is ready, with its place on the room's time line. flush gives up what is missing.
func (t *recTrack) drain(now time.Duration, flush bool, emit func(pos time.Duration, f frame)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.retired {
		t.drainRing(r.source, r.peer, r.ring, now, true, emit)
		t.lost += r.ring.lost
	}
	t.retired = t.retired[:0]
	if t.ring != nil {
		t.drainRing(t.source, t.peer, t.ring, now, flush, emit)
	}
}

func (t *recTrack) drainRing(source, peer uint64, r *ring, now time.Duration, flush bool, emit func(time.Duration, frame)) {
	if t.line.source != source { // a new connection: its numbers mean nothing to the old ones
		t.line.use(source)
		dropped := t.asm.dropped
		t.asm = newAssembler(t.kind)
		t.asm.dropped = dropped
	}
	for {
		s, hole := r.pop(now, flush)
		if s == nil {
			return
		}
		f, ok := t.asm.add(s, hole)
		s.free()
		if !ok {
			continue
		}
		t.party.mu.Lock()
		t.party.clock.use(peer)
		pos, err, known := t.line.place(f.ts, f.at, &t.party.clock)
		t.party.mu.Unlock()
		t.err, t.raw, t.known = err, t.line.raw, known
		emit(pos, f)
	}
}

// close gives the buffers back; later packets are refused.
func (t *recTrack) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	if t.ring != nil {
		t.ring.close()
	}
}

// where is the position of a frame on the room's time line, as far as it is known yet.
func (t *recTrack) where(source uint64, ts uint32) (time.Duration, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.line.peek(source, ts)
}

// error is the last error against the sender's reports, and what it would be by arrival alone; ok is false without a report.
func (t *recTrack) error() (last, raw time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err, t.raw, t.known
}

func (t *recTrack) state() (needKey bool, lost, dropped uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lost = t.lost
	if t.ring != nil {
		lost += t.ring.lost
	}
	return t.asm.needKey && t.ring != nil, lost, t.asm.dropped
}
