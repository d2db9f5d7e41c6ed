package message

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"text/template"
)

// SMSConfig is the HTTP interface of the operator's SMS provider.
type SMSConfig struct {
	URL     string
	Method  string
	Headers map[string]string
	// Body is a template with {{.To}} and {{.Text}}; {{json .Text}} and {{query
	// .Text}} write them as a JSON string and for a query. So may URL be.
	Body string
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// SMS carries letters to a provider.
type SMS struct {
	config SMSConfig
	url    *template.Template
	body   *template.Template
	client *http.Client
}

var functions = template.FuncMap{
	"json":  func(s string) (string, error) { b, err := json.Marshal(s); return string(b), err },
	"query": url.QueryEscape,
}

// NewSMS checks the configuration by filling it in once.
func NewSMS(c SMSConfig) (*SMS, error) {
	s := &SMS{config: c, client: &http.Client{Timeout: tryLimit,
		Transport:     &http.Transport{Proxy: nil, DialContext: c.Dial, MaxIdleConnsPerHost: 4, IdleConnTimeout: tryLimit, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	var err error
	if s.url, err = template.New("sms.url").Funcs(functions).Option("missingkey=error").Parse(c.URL); err != nil {
		return nil, err
	}
	if s.body, err = template.New("sms.body").Funcs(functions).Option("missingkey=error").Parse(c.Body); err != nil {
		return nil, err
	}
	r, err := s.request(context.Background(), "+919800000002", "text")
	if err != nil {
		return nil, err
	}
	if r.URL.Host == "" || r.URL.Scheme != "https" && r.URL.Scheme != "http" {
		return nil, errors.New("sms.url: must be an http or https address")
	}
	return s, nil
}

func (s *SMS) request(ctx context.Context, to, text string) (*http.Request, error) {
	what := struct{ To, Text string }{to, text}
	var address, body bytes.Buffer
	if err := errors.Join(s.url.Execute(&address, what), s.body.Execute(&body, what)); err != nil {
		return nil, fmt.Errorf("fill in sms: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, s.config.Method, strings.TrimSpace(address.String()), &body)
	if err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	for name, value := range s.config.Headers {
		r.Header.Set(name, value)
	}
	return r, nil
}

// maxReply of a provider that is read, so that the connection can be used again.
const maxReply = 64 << 10

// Carry sends one SMS; any 2xx takes it. Of errors only the status is told:
// addresses and replies may hold the number and the provider's key.
func (s *SMS) Carry(ctx context.Context, to, _, text string) error {
	r, err := s.request(ctx, to, text)
	if err != nil {
		return &Refusal{"sms_template"}
	}
	res, err := s.client.Do(r)
	if err != nil {
		return errors.New("sms_unreachable")
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxReply)) // only to use the connection again
	switch {
	case res.StatusCode/100 == 2:
		return nil
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		return fmt.Errorf("sms_%d", res.StatusCode)
	}
	return &Refusal{fmt.Sprintf("sms_%d", res.StatusCode)}
}
