package basekyc

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
)

// StreamQuery selects what a stream brings; empty members select all.
type StreamQuery struct {
	Types []string // only these
	After string   // id of the last event that was worked off; what comes next when empty

	Opened func() // called when a connection stands, the first time and each time after; may be nil
}

// silence is how long a stream may say nothing: the server says something every
// fifteen seconds.
const silence = 45 * time.Second

// Stream follows events as they happen, in the order of the feed. A connection
// that breaks is opened again behind the last event, so that nothing is missed
// and nothing comes twice, until the context ends or five tries in a row bring
// nothing. It ends with the first error.
func (c *Client) Stream(ctx context.Context, q StreamQuery) iter.Seq2[api.Event, error] {
	return c.stream(ctx, q, c.follow)
}

// follower reads one connection until it breaks, and moves after along. heard tells
// whether it brought anything at all.
type follower func(ctx context.Context, after *string, q StreamQuery, yield func(api.Event, error) bool) (heard bool, err error)

func (c *Client) stream(ctx context.Context, q StreamQuery, follow follower) iter.Seq2[api.Event, error] {
	return func(yield func(api.Event, error) bool) {
		after := q.After
		for failed := 0; ; {
			heard, err := follow(ctx, &after, q, yield)
			if errors.Is(err, errEnough) {
				return
			}
			if heard {
				failed = 0
			}
			if ctx.Err() == nil && err != nil && failed < maxRetries && repeatable(err) {
				err = c.sleep(ctx, c.gap(failed, err))
				failed++
			}
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(api.Event{}, plainly(err))
				return
			}
		}
	}
}

var (
	errEnough = errors.New("the reader has enough")
	errBroken = errors.New("basekyc: the stream ended")
)

// follow reads server-sent events.
func (c *Client) follow(ctx context.Context, after *string, sq StreamQuery, yield func(api.Event, error) bool) (heard bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	v := url.Values{}
	set(v, "type", sq.Types...)
	q := call{method: http.MethodGet, path: "/v1/events/stream", query: v, accept: "text/event-stream"}
	if *after != "" {
		q.header = http.Header{"Last-Event-Id": {*after}}
	}
	res, err := c.once(ctx, &q)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	if sq.Opened != nil {
		sq.Opened()
	}
	quiet := time.AfterFunc(silence, cancel)
	defer quiet.Stop()
	r := bufio.NewReader(res.Body)
	var data strings.Builder
	next := *after
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			if errors.Is(err, io.EOF) || ctx.Err() != nil {
				err = errBroken
			}
			return heard, err
		}
		heard = true
		quiet.Reset(silence)
		line = strings.TrimRight(line, "\r\n")
		if id, ok := strings.CutPrefix(line, "id:"); ok {
			next = strings.TrimPrefix(id, " ")
		}
		if text, ok := strings.CutPrefix(line, "data:"); ok {
			if data.Len()+len(text) > maxReply {
				return heard, &final{errors.New("basekyc: an event of the stream is too large")}
			}
			data.WriteString(strings.TrimPrefix(text, " "))
		}
		if line != "" {
			continue // a comment, or another field
		}
		*after = next // also of a message without data: it says where the stream begins
		if data.Len() == 0 {
			continue
		}
		var e api.Event
		if err := json.Unmarshal([]byte(data.String()), &e); err != nil {
			return heard, &final{fmt.Errorf("basekyc: understand an event of the stream: %w", err)}
		}
		data.Reset()
		if !yield(e, nil) {
			return heard, errEnough
		}
	}
}
