package webhook_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/webhook"
)

func TestPublicAddresses(t *testing.T) {
	for _, s := range []string{"8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255",
		"2606:4700:4700::1111", "2a00:1450::1", "2400:cb00::1"} {
		if !webhook.Public(netip.MustParseAddr(s), false) {
			t.Errorf("%s is refused", s)
		}
	}
	for _, s := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16",
		"169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1",
		"192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::808:808",
		"64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
		"5f00::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"} {
		if webhook.Public(netip.MustParseAddr(s), false) {
			t.Errorf("%s is allowed", s)
		}
	}
	for s, want := range map[string]bool{"127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": false,
		"10.0.0.1": false, "169.254.169.254": false, "0.0.0.0": false, "fd00:ec2::254": false} {
		if webhook.Public(netip.MustParseAddr(s), true) != want {
			t.Errorf("demo mode: %s allowed is not %t", s, want)
		}
	}
	if webhook.Public(netip.Addr{}, true) {
		t.Error("the zero address is allowed")
	}
}

// answers is a resolver that gives each answer once, in order.
type answers struct {
	mu    sync.Mutex
	asked int
	list  [][]netip.Addr
}

func (a *answers) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	if len(a.list) == 0 {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	out := a.list[0]
	a.list = a.list[1:]
	return out, nil
}

func addrs(list ...string) []netip.Addr {
	out := make([]netip.Addr, len(list))
	for i, s := range list {
		out[i] = netip.MustParseAddr(s)
	}
	return out
}

func TestDialRefusesNamesThatLeadInside(t *testing.T) {
	for _, list := range [][]string{
		{"127.0.0.1"}, {"10.1.2.3"}, {"169.254.169.254"}, {"fd00:ec2::254"}, {"::ffff:127.0.0.1"}, {"64:ff9b::a9fe:a9fe"},
		{"8.8.8.8", "10.0.0.1"}, {"2606:4700::1", "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "::1"}, // even beyond those that would be tried
	} {
		r := &answers{list: [][]netip.Addr{addrs(list...)}}
		d := webhook.Dialer{Resolver: r}
		if _, err := d.DialContext(t.Context(), "tcp", "hooks.example:443"); !errors.Is(err, webhook.ErrAddress) {
			t.Errorf("%v: %v", list, err)
		}
	}
	for _, literal := range []string{"127.0.0.1:80", "[::1]:80", "[::ffff:10.0.0.1]:80", "169.254.169.254:80", "[fe80::1%lo]:80"} {
		r := &answers{}
		d := webhook.Dialer{Resolver: r}
		if _, err := d.DialContext(t.Context(), "tcp", literal); !errors.Is(err, webhook.ErrAddress) || r.asked != 0 {
			t.Errorf("%s: %v, %d questions", literal, err, r.asked)
		}
	}
}

// The name's first answer is vetted and dialled; a second answer, which would
// lead elsewhere, is never asked for.
func TestDialResolvesOnce(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r := &answers{list: [][]netip.Addr{addrs("::ffff:127.0.0.1"), addrs("169.254.169.254")}}
	d := webhook.Dialer{Resolver: r, AllowLoopback: true}
	conn, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("hooks.example", port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.RemoteAddr().String(); got != l.Addr().String() || r.asked != 1 {
		t.Fatalf("connected to %s after %d questions", got, r.asked)
	}
	if _, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("hooks.example", port)); !errors.Is(err, webhook.ErrAddress) {
		t.Fatalf("the changed answer was dialled: %v", err)
	}
}

func TestDialTriesTheNextAddress(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r := &answers{list: [][]netip.Addr{addrs("127.0.0.2", "127.0.0.1")}} // nobody listens on the first
	d := webhook.Dialer{Resolver: r, AllowLoopback: true}
	conn, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("hooks.example", port))
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

// The zero Dialer asks the system for names, and still reaches nothing local.
func TestDialerWithoutAResolver(t *testing.T) {
	var d webhook.Dialer
	if _, err := d.DialContext(t.Context(), "tcp", "localhost:1"); !errors.Is(err, webhook.ErrAddress) {
		t.Error(err)
	}
}
