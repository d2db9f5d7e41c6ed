package kyc

import "fmt"

// Level is how much a signal asks to be looked at. None decides anything.
type Level string

const (
	LevelNone        Level = "none"
	LevelLow         Level = "low"
	LevelMedium      Level = "medium"
	LevelHigh        Level = "high"
	LevelUnavailable Level = "unavailable" // nothing was reported
)

var levels = map[Level]int{LevelNone: 0, LevelLow: 1, LevelMedium: 2, LevelHigh: 3}

// Signal is a hint for the officer and for whoever reads the result.
type Signal struct {
	ID       string
	Level    Level // the highest of its findings
	Detail   string
	Findings []SignalFinding
}

// SignalFinding is one thing that decided a signal.
type SignalFinding struct {
	Code    string `json:"code"`
	Level   Level  `json:"level"`
	Message string `json:"message"`
}

// SignalCamera is the one of the camera.
const SignalCamera = "camera"

// Signals of the session, each in its place also where nothing is known.
func (s *Session) Signals() []Signal { return []Signal{s.cameraSignal(), s.locationSignal()} }

const (
	// smallestFace is the width below which a picture is none of a camera that was
	// asked for 640.
	smallestFace = 320
	// rateSlack is by how much a rate may be above what the camera says it can do:
	// drivers round.
	rateSlack = 1.1
)

func (s *Session) cameraSignal() Signal {
	takes := s.Conduct.Cameras
	if len(takes) == 0 {
		return Signal{ID: SignalCamera, Level: LevelUnavailable, Detail: "The customer's device has said nothing of its camera."}
	}
	last := takes[len(takes)-1]
	out := Signal{ID: SignalCamera, Level: LevelNone, Detail: fmt.Sprintf("Last taken: %s.", last)}
	if n := len(takes); n > 1 {
		out.Detail = fmt.Sprintf("Taken %d times, last: %s.", n, last)
	}
	for i := range takes {
		out.add(takes[i].findings()...)
	}
	if changed(takes) {
		out.add(SignalFinding{"device_changed", LevelMedium, "Another camera was taken for the face while the call ran."})
	}
	return out
}

// add takes findings that are not there yet; the highest one is the level.
func (g *Signal) add(list ...SignalFinding) {
	for _, f := range list {
		if hasFinding(g.Findings, f) {
			continue
		}
		g.Findings = append(g.Findings, f)
		if levels[f.Level] > levels[g.Level] {
			g.Level = f.Level
		}
	}
}

func hasFinding(list []SignalFinding, f SignalFinding) bool {
	for _, o := range list {
		if o == f {
			return true
		}
	}
	return false
}

// String is a take in words.
func (t CameraTake) String() string {
	out := fmt.Sprintf("%d x %d", t.Width, t.Height)
	if t.Rate > 0 {
		out += fmt.Sprintf(" at %.0f frames a second", t.Rate)
	}
	if t.Facing != "" {
		out += ", facing " + t.Facing
	}
	return out
}

// findings of one take by itself.
func (t *CameraTake) findings() []SignalFinding {
	var out []SignalFinding
	add := func(when bool, code string, level Level, format string, args ...any) {
		if when {
			out = append(out, SignalFinding{code, level, fmt.Sprintf(format, args...)})
		}
	}
	add(t.Class == CameraVirtual, "virtual_camera", LevelHigh, "The camera is a program: %s. Its picture may come from a file or from another program.", t.Product)
	add(t.Class == CameraAltered, "altered_camera", LevelHigh, "The camera is a program that changes the picture: %s.", t.Product)
	add(t.Class == CameraRelayed, "relayed_camera", LevelMedium, "The camera is a program that brings the picture of another device: %s.", t.Product)
	add(t.Class == CameraUnnamed, "unnamed_camera", LevelLow, "The camera has no name, though it may be used.")
	add(t.MaxWidth > 0 && t.Width > t.MaxWidth, "beyond_capabilities", LevelMedium, "The picture is wider than the camera says it can be: %d, at most %d.", t.Width, t.MaxWidth)
	add(t.MaxRate > 0 && t.Rate > t.MaxRate*rateSlack, "beyond_capabilities", LevelMedium, "The camera is faster than it says it can be: %.0f frames a second, at most %.0f.", t.Rate, t.MaxRate)
	add(t.MaxWidth > 0 && t.MinWidth == t.MaxWidth, "one_size", LevelLow, "The camera knows one size only, %d wide.", t.MaxWidth)
	add(t.Width > 0 && t.Width < smallestFace, "small_picture", LevelLow, "The picture is small for a camera: %d wide.", t.Width)
	add(t.Mobile && t.Facing == "" && t.Class != CameraUnnamed, "no_side", LevelMedium, "A phone's camera that is on no side of it.")
	return out
}

// changed tells whether another camera for the face was taken in the call.
func changed(takes []CameraTake) bool {
	device := ""
	for _, t := range takes {
		if t.Purpose != ForFace || t.Device == "" {
			continue
		}
		if t.InCall && device != "" && t.Device != device {
			return true
		}
		device = t.Device
	}
	return false
}
