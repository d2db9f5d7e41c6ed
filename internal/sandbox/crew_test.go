package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"time"
)

// played is an officer whose work is what the test says.
type played struct {
	account string
	working bool
	left    chan struct{}
}

func (p *played) Run(ctx context.Context) { <-ctx.Done(); close(p.left) }
func (p *played) busy() bool              { return p.working }

// staffed is a crew of played officers.
func staffed(t *testing.T) (context.Context, *Crew, map[string]*played) {
	ctx, stop := context.WithCancel(t.Context())
	hired := map[string]*played{}
	c := NewCrew(CrewConfig{Log: slog.New(slog.DiscardHandler), Wanted: func(context.Context) ([]string, error) { return nil, nil }})
	c.hire = func(account string) worker {
		hired[account] = &played{account: account, left: make(chan struct{})}
		return hired[account]
	}
	t.Cleanup(func() { stop(); c.gone.Wait() })
	return ctx, c, hired
}

func TestAnOfficerComesOnceAndLeavesWhenIdle(t *testing.T) {
	ctx, c, hired := staffed(t)
	now := time.Now()
	c.seat(ctx, "a", now)
	first := hired["a"]
	c.seat(ctx, "a", now)
	if hired["a"] != first || len(c.seats) != 1 {
		t.Fatalf("%d officers", len(c.seats))
	}
	first.working = true
	c.release(now.Add(2 * crewIdle))
	first.working = false
	c.release(now.Add(3*crewIdle - time.Second))
	if len(c.seats) != 1 {
		t.Fatal("left too early")
	}
	c.release(now.Add(3 * crewIdle))
	<-first.left
	if c.seat(ctx, "a", now); hired["a"] == first {
		t.Error("nobody came for the next customer")
	}
}

func TestAFullCrewMakesRoomOnlyByWhoRests(t *testing.T) {
	ctx, c, hired := staffed(t)
	now := time.Now()
	for i := range crewSeats {
		c.seat(ctx, strconv.Itoa(i), now.Add(time.Duration(i)*time.Millisecond))
		hired[strconv.Itoa(i)].working = i != 7 && i != 9
	}
	later := now.Add(crewRest)
	if c.seat(ctx, "new", later.Add(-time.Second)); hired["new"] != nil || !c.look {
		t.Fatal("an officer who has just come was sent away, or the account was forgotten")
	}
	c.Wanted = func(context.Context) ([]string, error) { return []string{"3", "new"}, nil }
	c.search(ctx, later.Add(time.Second))
	<-hired["7"].left
	if hired["new"] == nil || c.look || len(c.seats) != crewSeats {
		t.Errorf("room was made, and %d are at work", len(c.seats))
	}
	hired["9"].working = true
	hired["new"].working = true
	if c.seat(ctx, "one more", later.Add(time.Hour)); hired["one more"] != nil || !c.look {
		t.Error("an officer was called away from a call, or the account was forgotten")
	}
}

func TestACallThatFoundNoRoomIsNotForgotten(t *testing.T) {
	_, c, _ := staffed(t)
	for i := range crewQueue + 1 {
		c.Call(strconv.Itoa(i))
	}
	if len(c.lost) != 1 {
		t.Error("the last call is lost and nobody will look")
	}
	c.Wanted = func(context.Context) ([]string, error) { return nil, errors.New("the database is away") }
	if c.search(t.Context(), time.Now()); !c.look {
		t.Error("nobody asks again")
	}
}
