package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

const (
	// heartbeat is how often a stream without events says that it is alive, and
	// the credential is looked at again.
	heartbeat = 15 * time.Second
	// otherNodes is how often the list is looked at though nobody woke us.
	otherNodes = 2 * time.Second
	// slowReader is how long a follower may take for a page. Who is slower is
	// dropped, and comes back with the id of the last event that he has.
	slowReader = 15 * time.Second
	// streamPage is how many events are read at a time: all that a stream holds.
	streamPage = 100
)

type streamEvents struct {
	Types
	LastEventID string `header:"Last-Event-ID" maxLength:"40" doc:"Continue behind this event, as EventSource does by itself"`
	After       string `query:"starting_after" maxLength:"40" doc:"The same, for whoever cannot set the header"`
}

// streamEvents answers with server-sent events, or with the messages of a socket
// to whoever asks for an upgrade, in the order of the feed and without gaps: a
// reader that remembers the last id misses nothing.
func (s *server) streamEvents(ctx context.Context, c *call, in *streamEvents) (*huma.StreamResponse, error) {
	after := in.LastEventID
	if after == "" {
		after = in.After
	}
	types, err := in.types()
	if err != nil {
		return nil, err
	}
	q := kyc.EventQuery{Types: types, Limit: streamPage}
	// Followed before the position is read: what comes in between wakes.
	woken, leave, err := s.Feed.Follow(c.scope)
	if err != nil {
		return nil, err
	}
	if q.After, err = s.position(ctx, c.scope, after); err == nil && after == "" {
		q.After, after, err = s.newest(ctx, c.scope)
	}
	if err != nil {
		leave()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer leave()
		r, w := humago.Unwrap(hc)
		f := &follower{s: s, c: c, q: q, woken: woken, begins: after}
		var err error
		if upgrades(r) {
			err = s.overSocket(ctx, w, r, f)
		} else {
			f.out = &sentEvents{w: w, now: s.Now}
			err = f.run(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Debug("event stream ended", "request_id", c.id, "error", err)
		}
	}}, nil
}

// newest is the position of the last event and its id, empty when there is none.
func (s *server) newest(ctx context.Context, scope kyc.Scope) (int64, string, error) {
	at, err := s.Events.FeedPosition(ctx, scope)
	if err != nil || at == 0 {
		return 0, "", err
	}
	list, _, err := s.Events.Feed(ctx, scope, kyc.EventQuery{After: at - 1, Limit: 1})
	if err != nil || len(list) == 0 {
		return at, "", err
	}
	return at, list[0].ID, nil
}

// follower is one stream.
type follower struct {
	s     *server
	c     *call
	q     kyc.EventQuery
	woken <-chan struct{}
	out   outlet

	begins string // id of the event behind which the stream begins; empty for none
}

// outlet is the form of a stream. Each method blocks until what it says is on its
// way: a follower holds one page and no more.
type outlet interface {
	begin(after string) error
	events(page []api.Event) error
	alive() error
}

// errStreamEnds says that the server stops.
var errStreamEnds = errors.New("the server stops")

// run sends until the reader is gone or too slow, the credential has ended, or
// the server stops.
func (f *follower) run(ctx context.Context) error {
	if err := f.out.begin(f.begins); err != nil {
		return err
	}
	beat := time.NewTicker(f.s.Heartbeat)
	defer beat.Stop()
	look := time.NewTicker(otherNodes)
	defer look.Stop()
	for {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, open := <-f.woken:
			if !open {
				return errStreamEnds
			}
		case <-look.C:
		case <-beat.C:
			if err := f.c.again(); err != nil {
				return err
			}
			if err := f.out.alive(); err != nil {
				return err
			}
		}
	}
}

// catchUp sends everything that is there.
func (f *follower) catchUp(ctx context.Context) error {
	for more := true; more; {
		var page []kyc.Event
		var err error
		if page, more, err = f.s.Events.Feed(ctx, f.c.scope, f.q); err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		// No event leaves after a revocation, a log-out, a removal or a change of roles.
		if err := f.c.again(); err != nil {
			return err
		}
		out := make([]api.Event, len(page))
		for i := range page {
			if out[i], err = wire.Event(&page[i], f.s.BaseURL); err != nil {
				return err
			}
			f.q.After = page[i].Position
		}
		if err := f.out.events(out); err != nil {
			return err
		}
	}
	return nil
}

// sentEvents are server-sent events.
type sentEvents struct {
	w   http.ResponseWriter
	now func() time.Time
}

func (o *sentEvents) begin(after string) error {
	h := o.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // proxies of the nginx kind would hold events back
	// The server's limits are those of requests that end.
	_ = http.NewResponseController(o.w).SetReadDeadline(time.Time{}) // not every writer can; the server's can
	// The id alone is no event: it lets a reader whose connection breaks before
	// the first one come back without a gap.
	start := "retry: 2000\n\n"
	if after != "" {
		start = "retry: 2000\nid: " + after + "\n\n"
	}
	return o.send([]byte(start))
}

func (o *sentEvents) events(page []api.Event) error {
	var out bytes.Buffer
	for _, e := range page {
		data, err := json.Marshal(e) // one line: JSON holds no raw line end
		if err != nil {
			return fmt.Errorf("encode event %s: %w", e.ID, err)
		}
		fmt.Fprintf(&out, "id: %s\ndata: %s\n\n", e.ID, data)
	}
	return o.send(out.Bytes())
}

func (o *sentEvents) alive() error { return o.send([]byte(": still here\n\n")) }

func (o *sentEvents) send(b []byte) error {
	rc := http.NewResponseController(o.w)
	_ = rc.SetWriteDeadline(o.now().Add(slowReader)) // not every writer can; the server's can
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	return rc.Flush()
}
