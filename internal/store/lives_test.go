package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
	"pgregory.net/rapid"
)

// testRandomLives drives sessions with random actions and compares the store
// with what the language alone makes of them.
func testRandomLives(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	at := kyctest.Noon
	actions := map[string]func(*kyc.Session) ([]kyc.Event, error){
		"join":    func(v *kyc.Session) ([]kyc.Event, error) { return v.Join(kyc.Hash{1}, at) },
		"consent": func(v *kyc.Session) ([]kyc.Event, error) { return v.RecordConsent(kyc.Consent{Version: "1"}, at) },
		"queue":   func(v *kyc.Session) ([]kyc.Event, error) { return v.Queue(at) },
		"unqueue": func(v *kyc.Session) ([]kyc.Event, error) { return v.Unqueue(at) },
		"start":   func(v *kyc.Session) ([]kyc.Event, error) { return v.Start(kyctest.Officer, at) },
		"lose":    func(v *kyc.Session) ([]kyc.Event, error) { return v.Interrupt("customer_lost", at) },
		"resume":  func(v *kyc.Session) ([]kyc.Event, error) { return v.Resume(at) },
		"decide": func(v *kyc.Session) ([]kyc.Event, error) {
			return v.Decide(kyc.Approve, nil, "", kyctest.Officer, at)
		},
		"cancel":  func(v *kyc.Session) ([]kyc.Event, error) { return v.Cancel(at) },
		"reissue": touch,
	}
	var names []string
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(r *rapid.T) {
		model, events := kyctest.Created(t, scope)
		must(t, s.CreateSession(ctx, model, events))
		count := len(events)
		for i, name := range rapid.SliceOfN(rapid.SampledFrom(names), 0, 12).Draw(r, "actions") {
			at = kyctest.Noon.Add(time.Duration(i) * time.Second)
			got, err := s.ChangeSession(ctx, scope, model.ID, actions[name])
			stored, readErr := s.Session(ctx, scope, model.ID)
			must(t, readErr)
			trial := *model // a change that fails may leave its argument half-way
			more, wanted := actions[name](&trial)
			if (err == nil) != (wanted == nil) {
				r.Fatalf("%s: store says %v, the language %v", name, err, wanted)
			}
			if err != nil {
				continue
			}
			*model = trial
			model.Seal(more)
			count += len(more)
			if got.Head != model.Head || got.Status != model.Status || stored.Head != model.Head || stored.Status != model.Status {
				r.Fatalf("%s: store has %s %s, the language %s %s", name, stored.Status, stored.Head, model.Status, model.Head)
			}
		}
		if n := len(chain(t, s, refOf(model))); n != count {
			r.Fatalf("%d events in the store, %d in the language", n, count)
		}
	})
}
