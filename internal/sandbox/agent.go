package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// AgentConfig says where the simulated officer works.
type AgentConfig struct {
	URL   string
	LogIn func(context.Context) (email, password string, err error) // asked at each log-in
	Log   *slog.Logger
}

const (
	// agentCalls is how many calls the officer conducts at once; further
	// customers wait in line as they would with people.
	agentCalls = 20
	// courtesy is how long a human officer may take a customer first.
	courtesy = time.Second
	// deference is how long he may when one watches the line.
	deference = 45 * time.Second
)

// Agent is the simulated officer of one account: it takes every test session
// that nobody takes, asks for the steps and decides by what the checks say.
type Agent struct {
	AgentConfig
	slots chan struct{}
	house chan struct{} // slots that it shares with other officers; nil for none
	wg    sync.WaitGroup

	attended atomic.Bool // a person watches the line

	mu   sync.Mutex
	mine map[string]bool
}

// NewAgent makes an officer; Run works.
func NewAgent(c AgentConfig) *Agent {
	return &Agent{AgentConfig: c, slots: make(chan struct{}, agentCalls), mine: map[string]bool{}}
}

// Run works until ctx ends, and comes back whenever the server does.
func (a *Agent) Run(ctx context.Context) {
	defer a.wg.Wait()
	a.wg.Add(1)
	go func() { // drawn before the first customer comes, who would wait for it
		defer a.wg.Done()
		if _, err := puppet.Load(puppet.Agent); err != nil {
			a.Log.Error("draw the simulated officer", "error", err)
		}
	}()
	var p pause
	refused := false // told once: a log-in that may not take calls stays so
	for ctx.Err() == nil {
		began := time.Now()
		err := a.shift(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > longestPause {
			p, refused = pause{}, false
		}
		switch {
		case refused:
		case isDoor(err, http.StatusUnauthorized):
			refused = true
			a.Log.Warn("simulated officer cannot log in", "error", err)
		case basekyc.CloseCode(err) == closeForbid:
			refused = true
			a.Log.Warn("simulated officer may not take calls: give the member the role agent")
		}
		a.Log.Debug("simulated officer lost the line", "error", err)
		_ = p.wait(ctx) // its error is ctx's, which the loop asks
	}
}

func isDoor(err error, status int) bool {
	var d *basekyc.DoorError
	return errors.As(err, &d) && d.Status == status
}

// shift logs in, goes back to the calls that it left, and watches the line.
func (a *Agent) shift(ctx context.Context) error {
	desk := basekyc.NewDesk(a.URL)
	desk.Simulated = true
	email, password, err := a.LogIn(ctx)
	if err != nil {
		return err
	}
	if _, err := desk.LogIn(ctx, email, password); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	for _, status := range []string{"in_progress", "interrupted"} {
		cases, err := desk.Cases(ctx, status)
		if err != nil {
			return fmt.Errorf("list own calls: %w", err)
		}
		for _, c := range cases {
			if c.Mine {
				a.take(ctx, desk, c)
			}
		}
	}
	sock, err := desk.Socket(ctx, "")
	if err != nil {
		return err
	}
	defer sock.Drop()
	for {
		m, err := sock.Read(ctx)
		if err != nil {
			return err
		}
		if m.Type == "queue" {
			a.attended.Store(m.Attended)
		}
		for _, raw := range m.Cases {
			var c api.Case
			if err := json.Unmarshal(raw, &c); err != nil {
				return fmt.Errorf("read case: %w", err)
			}
			a.take(ctx, desk, c)
		}
	}
}

// take conducts a case unless it is at work already or must never be met.
func (a *Agent) take(ctx context.Context, desk *basekyc.Desk, c api.Case) {
	if c.Simulate == "never_joins" || c.Livemode {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.mine[c.ID] {
		return
	}
	a.mine[c.ID] = true
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		defer func() {
			a.mu.Lock()
			delete(a.mine, c.ID)
			a.mu.Unlock()
		}()
		if c.Status == "waiting" {
			if sleep(ctx, courtesy) != nil || a.attended.Load() && sleep(ctx, deference) != nil {
				return
			}
		}
		for _, slots := range []chan struct{}{a.slots, a.house} {
			if slots == nil {
				continue
			}
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
			case <-ctx.Done():
				return
			}
		}
		if c.Status == "waiting" {
			if _, err := desk.Accept(ctx, c.ID); err != nil {
				a.Log.Debug("simulated officer did not get the customer", "session", c.ID, "error", err)
				return
			}
		}
		if err := conduct(ctx, desk, c.ID, c.Simulate); err != nil && ctx.Err() == nil {
			a.Log.Warn("simulated officer", "session", c.ID, "error", err)
		}
	}()
}

// busy tells whether it conducts a call, or is about to.
func (a *Agent) busy() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.mine) > 0
}

// errLeft says that the script left the call on purpose.
var errLeft = errors.New("left the call")

// conduct meets one customer, coming back after losses, until it is over.
func conduct(ctx context.Context, desk *basekyc.Desk, id, simulate string) error {
	cam, err := newPlayer(puppet.Agent)
	if err != nil {
		return err
	}
	cam.pose(puppet.Talk)
	var p pause
	o := &officer{desk: desk, id: id, simulate: simulate, cam: cam}
	for {
		err := o.connect(ctx)
		switch {
		case o.done, ctx.Err() != nil:
			return nil
		case errors.Is(err, errLeft), hopeless(err):
			return nil
		case errors.Is(err, errAway):
			if sleep(ctx, away) != nil {
				return nil
			}
		}
		if err := p.wait(ctx); err != nil {
			return nil
		}
		c, err := desk.Case(ctx, id)
		if err == nil && c.Status != "in_progress" && c.Status != "interrupted" {
			return nil
		}
	}
}
