package puppet_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	"github.com/basekyc/basekyc/internal/vision"
)

// lookRate is how many frames a second the checks look at.
const lookRate = 3

// clip is one cycle of the camera's file, as the checks see it in a call.
func clip(t *testing.T, a *vision.Analyzer) (seen []vision.Observation, card image.Image) {
	t.Helper()
	var file bytes.Buffer
	if err := puppet.WriteMJPEG(&file, stage(t, puppet.Genuine), puppet.DefaultScript(), puppet.CycleTime); err != nil {
		t.Fatal(err)
	}
	pictures := bytes.SplitAfter(file.Bytes(), []byte{0xff, 0xd9})
	pictures = pictures[:len(pictures)-1]
	decode := func(i int) image.Image {
		picture, err := jpeg.Decode(bytes.NewReader(pictures[i]))
		if err != nil {
			t.Fatal(err)
		}
		return picture
	}
	for i := 0; i < len(pictures); i += puppet.CameraFPS / lookRate {
		call, whole := image.NewRGBA(image.Rect(0, 0, puppet.Width, puppet.Height)), decode(i)
		draw.ApproxBiLinear.Scale(call, call.Rect, whole, whole.Bounds(), draw.Src, nil)
		seen = append(seen, look(t, a, call))
	}
	return seen, decode(len(pictures) - 1)
}

// A customer before this camera passes whenever the check begins: with a
// baseline from any moment at most two kinds of challenge stay out of reach,
// and a missed one is drawn anew twice, never of the same kind.
func TestCameraPassesWhateverTheMoment(t *testing.T) {
	a := eyes(t)
	seen, card := clip(t, a)
	limits := vision.DefaultThresholds()
	var scores []float64
	for i, o := range seen {
		if len(o.Faces) != 1 {
			t.Errorf("%d faces after %.1f s", len(o.Faces), float64(i)/lookRate)
		}
		scores = append(scores, o.Face.Liveness)
	}
	if p := vision.JudgePassive(scores, limits); p.State != vision.PassiveFine {
		t.Errorf("passive %+v", p)
	}
	at := func(i int) vision.Observation { return seen[i%len(seen)] }
	for begin := range seen {
		var four []vision.Observation
		for i := range 4 {
			four = append(four, at(begin+i))
		}
		base, err := vision.NewBaseline(four)
		if err != nil {
			continue // the check waits for another one
		}
		var missed []vision.Challenge
		for _, c := range vision.Challenges() {
			trial := vision.NewTrial(c, base, limits, 15*time.Second)
			for i := 0; trial.State == vision.TrialPending; i++ {
				trial.Observe(at(begin+4+i), time.Duration(i+1)*time.Second/lookRate)
			}
			if trial.State == vision.TrialFailed {
				missed = append(missed, c)
				if trial.Reason != vision.NotMet {
					t.Errorf("begun after %.1f s: %s ended by %s", float64(begin)/lookRate, c, trial.Reason)
				}
			}
		}
		if len(missed) > 2 {
			t.Errorf("begun after %.1f s: %v are out of reach", float64(begin)/lookRate, missed)
		}
	}
	still, call := look(t, a, card), seen[len(seen)-1]
	t.Logf("face on the card: %.0f px in a still, %.0f px in a call", still.Face.HeightPx(), call.Face.HeightPx())
	if !limits.GoodDocument(still.Face) {
		t.Errorf("the face on the card is %.0f px high in a still", still.Face.HeightPx())
	}
	if limits.GoodDocument(call.Face) {
		t.Errorf("the face on the card is %.0f px high in a call: it could pass for the customer's", call.Face.HeightPx())
	}
}
