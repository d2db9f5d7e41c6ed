package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountStats(s *server) {
	handle(s, route{ID: "getSessionStats", Method: http.MethodGet, Path: "/v1/stats/sessions", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "Count sessions by day and outcome", Text: "A session counts on the day of its creation, as what it is now."}, s.getSessionStats)
	handle(s, route{ID: "getWebhookStats", Method: http.MethodGet, Path: "/v1/stats/webhooks", Door: backend, Needs: kyc.ReadWebhooks, Tag: "webhooks", Errors: []int{404},
		Summary: "Count webhook deliveries by hour, with their latency", Text: "A delivery counts in the hour in which it was made, as what it is now."}, s.getWebhookStats)
}

type getSessionStats struct {
	Days     int    `query:"days" minimum:"1" maximum:"90" default:"30" doc:"Today and so many days before, together"`
	Timezone string `query:"timezone" maxLength:"64" default:"UTC" doc:"In which days begin, such as Asia/Kolkata"`
}

func (s *server) getSessionStats(ctx context.Context, c *call, in *getSessionStats) (*body[api.SessionStats], error) {
	zone, err := time.LoadLocation(in.Timezone)
	if err != nil || in.Timezone == "Local" {
		return nil, badField("timezone", "must be the name of a time zone, such as Asia/Kolkata")
	}
	y, m, d := s.Now().In(zone).Date()
	spans := make([]kyc.Span, in.Days)
	for i := range spans { // days have 23 to 25 hours where clocks are changed
		day := d - in.Days + 1 + i
		spans[i] = kyc.Span{From: time.Date(y, m, day, 0, 0, 0, 0, zone), To: time.Date(y, m, day+1, 0, 0, 0, 0, zone)}
	}
	counts, err := s.Stats.CountSessions(ctx, c.scope, spans)
	if err != nil {
		return nil, err
	}
	out := api.SessionStats{Timezone: in.Timezone, Data: make([]api.SessionDay, len(spans))}
	for i, n := range counts {
		out.Data[i] = wire.SessionDay(spans[i].From.Format(time.DateOnly), n)
	}
	return &body[api.SessionStats]{out}, nil
}

type getWebhookStats struct {
	Endpoint string `query:"endpoint_id" maxLength:"40" doc:"All endpoints unless given"`
	Hours    int    `query:"hours" minimum:"1" maximum:"168" default:"24"`
}

func (s *server) getWebhookStats(ctx context.Context, c *call, in *getWebhookStats) (*body[api.WebhookStats], error) {
	if in.Endpoint != "" {
		if err := mustBe(in.Endpoint, kyc.PrefixEndpoint, errNoEndpoint); err != nil {
			return nil, err
		}
		if _, err := s.Endpoints.Get(ctx, c.scope, in.Endpoint); err != nil {
			return nil, err
		}
	}
	last := s.Now().UTC().Truncate(time.Hour)
	spans := make([]kyc.Span, in.Hours)
	for i := range spans {
		from := last.Add(time.Duration(i-in.Hours+1) * time.Hour)
		spans[i] = kyc.Span{From: from, To: from.Add(time.Hour)}
	}
	counts, err := s.Stats.CountDeliveries(ctx, c.scope, in.Endpoint, spans)
	if err != nil {
		return nil, err
	}
	out := api.WebhookStats{EndpointID: in.Endpoint, Data: make([]api.WebhookHour, len(spans))}
	for i, n := range counts {
		out.Data[i] = wire.WebhookHour(spans[i].From, n)
	}
	return &body[api.WebhookStats]{out}, nil
}
