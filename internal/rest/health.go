package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/internal/kyc"
)

func mountHealth(s *server) {
	handle(s, route{ID: "healthz", Method: http.MethodGet, Path: "/healthz", Door: open, Tag: "operation",
		Summary: "Is the process alive"}, s.healthz)
	handle(s, route{ID: "readyz", Method: http.MethodGet, Path: "/readyz", Door: open, Tag: "operation", Errors: []int{503},
		Summary: "Can the process serve"}, s.readyz)
}

// health is the reply of both probes.
type health struct {
	Status string            `json:"status" enum:"ok"`
	Parts  map[string]string `json:"parts,omitempty" doc:"What else the server is made of: available or unavailable"`
}

func (s *server) healthz(context.Context, *call, *struct{}) (*body[health], error) {
	h := health{Status: "ok"}
	if s.Parts != nil {
		h.Parts = s.Parts()
	}
	return &body[health]{h}, nil
}

// readyz tells that something is missing, not what: the log does.
func (s *server) readyz(ctx context.Context, c *call, _ *struct{}) (*body[health], error) {
	if s.Ready != nil {
		if err := s.Ready(ctx); err != nil {
			s.Log.Warn("not ready", "request_id", c.id, "error", err)
			return nil, &kyc.Error{Kind: kyc.OutOfService, Code: "out_of_service", Message: "Not ready to serve."}
		}
	}
	return &body[health]{health{Status: "ok"}}, nil
}
