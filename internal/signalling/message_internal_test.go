package signalling

import (
	"encoding/json"
	"testing"
	"time"
)

// FuzzDecode: whatever a stranger sends, decode gives one message that can be
// sent on, or an error.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"type":"ping","t":1}`, `{"type":"hello","token":"x","device":"y"}`, `{"type":"offer","sdp":"v=0\r\n"}`,
		`{"type":"candidate","candidate":{"candidate":"","sdpMid":"0"}}`, `{"type":"ping","t":1e400}`, `{}{}`, `null`, `{"t":"1"}`, "\xff", `{"type":"leave"} }`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := decode(raw)
		if err != nil {
			return
		}
		if !json.Valid(raw) {
			t.Errorf("%q is no JSON and was read", raw)
		}
		if len(m.T) > maxNumber {
			t.Errorf("a number of %d digits", len(m.T))
		}
		if _, err := json.Marshal(pongMessage{"pong", m.T, time.Unix(0, 0)}); err != nil {
			t.Errorf("%q cannot be answered: %v", raw, err)
		}
	})
}

func TestPace(t *testing.T) {
	at := time.Unix(1000, 0)
	p := newPace(at)
	take := func(bytes int) (n int) {
		for p.allow(at, bytes) {
			n++
		}
		return n
	}
	if n := take(10); n != burst {
		t.Errorf("a burst of %d", n)
	}
	at = at.Add(time.Second)
	if n := take(10); n != perSecond {
		t.Errorf("%d a second", n)
	}
	at = at.Add(-time.Hour)
	if take(0) != 0 {
		t.Error("a clock that was set back gives something")
	}
	at = at.Add(2 * time.Hour)
	if n := take(maxMessage); n != burst/17 {
		t.Errorf("%d of the longest messages", n)
	}
}
