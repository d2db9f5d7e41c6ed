package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

// Who comes with what.
var callers = []string{"nobody", "public key", "other account's key", "other mode's key", "revoked key", "customer's token", "staff token", "other account's staff"}

// expected says what each route answers to each of callers, in that order.
// A list shows nothing of others' and is 200; one object of others' is 404.
var expected = map[string][]int{}

func init() {
	one := []int{401, 403, 404, 404, 401, 401, 401, 401}
	list := []int{401, 403, 200, 200, 401, 401, 401, 401}
	customers := []int{401, 401, 401, 401, 401, 200, 401, 401}
	for route, want := range map[string][]int{
		"POST /v1/sessions":                           {401, 403, 201, 201, 401, 401, 401, 401},
		"GET /v1/sessions":                            list,
		"GET /v1/sessions/{id}":                       one,
		"POST /v1/sessions/{id}/cancel":               one,
		"POST /v1/sessions/{id}/token":                one,
		"POST /v1/sessions/{id}/reschedule":           one,
		"GET /v1/profiles":                            list,
		"GET /v1/slots":                               list,
		"GET /v1/hours":                               list,
		"GET /v1/sessions/{id}/events":                one,
		"GET /v1/sessions/{id}/result":                one,
		"GET /v1/sessions/{id}/recording":             one,
		"GET /v1/sessions/{id}/report":                one,
		"GET /v1/events":                              one, // of one session
		"GET /v1/events/stream":                       list,
		"GET /v1/events/{id}":                         one,
		"POST /v1/webhook_endpoints":                  {401, 403, 201, 201, 401, 401, 401, 401},
		"GET /v1/webhook_endpoints":                   list,
		"GET /v1/webhook_endpoints/{id}":              one,
		"DELETE /v1/webhook_endpoints/{id}":           one,
		"PATCH /v1/webhook_endpoints/{id}":            one,
		"POST /v1/webhook_endpoints/{id}/roll_secret": one,
		"POST /v1/webhook_endpoints/{id}/test":        one,
		"POST /v1/webhook_endpoints/{id}/replay":      one,
		"POST /v1/webhook_deliveries/{id}/retry":      one,
		"GET /v1/webhook_deliveries":                  list,
		"GET /v1/webhook_deliveries/{id}":             one,
		"POST /v1/api_keys":                           {401, 403, 201, 201, 401, 401, 401, 401},
		"GET /v1/api_keys":                            list,
		"GET /v1/api_keys/{id}":                       one,
		"PATCH /v1/api_keys/{id}":                     one,
		"POST /v1/api_keys/{id}/roll":                 one,
		"DELETE /v1/api_keys/{id}":                    one,
		"POST /customer/exchange":                     {401, 401, 401, 401, 401, 401, 401, 401}, // the body's code is wrong
		"POST /customer/refresh":                      customers,
		"GET /customer/session":                       customers,
		"GET /customer/consent":                       customers,
		"GET /customer/diagnosis":                     {200, 200, 200, 200, 200, 200, 200, 200},
		"POST /customer/consent":                      {401, 401, 401, 401, 401, 204, 401, 401},
		"POST /customer/stills":                       {401, 401, 401, 401, 401, 409, 401, 401}, // not in the call yet
		"POST /customer/uploads":                      {401, 401, 401, 401, 401, 409, 401, 401},
		"HEAD /customer/uploads/{id}":                 {401, 401, 401, 401, 401, 409, 401, 401},
		"PATCH /customer/uploads/{id}":                {401, 401, 401, 401, 401, 409, 401, 401},
		"POST /desk/login":                            {401, 401, 401, 401, 401, 401, 401, 401}, // the password is wrong
		"GET /desk/sessions":                          {401, 401, 401, 401, 401, 401, 200, 200},
		"GET /desk/sessions/{id}":                     {401, 401, 401, 401, 401, 401, 200, 404},
		"POST /desk/sessions/{id}/accept":             {401, 401, 401, 401, 401, 401, 409, 404}, // not waiting
		"POST /desk/sessions/{id}/checks":             {401, 401, 401, 401, 401, 401, 202, 404},
		"POST /desk/sessions/{id}/decision":           {401, 401, 401, 401, 401, 401, 409, 404},
		"GET /desk/reasons":                           {401, 401, 401, 401, 401, 401, 200, 200},
		"POST /desk/sessions/{id}/flags":              {401, 401, 401, 401, 401, 401, 409, 404},
		"POST /desk/next":                             {401, 401, 401, 401, 401, 401, 404, 404}, // nobody waits
		"GET /desk/officers":                          {401, 401, 401, 401, 401, 401, 200, 200},
		"POST /desk/sessions/{id}/return":             {401, 401, 401, 401, 401, 401, 409, 404},
		"PUT /desk/sessions/{id}/notes":               {401, 401, 401, 401, 401, 401, 403, 404},
		"GET /desk/sessions/{id}/pictures/{picture}":  {401, 401, 401, 401, 401, 401, 404, 404},
		"GET /desk/sessions/{id}/recording":           {401, 401, 401, 401, 401, 401, 403, 403},
		"POST /desk/search":                           {401, 401, 401, 401, 401, 401, 200, 200},
		"GET /desk/filters":                           {401, 401, 401, 401, 401, 401, 200, 200},
		"GET /desk/numbers":                           {401, 401, 401, 401, 401, 401, 403, 403}, // agents
		"PUT /desk/presence":                          {401, 401, 401, 401, 401, 401, 204, 204},
		"POST /desk/search/export":                    {401, 401, 401, 401, 401, 401, 403, 403}, // agents
		"POST /desk/numbers/export":                   {401, 401, 401, 401, 401, 401, 403, 403},
		"GET /desk/exports":                           {401, 401, 401, 401, 401, 401, 403, 403},
		"POST /desk/token":                            {401, 401, 401, 401, 401, 401, 401, 401}, // no cookie
		"POST /desk/audits/next":                      {401, 401, 401, 401, 401, 401, 403, 403}, // agents
		"POST /desk/sessions/{id}/audit":              {401, 401, 401, 401, 401, 401, 403, 403},
		"POST /desk/sessions/{id}/appointment":        {401, 401, 401, 401, 401, 401, 200, 404},
		"GET /desk/slots":                             {401, 401, 401, 401, 401, 401, 200, 200},
		"GET /customer/slots":                         customers,
		"POST /customer/appointment":                  {401, 401, 401, 401, 401, 409, 401, 401}, // does not wait
		"POST /customer/line":                         {401, 401, 401, 401, 401, 409, 401, 401}, // nor was left alone
		"GET /healthz":                                {200, 200, 200, 200, 200, 200, 200, 200},
		"GET /readyz":                                 {200, 200, 200, 200, 200, 200, 200, 200},
	} {
		expected[route] = want
	}
}

// bodies of the routes that need one.
var bodies = map[string]string{
	"POST /v1/sessions":                      order,
	"POST /v1/sessions/{id}/reschedule":      `{"scheduled_at":"` + nextTuesday().Format(time.RFC3339) + `"}`,
	"POST /desk/sessions/{id}/appointment":   `{"scheduled_at":"` + nextTuesday().Format(time.RFC3339) + `"}`,
	"POST /customer/appointment":             `{"scheduled_at":"` + nextTuesday().Format(time.RFC3339) + `"}`,
	"PUT /v1/hours":                          `{"time_zone":"UTC","hours":[{"day":"monday","from":"09:00","to":"10:00"}],"slot_minutes":15,"capacity":2}`,
	"POST /v1/webhook_endpoints":             `{"url":"http://127.0.0.1:9/hook"}`,
	"POST /v1/api_keys":                      `{"kind":"secret","name":"more"}`,
	"PATCH /v1/api_keys/{id}":                `{"name":"other"}`,
	"POST /v1/oauth_clients":                 `{"name":"more","scopes":["keys:write"]}`,
	"POST /oauth/token":                      `grant_type=client_credentials`,
	"POST /oauth/introspect":                 `token=x`,
	"POST /oauth/revoke":                     `token=x`,
	"POST /customer/exchange":                `{"session_id":"vs_00000000000000000000000000","code":"x","device":"` + strings.Repeat("A", 43) + `"}`,
	"POST /customer/consent":                 `{"version":"1","language":"en","sha256":"70c1fabbbba8cdf0eb60e93f70c7dc69bbfe15d3ab5dcaf7a0e46b01c97d2b6d"}`,
	"POST /desk/login":                       `{"email":"a@example.com","password":"wrong"}`,
	"POST /desk/search":                      `{"person":"asha"}`,
	"POST /desk/search/export":               `{"person":"asha"}`,
	"POST /desk/numbers/export":              `{}`,
	"PUT /desk/presence":                     `{"state":"online"}`,
	"POST /desk/sessions/{id}/checks":        `{"kind":"liveness"}`,
	"POST /desk/sessions/{id}/decision":      `{"decision":"approve"}`,
	"POST /desk/sessions/{id}/flags":         `{"flag":"prompting"}`,
	"POST /desk/sessions/{id}/return":        `{}`,
	"PUT /desk/sessions/{id}/notes":          `{"notes":"calm"}`,
	"POST /desk/sessions/{id}/audit":         `{"decision":"approve"}`,
	"PATCH /v1/webhook_endpoints/{id}":       `{"description":"x"}`,
	"POST /v1/webhook_endpoints/{id}/replay": `{"since":"2026-01-01T00:00:00Z"}`,
}

// nextTuesday at 10:30 in India begins a slot of the default hours.
func nextTuesday() time.Time {
	at := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1).Add(5 * time.Hour)
	for at.Weekday() != time.Tuesday {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

func TestEveryRouteLetsInOnlyWhoItShould(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Limits = rest.Limits{FailPerMinute: 100000} })
	bodies["POST /customer/consent"] = `{"version":"1","language":"en","sha256":"` + sum("I agree.") + `"}`
	routes := documented(t)
	for _, route := range routes {
		want, ok := expected[route]
		if !ok {
			t.Errorf("%s: say in expected who may come in", route)
			continue
		}
		method, path, _ := strings.Cut(route, " ")
		v := w.create(w.a)
		device := w.join(v)
		for i, caller := range callers {
			credential := map[string]string{"public key": w.a.public, "other account's key": w.b.secret, "other mode's key": w.a.live,
				"revoked key": w.a.revoked, "customer's token": device.token, "staff token": w.a.staff, "other account's staff": w.b.staff}[caller]
			target := w.target(route, path, v.ID)
			rec := w.ask(method, target, credential, bodies[route], rest.DeviceHeader, device.device, "Tus-Resumable", "1.0.0")
			if rec.Code != want[i] {
				t.Errorf("%s by %s: %d, want %d: %s", route, caller, rec.Code, want[i], rec.Body)
			}
			if rec.Header().Get("Request-Id") == "" {
				t.Errorf("%s by %s: no Request-Id", route, caller)
			}
			if strings.Contains(rec.Body.String(), v.ID) && rec.Code == 200 && (caller == "other account's key" || caller == "other mode's key" || caller == "other account's staff") {
				t.Errorf("%s by %s shows the session", route, caller)
			}
		}
	}
	for route := range expected {
		if !strings.Contains(strings.Join(routes, "\n")+"\n", route+"\n") {
			t.Errorf("%s is expected but not a route", route)
		}
	}
}

// target is an address that the route takes, of an object of tenant a's.
func (w *world) target(route, path, session string) string {
	target := strings.Replace(path, "{id}", w.objectFor(path, session), 1)
	switch route {
	case "GET /v1/events":
		target += "?session_id=" + session
	case "POST /customer/stills":
		target += "?document=pan&side=front"
	}
	return target
}

// objectFor gives an id of tenant a's that the path takes.
func (w *world) objectFor(path, session string) string {
	scope := kyc.Scope{Account: w.a.id}
	switch {
	case strings.HasPrefix(path, "/v1/events"):
		list, _, err := w.store.SessionEvents(w.t.Context(), scope, session, 0, 1)
		must(w.t, err)
		return list[0].ID
	case strings.HasPrefix(path, "/v1/webhook_endpoints"):
		former, err := w.store.Endpoints(w.t.Context(), scope) // there are only so many
		must(w.t, err)
		for _, e := range former {
			must(w.t, w.store.DeleteEndpoint(w.t.Context(), scope, e.ID))
		}
		e := kyctest.Endpoint(scope)
		must(w.t, w.store.CreateEndpoint(w.t.Context(), e))
		return e.ID
	case strings.HasPrefix(path, "/v1/api_keys"):
		_, k, err := w.accounts.MintKey(w.t.Context(), scope, kyc.PublicKey, "object")
		must(w.t, err)
		return k.ID
	case strings.HasPrefix(path, "/v1/members"):
		o := kyctest.Ravi(w.a.id)
		must(w.t, w.store.CreateOfficer(w.t.Context(), o))
		return o.ID
	case strings.HasPrefix(path, "/v1/invitations"):
		_, i, err := w.accounts.Invite(w.t.Context(), &kyc.Principal{Scope: scope, Permissions: kyc.Permissions}, kyctest.ID("x")+"@example.com", []kyc.Role{kyc.Agent})
		must(w.t, err)
		return i.ID
	case strings.HasPrefix(path, "/v1/oauth_clients"):
		_, c, err := w.accounts.CreateClient(w.t.Context(), kyc.Operator(scope), kyc.ClientOrder{Name: "object", Permissions: []kyc.Permission{kyc.WriteKeys}})
		must(w.t, err)
		return c.ID
	case strings.HasPrefix(path, "/v1/webhook_deliveries"):
		return "wd_00000000000000000000000000"
	}
	return session
}

// documented lists the routes of the OpenAPI document.
func documented(t testing.TB) []string {
	t.Helper()
	raw, err := rest.Document()
	must(t, err)
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	must(t, json.Unmarshal(raw, &doc))
	var out []string
	for path, item := range doc.Paths {
		for method := range item {
			out = append(out, strings.ToUpper(method)+" "+path)
		}
	}
	sort.Strings(out)
	return out
}

func TestASecretKeyIsRefusedFromABrowser(t *testing.T) {
	w := newWorld(t)
	for _, headers := range [][]string{{"Origin", "https://shop.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		rec := w.ask("GET", "/v1/sessions", w.a.secret, "", headers...)
		problemIn(t, rec, http.StatusForbidden, "secret_key_in_browser")
		if rec.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Error("the browser would hide the advice from the developer")
		}
	}
	if rec := w.ask("GET", "/v1/sessions", w.a.secret, "", "Sec-Fetch-Mode", "cors"); rec.Code != 200 {
		t.Errorf("Node's own fetch is refused: %d", rec.Code)
	}
}

func TestKeysInQueryOrBasicAreNotTaken(t *testing.T) {
	w := newWorld(t)
	problemIn(t, w.ask("GET", "/v1/sessions?key="+w.a.secret, "", ""), 401, "unauthenticated")
	rec := w.ask("GET", "/v1/sessions", "", "", "Authorization", "Basic "+w.a.secret)
	problemIn(t, rec, 401, "unauthenticated")
	if !strings.HasPrefix(rec.Header().Get("WWW-Authenticate"), "Bearer") {
		t.Error("no WWW-Authenticate")
	}
}

func TestAKeysModeIsItsWorld(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	problemIn(t, w.ask("GET", "/v1/sessions/"+v.ID, w.a.live, ""), 404, "session_not_found")
	live := read[struct{ Livemode bool }](t, w.ask("POST", "/v1/sessions", w.a.live, order), 201)
	if v.Livemode || !live.Livemode {
		t.Errorf("livemode %v and %v", v.Livemode, live.Livemode)
	}
}

func TestDevelopersDoNotReadCases(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	for _, path := range []string{"/desk/sessions", "/desk/sessions/" + v.ID} {
		problemIn(t, w.ask("GET", path, w.a.developer, ""), 403, "forbidden")
	}
	problemIn(t, w.ask("POST", "/desk/sessions/"+v.ID+"/accept", w.a.developer, ""), 403, "forbidden")
}

func TestAnotherDeviceIsRefused(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	c := w.join(v)
	problemIn(t, w.as(bound{token: c.token, device: newDevice()}, "GET", "/customer/session", ""), 403, "wrong_device")
	_, code, _ := strings.Cut(v.URL, "#")
	problemIn(t, w.ask("POST", "/customer/exchange", "", fmt.Sprintf(`{"session_id":%q,"code":%q,"device":%q}`, v.ID, code, newDevice())), 409, "link_used")
	read[struct{}](t, w.ask("POST", "/v1/sessions/"+v.ID+"/token", w.a.secret, ""), 200)
	if rec := w.as(c, "GET", "/customer/session", ""); rec.Code != 403 {
		t.Errorf("the former device still holds the session: %d", rec.Code)
	}
}

func TestTheEmbeddingTokenNeedsItsAccountsPublicKey(t *testing.T) {
	w := newWorld(t)
	v := w.create(w.a)
	exchange := func(tok, key string) int {
		return w.ask("POST", "/customer/exchange", "", fmt.Sprintf(`{"token":%q,"public_key":%q,"device":%q}`, tok, key, newDevice())).Code
	}
	forged, err := w.tokens.MintCustomer(token.Customer{Session: v.ID, Account: w.a.id, Device: "x", Permissions: []string{token.MayJoin}})
	must(t, err)
	for name, got := range map[string]int{"other account's key": exchange(v.Token, w.b.public), "secret key": exchange(v.Token, w.a.secret),
		"bound token": exchange(forged.Token, w.a.public), "tampered": exchange(v.Token[:len(v.Token)-4]+"AAAA", w.a.public)} {
		if got != 401 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := exchange(v.Token, w.a.public); got != 200 {
		t.Errorf("the right pair: %d", got)
	}
}
