package main

import (
	"net/http"
	"testing"
)

func TestClientAddressBehindProxies(t *testing.T) {
	p, err := trustedProxies([]string{"10.0.0.0/8", "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ remote, forwarded, want string }{
		{"203.0.113.5:1", "", "203.0.113.5"},
		{"203.0.113.5:1", "1.1.1.1", "203.0.113.5"}, // not a proxy of ours
		{"10.1.2.3:1", "203.0.113.9", "203.0.113.9"},
		{"10.1.2.3:1", "1.1.1.1, 203.0.113.9", "203.0.113.9"}, // the first is the client's own invention
		{"10.1.2.3:1", "203.0.113.9, 192.0.2.7", "203.0.113.9"},
		{"10.1.2.3:1", "rubbish", "10.1.2.3"},
		{"10.1.2.3:1", "", "10.1.2.3"},
		{"[::ffff:10.1.2.3]:1", "2001:db8::1", "2001:db8::1"},
	}
	for _, tt := range tests {
		r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{}}
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := p.clientIP(r); got != tt.want {
			t.Errorf("%s %q: %s, want %s", tt.remote, tt.forwarded, got, tt.want)
		}
	}
	if _, err := trustedProxies([]string{"everyone"}); err == nil {
		t.Error("accepted a proxy that is no address")
	}
}
