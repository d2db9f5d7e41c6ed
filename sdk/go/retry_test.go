package basekyc_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// server answers with each of statuses in turn and counts.
func server(t *testing.T, header http.Header, statuses ...int) (base string, seen *int) {
	t.Helper()
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer sk_test_x" {
			t.Errorf("credential %q", r.Header.Get("Authorization"))
		}
		status := statuses[min(n, len(statuses)-1)]
		n++
		for k, v := range header {
			w.Header()[k] = v
		}
		if status >= 400 {
			w.Header().Set("Content-Type", api.ProblemType)
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(api.Problem{Status: status, Code: "a_code", Detail: "why"})
			return
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(api.Session{ID: "vs_1"})
	}))
	t.Cleanup(s.Close)
	return s.URL, &n
}

// sleeper notes the waits instead of waiting.
type sleeper struct{ gaps []time.Duration }

func (s *sleeper) sleep(_ context.Context, d time.Duration) error {
	s.gaps = append(s.gaps, d)
	return nil
}

func client(base string, s *sleeper) *basekyc.Client {
	return basekyc.New(base, "sk_test_x", basekyc.Options{Sleep: s.sleep, Jitter: func() float64 { return 1 }})
}

func TestRetriesDoubleUpToFive(t *testing.T) {
	base, seen := server(t, nil, 503)
	var s sleeper
	_, err := client(base, &s).Session(t.Context(), "vs_1")
	var e *basekyc.Error
	if !errors.As(err, &e) || e.Status != 503 || !basekyc.IsCode(err, "a_code") {
		t.Errorf("error %v", err)
	}
	want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}
	if *seen != 6 || !slices.Equal(s.gaps, want) {
		t.Errorf("%d tries, gaps %v", *seen, s.gaps)
	}
}

func TestAClientErrorIsFinal(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 409} {
		base, seen := server(t, nil, status)
		var s sleeper
		if _, err := client(base, &s).Session(t.Context(), "vs_1"); err == nil || *seen != 1 {
			t.Errorf("%d: %d tries, %v", status, *seen, err)
		}
	}
}

func TestRetryAfterIsHonouredWithinTheCap(t *testing.T) {
	for given, want := range map[string]time.Duration{"7": 7 * time.Second, "3600": 32 * time.Second} {
		base, _ := server(t, http.Header{"Retry-After": {given}}, 429, 200)
		var s sleeper
		got, err := client(base, &s).Session(t.Context(), "vs_1")
		if err != nil || got.ID != "vs_1" || !slices.Equal(s.gaps, []time.Duration{want}) {
			t.Errorf("Retry-After %s: %v, gaps %v, %v", given, got, s.gaps, err)
		}
	}
}

func TestABrokenConnectionIsTriedAgain(t *testing.T) {
	base, _ := server(t, nil, 200)
	tries := 0
	h := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if tries++; tries == 1 {
			return nil, errors.New("connection reset")
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	var s sleeper
	c := basekyc.New(base, "sk_test_x", basekyc.Options{HTTP: h, Sleep: s.sleep})
	if _, err := c.CreateSession(t.Context(), api.NewSession{}); err != nil || tries != 2 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

func TestAReplyThatBreaksOffIsTriedAgain(t *testing.T) {
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n++; n == 1 {
			w.Header().Set("Content-Length", "100")
		}
		_, _ = w.Write([]byte(`{"id":"vs_1"}`))
	}))
	t.Cleanup(s.Close)
	var z sleeper
	got, err := client(s.URL, &z).Session(t.Context(), "vs_1")
	if err != nil || got.ID != "vs_1" || n != 2 {
		t.Errorf("%d tries: %v, %v", n, got, err)
	}
}

func TestNonsenseIsNotTriedAgain(t *testing.T) {
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		_, _ = w.Write([]byte("<html>"))
	}))
	t.Cleanup(s.Close)
	var z sleeper
	if _, err := client(s.URL, &z).Session(t.Context(), "vs_1"); err == nil || n != 1 {
		t.Errorf("%d tries, %v", n, err)
	}
}

func TestAnErrorTellsItsKind(t *testing.T) {
	kinds := map[int]error{400: basekyc.ErrInvalid, 401: basekyc.ErrUnauthenticated, 403: basekyc.ErrForbidden, 404: basekyc.ErrNotFound,
		409: basekyc.ErrConflict, 413: basekyc.ErrInvalid, 415: basekyc.ErrInvalid, 429: basekyc.ErrRateLimited, 500: basekyc.ErrServer, 503: basekyc.ErrServer}
	for status, kind := range kinds {
		base, _ := server(t, nil, status)
		var s sleeper
		_, err := client(base, &s).Session(t.Context(), "vs_1")
		for _, k := range kinds {
			if errors.Is(err, k) != (k == kind) {
				t.Errorf("%d: %v is %v: %t", status, err, k, errors.Is(err, k))
			}
		}
	}
}

// A download may take longer than a call: only its beginning is waited for.
func TestADownloadOutlivesTheTimeoutOfACall(t *testing.T) {
	more := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("first "))
		_ = http.NewResponseController(w).Flush()
		<-more
		_, _ = w.Write([]byte("second"))
	}))
	t.Cleanup(s.Close)
	c := basekyc.New(s.URL, "sk_test_x", basekyc.Options{Timeout: time.Nanosecond})
	r, err := c.Recording(t.Context(), "vs_1")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	close(more)
	if b, err := io.ReadAll(r); err != nil || string(b) != "first second" {
		t.Errorf("%q, %v", b, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAnEndedContextEndsTheRetries(t *testing.T) {
	base, seen := server(t, nil, 503)
	ctx, cancel := context.WithCancel(t.Context())
	c := basekyc.New(base, "sk_test_x", basekyc.Options{Sleep: func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }})
	if _, err := c.Session(ctx, "vs_1"); !errors.Is(err, context.Canceled) || *seen != 1 {
		t.Errorf("%d tries, %v", *seen, err)
	}
}
