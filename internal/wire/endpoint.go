package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Endpoint shows a webhook endpoint without its secret.
func Endpoint(e *kyc.Endpoint) api.Endpoint {
	v := api.Endpoint{ID: e.ID, Livemode: e.Live, URL: e.URL, Events: names(e.Events), Status: "enabled",
		DisabledAt: moment(e.DisabledAt), FailingSince: moment(e.FailingAt), Description: e.Description, APIVersion: e.APIVersion,
		FormerSecretExpiresAt: moment(e.FormerUntil), CreatedAt: e.CreatedAt}
	if v.DisabledAt != nil {
		v.Status, v.DisabledReason = "disabled", e.DisabledBy
	}
	return v
}

// EndpointWithSecret is for the replies to creation and to a new secret only.
func EndpointWithSecret(e *kyc.Endpoint) api.EndpointWithSecret {
	return api.EndpointWithSecret{Endpoint: Endpoint(e), Secret: api.FormatSecret(e.Secret)}
}

// Delivery shows one delivery.
func Delivery(d *kyc.Delivery) api.Delivery {
	v := api.Delivery{ID: d.ID, EndpointID: d.Endpoint, EventID: d.Event, EventType: string(d.Type), Order: d.Order, Livemode: d.Live,
		Status: string(d.State), AttemptCount: d.Attempts, CreatedAt: d.CreatedAt, EndedAt: moment(d.EndedAt)}
	if d.State == kyc.DeliveryPending {
		v.NextAttemptAt = moment(d.NextAt)
	}
	return v
}

// DeliveryWithAttempts shows a delivery with its history.
func DeliveryWithAttempts(d *kyc.Delivery, attempts []kyc.Attempt) api.DeliveryWithAttempts {
	v := api.DeliveryWithAttempts{Delivery: Delivery(d), Attempts: make([]api.Attempt, len(attempts))}
	for i, a := range attempts {
		out := api.Attempt{Number: a.Number, At: a.At, LatencyMS: a.Latency.Milliseconds(), Error: a.Error, Excerpt: a.Excerpt}
		if a.Status != 0 {
			status := a.Status
			out.Status = &status
		}
		v.Attempts[i] = out
	}
	return v
}
