package basekyc_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

func TestASocketGoesOnBehindItsLastEvent(t *testing.T) {
	said := [][]string{
		{`{"type":"start","after":"evt_0"}`}, // ends before the first event
		{`{"type":"start","after":"evt_0"}`, `{"type":"event","event":{"id":"evt_1"}}`, `{"type":"alive"}`, `{"type":"event","event":{"id":"evt_2"}}`},
		nil, // refused for a while
		{`{"type":"start","after":"evt_2"}`, `{"type":"event","event":{"id":"evt_3"}}`, `{"type":"event","event":{"id":"evt_4"}}`},
	}
	var seen []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.RawQuery)
		if r.Header.Get("Authorization") == "" {
			t.Error("no credential")
		}
		messages := said[min(len(seen), len(said))-1]
		if messages == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			_ = json.NewEncoder(w).Encode(api.Problem{Code: "shutting_down"})
			return
		}
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for _, m := range messages {
			_ = conn.Write(r.Context(), websocket.MessageText, []byte(m))
		}
		_ = conn.Close(websocket.StatusTryAgainLater, "too slow")
	}))
	t.Cleanup(s.Close)
	var clock sleeper
	var got []string
	for e, err := range client(s.URL, &clock).StreamSocket(t.Context(), basekyc.StreamQuery{Types: []string{"a"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, e.ID); e.ID == "evt_4" {
			break
		}
	}
	if want := []string{"evt_1", "evt_2", "evt_3", "evt_4"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if want := []string{"type=a", "starting_after=evt_0&type=a", "starting_after=evt_2&type=a", "starting_after=evt_2&type=a"}; !slices.Equal(seen, want) {
		t.Errorf("asked %q", seen)
	}
}

func TestASocketThatIsRefusedSaysWhy(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(api.Problem{Code: "insufficient_scope"})
	}))
	t.Cleanup(s.Close)
	var clock sleeper
	for _, err := range client(s.URL, &clock).StreamSocket(t.Context(), basekyc.StreamQuery{}) {
		var problem *basekyc.Error
		if !errors.As(err, &problem) || problem.Code != "insufficient_scope" {
			t.Fatalf("error %v", err)
		}
	}
}
