package relay

import (
	"crypto/hmac"
	"crypto/sha1" // the TURN REST scheme that every TURN server speaks names it; HMAC-SHA1 is not broken
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

const (
	// Life is how long a credential opens new allocations. Whoever stays connected is given the next one at half of it.
	Life = 30 * time.Minute
	// longestCall is for how long after the end of its credential an allocation may still be refreshed: a call must not
	// break off because it was long.
	longestCall = 4 * time.Hour
	// probeLife is how long a credential for a look at the ways lasts, refreshes included.
	probeLife = 2 * time.Minute
	// probing begins the holder of such a credential: no hash of a participant, which is hexadecimal, does.
	probing = "p"
)

// ICEServer is an entry of RTCConfiguration.iceServers.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

// mint makes a credential of the TURN REST scheme (draft-uberti-behave-turn-rest-00): the name carries its end and who
// it was given to, the password is its MAC. Who it was given to is a hash: the name crosses the network in clear text.
func mint(secret []byte, who string, until time.Time) (name, password string) {
	return mintAs(secret, "", who, until)
}

func mintAs(secret []byte, kind, who string, until time.Time) (name, password string) {
	h := sha256.Sum256([]byte(who))
	name = strconv.FormatInt(until.Unix(), 10) + ":" + kind + hex.EncodeToString(h[:10])
	return name, passwordOf(secret, name)
}

func passwordOf(secret []byte, name string) string {
	m := hmac.New(sha1.New, secret)
	m.Write([]byte(name))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// judge answers with the holder of a name and the key that its messages must be signed with. The password itself is
// never sent, so that the key decides: a name that we did not make has a key that nobody knows.
func judge(secret []byte, now time.Time, ra *turn.RequestAttributes) (holder string, key []byte, ok bool) {
	end, holder, ok := strings.Cut(ra.Username, ":")
	if !ok || len(ra.Username) > 64 {
		return "", nil, false
	}
	until, err := strconv.ParseInt(end, 10, 64)
	if err != nil {
		return "", nil, false
	}
	last := time.Unix(until, 0)
	if ra.Method != stun.MethodAllocate && !strings.HasPrefix(holder, probing) {
		last = last.Add(longestCall)
	}
	if now.After(last) || until > now.Add(2*Life).Unix() {
		return "", nil, false
	}
	return holder, turn.GenerateAuthKey(ra.Username, ra.Realm, passwordOf(secret, ra.Username)), true
}
