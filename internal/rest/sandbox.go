package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountSandbox(s *server) {
	handle(s, route{ID: "simulateAction", Method: http.MethodPost, Path: "/v1/sandbox/sessions/{id}/simulate", Door: backend, Needs: kyc.WriteSandbox, Tag: "sandbox", Errors: []int{404, 409},
		Summary: "Play an action on a test session", Text: "Without a camera and through the same laws. Checks so made have no numbers and say that they are simulated; files that do not exist stay absent.",
		Enter: testOnly}, s.simulateAction)
	handle(s, route{ID: "sendMockEvent", Method: http.MethodPost, Path: "/v1/sandbox/events", Door: backend, Needs: kyc.WriteSandbox, Tag: "sandbox", Status: http.StatusAccepted, Errors: []int{404},
		Summary: "Deliver an event that has not happened", Text: "To every endpoint that subscribes to its type. It has test true and sequence 0, and stands on no session's chain.",
		Enter: testOnly}, s.sendMockEvent)
	handle(s, route{ID: "moveClock", Method: http.MethodPost, Path: "/v1/sandbox/clock", Door: backend, Needs: kyc.WriteSandbox, Tag: "sandbox",
		Summary: "Let what waits in test mode come sooner", Text: "Expiry, grace periods, appointments and retries of webhooks. Instants that are shown stay real; session tokens keep their half hour.",
		Enter: s.mayMoveClock}, s.moveClock)
}

// mayMoveClock is for test mode, and now and then: it touches all that waits.
func (s *server) mayMoveClock(w http.ResponseWriter, r *http.Request, c *call) error {
	if err := testOnly(w, r, c); err != nil {
		return err
	}
	return s.heavy(w, r, c)
}

var errTestOnly = &kyc.Error{Kind: kyc.Forbidden, Code: "test_mode_only", Message: "The sandbox is of test mode only.", Hint: "Use a key that starts with sk_test_."}

// testOnly keeps live mode out, whatever the permission.
func testOnly(_ http.ResponseWriter, _ *http.Request, c *call) error {
	if c.scope.Live {
		return errTestOnly
	}
	return nil
}

type simulateAction struct {
	PathID
	Body api.PlayedAction
}

func (s *server) simulateAction(ctx context.Context, c *call, in *simulateAction) (*body[api.Session], error) {
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	v, err := s.Sandbox.Play(ctx, c.scope, in.ID, kyc.Action(in.Body.Action))
	if err != nil {
		return nil, err
	}
	out, err := s.shown(ctx, v)
	return &body[api.Session]{out}, err
}

type sendMockEvent struct{ Body api.MockEvent }

func (s *server) sendMockEvent(ctx context.Context, c *call, in *sendMockEvent) (*body[api.Event], error) {
	if in.Body.SessionID != "" {
		if err := mustBe(in.Body.SessionID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
			return nil, err
		}
	}
	e, err := s.Sandbox.MockEvent(ctx, c.scope, kyc.EventType(in.Body.Type), in.Body.SessionID)
	if err != nil {
		return nil, err
	}
	out, err := wire.Event(e, s.BaseURL)
	if err != nil {
		return nil, err
	}
	return &body[api.Event]{out}, nil
}

type moveClock struct{ Body api.ClockOrder }

func (s *server) moveClock(ctx context.Context, c *call, in *moveClock) (*body[api.ClockMoved], error) {
	moved, err := s.Sandbox.Advance(ctx, c.scope, time.Duration(in.Body.Advance)*time.Second)
	if err != nil {
		return nil, err
	}
	return &body[api.ClockMoved]{api.ClockMoved{Advanced: in.Body.Advance, Sessions: moved.Sessions, Deliveries: moved.Deliveries}}, nil
}
