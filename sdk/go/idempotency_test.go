package basekyc_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// keys answers with each of replies in turn and collects the idempotency keys.
func keys(t *testing.T, replies ...api.Problem) (base string, seen *[]string) {
	t.Helper()
	var list []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := len(list)
		list = append(list, r.Header.Get("Idempotency-Key"))
		if n < len(replies) {
			w.WriteHeader(replies[n].Status)
			_ = json.NewEncoder(w).Encode(replies[n])
			return
		}
		_ = json.NewEncoder(w).Encode(api.Session{ID: "vs_1"})
	}))
	t.Cleanup(s.Close)
	return s.URL, &list
}

func create(ctx context.Context, t *testing.T, base string) error {
	t.Helper()
	var s sleeper
	_, err := client(base, &s).CreateSession(ctx, api.NewSession{})
	return err
}

func TestAPostKeepsItsKeyThroughRetries(t *testing.T) {
	base, seen := keys(t, api.Problem{Status: 503, Code: "out_of_service"}, api.Problem{Status: 409, Code: "idempotency_in_flight"})
	if err := create(t.Context(), t, base); err != nil {
		t.Fatal(err)
	}
	first := *seen
	if len(first) != 3 || len(first[0]) < 20 || first[0] != first[1] || first[1] != first[2] {
		t.Errorf("keys %q", first)
	}
	if err := create(t.Context(), t, base); err != nil || (*seen)[3] == first[0] {
		t.Errorf("the next call has the key of the last: %q, %v", *seen, err)
	}
}

func TestACallersOwnKeyIsSent(t *testing.T) {
	base, seen := keys(t)
	if err := create(basekyc.WithIdempotencyKey(t.Context(), "order-4711"), t, base); err != nil || (*seen)[0] != "order-4711" {
		t.Errorf("%q, %v", *seen, err)
	}
}

func TestAReusedKeyIsFinal(t *testing.T) {
	base, seen := keys(t, api.Problem{Status: 409, Code: "idempotency_key_reused"})
	if err := create(t.Context(), t, base); !basekyc.IsCode(err, "idempotency_key_reused") || len(*seen) != 1 {
		t.Errorf("%d tries, %v", len(*seen), err)
	}
}

func TestReadsHaveNoKey(t *testing.T) {
	base, seen := keys(t)
	var s sleeper
	if _, err := client(base, &s).Session(t.Context(), "vs_1"); err != nil || (*seen)[0] != "" {
		t.Errorf("%q, %v", *seen, err)
	}
}
