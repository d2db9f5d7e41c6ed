package basekyc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/basekyc/basekyc/api"
)

// tokens give the credential of a call. drop says that the server refused one
// and tells whether asking again can bring another.
type tokens interface {
	token(context.Context, *Client) (string, error)
	drop(refused string) bool
}

// fixed is a secret key.
type fixed string

func (f fixed) token(context.Context, *Client) (string, error) { return string(f), nil }
func (fixed) drop(string) bool                                 { return false }

// NewOAuth makes a client that works with access tokens of an OAuth client
// (RFC 6749, 4.4): it fetches them at /oauth/token and replaces them in time.
// Without scopes a token has all that the OAuth client has.
func NewOAuth(base, clientID, clientSecret string, scopes []string, o Options) *Client {
	return open(base, &grant{id: clientID, secret: clientSecret, scope: strings.Join(scopes, " ")}, o)
}

// grant keeps the current access token. One call at a time fetches; the others
// wait for it.
type grant struct {
	id, secret, scope string

	mu      sync.Mutex
	current string
	until   time.Time // when it is replaced
}

// early is how long before its end a token is replaced.
const early = time.Minute

func (g *grant) token(ctx context.Context, c *Client) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.current != "" && c.now().Before(g.until) {
		return g.current, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	set(form, "scope", g.scope)
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", &final{fmt.Errorf("basekyc: %w", err)}
	}
	r.SetBasicAuth(url.QueryEscape(g.id), url.QueryEscape(g.secret)) // RFC 6749, 2.3.1
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	res, err := c.http.Do(r)
	if err != nil {
		return "", fmt.Errorf("basekyc: fetch an access token: %w", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxProblem))
	if err != nil {
		return "", fmt.Errorf("basekyc: fetch an access token: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return "", c.tokenError(res, text)
	}
	var reply struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"` // seconds
	}
	if json.Unmarshal(text, &reply) != nil || reply.AccessToken == "" {
		return "", &final{errors.New("basekyc: fetch an access token: the reply has none")}
	}
	life := time.Duration(reply.ExpiresIn) * time.Second
	g.current, g.until = reply.AccessToken, c.now().Add(max(life-early, life/2))
	return g.current, nil
}

func (g *grant) drop(refused string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.current == refused {
		g.current = ""
	}
	return true
}

// tokenError makes one error of the two forms that a token endpoint has: that
// of RFC 6749 (5.2) and our own.
func (c *Client) tokenError(res *http.Response, text []byte) error {
	e := &Error{RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
	var standard struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(text, &standard) == nil && standard.Error != "" {
		e.Problem = api.Problem{Title: http.StatusText(res.StatusCode), Code: standard.Error, Detail: standard.Description, RequestID: res.Header.Get("Request-Id")}
	} else if json.Unmarshal(text, &e.Problem) != nil || e.Code == "" {
		e.Problem = api.Problem{Title: http.StatusText(res.StatusCode), Code: "unreadable_reply", Detail: "the token endpoint answered with something else"}
	}
	e.Status = res.StatusCode
	return e
}
