package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

var (
	secret = []byte("0123456789abcdefghijklmn")
	now    = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	body   = []byte(`{"id":"evt_1","type":"session.completed","api_version":"2026-11-01","created":"2026-11-02T09:00:00Z","livemode":true,"sequence":7,"position":9,"data":{"session_id":"vs_1","outcome":"approved","reasons":[]}}`)
)

// The vector of the Standard Webhooks reference libraries.
func TestSignatureOfTheSpecification(t *testing.T) {
	s, err := api.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	h := api.Sign(s, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if got := h.Get(api.HeaderSignature); got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Fatalf("signature %s", got)
	}
}

func TestVerifyWebhook(t *testing.T) {
	other := []byte(strings.Repeat("o", 32))
	text := api.FormatSecret(secret)
	signed := func() http.Header { return api.Sign(secret, "evt_1", now, body) }
	without := func(names ...string) http.Header {
		h := signed()
		for _, n := range names {
			h.Del(n)
		}
		return h
	}
	with := func(name, value string) http.Header {
		h := signed()
		h.Set(name, value)
		return h
	}
	own := signed().Get(api.HeaderOwn)
	for _, tt := range []struct {
		name    string
		h       http.Header
		body    []byte
		secrets []string
		at      time.Time
		want    error
	}{
		{"as sent", signed(), body, []string{text}, now, nil},
		{"at the edge of the tolerance", signed(), body, []string{text}, now.Add(5 * time.Minute), nil},
		{"rotation, receiver has the former secret", api.Sign(other, "evt_1", now, body, secret), body, []string{text}, now, nil},
		{"rotation, receiver has both", signed(), body, []string{api.FormatSecret(other), text}, now, nil},
		{"own header alone", without(api.HeaderID, api.HeaderTimestamp, api.HeaderSignature), body, []string{text}, now, nil},
		{"own header alone, rotation", func() http.Header {
			return http.Header{"Basekyc-Signature": {api.Sign(other, "evt_1", now, body, secret).Get(api.HeaderOwn)}}
		}(), body, []string{text}, now, nil},
		{"other secret", signed(), body, []string{api.FormatSecret(other)}, now, api.ErrSignature},
		{"changed body", signed(), append([]byte(" "), body...), []string{text}, now, api.ErrSignature},
		{"changed id", with(api.HeaderID, "evt_2"), body, []string{text}, now, api.ErrSignature},
		{"changed time", with(api.HeaderTimestamp, "1"), body, []string{text}, now, api.ErrSignature},
		{"own header changed time", http.Header{"Basekyc-Signature": {strings.Replace(own, "t=1", "t=2", 1)}}, body, []string{text}, now, api.ErrSignature},
		{"replayed later", signed(), body, []string{text}, now.Add(5*time.Minute + time.Second), api.ErrTimestamp},
		{"from the future", signed(), body, []string{text}, now.Add(-6 * time.Minute), api.ErrTimestamp},
		{"no headers", http.Header{}, body, []string{text}, now, api.ErrSignatureMissing},
		{"no id", without(api.HeaderID), body, []string{text}, now, api.ErrSignatureMissing},
		{"no time", without(api.HeaderTimestamp), body, []string{text}, now, api.ErrSignatureMissing},
		{"another scheme", with(api.HeaderSignature, "v1a,AAAA"), body, []string{text}, now, api.ErrSignatureMissing},
		{"a bad standard signature is not saved by the other header", with(api.HeaderSignature, "v1,AAAA"), body, []string{text}, now, api.ErrSignature},
		{"not an event", api.Sign(secret, "evt_1", now, []byte("[]")), []byte("[]"), []string{text}, now, api.ErrEvent},
		{"another event's id", api.Sign(secret, "evt_2", now, body), body, []string{text}, now, api.ErrEvent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := api.VerifyWebhook(tt.h, tt.body, tt.secrets, tt.at, 0)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err == nil && (e.ID != "evt_1" || e.Type != api.SessionCompleted || e.Sequence != 7 || !e.Livemode || !e.Created.Equal(now)) {
				t.Fatalf("read %+v", e)
			}
		})
	}
	if _, err := api.VerifyWebhook(signed(), body, nil, now, 0); err == nil {
		t.Error("accepted without a secret")
	}
}

func TestParseSecret(t *testing.T) {
	for _, bad := range []string{"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!", api.FormatSecret(make([]byte, 23)), api.FormatSecret(make([]byte, 33))} {
		if _, err := api.ParseSecret(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		} else if len(bad) > 10 && strings.Contains(err.Error(), bad[6:]) {
			t.Errorf("the error repeats the secret: %v", err)
		}
	}
}

func FuzzVerifyWebhook(f *testing.F) {
	h := api.Sign(secret, "evt_1", now, body)
	f.Add(h.Get(api.HeaderID), h.Get(api.HeaderTimestamp), h.Get(api.HeaderSignature), h.Get(api.HeaderOwn), body)
	f.Add("", "", "", "t=,v1=,v1=zz", []byte("{}"))
	good, stamp := h.Get(api.HeaderSignature), h.Get(api.HeaderTimestamp)
	f.Fuzz(func(t *testing.T, id, ts, sig, own string, b []byte) {
		h := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {ts}, "Webhook-Signature": {sig}, "Basekyc-Signature": {own}}
		e, err := api.VerifyWebhook(h, b, []string{api.FormatSecret(secret)}, now, 0)
		if err == nil && (string(b) != string(body) || e.ID != "evt_1" || sig != "" && (ts != stamp || !strings.Contains(sig, good[3:]))) {
			t.Fatalf("accepted %q %q %q %q %q", id, ts, sig, own, b)
		}
	})
}

func TestEventJSON(t *testing.T) {
	var e api.Event
	if err := json.Unmarshal(body, &e); err != nil {
		t.Fatal(err)
	}
	if back, err := json.Marshal(e); err != nil || string(back) != string(body) {
		t.Fatalf("%s, %v", back, err)
	}
}
