package session_test

import (
	"context"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Address and position are looked up when they are said, and what came of it is kept.
func TestAddressAndPositionAreLookedUp(t *testing.T) {
	f, ctx := open(t), context.Background()
	f.Country = func(address string) string { return map[string]string{"203.0.113.7": "IN"}[address] }
	f.ZoneAt = func(latitude, longitude float64) string {
		if latitude == 18.93 && longitude == 72.83 {
			return "Asia/Kolkata"
		}
		return "elsewhere"
	}
	id, secret, _ := f.create(t)
	ref := kyc.Ref{Scope: f.scope, Session: id}
	if _, _, err := f.ExchangeCode(ctx, id, secret, phone); err != nil {
		t.Fatal(err)
	}
	at := kyc.PositionReport{Latitude: 18.93, Longitude: 72.83, Accuracy: 20}
	if _, err := f.TookPosition(ctx, ref, at); code(err) != "consent_required" {
		t.Errorf("before consent: %v", err)
	}
	if _, err := f.Consent(ctx, f.scope, id, kyc.Consent{Version: "1", Language: "en", SHA256: "ab", IP: "203.0.113.7"}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.TookPosition(ctx, ref, at); err != nil {
		t.Fatal(err)
	}
	s, err := f.store.Session(ctx, f.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Consent; !c.Looked || c.Country != "IN" {
		t.Errorf("consent %+v", c)
	}
	if p := s.Conduct.Position; p == nil || p.Zone != "Asia/Kolkata" || p.Latitude != at.Latitude || p.Longitude != at.Longitude || p.Accuracy != at.Accuracy {
		t.Errorf("position %+v", p)
	}
}
