package store_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func testOutbox(t *testing.T, b backend) {
	var told int
	s := b.open(t, store.Options{Now: noon, OnCommit: func(c store.Commit) { told += c.Messages }})
	scope := kyctest.PutAccount(t, s)
	message := func(v *kyc.Session, state kyc.MessageState) kyc.Message {
		m := kyc.Message{Scope: scope, ID: kyctest.ID(kyc.PrefixMessage), Session: v.ID, Channel: kyc.SMS, State: state, CreatedAt: at(0), Sealed: []byte("sealed")}
		if state == kyc.MessagePending {
			m.NextAt = at(0)
		}
		return m
	}
	v, events := kyctest.Created(t, scope)
	first := message(v, kyc.MessagePending)
	must(t, s.CreateSession(ctx, v, events, first))
	// With a change, or not at all.
	_, err := s.SendSession(ctx, scope, v.ID, []kyc.Message{message(v, kyc.MessagePending)}, func(v *kyc.Session) ([]kyc.Event, error) {
		return nil, kyc.ErrNoSession
	})
	wantKind(t, "a refused change", err, kyc.NotFound)
	_, err = s.SendSession(ctx, scope, v.ID, []kyc.Message{message(v, kyc.MessageCaptured)}, touch)
	must(t, err)
	if list, err := s.SessionMessages(ctx, scope, v.ID); err != nil || len(list) != 2 || told != 2 {
		t.Fatalf("%v: %+v, told of %d", err, list, told)
	}
	if next, any, err := s.NextMessage(ctx); err != nil || !any || !next.Equal(at(0)) {
		t.Errorf("%v: next %s", err, next)
	}
	due, err := s.LeaseMessages(ctx, at(0), at(60), 10)
	must(t, err)
	if len(due) != 1 || due[0].ID != first.ID || string(due[0].Sealed) != "sealed" {
		t.Fatalf("leased %+v", due)
	}
	if again, err := s.LeaseMessages(ctx, at(59), at(90), 10); err != nil || len(again) != 0 {
		t.Errorf("%v: leased twice: %+v", err, again)
	}
	if again, err := s.LeaseMessages(ctx, at(60), at(90), 10); err != nil || len(again) != 1 {
		t.Errorf("%v: not due again: %+v", err, again)
	}
	m := due[0]
	m.State, m.Attempts, m.NextAt, m.EndedAt, m.Sealed = kyc.MessageSent, 1, time.Time{}, at(61), nil
	must(t, s.FinishMessage(ctx, m))
	page, more, err := s.Messages(ctx, scope, "", 1)
	must(t, err)
	rest, end, err := s.Messages(ctx, scope, page[0].ID, 1)
	must(t, err)
	if !more || end || len(rest) != 1 || page[0].ID < rest[0].ID {
		t.Errorf("pages %+v, %v and %+v, %v", page, more, rest, end)
	}
	for _, got := range append(page, rest...) {
		if got.ID == m.ID && (got.State != kyc.MessageSent || got.Sealed != nil || !got.EndedAt.Equal(at(61))) {
			t.Errorf("%+v", got)
		}
	}
	letter := kyc.NewStaffMessage(scope.Account, kyctest.ID(kyc.PrefixMessage), at(100))
	letter.Sealed = []byte("a letter")
	must(t, s.PostMessage(ctx, letter))
	if due, err := s.LeaseMessages(ctx, at(100), at(190), 10); err != nil || told != 3 || len(due) == 0 || due[len(due)-1].ID != letter.ID {
		t.Errorf("%v: told of %d, leased %+v", err, told, due)
	}
	other := kyctest.PutAccount(t, s)
	if list, _, err := s.Messages(ctx, other, "", 10); err != nil || len(list) != 0 {
		t.Errorf("%v: another account sees %+v", err, list)
	}
}
