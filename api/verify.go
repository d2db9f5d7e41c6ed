package api

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Why a webhook is refused. All are wrapped with what was wrong; a receiver
// answers 400 to each.
var (
	ErrSignatureMissing = errors.New("webhook signature headers are missing or malformed")
	ErrSignature        = errors.New("webhook signature does not match any secret")
	ErrTimestamp        = errors.New("webhook timestamp is outside the tolerance")
	ErrEvent            = errors.New("webhook body is not an event")
)

// DefaultTolerance is how far the sender's clock may be from ours, as Standard
// Webhooks recommends.
const DefaultTolerance = 5 * time.Minute

// VerifyWebhook checks that body was signed by the holder of one of the secrets
// (text form, whsec_...) within tolerance of now (zero takes the default), and
// reads it. It accepts the Standard Webhooks headers, or BaseKYC-Signature when
// those are absent. body must be the raw bytes, before any parsing.
func VerifyWebhook(h http.Header, body []byte, secrets []string, now time.Time, tolerance time.Duration) (Event, error) {
	if len(secrets) == 0 {
		return Event{}, errors.New("verify webhook: no secret given")
	}
	var keys [][]byte
	for _, text := range secrets {
		key, err := ParseSecret(text)
		if err != nil {
			return Event{}, fmt.Errorf("verify webhook: %w", err)
		}
		keys = append(keys, key)
	}
	c, err := readClaim(h)
	if err != nil {
		return Event{}, err
	}
	if !c.signedBy(keys, body) {
		return Event{}, ErrSignature
	}
	if tolerance <= 0 {
		tolerance = DefaultTolerance
	}
	if d := now.Sub(c.at).Abs(); d > tolerance {
		return Event{}, fmt.Errorf("%w: %s away", ErrTimestamp, d.Round(time.Second))
	}
	var e Event
	if err := json.Unmarshal(body, &e); err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	if e.ID == "" || c.id != "" && e.ID != c.id {
		return Event{}, fmt.Errorf("%w: its id is not the one that was signed", ErrEvent)
	}
	return e, nil
}

// claim is what the headers say.
type claim struct {
	id         string // "" when only BaseKYC-Signature is there
	timestamp  string // as signed
	at         time.Time
	signatures [][]byte
}

func readClaim(h http.Header) (claim, error) {
	var c claim
	if list := h.Get(HeaderSignature); list != "" {
		c.id, c.timestamp = h.Get(HeaderID), h.Get(HeaderTimestamp)
		if c.id == "" {
			return claim{}, fmt.Errorf("%w: no %s", ErrSignatureMissing, HeaderID)
		}
		for _, s := range strings.Fields(list) {
			if enc, ok := strings.CutPrefix(s, "v1,"); ok {
				c.add(base64.StdEncoding.DecodeString(enc))
			}
		}
	} else {
		for part := range strings.SplitSeq(h.Get(HeaderOwn), ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			switch name {
			case "t":
				c.timestamp = value
			case "v1":
				c.add(hex.DecodeString(value))
			}
		}
	}
	seconds, err := strconv.ParseInt(c.timestamp, 10, 64)
	if err != nil || len(c.signatures) == 0 {
		return claim{}, ErrSignatureMissing
	}
	c.at = time.Unix(seconds, 0)
	return c, nil
}

// add keeps a signature that could be decoded; others count as absent.
func (c *claim) add(mac []byte, err error) {
	if err == nil && len(c.signatures) < 16 { // a rotation has two; more only cost time
		c.signatures = append(c.signatures, mac)
	}
}

func (c *claim) signedBy(keys [][]byte, body []byte) bool {
	for _, key := range keys {
		want := ownMAC(key, c.timestamp, body)
		if c.id != "" {
			want = standardMAC(key, c.id, c.timestamp, body)
		}
		for _, got := range c.signatures {
			if hmac.Equal(got, want) {
				return true
			}
		}
	}
	return false
}
