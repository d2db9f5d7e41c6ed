package signalling_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/signalling"
	"github.com/basekyc/basekyc/internal/token"
)

func TestFirstMessageMustBeAGoodHello(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.guest()
	for name, tt := range map[string]struct {
		say  string
		want websocket.StatusCode
	}{
		"ping first":     {`{"type":"ping","t":1}`, 4400},
		"no type":        {`{}`, 4400},
		"null":           {`null`, 4400},
		"garbage":        {`hello`, 4400},
		"array":          {`[]`, 4400},
		"two objects":    {`{"type":"hello"}{"type":"hello"}`, 4400},
		"trailing brace": {`{"type":"hello"}}`, 4400},
		"unknown member": {`{"type":"hello","token":"x","admin":true}`, 4400},
		"oversized":      {`{"type":"hello","token":"` + strings.Repeat("x", 70<<10) + `"}`, websocket.StatusMessageTooBig},
		"no token":       {`{"type":"hello"}`, 4401},
		"no staff token": {`{"type":"hello","token":"` + g.token + `"}`, 4401}, // a customer's is none
	} {
		t.Run(name, func(t *testing.T) {
			c := w.connect()
			c.say(tt.say)
			c.closed(tt.want)
		})
	}
	t.Run("binary", func(t *testing.T) {
		c := w.connect()
		if err := c.conn.Write(deadline(t), websocket.MessageBinary, []byte(`{"type":"hello"}`)); err != nil {
			t.Fatal(err)
		}
		c.closed(4400)
	})
}

func TestWhoSaysNothingIsTold(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Hello = 20 * time.Millisecond
	open(t, timing).connect().closed(4408)
}

func TestAHelloThatDripsInIsTooLate(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Hello = 50 * time.Millisecond
	w := open(t, timing)
	c := w.connect()
	part, err := c.conn.Writer(deadline(t), websocket.MessageText)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(`{"type":"hel`)); err != nil {
		t.Fatal(err)
	}
	c.closed(4408)
}

func TestCredentialsOfTheCustomer(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g, o := w.guest(), w.guest()
	for name, tt := range map[string]struct {
		token, device, code string
		want                websocket.StatusCode
	}{
		"not a token":      {"x", g.device, "token_invalid", 4401},
		"another device":   {g.token, o.device, "wrong_device", 4403},
		"another's token":  {o.token, g.device, "wrong_device", 4403},
		"a staff token":    {w.staff(ravi.ID), g.device, "token_invalid", 4401},
		"the embed token":  {w.embedding(t), g.device, "token_invalid", 4401},
		"a forged account": {g.token[:len(g.token)-4] + "AAAA", g.device, "token_invalid", 4401},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.connect()
			c.send(fields{"type": "hello", "token": tt.token, "device": tt.device})
			c.refusal(tt.code)
			c.closed(tt.want)
		})
	}
	t.Run("expired", func(t *testing.T) {
		w := open(t, patient)
		g := w.guest()
		w.late.forward(token.DefaultLife)
		c := w.customer(g)
		c.refusal("token_expired")
		c.closed(4401)
	})
}

// embedding is the token that binds a device and opens nothing.
func (w *world) embedding(t *testing.T) string {
	t.Helper()
	_, link, err := w.Create(context.Background(), w.scope, kyctest.Asha())
	if err != nil {
		t.Fatal(err)
	}
	return link.Token
}

func TestCredentialsOfOfficers(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g, free := w.taken(), w.waiting()
	foreign, err := w.keys.MintStaff(token.Staff{Officer: ravi.ID, Account: kyctest.PutAccount(t, w.store).Account, Roles: []string{"agent"}})
	if err != nil {
		t.Fatal(err)
	}
	live, err := w.keys.MintStaff(token.Staff{Officer: ravi.ID, Account: w.scope.Account, Live: true, Roles: []string{"agent"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		token, session, code string
		want                 websocket.StatusCode
	}{
		"another officer": {w.staff("off_sita"), g.ref.Session, "not_your_session", 4403},
		"not taken yet":   {w.staff(ravi.ID), free.ref.Session, "not_your_session", 4403},
		"other tenant":    {foreign.Token, g.ref.Session, "session_not_found", 4403},
		"other mode":      {live.Token, g.ref.Session, "session_not_found", 4403},
		"no such session": {w.staff(ravi.ID), kyctest.ID("vs"), "session_not_found", 4403},
		"not an agent":    {w.staff(ravi.ID, "auditor", "admin"), g.ref.Session, "role_required", 4403},
		"queue, no agent": {w.staff(ravi.ID, "developer"), "", "role_required", 4403},
		"not a token":     {"x", g.ref.Session, "token_invalid", 4401},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.connect()
			c.send(fields{"type": "hello", "token": tt.token, "session_id": tt.session})
			c.refusal(tt.code)
			c.closed(tt.want)
		})
	}
	t.Run("expired", func(t *testing.T) {
		shift := w.staff(ravi.ID)
		w.late.forward(token.DefaultShift)
		c := w.connect()
		c.send(fields{"type": "hello", "token": shift})
		c.refusal("token_expired")
		c.closed(4401)
	})
}

func TestWelcomeShowsTheSession(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	c := w.customer(g)
	if m := c.of("welcome"); m.Role != "customer" || m.Session.ID != g.ref.Session || m.Session.Status != "in_progress" {
		t.Errorf("customer's welcome is %+v", m)
	}
	if m := c.of("peer"); m.Present || m.Media {
		t.Error("an officer who has not come is present")
	}
	a := w.agent(g)
	if m := a.of("welcome"); m.Role != "agent" || !m.Session.Mine {
		t.Errorf("officer's welcome is %+v", m)
	}
	if m := a.of("peer"); !m.Present || m.Media {
		t.Errorf("the customer as the officer sees him: %+v", m)
	}
	if m := c.of("peer"); !m.Present {
		t.Error("the officer has come, the customer is not told")
	}
	c.say(`{"type":"hello","token":"x"}`)
	c.refusal("unknown_message")
	a.say(`{"type":"ready"}`)
	a.refusal("not_allowed")
	c.lives()
	a.lives()
}

func TestANewerConnectionReplaces(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.taken()
	a := w.agent(g)
	a.of("welcome")
	first := w.customer(g)
	first.of("welcome")
	second := w.customer(g)
	second.of("welcome")
	first.closed(4409)
	second.lives()
	other := w.agent(g)
	other.of("welcome")
	a.closed(4409)
	other.lives()
	w.decide(g) // the newer one is who hears
	second.status(kyc.Decided)
	other.status(kyc.Decided)
}

func TestASilentSocketIsEnded(t *testing.T) {
	t.Parallel()
	timing := patient
	timing.Heartbeat = 30 * time.Millisecond
	w := open(t, timing)
	g := w.guest()
	c := w.customer(g)
	c.of("welcome")
	c.closed(4408)
	o := w.watcher()
	o.of("welcome")
	o.closed(4408)
}

func TestAReissuedLinkEndsTheFormerDevice(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.guest()
	c := w.customer(g)
	c.of("welcome")
	if _, _, err := w.Reissue(context.Background(), g.ref.Scope, g.ref.Session, nil); err != nil {
		t.Fatal(err)
	}
	for _, m := range c.closed(4401) {
		if m.Type == "session" {
			t.Error("the former device was shown the session after it had lost it")
		}
	}
}

func TestAnEndedSessionIsShownOnce(t *testing.T) {
	t.Parallel()
	w := open(t, patient)
	g := w.guest()
	if _, err := w.Cancel(context.Background(), g.ref.Scope, g.ref.Session); err != nil {
		t.Fatal(err)
	}
	c := w.customer(g)
	if m := c.of("welcome"); m.Session.Status != "canceled" {
		t.Errorf("shown %s", m.Session.Status)
	}
	c.closed(4410)
}

func TestAnyOriginThatIsAllowedMayUpgrade(t *testing.T) {
	t.Parallel()
	w := openWith(t, patient, func(c *signalling.Config) { c.Origins = []string{"bank.example"} })
	for origin, want := range map[string]int{"https://bank.example": 101, "https://evil.example": 403, "": 101} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		conn, res, err := websocket.Dial(deadline(t), w.url, &websocket.DialOptions{HTTPHeader: h, HTTPClient: dialer})
		if res == nil || res.StatusCode != want {
			t.Errorf("%q: %v", origin, err)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
}
