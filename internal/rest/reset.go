package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// mountResets mounts how a member who has forgotten his password gets to a new one.
func mountResets(s *server) {
	const path = "/dashboard/password"
	handle(s, route{ID: "forgotPassword", Method: http.MethodPost, Path: path + "/forgotten", Door: open, Enter: s.fromHere, Tag: "dashboard", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Ask for a letter to choose a new password", Text: "The reply does not tell whether anybody has a log-in with the address. The link in the letter works once, for 30 minutes."}, s.forgotPassword)
	handle(s, route{ID: "choosePassword", Method: http.MethodPost, Path: path + "/choose", Door: open, Enter: s.mayTryHere, Tag: "dashboard", Status: http.StatusNoContent, Errors: []int{403, 404},
		Summary: "Choose a new password by the link of a letter", Text: "Every login, call and staff token of the member ends. It logs nobody in: a second factor is asked for as ever."}, s.choosePassword)
}

type forgotPassword struct{ Body api.Forgotten }

func (s *server) forgotPassword(ctx context.Context, c *call, in *forgotPassword) (*struct{}, error) {
	if strings.ContainsRune(in.Body.Email, 0) { // which not every database takes in a query
		return nil, badField("email", "must be an e-mail address")
	}
	return nil, s.Resets.ForgotPassword(ctx, in.Body.Email, c.near)
}

type choosePassword struct{ Body api.PasswordChoice }

func (s *server) choosePassword(ctx context.Context, c *call, in *choosePassword) (*struct{}, error) {
	_, err := s.guess(ctx, c, kyc.Forbidden, func() (*kyc.Officer, error) {
		return s.Resets.ChooseByLetter(ctx, in.Body.Ticket, in.Body.New)
	})
	return nil, err
}
