package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// found reads all pages of a search, three at a time.
func found(t testing.TB, s *store.Store, scope kyc.Scope, q kyc.Search) (ids []string) {
	t.Helper()
	for more := true; more; {
		q.Limit = 3
		var page []*kyc.Session
		var err error
		page, more, err = s.Search(ctx, scope, q)
		must(t, err)
		for _, v := range page {
			ids, q.After = append(ids, v.ID), v.ID
		}
	}
	return ids
}

// testSearch compares searches, alone and together, with going through all the
// sessions by hand.
func testSearch(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	other := kyctest.PutAccount(t, s)
	people := []kyc.Customer{
		{Name: "Asha Rao", Mobile: "+919800000002", Email: "asha@example.com", Reference: "loan-1"},
		{Name: "Rao, Meera K.", Mobile: "+919800000003", Email: "Meera@Example.com", Reference: "asha"},
		{Name: "आशा राव", Mobile: "+919800000002", Email: "x@example.com", Reference: "9800000003"},
	}
	var all []*kyc.Session
	for i := range 30 {
		at := kyctest.Noon.Add(time.Duration(i) * 700 * time.Microsecond)
		o := kyctest.Asha()
		o.Customer = people[i%3]
		o.Profile = []string{"rbi_vcip", "sebi_vipv"}[i%2]
		for _, owner := range []kyc.Scope{scope, other} {
			id := kyc.ID(kyc.PrefixSession, at, kyc.Entropy([]byte(fmt.Sprintf("%10d", i))))
			if owner == other {
				id = kyctest.ID(kyc.PrefixSession)
			}
			v, events, err := kyc.NewSession(owner, id, o, kyc.Link{TokenID: id}, at)
			must(t, err)
			must(t, s.CreateSession(ctx, v, events))
			officer := kyc.OfficerRef{ID: fmt.Sprint("off_", i%4), Name: "Ravi"}
			ruling := []kyc.Ruling{kyc.Approve, kyc.Reject, kyc.UnableToVerify}[i/3%3]
			for step, act := range []func(*kyc.Session) ([]kyc.Event, error){
				func(v *kyc.Session) ([]kyc.Event, error) { return v.Join(kyc.Hash{1}, at) },
				func(v *kyc.Session) ([]kyc.Event, error) { return v.RecordConsent(kyc.Consent{Version: "1"}, at) },
				func(v *kyc.Session) ([]kyc.Event, error) { return v.Queue(at) },
				func(v *kyc.Session) ([]kyc.Event, error) { return v.Start(officer, at) },
				func(v *kyc.Session) ([]kyc.Event, error) {
					return v.Raise(kyc.FlagKinds[i%3], "", officer, at)
				},
				func(v *kyc.Session) ([]kyc.Event, error) {
					return v.Decide(ruling, []kyc.Reason{{Code: "seen", Message: "As seen."}}, "", officer, at)
				},
				func(v *kyc.Session) ([]kyc.Event, error) {
					return v.SealReport(kyc.Artifact{ID: "art_1", Kind: kyc.ArtifactReport, Key: "r", At: at}, at)
				},
				func(v *kyc.Session) ([]kyc.Event, error) { return v.Conclude(at) },
			} {
				if step >= i%9 {
					break
				}
				v, err = s.ChangeSession(ctx, owner, id, act)
				must(t, err)
			}
			if owner == scope {
				all = append(all, v)
			}
		}
	}
	slices.Reverse(all)
	mid := all[14].CreatedAt
	rule := ""
	for _, v := range all {
		for _, m := range v.Marks() {
			if m.Kind == kyc.MarkRule && v.Officer.ID == "off_1" {
				rule = m.Value
			}
		}
	}
	has := func(v *kyc.Session, kind kyc.MarkKind, value string) bool {
		return value == "" || slices.Contains(v.Marks(), kyc.Mark{Kind: kind, Value: value})
	}
	person := func(v *kyc.Session, typed string) bool {
		switch c := v.Customer; typed {
		case "":
			return true
		case "asha":
			return c.Name == "Asha Rao" || c.Reference == "asha"
		case "RAO":
			return strings.Contains(c.Name, "Rao")
		case "rao asha", "asha@EXAMPLE.com", "loan-1":
			return c.Name == "Asha Rao"
		case "98000 00002", "+919800000002":
			return c.Mobile == "+919800000002"
		case "9800000003":
			return c.Mobile == "+919800000003" || c.Reference == "9800000003"
		case "आशा":
			return c.Name == "आशा राव"
		}
		return v.ID == typed
	}
	queries := map[string]kyc.Search{
		"all":                {},
		"from":               {From: mid},
		"before":             {Before: mid},
		"one by its id":      {Person: all[7].ID},
		"nobody":             {Person: "vs_nobody"},
		"officer":            {Officer: "off_2"},
		"officer and time":   {Officer: "off_2", From: mid, Status: []kyc.Status{kyc.Rejected, kyc.Completed, kyc.Decided}},
		"rule":               {Rule: rule},
		"rule and officer":   {Rule: rule, Officer: "off_1", Profile: "rbi_vcip"},
		"flag":               {Flag: kyc.FlagPrompting},
		"flag and person":    {Flag: kyc.FlagPrompting, Person: "asha"},
		"profile":            {Profile: "sebi_vipv"},
		"profile and status": {Profile: "sebi_vipv", Status: []kyc.Status{kyc.Created, kyc.Joined}},
		"approved":           {Outcome: kyc.Approved},
		"review":             {Outcome: kyc.NeedsReview},
		"rejected":           {Outcome: kyc.Refused, Before: mid},
		"review by a person": {Outcome: kyc.NeedsReview, Person: "RAO", Officer: "off_0"},
		"contradiction":      {Outcome: kyc.Refused, Status: []kyc.Status{kyc.Waiting}},
		"statuses":           {Status: []kyc.Status{kyc.Created, kyc.Waiting, kyc.InProgress}},
	}
	for _, typed := range []string{"asha", "RAO", "rao asha", "asha@EXAMPLE.com", "loan-1", "98000 00002", "+919800000002", "9800000003", "आशा"} {
		queries["person "+typed] = kyc.Search{Person: typed}
	}
	hits := 0
	for name, q := range queries {
		var want []string
		for _, v := range all {
			outcome := kyc.Outcome("")
			if v.Status == kyc.Completed || v.Status == kyc.Rejected {
				outcome = v.Decision.Outcome
			}
			if person(v, q.Person) && (len(q.Status) == 0 || slices.Contains(q.Status, v.Status)) &&
				(q.Officer == "" || v.Officer != nil && v.Officer.ID == q.Officer) && (q.Outcome == "" || q.Outcome == outcome) &&
				has(v, kyc.MarkRule, q.Rule) && has(v, kyc.MarkFlag, string(q.Flag)) && has(v, kyc.MarkProfile, q.Profile) &&
				!v.CreatedAt.Before(q.From) && (q.Before.IsZero() || v.CreatedAt.Before(q.Before)) {
				want = append(want, v.ID)
			}
		}
		hits += len(want)
		if got := found(t, s, scope, q); !slices.Equal(got, want) {
			t.Errorf("%s: got %d\n%v\nwant %d\n%v", name, len(got), got, len(want), want)
		}
	}
	if hits < 100 || rule == "" {
		t.Errorf("the fixture finds too little: %d, rule %q", hits, rule)
	}
	live := scope
	live.Live = true
	if got := found(t, s, live, kyc.Search{Person: "asha"}); got != nil {
		t.Errorf("the other mode shows %v", got)
	}
}

// testMarksFollowChanges takes a mark away again, and marks what was written before
// there were marks.
func testMarksFollowChanges(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Decided)
	unmet := func(rules ...string) func(*kyc.Session) ([]kyc.Event, error) {
		return func(v *kyc.Session) ([]kyc.Event, error) {
			v.Conduct.Rules = nil
			for _, r := range rules {
				v.Conduct.Rules = append(v.Conduct.Rules, kyc.RuleResult{ID: r, Status: kyc.RuleFail})
			}
			return nil, nil
		}
	}
	for _, rules := range [][]string{{"first", "second"}, {"second", "third"}, {}, {"first"}} {
		_, err := s.ChangeSession(ctx, scope, v.ID, unmet(rules...))
		must(t, err)
		for _, rule := range []string{"first", "second", "third"} {
			if got := len(found(t, s, scope, kyc.Search{Rule: rule})) == 1; got != slices.Contains(rules, rule) {
				t.Errorf("with %v unmet %s: found %v", rules, rule, got)
			}
		}
	}
	must(t, s.Unmark())
	if got := found(t, s, scope, kyc.Search{Person: "asha"}); got != nil {
		t.Fatalf("without marks found %v", got)
	}
	for _, want := range []int{1, 0} {
		if n, err := s.MarkSessions(ctx, 10); err != nil || n != want {
			t.Fatalf("marked %d, %v; want %d", n, err, want)
		}
	}
	if got := found(t, s, scope, kyc.Search{Person: "asha", Rule: "first"}); !slices.Equal(got, []string{v.ID}) {
		t.Errorf("once marked: %v", got)
	}
}
