package e2e

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
)

// signUp founds an account at the demo and is its backend, with a receiver of
// its own.
func (d *demo) signUp(t *testing.T, name string) (backend *demo, founder string) {
	t.Helper()
	var made api.SignedUp
	order := api.SignUp{AccountName: name + " Finance", Name: name, Email: strings.ToLower(name) + "@finance.example", Password: password}
	if _, err := d.ask(http.MethodPost, "/dashboard/signup", order, &made); err != nil {
		t.Fatal("sign up:", err)
	}
	own := *d
	own.SecretKey = made.SecretKey
	var err error
	if own.hooks, err = receive(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.hooks.close)
	var e api.EndpointWithSecret
	if _, err := own.ask(http.MethodPost, "/v1/webhook_endpoints", api.NewEndpoint{URL: own.hooks.url}, &e); err != nil {
		t.Fatal("subscribe:", err)
	}
	own.hooks.trust(e.Secret)
	return &own, made.Member.ID
}

const password = "correct horse battery"

// An account that signed up has its own simulated officer: he takes its sessions
// and nobody else's, leaves what is not to be met, and is there again after a restart.
func TestEachAccountHasItsSimulatedOfficer(t *testing.T) {
	t.Parallel()
	needModels(t)
	d := own(t)
	turn(t)
	asha, _ := d.signUp(t, "Asha")
	ravi, _ := d.signUp(t, "Ravi")
	alone := ravi.invite(t, verifying("document"), simulate("never_joins"))
	alone.join("")
	alone.hears(api.SessionQueued)
	officers := map[*demo]string{}
	meet := func(of *demo) {
		m := of.invite(t, verifying("document"))
		m.join("genuine")
		m.hears(api.SessionCompleted)
		m.leaves()
		started := fact[api.StartedData](t, m.settled(), api.SessionStarted)
		if !started.Simulated || officers[of] != "" && officers[of] != started.OfficerID {
			t.Errorf("started by %+v, before by %s", started, officers[of])
		}
		officers[of] = started.OfficerID
		if r := m.result(); !is(r.Outcome, "approved") || r.Officer == nil || !r.Officer.Simulated {
			t.Errorf("result %+v", r)
		}
	}
	meet(asha)
	meet(ravi)
	if officers[asha] == officers[ravi] {
		t.Error("one officer for two accounts")
	}
	if err := d.terminate(); err != nil {
		t.Fatal(err)
	}
	if err := d.start(); err != nil {
		t.Fatal(err)
	}
	asha.process, ravi.process = d.process, d.process
	meet(asha)
	alone.hearsUntil("a second place in line", func(list []delivery) bool {
		return follow(types(list), api.SessionQueued, api.SessionUnqueued, api.SessionQueued)
	})
	if got := order(alone.settled()); slices.Contains(got, api.SessionStarted) {
		t.Errorf("the session that nobody joins: %v", got)
	}
}

// serve starts the production command with a receiver of webhooks allowed.
func serve(t *testing.T, env ...string) *demo {
	t.Helper()
	d := &demo{}
	var err error
	if d.port, err = freePort(); err != nil {
		t.Fatal(err)
	}
	if d.media, err = freePort(); err != nil {
		t.Fatal(err)
	}
	address, media := "127.0.0.1:"+strconv.Itoa(d.port), "127.0.0.1:"+strconv.Itoa(d.media)
	d.URL = "http://" + address
	d.process, err = spawn(append([]string{"BASEKYC_LISTEN=" + address, "BASEKYC_DATA=" + filepath.Join(t.TempDir(), "data"), "BASEKYC_MEDIA_UDP=" + media, "BASEKYC_MEDIA_TCP=" + media,
		"BASEKYC_SIGN_UP=open", "BASEKYC_WEBHOOKS_ALLOW_LOOPBACK=true"}, env...), "serve")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.terminate(); err != nil {
			t.Error("stop:", err)
		}
	})
	ctx, cancel := context.WithTimeoutCause(t.Context(), patience, errors.New("not ready"))
	defer cancel()
	if _, err := d.log.until(ctx, func(l []string) bool {
		return slices.ContainsFunc(l, func(line string) bool { return strings.Contains(line, "msg=ready") })
	}); err != nil {
		t.Fatalf("start the server: %v\n%s", err, d.tail())
	}
	return d
}

// The production command brings simulated officers to test sessions too.
func TestServeHasSimulatedOfficers(t *testing.T) {
	t.Parallel()
	turn(t)
	d, _ := serve(t).signUp(t, "Asha")
	m := d.invite(t)
	m.join("genuine")
	m.hears(api.SessionStarted)
}

// Without them test sessions wait for people: here for the founder of the account.
func TestServeWithoutSimulatedOfficers(t *testing.T) {
	t.Parallel()
	turn(t)
	d, founder := serve(t, "BASEKYC_SANDBOX_OFFICER=false").signUp(t, "Asha")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	dashboard := &http.Client{Jar: jar}
	for _, step := range [][3]string{{"POST", "/dashboard/login", `{"email":"asha@finance.example","password":"` + password + `"}`},
		{"PATCH", "/v1/members/" + founder, `{"roles":["admin","agent"]}`}} {
		r, err := http.NewRequestWithContext(t.Context(), step[0], d.URL+step[1], strings.NewReader(step[2]))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("BaseKYC-Mode", "test")
		res, err := dashboard.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %d", step[0], step[1], res.StatusCode)
		}
	}
	m := d.invite(t)
	m.join("genuine")
	m.hears(api.SessionQueued)
	p, err := spawn([]string{"BASEKYC_OFFICER_PASSWORD=" + password}, "simulate", "agent", "--url", d.URL, "--email", "asha@finance.example")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	m.hears(api.SessionStarted)
	events := get[api.EventList](t, d, "/v1/sessions/"+m.ID+"/events?limit=100")
	if by := fact[api.StartedData](t, events.Data, api.SessionStarted); by.OfficerID != founder {
		t.Errorf("started by %+v, not by %s", by, founder)
	}
}
