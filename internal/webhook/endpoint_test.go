package webhook_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/webhook"
)

func endpoints(m *memory, loopback bool) *webhook.Endpoints {
	return &webhook.Endpoints{Store: m, Now: newClock().Now, AllowLoopback: loopback,
		Entropy: rand.Reader}
}

func TestEndpointAddresses(t *testing.T) {
	live := kyc.Scope{Account: "acct_test", Live: true}
	for _, tt := range []struct {
		url      string
		scope    kyc.Scope
		loopback bool
		ok       bool
	}{
		{"https://hooks.example/kyc?x=1", live, false, true},
		{"https://hooks.example:8443/", live, false, true},
		{"https://8.8.8.8/", live, false, true},
		{"http://hooks.example/", live, false, false},
		{"http://hooks.example/", tenant, false, true},
		{"http://localhost:9000/", tenant, false, false},
		{"http://localhost:9000/", tenant, true, true},
		{"http://127.0.0.1:9000/", live, true, true},
		{"http://[::1]:9000/", tenant, true, true},
		{"http://a.localhost/", tenant, false, false},
		{"https://10.0.0.1/", tenant, true, false},
		{"https://169.254.169.254/latest", tenant, true, false},
		{"https://[fd00:ec2::254]/", tenant, true, false},
		{"https://[::ffff:127.0.0.1]/", tenant, true, false},
		{"https://127.1/", tenant, false, false},
		{"https://0x7f.1/", tenant, false, false},
		{"https://2130706433/", tenant, false, false},
		{"https://127\u30020\u30020\u30021/", tenant, false, false}, // ideographic full stops
		{"https://\u24dbocalhost/", tenant, false, false},
		{"https://hooks.example:0/", tenant, false, false},
		{"https://hooks.example:65536/", tenant, false, false},
		{"https://user:pass@hooks.example/", live, false, false},
		{"https://hooks.example/#part", live, false, false},
		{"ftp://hooks.example/", tenant, false, false},
		{"https:hooks.example", tenant, false, false},
		{"hooks.example", tenant, false, false},
		{"https:///path", tenant, false, false},
		{"", tenant, false, false},
		{"https://hooks.example/" + strings.Repeat("x", 2000), live, false, false},
	} {
		_, err := endpoints(newMemory(), tt.loopback).Create(t.Context(), tt.scope, webhook.EndpointOrder{URL: tt.url})
		if (err == nil) != tt.ok {
			t.Errorf("%.60s live %t demo %t: %v", tt.url, tt.scope.Live, tt.loopback, err)
		}
		var e *kyc.Error
		if err != nil && (!errors.As(err, &e) || e.Code != "webhook_url_invalid" || e.Fields[0].Field != "url") {
			t.Errorf("%.60s: %#v", tt.url, err)
		}
	}
}

func TestEndpointLife(t *testing.T) {
	m := newMemory()
	s := endpoints(m, false)
	e, err := s.Create(t.Context(), tenant, webhook.EndpointOrder{URL: "https://hooks.example/", Events: []kyc.EventType{kyc.EventCompleted}})
	if err != nil {
		t.Fatal(err)
	}
	if !kyc.HasPrefix(e.ID, kyc.PrefixEndpoint) || !e.CreatedAt.Equal(start) {
		t.Errorf("created as %s at %s", e.ID, e.CreatedAt)
	}
	if back, err := api.ParseSecret(api.FormatSecret(e.Secret)); err != nil || !bytes.Equal(back, e.Secret) || len(back) != api.MaxSecret {
		t.Errorf("secret of %d bytes: %v", len(back), err)
	}
	off, on := false, true
	if e, err = s.Change(t.Context(), tenant, e.ID, webhook.EndpointChange{Enabled: &off}); err != nil || e.DisabledBy != webhook.DisabledByOwner || e.Wants(kyc.EventCompleted) {
		t.Fatalf("disabled: %+v, %v", e, err)
	}
	_, _, _ = m.ChangeEndpoint(t.Context(), tenant, e.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { e.FailingAt = start; return nil, nil })
	if e, err = s.Change(t.Context(), tenant, e.ID, webhook.EndpointChange{Enabled: &on}); err != nil || !e.Wants(kyc.EventCompleted) || !e.FailingAt.IsZero() {
		t.Fatalf("enabled: %+v, %v", e, err)
	}
	inside := "https://10.0.0.1/"
	if _, err = s.Change(t.Context(), tenant, e.ID, webhook.EndpointChange{URL: &inside}); !kyc.IsKind(err, kyc.Invalid) {
		t.Fatalf("moved inside: %v", err)
	}
	if _, err = s.Get(t.Context(), kyc.Scope{Account: "acct_other"}, e.ID); !kyc.IsKind(err, kyc.NotFound) {
		t.Fatalf("another tenant: %v", err)
	}
	if err := s.Delete(t.Context(), tenant, e.ID); err != nil {
		t.Fatal(err)
	}
	if list, _ := s.List(t.Context(), tenant); len(list) != 0 {
		t.Fatalf("after deletion: %v", list)
	}
}

func TestEndpointOrdersAreChecked(t *testing.T) {
	s := endpoints(newMemory(), false)
	for _, types := range [][]kyc.EventType{{"session.imagined"}, {kyc.EventCreated, kyc.EventCreated}} {
		_, err := s.Create(t.Context(), tenant, webhook.EndpointOrder{URL: "https://hooks.example/", Events: types})
		if !kyc.IsKind(err, kyc.Invalid) {
			t.Errorf("%v: %v", types, err)
		}
	}
}
