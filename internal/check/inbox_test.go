package check

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// A picture on a narrow line is waited for while it arrives, one of another side is not, and none for ever.
func TestAStillThatArrivesIsWaitedFor(t *testing.T) {
	const minute = time.Minute
	for name, tt := range map[string]struct {
		piece  string
		pieces int           // one a minute
		still  time.Duration // when it is whole; 0: never
		ends   time.Duration
		err    error
	}{
		"taken at once":    {"", 0, minute, minute, nil},
		"never taken":      {"", 0, 0, 3 * minute, errNoPicture},
		"takes 8 minutes":  {"pan_front", 8, 8 * minute, 8 * minute, nil},
		"stops arriving":   {"pan_front", 4, 0, 7 * minute, errNoPicture},
		"of another side":  {"pan_back", 4, 0, 3 * minute, errNoPicture},
		"arrives for ever": {"pan_front", 60, 0, 15 * minute, errNoPicture},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in := inbox{stills: make(chan kyc.Artifact, 1), pieces: make(chan string, 1)}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				go func() {
					for i := 1; i <= max(tt.pieces, int(tt.still/minute)); i++ {
						select {
						case <-time.After(minute):
						case <-ctx.Done():
							return
						}
						if i <= tt.pieces {
							in.pieces <- tt.piece
						}
						if time.Duration(i)*minute == tt.still {
							in.stills <- kyc.Artifact{Label: "pan_front"}
						}
					}
				}()
				began := time.Now()
				a, err := in.await(ctx, "pan_front", DefaultTiming())
				if !errors.Is(err, tt.err) || err == nil && a.Label != "pan_front" || time.Since(began) != tt.ends {
					t.Errorf("%+v, %v after %s", a, err, time.Since(began))
				}
			})
		})
	}
}
