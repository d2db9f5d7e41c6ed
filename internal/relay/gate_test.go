package relay_test

import (
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/relay"
)

// Nothing but the media server is reached, whatever an address is called.
func TestNothingElseIsReached(t *testing.T) {
	t.Parallel()
	m := sfu(t, net.IPv4(203, 0, 113, 9)) // so that loopback is not the media server's name
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0"})
	ice := s.ICEServers("vs_1", "agent")[0]
	c := client(t, s, ice.Username, ice.Credential)
	conn, err := c.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := c.CreatePermission(&net.UDPAddr{IP: net.IPv4(203, 0, 113, 9), Port: 1}); err != nil {
		t.Fatalf("the media server: %v", err)
	}
	for _, ip := range []string{"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.2.1",
		"198.18.0.1", "203.0.113.8", "224.0.0.1", "240.0.0.1", "255.255.255.255", "8.8.8.8", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "fd00::1", "fd00:ec2::254", "fe80::1", "ff02::1", "2001:db8::1", "2606:4700::1111"} {
		if err := c.CreatePermission(&net.UDPAddr{IP: net.ParseIP(ip), Port: 53}); err == nil {
			t.Errorf("%s may be reached", ip)
		}
	}
}

// A permission knows addresses only; the port is guarded too.
func TestOtherPortsOfTheMediaServerAreClosed(t *testing.T) {
	t.Parallel()
	m := sfu(t)
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0"})
	ice := s.ICEServers("vs_1", "agent")[0]
	conn, err := allocate(t, s, ice.Username, ice.Credential)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	secret, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer secret.Close()
	if _, err := conn.WriteTo([]byte("out"), secret.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.WriteTo([]byte("in"), conn.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	// What goes to the media server after it does arrive there and is answered: a STUN request.
	probe := net.UDPAddrFromAddrPort(m.Addrs()[0].Bound)
	if _, err := conn.WriteTo([]byte("x"), probe); err != nil {
		t.Fatal(err)
	}
	// The bytes for the closed port were written before; the second socket of the test shows that the port itself works.
	other, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.WriteTo([]byte("marker"), secret.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	n, _, err := secret.ReadFrom(buf)
	if err != nil || string(buf[:n]) != "marker" {
		t.Errorf("the port that is not the media server's received %q, %v", buf[:n], err)
	}
}

func TestAParticipantHasAQuota(t *testing.T) {
	t.Parallel()
	m := sfu(t)
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0"})
	ice := s.ICEServers("vs_1", "customer")[0]
	made := 0
	for ; made < 64; made++ {
		if _, err := allocate(t, s, ice.Username, ice.Credential); err != nil {
			break
		}
	}
	if made != 32 || s.Stats().Allocations != 32 {
		t.Errorf("%d allocations were made, %+v", made, s.Stats())
	}
	again := s.ICEServers("vs_1", "customer")[0]
	if _, err := allocate(t, s, again.Username, again.Credential); err == nil {
		t.Error("a new credential of the same participant has a new quota")
	}
	other := s.ICEServers("vs_2", "customer")[0]
	if _, err := allocate(t, s, other.Username, other.Credential); err != nil {
		t.Errorf("another participant: %v", err)
	}
	if n := s.Stats(); n.Opened != 33 || n.Full < 2 || n.Denied != 0 {
		t.Errorf("counted as %+v", n)
	}
}

// Whoever has no session may look at the ways, and take little room for it.
func TestAProbeIsSmallAndShort(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	m := sfu(t)
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0", Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	ice := s.Probe("192.0.2.1")[0]
	first := client(t, s, ice.Username, ice.Credential)
	conn, err := first.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	made := 1
	for ; made < 16; made++ {
		if _, err := allocate(t, s, ice.Username, ice.Credential); err != nil {
			break
		}
	}
	if made != 8 {
		t.Errorf("%d allocations were made", made)
	}
	for i := 0; s.Stats().Allocations < 128; i++ {
		other := s.Probe(fmt.Sprint("192.0.2.", 2+i))[0]
		for range 8 {
			if _, err := allocate(t, s, other.Username, other.Credential); err != nil {
				t.Fatalf("with %+v: %v", s.Stats(), err)
			}
		}
	}
	last := s.Probe("198.51.100.1")[0]
	if _, err := allocate(t, s, last.Username, last.Credential); err == nil {
		t.Error("probes took more than their part of the relay")
	}
	customer := s.ICEServers("vs_1", "customer")[0]
	if _, err := allocate(t, s, customer.Username, customer.Credential); err != nil {
		t.Errorf("probes keep a customer out: %v", err)
	}
	to := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	if err := first.CreatePermission(to); err != nil {
		t.Errorf("the media server: %v", err)
	}
	mu.Lock()
	now = now.Add(2*time.Minute + time.Second)
	mu.Unlock()
	if err := first.CreatePermission(to); err == nil {
		t.Error("a probe's credential did not end")
	}
}
