package puppet_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/image/vp8"

	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/vision/onnx"
)

var update = flag.Bool("update", false, "write assets/portrait.mesh anew from the networks")

// The steps of an idle loop with default options.
const idle, hold = 12, 3

// eyes opens the real networks. Without them the test is skipped, or fails
// when BASEKYC_REQUIRE_MODELS is 1.
func eyes(t *testing.T) *vision.Analyzer {
	t.Helper()
	dir, err := vision.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	a, err := vision.Open(vision.Config{Dir: dir, Workers: 1}, onnx.New(vision.LibraryPath(dir)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Errorf("close the analyzer: %v", err)
		}
	})
	if !a.Available() {
		if os.Getenv("BASEKYC_REQUIRE_MODELS") == "1" {
			t.Fatalf("no models in %s", dir)
		}
		t.Skipf("no models in %s", dir)
	}
	return a
}

func look(t *testing.T, a *vision.Analyzer, picture image.Image) vision.Observation {
	t.Helper()
	o, err := a.Analyze(context.Background(), picture)
	if err != nil {
		t.Fatal(err)
	}
	if o.Face == nil {
		t.Fatal("no face found")
	}
	return o
}

// received is what the server sees: the frame after VP8.
func received(t *testing.T, frame []byte) image.Image {
	t.Helper()
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	if _, err := d.DecodeFrameHeader(); err != nil {
		t.Fatal(err)
	}
	picture, err := d.DecodeFrame()
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// watched keeps what was seen of a pose for the next test: stages and
// networks are the same in all of them, and no test runs in parallel.
var watched = map[*puppet.Stage]map[puppet.Pose][]vision.Observation{}

// session looks at every step of a pose's loop.
func session(t *testing.T, a *vision.Analyzer, s *puppet.Stage, pose puppet.Pose, steps int) []vision.Observation {
	t.Helper()
	if list, ok := watched[s][pose]; ok {
		return list
	}
	list := make([]vision.Observation, steps)
	for i := range list {
		list[i] = look(t, a, received(t, s.Frame(pose, 1+(float64(i)+0.5)/float64(steps))))
	}
	if watched[s] == nil {
		watched[s] = map[puppet.Pose][]vision.Observation{}
	}
	watched[s][pose] = list
	return list
}

func stage(t *testing.T, who puppet.Character) *puppet.Stage {
	t.Helper()
	s, err := puppet.Load(who)
	if err != nil {
		t.Fatal(err)
	}
	n, frames := s.Size()
	t.Logf("%s: %d frames, %d bytes, drawn and encoded in %v", who, frames, n, s.BuildTime().Round(time.Millisecond))
	return s
}

func still(t *testing.T) image.Image {
	t.Helper()
	raw, err := puppet.SpecimenCard.Still()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := vision.DecodeStill(raw)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func span(list []vision.Observation, value func(*vision.Face) float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, o := range list {
		v := value(o.Face)
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// challenges that are met with this much to spare are not lost to the
// encoder of a browser: degrees, share of the mouth, share of the eyes.
const (
	spareTurn = 2.0
	spareWide = 0.05
	spareLift = 0.008
)

func TestChallengesAreMet(t *testing.T) {
	a := eyes(t)
	portrait := look(t, a, puppetPortrait(t))
	card := look(t, a, still(t))
	for _, who := range []puppet.Character{puppet.Genuine, puppet.Mismatch} {
		s := stage(t, who)
		ahead := session(t, a, s, puppet.Ahead, idle)
		base, err := vision.NewBaseline(ahead)
		if err != nil {
			t.Fatal(err)
		}
		report(t, who, puppet.Ahead, base, ahead, &portrait, &card)
		for _, c := range vision.Challenges() {
			frames := session(t, a, s, puppet.Pose(c), hold)
			report(t, who, puppet.Pose(c), base, frames, &portrait, &card)
			trial := vision.NewTrial(c, base, vision.DefaultThresholds(), 10*time.Second)
			for i, o := range frames {
				trial.Observe(o, time.Duration(i+3)*333*time.Millisecond)
				if p := spared(c, o.Face.Pose); !base.Met(c, p) {
					t.Errorf("%s: step %d of %s passes by too little: %+v against %+v", who, i, c, o.Face.Pose, base.Pose)
				}
			}
			if trial.State != vision.TrialPassed {
				t.Errorf("%s: %s ended %s (%s)", who, c, trial.State, trial.Reason)
			}
			for _, other := range vision.Challenges() {
				if other != c && base.Met(other, frames[0].Face.Pose) {
					t.Errorf("%s: %s passes for %s", who, c, other)
				}
			}
		}
		for i, o := range ahead {
			for _, c := range vision.Challenges() {
				if base.Met(c, o.Face.Pose) {
					t.Errorf("%s: step %d of looking ahead passes for %s", who, i, c)
				}
			}
		}
	}
}

// spared is the pose less the margin asked for.
func spared(c vision.Challenge, p vision.Pose) vision.Pose {
	switch c {
	case vision.TurnLeft:
		p.Yaw -= spareTurn
	case vision.TurnRight:
		p.Yaw += spareTurn
	case vision.LookUp:
		p.Pitch += spareTurn
	case vision.LookDown:
		p.Pitch -= spareTurn
	case vision.Smile:
		p.MouthWidth *= 1 - spareWide
		p.Lift -= spareLift
	}
	return p
}

func report(t *testing.T, who puppet.Character, pose puppet.Pose, base vision.Baseline, list []vision.Observation, portrait, card *vision.Observation) {
	t.Helper()
	row := func(value func(*vision.Face) float64) [2]float64 {
		low, high := span(list, value)
		return [2]float64{low, high}
	}
	t.Logf("%-8s %-10s yaw %+.1f pitch %+.1f mouth %.2f lift %+.3f portrait %.2f card %.2f live %.3f faces %d", who, pose,
		row(func(f *vision.Face) float64 { return f.Pose.Yaw - base.Pose.Yaw }),
		row(func(f *vision.Face) float64 { return f.Pose.Pitch - base.Pose.Pitch }),
		row(func(f *vision.Face) float64 { return f.Pose.MouthWidth / base.Pose.MouthWidth }),
		row(func(f *vision.Face) float64 { return f.Pose.Lift - base.Pose.Lift }),
		row(func(f *vision.Face) float64 { return vision.Cosine(&f.Embedding, &portrait.Face.Embedding) }),
		row(func(f *vision.Face) float64 { return vision.Cosine(&f.Embedding, &card.Face.Embedding) }),
		row(func(f *vision.Face) float64 { return f.Liveness }), len(list[0].Faces))
}

func TestFacesMatchAsTheyShould(t *testing.T) {
	a := eyes(t)
	portrait, card := look(t, a, puppetPortrait(t)), look(t, a, still(t))
	limits := vision.DefaultThresholds()
	if h := card.Face.HeightPx(); h < limits.MinDocumentFacePx {
		t.Errorf("the face on the still is %.0f px high", h)
	}
	if n := len(card.Faces); n != 1 {
		t.Errorf("%d faces on the still", n)
	}
	genuine, mismatch := stage(t, puppet.Genuine), stage(t, puppet.Mismatch)
	all := append(vision.Challenges(), vision.Challenge(puppet.Ahead), vision.Challenge(puppet.ShowCard))
	for _, c := range all {
		pose, steps := puppet.Pose(c), hold
		if pose == puppet.Ahead {
			steps = idle
		}
		below := 0
		for _, o := range session(t, a, genuine, pose, steps) {
			v := vision.Cosine(&o.Face.Embedding, &portrait.Face.Embedding)
			if v < 0.5 {
				t.Errorf("genuine %s: cosine to the portrait %.2f", pose, v)
			}
			if v < 0.8 {
				below++
			}
			if v := vision.Cosine(&o.Face.Embedding, &card.Face.Embedding); v < limits.Match+0.15 {
				t.Errorf("genuine %s: cosine to the card %.2f", pose, v)
			}
		}
		if pose == puppet.Ahead && below > 1 { // one step of twelve is a blink
			t.Errorf("genuine ahead: cosine to the portrait below 0.8 in %d of %d steps", below, steps)
		}
		for _, o := range session(t, a, mismatch, pose, steps) {
			for name, other := range map[string]*vision.Face{"portrait": portrait.Face, "card": card.Face} {
				if v := vision.Cosine(&o.Face.Embedding, &other.Embedding); v > limits.Mismatch-0.02 {
					t.Errorf("mismatch %s: cosine to the %s %.2f", pose, name, v)
				}
			}
		}
	}
}

func TestPassiveScoresTellTheSpoof(t *testing.T) {
	a := eyes(t)
	for who, want := range map[puppet.Character]vision.PassiveState{
		puppet.Genuine: vision.PassiveFine, puppet.Mismatch: vision.PassiveFine, puppet.Spoof: vision.PassiveSuspicious,
	} {
		var scores []float64
		frames := session(t, a, stage(t, who), puppet.Ahead, idle)
		for _, o := range frames {
			scores = append(scores, o.Face.Liveness)
			if len(o.Faces) != 1 {
				t.Errorf("%s: %d faces", who, len(o.Faces))
			}
		}
		got := vision.JudgePassive(scores, vision.DefaultThresholds())
		t.Logf("%s: median %.3f, from %.3f to %.3f", who, got.Median, slices.Min(scores), slices.Max(scores))
		if got.State != want {
			t.Errorf("%s: %+v", who, got)
		}
	}
}

// The replay's own movement must not answer a prompt by chance.
func TestSpoofMeetsNoChallenge(t *testing.T) {
	a := eyes(t)
	frames := session(t, a, stage(t, puppet.Spoof), puppet.Ahead, idle)
	base, err := vision.NewBaseline(frames)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range frames {
		for _, c := range vision.Challenges() {
			if base.Met(c, o.Face.Pose) {
				t.Errorf("step %d passes for %s", i, c)
			}
		}
	}
}

func TestMeshIsThePortraits(t *testing.T) {
	a := eyes(t)
	_, mesh, err := a.Mesh(context.Background(), puppetPortrait(t))
	if err != nil {
		t.Fatal(err)
	}
	points := make([][3]float64, len(mesh))
	for i, p := range mesh {
		points[i] = [3]float64{p.X, p.Y, p.Z}
	}
	if *update {
		if err := os.WriteFile("assets/portrait.mesh", puppet.EncodeMesh(points), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	var worst float64
	for i, want := range puppet.PortraitMesh(t) {
		for k := range want {
			worst = max(worst, math.Abs(points[i][k]-want[k]))
		}
	}
	if worst > 2 {
		t.Errorf("the embedded mesh is up to %.1f px away from the network's: run with -update", worst)
	}
}

func puppetPortrait(t *testing.T) image.Image {
	t.Helper()
	raw, err := os.ReadFile("assets/portrait.jpg")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := vision.DecodeStill(raw)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
