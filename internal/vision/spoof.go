package vision

import "slices"

// PassiveState is what the anti-spoof network makes of a whole session.
type PassiveState string

// A risk signal, never an approval: it catches screens and prints whose border shows, and misses a quarter of full-frame screens.
const (
	PassiveFine         PassiveState = "fine"
	PassiveInconclusive PassiveState = "inconclusive"
	PassiveSuspicious   PassiveState = "suspicious"
	PassiveUnavailable  PassiveState = "unavailable" // too few frames
)

// PassiveFrames is the least number of frames that a session's median is taken over.
const PassiveFrames = 10

// Passive is the verdict over a session. Median means nothing when State is unavailable.
type Passive struct {
	State  PassiveState `json:"state"`
	Median float64      `json:"median"`
	Frames int          `json:"frames"`
}

// JudgePassive takes the liveness scores of a session's frames in any order.
func JudgePassive(scores []float64, t Thresholds) Passive {
	p := Passive{State: PassiveUnavailable, Frames: len(scores)}
	if len(scores) < PassiveFrames {
		return p
	}
	p.Median = median(scores)
	switch {
	case p.Median >= t.SpoofFine:
		p.State = PassiveFine
	case p.Median >= t.SpoofSuspicious:
		p.State = PassiveInconclusive
	default:
		p.State = PassiveSuspicious
	}
	return p
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

const livenessMargin = 2.7 // side of the crop in face heights

// liveness scores one frame: the chance that it shows a person rather than a picture of one.
func (w *worker) liveness(m *RGB, b Box) (float64, error) {
	pass, err := w.pass(RoleLiveness)
	if err != nil {
		return 0, err
	}
	c := livenessCrop(b.square(), m.W, m.H, livenessMargin)
	livenessRamp.bgr(w.resize.crop(m, c.X1, c.Y1, c.X2, c.Y2, livenessSize, livenessSize), pass.Input())
	if err := pass.Run(); err != nil {
		return 0, err
	}
	return chance(pass.Output(0), 0), nil
}

// livenessCrop widens the square around its centre, as far as the picture allows, and shifts it inside.
func livenessCrop(sq Box, width, height int, margin float64) Box {
	right, bottom := float64(width-1), float64(height-1)
	k := min(margin, right/sq.Width(), bottom/sq.Height())
	side, c := k*sq.Width(), sq.centre()
	x := min(max(c.X-side/2, 0), right-side)
	y := min(max(c.Y-side/2, 0), bottom-side)
	return Box{x, y, x + side, y + side, sq.Score}
}
