package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
)

// Relays gives whoever looks at the ways to this server a credential for its
// relay, which leads nowhere but to calls. near bounds what one network may open.
type Relays interface {
	Probe(near string) []api.ICEServer
}

func mountDiagnosis(s *server) {
	handle(s, route{ID: "diagnose", Method: http.MethodGet, Path: "/customer/diagnosis", Door: open, Tag: "customer",
		Summary: "What a device measures its clock and its ways to the server against",
		Text:    "Needs no session, and tells nothing of any."}, s.diagnose)
}

func (s *server) diagnose(_ context.Context, c *call, _ *struct{}) (*body[api.Diagnosis], error) {
	d := api.Diagnosis{ICEServers: []api.ICEServer{}}
	if s.Relays != nil {
		d.ICEServers = s.Relays.Probe(c.near)
	}
	d.At = s.Now().UTC()
	return &body[api.Diagnosis]{d}, nil
}
