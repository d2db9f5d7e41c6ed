package basekyc

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Customer is a customer's door: what the SDK does in a browser.
type Customer struct{ door }

// OpenLink exchanges a session's link for a token of a new device.
func OpenLink(ctx context.Context, link string) (*Customer, api.View, error) {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return nil, api.View{}, errors.New("open link: not an address")
	}
	session, ok := strings.CutPrefix(u.Path, "/v/")
	if !ok || u.Fragment == "" {
		return nil, api.View{}, errors.New("open link: want .../v/SESSION#CODE")
	}
	var secret [32]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return nil, api.View{}, fmt.Errorf("draw device secret: %w", err)
	}
	c := &Customer{door{base: u.Scheme + "://" + u.Host, http: http.DefaultClient, device: base64.RawURLEncoding.EncodeToString(secret[:])}}
	var out api.Exchanged
	err = c.ask(ctx, http.MethodPost, "/customer/exchange", "", api.Exchange{SessionID: session, Code: u.Fragment, Device: c.device}, &out)
	c.token = out.Token
	return c, out.Session, err
}

// Refresh takes the next token of the device.
func (c *Customer) Refresh(ctx context.Context) error {
	var out api.Refreshed
	err := c.ask(ctx, http.MethodPost, "/customer/refresh", "", nil, &out)
	if err == nil {
		c.token = out.Token
	}
	return err
}

// View reads the session as its customer sees it.
func (c *Customer) View(ctx context.Context) (out api.View, err error) {
	return out, c.ask(ctx, http.MethodGet, "/customer/session", "", nil, &out)
}

// Consent reads the text in a language and agrees to it.
func (c *Customer) Consent(ctx context.Context, language string) error {
	var text api.ConsentText
	if err := c.ask(ctx, http.MethodGet, "/customer/consent?language="+url.QueryEscape(language), "", nil, &text); err != nil {
		return err
	}
	return c.ask(ctx, http.MethodPost, "/customer/consent", "", api.ConsentGiven{Version: text.Version, Language: text.Language, SHA256: text.SHA256}, nil)
}

// Still posts a picture of one side of a document at once; Upload is for lines that
// may be cut.
func (c *Customer) Still(ctx context.Context, document, side, mediaType string, picture []byte) (out api.Still, err error) {
	q := url.Values{"document": {document}, "side": {side}}
	return out, c.ask(ctx, http.MethodPost, "/customer/stills?"+q.Encode(), mediaType, picture, &out)
}

// Slots lists those that a waiting customer may choose one of.
func (c *Customer) Slots(ctx context.Context) (out api.OfferedSlots, err error) {
	return out, c.ask(ctx, http.MethodGet, "/customer/slots", "", nil, &out)
}

// Book chooses one of them instead of waiting.
func (c *Customer) Book(ctx context.Context, at time.Time) (out api.View, err error) {
	return out, c.ask(ctx, http.MethodPost, "/customer/appointment", "", api.Booking{ScheduledAt: at}, &out)
}

// Return goes back into the line when the officer of the call was lost.
func (c *Customer) Return(ctx context.Context) (out api.View, err error) {
	return out, c.ask(ctx, http.MethodPost, "/customer/line", "", nil, &out)
}

// Socket opens the customer's socket.
func (c *Customer) Socket(ctx context.Context) (*Socket, error) {
	return dial(ctx, c.door, hello{Type: "hello", Token: c.token, Device: c.device})
}
