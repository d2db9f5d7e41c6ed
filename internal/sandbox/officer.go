package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// away is how long the officer of an `interrupted` session stays away: long
// enough to be missed.
const away = 7 * time.Second

// errAway says that the script leaves the call for a while.
var errAway = errors.New("away for a while")

// officer is the simulated one in one call. It keeps no plan: what to do next
// follows from the case alone, so it can come back at any moment.
type officer struct {
	desk     *basekyc.Desk
	id       string
	simulate string
	cam      *player
	done     bool
	ordered  map[string]int // checks ordered, to the number of checks before
	wandered bool           // was away already
}

// connect is one socket, from hello to its end.
func (o *officer) connect(ctx context.Context) error {
	sock, err := o.desk.Socket(ctx, o.id)
	if err != nil {
		return err
	}
	l := &line{sock: sock, cam: o.cam}
	defer l.drop()
	o.ordered = map[string]int{}
	var c api.Case
	picture := false
	for {
		m, err := sock.Read(ctx)
		if err != nil {
			return err
		}
		switch m.Type {
		case "welcome", "session":
			var next api.Case
			if err := json.Unmarshal(m.Session, &next); err != nil {
				return fmt.Errorf("read case: %w", err)
			}
			c = next
		case "answer":
			if err := l.answered(m.SDP); err != nil {
				return err
			}
		case "peer":
			picture = m.Media
		}
		switch c.Status {
		case "in_progress", "interrupted":
			if err := l.call(ctx); err != nil {
				return err
			}
			if c.Status == "interrupted" {
				clear(o.ordered) // what ran has been stopped
			}
		case "":
			continue
		default:
			o.done = true
			return nil
		}
		if c.Status == "in_progress" && picture && c.RunningCheck == nil {
			if err := o.next(ctx, &c); err != nil {
				return err
			}
		}
	}
}

// next orders the first check that has not been carried out, or decides. What stands
// from an earlier call may leave a step open, as the front of a document whose back is
// asked for.
func (o *officer) next(ctx context.Context, c *api.Case) error {
	for i, step := range checkSteps(c) {
		open := slices.ContainsFunc(c.Steps, func(s api.Step) bool {
			return s.ID == step && (s.Progress == "pending" || s.Progress == "current")
		})
		if !open {
			continue
		}
		if i == 1 || len(checkSteps(c)) == 1 {
			if err := o.wander(); err != nil {
				return err
			}
		}
		return o.order(ctx, c, step)
	}
	ruling := rule(o.simulate, c.Checks)
	if ruling.Decision == "approve" {
		if err := o.confirm(ctx, c); err != nil {
			return tolerate(err)
		}
	}
	_, err := o.desk.Decide(ctx, o.id, ruling)
	return tolerate(err)
}

func checkSteps(c *api.Case) []string {
	var out []string
	for _, s := range c.Steps {
		if s.ID != "consent" && s.ID != "decision" {
			out = append(out, s.ID)
		}
	}
	return out
}

func (o *officer) order(ctx context.Context, c *api.Case, kind string) error {
	if before, ok := o.ordered[kind]; ok && before == len(c.Checks) {
		return nil // ordered, and its start is on the way to us
	}
	o.ordered[kind] = len(c.Checks)
	_, err := o.desk.RunCheck(ctx, o.id, api.CheckOrder{Kind: kind})
	return tolerate(err)
}

// confirm says of the newest document that it shows what was read: without that word
// an approval is a review.
func (o *officer) confirm(ctx context.Context, c *api.Case) error {
	for i := len(c.Checks) - 1; i >= 0; i-- {
		k := &c.Checks[i]
		if k.Document == nil {
			continue
		}
		if k.Simulated {
			return nil
		}
		for _, f := range k.Document.Read {
			if f.Proposal == nil || f.Value != nil {
				continue
			}
			if _, err := o.desk.ConfirmField(ctx, o.id, k.ID, f.Name, api.FieldValue{Value: *f.Proposal}); err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}

// wander plays the magic values that leave the call.
func (o *officer) wander() error {
	switch {
	case o.simulate == "agent_disconnects":
		return errLeft
	case o.simulate == "interrupted" && !o.wandered:
		o.wandered = true
		return errAway
	}
	return nil
}

// tolerate takes a refusal for what it is: the session moved on, and the next
// message says where to.
func tolerate(err error) error {
	var refused *basekyc.DoorError
	if errors.As(err, &refused) && refused.Status == 409 {
		return nil
	}
	return err
}

// magicReasons of rejections that a magic value asks for.
var magicReasons = map[string]api.GivenReason{
	"reject":   {Code: "sandbox_reject", Message: "Rejected because the session's magic value asks for it."},
	"spoof":    {Code: "spoof_suspected", Message: "The session's magic value plays a spoof."},
	"mismatch": {Code: "face_mismatch", Message: "The session's magic value plays another person."},
}

// rule decides by the magic value, else by what the checks really say.
func rule(simulate string, checks []api.Check) api.Ruling {
	if r, ok := magicReasons[simulate]; ok {
		return api.Ruling{Decision: "reject", Reasons: []api.GivenReason{r}}
	}
	if simulate == "needs_review" {
		return api.Ruling{Decision: "unable_to_verify", Reasons: []api.GivenReason{{Code: "sandbox_needs_review", Message: "Left to a review because the session's magic value asks for it."}}}
	}
	latest := map[string]string{}
	for _, c := range checks {
		latest[c.Kind] = c.Verdict
	}
	for _, verdict := range latest {
		if verdict == "failed" {
			return api.Ruling{Decision: "reject"} // the failed checks are the reasons
		}
	}
	return api.Ruling{Decision: "approve"}
}
