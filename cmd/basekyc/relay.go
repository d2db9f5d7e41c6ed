package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/relay"
)

// TURNConfig is the relay for networks that let nothing else through.
type TURNConfig struct {
	UDP   string `yaml:"udp" env:"UDP"`
	TCP   string `yaml:"tcp" env:"TCP"`
	TLS   string `yaml:"tls" env:"TLS"`
	HTTPS bool   `yaml:"https" env:"HTTPS"`
	Host  string `yaml:"host" env:"HOST"`

	External       []string `yaml:"external" env:"EXTERNAL"`
	ExternalSecret string   `yaml:"external_secret" env:"EXTERNAL_SECRET"`
}

func (c *TURNConfig) validate(certified bool) error {
	if c.TLS != "" && !certified {
		return fmt.Errorf("turn.tls %q needs a certificate: set tls.certificate and tls.key, or tls.acme", c.TLS)
	}
	if len(c.External) > 0 && len(c.ExternalSecret) < 16 {
		return fmt.Errorf("turn.external_secret: must be the secret that the relays share with us, of 16 characters or more")
	}
	for _, u := range c.External {
		scheme, at, ok := strings.Cut(u, ":")
		if !ok || scheme != "turn" && scheme != "turns" || at == "" || strings.ContainsAny(at, "/@ ") {
			return fmt.Errorf("turn.external %q: must be like turns:turn.example.com:443?transport=tcp", u)
		}
	}
	return nil
}

// openRelay starts the relay in front of the media server. shared are the TURN
// connections of the HTTPS port, nil when TLS is ended elsewhere.
func (s *Server) openRelay(c Config, certified *tls.Config, shared net.Listener) (err error) {
	conf := relay.Config{UDP: c.TURN.UDP, TCP: c.TURN.TCP, TLS: c.TURN.TLS, TLSConfig: certified, Host: c.TURN.Host,
		External: c.TURN.External, ExternalSecret: c.TURN.ExternalSecret, Shared: shared}
	u, err := url.Parse(s.URL)
	if err != nil {
		return fmt.Errorf("base address: %w", err)
	}
	if conf.Host == "" {
		if conf.Host = u.Hostname(); conf.Host == "localhost" {
			conf.Host = "127.0.0.1"
		}
	}
	if shared != nil {
		conf.SharedPort = 443
		if p := u.Port(); p != "" {
			if conf.SharedPort, err = net.LookupPort("tcp", p); err != nil {
				return fmt.Errorf("base address: %w", err)
			}
		}
	}
	for _, a := range s.media.Addrs() {
		conf.Peers = append(conf.Peers, relay.Peer(a))
	}
	if s.relay, err = relay.Listen(conf); err != nil {
		return fmt.Errorf("%w (another program has the port? see turn in the configuration)", err)
	}
	return nil
}

// relays of one party, as its PeerConnection takes them.
func (s *Server) relays(session, role string) []any {
	out := []any{}
	for _, r := range s.relay.ICEServers(session, role) {
		out = append(out, r)
	}
	return out
}

// probes are the relays for a look at the ways, as the API tells them.
type probes struct{ relay *relay.Server }

func (p probes) Probe(near string) []api.ICEServer {
	out := []api.ICEServer{}
	for _, r := range p.relay.Probe(near) {
		out = append(out, api.ICEServer(r))
	}
	return out
}
