package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
)

// node is the desk of one server process.
type node struct{ *desk.Desk }

func (node) Start(context.Context, *kyc.Session, kyc.CheckKind, kyc.DocumentType) error { return nil }
func (node) Stop(kyc.Ref)                                                               {}
func (node) AtDesk(kyc.Scope) map[string]bool                                           { return nil }

type nodeStaff struct{ *store.Store }

func (s nodeStaff) Members(ctx context.Context, account string) ([]kyc.Officer, error) {
	return s.Officers(ctx, account)
}

// Two processes with one database: whichever of them officers ask, and both by
// button and by name, one customer is given to one officer. Two real servers do the same in
// e2e/nodes_test.go.
func testTwoDesksGiveACustomerToOneOfficer(t *testing.T, b backend) {
	const customers, officers = 40, 4 // at each desk
	var nodes []*desk.Desk
	var stores []*store.Store
	for range 2 {
		st := b.open(t, store.Options{})
		s := session.New(session.Config{Store: st, BaseURL: "https://kyc.test", Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
		stores = append(stores, st)
		nodes = append(nodes, &desk.Desk{Sessions: s, Checks: node{}, Accounts: st, Staff: nodeStaff{st}, Presence: node{}, Now: func() time.Time { return kyctest.Noon }})
	}
	scope := kyctest.PutAccount(t, stores[0])
	for range customers {
		kyctest.Put(t, stores[0], scope, kyc.Waiting)
	}
	var mu sync.Mutex
	met := map[string]string{}
	take := func(s *kyc.Session, by kyc.OfficerRef) {
		mu.Lock()
		defer mu.Unlock()
		if first, twice := met[s.ID]; twice {
			t.Errorf("%s was given to %s and to %s", s.ID, first, by.ID)
		}
		met[s.ID] = by.ID
	}
	var all sync.WaitGroup
	for n, d := range nodes {
		for i := range officers {
			by := kyc.OfficerRef{ID: fmt.Sprintf("off_%d_%d", n, i)}
			all.Go(func() {
				for {
					s, err := d.Next(ctx, scope, by)
					var law *kyc.Error
					if errors.As(err, &law) && law.Code == "nobody_waits" {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					take(s, by)
					if _, err := d.Decide(ctx, scope, s.ID, by, kyc.UnableToVerify, nil, ""); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	all.Wait()
	if len(met) != customers {
		t.Errorf("%d of %d customers were met", len(met), customers)
	}
	for range 5 { // all reach for the same one
		one := kyctest.Put(t, stores[1], scope, kyc.Waiting)
		for n, d := range nodes {
			for i := range officers {
				by := kyc.OfficerRef{ID: fmt.Sprintf("off_%d_%d", n, i)}
				all.Go(func() {
					if s, err := d.Accept(ctx, scope, one.ID, by); err == nil {
						take(s, by)
					} else if !kyc.IsKind(err, kyc.Conflict) {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		if met[one.ID] == "" {
			t.Error("nobody was given the customer")
		}
	}
}
