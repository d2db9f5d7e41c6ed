package rest_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

// still is a feature that costs nothing, so that the door alone is measured.
type still struct {
	rest.Sessions
	v *kyc.Session
}

func (s still) Create(context.Context, kyc.Scope, kyc.Order) (*kyc.Session, token.Link, error) {
	return s.v, token.Link{Token: "t", URL: "u"}, nil
}

// BenchmarkCreateDoor is what HTTP, authentication, JSON and validation cost a
// POST /v1/sessions, without feature and store.
func BenchmarkCreateDoor(b *testing.B) {
	w := newWorldWith(b, func(d *rest.Deps) {
		d.Sessions = still{v: &kyc.Session{ID: "vs_00000000000000000000000000", Type: kyc.FullKYC, Status: kyc.Created}}
		d.Limits = rest.Limits{KeyPerSecond: 1e9, KeyBurst: 1e9}
	})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/v1/sessions", strings.NewReader(order))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.a.secret)
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, r)
		if rec.Code != 201 {
			b.Fatal(rec.Code, rec.Body)
		}
	}
}
