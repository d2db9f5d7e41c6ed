package rest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// slowSocket takes `takes` for each message, by the test's clock.
type slowSocket struct {
	now     time.Time
	takes   time.Duration
	written int
}

func (s *slowSocket) Write(ctx context.Context, _ websocket.MessageType, _ []byte) error {
	s.now = s.now.Add(s.takes)
	s.written++
	return ctx.Err()
}

func (s *slowSocket) Ping(context.Context) error { return nil }

func TestASlowReaderHearsWhyAfterTheMessageThatTookTooLong(t *testing.T) {
	s := &slowSocket{now: time.Unix(0, 0), takes: slowReader}
	o := &socketEvents{ctx: t.Context(), conn: s, now: func() time.Time { return s.now }}
	page := make([]api.Event, streamPage)
	if err := o.events(page); err != nil || s.written != streamPage {
		t.Fatalf("just in time: %v after %d", err, s.written)
	}
	s.takes = slowReader + 1
	s.written = 0
	if err := o.events(page); !errors.Is(err, errSlowReader) || s.written != 1 {
		t.Fatalf("too slow: %v after %d", err, s.written)
	}
}

func TestEveryEndOfASocketHasItsCode(t *testing.T) {
	for err, want := range map[error]websocket.StatusCode{
		errSlowReader: 1013, errNoPong: 4408, errStreamEnds: 1012, errNoCredential: 4401, context.Canceled: 0, errors.New("disk"): 1011,
		kyc.Errorf(kyc.Forbidden, "insufficient_scope", "no"): 4403,
	} {
		if got, _ := ending(err); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}
