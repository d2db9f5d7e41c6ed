package sandbox

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// CrewConfig says where the simulated officers of all accounts work.
type CrewConfig struct {
	URL string
	// LogIn says how the officer of an account logs in, and makes him first if
	// there is none.
	LogIn func(ctx context.Context, account string) (email, password string, err error)
	// Wanted lists the accounts whose test sessions wait for an officer or are in
	// a call. It is asked at the start, and when a call for an officer was lost.
	Wanted func(context.Context) ([]string, error)
	Log    *slog.Logger
}

const (
	// crewSeats is how many accounts have their officer at work at once. When all
	// are taken, the one who has had nothing to do for longest leaves; if each has
	// something to do, the account's customers wait in line until one is free.
	crewSeats = 50
	// crewCalls is how many calls all of them conduct at once; further customers
	// wait in line.
	crewCalls = 40
	// crewQueue bounds the calls for an officer that nobody has heard yet. When it
	// is full one is lost, and Wanted is asked instead.
	crewQueue = 256
	// crewIdle is how long an officer without anything to do stays.
	crewIdle = 5 * time.Minute
	// crewRest is how long he stays when another account needs the seat.
	crewRest = 10 * time.Second
	// crewRound is how often the crew looks who is idle, and whether a call was lost.
	crewRound = 5 * time.Second
)

// Crew is the simulated officers of all accounts: each comes when a customer of
// his account does, and leaves when there is nothing to do.
type Crew struct {
	CrewConfig
	calls chan string
	lost  chan struct{} // capacity 1: a call for an officer did not find room
	hire  func(account string) worker

	// Of Run alone.
	seats map[string]*seat
	look  bool // Wanted has to be asked
	gone  sync.WaitGroup
}

// worker is an officer: *Agent.
type worker interface {
	Run(context.Context)
	busy() bool
}

// seat is an officer at work.
type seat struct {
	worker
	leave context.CancelFunc
	idle  time.Time // nothing to do since
}

// NewCrew makes the crew; Run works.
func NewCrew(c CrewConfig) *Crew {
	house := make(chan struct{}, crewCalls)
	return &Crew{CrewConfig: c, calls: make(chan string, crewQueue), lost: make(chan struct{}, 1), seats: map[string]*seat{},
		hire: func(account string) worker {
			a := NewAgent(AgentConfig{URL: c.URL, Log: c.Log, LogIn: func(ctx context.Context) (string, string, error) { return c.LogIn(ctx, account) }})
			a.house = house
			return a
		}}
}

// Call asks for the officer of an account. It never blocks.
func (c *Crew) Call(account string) {
	select {
	case c.calls <- account:
	default:
		select {
		case c.lost <- struct{}{}:
		default:
		}
	}
}

// Run works until ctx ends.
func (c *Crew) Run(ctx context.Context) {
	defer c.gone.Wait()
	round := time.NewTicker(crewRound)
	defer round.Stop()
	c.search(ctx, time.Now()) // for whom the former process left behind
	for {
		select {
		case account := <-c.calls:
			c.seat(ctx, account, time.Now())
		case <-c.lost:
			c.look = true
		case now := <-round.C:
			c.release(now)
			if c.look {
				c.search(ctx, now)
			}
		case <-ctx.Done():
			return
		}
	}
}

// seat brings an account its officer, unless he is there.
func (c *Crew) seat(ctx context.Context, account string, now time.Time) {
	if s := c.seats[account]; s != nil {
		s.idle = now
		return
	}
	if len(c.seats) >= crewSeats && !c.makeRoom(now) {
		c.look = true
		return
	}
	ctx, leave := context.WithCancel(ctx)
	s := &seat{c.hire(account), leave, now}
	c.seats[account] = s
	c.gone.Go(func() { s.Run(ctx) })
}

// makeRoom lets the one leave who has rested for longest.
func (c *Crew) makeRoom(now time.Time) bool {
	rested, since := "", now.Add(-crewRest)
	for account, s := range c.seats {
		if !s.idle.After(since) && !s.busy() {
			rested, since = account, s.idle
		}
	}
	if rested == "" {
		return false
	}
	c.dismiss(rested)
	return true
}

// release notes who has something to do, and lets go who has not for long.
func (c *Crew) release(now time.Time) {
	for account, s := range c.seats {
		switch {
		case s.busy():
			s.idle = now
		case now.Sub(s.idle) >= crewIdle:
			c.dismiss(account)
		}
	}
}

// dismiss ends an officer's work. A customer who came this very moment has called
// for the next one, who finds calls that this one began.
func (c *Crew) dismiss(account string) {
	c.seats[account].leave()
	delete(c.seats, account)
}

// search asks who wants an officer. Without an answer it asks again.
func (c *Crew) search(ctx context.Context, now time.Time) {
	accounts, err := c.Wanted(ctx)
	c.look = err != nil
	if err != nil {
		c.Log.Warn("look for accounts that want their simulated officer", "error", err)
		return
	}
	for _, a := range accounts {
		if c.seats[a] == nil {
			c.seat(ctx, a, now)
		}
	}
}
