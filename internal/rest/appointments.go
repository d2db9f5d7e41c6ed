package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountAppointments(s *server) {
	handle(s, route{ID: "rescheduleSession", Method: http.MethodPost, Path: "/v1/sessions/{id}/reschedule", Door: backend, Needs: kyc.WriteSessions, Tag: "sessions", Errors: []int{404}, Resumes: true,
		Summary: "Make or move an appointment", Text: "For a session whose call has not begun. Answers with a fresh link; the former link, token and device lose their hold. " +
			"The customer is let in from ten minutes before; expires_at becomes at least an hour after. 409 slot_full when every place is taken."}, s.reschedule)
	handle(s, route{ID: "listSlots", Method: http.MethodGet, Path: "/v1/slots", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "List the slots for appointments", Text: "Those that have begun, and those more than 60 days ahead, are left out."}, s.listSlots)
	handle(s, route{ID: "getHours", Method: http.MethodGet, Path: "/v1/hours", Door: backend, Needs: kyc.ReadAccount, Tag: "account",
		Summary: "Read when the account takes appointments", Text: "Monday to Saturday, 09:00 to 21:00 in Asia/Kolkata, slots of 15 minutes for four customers, unless set."}, s.getHours)
	handle(s, route{ID: "setHours", Method: http.MethodPut, Path: "/v1/hours", Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account",
		Summary: "Set when the account takes appointments", Text: "Of both modes, so a test key cannot. Appointments that stand already stay."}, s.setHours)
}

type reschedule struct {
	PathID
	Body api.Reschedule
}

func (s *server) reschedule(ctx context.Context, c *call, in *reschedule) (*body[api.Invitation], error) {
	if c.resumes != "" { // rescheduled by a request whose reply was lost: a fresh link
		return s.reissueToken(ctx, c, &reissueToken{PathID{c.resumes}, &api.Deliver{Deliver: in.Body.Deliver}})
	}
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	v, link, err := s.Sessions.Reschedule(ctx, c.scope, in.ID, in.Body.ScheduledAt, wire.Channels(in.Body.Deliver))
	if err != nil {
		return nil, err
	}
	return s.invitation(ctx, v, link)
}

type listSlots struct {
	From string `query:"from" maxLength:"10" example:"2026-12-01" doc:"The first date, in the account's time zone; today unless given"`
	Days int    `query:"days" minimum:"1" maximum:"31" default:"7"`
}

func (s *server) listSlots(ctx context.Context, c *call, in *listSlots) (*body[api.SlotList], error) {
	hours, list, err := s.Sessions.Slots(ctx, c.scope, in.From, in.Days)
	if err != nil {
		return nil, err
	}
	return &body[api.SlotList]{wire.Slots(hours, list)}, nil
}

func (s *server) getHours(ctx context.Context, c *call, _ *struct{}) (*body[api.Hours], error) {
	h, err := s.Sessions.Hours(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	return &body[api.Hours]{wire.Hours(h)}, nil
}

type setHours struct{ Body api.Hours }

func (s *server) setHours(ctx context.Context, c *call, in *setHours) (*body[api.Hours], error) {
	h := wire.HoursOrder(in.Body)
	if err := s.Sessions.SetHours(ctx, c.scope.Account, h); err != nil {
		return nil, err
	}
	return &body[api.Hours]{wire.Hours(h)}, nil
}
