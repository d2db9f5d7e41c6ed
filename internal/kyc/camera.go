package kyc

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// CameraReport is what the customer's device says of a camera that it took. Who
// injects a picture may also lie here: it is a signal for people, and never decides.
type CameraReport struct {
	Label    string // as the system names it; only its class is kept, for people name their phones after themselves
	Device   string // id by which the browser knows it
	Purpose  CameraPurpose
	Facing   string // user, environment, left, right; "" when the device does not say
	Width    int
	Height   int
	Rate     float64 // frames a second that were agreed on; 0 when the device does not say
	MaxWidth int     // that the camera can do; 0 when the device does not say, as those after it
	MaxRate  float64
	MinWidth int
	Mobile   bool
}

// CameraPurpose is what a camera was taken for: the one for documents may be another.
type CameraPurpose string

const (
	ForFace     CameraPurpose = "face"
	ForDocument CameraPurpose = "document"
)

// CameraClass is what the name of a camera tells.
type CameraClass string

const (
	CameraOrdinary CameraClass = "ordinary"
	CameraVirtual  CameraClass = "virtual" // a program whose picture may come from anywhere
	CameraAltered  CameraClass = "altered" // a program that changes the picture of a camera
	CameraRelayed  CameraClass = "relayed" // a program that brings the camera of another device
	CameraUnnamed  CameraClass = "unnamed"
)

// CameraTake is a report as it is kept.
type CameraTake struct {
	Class    CameraClass   `json:"class"`
	Product  string        `json:"product,omitempty"` // that the name was recognised as
	Device   string        `json:"device,omitempty"`  // eight digits by which two takes of one session are told apart
	Purpose  CameraPurpose `json:"purpose"`
	Facing   string        `json:"facing,omitempty"`
	Width    int           `json:"width"`
	Height   int           `json:"height"`
	Rate     float64       `json:"rate,omitempty"`
	MaxWidth int           `json:"max_width,omitempty"`
	MaxRate  float64       `json:"max_rate,omitempty"`
	MinWidth int           `json:"min_width,omitempty"`
	Mobile   bool          `json:"mobile,omitempty"`
	InCall   bool          `json:"in_call,omitempty"`
	At       time.Time     `json:"at"`
}

const (
	// MaxCameraTakes bounds what a session keeps. One more pushes out the oldest
	// in which nothing was found.
	MaxCameraTakes = 20
	takesBurst     = 10
	takesWithin    = 10 * time.Second

	maxLabelRunes = 200
	maxPixels     = 16384 // of a side
	maxRate       = 1000
)

// cameraNames are parts of names of cameras that are programs, in lower case. The
// first that fits counts.
var cameraNames = []struct {
	part, product string
	class         CameraClass
}{
	{"obs virtual", "OBS Studio", CameraVirtual}, {"obs-camera", "OBS Studio", CameraVirtual}, {"streamlabs", "Streamlabs", CameraVirtual},
	{"manycam", "ManyCam", CameraVirtual}, {"xsplit", "XSplit VCam", CameraVirtual}, {"splitcam", "SplitCam", CameraVirtual},
	{"v4l2loopback", "v4l2loopback", CameraVirtual}, {"dummy video device", "v4l2loopback", CameraVirtual}, {"loopback", "a loopback device", CameraVirtual},
	{"e2esoft", "e2eSoft VCam", CameraVirtual}, {"vcam", "VCam", CameraVirtual}, {"webcamoid", "Webcamoid", CameraVirtual}, {"akvcam", "Webcamoid", CameraVirtual},
	{"fakewebcam", "FakeWebcam", CameraVirtual}, {"magiccamera", "MagicCamera", CameraVirtual}, {"camtwist", "CamTwist", CameraVirtual}, {"altercam", "AlterCam", CameraVirtual},
	{"unity video capture", "Unity Capture", CameraVirtual}, {"unitycam", "Unity Capture", CameraVirtual}, {"ndi", "NDI Webcam", CameraVirtual}, {"vmix", "vMix", CameraVirtual},
	{"deepface", "DeepFaceLive", CameraVirtual}, {"swapface", "Swapface", CameraVirtual}, {"avatarify", "Avatarify", CameraVirtual}, {"fake_device", "the browser's own test camera", CameraVirtual},
	{"snap camera", "Snap Camera", CameraAltered}, {"youcam", "YouCam", CameraAltered}, {"nvidia broadcast", "NVIDIA Broadcast", CameraAltered}, {"chromacam", "ChromaCam", CameraAltered},
	{"mmhmm", "mmhmm", CameraAltered}, {"sparkocam", "SparkoCam", CameraAltered}, {"logi capture", "Logi Capture", CameraAltered},
	{"droidcam", "DroidCam", CameraRelayed}, {"iriun", "Iriun", CameraRelayed}, {"epoccam", "EpocCam", CameraRelayed}, {"ivcam", "iVCam", CameraRelayed}, {"reincubate camo", "Camo", CameraRelayed},
	{"ip camera", "IP Camera Adapter", CameraRelayed}, {"ip webcam", "IP Webcam", CameraRelayed},
	{"virtual", "a virtual camera", CameraVirtual},
}

// classOf recognises a camera by its name.
func classOf(label string) (CameraClass, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" {
		return CameraUnnamed, ""
	}
	for _, n := range cameraNames {
		if at := strings.Index(label, n.part); at >= 0 && wordBegins(label, at) {
			return n.class, n.product
		}
	}
	return CameraOrdinary, ""
}

// wordBegins keeps short names from being found inside of others.
func wordBegins(s string, at int) bool {
	if at == 0 {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return !('a' <= r && r <= 'z')
}

// TookCamera keeps what the customer's device says of a camera. What it said last
// already changes nothing.
func (s *Session) TookCamera(r CameraReport, at time.Time) ([]Event, error) {
	if s.Status != Joined && s.Status != Waiting && !s.Status.InCall() {
		return nil, s.refuse("filmed")
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	t := CameraTake{Purpose: r.Purpose, Facing: r.Facing, Width: r.Width, Height: r.Height, Rate: r.Rate, MaxWidth: r.MaxWidth,
		MaxRate: r.MaxRate, MinWidth: r.MinWidth, Mobile: r.Mobile, InCall: s.Status.InCall(), At: instant(at)}
	t.Class, t.Product = classOf(r.Label)
	if r.Device != "" {
		h := sha256.Sum256([]byte(s.ID + "\x00" + r.Device))
		t.Device = hex.EncodeToString(h[:4])
	}
	takes := slices.Clone(s.Conduct.Cameras)
	if n := len(takes); n > 0 {
		last := takes[n-1]
		last.At = t.At
		if last == t {
			return nil, nil
		}
	}
	recent := 0
	for _, o := range takes {
		if t.At.Sub(o.At) < takesWithin {
			recent++
		}
	}
	if recent >= takesBurst {
		return nil, Errorf(TooMany, "too_fast", "At most %d cameras in %d seconds.", takesBurst, int(takesWithin.Seconds()))
	}
	if len(takes) >= MaxCameraTakes {
		out := max(slices.IndexFunc(takes, func(o CameraTake) bool { return len(o.findings()) == 0 }), 0)
		takes = slices.Delete(takes, out, out+1)
	}
	s.Conduct.Cameras = append(takes, t)
	s.touch(at)
	return nil, nil
}

// check refuses what no device says. The camera's name is never repeated.
func (r *CameraReport) check() error {
	var wrong []Field
	bad := func(ok bool, field, message string) {
		if !ok {
			wrong = append(wrong, Field{"camera." + field, message})
		}
	}
	side := func(n int) bool { return n >= 0 && n <= maxPixels }
	rate := func(f float64) bool { return f >= 0 && f <= maxRate }
	bad(utf8.RuneCountInString(r.Label) <= maxLabelRunes, "label", "is too long")
	bad(len(r.Device) <= maxLabelRunes, "device", "is too long")
	bad(r.Purpose == ForFace || r.Purpose == ForDocument, "purpose", "must be face or document")
	bad(slices.Contains([]string{"", "user", "environment", "left", "right"}, r.Facing), "facing", "is not a side of a device")
	bad(side(r.Width) && side(r.Height), "width", "is no size of a picture")
	bad(side(r.MinWidth) && side(r.MaxWidth), "max_width", "is no size of a picture")
	bad(rate(r.Rate) && rate(r.MaxRate), "rate", "is no frame rate")
	return Refuse(wrong)
}
