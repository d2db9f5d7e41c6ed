package desk_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	rand2 "math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
)

// checks notes what it is asked for.
type checks struct {
	started []desk.CheckOrder
	refuse  error

	mu      sync.Mutex
	stopped []kyc.Ref
}

func (c *checks) Start(_ context.Context, _ *kyc.Session, kind kyc.CheckKind, document kyc.DocumentType) error {
	if c.refuse == nil {
		c.started = append(c.started, desk.CheckOrder{Kind: kind, Document: document})
	}
	return c.refuse
}

func (c *checks) Stop(ref kyc.Ref) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = append(c.stopped, ref)
}

// presence is who is at the desk.
type presence map[string]bool

func (p presence) AtDesk(kyc.Scope) map[string]bool { return p }

// staff is who works for an account.
type staff struct{ *store.Store }

func (s staff) Members(ctx context.Context, account string) ([]kyc.Officer, error) {
	return s.Officers(ctx, account)
}

type fixture struct {
	*desk.Desk
	there  presence
	checks *checks
	store  *store.Store
	scope  kyc.Scope
}

func open(t *testing.T) fixture {
	t.Helper()
	st := kyctest.Open(t)
	c := &checks{}
	s := session.New(session.Config{Store: st, BaseURL: "https://kyc.test", Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	there := presence{}
	return fixture{&desk.Desk{Sessions: s, Checks: c, Accounts: st, Staff: staff{st}, Presence: there, Shuffle: rand2.Shuffle, Now: time.Now}, there, c, st, kyctest.PutAccount(t, st)}
}

func (f fixture) in(t *testing.T, status kyc.Status) *kyc.Session {
	t.Helper()
	return kyctest.Put(t, f.store, f.scope, status)
}

func code(err error) string {
	var e *kyc.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return "not a public error: " + err.Error()
	}
	return ""
}

var (
	ravi = kyctest.Officer // who conducts the fixtures' calls
	sita = kyc.OfficerRef{ID: "off_sita", Name: "Sita Iyer"}
	ctx  = context.Background()
)

func TestOfManyWhoAcceptOneGetsTheCall(t *testing.T) {
	f := open(t)
	s := f.in(t, kyc.Waiting)
	officers := make([]kyc.OfficerRef, 8)
	codes := make([]string, len(officers))
	var wg sync.WaitGroup
	for i := range officers {
		officers[i] = kyc.OfficerRef{ID: kyctest.ID(kyc.PrefixOfficer), Name: "One of many"}
		wg.Go(func() {
			_, err := f.Accept(ctx, f.scope, s.ID, officers[i])
			codes[i] = code(err)
		})
	}
	wg.Wait()
	got, err := f.Sessions.Get(ctx, f.scope, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	winners := 0
	for i, c := range codes {
		switch c {
		case "":
			winners++
			if got.Officer == nil || got.Officer.ID != officers[i].ID {
				t.Errorf("%s was given the call, the session says %+v", officers[i].ID, got.Officer)
			}
			again, err := f.Accept(ctx, f.scope, s.ID, officers[i])
			if err != nil || again.Epoch != 1 {
				t.Errorf("a repeated click: %v", err)
			}
		case "already_taken":
		default:
			t.Errorf("refused with %q", c)
		}
	}
	if winners != 1 {
		t.Errorf("%d officers have the call", winners)
	}
	started := 0
	events, _, err := f.store.SessionEvents(ctx, f.scope, s.ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Type == kyc.EventStarted {
			started++
		}
	}
	if started != 1 {
		t.Errorf("%d events of the start", started)
	}
}

func TestWhoMayAcceptWhat(t *testing.T) {
	f := open(t)
	simulated := kyc.OfficerRef{ID: "off_sim", Name: "Sandbox Officer", Simulated: true}
	live := kyc.Scope{Account: f.scope.Account, Live: true}
	other := kyctest.PutAccount(t, f.store)
	for name, tt := range map[string]struct {
		scope kyc.Scope
		id    string
		by    kyc.OfficerRef
		want  string
	}{
		"a simulated officer in test":    {f.scope, f.in(t, kyc.Waiting).ID, simulated, ""},
		"a simulated officer live":       {live, kyctest.Put(t, f.store, live, kyc.Waiting).ID, simulated, "simulated_officer"},
		"an officer live":                {live, kyctest.Put(t, f.store, live, kyc.Waiting).ID, sita, ""},
		"a session of another tenant":    {other, f.in(t, kyc.Waiting).ID, sita, "session_not_found"},
		"a live session from the test":   {f.scope, kyctest.Put(t, f.store, live, kyc.Waiting).ID, sita, "session_not_found"},
		"a customer who is not in line":  {f.scope, f.in(t, kyc.Joined).ID, sita, "wrong_state"},
		"another officer's call":         {f.scope, f.in(t, kyc.InProgress).ID, sita, "already_taken"},
		"the own call":                   {f.scope, f.in(t, kyc.InProgress).ID, ravi, ""},
		"the own call that broke":        {f.scope, f.in(t, kyc.Interrupted).ID, ravi, ""},
		"another officer's broken call":  {f.scope, f.in(t, kyc.Interrupted).ID, sita, "already_taken"},
		"a session that was canceled":    {f.scope, f.in(t, kyc.Canceled).ID, sita, "session_ended"},
		"a session that does not exist":  {f.scope, kyctest.ID(kyc.PrefixSession), sita, "session_not_found"},
		"a session that no one may name": {f.scope, "' OR 1=1", sita, "session_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := f.Accept(ctx, tt.scope, tt.id, tt.by)
			if code(err) != tt.want {
				t.Fatalf("%q, want %q", code(err), tt.want)
			}
			if tt.want == "" && (s.Officer.ID != tt.by.ID || !s.Status.InCall()) {
				t.Errorf("the session is %s, of %s", s.Status, s.Officer.ID)
			}
		})
	}
}

func TestChecksRunInTheOwnRunningCall(t *testing.T) {
	f := open(t)
	for name, tt := range map[string]struct {
		status kyc.Status
		by     kyc.OfficerRef
		want   string
	}{
		"running":     {kyc.InProgress, ravi, ""},
		"interrupted": {kyc.Interrupted, ravi, "wrong_state"},
		"decided":     {kyc.Decided, ravi, "wrong_state"},
		"waiting":     {kyc.Waiting, ravi, "not_your_session"},
		"not the own": {kyc.InProgress, sita, "not_your_session"},
	} {
		t.Run(name, func(t *testing.T) {
			f.checks.started = nil
			s := f.in(t, tt.status)
			_, err := f.RunCheck(ctx, f.scope, s.ID, tt.by, desk.CheckOrder{Kind: kyc.CheckDocument})
			if code(err) != tt.want {
				t.Errorf("%q, want %q", code(err), tt.want)
			}
			if want := tt.want == ""; (len(f.checks.started) == 1) != want {
				t.Errorf("started %+v", f.checks.started)
			}
		})
	}
	s := f.in(t, kyc.InProgress)
	f.checks.started = nil
	for _, d := range []kyc.DocumentType{"", kyc.Passport} {
		if _, err := f.RunCheck(ctx, f.scope, s.ID, ravi, desk.CheckOrder{Kind: kyc.CheckDocument, Document: d}); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.checks.started; got[0].Document != kyc.PAN || got[1].Document != kyc.Passport {
		t.Errorf("documents are %+v: the first that was ordered is what is meant by none", got)
	}
	f.checks.refuse = kyc.Errorf(kyc.Conflict, "check_running", "A check is running.")
	if _, err := f.RunCheck(ctx, f.scope, s.ID, ravi, desk.CheckOrder{Kind: kyc.CheckLiveness}); code(err) != "check_running" {
		t.Errorf("the conductor's refusal became %q", code(err))
	}
}

func TestADecisionEndsTheRunningCheck(t *testing.T) {
	f := open(t)
	s := f.in(t, kyc.InProgress)
	ref := kyc.Ref{Scope: f.scope, Session: s.ID}
	for name, tt := range map[string]struct {
		by   kyc.OfficerRef
		r    kyc.Ruling
		want string
	}{
		"another officer":  {sita, kyc.Approve, "not_your_session"},
		"no known ruling":  {ravi, "perhaps", "invalid_parameters"},
		"nothing computed": {ravi, "", "invalid_parameters"},
	} {
		if _, err := f.Decide(ctx, f.scope, s.ID, tt.by, tt.r, nil, ""); code(err) != tt.want {
			t.Errorf("%s: %q, want %q", name, code(err), tt.want)
		}
	}
	if len(f.checks.stopped) > 0 {
		t.Error("a decision that was refused stopped the check")
	}
	got, err := f.Decide(ctx, f.scope, s.ID, ravi, kyc.Approve, nil, "met")
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != kyc.Decided || got.Decision.Outcome != kyc.NeedsReview { // no check was carried out
		t.Errorf("decided as %s, %+v", got.Status, got.Decision)
	}
	if len(f.checks.stopped) != 1 || f.checks.stopped[0] != ref {
		t.Errorf("stopped %+v", f.checks.stopped)
	}
	if _, err := f.Decide(ctx, f.scope, s.ID, ravi, kyc.Reject, nil, ""); code(err) != "wrong_state" {
		t.Errorf("a second decision: %q", code(err))
	}
}

func TestOfficersWithoutACertificateTakeNoCallsWhereTheAccountAsksForOne(t *testing.T) {
	f := open(t)
	if _, err := f.store.ChangeAccount(ctx, f.scope.Account, func(a *kyc.Account) error { a.Security.RequireCertificate = true; return nil }); err != nil {
		t.Fatal(err)
	}
	noon := kyctest.Noon
	f.Now = func() time.Time { return noon }
	with := func(until time.Time) kyc.OfficerRef {
		return kyc.OfficerRef{ID: sita.ID, Name: sita.Name, Certificate: "V-7", CertifiedUntil: until}
	}
	for name, tt := range map[string]struct {
		by   kyc.OfficerRef
		want string
	}{
		"none":                {sita, "certificate_required"},
		"lapsed":              {with(noon), "certificate_lapsed"},
		"good":                {with(noon.Add(time.Second)), ""},
		"a simulated officer": {kyc.OfficerRef{ID: "off_sim", Name: "Sandbox Officer", Simulated: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := f.in(t, kyc.Waiting)
			got, err := f.Accept(ctx, f.scope, s.ID, tt.by)
			if code(err) != tt.want {
				t.Fatalf("%q, want %q", code(err), tt.want)
			}
			if tt.want == "" && got.Officer.Certificate != tt.by.Certificate {
				t.Errorf("frozen as %+v", got.Officer)
			}
			if tt.want != "" {
				next := tt.by
				next.ID = "off_next" // who is in no call, in whatever order the cases come
				if _, err := f.Next(ctx, f.scope, next); code(err) != tt.want {
					t.Errorf("whoever is next: %q", code(err))
				}
				if after, err := f.Sessions.Get(ctx, f.scope, s.ID); err != nil || after.Status != kyc.Waiting {
					t.Errorf("%v %v", after, err)
				}
			}
		})
	}
	// A call that runs is brought to its end, also after a reload of the page.
	s := f.in(t, kyc.InProgress)
	if _, err := f.Accept(ctx, f.scope, s.ID, ravi); err != nil {
		t.Errorf("the own call: %v", err)
	}
	if _, err := f.Decide(ctx, f.scope, s.ID, ravi, kyc.Approve, nil, ""); err != nil {
		t.Errorf("its decision: %v", err)
	}
}
