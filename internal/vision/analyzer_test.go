package vision_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
)

// noRuntime stands where no network can be loaded.
type noRuntime struct{ closed int }

var errNoRuntime = errors.New("no runtime in this test")

func (*noRuntime) Load(string, vision.Contract) (vision.Net, error) { return nil, errNoRuntime }
func (*noRuntime) Version() string                                  { return "" }
func (r *noRuntime) Close() error                                   { r.closed++; return nil }

func TestWithoutModelsNothingIsInvented(t *testing.T) {
	a, err := vision.Open(vision.Config{Dir: t.TempDir()}, &noRuntime{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ctx, m := context.Background(), vision.NewRGB(64, 48)
	_, analyzed := a.Analyze(ctx, m)
	_, embedded := a.Embed(ctx, m)
	_, found := a.Faces(ctx, m)
	_, _, meshed := a.Mesh(ctx, m)
	for _, err := range []error{analyzed, embedded, found, meshed} {
		if !errors.Is(err, vision.ErrUnavailable) || vision.Hint(err) == "" {
			t.Errorf("got %v", err)
		}
	}
	if a.Available() {
		t.Error("an empty folder is called available")
	}
	for _, info := range a.Models() {
		if info.Status != vision.ModelMissing || len(info.SHA256) != 64 {
			t.Errorf("got %+v", info)
		}
	}
}

// A file of the right size and other bytes must not reach the runtime.
func TestDamagedModelIsNotLoaded(t *testing.T) {
	dir := t.TempDir()
	m, err := vision.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Kept() {
		if err := os.WriteFile(filepath.Join(dir, f.To), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(dir, f.To), f.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	a, err := vision.Open(vision.Config{Dir: dir}, &noRuntime{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Analyze(context.Background(), vision.NewRGB(64, 48)); !errors.Is(err, vision.ErrUnavailable) || errors.Is(err, errNoRuntime) {
		t.Errorf("got %v", err)
	}
	if a.Available() {
		t.Error("a damaged network is called available")
	}
}

func TestQueueIsBounded(t *testing.T) {
	a, err := vision.Open(vision.Config{Dir: t.TempDir(), Workers: 1, Queue: 1}, &noRuntime{})
	if err != nil {
		t.Fatal(err)
	}
	_, back, err := a.Borrow()
	if err != nil {
		t.Fatal(err)
	}
	m := vision.NewRGB(8, 8)
	ctx, cancel := context.WithCancel(context.Background())
	waits := make(chan error)
	go func() {
		_, err := a.Analyze(ctx, m)
		waits <- err
	}()
	for a.Waiting() != 1 {
		runtime.Gosched()
	}
	if _, err := a.Analyze(context.Background(), m); !errors.Is(err, vision.ErrBusy) {
		t.Errorf("beyond the queue: got %v", err)
	}
	cancel()
	if err := <-waits; !errors.Is(err, context.Canceled) {
		t.Errorf("waiting caller: got %v", err)
	}
	back()
	if _, err := a.Analyze(context.Background(), m); !errors.Is(err, vision.ErrUnavailable) {
		t.Errorf("after the queue is empty: got %v", err)
	}
}

func TestCloseWaitsForTheLastPicture(t *testing.T) {
	rt := &noRuntime{}
	a, err := vision.Open(vision.Config{Dir: t.TempDir(), Workers: 2}, rt)
	if err != nil {
		t.Fatal(err)
	}
	_, back, err := a.Borrow()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- a.Close() }()
	for {
		if _, err := a.Analyze(context.Background(), vision.NewRGB(8, 8)); errors.Is(err, vision.ErrClosed) {
			break
		}
	}
	select {
	case <-done:
		t.Fatal("closed while a picture was being analysed")
	default:
	}
	back()
	if err := <-done; err != nil || rt.closed != 1 {
		t.Errorf("got %v, runtime closed %d times", err, rt.closed)
	}
	if err := a.Close(); err != nil || rt.closed != 1 {
		t.Errorf("second close: %v", err)
	}
}
