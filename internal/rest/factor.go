package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// mountFactor mounts what a member does about his own second factor. He gets here
// also while his account keeps him from everything else until he has one.
func mountFactor(s *server) {
	const path = "/dashboard/me/second_factor"
	handle(s, route{ID: "enrolSecondFactor", Method: http.MethodPost, Path: path, Door: member, Enter: s.mayTry, Tag: "dashboard", Status: http.StatusCreated, Errors: []int{409, 503},
		Summary: "Begin to enrol an authenticator", Text: "It guards nothing before its first code has come, within 15 minutes."}, s.enrolSecondFactor)
	handle(s, route{ID: "confirmSecondFactor", Method: http.MethodPost, Path: path + "/confirm", Door: member, Enter: s.mayTry, Tag: "dashboard", Errors: []int{409, 503},
		Summary: "Turn the authenticator on with its first code", Text: "The recovery codes are shown in this reply only, and replace former ones. Every other login, call and staff token of the member ends."}, s.confirmSecondFactor)
	handle(s, route{ID: "disableSecondFactor", Method: http.MethodPost, Path: path + "/disable", Door: member, Enter: s.mayTry, Tag: "dashboard",
		Summary: "Turn one's authenticator off", Text: "Passkeys stay. Every other login, call and staff token of the member ends."}, s.disableSecondFactor)
	handle(s, route{ID: "renewRecoveryCodes", Method: http.MethodPost, Path: path + "/recovery_codes", Door: member, Enter: s.mayTry, Tag: "dashboard", Errors: []int{409},
		Summary: "Replace one's recovery codes"}, s.renewRecoveryCodes)
}

type ownPassword struct{ Body api.OwnPassword }

func (s *server) enrolSecondFactor(ctx context.Context, c *call, in *ownPassword) (*body[api.Enrolment], error) {
	var e *Enrolment
	if _, err := s.guess(ctx, c, kyc.Unauthenticated, func() (_ *kyc.Officer, err error) {
		e, err = s.Factors.Enrol(ctx, c.officer, in.Body.Password, c.near)
		return nil, err
	}); err != nil {
		return nil, err
	}
	return &body[api.Enrolment]{api.Enrolment(*e)}, nil
}

type firstCode struct{ Body api.FirstCode }

func (s *server) confirmSecondFactor(ctx context.Context, c *call, in *firstCode) (*withCookie[api.Guarded], error) {
	var codes []string
	o, err := s.guess(ctx, c, kyc.Unauthenticated, func() (o *kyc.Officer, err error) {
		o, codes, err = s.Factors.Guard(ctx, c.officer, strings.TrimSpace(in.Body.Code), c.near)
		return o, err
	})
	if err != nil {
		return nil, err
	}
	me, cookie, err := s.begin(ctx, c, o, c.login.Method)
	if err != nil {
		return nil, err
	}
	return &withCookie[api.Guarded]{cookie, api.Guarded{Me: *me, RecoveryCodes: api.RecoveryCodes{Codes: codes}}}, nil
}

func (s *server) disableSecondFactor(ctx context.Context, c *call, in *ownPassword) (*withCookie[api.Me], error) {
	o, err := s.guess(ctx, c, kyc.Unauthenticated, func() (*kyc.Officer, error) {
		return s.Factors.Unguard(ctx, c.officer, in.Body.Password, c.near)
	})
	if err != nil {
		return nil, err
	}
	return s.entered(ctx, c, o, c.login.Method)
}

func (s *server) renewRecoveryCodes(ctx context.Context, c *call, in *ownPassword) (*body[api.RecoveryCodes], error) {
	var codes []string
	if _, err := s.guess(ctx, c, kyc.Unauthenticated, func() (_ *kyc.Officer, err error) {
		codes, err = s.Factors.Recover(ctx, c.officer, in.Body.Password, c.near)
		return nil, err
	}); err != nil {
		return nil, err
	}
	return &body[api.RecoveryCodes]{api.RecoveryCodes{Codes: codes}}, nil
}
