package kyc

import (
	"strings"
	"testing"
	"time"
)

// usual is what a laptop says of its camera.
var usual = CameraReport{Label: "Integrated Camera (04f2:b6d0)", Device: "a", Purpose: ForFace, Width: 640, Height: 480, Rate: 30, MinWidth: 1, MaxWidth: 1280, MaxRate: 30}

func TestCameraSignal(t *testing.T) {
	with := func(change func(*CameraReport)) CameraReport {
		r := usual
		change(&r)
		return r
	}
	named := func(label string) CameraReport { return with(func(r *CameraReport) { r.Label = label }) }
	for name, tt := range map[string]struct {
		takes []CameraReport
		level Level
		code  string
	}{
		"nothing said":       {nil, LevelUnavailable, ""},
		"usual":              {[]CameraReport{usual}, LevelNone, ""},
		"somebody's phone":   {[]CameraReport{named("Vindi's iPhone Camera")}, LevelNone, ""}, // no NDI
		"obs":                {[]CameraReport{named("OBS Virtual Camera (m-de:vice)")}, LevelHigh, "virtual_camera"},
		"manycam":            {[]CameraReport{named("ManyCam Virtual Webcam")}, LevelHigh, "virtual_camera"},
		"loopback":           {[]CameraReport{named("Dummy video device (0x0000)")}, LevelHigh, "virtual_camera"},
		"ndi":                {[]CameraReport{named("NewTek NDI Video")}, LevelHigh, "virtual_camera"},
		"unknown virtual":    {[]CameraReport{named("Acme Virtual Cam 3")}, LevelHigh, "virtual_camera"},
		"snap":               {[]CameraReport{named("Snap Camera")}, LevelHigh, "altered_camera"},
		"droidcam":           {[]CameraReport{named("DroidCam Source 3")}, LevelMedium, "relayed_camera"},
		"no name":            {[]CameraReport{named("")}, LevelLow, "unnamed_camera"},
		"wider than it can":  {[]CameraReport{with(func(r *CameraReport) { r.Width = 1920 })}, LevelMedium, "beyond_capabilities"},
		"faster than it can": {[]CameraReport{with(func(r *CameraReport) { r.Rate = 60 })}, LevelMedium, "beyond_capabilities"},
		"drivers round":      {[]CameraReport{with(func(r *CameraReport) { r.Rate = 30.00003 })}, LevelNone, ""},
		"capabilities hid":   {[]CameraReport{with(func(r *CameraReport) { r.Width, r.MaxWidth, r.MinWidth, r.MaxRate = 1920, 0, 0, 0 })}, LevelNone, ""},
		"one size":           {[]CameraReport{with(func(r *CameraReport) { r.MinWidth = r.MaxWidth })}, LevelLow, "one_size"},
		"small":              {[]CameraReport{with(func(r *CameraReport) { r.Width, r.Height = 160, 120 })}, LevelLow, "small_picture"},
		"phone without side": {[]CameraReport{with(func(r *CameraReport) { r.Mobile = true })}, LevelMedium, "no_side"},
		"phone":              {[]CameraReport{with(func(r *CameraReport) { r.Mobile, r.Facing = true, "user" })}, LevelNone, ""},
		"another in a call":  {[]CameraReport{usual, with(func(r *CameraReport) { r.Device = "b" })}, LevelMedium, "device_changed"},
		"for the document":   {[]CameraReport{usual, with(func(r *CameraReport) { r.Device, r.Purpose = "b", ForDocument }), usual}, LevelNone, ""},
		"worst counts":       {[]CameraReport{named(""), named("OBS Virtual Camera"), usual}, LevelHigh, "virtual_camera"},
	} {
		s := met(false, "rbi_vcip")
		for _, r := range tt.takes {
			if events, err := s.TookCamera(r, start); err != nil || len(events) > 0 {
				t.Fatalf("%s: %v, %v", name, err, events)
			}
		}
		got := s.Signals()[0]
		codes := ""
		for _, f := range got.Findings {
			codes += f.Code + " "
		}
		if got.ID != SignalCamera || got.Level != tt.level || !strings.Contains(codes, tt.code) || (tt.code == "") != (codes == "") || got.Detail == "" {
			t.Errorf("%s: %+v", name, got)
		}
		// It never stands in the way of a decision by itself.
		if against := s.Against(); len(tt.takes) > 0 && len(against) != len(met(false, "rbi_vcip").Against()) {
			t.Errorf("%s: %+v", name, against)
		}
	}
}

func TestCameraTakesAreBounded(t *testing.T) {
	s := met(false, "rbi_vcip")
	bad := usual
	bad.Label = "OBS Virtual Camera"
	at := start
	take := func(r CameraReport) error {
		at = at.Add(takesWithin)
		_, err := s.TookCamera(r, at)
		return err
	}
	if err := take(bad); err != nil {
		t.Fatal(err)
	}
	for i := range 2 * MaxCameraTakes { // a change of size each time, as a turned phone makes it
		r := usual
		r.Height = 480 + i
		if err := take(r); err != nil {
			t.Fatal(err)
		}
		if err := take(r); err != nil { // said twice
			t.Fatal(err)
		}
	}
	if n := len(s.Conduct.Cameras); n != MaxCameraTakes {
		t.Errorf("%d takes", n)
	}
	if got := s.Signals()[0]; got.Level != LevelHigh {
		t.Errorf("what was found is pushed out: %+v", got)
	}
	var err error
	for i := 0; err == nil && i < 100; i++ {
		r := usual
		r.Width = 640 + i
		_, err = s.TookCamera(r, at.Add(time.Hour))
	}
	if !IsKind(err, TooMany) {
		t.Error(err)
	}
}

func TestCameraReportsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*CameraReport){
		"label":   func(r *CameraReport) { r.Label = strings.Repeat("a", maxLabelRunes+1) },
		"purpose": func(r *CameraReport) { r.Purpose = "" },
		"facing":  func(r *CameraReport) { r.Facing = "up" },
		"width":   func(r *CameraReport) { r.Width = -1 },
		"rate":    func(r *CameraReport) { r.Rate = 1e9 },
	} {
		s := met(false, "rbi_vcip")
		r := usual
		change(&r)
		if _, err := s.TookCamera(r, start); !IsKind(err, Invalid) || strings.Contains(err.Error(), "aaa") || len(s.Conduct.Cameras) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := met(false, "rbi_vcip")
	s.Status = Decided
	if _, err := s.TookCamera(usual, start); !IsKind(err, Conflict) {
		t.Error(err)
	}
}
