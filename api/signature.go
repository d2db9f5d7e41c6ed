package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Headers of a signed webhook. The first three are those of the Standard
// Webhooks specification (standardwebhooks.com); the fourth says the same for
// receivers that are used to one header.
const (
	HeaderID        = "webhook-id"        // the event's id
	HeaderTimestamp = "webhook-timestamp" // Unix seconds of the attempt
	HeaderSignature = "webhook-signature" // v1,base64 of HMAC-SHA256 over id.timestamp.body; several parted by spaces
	HeaderOwn       = "BaseKYC-Signature" // t=timestamp,v1=hex of HMAC-SHA256 over timestamp.body; v1 repeats during rotation

	// HeaderOrder counts an endpoint's deliveries from 1 without gaps; a repeated
	// attempt has its delivery's number. Not signed: it helps sorting, no more.
	HeaderOrder = "BaseKYC-Order"
)

// SecretPrefix starts the text form of a signing secret.
const SecretPrefix = "whsec_"

// Lengths of a secret in bytes, from Standard Webhooks (24 to 64), of which we
// make 24 to 32.
const (
	MinSecret = 24
	MaxSecret = 32
)

// FormatSecret is the text form that is shown to the owner once.
func FormatSecret(secret []byte) string {
	return SecretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// ParseSecret reads the text form. The error never repeats the secret.
func ParseSecret(text string) ([]byte, error) {
	enc, ok := strings.CutPrefix(text, SecretPrefix)
	if !ok {
		return nil, errors.New("webhook secret does not start with " + SecretPrefix)
	}
	secret, err := base64.StdEncoding.Strict().DecodeString(enc)
	if err != nil {
		return nil, errors.New("webhook secret is not base64 after its prefix")
	}
	if len(secret) < MinSecret || len(secret) > MaxSecret {
		return nil, fmt.Errorf("webhook secret has %d bytes, not %d to %d", len(secret), MinSecret, MaxSecret)
	}
	return secret, nil
}

// Sign makes the signature headers of one attempt. During a rotation the
// former secrets sign as well, so that receivers with either accept.
func Sign(secret []byte, id string, at time.Time, body []byte, former ...[]byte) http.Header {
	t := strconv.FormatInt(at.Unix(), 10)
	standard := "v1," + base64.StdEncoding.EncodeToString(standardMAC(secret, id, t, body))
	own := "t=" + t + ",v1=" + hex.EncodeToString(ownMAC(secret, t, body))
	for _, f := range former {
		standard += " v1," + base64.StdEncoding.EncodeToString(standardMAC(f, id, t, body))
		own += ",v1=" + hex.EncodeToString(ownMAC(f, t, body))
	}
	h := make(http.Header, 8) // room for what the sender adds
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, t)
	h.Set(HeaderSignature, standard)
	h.Set(HeaderOwn, own)
	return h
}

func standardMAC(secret []byte, id, t string, body []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(id + "." + t + "."))
	m.Write(body)
	return m.Sum(nil)
}

func ownMAC(secret []byte, t string, body []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(t + "."))
	m.Write(body)
	return m.Sum(nil)
}
