package vision_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/basekyc/basekyc/internal/vision"
)

func TestDecide(t *testing.T) {
	th := vision.DefaultThresholds()
	for cosine, want := range map[float64]vision.Decision{1: vision.DecisionMatch, 0.34: vision.DecisionMatch,
		0.3399: vision.DecisionReview, 0.20: vision.DecisionReview, 0.1999: vision.DecisionMismatch, -0.5: vision.DecisionMismatch} {
		if got := th.Decide(cosine); got != want {
			t.Errorf("%v: got %s, want %s", cosine, got, want)
		}
	}
}

func TestConfidence(t *testing.T) {
	for cosine, want := range map[float64]float64{0.25: 0.58, 0.30: 0.85, 0.34: 0.95, 0.40: 0.99} {
		if got := vision.Confidence(cosine); math.Abs(got-want) > 0.006 {
			t.Errorf("%v: got %v, want %v", cosine, got, want)
		}
	}
}

func TestBestMatchTakesOnlyFacesLookingAhead(t *testing.T) {
	th := vision.DefaultThresholds()
	face := func(yaw float64, who int) vision.Face {
		return vision.Face{Embedding: person(who), Pose: vision.Pose{Yaw: yaw}}
	}
	document := person(1)
	if c, i := th.BestMatch(&document, []vision.Face{face(0, 2), face(-20, 1), face(19, 1)}); i != 2 || c != 1 {
		t.Errorf("got %v at %d", c, i)
	}
	if _, i := th.BestMatch(&document, []vision.Face{face(40, 1)}); i != -1 {
		t.Errorf("a turned face was compared: %d", i)
	}
	small := vision.Face{Box: vision.Box{Y2: 79}}
	if th.GoodDocument(&small) {
		t.Error("a face of 79 pixels was taken from a document")
	}
}

func TestEvaluate(t *testing.T) {
	// 20 same pairs and 20 different ones; one of each is on the wrong side
	var pairs []vision.Pair
	for i := range 20 {
		same, different := 0.6+float64(i)/100, 0.1-float64(i)/100
		if i == 7 {
			same, different = 0.05, 0.7
		}
		pairs = append(pairs, vision.Pair{Cosine: same, Same: true}, vision.Pair{Cosine: different})
	}
	e := vision.Evaluate(pairs, 3, vision.DefaultThresholds())
	if e.Pairs != 40 || e.Failed != 3 {
		t.Errorf("got %d pairs, %d failed", e.Pairs, e.Failed)
	}
	if math.Abs(*e.Accuracy-0.95) > 1e-9 || math.Abs(*e.EER-0.05) > 1e-9 {
		t.Errorf("accuracy %v, EER %v", *e.Accuracy, *e.EER)
	}
	// no wrong acceptance is allowed at 1 % of 20 pairs: the threshold lies above 0.7, ten of the same pairs above it
	if math.Abs(*e.TAR.At001-0.45) > 1e-9 || *e.Thresholds.At001 <= 0.7 {
		t.Errorf("TAR %v at %v", *e.TAR.At001, *e.Thresholds.At001)
	}
	text, err := json.Marshal(vision.Evaluate(pairs[:1], 0, vision.DefaultThresholds()))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"pairs":1,"failed":0,"accuracy":null,"eer":null,"tar_at_far":{"0.01":null,"0.001":null},` +
		`"thresholds":{"match":0.34,"mismatch":0.2,"accuracy":null,"eer":null,"far_0.01":null,"far_0.001":null}}`
	if string(text) != want {
		t.Errorf("one pair gives figures it cannot give:\n%s", text)
	}
}

// The bounds hold for any pairs, in any order, also with many equal cosines.
func TestEvaluateHoldsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pairs []vision.Pair
		different := 0
		for range rapid.IntRange(0, 60).Draw(t, "n") {
			p := vision.Pair{Cosine: float64(rapid.IntRange(-5, 5).Draw(t, "c")) / 5, Same: rapid.Bool().Draw(t, "same")}
			if !p.Same {
				different++
			}
			pairs = append(pairs, p)
		}
		e := vision.Evaluate(pairs, 0, vision.DefaultThresholds())
		if (e.Accuracy == nil) != (len(pairs) < 10) || (e.EER == nil) != (different == 0 || different == len(pairs)) {
			t.Fatal("a figure is there that should not be, or the other way round")
		}
		if e.EER == nil {
			return
		}
		wrong := 0
		for _, p := range pairs {
			if !p.Same && p.Cosine >= *e.Thresholds.At001 {
				wrong++
			}
		}
		if float64(wrong) > 0.01*float64(different) {
			t.Fatalf("%d of %d wrongly accepted", wrong, different)
		}
		if *e.EER < 0 || *e.EER > 1 || *e.TAR.At0001 > *e.TAR.At001 {
			t.Fatalf("EER %v, TAR %v and %v", *e.EER, *e.TAR.At001, *e.TAR.At0001)
		}
		shuffled := append([]vision.Pair{}, pairs...)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if s := vision.Evaluate(shuffled, 0, vision.DefaultThresholds()); *s.EER != *e.EER || *s.TAR.At001 != *e.TAR.At001 {
			t.Fatal("the order of the pairs changed EER or TAR")
		}
	})
}
