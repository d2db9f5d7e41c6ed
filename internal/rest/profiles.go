package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountProfiles(s *server) {
	handle(s, route{ID: "listProfiles", Method: http.MethodGet, Path: "/v1/profiles", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "List regulator profiles with their rules", Text: "Those that ship and those of this server's configuration."}, s.listProfiles)
}

func (s *server) listProfiles(context.Context, *call, *struct{}) (*body[api.ProfileList], error) {
	return &body[api.ProfileList]{wire.Profiles(s.Profiles)}, nil
}
