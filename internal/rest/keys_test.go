package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func TestAKeyIsShownOnceAndWorksAsItSays(t *testing.T) {
	w := newWorld(t)
	made := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":" Reports ","scopes":["sessions:read"]}`), 201)
	if !strings.HasPrefix(made.Secret, "sk_test_") || made.Name != "Reports" || made.Livemode || made.Kind != "secret" ||
		len(made.Scopes) != 1 || made.Origins == nil || !strings.HasSuffix(made.Secret, made.Hint) || made.ExpiresAt != nil {
		t.Errorf("%+v", made)
	}
	if rec := w.ask("GET", "/v1/sessions", made.Secret, ""); rec.Code != 200 {
		t.Errorf("it does not work: %d", rec.Code)
	}
	problemIn(t, w.ask("POST", "/v1/sessions", made.Secret, order), 403, "insufficient_scope")
	rec := w.ask("GET", "/v1/api_keys/"+made.ID, w.a.secret, "")
	if got := read[api.Key](t, rec, 200); got.LastUsedAt == nil || got.ID != made.ID {
		t.Errorf("%+v", got)
	}
	if strings.Contains(rec.Body.String(), made.Secret) || strings.Contains(w.ask("GET", "/v1/api_keys", w.a.secret, "").Body.String(), made.Secret) {
		t.Error("the key is shown again")
	}
	live := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.live, `{"kind":"public","name":"site"}`), 201)
	if !strings.HasPrefix(live.Secret, "pk_live_") || !live.Livemode || len(live.Scopes) != 0 {
		t.Errorf("a live key made %+v", live)
	}
}

func TestKeysArePagedNewestFirst(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.b.live, fmt.Sprintf(`{"kind":"public","name":"k%d"}`, i)), 201)
	}
	var names []string
	last, after := "key_~", ""
	for {
		page := read[api.KeyList](t, w.ask("GET", "/v1/api_keys?limit=3"+after, w.b.live, ""), 200)
		for _, k := range page.Data {
			if k.ID >= last { // ids rise with the millisecond; within one there is no older
				t.Errorf("%s comes after %s", k.ID, last)
			}
			last = k.ID
			names = append(names, k.Name)
			after = "&starting_after=" + k.ID
		}
		if !page.HasMore {
			break
		}
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "k0 k1 k2 test" {
		t.Errorf("keys %q", got)
	}
	problemIn(t, w.ask("GET", "/v1/api_keys?starting_after=vs_00000000000000000000000000", w.b.live, ""), 400, "invalid_parameters")
}

func TestAChangedKeyObeysAtOnce(t *testing.T) {
	w := newWorld(t)
	made := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":"x"}`), 201)
	if rec := w.ask("POST", "/v1/sessions", made.Secret, order); rec.Code != 201 {
		t.Fatal(rec.Body)
	}
	got := read[api.Key](t, w.ask("PATCH", "/v1/api_keys/"+made.ID, w.a.secret, `{"name":"y","scopes":["events:read","sessions:read"]}`), 200)
	if got.Name != "y" || strings.Join(got.Scopes, " ") != "sessions:read events:read" {
		t.Errorf("%+v", got)
	}
	problemIn(t, w.ask("POST", "/v1/sessions", made.Secret, order), 403, "insufficient_scope")
	for _, body := range []string{`{"scopes":[]}`, `{"origins":["https://a.example"]}`, `{"name":""}`, `{"kind":"public"}`, `{"scopes":["all"]}`} {
		problemIn(t, w.ask("PATCH", "/v1/api_keys/"+made.ID, w.a.secret, body), 400, "invalid_parameters")
	}
	weak := w.keyWith(kyc.Scope{Account: w.a.id}, kyc.WriteKeys)
	problemIn(t, w.ask("PATCH", "/v1/api_keys/"+made.ID, weak, `{"scopes":["sessions:write"]}`), 403, "insufficient_scope")
	problemIn(t, w.ask("POST", "/v1/api_keys", weak, `{"kind":"secret","name":"x","scopes":["sessions:write"]}`), 403, "insufficient_scope")
	problemIn(t, w.ask("POST", "/v1/api_keys/"+made.ID+"/roll", weak, ""), 403, "insufficient_scope")
}

func TestAKeyRollsAndRevokesItself(t *testing.T) {
	w := newWorld(t)
	first := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":"x"}`), 201)
	before := time.Now()
	second := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys/"+first.ID+"/roll", first.Secret, ""), 201)
	former := read[api.Key](t, w.ask("GET", "/v1/api_keys/"+first.ID, second.Secret, ""), 200)
	if former.ReplacedBy == nil || *former.ReplacedBy != second.ID || former.ExpiresAt == nil || former.ExpiresAt.Sub(before) < 23*time.Hour || former.ExpiresAt.Sub(before) > 25*time.Hour {
		t.Errorf("former %+v", former)
	}
	for _, key := range []string{first.Secret, second.Secret} {
		if rec := w.ask("GET", "/v1/sessions", key, ""); rec.Code != 200 {
			t.Errorf("within the overlap: %d", rec.Code)
		}
	}
	problemIn(t, w.ask("POST", "/v1/api_keys/"+first.ID+"/roll", second.Secret, `{"overlap":0}`), 409, "key_replaced")
	problemIn(t, w.ask("POST", "/v1/api_keys/"+second.ID+"/roll", second.Secret, `{"overlap":604801}`), 400, "invalid_parameters")
	third := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys/"+second.ID+"/roll", second.Secret, `{"overlap":0}`), 201)
	problemIn(t, w.ask("GET", "/v1/sessions", second.Secret, ""), 401, "unauthenticated")
	if rec := w.ask("DELETE", "/v1/api_keys/"+third.ID, third.Secret, ""); rec.Code != 204 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	problemIn(t, w.ask("GET", "/v1/sessions", third.Secret, ""), 401, "unauthenticated")
	if rec := w.ask("DELETE", "/v1/api_keys/"+third.ID, w.a.secret, ""); rec.Code != 204 {
		t.Errorf("revoked again: %d", rec.Code)
	}
	problemIn(t, w.ask("PATCH", "/v1/api_keys/"+third.ID, w.a.secret, `{"name":"z"}`), 409, "key_ended")
}

func TestOfTwoRollsAtOnceOneWins(t *testing.T) {
	w := newWorld(t)
	made := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":"x"}`), 201)
	var wg sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			codes[i] = w.ask("POST", "/v1/api_keys/"+made.ID+"/roll", w.a.secret, "").Code
		}()
	}
	wg.Wait()
	won := 0
	for _, c := range codes {
		if c == http.StatusCreated {
			won++
		} else if c != http.StatusConflict {
			t.Errorf("status %d", c)
		}
	}
	if won != 1 {
		t.Errorf("%d successors", won)
	}
}

func TestAnAccountHasABoundedNumberOfKeys(t *testing.T) {
	w := newWorld(t)
	ended := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.live, `{"kind":"public","name":"x"}`), 201)
	for range kyc.MaxKeys - 2 { // and the live one that asks
		read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.live, `{"kind":"public","name":"x"}`), 201)
	}
	problemIn(t, w.ask("POST", "/v1/api_keys", w.a.live, `{"kind":"public","name":"x"}`), 409, "too_many_keys")
	w.ask("DELETE", "/v1/api_keys/"+ended.ID, w.a.live, "")
	if rec := w.ask("POST", "/v1/api_keys", w.a.live, `{"kind":"public","name":"x"}`); rec.Code != 201 {
		t.Errorf("after one has ended: %d", rec.Code)
	}
}

func TestAnExpiredKeyIsRefused(t *testing.T) {
	w := newWorld(t)
	problemIn(t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":"x","expires_at":"2020-01-01T00:00:00Z"}`), 400, "invalid_parameters")
	made := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"secret","name":"x","expires_at":"2999-01-01T00:00:00+05:30"}`), 201)
	if made.ExpiresAt == nil || !made.ExpiresAt.Equal(time.Date(2998, 12, 31, 18, 30, 0, 0, time.UTC)) {
		t.Errorf("expires %v", made.ExpiresAt)
	}
	problemIn(t, w.ask("GET", "/v1/sessions", w.a.expired, ""), 401, "unauthenticated")
}

func TestAPublicKeyIsBoundToItsPages(t *testing.T) {
	w := newWorld(t)
	const shop = "https://shop.example"
	made := read[api.KeyWithSecret](t, w.ask("POST", "/v1/api_keys", w.a.secret, `{"kind":"public","name":"shop","origins":["`+shop+`"]}`), 201)
	exchange := func(key string, headers ...string) (status int, allowed, vary string, body string) {
		v := w.create(w.a)
		rec := w.ask("POST", "/customer/exchange", "", fmt.Sprintf(`{"token":%q,"public_key":%q,"device":%q}`, v.Token, key, newDevice()), headers...)
		return rec.Code, rec.Header().Get("Access-Control-Allow-Origin"), rec.Header().Get("Vary"), rec.Body.String()
	}
	if status, allowed, vary, body := exchange(made.Secret, "Origin", shop); status != 200 || allowed != shop || vary != "Origin" {
		t.Errorf("its own page: %d %q %q %s", status, allowed, vary, body)
	}
	if status, allowed, _, body := exchange(made.Secret, "Origin", "http://kyc.example"); status != 200 || allowed != "http://kyc.example" {
		t.Errorf("our own page: %d %q %s", status, allowed, body)
	}
	for _, headers := range [][]string{{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", shop + ".evil.example"}, nil} {
		status, allowed, _, body := exchange(made.Secret, headers...)
		if status != 403 || allowed != "" || !strings.Contains(body, "origin_not_allowed") {
			t.Errorf("%v: %d %q %s", headers, status, allowed, body)
		}
	}
	if status, allowed, _, _ := exchange(w.a.public, "Origin", "https://any.example"); status != 200 || allowed != "*" {
		t.Errorf("a key without origins: %d %q", status, allowed)
	}
	read[api.Key](t, w.ask("PATCH", "/v1/api_keys/"+made.ID, w.a.secret, `{"origins":[]}`), 200)
	if status, allowed, _, _ := exchange(made.Secret, "Origin", "https://any.example"); status != 200 || allowed != "*" {
		t.Errorf("unbound: %d %q", status, allowed)
	}
}
