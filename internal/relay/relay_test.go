package relay_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"image/color"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
	"github.com/basekyc/basekyc/internal/relay"
)

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
			if n := s.Stats(); n.Allocations != 2 || n.Opened != 2 || n.Sent == 0 || n.Received == 0 {
				t.Errorf("counted as %+v", n)
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
