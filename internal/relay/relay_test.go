package relay_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"image/color"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/turn/v5"
	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
	"github.com/basekyc/basekyc/internal/relay"
)

var certificate tls.Certificate

// TestMain makes a certificate that this process trusts, as a browser does the relay's.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "relay")
	if err != nil {
		panic(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		panic(err)
	}
	certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	file := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		panic(err)
	}
	_ = os.Setenv("SSL_CERT_FILE", file)
	code := m.Run()
	_ = os.RemoveAll(dir)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Println(err)
			code = 1
		}
	}
	os.Exit(code)
}

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// sfu is a media server whose addresses are announced as told.
func sfu(t *testing.T, announce ...net.IP) *media.Server {
	t.Helper()
	s, err := media.Listen(media.Config{UDPAddr: "127.0.0.1:0", AnnounceIPs: announce})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func start(t *testing.T, m *media.Server, c relay.Config) *relay.Server {
	t.Helper()
	for _, a := range m.Addrs() {
		c.Peers = append(c.Peers, relay.Peer(a))
	}
	c.Host = "127.0.0.1"
	s, err := relay.Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// client of TURN over UDP, with a credential.
func client(t *testing.T, s *relay.Server, name, password string) *turn.Client {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprintf("127.0.0.1:%d", s.Ports().UDP)
	c, err := turn.NewClient(&turn.ClientConfig{TURNServerAddr: at, STUNServerAddr: at, Username: name, Password: password, Conn: conn,
		LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}})
	if err == nil {
		err = c.Listen()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		_ = conn.Close()
	})
	return c
}

// allocate opens an allocation that ends with the test.
func allocate(t *testing.T, s *relay.Server, name, password string) (net.PacketConn, error) {
	t.Helper()
	conn, err := client(t, s, name, password).Allocate()
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, err
}

func TestACredentialOpensForItsTimeOnly(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	m := sfu(t)
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0", Now: clock})
	ice := s.ICEServers("vs_1", "customer")[0]
	if strings.Contains(ice.Username, "vs_1") {
		t.Errorf("the name %q tells the session to whoever reads the wire", ice.Username)
	}
	other := s.ICEServers("vs_2", "customer")[0]
	end, holder, _ := strings.Cut(ice.Username, ":")
	for name, c := range map[string][2]string{
		"no password":          {ice.Username, ""},
		"another's password":   {ice.Username, other.Credential},
		"a longer life":        {"9999999999:" + holder, ice.Credential},
		"another's name":       {end + ":customer", ice.Credential},
		"no end":               {holder, ice.Credential},
		"no number at its end": {"x:" + holder, ice.Credential},
	} {
		if _, err := allocate(t, s, c[0], c[1]); err == nil {
			t.Errorf("%s: an allocation was made", name)
		}
	}
	held, err := allocate(t, s, ice.Username, ice.Credential)
	if err != nil {
		t.Fatal(err)
	}
	if s.Stats().Allocations != 1 {
		t.Errorf("%+v", s.Stats())
	}
	mu.Lock()
	now = now.Add(relay.Life + time.Second)
	mu.Unlock()
	if _, err := allocate(t, s, ice.Username, ice.Credential); err == nil {
		t.Error("an allocation was made with a credential that has ended")
	}
	if err := held.Close(); err != nil { // a refresh to nothing, with the same credential: what runs may still be ended and refreshed
		t.Error(err)
	}
}

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
}

func TestExternalRelaysGetTheSameCredentials(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	s, err := relay.Listen(relay.Config{External: []string{"turns:turn.bank.example:443?transport=tcp"}, ExternalSecret: "north", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := s.ICEServers("vs_1", "customer")
	if len(got) != 1 || got[0].URLs[0] != "turns:turn.bank.example:443?transport=tcp" || !strings.HasPrefix(got[0].Username, "1700001800:") {
		t.Fatalf("%+v", got)
	}
	// The other side's implementation makes the same password of the name.
	_, key, ok := turn.LongTermTURNRESTAuthHandler("north", nil)(&turn.RequestAttributes{Username: got[0].Username, Realm: "r"})
	if ok || key != nil { // its end is long ago
		t.Error("an old credential is taken")
	}
	now = time.Now()
	c := s.ICEServers("vs_1", "customer")[0]
	_, key, ok = turn.LongTermTURNRESTAuthHandler("north", nil)(&turn.RequestAttributes{Username: c.Username, Realm: "r"})
	if want := turn.GenerateAuthKey(c.Username, "r", c.Credential); !ok || string(key) != string(want) {
		t.Error("another TURN server makes another password of the same secret")
	}
}

var film = sync.OnceValue(func() [][]byte {
	f, err := mediatest.Film(320, 240, 8, color.RGBA{30, 60, 200, 255})
	if err != nil {
		panic(err)
	}
	return f
})

// call lets both parties speak through these ways only.
func call(t *testing.T, m *media.Server, a, b []webrtc.ICEServer) {
	t.Helper()
	ctx := deadline(t)
	room := m.Room("s1", media.RoomConfig{})
	var heard [2]chan struct{}
	for i, ways := range [][]webrtc.ICEServer{a, b} {
		heard[i] = make(chan struct{}, 1)
		c, err := mediatest.NewClient(mediatest.Options{Relays: ways, OnRTP: onVideo(heard[i])})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		offer, err := c.Offer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(offer, "typ relay") || strings.Contains(offer, "typ host") {
			t.Fatalf("the offer has other ways than the relay, or not that: %s", offer)
		}
		p, err := room.Join([]media.Role{media.Customer, media.Agent}[i])
		if err != nil {
			t.Fatal(err)
		}
		answer, err := p.Answer(ctx, offer)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Accept(ctx, answer); err != nil {
			t.Fatal(err)
		}
		c.Play(ctx, mediatest.Stream{Video: film(), Every: 50 * time.Millisecond, Audio: mediatest.Sine()}, nil)
	}
	for i := range heard {
		select {
		case <-heard[i]:
		case <-ctx.Done():
			t.Fatalf("party %d never saw the other", i)
		}
	}
}

func ways(s *relay.Server, role, only string) (out []webrtc.ICEServer) {
	for _, i := range s.ICEServers("vs_1", role) {
		for _, u := range i.URLs {
			if strings.HasPrefix(u, only) {
				out = append(out, webrtc.ICEServer{URLs: []string{u}, Username: i.Username, Credential: i.Credential})
			}
		}
	}
	return out
}

func TestACallOverTheRelay(t *testing.T) {
	conf := &tls.Config{Certificates: []tls.Certificate{certificate}}
	for _, tt := range []struct {
		name, only string
		announce   []net.IP
		config     relay.Config
	}{
		{"UDP", "turn:", nil, relay.Config{UDP: "127.0.0.1:0"}},
		{"TCP", "turn:", nil, relay.Config{TCP: "127.0.0.1:0"}},
		{"TLS", "turns:", nil, relay.Config{TLS: "127.0.0.1:0", TLSConfig: conf}},
		{"UDP, behind a one-to-one NAT", "turn:", []net.IP{net.IPv4(203, 0, 113, 9)}, relay.Config{UDP: "127.0.0.1:0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := sfu(t, tt.announce...)
			s := start(t, m, tt.config)
			call(t, m, ways(s, "customer", tt.only), ways(s, "agent", tt.only))
			if n := s.Stats().Allocations; n != 2 {
				t.Errorf("%d allocations", n)
			}
		})
	}
}

// The one port of a network that lets nothing but HTTPS through carries the pages and the call.
func TestACallOverTheHTTPSPort(t *testing.T) {
	t.Parallel()
	m := sfu(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	web, turns := relay.Split(l, &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2", "http/1.1"}})
	site := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto, " ", r.TLS != nil)
	})}
	served := make(chan error, 1)
	go func() { served <- site.Serve(web) }()
	s := start(t, m, relay.Config{Shared: turns, SharedPort: port})
	t.Cleanup(func() { _ = site.Close(); <-served })
	get := func(transport *http.Transport) string {
		t.Helper()
		defer transport.CloseIdleConnections()
		r, err := (&http.Client{Transport: transport}).Get(fmt.Sprintf("https://127.0.0.1:%d/", port))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body) // half of it fails below
		return string(body)
	}
	if said := get(&http.Transport{ForceAttemptHTTP2: true}); said != "HTTP/2.0 true" {
		t.Errorf("a browser: %q", said)
	}
	if said := get(&http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}, DialTLSContext: func(ctx context.Context, n, a string) (net.Conn, error) {
		return (&tls.Dialer{Config: &tls.Config{}}).DialContext(ctx, n, a) // no ALPN
	}}); !strings.HasPrefix(said, "HTTP/1.1") {
		t.Errorf("a plain client: %q", said)
	}
	call(t, m, ways(s, "customer", "turns:"), ways(s, "agent", "turns:"))
	if said := get(&http.Transport{ForceAttemptHTTP2: true}); said != "HTTP/2.0 true" {
		t.Errorf("a browser during the call: %q", said)
	}
}

func TestAnAddressMustBeOne(t *testing.T) {
	t.Parallel()
	for _, c := range []relay.Config{{UDP: "nonsense"}, {UDP: "example.com:3478"}, {UDP: "127.0.0.1:70000"}, {TLS: "127.0.0.1:0"}} {
		c.Peers = []relay.Peer{{Bound: netip.MustParseAddrPort("127.0.0.1:1"), Announced: netip.MustParseAddrPort("127.0.0.1:1")}}
		if s, err := relay.Listen(c); err == nil {
			_ = s.Close()
			t.Errorf("%+v was taken", c)
		}
	}
}

func onVideo(seen chan struct{}) func(string, *rtp.Packet) {
	return func(track string, _ *rtp.Packet) {
		if strings.HasSuffix(track, "/video") {
			select {
			case seen <- struct{}{}:
			default:
			}
		}
	}
}
