package kyc_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestARepeatedRequestKnowsItsPlace(t *testing.T) {
	at := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	same, other := kyc.Hash{1}, kyc.Hash{2}
	for name, c := range map[string]struct {
		status      int
		fingerprint kyc.Hash
		node        string
		after       time.Duration
		want        kyc.Repetition
	}{
		"answered":                          {201, same, "b", time.Hour, kyc.Replay},
		"answered with a refusal":           {409, same, "b", 0, kyc.Replay},
		"another request":                   {201, other, "a", time.Hour, kyc.Reused},
		"another request, still at work":    {0, other, "b", 0, kyc.Reused},
		"another node works on it":          {0, same, "b", kyc.ClaimPatience - 1, kyc.InFlight},
		"another node's clock is ahead":     {0, same, "b", -time.Second, kyc.InFlight},
		"another node has died":             {0, same, "b", kyc.ClaimPatience, kyc.Orphaned},
		"this node lost the reply":          {0, same, "a", 0, kyc.Orphaned},
		"a day has passed":                  {201, same, "a", kyc.ClaimLife, kyc.Outlived},
		"a day has passed, another request": {201, other, "a", kyc.ClaimLife, kyc.Outlived},
	} {
		found := kyc.Claim{Fingerprint: same, Node: "a", At: at, Status: c.status}
		if got := found.Repeated(c.fingerprint, c.node, at.Add(c.after)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
