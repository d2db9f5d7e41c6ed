package relay_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/turn/v5"

	"github.com/basekyc/basekyc/internal/relay"
)

func TestACredentialOpensForItsTimeOnly(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Now()
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	m := sfu(t)
	s := start(t, m, relay.Config{UDP: "127.0.0.1:0", Now: clock})
	ice := s.ICEServers("vs_1", "customer")[0]
	if strings.Contains(ice.Username, "vs_1") {
		t.Errorf("the name %q tells the session to whoever reads the wire", ice.Username)
	}
	other := s.ICEServers("vs_2", "customer")[0]
	end, holder, _ := strings.Cut(ice.Username, ":")
	for name, c := range map[string][2]string{
		"no password":          {ice.Username, ""},
		"another's password":   {ice.Username, other.Credential},
		"a longer life":        {"9999999999:" + holder, ice.Credential},
		"another's name":       {end + ":customer", ice.Credential},
		"no end":               {holder, ice.Credential},
		"no number at its end": {"x:" + holder, ice.Credential},
	} {
		if _, err := allocate(t, s, c[0], c[1]); err == nil {
			t.Errorf("%s: an allocation was made", name)
		}
	}
	held, err := allocate(t, s, ice.Username, ice.Credential)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Stats(); n.Allocations != 1 || n.Opened != 1 || n.Denied < 6 || n.Full != 0 {
		t.Errorf("counted as %+v", n)
	}
	mu.Lock()
	now = now.Add(relay.Life + time.Second)
	mu.Unlock()
	if _, err := allocate(t, s, ice.Username, ice.Credential); err == nil {
		t.Error("an allocation was made with a credential that has ended")
	}
	if err := held.Close(); err != nil { // a refresh to nothing, with the same credential: what runs may still be ended and refreshed
		t.Error(err)
	}
}

func TestExternalRelaysGetTheSameCredentials(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	s, err := relay.Listen(relay.Config{External: []string{"turns:turn.bank.example:443?transport=tcp"}, ExternalSecret: "north", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := s.ICEServers("vs_1", "customer")
	if len(got) != 1 || got[0].URLs[0] != "turns:turn.bank.example:443?transport=tcp" || !strings.HasPrefix(got[0].Username, "1700001800:") {
		t.Fatalf("%+v", got)
	}
	// The other side's implementation makes the same password of the name.
	_, key, ok := turn.LongTermTURNRESTAuthHandler("north", nil)(&turn.RequestAttributes{Username: got[0].Username, Realm: "r"})
	if ok || key != nil { // its end is long ago
		t.Error("an old credential is taken")
	}
	now = time.Now()
	c := s.ICEServers("vs_1", "customer")[0]
	_, key, ok = turn.LongTermTURNRESTAuthHandler("north", nil)(&turn.RequestAttributes{Username: c.Username, Realm: "r"})
	if want := turn.GenerateAuthKey(c.Username, "r", c.Credential); !ok || string(key) != string(want) {
		t.Error("another TURN server makes another password of the same secret")
	}
}
