package token

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
)

// codeBytes of entropy are in a link's code: 128 bits.
const codeBytes = 16

// NewCode draws a one-time link code: 22 letters of base64url.
func NewCode(entropy io.Reader) (string, error) {
	var b [codeBytes]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fmt.Errorf("draw a link code: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// Hash of a code or a device secret, which are kept as hashes only. Both have
// at least 128 bits of entropy, so a fast hash will do.
func Hash(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

// DeviceClaim is how a bound token names its device, by the hash of its secret.
func DeviceClaim(h [sha256.Size]byte) string { return base64.RawURLEncoding.EncodeToString(h[:]) }

// deviceSecretBytes is what the SDK draws for a device.
const deviceSecretBytes = 32

// ValidDevice tells whether s has the form of a device secret: 32 bytes in
// base64url without padding.
func ValidDevice(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == deviceSecretBytes
}

// SessionURL is the customer's link. The code is in the fragment, which
// browsers never send, so that no log can hold it.
func SessionURL(base, session, code string) string { return base + "/v/" + session + "#" + code }
