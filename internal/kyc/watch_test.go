package kyc

import (
	"fmt"
	"testing"
)

func supervisor(id string, roles ...Role) *Officer {
	if len(roles) == 0 {
		roles = []Role{Supervisor}
	}
	return &Officer{Account: "acc_1", ID: id, Name: "Kiran", Roles: roles}
}

// running is a call of the account acc_1.
func running(live bool, profile string) *Session {
	s := met(live, profile)
	s.Account = "acc_1"
	return s
}

func TestWhoMayWatchWhomAndWhen(t *testing.T) {
	for _, c := range []struct {
		name      string
		who       *Officer
		simulated bool
		change    func(*Session)
		want      string
	}{
		{name: "a supervisor", who: supervisor("off_2")},
		{name: "an administrator", who: supervisor("off_2", Admin)},
		{name: "one who is an agent too", who: supervisor("off_2", Agent, Supervisor)},
		{name: "while a party is lost", who: supervisor("off_2"), change: func(s *Session) { s.Status = Interrupted }},
		{name: "an agent", who: supervisor("off_2", Agent), want: "role_required"},
		{name: "an auditor", who: supervisor("off_2", Auditor), want: "role_required"},
		{name: "a developer", who: supervisor("off_2", Developer), want: "role_required"},
		{name: "of another account", who: &Officer{Account: "acc_2", ID: "off_2", Roles: []Role{Supervisor}}, want: "session_not_found"},
		{name: "the officer of the call", who: supervisor(officer.ID, Agent, Supervisor), want: "own_case"},
		{name: "a program", who: supervisor("off_2"), simulated: true, want: "simulated_officer"},
		{name: "a program in test mode", who: supervisor("off_2"), simulated: true, change: func(s *Session) { s.Live = false }},
		{name: "nobody talks yet", who: supervisor("off_2"), change: func(s *Session) { s.Status = Waiting }, want: "wrong_state"},
		{name: "it is decided", who: supervisor("off_2"), change: func(s *Session) { s.Status = Decided }, want: "wrong_state"},
		{name: "it is over", who: supervisor("off_2"), change: func(s *Session) { s.Status = Completed }, want: "session_ended"},
		{name: "three watch", who: supervisor("off_5"), change: crowd, want: "too_many_watchers"},
		{name: "one of three again", who: supervisor("off_w2"), change: crowd},
	} {
		s := running(true, "rbi_vcip")
		if c.change != nil {
			c.change(s)
		}
		events, err := s.Watch(c.who, c.simulated, start)
		if got := code(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
			continue
		}
		if err == nil && (events[len(events)-1].Type != EventWatching || s.Conduct.Watches[len(s.Conduct.Watches)-1].By.ID != c.who.ID) {
			t.Errorf("%s: %+v", c.name, events)
		}
	}
}

func crowd(s *Session) {
	for i := range MaxWatchers {
		s.Conduct.Watches = append(s.Conduct.Watches, Watch{ID: i + 1, By: OfficerRef{ID: fmt.Sprintf("off_w%d", i)}})
	}
}

func TestAVisitIsOnTheChain(t *testing.T) {
	s := running(true, "rbi_vcip")
	s.OnInterruption = ResumeCall
	var got []EventType
	do := func(events []Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			got = append(got, e.Type)
		}
	}
	do(s.Watch(supervisor("off_2"), false, start))
	do(s.Speak(1, HeardByOfficer, start))
	do(s.Speak(1, HeardByNobody, start))
	do(s.Speak(1, HeardByOfficer, start)) // each word is no event
	do(s.Speak(1, HeardByBoth, start))
	do(s.Watch(supervisor("off_2"), false, start)) // in another window
	do(s.Unwatch(1, start))                        // the first one closes
	if w := s.Conduct.Watches; len(w) != 2 || w[0].Until.IsZero() || w[0].WhisperedAt.IsZero() || w[0].BargedInAt.IsZero() || !w[1].Until.IsZero() {
		t.Fatalf("visits: %+v", w)
	}
	if _, err := s.Speak(1, HeardByBoth, start); code(err) != "wrong_state" {
		t.Errorf("spoke after he left: %v", err)
	}
	do(s.Unwatch(2, start))
	want := []EventType{EventWatching, EventWhispered, EventBargedIn, EventWatchLeft, EventWatching, EventWatchLeft}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("events %v, want %v", got, want)
	}
	do(s.Watch(supervisor("off_3"), false, start))
	do(s.Restart(start)) // nobody watches a process that died
	do(s.Watch(supervisor("off_3"), false, start))
	do(s.Fail("customer_lost", start))
	for _, w := range s.Conduct.Watches {
		if w.Until.IsZero() {
			t.Errorf("visit %d outlived the call", w.ID)
		}
	}
}

// Who was heard in a call does not audit it; who watched it in silence may.
func TestWhoSpokeInACallDoesNotAuditIt(t *testing.T) {
	s, at := audited(t)
	s.Conduct.Watches = []Watch{{ID: 1, By: auditor, From: at, Until: at}}
	if !s.AuditOpen(auditor.ID, at) {
		t.Error("a silent watcher may not audit")
	}
	s.Conduct.Watches[0].WhisperedAt = at
	if err := s.TakeAudit(auditor, at); code(err) != "own_case" || s.AuditOpen(auditor.ID, at) {
		t.Errorf("who whispered got %v", err)
	}
	s.Rounds, s.Conduct = []Round{{Conduct: s.Conduct}}, Conduct{}
	if err := s.TakeAudit(auditor, at); code(err) != "own_case" {
		t.Errorf("who whispered in the call before got %v", err)
	}
}

// Who granted a waiver agreed with the officer already; who refused one did not.
func TestWhoGrantedAWaiverDoesNotAuditIt(t *testing.T) {
	s, at := audited(t)
	s.Conduct.Waivers = []Waiver{{Rule: "pan", By: officer, Second: &auditor}}
	if !s.AuditOpen(auditor.ID, at) {
		t.Error("who refused a waiver may not audit")
	}
	s.Conduct.Waivers[0].Granted = true
	if err := s.TakeAudit(auditor, at); code(err) != "own_case" || s.AuditOpen(auditor.ID, at) {
		t.Errorf("who granted a waiver got %v", err)
	}
	s.Rounds, s.Conduct = []Round{{Conduct: s.Conduct}}, Conduct{}
	if err := s.TakeAudit(auditor, at); code(err) != "own_case" {
		t.Errorf("who granted a waiver in the call before got %v", err)
	}
}

func TestWhoIsTold(t *testing.T) {
	for _, c := range []struct {
		told              Told
		heard             Hearers
		customer, officer bool
	}{
		{TellBoth, HeardByNobody, true, true},
		{TellOfficer, HeardByNobody, false, true},
		{TellNobody, HeardByNobody, false, false},
		{TellNobody, HeardByOfficer, false, true},
		{TellOfficer, HeardByOfficer, false, true},
		{TellNobody, HeardByBoth, true, true},
	} {
		if a, b := c.told.TellsCustomer(c.heard), c.told.TellsOfficer(c.heard); a != c.customer || b != c.officer {
			t.Errorf("%s, heard by %s: customer %v, officer %v", c.told, c.heard, a, b)
		}
	}
	for profile, want := range map[string]Told{"rbi_vcip": TellBoth, "sebi_vipv": TellBoth, "irdai_vbip": TellBoth, "none": TellNobody, "forgotten": TellBoth} {
		if got := running(true, profile).WatchTold(); got != want {
			t.Errorf("%s tells %s, want %s", profile, got, want)
		}
	}
	s := running(true, "x")
	s.Custom = &Profile{Name: "kept before there was the word"}
	if s.WatchTold() != TellBoth {
		t.Errorf("an old profile tells %s", s.WatchTold())
	}
	book, wrong := NewBook([]CustomProfile{{Name: "quiet", Base: "rbi_vcip", WatchTold: TellOfficer}, {Name: "own"}}, "")
	if len(wrong) > 0 || book.Find("quiet").WatchTold != TellOfficer || book.Find("own").WatchTold != TellBoth {
		t.Errorf("%v, %+v", wrong, book)
	}
	if _, wrong := NewBook([]CustomProfile{{Name: "odd", WatchTold: "all"}}, ""); len(wrong) != 1 {
		t.Errorf("a word that is none: %q", wrong)
	}
}
