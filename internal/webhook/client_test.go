package webhook_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/basekyc/basekyc/internal/webhook"
)

func post(t *testing.T, url string, limit time.Duration) webhook.Reply {
	t.Helper()
	return client(t, webhook.RealClock(), limit).Post(t.Context(), letter(url, []byte(`{"id":"evt_1"}`)))
}

func TestRedirectsAreFailures(t *testing.T) {
	var reached atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/other" {
			reached.Store(true)
		}
		http.Redirect(w, r, "/other", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	if r := post(t, s.URL, 0); r.Status != 307 || r.OK() || reached.Load() {
		t.Fatalf("status %d, followed %t", r.Status, reached.Load())
	}
}

func TestEvery2xxAcknowledges(t *testing.T) {
	for _, code := range []int{200, 201, 202, 204, 299} {
		s := httptest.NewServer(http.HandlerFunc(status(code)))
		if r := post(t, s.URL, 0); !r.OK() || r.Status != code {
			t.Errorf("status %d: %+v", code, r)
		}
		s.Close()
	}
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	var asked atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	d := webhook.Dialer{Resolver: &answers{list: [][]netip.Addr{addrs("10.0.0.1")}}, AllowLoopback: true}
	c := webhook.NewClient(webhook.ClientOptions{Dial: d.DialContext, Clock: webhook.RealClock()})
	defer c.Close()
	r := c.Post(t.Context(), letter("http://hooks.example/", []byte("{}")))
	if r.Err != "address: the address is not public" || asked.Load() {
		t.Fatalf("%q, proxy asked: %t", r.Err, asked.Load())
	}
}

// Replies that never end: the header that does not come is a failure at the
// limit; a body that does not end is abandoned, its status counts.
func TestNeverEndingRepliesAreCut(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	silent := receiver(t, func(http.ResponseWriter, *http.Request) { <-release }, nil)
	if r := post(t, silent, 50*time.Millisecond); r.Status != 0 || r.Err != "timeout: no reply within 50ms" {
		t.Errorf("silent receiver: %+v", r)
	}
	dripping := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("and so on"))
		w.(http.Flusher).Flush()
		<-release
	}, nil)
	if r := post(t, dripping, 200*time.Millisecond); !r.OK() || r.Excerpt != "and so on" {
		t.Errorf("dripping receiver: %+v", r)
	}
	endless := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
				return
			}
		}
	}, nil)
	if r := post(t, endless, webhook.MaxTimeout); !r.OK() || len(r.Excerpt) != 1024 {
		t.Errorf("endless receiver: status %d, %d bytes kept", r.Status, len(r.Excerpt))
	}
	header := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 64<<10))
	}, nil)
	if r := post(t, header, 0); r.Status != 0 || r.Err == "" {
		t.Errorf("64 KiB of header: %+v", r)
	}
}

func TestExcerptIsPlainText(t *testing.T) {
	s := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(500)
		_, _ = w.Write([]byte("a\x00b\xff\x1b[31m\nआ" + strings.Repeat("क", 500)))
	}, nil)
	r := post(t, s, 0)
	if !utf8.ValidString(r.Excerpt) || !strings.HasPrefix(r.Excerpt, "ab[31m\nआक") || len(r.Excerpt) > 1024 {
		t.Fatalf("excerpt %q", r.Excerpt)
	}
}

func TestCertificatesAreVerified(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(status(200)))
	defer s.Close()
	if r := post(t, s.URL, 0); r.Status != 0 || !strings.HasPrefix(r.Err, "tls: ") {
		t.Fatalf("unknown authority: %+v", r)
	}
	d := webhook.Dialer{Resolver: net.DefaultResolver, AllowLoopback: true}
	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	c := webhook.NewClient(webhook.ClientOptions{Dial: d.DialContext, Clock: webhook.RealClock(), Roots: roots})
	defer c.Close()
	if r := c.Post(t.Context(), letter(s.URL, []byte("{}"))); !r.OK() {
		t.Fatalf("known authority: %+v", r)
	}
}

func TestErrorsKeepTheAddressToThemselves(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	for url, want := range map[string]string{
		"http://" + l.Addr().String() + "/?token=hidden": "connect: connection refused",
		"http://10.0.0.1/?token=hidden":                  "address: the address is not public",
		"http://%zz/?token=hidden":                       "address: cannot be parsed",
	} {
		if r := post(t, url, 0); r.Err != want {
			t.Errorf("%s: %q", url, r.Err)
		}
	}
}

// letter is what is sent to a receiver that has the tests' secret.
func letter(url string, body []byte) webhook.Letter {
	return webhook.Letter{URL: url, Secrets: [][]byte{secret}, ID: "evt_1", Order: 1, Body: body}
}
