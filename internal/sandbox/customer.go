package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// CustomerConfig says who joins which session.
type CustomerConfig struct {
	Link  string           // of the session
	As    puppet.Character // "" takes the one that the session's magic name asks for, else genuine
	Tell  func(string)     // progress for people; nil for none
	Grace time.Duration    // how long to try to come back; 0 means two minutes
	Relay bool             // call over the server's relays only, as from a network that lets nothing else through
}

// takingPicture is how long the customer holds the card before the still.
const takingPicture = 1200 * time.Millisecond

// inLine is how long the customer stands in line before it tells what may be
// missing.
const inLine = 15 * time.Second

// Customer joins a session, does what it is asked and returns the last view.
func Customer(ctx context.Context, c CustomerConfig) (api.View, error) {
	if c.Tell == nil {
		c.Tell = func(string) {}
	}
	if c.Grace == 0 {
		c.Grace = 2 * time.Minute
	}
	way, view, err := basekyc.OpenLink(ctx, c.Link)
	if err != nil {
		return view, err
	}
	c.Tell("joined " + view.ID)
	if view.Status == "created" || view.Status == "joined" {
		if err := way.Consent(ctx, view.Language); err != nil {
			return view, fmt.Errorf("consent: %w", err)
		}
		c.Tell("consent given")
	}
	if c.As == "" {
		c.As = puppet.Genuine
		if who, err := puppet.ParseCharacter(view.Customer.Name); err == nil && who != puppet.Agent {
			c.As = who
		}
	}
	cam, err := newPlayer(c.As)
	if err != nil {
		return view, err
	}
	s := &customer{CustomerConfig: c, way: way, cam: cam, view: view}
	return s.run(ctx)
}

type customer struct {
	CustomerConfig
	way  *basekyc.Customer
	cam  *player
	view api.View
	told string      // instruction that was last told of
	shot string      // instruction whose still was taken
	wait *time.Timer // runs while it stands in line
}

// run keeps the customer connected until the session is over.
func (s *customer) run(ctx context.Context) (api.View, error) {
	var p pause
	lost := time.Now()
	defer s.stopWaiting()
	for {
		began := time.Now()
		err := s.connect(ctx)
		switch {
		case over(s.view.Status):
			s.Tell("over: " + s.view.Status)
			return s.view, nil
		case ctx.Err() != nil:
			return s.view, ctx.Err()
		case hopeless(err):
			return s.view, err
		}
		if time.Since(began) > longestPause { // it worked for a while: a new loss
			p, lost = pause{}, time.Now()
		}
		if time.Since(lost) > s.Grace {
			return s.view, fmt.Errorf("could not come back: %w", err)
		}
		s.Tell("connection lost, coming back")
		if err := p.wait(ctx); err != nil {
			return s.view, err
		}
	}
}

func over(status string) bool {
	switch status {
	case "decided", "completed", "rejected", "expired", "canceled", "failed":
		return true
	}
	return false
}

// connect is one socket, from hello to its end.
func (s *customer) connect(ctx context.Context) error {
	sock, err := s.way.Socket(ctx)
	if err != nil {
		return err
	}
	l := &line{sock: sock, cam: s.cam}
	defer l.drop()
	for {
		m, err := sock.Read(ctx)
		if err != nil {
			return err
		}
		if s.Relay && len(m.ICEServers) > 0 {
			l.relays = m.ICEServers
		} else if s.Relay && m.Type == "welcome" {
			return errNoRelay
		}
		switch m.Type {
		case "welcome", "session":
			var v api.View
			if err := json.Unmarshal(m.Session, &v); err != nil {
				return fmt.Errorf("read view: %w", err)
			}
			if err := s.see(ctx, l, v); err != nil || over(v.Status) {
				return err
			}
		case "answer":
			if err := l.answered(m.SDP); err != nil {
				return err
			}
			s.Tell("call connected")
		case "error":
			s.Tell("refused: " + m.Code)
		}
	}
}

// see acts on a new view.
func (s *customer) see(ctx context.Context, l *line, v api.View) error {
	changed := v.Status != s.view.Status
	s.view = v
	if changed {
		s.Tell(v.Status)
		s.stopWaiting()
		if v.Status == "waiting" {
			s.wait = time.AfterFunc(inLine, func() {
				s.Tell("still waiting: does an officer of this account take calls? Without one: POST /v1/sandbox/sessions/" + v.ID + "/simulate")
			})
		}
	}
	switch v.Status {
	case "joined":
		return l.sock.Send(ctx, basekyc.Signal{Type: "ready"})
	case "in_progress", "interrupted":
		if err := l.call(ctx); err != nil {
			return err
		}
	}
	s.follow(ctx, v.Instruction)
	return nil
}

func (s *customer) stopWaiting() {
	if s.wait != nil {
		s.wait.Stop()
	}
}

// follow does what the screen asks for.
func (s *customer) follow(ctx context.Context, i *api.Instruction) {
	pose := puppet.Ahead
	switch {
	case i == nil:
	case i.Kind == "challenge":
		pose = puppet.Pose(i.Challenge)
	case i.Kind == "document":
		pose = puppet.ShowCard
		if s.shot != i.ID {
			s.shot = i.ID
			go s.still(ctx, *i)
		}
	}
	if i != nil && i.Kind != "hold" && i.ID != s.told {
		s.told = i.ID
		s.Tell(strings.TrimSpace(i.Kind + " " + i.Challenge + i.Document))
	}
	s.cam.pose(pose)
}

func (s *customer) still(ctx context.Context, i api.Instruction) {
	if sleep(ctx, takingPicture) != nil {
		return
	}
	picture, err := puppet.CardOf(s.view.Customer.Name).Still()
	if err == nil {
		_, err = s.way.Upload(ctx, i.Document, i.Side, "image/jpeg", picture)
	}
	if err != nil && ctx.Err() == nil {
		s.Tell("still: " + err.Error())
	}
}
