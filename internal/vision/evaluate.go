package vision

import (
	"math"
	"slices"
)

// Pair is one labelled comparison.
type Pair struct {
	Cosine float64
	Same   bool
}

// Evaluation summarises labelled pairs. A figure that the pairs cannot give (no pairs of one kind, fewer than ten pairs for the
// accuracy) is nil.
type Evaluation struct {
	Pairs    int      `json:"pairs"`    // compared
	Failed   int      `json:"failed"`   // not compared: unreadable or without a face; counted nowhere else
	Accuracy *float64 `json:"accuracy"` // 10-fold, as the standard protocol of Labelled Faces in the Wild
	EER      *float64 `json:"eer"`      // equal error rate
	TAR      struct { // share of same pairs accepted at the threshold that wrongly accepts at most the given share of different ones
		At001  *float64 `json:"0.01"`
		At0001 *float64 `json:"0.001"`
	} `json:"tar_at_far"`
	Thresholds EvaluationThresholds `json:"thresholds"`
}

// EvaluationThresholds are the cosines that the figures were found at, beside the configured ones.
type EvaluationThresholds struct {
	Match    float64  `json:"match"`
	Mismatch float64  `json:"mismatch"`
	Accuracy *float64 `json:"accuracy"` // mean over the ten folds
	EER      *float64 `json:"eer"`
	At001    *float64 `json:"far_0.01"`
	At0001   *float64 `json:"far_0.001"`
}

const folds = 10

// Evaluate computes the figures from pairs in file order; failed is how many more could not be compared.
func Evaluate(pairs []Pair, failed int, t Thresholds) Evaluation {
	e := Evaluation{Pairs: len(pairs), Failed: failed, Thresholds: EvaluationThresholds{Match: t.Match, Mismatch: t.Mismatch}}
	var same, different []float64
	for _, p := range pairs {
		if p.Same {
			same = append(same, p.Cosine)
		} else {
			different = append(different, p.Cosine)
		}
	}
	slices.Sort(same)
	slices.Sort(different)
	if len(pairs) >= folds {
		accuracy, threshold := foldAccuracy(pairs)
		e.Accuracy, e.Thresholds.Accuracy = &accuracy, &threshold
	}
	if len(same) == 0 || len(different) == 0 {
		return e
	}
	eer, at := equalError(same, different)
	e.EER, e.Thresholds.EER = &eer, &at
	tar2, at2 := accepted(same, different, 0.01)
	e.TAR.At001, e.Thresholds.At001 = &tar2, &at2
	tar3, at3 := accepted(same, different, 0.001)
	e.TAR.At0001, e.Thresholds.At0001 = &tar3, &at3
	return e
}

// foldAccuracy cuts the pairs into ten runs in their order; each is judged with the threshold that is best on the other nine.
func foldAccuracy(pairs []Pair) (accuracy, threshold float64) {
	n := len(pairs)
	for f := range folds {
		lo, hi := f*n/folds, (f+1)*n/folds
		t := bestThreshold(append(slices.Clone(pairs[:lo]), pairs[hi:]...))
		right := 0
		for _, p := range pairs[lo:hi] {
			if (p.Cosine >= t) == p.Same {
				right++
			}
		}
		accuracy += float64(right) / float64(hi-lo)
		threshold += t
	}
	return accuracy / folds, threshold / folds
}

// bestThreshold is the cosine that judges most pairs right: the middle between two neighbours, the lowest of equals.
func bestThreshold(pairs []Pair) float64 {
	slices.SortStableFunc(pairs, func(a, b Pair) int { return compare(a.Cosine, b.Cosine) })
	right := 0
	for _, p := range pairs {
		if p.Same {
			right++ // everything is accepted
		}
	}
	best, threshold := right, pairs[0].Cosine
	for i, p := range pairs {
		if p.Same {
			right--
		} else {
			right++
		}
		next := p.Cosine + 1e-9
		if i+1 < len(pairs) {
			if pairs[i+1].Cosine == p.Cosine {
				continue
			}
			next = (p.Cosine + pairs[i+1].Cosine) / 2
		}
		if right > best {
			best, threshold = right, next
		}
	}
	return threshold
}

// rejected is the share of sorted values below t.
func rejected(sorted []float64, t float64) float64 {
	i, _ := slices.BinarySearch(sorted, t)
	return float64(i) / float64(len(sorted))
}

// equalError finds the threshold where wrong rejections and wrong acceptances are closest, and their mean there.
func equalError(same, different []float64) (rate, threshold float64) {
	gap := math.Inf(1)
	candidates := append(slices.Clone(same), different...)
	slices.Sort(candidates)
	for _, t := range candidates {
		frr, far := rejected(same, t), 1-rejected(different, t)
		if d := math.Abs(frr - far); d < gap {
			gap, rate, threshold = d, (frr+far)/2, t
		}
	}
	return rate, threshold
}

// accepted is the share of same pairs at or above the lowest threshold whose false accept rate is at most far.
func accepted(same, different []float64, far float64) (tar, threshold float64) {
	allowed := int(far * float64(len(different)))
	// just above the highest different pair that must be refused
	threshold = math.Nextafter(different[len(different)-1-allowed], 2)
	return 1 - rejected(same, threshold), threshold
}
