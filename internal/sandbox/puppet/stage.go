package puppet

import (
	"fmt"
	"image"
	"math"
	"runtime"
	"sync"
	"time"
)

// Options says what a stage draws. Zero fields take the defaults.
type Options struct {
	Character Character
	Card      Card    // held up in ShowCard; SpecimenCard by default
	Quality   float32 // of the VP8 encoder, 1 to 100; 60 by default, about 15 KB a frame
	Ramp      int     // drawn steps from Ahead into a pose; 4 by default
	Hold      int     // drawn steps of a held pose's idle loop; 3 by default
	Idle      int     // drawn steps of the loops of Ahead and Talk; 12 by default
}

func (o Options) withDefaults() Options {
	if o.Card == (Card{}) {
		o.Card = SpecimenCard
	}
	if o.Quality == 0 {
		o.Quality = 60
	}
	if o.Ramp == 0 {
		o.Ramp = 4
	}
	if o.Hold == 0 {
		o.Hold = 3
	}
	if o.Idle == 0 {
		o.Idle = 12
	}
	return o
}

// LoopPeriod is the time one idle loop should take to look at rest.
const LoopPeriod = 4 * time.Second

// Stage is a character with every frame drawn and encoded. It is read-only
// and shared by all who play it; about 1 MB.
type Stage struct {
	draw    drawing
	options Options
	tracks  map[Pose]track
	took    time.Duration
}

// track holds key frames: the way from Ahead into the pose, then its loop.
type track struct{ ramp, loop [][]byte }

// NewStage draws and encodes a character on all processors.
// Use Load where the defaults will do: it shares one stage per process.
func NewStage(o Options, clock func() time.Time) (*Stage, error) {
	o = o.withDefaults()
	if _, err := ParseCharacter(string(o.Character)); err != nil {
		return nil, err
	}
	began := clock()
	draw, known, err := cast(o.Character, o.Card)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", o.Character, err)
	}
	s := &Stage{draw: draw, options: o, tracks: make(map[Pose]track, len(known))}
	var jobs []job
	for _, pose := range known {
		steps := o.Hold
		t := track{}
		if pose == Ahead || pose == Talk {
			steps = o.Idle
		} else {
			t.ramp = make([][]byte, o.Ramp)
		}
		t.loop = make([][]byte, steps)
		for i := range t.ramp {
			jobs = append(jobs, job{&t.ramp[i], pose, rampShare(i, o.Ramp), 0})
		}
		for i := range t.loop {
			jobs = append(jobs, job{&t.loop[i], pose, 1, float64(i) / float64(steps)})
		}
		s.tracks[pose] = t
	}
	if err := s.render(jobs); err != nil {
		return nil, fmt.Errorf("draw %s: %w", o.Character, err)
	}
	s.took = clock().Sub(began)
	return s, nil
}

type job struct {
	frame       *[]byte
	pose        Pose
	share, beat float64
}

// rampShare is the share of the way that ramp step i stands for.
func rampShare(i, steps int) float64 { return float64(i+1) / float64(steps+1) }

// render spreads the jobs over the processors; each holds one picture at a time.
func (s *Stage) render(jobs []job) error {
	next := make(chan job, len(jobs)) // holds all jobs, so filling it never waits
	for _, j := range jobs {
		next <- j
	}
	close(next)
	workers := min(runtime.GOMAXPROCS(0), len(jobs))
	failed := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for j := range next {
				frame, err := keyFrame(s.draw(j.pose, j.share, j.beat), s.options.Quality)
				if err != nil {
					failed[w] = err
					return
				}
				*j.frame = frame
			}
		})
	}
	group.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// BuildTime is how long drawing and encoding took.
func (s *Stage) BuildTime() time.Duration { return s.took }

// Knows says whether the character has the pose; one that has not stays Ahead.
func (s *Stage) Knows(pose Pose) bool { _, ok := s.tracks[pose]; return ok }

// Frame is the VP8 key frame, 640x480, of a pose. A phase from 0 to 1 is the
// way from Ahead into it, at 1 it is reached, and from then on the fraction
// runs through the idle loop. The bytes are shared: do not change them.
// A pose that the character does not know is Ahead.
func (s *Stage) Frame(pose Pose, phase float64) []byte {
	t, ok := s.tracks[pose]
	if !ok {
		t = s.tracks[Ahead]
	}
	step, loop := s.step(t, phase)
	if loop {
		return t.loop[step]
	}
	return t.ramp[step]
}

// step finds the drawn step nearest below a phase.
func (s *Stage) step(t track, phase float64) (index int, loop bool) {
	if math.IsNaN(phase) || math.IsInf(phase, 0) || phase < 0 {
		phase = 0
	}
	if phase < 1 && len(t.ramp) > 0 {
		return min(int(phase*float64(len(t.ramp))), len(t.ramp)-1), false
	}
	_, beat := math.Modf(phase)
	return min(int(beat*float64(len(t.loop))), len(t.loop)-1), true
}

// Image draws the same moment again, unencoded; the caller owns it.
func (s *Stage) Image(pose Pose, phase float64) *image.RGBA {
	t, ok := s.tracks[pose]
	if !ok {
		pose, t = Ahead, s.tracks[Ahead]
	}
	step, loop := s.step(t, phase)
	if loop {
		return s.draw(pose, 1, float64(step)/float64(len(t.loop)))
	}
	return s.draw(pose, rampShare(step, len(t.ramp)), 0)
}

// Size is the memory of all frames in bytes, and how many there are.
func (s *Stage) Size() (bytes, frames int) {
	for _, t := range s.tracks {
		for _, list := range [][][]byte{t.ramp, t.loop} {
			for _, frame := range list {
				bytes += len(frame)
				frames++
			}
		}
	}
	return bytes, frames
}

// loaded keeps one stage per character: four at most, about 1 MB each.
var loaded = map[Character]*lazyStage{Genuine: {}, Mismatch: {}, Spoof: {}, Agent: {}}

type lazyStage struct {
	once  sync.Once
	stage *Stage
	err   error
}

// Load returns the shared stage of a character with default options, built
// when it is first asked for.
func Load(who Character) (*Stage, error) {
	if _, err := ParseCharacter(string(who)); err != nil {
		return nil, err
	}
	l := loaded[who]
	l.once.Do(func() { l.stage, l.err = NewStage(Options{Character: who}, time.Now) })
	return l.stage, l.err
}
