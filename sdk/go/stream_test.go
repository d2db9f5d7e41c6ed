package basekyc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// streams serves one connection after the other, each by a function of the
// Last-Event-ID.
func streams(t *testing.T, each ...func(w http.ResponseWriter)) (base string, seen *[]string) {
	t.Helper()
	var list []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		list = append(list, r.Header.Get("Last-Event-ID")+r.URL.RawQuery)
		each[min(len(list), len(each))-1](w)
		_ = http.NewResponseController(w).Flush()
	}))
	t.Cleanup(s.Close)
	return s.URL, &list
}

func say(w http.ResponseWriter, id string) {
	fmt.Fprintf(w, ": still here\n\nid: %s\ndata: {\"id\":%q,\ndata: \"type\":\"session.created\"}\n\n", id, id)
}

func TestAStreamGoesOnBehindItsLastEvent(t *testing.T) {
	base, seen := streams(t,
		func(w http.ResponseWriter) { fmt.Fprint(w, "retry: 2000\nid: evt_0\n\n") }, // ends before the first event
		func(w http.ResponseWriter) { say(w, "evt_1"); say(w, "evt_2") },
		func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_ = json.NewEncoder(w).Encode(api.Problem{Code: "shutting_down"})
		},
		func(w http.ResponseWriter) { say(w, "evt_3"); fmt.Fprint(w, "id: evt_4\ndata: {\"half") },
		func(w http.ResponseWriter) { say(w, "evt_4"); say(w, "evt_5") })
	var s sleeper
	var got []string
	for e, err := range client(base, &s).Stream(t.Context(), basekyc.StreamQuery{Types: []string{"a", "b"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, e.ID); e.ID == "evt_5" {
			break
		}
	}
	if want := []string{"evt_1", "evt_2", "evt_3", "evt_4", "evt_5"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	const types = "type=a&type=b"
	if want := []string{types, "evt_0" + types, "evt_2" + types, "evt_2" + types, "evt_3" + types}; !slices.Equal(*seen, want) {
		t.Errorf("asked %v", *seen)
	}
	if s.gaps[0] != time.Second || s.gaps[1] != time.Second || s.gaps[2] != 2*time.Second || s.gaps[3] != time.Second {
		t.Errorf("gaps %v", s.gaps)
	}
}

func TestAStreamEndsWithARefusal(t *testing.T) {
	base, seen := streams(t, func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(api.Problem{Code: "insufficient_scope"})
	})
	var s sleeper
	for _, err := range client(base, &s).Stream(t.Context(), basekyc.StreamQuery{}) {
		if !basekyc.IsCode(err, "insufficient_scope") || len(*seen) != 1 {
			t.Errorf("%d tries, %v", len(*seen), err)
		}
	}
}

func TestAStreamThatNeverBringsAnythingIsGivenUp(t *testing.T) {
	base, seen := streams(t, func(http.ResponseWriter) {})
	var s sleeper
	var last error
	for _, err := range client(base, &s).Stream(t.Context(), basekyc.StreamQuery{}) {
		last = err
	}
	if last == nil || len(*seen) != 6 {
		t.Errorf("%d tries, %v", len(*seen), last)
	}
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	base, _ := streams(t, func(w http.ResponseWriter) { say(w, "evt_1") })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var s sleeper
	var last error
	for _, err := range client(base, &s).Stream(ctx, basekyc.StreamQuery{}) {
		if last = err; err == nil {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("error %v", last)
	}
}
