// Package relay owns the ways into a call for networks that let nothing else
// through: a TURN server that reaches the media server and nothing but it, the
// short-lived credentials for it and for relays of others, and the one TCP port
// that is shared with HTTPS.
package relay

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

// Config says where the relay listens and what it leads to. An empty address
// turns that way off.
type Config struct {
	// UDP and TCP are "ip:port"; no ip means the addresses of the media server.
	UDP, TCP string
	// TLS is the same for TURN over TLS with a certificate of TLSConfig.
	TLS       string
	TLSConfig *tls.Config
	// Shared gives the TURN connections of the HTTPS port (Split); SharedPort is that port as clients know it.
	Shared     net.Listener
	SharedPort int
	// Host is the name or address by which clients reach the relay; a certificate must hold for it.
	Host string
	// Peers are the addresses of the media server.
	Peers []Peer
	// External relays: their URLs, and the secret that they share with us (coturn: use-auth-secret).
	External       []string
	ExternalSecret string
	// Now is the clock; default time.Now.
	Now func() time.Time
}

// realm of the long-term credentials.
const realm = "basekyc"

// allocationLife is what an allocation lasts without a refresh: that of a lost link is gone after it.
const allocationLife = 5 * time.Minute

// Server is the relay of one node.
type Server struct {
	cfg    Config
	secret []byte // of this process: a restart ends every credential, and every client gets a new one then
	gate   *gate
	turn   *turn.Server // nil when only relays of others are used
	ports  Ports
	denied atomic.Uint64
}

// Ports on which the relay listens; 0 is none.
type Ports struct{ UDP, TCP, TLS, HTTPS int }

// Listen opens the sockets.
func Listen(c Config) (_ *Server, err error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{cfg: c, secret: make([]byte, 32), gate: newGate(c.Peers)}
	if _, err := rand.Read(s.secret); err != nil {
		return nil, fmt.Errorf("draw the relay's secret: %w", err)
	}
	t := turn.ServerConfig{Realm: realm, AllocationLifetime: allocationLife, QuotaHandler: s.gate.room, AuthHandler: s.judge, EventHandler: turn.EventHandler{OnAuth: s.judged},
		LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}} // it logs addresses of customers
	defer func() {
		if err != nil {
			for _, p := range t.PacketConnConfigs {
				_ = p.PacketConn.Close()
			}
			for _, l := range t.ListenerConfigs {
				_ = l.Listener.Close()
			}
		}
	}()
	if c.UDP != "" {
		conns, err := s.listenUDP(c.UDP)
		if err != nil {
			return nil, err
		}
		for _, conn := range conns {
			s.ports.UDP = portOf(conn.LocalAddr())
			t.PacketConnConfigs = append(t.PacketConnConfigs, turn.PacketConnConfig{PacketConn: conn, RelayAddressGenerator: s.gate, PermissionHandler: s.gate.permits})
		}
	}
	add := func(l net.Listener, conf *tls.Config) {
		t.ListenerConfigs = append(t.ListenerConfigs, turn.ListenerConfig{Listener: bound(l, conf), RelayAddressGenerator: s.gate, PermissionHandler: s.gate.permits})
	}
	if c.TCP != "" {
		l, err := net.Listen("tcp", c.TCP)
		if err != nil {
			return nil, fmt.Errorf("listen for TURN over TCP: %w", err)
		}
		s.ports.TCP = portOf(l.Addr())
		add(l, nil)
	}
	if c.TLS != "" {
		if c.TLSConfig == nil {
			return nil, errors.New("TURN over TLS needs a certificate: set tls in the configuration")
		}
		l, err := net.Listen("tcp", c.TLS)
		if err != nil {
			return nil, fmt.Errorf("listen for TURN over TLS: %w", err)
		}
		s.ports.TLS = portOf(l.Addr())
		add(l, c.TLSConfig)
	}
	if c.Shared != nil {
		s.ports.HTTPS = c.SharedPort
		add(c.Shared, nil)
	}
	if len(t.PacketConnConfigs)+len(t.ListenerConfigs) == 0 {
		return s, nil
	}
	if s.turn, err = turn.NewServer(t); err != nil {
		return nil, fmt.Errorf("start TURN: %w", err)
	}
	return s, nil
}

// listenUDP opens a socket on each address, so that an answer leaves from where it was asked.
func (s *Server) listenUDP(addr string) (out []*net.UDPConn, err error) {
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("TURN address %q: %w", addr, err)
	}
	port, err := strconv.ParseUint(p, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("TURN address %q: port out of range", addr)
	}
	var at []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil && !ip.IsUnspecified() {
		at = append(at, ip.Unmap())
	} else if host != "" && err != nil {
		return nil, fmt.Errorf("TURN address %q: want an IP address, not a name", addr)
	}
	if len(at) == 0 {
		seen := map[netip.Addr]bool{}
		for _, p := range s.cfg.Peers {
			if a := p.Bound.Addr(); !seen[a] {
				seen[a] = true
				at = append(at, a)
			}
		}
	}
	for _, a := range at {
		c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, uint16(port))))
		if err != nil {
			for _, c := range out {
				_ = c.Close()
			}
			return nil, fmt.Errorf("listen for TURN over UDP: %w", err)
		}
		port = uint64(portOf(c.LocalAddr())) // one port on all of them
		out = append(out, c)
	}
	return out, nil
}

func portOf(a net.Addr) int {
	switch a := a.(type) {
	case *net.UDPAddr:
		return a.Port
	case *net.TCPAddr:
		return a.Port
	}
	return 0
}

func (s *Server) judge(ra *turn.RequestAttributes) (string, []byte, bool) {
	holder, key, ok := judge(s.secret, s.cfg.Now(), ra)
	if !ok {
		s.denied.Add(1)
	}
	return holder, key, ok
}

// judged follows the check of a signature: the name was good, the password may not have been.
func (s *Server) judged(_, _ net.Addr, _, _, _, _ string, good bool) {
	if !good {
		s.denied.Add(1)
	}
}

// ICEServers are the relays for one participant of one session, with a
// credential that opens allocations for Life.
func (s *Server) ICEServers(session, role string) []ICEServer {
	until := s.cfg.Now().Add(Life)
	who := session + "/" + role
	out := []ICEServer{}
	if urls := s.urls(); len(urls) > 0 {
		name, password := mint(s.secret, who, until)
		out = append(out, ICEServer{URLs: urls, Username: name, Credential: password})
	}
	if len(s.cfg.External) > 0 {
		name, password := mint([]byte(s.cfg.ExternalSecret), who, until)
		out = append(out, ICEServer{URLs: s.cfg.External, Username: name, Credential: password})
	}
	return out
}

// Probe are the own relays, for somebody without a session who wants to know
// which ways lead here: few allocations, for two minutes. Relays of others are
// left out: they may lead elsewhere, and are for participants only.
func (s *Server) Probe(who string) []ICEServer {
	out := []ICEServer{}
	if urls := s.urls(); len(urls) > 0 {
		name, password := mintAs(s.secret, probing, who, s.cfg.Now().Add(probeLife))
		out = append(out, ICEServer{URLs: urls, Username: name, Credential: password})
	}
	return out
}

// urls of the own relay, the cheapest way first.
func (s *Server) urls() (out []string) {
	at := func(scheme string, port int, transport string) {
		if port != 0 {
			out = append(out, scheme+":"+net.JoinHostPort(s.cfg.Host, strconv.Itoa(port))+"?transport="+transport)
		}
	}
	at("turn", s.ports.UDP, "udp")
	at("turn", s.ports.TCP, "tcp")
	at("turns", s.ports.TLS, "tcp")
	at("turns", s.ports.HTTPS, "tcp")
	return out
}

// Ports on which the relay listens.
func (s *Server) Ports() Ports { return s.ports }

// Stats counts.
func (s *Server) Stats() Stats {
	out := s.gate.stats()
	out.Denied = s.denied.Load()
	return out
}

// Close ends every allocation and gives the ports back.
func (s *Server) Close() error {
	if s.turn == nil {
		return nil
	}
	return s.turn.Close()
}
