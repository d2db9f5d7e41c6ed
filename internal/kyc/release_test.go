package kyc

import (
	"slices"
	"testing"
	"time"
)

// lost is a call that was interrupted at start, with a grace period of two minutes and something captured.
func lost(t *testing.T, cause string, policy func(*Order)) *Session {
	t.Helper()
	o := order()
	policy(&o)
	s := inLine(t, "vs_1", o, start)
	if _, err := s.Start(officer, start); err != nil {
		t.Fatal(err)
	}
	s.Checks = []Check{{ID: "chk_1", Kind: CheckLiveness}}
	if _, err := s.Interrupt(cause, start); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhoseOfficerIsLostNeedNotWaitForHim(t *testing.T) {
	resume := func(o *Order) { o.OnInterruption, o.GracePeriod = ResumeCall, 2*time.Minute }
	short := func(o *Order) { o.OnInterruption, o.GracePeriod = ResumeCall, MinGrace }
	fresh := func(o *Order) { o.OnInterruption = FreshSession }
	to := start.Add(26 * time.Hour)
	for name, c := range map[string]struct {
		cause  string
		policy func(*Order)
		after  time.Duration
		free   bool
	}{
		"the officer has a moment":              {"agent_lost", resume, OfficerAway - time.Second, false},
		"he does not come back":                 {"agent_lost", resume, OfficerAway, true},
		"nor within a short grace":              {"agent_lost", short, OfficerAway, true},
		"the server started again without him":  {"server_restarted", resume, OfficerAway, true},
		"the customer was lost himself":         {"customer_lost", resume, time.Minute, false},
		"where a broken call needs a fresh one": {"agent_lost", fresh, time.Minute, false},
	} {
		at := start.Add(c.after)
		back, other := lost(t, c.cause, c.policy), lost(t, c.cause, c.policy)
		if back.Released(at) != c.free {
			t.Errorf("%s: released %v", name, !c.free)
		}
		events, err := back.Return(at)
		if _, booked := other.Book(OfficerRef{}, to, always, time.UTC, at); (err == nil) != c.free || (booked == nil) != c.free {
			t.Errorf("%s: the line %v, another time %v", name, err, booked)
		}
		if !c.free {
			continue
		}
		if back.Status != Waiting || len(events) != 1 || events[0].Type != EventQueued || other.Status != Scheduled {
			t.Errorf("%s: %s and %s", name, back.Status, other.Status)
		}
		for _, s := range []*Session{back, other} {
			if s.Officer != nil || s.SubStatus != "" || !s.GraceEnds.IsZero() || len(s.Checks) != 1 || s.Consent == nil || !slices.Equal(s.Former, []string{officer.ID}) {
				t.Errorf("%s: %s holds %+v, former %v, %d checks", name, s.Status, s.Officer, s.Former, len(s.Checks))
			}
		}
		if _, err := back.Start(OfficerRef{ID: "off_next"}, at); err != nil || back.Status != InProgress || len(back.Checks) != 1 {
			t.Errorf("%s: the next officer: %v", name, err)
		}
	}
}
