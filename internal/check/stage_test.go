package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// stage is a customer made of numbers: it hears instructions and shows what a
// person who follows them would show. Every neighbour of the conductor is here.
type stage struct {
	mu      sync.Mutex
	session *kyc.Session
	ids     int
	asked   []kyc.Instruction
	blobs   map[string][]byte
	done    chan kyc.Check

	obeys   bool
	score   float64 // passive
	faces   int
	other   bool // another face from the first challenge on
	missing bool // models
	still   vision.Face
	passed  vision.Face // on the second picture that is embedded: who passed liveness
	embeds  int
	stillNo bool
	lines   []string // on the document, one below another
	unread  bool     // the models that read are missing
	onAsk   func(kyc.Instruction)
}

func newStage() *stage {
	return &stage{session: &kyc.Session{Scope: kyc.Scope{Account: "acct_1"}, ID: "vs_1", Status: kyc.InProgress, Type: kyc.FullKYC},
		blobs: map[string][]byte{}, done: make(chan kyc.Check, 8), obeys: true, score: 0.9, faces: 1, still: face(1, 200)}
}

func face(seed float32, px float64) vision.Face {
	f := vision.Face{Box: vision.Box{X1: 10, Y1: 10, X2: 10 + px*0.8, Y2: 10 + px}, Sharpness: 100, Liveness: 0.9}
	f.Embedding[0], f.Embedding[int(seed)] = 0.1, 1
	f.Pose = vision.Pose{MouthWidth: 0.5, Lift: 0.1}
	return f
}

func (s *stage) Get(context.Context, kyc.Scope, string) (*kyc.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := *s.session
	return &v, nil
}

func (s *stage) Instruct(_ context.Context, _ kyc.Ref, i *kyc.Instruction) (*kyc.Session, error) {
	s.mu.Lock()
	s.session.Instruction = i
	on := s.onAsk
	if i != nil {
		s.asked = append(s.asked, *i)
	}
	s.mu.Unlock()
	if on != nil && i != nil {
		on(*i)
	}
	return s.session, nil
}

func (s *stage) AddCheck(_ context.Context, _ kyc.Ref, c kyc.Check) (*kyc.Session, error) {
	s.mu.Lock()
	s.session.Checks = append(s.session.Checks, c)
	s.mu.Unlock()
	s.done <- c
	return s.session, nil
}

func (s *stage) ID(prefix string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return kyc.ID(prefix, time.UnixMilli(int64(s.ids)), kyc.Entropy{}), nil
}

// Frames come as fast as they are taken; each is an instant after the last.
func (s *stage) Frames(ctx context.Context, _ kyc.Ref) <-chan Frame {
	out := make(chan Frame)
	go func() {
		defer close(out)
		for {
			select {
			case out <- Frame{Image: image.NewGray(image.Rect(0, 0, 8, 8)), At: time.Now()}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (s *stage) Analyze(context.Context, image.Image) (vision.Observation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.missing {
		return vision.Observation{}, vision.ErrUnavailable
	}
	o := vision.Observation{Width: 640, Height: 480}
	if s.faces == 0 {
		return o, nil
	}
	f := face(1, 200)
	f.Liveness = s.score
	challenge := s.session.Instruction != nil && s.session.Instruction.Kind == kyc.InstructChallenge
	if challenge && s.other {
		f.Embedding = face(7, 200).Embedding
	}
	if challenge && s.obeys {
		switch vision.Challenge(s.session.Instruction.Challenge) {
		case vision.TurnLeft:
			f.Pose.Yaw = 18
		case vision.TurnRight:
			f.Pose.Yaw = -18
		case vision.LookUp:
			f.Pose.Pitch = -18
		case vision.LookDown:
			f.Pose.Pitch = 18
		case vision.Smile:
			f.Pose.MouthWidth, f.Pose.Lift = 0.7, 0.2
		}
	}
	o.Face = &f
	for range s.faces {
		o.Faces = append(o.Faces, f.Box)
	}
	return o, nil
}

func (s *stage) Embed(context.Context, image.Image) (vision.Face, error) {
	if s.missing {
		return vision.Face{}, vision.ErrUnavailable
	}
	if s.stillNo {
		return vision.Face{}, vision.ErrNoFace
	}
	if s.embeds++; s.embeds == 2 && s.passed.Sharpness > 0 {
		return s.passed, nil
	}
	return s.still, nil
}

func (s *stage) Read(context.Context, image.Image) ([]vision.Line, error) {
	if s.unread {
		return nil, vision.ErrUnavailable
	}
	var out []vision.Line
	for i, text := range s.lines {
		out = append(out, vision.Line{Text: text, Confidence: 0.9, Place: vision.Strip{Centre: vision.Point{X: 300, Y: 40 * float64(i)}, Width: 400, Height: 30}})
	}
	return out, nil
}

func (s *stage) Models() []vision.ModelInfo {
	return []vision.ModelInfo{{Name: "detect.onnx", Role: vision.RoleDetect, SHA256: "ab", Status: vision.ModelLoaded},
		{Name: "eye.onnx", Role: vision.RoleEye, SHA256: "cd", Status: vision.ModelLoaded}}
}

func (s *stage) Put(_ context.Context, key string, r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	s.blobs[key] = b
	s.mu.Unlock()
	return err
}

type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

func (s *stage) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.blobs[key]
	if !ok {
		return nil, errors.New("no such blob")
	}
	return opened{bytes.NewReader(b)}, nil
}

func (s *stage) conductor(t *testing.T, timing Timing) *Conductor {
	c := New(Config{Sessions: s, Frames: s, Vision: s, Blobs: s, Thresholds: vision.DefaultThresholds(), Timing: timing,
		Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(c.Close)
	return c
}
