package kyc

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

var shown = time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)

func TestNameLikeness(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want Verdict
	}{
		{"Asha Specimen", "ASHA SPECIMEN", Pass},
		{"Specimen Asha", "ASHA SPECIMEN", Pass},
		{"Asha Specimen", "ASHASPECIMEN", Pass},
		{"Asha Specimen", "SPECIMENASHA", Pass},
		{"Asha Specimen", "ASHA SPECIMFN", Pass}, // a letter misread
		{"Smt. Asha Specimen", "ASHA SPECIMEN", Pass},
		{"A. Specimen", "ASHA SPECIMEN", Pass}, // an initial
		{"O'Brien Asha", "ASHA OBRIEN", Pass},
		{"Asha Specimen", "ASHA KUMARI SPECIMEN", Review}, // a name more
		{"Usha Specimen", "ASHA SPECIMEN", Review},        // one letter, and another person
		{"Ravi Specimen", "ASHA SPECIMEN", Fail},          // a relative
		{"Meera Iyer", "ASHA SPECIMEN", Fail},
		{"", "ASHA SPECIMEN", Unavailable},
	} {
		if got := nameCheck(tt.b, tt.a); got.Verdict != tt.want {
			t.Errorf("%q and %q: %s (%s), want %s", tt.a, tt.b, got.Verdict, got.Detail, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		kind         DocumentType
		number, name string
		want         Verdict
	}{
		{PAN, "ABCPS1234F", "Asha Specimen", Pass},
		{PAN, "abcps 1234f", "", Pass},
		{PAN, "ABCPA1234F", "Asha Specimen", Pass}, // which of the names is the surname, nobody knows
		{PAN, "ABCPX1234F", "Asha Specimen", Review},
		{PAN, "ABCCX1234F", "Asha Specimen", Pass}, // of a company
		{PAN, "ABCZS1234F", "", Review},
		{PAN, "ABCPS12345", "", Review},
		{Aadhaar, "9999 4105 7058", "", Pass},
		{Aadhaar, "9999 4105 7059", "", Fail},
		{Aadhaar, "1999 4105 7058", "", Fail},
		{Aadhaar, "XXXX XXXX 7058", "", Unavailable},
		{Passport, "P1234567", "", Pass},
		{DrivingLicence, "MH12 20110012345", "", Pass},
		{DrivingLicence, "MH-12/2011/1", "", Unavailable},
		{VoterID, "ABC1234567", "", Pass},
		{PAN, "", "", Unavailable},
	} {
		if got := numberCheck(tt.kind, tt.number, tt.name); got.Verdict != tt.want {
			t.Errorf("%s %s: %s (%s), want %s", tt.kind, tt.number, got.Verdict, got.Detail, tt.want)
		}
	}
	for d, want := range map[DocumentType]string{PAN: "XXXXXX234F", Aadhaar: "XXXX XXXX 1234"} {
		if got := maskNumber(d, "ABCPS1234F"); d == PAN && got != want {
			t.Errorf("%s: %s", d, got)
		}
		if got := maskNumber(d, "999941051234"); d == Aadhaar && got != want {
			t.Errorf("%s: %s", d, got)
		}
	}
}

// cardIn is a running call in which a document was read.
func cardIn(t *testing.T, kind DocumentType, read []DocumentField, checks ...DocumentCheck) *Session {
	t.Helper()
	s, _, err := NewSession(Scope{Account: "acct_1"}, "vs_1", Order{Type: DocumentOnly, Profile: "none", Customer: Customer{Name: "Asha Specimen", Mobile: "+919800000002", Email: "asha@example.com", DateOfBirth: "1990-08-14"}}, Link{}, shown)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []act{actJoin, actConsent, actQueue, actStart} {
		if err == nil {
			_, err = a(s, shown)
		}
	}
	d := &Document{Type: kind}
	d.Propose(read, checks, s.Customer, shown)
	if err == nil {
		_, err = s.AddCheck(Check{ID: "chk_1", Kind: CheckDocument, Verdict: Pass, Document: d}, shown)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConfirm(t *testing.T) {
	s := cardIn(t, PAN, []DocumentField{{Name: FieldNumber, Proposal: "ABCPS1234F", Confidence: 0.9}, {Name: FieldName, Proposal: "ASHA SPECIMAN", Confidence: 0.8}, {Name: FieldBirth, Proposal: "1990-08-11", Confidence: 0.7}})
	before := s.LatestDocument(PAN)
	if got := s.Against(); len(got) != 2 || got[0].Code != "document_birth_differs" || got[1].Code != "fields_unconfirmed" {
		t.Fatalf("against: %v", got)
	}
	events, err := s.ConfirmField("chk_1", FieldBirth, "1990-08-14", mockOfficer, shown)
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	if data := string(events[0].Data); strings.Contains(data, "1990") || !strings.Contains(data, `"changed":true`) {
		t.Errorf("the chain says %s", data)
	}
	d := s.LatestDocument(PAN)
	if f := d.field(FieldBirth); !f.Changed() || f.By.ID != mockOfficer.ID || f.Proposal != "1990-08-11" || d.Fields[FieldBirth] != "1990-08-14" || d.Check(FieldBirth).Verdict != Pass {
		t.Errorf("%+v %v %v", f, d.Fields, d.Checks)
	}
	if before.field(FieldBirth).Confirmed() || before.Check(FieldBirth).Verdict != Fail {
		t.Error("who has read the session before sees another document now")
	}
	if got := s.Against(); len(got) != 1 || got[0].Code != "fields_unconfirmed" {
		t.Errorf("against: %v", got)
	}
	// the same again says nothing new; another word does
	if events, err := s.ConfirmField("chk_1", FieldBirth, "1990-08-14", mockOfficer, shown); err != nil || len(events) != 0 {
		t.Error(events, err)
	}
	for field, value := range map[string]string{FieldName: "Meera Iyer", FieldNumber: "ABCPX1234F", FieldFather: ""} {
		if _, err := s.ConfirmField("chk_1", field, value, mockOfficer, shown); err != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
	if d = s.LatestDocument(PAN); d.Check(FieldName).Verdict != Fail || d.Check(FieldNumber).Verdict != Review || !d.field(FieldFather).Confirmed() {
		t.Errorf("%+v", d)
	}
	if _, err := s.Decide(Approve, nil, "", mockOfficer, shown); err != nil || s.Decision.Outcome != NeedsReview {
		t.Errorf("approved with another's name: %v %v", s.Decision, err)
	}
	if _, err := s.ConfirmField("chk_1", FieldName, "Asha Specimen", mockOfficer, shown); err == nil {
		t.Error("corrected after the decision")
	}
}

func TestWhoConfirmsWhat(t *testing.T) {
	for name, tt := range map[string]struct {
		check, field, value string
		by                  OfficerRef
		want                string
	}{
		"as read":          {"chk_1", FieldNumber, "XXXX XXXX 7058", mockOfficer, ""},
		"another officer":  {"chk_1", FieldName, "Asha", mockSupervisor, "not_your_session"},
		"no such check":    {"chk_2", FieldName, "Asha", mockOfficer, "field_not_found"},
		"no such field":    {"chk_1", FieldFather, "Ravi", mockOfficer, "field_not_found"},
		"no date":          {"chk_1", FieldBirth, "14/08/1990", mockOfficer, "invalid_parameters"},
		"a year":           {"chk_1", FieldBirth, "1990", mockOfficer, ""},
		"control letters":  {"chk_1", FieldName, "A\u202esha", mockOfficer, "invalid_parameters"},
		"too long":         {"chk_1", FieldName, strings.Repeat("a", 121), mockOfficer, "invalid_parameters"},
		"not on the card":  {"chk_1", FieldSex, "", mockOfficer, ""},
		"a secret in name": {"chk_1", FieldName, "9999 4105 7058", mockOfficer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := cardIn(t, Aadhaar, []DocumentField{{Name: FieldNumber, Proposal: "XXXX XXXX 7058", Confidence: 0.9}}, DocumentCheck{ID: FieldNumber, Verdict: Pass})
			_, err := s.ConfirmField(tt.check, tt.field, tt.value, tt.by, shown)
			var e *Error
			if errors.As(err, &e); tt.want == "" && err != nil || tt.want != "" && (e == nil || e.Code != tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if d := s.LatestDocument(Aadhaar); tt.field == FieldNumber && d.Check(FieldNumber).Verdict != Pass {
				t.Errorf("what was right when it was read is %+v", d.Check(FieldNumber))
			}
		})
	}
}

// Whatever an officer types, the number of an Aadhaar card is judged and forgotten.
func TestATypedAadhaarNumberIsMaskedAtOnce(t *testing.T) {
	for typed, want := range map[string]Verdict{"9999 4105 7058": Pass, "999941057058": Pass, "9999 4105 7059": Fail, "९९९९ ४१०५ ७०५८": Pass, "XXXX XXXX 1111": Unavailable} {
		s := cardIn(t, Aadhaar, []DocumentField{{Name: FieldNumber, Proposal: "XXXX XXXX 2222", Confidence: 0.9}}, DocumentCheck{ID: FieldNumber, Verdict: Fail})
		if _, err := s.ConfirmField("chk_1", FieldNumber, typed, mockOfficer, shown); err != nil {
			t.Fatal(err)
		}
		kept, err := json.Marshal(s)
		d := s.LatestDocument(Aadhaar)
		if err != nil || strings.Contains(string(kept), "99994105") || strings.Contains(string(kept), "9999 4105") || !strings.HasPrefix(d.Fields[FieldNumber], "XXXX XXXX ") {
			t.Errorf("%s is kept as %v (%v)", typed, d.Fields, err)
		}
		if d.Check(FieldNumber).Verdict != want {
			t.Errorf("%s: %+v", typed, d.Check(FieldNumber))
		}
	}
}

func TestExpiry(t *testing.T) {
	for until, want := range map[string]Verdict{"2026-05-04": Pass, "2026-05-03": Fail, "": ""} {
		if got := expiryCheck(until, shown); got.Verdict != want {
			t.Errorf("%s: %+v", until, got)
		}
	}
}

// What a machine read and nobody confirmed carries no approval; it is no reason of a rejection.
func TestUnconfirmed(t *testing.T) {
	read := []DocumentField{{Name: FieldName, Proposal: "ASHA SPECIMEN", Confidence: 0.9}, {Name: FieldBirth, Proposal: "1990-08-14", Confidence: 0.9}}
	for _, tt := range []struct {
		name    string
		read    []DocumentField
		confirm []string
		played  bool
		ruling  Ruling
		outcome Outcome
		reason  bool
	}{
		{"nothing confirmed", read, nil, false, Approve, NeedsReview, true},
		{"one of two confirmed", read, []string{FieldName}, false, Approve, NeedsReview, true},
		{"all that was read confirmed", read, []string{FieldName, FieldBirth}, false, Approve, Approved, false},
		{"nothing read", nil, nil, false, Approve, Approved, false},
		{"played by the sandbox", read, nil, true, Approve, Approved, false},
		{"rejected", read, nil, false, Reject, Refused, false},
		{"unable to verify", read, nil, false, UnableToVerify, NeedsReview, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := cardIn(t, PAN, tt.read)
			s.Checks[0].Simulated = tt.played
			for _, f := range tt.confirm {
				if _, err := s.ConfirmField("chk_1", f, s.LatestDocument(PAN).field(f).Proposal, mockOfficer, shown); err != nil {
					t.Fatal(err)
				}
			}
			var given []Reason
			if tt.ruling == Reject {
				given = []Reason{{Code: "customer_refused"}}
			}
			if _, err := s.Decide(tt.ruling, given, "", mockOfficer, shown); err != nil {
				t.Fatal(err)
			}
			if got := slices.ContainsFunc(s.Decision.Reasons, func(r Reason) bool { return r.Code == "fields_unconfirmed" }); s.Decision.Outcome != tt.outcome || got != tt.reason {
				t.Errorf("%s for %v", s.Decision.Outcome, s.Decision.Reasons)
			}
		})
	}
}

// The newest picture of a document counts: a card that is taken again is confirmed again.
func TestUnconfirmedAgain(t *testing.T) {
	s := cardIn(t, PAN, []DocumentField{{Name: FieldName, Proposal: "ASHA SPECIMEN"}})
	if _, err := s.ConfirmField("chk_1", FieldName, "Asha Specimen", mockOfficer, shown); err != nil || len(s.Against()) != 0 {
		t.Fatal(err, s.Against())
	}
	d := &Document{Type: PAN}
	d.Propose([]DocumentField{{Name: FieldName, Proposal: "ASHA SPECIMEN"}}, nil, s.Customer, shown)
	if _, err := s.AddCheck(Check{ID: "chk_2", Kind: CheckDocument, Verdict: Pass, Document: d}, shown); err != nil {
		t.Fatal(err)
	}
	if got := s.Against(); len(got) != 1 || got[0].Code != "fields_unconfirmed" {
		t.Errorf("against: %v", got)
	}
}
