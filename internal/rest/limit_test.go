package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
)

// Counting after the answer alone would let a thousand at once all be the first.
func TestPasswordsTriedAtOnceAreCounted(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	var mu sync.Mutex
	codes := map[int]int{}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			path := []string{"/dashboard/login", "/desk/login"}[i%2]
			rec := w.ask("POST", path, "", loginBody(fmt.Sprintf("somebody%d@example.com", i), "a common password"))
			mu.Lock()
			defer mu.Unlock()
			codes[rec.Code]++
		})
	}
	all.Wait()
	if codes[401] > 4 || codes[401]+codes[429] != 12 {
		t.Errorf("%v", codes)
	}
}

// Who has one IPv6 address has the other 2^64 of its network too.
func TestAnIPv6NetworkIsOneAddress(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{FailPerMinute: 3}
		d.ClientIP = func(r *http.Request) string { return r.Header.Get("Client") }
	})
	w.member(w.a, "meera@example.com", kyc.Admin)
	codes := map[int]int{}
	for i := range 8 {
		codes[w.ask("POST", "/dashboard/login", "", loginBody("meera@example.com", "a common password"), "Client", fmt.Sprintf("2001:db8:1:2::%x", i+1)).Code]++
	}
	if codes[429] == 0 {
		t.Errorf("passwords: %v", codes)
	}
	codes = map[int]int{}
	for i := range 8 {
		codes[w.ask("GET", "/v1/sessions", "sk_test_"+fmt.Sprint(i), "", "Client", fmt.Sprintf("2001:db8:1:2:3::%x", i+1)).Code]++
	}
	if codes[429] == 0 {
		t.Errorf("keys: %v", codes)
	}
	rec := w.ask("POST", "/dashboard/login", "", loginBody("meera@example.com", password), "Client", "2001:db8:1:3::1")
	if rec.Code != 200 {
		t.Fatalf("another network: %d", rec.Code)
	}
	if me := read[api.Me](t, rec, 200); me.Login.Address != "2001:db8:1:3::1" {
		t.Errorf("the login is shown with %s", me.Login.Address)
	}
}

// What a former holder does from his address does not keep his stream alive.
func TestNoEventLeavesAfterTheKey(t *testing.T) {
	for _, flood := range []bool{false, true} {
		w := newWorldWith(t, func(d *rest.Deps) {
			d.Heartbeat = time.Hour
			d.Limits = rest.Limits{FailPerMinute: 2, AddressPerMinute: 1, AddressBurst: 1}
		})
		server := httptest.NewServer(w.h)
		t.Cleanup(server.Close)
		t.Cleanup(w.feed.Close)
		scope := kyc.Scope{Account: w.a.id}
		plain, k, err := w.accounts.MintKey(t.Context(), scope, kyc.SecretKey, "to be revoked")
		must(t, err)
		happen := func() {
			t.Helper()
			_, _, err := w.sessions.Create(t.Context(), scope, kyc.Order{Customer: kyc.Customer{Name: "Asha Rao", Mobile: "+919800000002", Email: "asha@example.com"}, Type: "full_kyc"})
			must(t, err)
		}
		s := w.follow(server.URL, plain)
		happen()
		if e := s.next(false); e.Type != api.SessionCreated {
			t.Fatalf("%+v", e)
		}
		must(t, w.accounts.RevokeKey(t.Context(), scope, k.ID))
		for range 6 {
			if !flood {
				break
			}
			r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/v1/sessions", nil)
			must(t, err)
			r.Header.Set("Authorization", "Bearer "+plain)
			resp, err := http.DefaultClient.Do(r)
			must(t, err)
			resp.Body.Close()
		}
		happen()
		for s.lines.Scan() {
			if line := s.lines.Text(); line != "" {
				t.Errorf("flood %v: the stream goes on: %s", flood, line)
				s.leave()
			}
		}
	}
}

// Who invites holds the link, and could ask with it who has a log-in elsewhere.
func TestInvitationsAreNoDirectory(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 3} })
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	codes := map[int]int{}
	for i := range 8 {
		email := fmt.Sprintf("somebody%d@elsewhere.example", i)
		_, err := w.accounts.AddOfficer(t.Context(), w.b.id, email, "Somebody", "", kyc.Agent)
		must(t, err)
		_, code := invited(t, admin.ask("POST", "/v1/invitations", fmt.Sprintf(`{"email":%q,"roles":["agent"]}`, email)))
		codes[w.ask("POST", "/dashboard/invitations/accept", "", acceptance(code)).Code]++
	}
	if codes[409] > 4 || codes[409]+codes[429] != 8 {
		t.Errorf("%v", codes)
	}
}
