package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// ready is the line that `basekyc demo --json` prints.
type ready struct {
	URL       string `json:"url"`
	PublicKey string `json:"public_key"`
	SecretKey string `json:"secret_key"`
	Console   door   `json:"console"`
	Dashboard door   `json:"dashboard"`
}

type door struct{ URL, Email, Password string }

// demo is a running demo with a receiver of its webhooks.
type demo struct {
	*process
	ready
	data  string
	port  int // of HTTP
	media int // of calls, UDP and TCP
	env   []string
	took  time.Duration // from the start of the process to the ready line
	hooks *receiver
}

// shared is the demo of all tests that do not end it.
var shared struct {
	sync.Once
	started *demo
	err     error
}

// ours gives the shared demo, starting it for the first.
func ours(t *testing.T) *demo {
	t.Helper()
	shared.Do(func() {
		shared.started, shared.err = begin(filepath.Join(scratch, "shared"))
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	t.Logf("shared demo: ready after %s", shared.started.took)
	return shared.started
}

// own starts a demo for one test, which may do to it what it likes.
func own(t *testing.T, env ...string) *demo {
	t.Helper()
	d, err := begin(filepath.Join(t.TempDir(), "data"), env...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("own demo: ready after %s", d.took)
	t.Cleanup(func() {
		if d.alive() {
			if err := d.terminate(); err != nil {
				t.Error("stop:", err)
			}
		}
		d.hooks.close()
	})
	return d
}

// begin starts a demo on new ports and subscribes a receiver to everything.
func begin(data string, env ...string) (*demo, error) {
	d := &demo{data: data, env: env}
	var err error
	if d.port, err = freePort(); err != nil {
		return nil, err
	}
	if d.media, err = freePort(); err != nil {
		return nil, err
	}
	if err := d.start(); err != nil {
		return nil, err
	}
	if d.hooks, err = receive(); err != nil {
		return nil, err
	}
	var e api.EndpointWithSecret
	status, err := d.ask(http.MethodPost, "/v1/webhook_endpoints", api.NewEndpoint{URL: d.hooks.url}, &e)
	if err != nil || status != http.StatusCreated {
		return nil, fmt.Errorf("subscribe: %d, %w", status, err)
	}
	d.hooks.trust(e.Secret)
	return d, nil
}

// start runs the program on the data and the ports of before, and waits for
// its ready line.
func (d *demo) start() error {
	if _, err := program(); err != nil { // building it is no part of starting it
		return err
	}
	began := time.Now()
	p, err := spawn(d.env, "demo", "--json", "--data", d.data, "--listen", "127.0.0.1:"+strconv.Itoa(d.port), "--media-port", strconv.Itoa(d.media))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), patience, errors.New("no ready line"))
	defer cancel()
	ctx, fail := context.WithCancelCause(ctx)
	go func() {
		<-p.ended
		fail(errors.New("ended before it was ready"))
	}()
	lines, err := p.out.until(ctx, func(l []string) bool { return len(l) > 0 })
	if err != nil {
		p.kill()
		return fmt.Errorf("start the demo: %w\n%s", err, p.tail())
	}
	d.process, d.took = p, time.Since(began).Round(time.Millisecond)
	return json.Unmarshal([]byte(lines[0]), &d.ready)
}

// freePort looks below the range that the kernel gives to outgoing connections,
// so that nobody takes the port while the program is down.
func freePort() (int, error) {
	for range 1000 {
		port := 10000 + rand.IntN(22000)
		address := "127.0.0.1:" + strconv.Itoa(port)
		tcp, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		udp, err := net.ListenPacket("udp", address)
		if err == nil {
			err = udp.Close()
		}
		if errors.Join(err, tcp.Close()) == nil {
			return port, nil
		}
	}
	return 0, errors.New("no free port")
}

// ask sends a backend's request and reads the reply into out, if it is a success.
func (d *demo) ask(method, path string, body, out any) (status int, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, d.URL+path, bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	if body == nil {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+d.SecretKey)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		var p api.Problem
		if err := json.NewDecoder(res.Body).Decode(&p); err != nil {
			return res.StatusCode, fmt.Errorf("%s %s: reply %d: %w", method, path, res.StatusCode, err)
		}
		return res.StatusCode, &refused{p}
	}
	return res.StatusCode, json.NewDecoder(res.Body).Decode(out)
}

// refused is a problem that the program answered.
type refused struct{ api.Problem }

func (r *refused) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// get reads what must be there.
func get[T any](t *testing.T, d *demo, path string) T {
	t.Helper()
	var out T
	if _, err := d.ask(http.MethodGet, path, nil, &out); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return out
}
