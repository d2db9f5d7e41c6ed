package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// ListenCmd brings webhooks to a machine that no server can reach: it follows the
// feed and posts each event, signed like a delivery. Each is posted once.
type ListenCmd struct {
	remote  `embed:""`
	Forward string        `help:"Address of the receiver." placeholder:"http://localhost:4000/hooks" required:""`
	Type    []string      `help:"Only events of this type; may be repeated."`
	After   string        `help:"Begin behind this event instead of now." placeholder:"evt_..."`
	Secret  string        `help:"Signing secret to use instead of a fresh one." env:"BASEKYC_WEBHOOK_SECRET" placeholder:"whsec_..."`
	Timeout time.Duration `help:"How long the receiver may take." default:"5s"`
}

// Run forwards until a signal.
func (c *ListenCmd) Run() error {
	client, err := c.client()
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	return c.listen(ctx, client, os.Stdout)
}

func (c *ListenCmd) listen(ctx context.Context, client *basekyc.Client, w io.Writer) error {
	if u, err := url.Parse(c.Forward); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("forward %q: must be an address such as http://localhost:4000/hooks", c.Forward)
	}
	secret, err := c.secret()
	if err != nil {
		return err
	}
	receiver := &http.Client{Timeout: c.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	said := false
	opened := func() {
		if !said {
			fmt.Fprintf(w, "Signing secret of your receiver: %s\nForwarding events to %s. Ctrl-C ends it.\n", api.FormatSecret(secret), c.Forward)
		}
		said = true
	}
	for e, err := range client.Stream(ctx, basekyc.StreamQuery{Types: c.Type, After: c.After, Opened: opened}) {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		if err != nil {
			return err
		}
		began := time.Now()
		reply := c.post(ctx, receiver, secret, e)
		if _, err := fmt.Fprintf(w, "%s  %-24s %s  %s  %d ms\n", began.Format("15:04:05.000"), e.Type, e.ID, reply, time.Since(began).Milliseconds()); err != nil {
			return err
		}
	}
	return nil
}

func (c *ListenCmd) secret() ([]byte, error) {
	if c.Secret != "" {
		return api.ParseSecret(c.Secret)
	}
	secret := make([]byte, api.MaxSecret)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("draw secret: %w", err)
	}
	return secret, nil
}

// post tells what the receiver said, or why it said nothing.
func (c *ListenCmd) post(ctx context.Context, receiver *http.Client, secret []byte, e api.Event) string {
	body, err := json.Marshal(e)
	if err != nil {
		return err.Error()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Forward, bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Header = api.Sign(secret, e.ID, time.Now(), body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "BaseKYC-Webhook/"+api.Version+" (listen)")
	res, err := receiver.Do(r)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err // the address stands in the first line
		}
		return "failed: " + err.Error()
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	return res.Status
}
