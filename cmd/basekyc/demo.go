package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/certificate"
	"github.com/basekyc/basekyc/internal/kyc"
)

// DemoCmd starts everything on this machine with a sandbox account.
type DemoCmd struct {
	Listen    string `help:"Where HTTP listens." default:"127.0.0.1:8080"`
	Data      string `help:"Folder that is kept between starts." default:"data" type:"path"`
	MediaPort int    `help:"UDP and TCP port of calls; 0 takes a free one." default:"5004"`
	JSON      bool   `name:"json" help:"Print one line of JSON when ready, for programs."`
	LogLevel  string `help:"debug, info, warn or error." default:"warn"`
	NoAgent   bool   `help:"Leave test sessions to human officers."`
	TLS       bool   `name:"tls" help:"Serve https with a self-signed certificate to the whole network, so that a phone can try it (port 8443 unless --listen says otherwise)."`
}

// Run serves until a signal.
func (c *DemoCmd) Run() error {
	log, err := logger(c.LogLevel)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	d, err := StartDemo(ctx, *c, log)
	if err != nil {
		return err
	}
	defer d.Close()
	debug.FreeOSMemory() // password hashing took 19 MiB; a quiet server should be small
	if c.JSON {
		err = d.printJSON(os.Stdout)
	} else {
		err = d.print(os.Stdout)
	}
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// Demo is a server with a sandbox account.
type Demo struct {
	*Server
	Sandbox *account.Sandbox
	data    string
	phone   bool // other devices of the network can try it
}

// StartDemo starts the server and opens the account.
func StartDemo(ctx context.Context, c DemoCmd, log *slog.Logger) (*Demo, error) {
	config, err := c.config()
	if err != nil {
		return nil, err
	}
	server, err := Start(ctx, config, log)
	if err != nil {
		return nil, err
	}
	seed, err := seed(config.seedFile())
	if err != nil {
		server.Close()
		return nil, err
	}
	box, err := server.Accounts.OpenSandbox(ctx, seed)
	if err != nil {
		server.Close()
		return nil, err
	}
	return &Demo{Server: server, Sandbox: box, data: config.Data, phone: c.TLS}, nil
}

func (c *DemoCmd) config() (Config, error) {
	config := defaults()
	if err := env.Parse(&config); err != nil { // tests shorten the webhook schedule, try PostgreSQL, ...
		return config, fmt.Errorf("configuration from the environment: %w", err)
	}
	config.Listen, config.Data, config.BaseURL, config.Demo = c.Listen, c.Data, "", true
	if c.TLS && c.Listen == plainDemo {
		config.Listen = tlsDemo
	}
	host, port, err := net.SplitHostPort(config.Listen)
	if err != nil {
		return config, fmt.Errorf("listen %q: must be host:port", c.Listen)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	media := net.JoinHostPort(host, strconv.Itoa(c.MediaPort))
	config.Media.UDP, config.Media.TCP = media, media
	relay := "0"
	if c.MediaPort > 0 && c.MediaPort < 65535 {
		relay = strconv.Itoa(c.MediaPort + 1)
	}
	config.TURN = TURNConfig{UDP: net.JoinHostPort(host, relay), TCP: net.JoinHostPort(host, relay), HTTPS: true}
	if c.TLS {
		if err := c.certify(&config, host, port); err != nil {
			return config, err
		}
	}
	config.Webhooks.AllowLoopback = true
	config.InsecureHTTP = true
	config.SignUp = string(kyc.SignUpOpen)
	config.Sandbox.Officer = !c.NoAgent
	return config, config.validate()
}

// Where the demo listens when nothing else is said.
const (
	plainDemo = "127.0.0.1:8080"
	tlsDemo   = "0.0.0.0:8443"
)

// certify makes the demo's certificate for all names of this machine, and takes
// the address that phones find it at for links.
func (c *DemoCmd) certify(config *Config, host, port string) error {
	at := append([]string{"localhost", "127.0.0.1"}, lan()...)
	base := host
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		base = at[len(at)-1]
		if len(at) > 2 {
			base = at[2]
		}
	} else if ip != nil && !slices.Contains(at, host) {
		at = append(at, host)
	}
	if port == "0" && base != "127.0.0.1" {
		return errors.New("listen: --tls needs a port of its own, such as 0.0.0.0:8443: links are made of it")
	}
	if port != "0" {
		config.BaseURL = "https://" + net.JoinHostPort(base, port)
	}
	keys := filepath.Join(c.Data, "keys")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return fmt.Errorf("make folder of keys: %w", err)
	}
	config.TLS.Certificate, config.TLS.Key = filepath.Join(keys, "demo.crt"), filepath.Join(keys, "demo.key")
	return certificate.SelfSigned(config.TLS.Certificate, config.TLS.Key, at, time.Now())
}

// door is a page with a log-in, as the JSON line names it.
type door struct {
	URL      string `json:"url"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (d *Demo) printJSON(w io.Writer) error {
	return json.NewEncoder(w).Encode(struct {
		URL       string `json:"url"`
		PublicKey string `json:"public_key"`
		SecretKey string `json:"secret_key"`
		Console   door   `json:"console"`
		Dashboard door   `json:"dashboard"`
	}{d.URL, d.Sandbox.PublicKey, d.Sandbox.SecretKey,
		door{d.URL + "/console", d.Sandbox.Console.Email, d.Sandbox.Console.Password},
		door{d.URL + "/dashboard", d.Sandbox.Dashboard.Email, d.Sandbox.Dashboard.Password}})
}

func (d *Demo) print(w io.Writer) error {
	_, err := fmt.Fprintf(w, `
BASEKYC demo is ready on %[1]s   (API: %[1]s/docs)
Test mode: nothing reaches an outside system. Webhooks to this machine are allowed here; in production they are refused.

1. Create a verification session:

   curl -s %[1]s/v1/sessions -H 'Authorization: Bearer %[2]s' -H 'Content-Type: application/json' \
     -d '{"customer":{"name":"Asha Rao","mobile":"9800000002","email":"asha@example.in"},"verification_type":"full_kyc"}'

2. Open the "url" of the reply in a browser with a camera, or let a simulated customer join:

   bin/basekyc simulate customer --url 'THE URL'

3. Read the result, and fetch recording and report, with the "id" of the reply:

   curl -s %[1]s/v1/sessions/THE_ID/result -H 'Authorization: Bearer %[2]s'
   curl -s %[1]s/v1/sessions/THE_ID/report -H 'Authorization: Bearer %[2]s' -o report.pdf

4. See all of it in the dashboard, %[1]s/dashboard

   e-mail %[5]s, password %[6]s

5. Meet a customer yourself, audit and watch, in the officers' console, %[1]s/console

   e-mail %[8]s, password %[9]s

For embedding the SDK in your own page: public key %[3]s

%[7]sCtrl-C stops it; the folder %[4]s keeps everything for the next start.
`, d.URL, d.Sandbox.SecretKey, d.Sandbox.PublicKey, d.data, d.Sandbox.Dashboard.Email, d.Sandbox.Dashboard.Password, d.hint(),
		d.Sandbox.Console.Email, d.Sandbox.Console.Password)
	return err
}

// hint says how a phone gets past the warning about the demo's certificate.
func (d *Demo) hint() string {
	if !d.phone {
		return ""
	}
	return fmt.Sprintf(`On a phone in the same network, open %[1]s . Its certificate is self-signed, so the browser warns once:
   Chrome: Advanced, Proceed.  Safari: Show Details, visit this website.  Then open the "url" of a session.
Programs on this machine trust it with SSL_CERT_FILE=%[2]s (curl: --cacert %[2]s).

`, d.URL, filepath.Join(d.data, "keys", "demo.crt"))
}
