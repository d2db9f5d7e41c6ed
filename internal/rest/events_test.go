package rest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/webhook"
)

// walk reads a whole list of events, some at a time.
func (w *world) walk(key, query string, limit string) []api.Event {
	w.t.Helper()
	var all []api.Event
	for after, more := "", true; more; {
		page := read[api.EventList](w.t, w.ask("GET", "/v1/events?limit="+limit+query+after, key, ""), 200)
		all = append(all, page.Data...)
		if more = page.HasMore; more {
			after = "&starting_after=" + all[len(all)-1].ID
		}
	}
	return all
}

func TestTheFeedOfAnAccount(t *testing.T) {
	w := newWorld(t)
	var sessions []api.Invitation
	for range 4 {
		sessions = append(sessions, w.create(w.a))
	}
	w.create(w.b)
	for _, v := range sessions[:2] {
		w.join(v)
		read[api.Session](t, w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""), 200)
	}
	all := w.walk(w.a.secret, "", "3")
	if len(all) < 8 {
		t.Fatalf("%d events", len(all))
	}
	for i, e := range all {
		if e.Position != int64(i+1) {
			t.Fatalf("event %d has position %d", i+1, e.Position)
		}
	}
	count := func(name string, got []api.Event, want func(api.Event) bool) {
		t.Helper()
		n := 0
		for _, e := range all {
			if want(e) {
				if n >= len(got) || got[n].ID != e.ID {
					t.Fatalf("%s: event %s is missing or out of order: %+v", name, e.ID, got)
				}
				n++
			}
		}
		if n != len(got) {
			t.Errorf("%s: %d events, want %d", name, len(got), n)
		}
	}
	is := func(types ...api.EventType) func(api.Event) bool {
		return func(e api.Event) bool {
			for _, x := range types {
				if e.Type == x {
					return true
				}
			}
			return false
		}
	}
	of := func(e api.Event) bool { return strings.Contains(string(e.Data), sessions[0].ID) }
	count("one type", w.walk(w.a.secret, "&type=session.created", "1"), is(api.SessionCreated))
	count("two types", w.walk(w.a.secret, "&type=session.created&type=session.canceled", "2"), is(api.SessionCreated, api.SessionCanceled))
	count("a session", w.walk(w.a.secret, "&session_id="+sessions[0].ID, "2"), of)
	count("a type of a session", w.walk(w.a.secret, "&type=session.canceled&session_id="+sessions[0].ID, "2"), func(e api.Event) bool { return of(e) && e.Type == api.SessionCanceled })
	middle := all[4].Created
	at := middle.Format(time.RFC3339Nano)
	count("since", w.walk(w.a.secret, "&created_after="+at, "2"), func(e api.Event) bool { return !e.Created.Before(middle) })
	count("until", w.walk(w.a.secret, "&created_before="+at, "2"), func(e api.Event) bool { return e.Created.Before(middle) })
	count("a type since", w.walk(w.a.secret, "&type=session.canceled&created_after="+at, "1"), func(e api.Event) bool { return e.Type == api.SessionCanceled && !e.Created.Before(middle) })
	count("long ago", w.walk(w.a.secret, "&created_before=1969-07-20T20:17:40Z", "2"), func(api.Event) bool { return false })
	count("the far future", w.walk(w.a.secret, "&created_after=9999-07-20T20:17:40Z", "2"), func(api.Event) bool { return false })
	if other := w.walk(w.b.secret, "", "10"); len(other) != 1 || other[0].Position != 1 {
		t.Errorf("the other account's feed: %+v", other)
	}
	newest := read[api.EventList](t, w.ask("GET", "/v1/events?order=desc&limit=2", w.a.secret, ""), 200)
	if last := all[len(all)-1]; newest.Data[0].ID != last.ID || newest.Data[1].Position != last.Position-1 || !newest.HasMore {
		t.Errorf("newest first: %+v", newest)
	}
	next := read[api.EventList](t, w.ask("GET", "/v1/events?order=desc&limit=1&starting_after="+newest.Data[1].ID, w.a.secret, ""), 200)
	if next.Data[0].Position != newest.Data[1].Position-1 {
		t.Errorf("behind the newest two: %+v", next)
	}
	problemIn(t, w.ask("GET", "/v1/events?order=sideways", w.a.secret, ""), 400, "invalid_parameters")
	problemIn(t, w.ask("GET", "/v1/events?starting_after="+all[0].ID, w.b.secret, ""), 404, "event_not_found")
	problemIn(t, w.ask("GET", "/v1/events?starting_after=vs_1", w.a.secret, ""), 400, "invalid_parameters")
	problemIn(t, w.ask("GET", "/v1/events?created_after=yesterday", w.a.secret, ""), 400, "invalid_parameters")
	problemIn(t, w.ask("GET", "/v1/events?session_id="+sessions[0].ID, w.b.secret, ""), 404, "session_not_found")
}

// stream is a follower behind a real connection.
type stream struct {
	t     testing.TB
	lines *bufio.Scanner
	leave func()
	code  int
}

func (w *world) follow(base, key string, headers ...string) *stream {
	w.t.Helper()
	ctx, leave := context.WithCancel(w.t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", base+"/v1/events/stream", nil)
	must(w.t, err)
	r.Header.Set("Authorization", "Bearer "+key)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	must(w.t, err)
	w.t.Cleanup(func() { leave(); resp.Body.Close() })
	return &stream{w.t, bufio.NewScanner(resp.Body), leave, resp.StatusCode}
}

// next is the next event, or the next comment when comments are waited for.
func (s *stream) next(comment bool) (e api.Event) {
	s.t.Helper()
	var id string
	for s.lines.Scan() {
		line := s.lines.Text()
		if strings.HasPrefix(line, ":") && comment {
			return e
		}
		if v, ok := strings.CutPrefix(line, "id: "); ok {
			id = v
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			must(s.t, json.Unmarshal([]byte(data), &e))
			if e.ID != id {
				s.t.Fatalf("event %s has the id %s", e.ID, id)
			}
			return e
		}
	}
	s.t.Fatalf("the stream ended: %v", s.lines.Err())
	return e
}

// ended reads to the end of the stream.
func (s *stream) ended() {
	for s.lines.Scan() {
	}
}

// A reader whose connection breaks before the first event knows where to go on.
func TestAStreamSaysWhereItBegins(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close) // before the server waits for its requests
	begins := func() (first []string) {
		s := w.follow(server.URL, w.a.secret)
		for s.lines.Scan() && s.lines.Text() != "" {
			first = append(first, s.lines.Text())
		}
		s.leave()
		return first
	}
	if got := begins(); len(got) != 1 || got[0] != "retry: 2000" {
		t.Errorf("before any event: %q", got)
	}
	v := w.create(w.a)
	events := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200)
	if got := begins(); len(got) != 2 || got[1] != "id: "+events.Data[0].ID {
		t.Errorf("after %s: %q", events.Data[0].ID, got)
	}
}

func TestTheStreamFollowsTheFeed(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = 20 * time.Millisecond })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close) // before the server waits for its requests
	before := w.create(w.a)
	s := w.follow(server.URL, w.a.secret)
	s.next(true) // it lives
	w.create(w.b)
	w.join(before)
	first := s.next(false)
	if first.Type != api.SessionJoined || first.Position != 2 {
		t.Fatalf("the first event of the stream is %+v", first)
	}
	s.leave()
	v := w.create(w.a)
	read[api.Session](t, w.ask("POST", "/v1/sessions/"+v.ID+"/cancel", w.a.secret, ""), 200)
	s = w.follow(server.URL, w.a.secret, "Last-Event-ID", first.ID)
	for i, want := range []api.EventType{api.SessionCreated, api.SessionCanceled} {
		if e := s.next(false); e.Type != want || e.Position != int64(3+i) {
			t.Fatalf("resumed with %+v, want %s", e, want)
		}
	}
	if s := w.follow(server.URL, w.b.secret, "Last-Event-ID", first.ID); s.code != 404 {
		t.Errorf("resumed behind another account's event: %d", s.code)
	}
}

func TestAStreamEndsWithItsCredential(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = 20 * time.Millisecond })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	t.Cleanup(w.feed.Close)
	plain, k, err := w.accounts.MintKey(t.Context(), kyc.Scope{Account: w.a.id}, kyc.SecretKey, "short")
	must(t, err)
	s := w.follow(server.URL, plain)
	s.next(true)
	must(t, w.store.RevokeKey(t.Context(), k.Scope, k.ID, time.Now()))
	s.ended()
}

func TestStreamsAreBoundedAndEndWithTheServer(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Heartbeat = time.Hour })
	server := httptest.NewServer(w.h)
	t.Cleanup(server.Close)
	var all []*stream
	for range webhook.MaxFollowers {
		all = append(all, w.follow(server.URL, w.a.secret))
	}
	problemIn(t, w.ask("GET", "/v1/events/stream", w.a.secret, ""), 429, "too_many_streams")
	if rec := w.ask("GET", "/v1/events/stream", w.b.secret, ""); rec.Code != 200 {
		t.Errorf("another account: %d", rec.Code)
	}
	w.feed.Close()
	for _, s := range all {
		s.ended()
	}
	problemIn(t, w.ask("GET", "/v1/events/stream", w.a.secret, ""), 503, "shutting_down")
}
