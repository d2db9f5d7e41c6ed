package kyc

import (
	"errors"
	"testing"
	"time"
)

var auditor = OfficerRef{ID: "off_auditor", Name: "Ila Audit"}

// audited is a session of a decided call that waits for an auditor.
func audited(t *testing.T) (*Session, time.Time) {
	t.Helper()
	at := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	s := &Session{ID: "vs_1", Status: Decided, AuditDue: true, Officer: &officer, Report: &Artifact{ID: "art_1"},
		Decision: &Decision{Ruling: Approve, Outcome: Approved, Officer: officer}}
	if _, err := s.Conclude(at); err != nil || s.Status != InAudit {
		t.Fatalf("it became %s: %v", s.Status, err)
	}
	return s, at
}

func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestNobodyAuditsHisOwnCall(t *testing.T) {
	s, at := audited(t)
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("the officer got %v", err)
	}
	s.Officer, s.Former = &auditor, []string{officer.ID}
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("who handed the customer back got %v", err)
	}
	s.Former = nil
	s.Officer, s.Rounds = &auditor, []Round{{Officer: &officer}}
	if err := s.TakeAudit(officer, at); code(err) != "own_case" {
		t.Errorf("the officer of an earlier round got %v", err)
	}
}

func TestAuditIsHeldForOne(t *testing.T) {
	s, at := audited(t)
	other := OfficerRef{ID: "off_other"}
	if err := s.TakeAudit(auditor, at); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(AuditApprove, nil, "", other, at); code(err) != "not_your_session" {
		t.Errorf("another auditor's word counted: %v", err)
	}
	if err := s.TakeAudit(other, at.Add(AuditHold-time.Second)); code(err) != "already_taken" {
		t.Errorf("two auditors at once: %v", err)
	}
	if err := s.TakeAudit(other, at.Add(AuditHold)); err != nil {
		t.Errorf("an auditor who went away keeps the session: %v", err)
	}
}

func TestFindings(t *testing.T) {
	poor := []Reason{{"picture_poor", "The card cannot be read."}}
	for name, c := range map[string]struct {
		ruling  Outcome
		finding Finding
		reasons []Reason
		status  Status
		outcome Outcome
		code    string
	}{
		"agrees with an approval":      {Approved, AuditApprove, nil, Completed, Approved, ""},
		"agrees with a review":         {NeedsReview, AuditApprove, nil, Completed, NeedsReview, ""},
		"agrees with a rejection":      {Refused, AuditApprove, nil, Rejected, Refused, ""},
		"rejects an approval":          {Approved, AuditReject, poor, Rejected, Refused, ""},
		"rejects without a reason":     {Approved, AuditReject, nil, InAudit, Approved, "reason_required"},
		"asks for the call once more":  {Approved, AuditRecapture, poor, RecaptureRequired, "", ""},
		"recaptures without a reason":  {Approved, AuditRecapture, nil, InAudit, Approved, "reason_required"},
		"says what the law knows not":  {Approved, "perhaps", poor, InAudit, Approved, "invalid_parameters"},
		"writes more than fits a note": {Approved, AuditReject, []Reason{{"x", string(make([]byte, 3000))}}, InAudit, Approved, "invalid_parameters"},
	} {
		t.Run(name, func(t *testing.T) {
			s, at := audited(t)
			s.Decision.Outcome = c.ruling
			if err := s.TakeAudit(auditor, at); err != nil {
				t.Fatal(err)
			}
			shared, held := s.Decision, s.Audit
			events, err := s.Find(c.finding, c.reasons, "", auditor, at)
			if s.AddendumDue() {
				if s.AuditOpen(auditor.ID, at) || code(s.TakeAudit(auditor, at)) == "" {
					t.Error("audited once more while the addendum is made")
				}
				sealed, err := s.SealAddendum(Artifact{ID: "art_1", SHA256: "ab"}, at)
				if err != nil || len(sealed) != 2 || sealed[0].Type != EventAddendumReady || s.Addendum == nil {
					t.Errorf("sealed: %v %v", sealed, err)
				}
				if again, err := s.SealAddendum(Artifact{ID: "art_2"}, at); err != nil || len(again) > 0 || s.Addendum.ID != "art_1" {
					t.Error("sealed twice")
				}
			}
			if code(err) != c.code || s.Status != c.status {
				t.Fatalf("%s, %v", s.Status, err)
			}
			if shared.Outcome != c.ruling || len(shared.Reasons) > 0 || held.Finding != "" {
				t.Errorf("who has read the session before sees it change: %+v, %+v", shared, held)
			}
			if c.outcome != "" && s.Decision.Outcome != c.outcome {
				t.Errorf("the outcome is %s", s.Decision.Outcome)
			}
			if c.code == "" && (len(events) != 1 || events[0].Type == "") {
				t.Errorf("events: %v", events)
			}
			if c.status == RecaptureRequired && (len(s.Rounds) != 1 || s.Rounds[0].Audit == nil || s.Rounds[0].Audit.Finding != AuditRecapture) {
				t.Errorf("the round forgot its audit: %+v", s.Rounds)
			}
		})
	}
}

func TestWhoIsAudited(t *testing.T) {
	share := func(n int) *int { return &n }
	book, wrong := NewBook([]CustomProfile{{Name: "some", AuditShare: share(25)}, {Name: "never", Base: DefaultProfile, AuditShare: share(0)}, {Name: "each", Audit: true}}, "")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	low, high := Hash{7: 1}, Hash{6: 0x27, 7: 0x0f} // 1 and 9999
	for name, tt := range map[string]struct {
		live    bool
		profile string
		order   bool
		lot     Hash
		want    *AuditLot
	}{
		"RBI, live":             {true, DefaultProfile, false, Hash{}, &AuditLot{Why: AuditByProfile, Share: 100, Drawn: true}},
		"RBI, in test mode":     {false, DefaultProfile, false, Hash{}, nil},
		"as ordered, in test":   {false, DefaultProfile, true, Hash{}, &AuditLot{Why: AuditByOrder, Drawn: true}},
		"SEBI, live":            {true, "sebi_vipv", false, Hash{}, nil},
		"each":                  {false, "each", false, Hash{}, &AuditLot{Why: AuditByProfile, Share: 100, Drawn: true}},
		"taken back":            {true, "never", false, Hash{}, nil},
		"drawn":                 {true, "some", false, low, &AuditLot{Why: AuditByChance, Share: 25, Roll: 1, Drawn: true}},
		"spared":                {true, "some", false, high, &AuditLot{Why: AuditByChance, Share: 25, Roll: 9999}},
		"without a lot":         {true, "some", false, Hash{}, &AuditLot{Why: AuditByChance, Share: 25, Drawn: true}},
		"ordered, not drawn":    {true, "some", true, high, &AuditLot{Why: AuditByOrder, Share: 25, Drawn: true}},
		"a share, in test mode": {false, "some", false, low, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := Order{Type: FullKYC, Profile: tt.profile, Book: book, Audit: tt.order, Lot: tt.lot, Customer: Customer{Name: "Asha", Mobile: "+919800000002", Email: "a@example.in"}}
			s, _, err := NewSession(Scope{Account: "acct_1", Live: tt.live}, "vs_1", o, Link{}, start)
			if err != nil {
				t.Fatal(err)
			}
			if (s.AuditLot == nil) != (tt.want == nil) || tt.want != nil && *s.AuditLot != *tt.want || s.AuditDue != (tt.want != nil && tt.want.Drawn) {
				t.Errorf("%+v, due %v", s.AuditLot, s.AuditDue)
			}
			if o.ByLot(tt.live) != (tt.live && tt.profile == "some" && !tt.order) {
				t.Errorf("chance decides: %v", o.ByLot(tt.live))
			}
			if tt.want != nil && tt.want.Why == AuditByChance && concurrentAudit(s).status != RuleUnavailable {
				t.Error("the officer knows before the end whether he is audited")
			}
		})
	}
	if _, wrong := NewBook([]CustomProfile{{Name: "more", AuditShare: share(101)}}, ""); len(wrong) != 1 {
		t.Errorf("101 %%: %v", wrong)
	}
}
