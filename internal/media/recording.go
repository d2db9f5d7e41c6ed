package media

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/media/webm"
)

const (
	// drainEvery is how often the recorder empties the rings: no wake-up per packet, and a ring reaches four times as far.
	drainEvery = 250 * time.Millisecond
	// clusterEvery is what kill -9 may cost at most, together with drainEvery and the wait for the slowest track.
	clusterEvery = 500 * time.Millisecond
	// sortReach is how long frames wait for those of a slower track before they are written, at most.
	sortReach = holdMissing + 2*drainEvery
	// probeEvery is how soon a recording goes on once there is room on the disk again.
	probeEvery = time.Second
	// maxPending bounds the frames that wait to be sorted, in bytes; what is over is dropped and counted.
	maxPending = 8 << 20

	app = "basekyc"
)

// RecordOptions are the choices of one segment.
type RecordOptions struct {
	// StartedAt overrides the wall clock of position zero; default is the server's clock now.
	StartedAt time.Time
}

// Recording writes one segment: a WebM file with five tracks (customer video, customer audio, agent video, agent audio, and what
// watchers say to everybody), readable at any moment, also after kill -9. Gaps of the network stay gaps. Finalise makes the file for people of it.
type Recording struct {
	room    *Room
	path    string
	started time.Time
	zero    time.Duration // position zero on the room's time line
	file    *segmentFile
	out     *webm.Writer
	tracks  [2][2]*recTrack
	voice   *recTrack
	party   [2]*recParty
	stopped chan struct{}
	ended   chan struct{}
	once    sync.Once

	pending []pendingBlock // only the recorder's goroutine
	data    []byte
	spare   []byte
	flushed time.Duration
	probed  time.Duration
	broken  [2]bool // no picture of the party is worth keeping before the next key frame

	mu    sync.Mutex
	err   error
	stats RecordingStats
}

// RecordingStats describe a segment so far.
type RecordingStats struct {
	Frames        [5]uint64 // per track in file order
	Bytes         uint64
	PacketsLost   uint64    // given up after waiting
	FramesDropped uint64    // damaged by a loss, before a key frame, or over maxPending
	Sync          [2]AVSync // customer, agent
}

// AVSync is how far the picture stands after the sound in the file, judged by the sender's reports. Measured is the number
// of measurements; without any the values mean nothing.
type AVSync struct {
	Measured  int
	ByArrival time.Duration // what it would be now by arrival alone
	Last      time.Duration // now
	Worst     time.Duration // largest one after the first ten seconds of measuring
}

type pendingBlock struct {
	pos      time.Duration
	track    int
	key      bool
	from, to int // in data
}

// ErrRecording is returned by Record when the room records already.
var ErrRecording = errors.New("media: room is being recorded already")

// voiceIndex is the track of watchers, behind those of the parties.
const voiceIndex = 4

func trackIndex(party, kind int) int { return party*2 + kind }

// Record starts one segment in a new file. It fails when the file exists: evidence is never written over.
func (r *Room) Record(path string, o RecordOptions) (*Recording, error) {
	if o.StartedAt.IsZero() {
		o.StartedAt = r.srv.cfg.Now()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrClosed
	}
	if r.rec != nil {
		return nil, ErrRecording
	}
	f, err := createSegment(path, r.srv.cfg.Vault)
	if err != nil {
		return nil, fmt.Errorf("create recording: %w", err)
	}
	rec := &Recording{room: r, path: path, started: o.StartedAt.Round(0).UTC(), zero: r.now(), file: f, stopped: make(chan struct{}), ended: make(chan struct{})}
	if rec.out, err = webm.NewWriter(rec.file, webm.Info{StartedAt: rec.started, App: app}, fileTracks([2][2]int{{640, 480}, {640, 480}}, true)); err != nil {
		_ = f.Close()
		_ = os.Remove(path) // nothing is in it, and its name will be wanted again
		return nil, err
	}
	for i := range parties {
		rec.party[i] = &recParty{}
		for k, kind := range kinds {
			rec.tracks[i][k] = newRecTrack(rec.party[i], kind)
			r.taps[i][k] = append(r.taps[i][k], rec.tracks[i][k])
		}
	}
	rec.voice = newRecTrack(&recParty{}, Audio)
	r.ears = append(r.ears, rec.voice)
	r.rec = rec
	r.reroute()
	for _, p := range r.parties {
		if p != nil {
			p.requestKey()
		}
	}
	r.srv.running.Add(1)
	go func() {
		defer r.srv.running.Done()
		rec.run()
	}()
	return rec, nil
}

// fileTracks are the tracks of a segment, in which anybody may still speak, or of a final file.
func fileTracks(size [2][2]int, voice bool) []webm.Track {
	var t []webm.Track
	for i, role := range parties {
		t = append(t, webm.Track{Name: string(role) + " video", Codec: webm.VP8, Width: size[i][0], Height: size[i][1]},
			webm.Track{Name: string(role) + " audio", Codec: webm.Opus})
	}
	if voice {
		t = append(t, webm.Track{Name: "supervisor audio", Codec: webm.Opus})
	}
	return t
}

// Path is the file.
func (rec *Recording) Path() string { return rec.path }

// StartedAt is the wall clock of position zero.
func (rec *Recording) StartedAt() time.Time { return rec.started }

// Position is where the recording stands now.
func (rec *Recording) Position() time.Duration { return rec.room.now() - rec.zero }

// Stats describes the segment so far.
func (rec *Recording) Stats() RecordingStats {
	rec.mu.Lock()
	st := rec.stats
	rec.mu.Unlock()
	for i := range rec.tracks {
		for _, t := range rec.tracks[i] {
			_, lost, dropped := t.state()
			st.PacketsLost += lost
			st.FramesDropped += dropped
		}
		p := rec.party[i]
		p.mu.Lock()
		st.Sync[i] = AVSync{Measured: p.measured, ByArrival: p.arrival, Last: p.last, Worst: p.worst}
		p.mu.Unlock()
	}
	_, lost, dropped := rec.voice.state()
	st.PacketsLost += lost
	st.FramesDropped += dropped
	return st
}

// Err is what keeps it from writing, or nil.
func (rec *Recording) Err() error {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.err
}

// Close writes what is there, syncs the file and closes it. Room.Close does it too.
func (rec *Recording) Close() error {
	rec.once.Do(func() {
		r := rec.room
		for i, role := range parties {
			for k, kind := range kinds {
				r.removeTap(role, kind, rec.tracks[i][k])
			}
		}
		r.removeTap(Watcher, Audio, rec.voice)
		r.mu.Lock()
		r.rec = nil
		r.mu.Unlock()
		close(rec.stopped)
	})
	<-rec.ended
	return rec.Err()
}

func (rec *Recording) run() {
	defer close(rec.ended)
	t := time.NewTicker(drainEvery)
	defer t.Stop()
	for {
		select {
		case <-rec.stopped:
			rec.turn(true)
			for i := range rec.tracks {
				for _, t := range rec.tracks[i] {
					t.close()
				}
			}
			rec.voice.close()
			if err := errors.Join(rec.file.Sync(), rec.file.Close()); err != nil {
				rec.fail(fmt.Errorf("close recording: %w", err))
			}
			return
		case <-t.C:
			rec.turn(false)
		}
	}
}

// turn drains the tracks, sorts, and writes what no slower track can still come before.
func (rec *Recording) turn(last bool) {
	now := rec.room.now()
	rec.resume(now)
	var newest [5]time.Duration
	drain := func(n int, t *recTrack) {
		newest[n] = -1
		t.drain(now, last, func(pos time.Duration, f frame) {
			newest[n] = max(newest[n], pos)
			rec.keep(n, pos, f)
		})
	}
	for i := range rec.tracks {
		for k, t := range rec.tracks[i] {
			drain(trackIndex(i, k), t)
		}
		rec.measure(i)
	}
	drain(voiceIndex, rec.voice)
	until := now
	for _, pos := range newest {
		if pos >= 0 {
			until = min(until, pos)
		}
	}
	until = max(until, now-sortReach)
	if last {
		until = now + sane
	}
	rec.write(until, last, now)
	for i := range rec.tracks { // a loss that was not repaired: the next picture worth keeping is a key frame
		if need, _, _ := rec.tracks[i][iVideo].state(); (need || rec.broken[i] && rec.Err() == nil) && !last {
			rec.room.requestKey(parties[i])
		}
	}
}

func (rec *Recording) keep(track int, pos time.Duration, f frame) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.err != nil || len(rec.data)+len(f.data) > maxPending || pos < rec.zero-sane {
		rec.stats.FramesDropped++
		return
	}
	if party := track / 2; track != voiceIndex && track == trackIndex(party, iVideo) && rec.broken[party] {
		if !f.key {
			rec.stats.FramesDropped++
			return
		}
		rec.broken[party] = false
	}
	from := len(rec.data)
	rec.data = append(rec.data, f.data...)
	rec.pending = append(rec.pending, pendingBlock{pos: max(pos-rec.zero, 0), track: track, key: f.key, from: from, to: len(rec.data)})
	rec.stats.Frames[track]++
	rec.stats.Bytes += uint64(len(f.data))
}

// resume goes on after a failure when there is room again. Pictures begin at a key frame: those between were not kept.
func (rec *Recording) resume(now time.Duration) {
	if rec.Err() == nil || now-rec.probed < probeEvery {
		return
	}
	if rec.probed = now; !rec.file.probe() {
		return
	}
	rec.broken = [2]bool{true, true}
	rec.mu.Lock()
	rec.err = nil
	rec.mu.Unlock()
	rec.room.srv.log.Warn("recording goes on", "room", rec.room.id, "file", rec.path)
	rec.room.tell(Event{Type: RecordingResumed})
}

func (rec *Recording) write(until time.Duration, all bool, now time.Duration) {
	slices.SortStableFunc(rec.pending, func(a, b pendingBlock) int { return cmp.Compare(a.pos, b.pos) })
	n := 0
	for _, b := range rec.pending {
		if b.pos+rec.zero > until {
			break
		}
		n++
		if rec.Err() != nil {
			continue
		}
		if err := rec.out.Block(b.track+1, b.pos.Milliseconds(), b.key, rec.data[b.from:b.to]); err != nil {
			rec.fail(err)
		}
	}
	rec.spare = rec.spare[:0]
	rest := rec.pending[n:]
	for i, b := range rest { // what stays moves to the other buffer
		from := len(rec.spare)
		rec.spare = append(rec.spare, rec.data[b.from:b.to]...)
		rest[i].from, rest[i].to = from, len(rec.spare)
	}
	rec.data, rec.spare = rec.spare, rec.data
	rec.pending = append(rec.pending[:0], rest...)
	if rec.Err() == nil && (all || now-rec.flushed >= clusterEvery) {
		rec.flushed = now
		if err := rec.out.Flush(); err != nil {
			rec.fail(err)
		}
	}
}

// measure compares picture and sound of a party.
func (rec *Recording) measure(party int) {
	v, v0, ok := rec.tracks[party][iVideo].error()
	a, a0, ok2 := rec.tracks[party][iAudio].error()
	if !ok || !ok2 {
		return
	}
	p := rec.party[party]
	p.mu.Lock()
	defer p.mu.Unlock()
	d := v - a
	p.arrival, p.last = v0-a0, d
	p.measured++
	if p.measured > int(10*time.Second/drainEvery) && d.Abs() > p.worst.Abs() {
		p.worst = d
	}
}

func (rec *Recording) fail(err error) {
	rec.mu.Lock()
	first := rec.err == nil
	if first {
		rec.err = err
	}
	rec.mu.Unlock()
	if first {
		rec.room.srv.log.Error("recording failed", "room", rec.room.id, "file", rec.path, "error", err)
		rec.room.tell(Event{Type: RecordingFailed, Err: err})
	}
}
