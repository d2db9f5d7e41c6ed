package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestAnAppointmentFromTheSlotToTheCall(t *testing.T) {
	f, ctx := open(t), context.Background() // Monday, 14:30 in India
	hours, slots, err := f.Slots(ctx, f.scope, "", 2)
	if err != nil || hours.Zone != "Asia/Kolkata" || len(slots) != 25+48 || slots[0].Free != 4 || !slots[0].Start.Equal(f.now.Add(15*time.Minute)) {
		t.Fatalf("%v: %d slots from %+v", err, len(slots), slots[0])
	}
	id, former, _ := f.create(t)
	if _, _, err := f.ExchangeCode(ctx, id, former, phone); err != nil {
		t.Fatal(err)
	}
	slot := slots[30].Start
	s, link, err := f.Reschedule(ctx, f.scope, id, slot, nil)
	if err != nil || s.Status != kyc.Scheduled {
		t.Fatalf("%v: %s", err, s.Status)
	}
	if _, slots, err = f.Slots(ctx, f.scope, "2026-11-24", 1); err != nil || slots[5].Free != 3 || !slots[5].Start.Equal(slot) {
		t.Errorf("%v: the slot of the appointment: %+v", err, slots[5])
	}
	if _, _, err := f.ExchangeCode(ctx, id, former, phone); code(err) != "link_invalid" {
		t.Errorf("the former link: %v", err)
	}
	_, fresh, _ := cutLink(link.URL)
	s, grant, err := f.ExchangeCode(ctx, id, fresh, laptop)
	if err != nil || s.Status != kyc.Scheduled {
		t.Fatalf("too early: %v, %s", err, s.Status)
	}
	if _, err := f.Refresh(ctx, f.scope, id, laptop); err != nil {
		t.Fatal(err)
	}
	*f.now = slot.Add(-kyc.DoorsOpen)
	f.Tick(ctx)
	if s, _ = f.Get(ctx, f.scope, id); s.Status != kyc.Scheduled {
		t.Errorf("nobody is there, and the session is %s", s.Status)
	}
	if _, err := f.Refresh(ctx, f.scope, id, phone); code(err) != "wrong_device" {
		t.Errorf("another device: %v", err)
	}
	if _, err := f.Refresh(ctx, f.scope, id, laptop); err != nil {
		t.Fatal(err)
	}
	if s, _ = f.Get(ctx, f.scope, id); s.Status != kyc.Joined {
		t.Errorf("the customer is there, and the session is %s", s.Status)
	}
	if grant.Token == "" {
		t.Error("no token for the early customer")
	}
}

func TestNobodyCameToTheAppointment(t *testing.T) {
	f, ctx := open(t), context.Background()
	id, _, _ := f.create(t)
	_, slots, err := f.Slots(ctx, f.scope, "2026-11-27", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Reschedule(ctx, f.scope, id, slots[0].Start, nil); err != nil {
		t.Fatal(err)
	}
	*f.now = slots[0].Start.Add(kyc.Lateness - time.Second)
	f.Tick(ctx)
	if s, _ := f.Get(ctx, f.scope, id); s.Status != kyc.Scheduled {
		t.Errorf("%s before the customer is too late", s.Status)
	}
	*f.now = f.now.Add(time.Second)
	f.Tick(ctx)
	if s, _ := f.Get(ctx, f.scope, id); s.Status != kyc.Expired {
		t.Errorf("%s", s.Status)
	}
}

func TestHoursAreTheAccountsOwn(t *testing.T) {
	f, ctx := open(t), context.Background()
	h := kyc.Hours{Zone: "Nowhere/Town", Minutes: 30, Capacity: 1, Open: []kyc.Opening{{Day: time.Sunday, From: 600, To: 660}}}
	if err := f.SetHours(ctx, f.scope.Account, h); !kyc.IsKind(err, kyc.Invalid) {
		t.Errorf("no such zone: %v", err)
	}
	h.Zone = "Asia/Dubai"
	if err := f.SetHours(ctx, f.scope.Account, h); err != nil {
		t.Fatal(err)
	}
	_, slots, err := f.Slots(ctx, f.scope, "", 7)
	if err != nil || len(slots) != 2 || slots[0].Free != 1 || !slots[0].Start.Equal(time.Date(2026, 11, 29, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("%v: %+v", err, slots)
	}
	if _, _, err := f.Slots(ctx, f.scope, "29-11-2026", 7); !kyc.IsKind(err, kyc.Invalid) {
		t.Errorf("a date of another form: %v", err)
	}
}
