package basekyc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// issuer gives tokens t1, t2, ... of an hour and takes the newest only.
type issuer struct {
	t      *testing.T
	issued int
	refuse bool
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/oauth/token" {
		id, secret, _ := r.BasicAuth()
		if id != "oc_1" || secret != "a%2Bb" || r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "sessions:read events:read" {
			i.t.Errorf("asked for a token with %q %q %v", id, secret, r.Form)
		}
		if i.refuse {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_client","error_description":"unknown client"}`))
			return
		}
		i.issued++
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprintf("t%d", i.issued), "token_type": "Bearer", "expires_in": 3600})
		return
	}
	if r.Header.Get("Authorization") != fmt.Sprintf("Bearer t%d", i.issued) {
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(api.Problem{Code: "token_invalid"})
		return
	}
	_ = json.NewEncoder(w).Encode(api.Session{ID: "vs_1"})
}

func oauth(t *testing.T, i *issuer, now *time.Time) *basekyc.Client {
	t.Helper()
	i.t = t
	s := httptest.NewServer(i)
	t.Cleanup(s.Close)
	return basekyc.NewOAuth(s.URL, "oc_1", "a+b", []string{"sessions:read", "events:read"}, basekyc.Options{Now: func() time.Time { return *now }})
}

func TestAnAccessTokenIsFetchedOnceAndReplacedInTime(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	var i issuer
	c := oauth(t, &i, &now)
	for _, want := range []struct {
		at     time.Duration
		issued int
	}{{0, 1}, {time.Minute, 1}, {58 * time.Minute, 1}, {59 * time.Minute, 2}} {
		now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC).Add(want.at)
		if _, err := c.Session(t.Context(), "vs_1"); err != nil || i.issued != want.issued {
			t.Errorf("after %v: %d tokens, %v", want.at, i.issued, err)
		}
	}
}

func TestARefusedAccessTokenIsReplacedOnce(t *testing.T) {
	now := time.Now()
	var i issuer
	c := oauth(t, &i, &now)
	if _, err := c.Session(t.Context(), "vs_1"); err != nil {
		t.Fatal(err)
	}
	i.issued = 7 // the server forgot the first one
	if _, err := c.Session(t.Context(), "vs_1"); err != nil || i.issued != 8 {
		t.Errorf("%d tokens, %v", i.issued, err)
	}
}

func TestARefusedClientIsAnErrorOfTheStandard(t *testing.T) {
	now := time.Now()
	i := issuer{refuse: true}
	_, err := oauth(t, &i, &now).Session(t.Context(), "vs_1")
	if !errors.Is(err, basekyc.ErrUnauthenticated) || !basekyc.IsCode(err, "invalid_client") {
		t.Errorf("error %v", err)
	}
}
