package webhook

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryIn(t *testing.T) {
	for n, want := range DefaultSchedule {
		for random, share := range map[float64]float64{0: 0.9, 0.5: 1, 0.999999: 1.1} {
			got, again := retryIn(DefaultSchedule, n+1, 0, random)
			if diff := got - time.Duration(float64(want)*share); !again || diff.Abs() > time.Second {
				t.Errorf("attempt %d, random %v: %s, %t", n+1, random, got, again)
			}
		}
	}
	if _, again := retryIn(DefaultSchedule, len(DefaultSchedule)+1, time.Hour, 0); again {
		t.Error("Retry-After brought a delivery back whose attempts are used up")
	}
	if got, _ := retryIn(DefaultSchedule, 1, time.Second, 0.5); got != time.Minute {
		t.Errorf("Retry-After shortened the wait to %s", got)
	}
	if got, _ := retryIn(DefaultSchedule, 1, time.Hour, 0.5); got != time.Hour {
		t.Errorf("Retry-After of an hour: %s", got)
	}
}

func TestReadRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, " 7 ": 7 * time.Second, "0": 0, "-5": 0, "soon": 0, "1.5": 0, "86401": maxRetryAfter,
		"9223372036854775807": maxRetryAfter, "99999999999999999999": 0,
		"Mon, 02 Nov 2026 09:10:00 GMT": 10 * time.Minute, "Mon, 02 Nov 2026 08:00:00 GMT": 0, "Mon, 09 Nov 2026 09:00:00 GMT": maxRetryAfter,
	} {
		if got := readRetryAfter(http.Header{"Retry-After": {v}}, now); got != want {
			t.Errorf("%q: %s, want %s", v, got, want)
		}
	}
}
