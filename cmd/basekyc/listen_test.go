package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// scene is a demo, its developer's way in, and the id of an event that is there.
type scene struct {
	remote
	client *basekyc.Client
	began  string
}

func startScene(t *testing.T) *scene {
	t.Helper()
	return startSceneIn(t, filepath.Join(t.TempDir(), "data"))
}

func startSceneIn(t *testing.T, data string) *scene {
	t.Helper()
	demo, err := StartDemo(t.Context(), DemoCmd{Listen: "127.0.0.1:0", Data: data, NoAgent: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(demo.Close)
	s := &scene{remote: remote{URL: demo.URL, Key: demo.Sandbox.SecretKey}}
	if s.client, err = s.remote.client(); err != nil {
		t.Fatal(err)
	}
	events, err := s.client.SessionEvents(t.Context(), s.create(t), basekyc.Page{})
	if err != nil {
		t.Fatal(err)
	}
	s.began = events.Data[0].ID
	return s
}

func (s *scene) create(t *testing.T) string {
	t.Helper()
	v, err := s.client.CreateSession(t.Context(), api.NewSession{VerificationType: "liveness",
		Customer: api.NewCustomer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in"}})
	if err != nil {
		t.Fatal(err)
	}
	return v.ID
}

func TestListenForwardsSignedEvents(t *testing.T) {
	s := startScene(t)
	type delivery struct {
		header http.Header
		body   []byte
	}
	heard := make(chan delivery, 8)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // half a body fails the verification below
		heard <- delivery{r.Header, body}
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(receiver.Close)

	ctx, stop := context.WithCancel(t.Context())
	out := lines{make(chan string)}
	ended := make(chan error, 1)
	c := ListenCmd{remote: s.remote, Forward: receiver.URL + "/hooks", After: s.began, Type: []string{"session.created"}, Timeout: 5 * time.Second}
	go func() { ended <- c.listen(ctx, s.client, out) }()
	secret := regexp.MustCompile(`whsec_\S+`).FindString(<-out.each)
	id := s.create(t)
	d := <-heard
	event, err := basekyc.VerifyWebhook(d.header, d.body, []string{secret}, time.Now(), 0)
	if err != nil || event.Type != api.SessionCreated || !strings.Contains(string(event.Data), id) {
		t.Errorf("%+v, %v", event, err)
	}
	if said := <-out.each; !regexp.MustCompile(`session\.created +` + event.ID + `  202 Accepted  \d+ ms`).MatchString(said) {
		t.Errorf("said %q", said)
	}
	receiver.Close()
	s.create(t)
	if said := <-out.each; !strings.Contains(said, "failed: ") || strings.Contains(said, receiver.URL) {
		t.Errorf("said %q", said)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestListenNeedsAnAddressAndASecret(t *testing.T) {
	for want, c := range map[string]ListenCmd{
		"forward":        {Forward: "localhost:4000"},
		"webhook secret": {Forward: "http://localhost:4000", Secret: "hunter2"},
	} {
		err := c.listen(t.Context(), basekyc.New("http://127.0.0.1:1", "sk_test_x", basekyc.Options{}), io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := (remote{Key: "pk_test_x"}).client(); err == nil || strings.Contains(err.Error(), "pk_test_x") {
		t.Errorf("a public key: %v", err)
	}
}

// lines hands over what is written, line by line.
type lines struct{ each chan string }

func (l lines) Write(b []byte) (int, error) {
	l.each <- string(b)
	return len(b), nil
}

func TestTailPrintsEvents(t *testing.T) {
	s := startScene(t)
	id := s.create(t)
	for _, asJSON := range []bool{true, false} {
		ctx, stop := context.WithCancel(t.Context())
		out := lines{make(chan string)}
		ended := make(chan error, 1)
		c := EventsTailCmd{After: s.began, JSON: asJSON, Socket: !asJSON}
		go func() { ended <- c.tail(ctx, s.client, out) }()
		line := <-out.each
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		var e api.Event
		if asJSON && (json.Unmarshal([]byte(line), &e) != nil || e.Type != api.SessionCreated) {
			t.Errorf("said %q", line)
		}
		if !strings.Contains(line, id) || !strings.Contains(line, "session.created") {
			t.Errorf("said %q", line)
		}
	}
}

// What is triggered reaches the receivers of webhooks; the feed holds only what
// has happened.
func TestTriggerSendsAMockEvent(t *testing.T) {
	s := startScene(t)
	heard := make(chan api.Event, 1)
	var secret string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // half a body fails the verification below
		event, err := basekyc.VerifyWebhook(r.Header, body, []string{secret}, time.Now(), 0)
		if err != nil {
			t.Error(err)
		}
		heard <- event
	}))
	t.Cleanup(receiver.Close)
	endpoint, err := s.client.CreateEndpoint(t.Context(), api.NewEndpoint{URL: receiver.URL, Events: []string{"session.rejected"}})
	if err != nil {
		t.Fatal(err)
	}
	secret = endpoint.Secret
	if err := (&TriggerCmd{remote: s.remote, Type: "session.rejected"}).Run(); err != nil {
		t.Fatal(err)
	}
	if event := <-heard; event.Type != api.SessionRejected {
		t.Errorf("heard %+v", event)
	}
	if err := (&TriggerCmd{remote: s.remote, Type: "session.exploded"}).Run(); err == nil {
		t.Error("a type that does not exist was sent")
	}
}
