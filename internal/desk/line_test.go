package desk_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Everybody in a long line is met once, however many officers pull at it.
func TestNobodyIsLostAndNobodyIsServedTwice(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	const customers, officers = 60, 8
	for range customers {
		f.in(t, kyc.Waiting)
	}
	var mu sync.Mutex
	met := map[string]int{}
	var wg sync.WaitGroup
	for i := range officers {
		by := kyc.OfficerRef{ID: fmt.Sprintf("off_%d", i), Name: "Sita"}
		wg.Go(func() {
			for {
				s, err := f.Next(ctx, f.scope, by)
				if code(err) == "nobody_waits" {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				met[s.ID]++
				mu.Unlock()
				if again, err := f.Next(ctx, f.scope, by); err != nil || again.ID != s.ID {
					t.Errorf("an officer in a call was given another: %v", err)
				}
				if _, err := f.Decide(ctx, f.scope, s.ID, by, kyc.UnableToVerify, nil, ""); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if len(met) != customers {
		t.Errorf("%d of %d customers were met", len(met), customers)
	}
	for id, n := range met {
		if n != 1 {
			t.Errorf("%s was met %d times", id, n)
		}
	}
}

func TestWhoIsHandedBackKeepsHisPlace(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	f.in(t, kyc.Waiting)
	f.in(t, kyc.Waiting)
	first, err := f.Next(ctx, f.scope, sita)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.HandBack(ctx, f.scope, first.ID, kyc.OfficerRef{ID: "off_other"}, desk.Transfer{}, ""); code(err) != "not_your_session" {
		t.Errorf("another officer handed it back: %v", err)
	}
	if s, err := f.HandBack(ctx, f.scope, first.ID, sita, desk.Transfer{}, "break"); err != nil || s.Status != kyc.Waiting || s.Officer != nil {
		t.Fatalf("%+v, %v", s, err)
	}
	stored, err := f.Sessions.Get(ctx, f.scope, first.ID)
	if err != nil || len(stored.Former) != 1 || stored.Former[0] != sita.ID {
		t.Errorf("who had the customer is forgotten: %+v, %v", stored.Former, err)
	}
	someone := f.hires(t, "Anu")
	if s, err := f.Next(ctx, f.scope, sita); err != nil || s.ID == first.ID {
		t.Errorf("who handed him back was given him again, though Anu is there: %v", err)
	}
	if s, err := f.Next(ctx, f.scope, someone); err != nil || s.ID != first.ID {
		t.Errorf("he lost his place: %v", err)
	}
}

// An auditor is given what he may audit, keeps it, and never his own call.
func TestAuditsAreGiven(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	ila := kyc.OfficerRef{ID: "off_ila", Name: "Ila"}
	if _, err := f.NextAudit(ctx, f.scope, ila); code(err) != "nothing_to_audit" {
		t.Errorf("from nothing: %v", err)
	}
	v := f.in(t, kyc.InAudit)
	got, err := f.NextAudit(ctx, f.scope, *v.Officer)
	if code(err) != "nothing_to_audit" {
		t.Errorf("the officer audits his own call: %v, %v", got, err)
	}
	if s, err := f.NextAudit(ctx, f.scope, ila); err != nil || s.ID != v.ID {
		t.Fatal(err)
	}
	if _, err := f.NextAudit(ctx, f.scope, kyc.OfficerRef{ID: "off_other"}); code(err) != "nothing_to_audit" {
		t.Errorf("two auditors at once: %v", err)
	}
	if s, err := f.NextAudit(ctx, f.scope, ila); err != nil || s.ID != v.ID {
		t.Errorf("the auditor lost what he has taken: %v", err)
	}
	if s, err := f.Find(ctx, f.scope, v.ID, ila, kyc.AuditApprove, nil, ""); err != nil || !s.AddendumDue() {
		t.Errorf("%v", err)
	}
}
