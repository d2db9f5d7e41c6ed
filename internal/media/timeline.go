package media

import "time"

const (
	// slew bounds how fast a track is moved towards its place, as a part of the time that passes: a correction of 100 ms
	// takes two seconds and no frame comes out of order.
	slew = 0.05
	// stepAt is the error from which a track is moved at once, if forward: that leaves a hole. Back it would lie on what
	// was written already, so it only hurries, by half of the time that passes.
	stepAt = 500 * time.Millisecond
	hurry  = 0.5
	// sane is how far a track's own time may be from its packets' arrival before it is taken for nonsense.
	sane = 5 * time.Second
	// offsetWindow is half of the time over which the quickest packet is looked for.
	offsetWindow = 10 * time.Second
)

// senderClock maps the clock of one sender (all tracks of one peer share it) to the room's time line. The offset is the
// smallest difference between arrival and capture of the last 10 to 20 s: the packet that waited least anywhere.
type senderClock struct {
	peer      uint64
	cur, prev time.Duration
	has, old  bool
	since     time.Duration
}

// use forgets everything when another peer takes the role.
func (c *senderClock) use(peer uint64) {
	if c.peer != peer {
		*c = senderClock{peer: peer}
	}
}

func (c *senderClock) observe(capture, arrival time.Duration) {
	d := arrival - capture
	if !c.has || arrival-c.since > offsetWindow {
		c.prev, c.old = c.cur, c.has
		c.cur, c.has, c.since = d, true, arrival
		return
	}
	c.cur = min(c.cur, d)
}

// local turns a time of the sender's clock into one of ours.
func (c *senderClock) local(capture time.Duration) time.Duration {
	if c.old {
		return capture + min(c.cur, c.prev)
	}
	return capture + c.cur
}

// timeline places the frames of one track in the recording: by arrival until the sender's first report, by its reports
// from then on, moved there smoothly. Pure; the caller locks.
type timeline struct {
	rate   float64 // ticks a second
	source uint64
	begun  bool
	lastTS uint32
	ticks  int64         // unwrapped timestamp, 0 at the first frame of this source
	base   time.Duration // place of tick 0 by arrival
	corr   time.Duration // what reports have added so far
	seen   time.Duration // own time of the last frame, for the slew
	last   time.Duration // where the last frame stands: none comes before it
	raw    time.Duration // error of the last frame if reports had moved nothing

	report   bool
	repTicks int64
	repNTP   time.Duration // the sender's clock, since 1900
}

func (t *timeline) use(source uint64) {
	if t.source != source {
		*t = timeline{rate: t.rate, source: source}
	}
}

func (t *timeline) unwrap(ts uint32) int64 { return t.ticks + int64(int32(ts-t.lastTS)) }

func (t *timeline) span(ticks int64) time.Duration {
	return time.Duration(float64(ticks) / t.rate * float64(time.Second))
}

// ntpTime turns 32.32 fixed point into a duration since 1900. It overflows in 2192.
func ntpTime(v uint64) time.Duration {
	return time.Duration(v>>32)*time.Second + time.Duration((v&0xffffffff)*uint64(time.Second)>>32)
}

// setReport notes a sender report. Reports before the first frame are not used: the next one is a second away.
func (t *timeline) setReport(ntp uint64, ts uint32) {
	if !t.begun {
		return
	}
	t.report, t.repTicks, t.repNTP = true, t.unwrap(ts), ntpTime(ntp)
}

// capture is the sender's time of a frame, ok only after a report.
func (t *timeline) capture(ts uint32) (time.Duration, bool) {
	if !t.report {
		return 0, false
	}
	return t.repNTP + t.span(t.unwrap(ts)-t.repTicks), true
}

// place gives the position of the next frame on the room's time line and the error against the sender's reports: how far
// after the place they give it the frame would have come without this move. known is false before the first report.
func (t *timeline) place(ts uint32, at time.Duration, c *senderClock) (pos, err time.Duration, known bool) {
	if !t.begun {
		t.begun, t.lastTS, t.ticks, t.base = true, ts, 0, at
	}
	t.ticks, t.lastTS = t.unwrap(ts), ts
	own := t.span(t.ticks)
	pos = t.base + own + t.corr
	if pos-at > sane || at-pos > sane { // the sender's timestamps jumped: start again from the arrival
		t.last = max(at, t.last)
		t.base, t.corr, t.report = t.last-own, 0, false
		t.seen = own
		return t.last, 0, false
	}
	if cap, ok := t.capture(ts); ok {
		c.observe(cap, at)
		err = pos - c.local(cap)
		t.raw = err - t.corr
		known = true
		move := t.move(-err, max(own-t.seen, 0))
		t.corr += move
		pos += move
	}
	t.seen = max(t.seen, own)
	t.last = max(t.last, pos)
	return t.last, err, known
}

// move is as much of a correction as the time that passed since the last frame allows.
func (t *timeline) move(want, passed time.Duration) time.Duration {
	if want >= stepAt {
		return want
	}
	part := slew
	if want <= -stepAt {
		part = hurry
	}
	limit := time.Duration(float64(passed) * part)
	return min(max(want, -limit), limit)
}

// peek is where a frame would be placed now, without moving anything; ok is false before the first frame of the source.
func (t *timeline) peek(source uint64, ts uint32) (time.Duration, bool) {
	if !t.begun || t.source != source {
		return 0, false
	}
	return t.base + t.span(t.unwrap(ts)) + t.corr, true
}
