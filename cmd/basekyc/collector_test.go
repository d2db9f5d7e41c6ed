package main

import (
	"testing"
	"time"
)

func TestTheHeapsRoomFollowsTheWork(t *testing.T) {
	for _, tt := range []struct {
		percent int
		since   time.Duration
		want    int
	}{
		{busyPercent, 100 * time.Millisecond, busyPercent},
		{quietPercent, 100 * time.Millisecond, busyPercent},
		{busyPercent, 2 * time.Second, busyPercent},
		{quietPercent, 2 * time.Second, quietPercent},
		{busyPercent, 2 * time.Minute, quietPercent}, // as the runtime collects when nothing happens
	} {
		if got := nextPercent(tt.percent, tt.since); got != tt.want {
			t.Errorf("%d %% and a collection %s after the last: %d %%, want %d", tt.percent, tt.since, got, tt.want)
		}
	}
}
