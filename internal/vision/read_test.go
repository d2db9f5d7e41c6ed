package vision_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
)

func TestReadingIsBounded(t *testing.T) {
	a, err := vision.Open(vision.Config{Dir: t.TempDir()}, &noRuntime{})
	if err != nil {
		t.Fatal(err)
	}
	back := a.HoldReader()
	ctx, cancel := context.WithCancel(context.Background())
	refused := make(chan error)
	const waiting = 9 // the one that reads is held
	for range waiting {
		go func() {
			_, err := a.Read(ctx, vision.NewRGB(64, 48))
			refused <- err
		}()
	}
	for a.Readers() != waiting {
		runtime.Gosched()
	}
	if _, err := a.Read(ctx, vision.NewRGB(64, 48)); !errors.Is(err, vision.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	for range waiting {
		if err := <-refused; !errors.Is(err, context.Canceled) {
			t.Errorf("who waited: %v", err)
		}
	}
	back()
	if _, err := a.Read(context.Background(), vision.NewRGB(64, 48)); !errors.Is(err, vision.ErrUnavailable) || a.Reads() {
		t.Errorf("without models: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read(context.Background(), vision.NewRGB(64, 48)); !errors.Is(err, vision.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}
