package rest_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/message"
	"github.com/basekyc/basekyc/internal/rest"
)

const forgotten, choose = "/dashboard/password/forgotten", "/dashboard/password/choose"

// mailbox is what a mail server took.
type mailbox struct {
	mu    sync.Mutex
	taken []kyc.Letter
}

func (m *mailbox) Carry(_ context.Context, to, subject, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.taken = append(m.taken, kyc.Letter{To: to, Subject: subject, Text: text})
	return nil
}

// mails gives the world a mail server; later moves the clock of what lets in.
func (w *world) mails() (box *mailbox, later func(time.Duration)) {
	w.t.Helper()
	box = &mailbox{}
	var passed time.Duration
	now := func() time.Time { return time.Now().Add(passed) }
	out, err := message.New(message.Config{Store: w.store, Seal: w.secrets.For("messages"), Carriers: map[kyc.Channel]message.Carrier{kyc.Email: box},
		Account: w.accounts.Account, Zone: w.sessions.Zone, ID: w.sessions.ID, Log: slog.New(slog.NewTextHandler(w.log, nil))})
	must(w.t, err)
	w.outbox = out
	w.accounts, err = account.New(account.Options{Store: w.store, Now: now, Entropy: rand.Reader, Secrets: w.secrets, Origin: passkeyOrigin, Reset: out.ComposeReset, Dismissed: w.dismiss})
	must(w.t, err)
	w.deps.Accounts, w.deps.Logins, w.deps.Factors, w.deps.Passkeys, w.deps.Resets = w.accounts, w.accounts, w.accounts, w.accounts, w.accounts
	w.h, err = rest.New(w.deps)
	must(w.t, err)
	return box, func(d time.Duration) { passed += d }
}

// letters sends what is due and answers with what was taken since.
func (w *world) letters(box *mailbox) []kyc.Letter {
	w.t.Helper()
	w.outbox.Deliver(w.t.Context())
	box.mu.Lock()
	defer box.mu.Unlock()
	out := box.taken
	box.taken = nil
	return out
}

var linkForm = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(passkeyOrigin+account.ResetPage) + `#(\S+)$`)

func chosen(ticket, next string) string { return `{"ticket":"` + ticket + `","new":"` + next + `"}` }

// asked is the ticket of the one letter that asking brings.
func (w *world) asked(box *mailbox, email string) string {
	w.t.Helper()
	if rec := w.ask("POST", forgotten, "", `{"email":"`+email+`"}`); rec.Code != 204 {
		w.t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	got := w.letters(box)
	if len(got) != 1 {
		w.t.Fatalf("%d letters", len(got))
	}
	found := linkForm.FindStringSubmatch(got[0].Text)
	if found == nil {
		w.t.Fatalf("no link in %q", got[0].Text)
	}
	return found[1]
}

func TestALetterForANewPassword(t *testing.T) {
	w := newWorld(t)
	v, o := w.member(w.a, "meera@example.com", kyc.Agent)
	box, _ := w.mails()
	l := w.newLaptop()
	l.logIn("meera@example.com")
	l.enrol()
	if e := read[api.Entrance](t, l.ask("GET", "/dashboard/entrance", ""), 200); !e.Resets {
		t.Errorf("%+v", e)
	}
	former, ticket := w.asked(box, "meera@example.com"), w.asked(box, " Meera@Example.com ")
	const next = "another long password"
	problemIn(t, w.ask("POST", choose, "", chosen(ticket, "meera@example.com")), 400, "invalid_parameters")
	if rec := w.ask("POST", choose, "", chosen(ticket, next)); rec.Code != 204 || len(rec.Result().Cookies()) > 0 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for name, old := range map[string]string{"again": ticket, "the one before": former} {
		if p := problemIn(t, w.ask("POST", choose, "", chosen(old, "a third long password")), 403, "reset_invalid"); p.Detail == "" {
			t.Error(name)
		}
	}
	problemIn(t, v.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	problemIn(t, l.ask("GET", "/dashboard/me", ""), 401, "logged_out")
	if gone := w.gone(); gone[len(gone)-1] != w.a.id+"/"+o.ID {
		t.Errorf("dismissed %v", gone)
	}
	problemIn(t, w.ask("POST", "/dashboard/login", "", loginBody("meera@example.com", password)), 401, "credentials_invalid")
	problemIn(t, w.ask("POST", "/dashboard/login", "", loginBody("meera@example.com", next)), 403, "totp_required") // the second factor stays
	for _, secret := range []string{ticket, former, next, "meera@example.com"} {
		if strings.Contains(w.log.String(), secret) {
			t.Error("the log tells of it")
		}
	}
}

func TestAskingForALetterTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.member(w.a, "meera@example.com", kyc.Agent)
	_, err := w.accounts.AddOfficer(t.Context(), w.a.id, "sso@example.com", "Nina", "", kyc.Agent)
	must(t, err)
	box, _ := w.mails()
	for _, email := range []string{"nobody@example.com", "sso@example.com", "not an address"} {
		rec := w.ask("POST", forgotten, "", `{"email":"`+email+`"}`)
		if rec.Code != 204 || rec.Body.Len() > 0 || len(w.letters(box)) > 0 {
			t.Errorf("%s: %d %s", email, rec.Code, rec.Body)
		}
	}
	sent := 0
	for range 7 {
		rec := w.ask("POST", forgotten, "", `{"email":"meera@example.com"}`)
		if rec.Code != 204 || rec.Body.Len() > 0 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		sent += len(w.letters(box))
	}
	if sent != 5 { // an hour, to one address
		t.Errorf("%d letters", sent)
	}
	problemIn(t, w.ask("POST", forgotten, "", `{"email":"meera@example.com"}`), 429, "rate_limited")
	problemIn(t, w.ask("POST", forgotten, "", `{"email":"a@example.com"}`, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, "cross_origin")
}

func TestALinkRunsOut(t *testing.T) {
	w := newWorld(t)
	v, o := w.member(w.a, "meera@example.com", kyc.Agent)
	box, later := w.mails()
	ticket := w.asked(box, "meera@example.com")
	later(kyc.ResetLife)
	problemIn(t, w.ask("POST", choose, "", chosen(ticket, "another long password")), 403, "reset_invalid")
	ticket = w.asked(box, "meera@example.com")
	read[api.Me](t, v.ask("POST", "/dashboard/password", `{"current":"`+password+`","new":"a third long password"}`), 200)
	problemIn(t, w.ask("POST", choose, "", chosen(ticket, "another long password")), 403, "reset_invalid")
	ticket = w.asked(box, "meera@example.com")
	must(t, w.accounts.RemoveMember(t.Context(), &kyc.Principal{Scope: kyc.Scope{Account: w.a.id}, Permissions: kyc.Permissions}, o.ID))
	problemIn(t, w.ask("POST", choose, "", chosen(ticket, "another long password")), 403, "reset_invalid")
	for range 70 {
		if rec := w.ask("POST", choose, "", chosen("AAAA", "another long password")); rec.Code == 429 {
			return
		}
	}
	t.Error("seventy wrong tickets were let through")
}
