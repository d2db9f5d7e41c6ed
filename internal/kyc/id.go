package kyc

import (
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

// Prefixes of typed ids. What follows sorts by time of creation.
const (
	PrefixSession    = "vs"
	PrefixEvent      = "evt"
	PrefixEndpoint   = "we"
	PrefixDelivery   = "wd"
	PrefixKey        = "key"
	PrefixClient     = "oc"
	PrefixAccount    = "acct"
	PrefixOfficer    = "off"
	PrefixLogin      = "login"
	PrefixInvite     = "inv"
	PrefixPasskey    = "passkey"
	PrefixCheck      = "chk"
	PrefixArtifact   = "art"
	PrefixInstruct   = "ins"
	PrefixMessage    = "msg"
	PrefixExport     = "exp"
	PrefixUpload     = "up"
	PrefixRequest    = "req"
	entropyBytes     = 10
	timestampBytes   = 6
	encodedIDLetters = 26
)

// Entropy is the random part of an id: 80 bits.
type Entropy [entropyBytes]byte

// crockford is base32 without i, l, o and u: readable over a telephone, and in
// ASCII order so that ids sort as their bytes do.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// ID makes prefix_xxxxxxxxxxxxxxxxxxxxxxxxxx out of 48 bits of Unix
// milliseconds and 80 bits of entropy, as ULID does.
func ID(prefix string, at time.Time, e Entropy) string {
	var raw [timestampBytes + entropyBytes]byte
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(raw[:timestampBytes], ms[2:])
	copy(raw[timestampBytes:], e[:])
	return prefix + "_" + crockford.EncodeToString(raw[:])
}

// HasPrefix tells whether id has the form that ID gives for prefix. Doors use
// it to refuse nonsense before a query is made.
func HasPrefix(id, prefix string) bool {
	rest, ok := strings.CutPrefix(id, prefix+"_")
	if !ok || len(rest) != encodedIDLetters {
		return false
	}
	for _, c := range rest {
		if !strings.ContainsRune("0123456789abcdefghjkmnpqrstvwxyz", c) {
			return false
		}
	}
	return true
}
