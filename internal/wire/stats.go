package wire

import (
	"slices"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// SessionDay names what was counted of a day.
func SessionDay(date string, c kyc.SessionCount) api.SessionDay {
	d := api.SessionDay{Date: date, NeedsReview: c.NeedsReview, Incomplete: c.More}
	for status, n := range c.Status {
		d.Created += n
		switch status {
		case kyc.Completed:
			d.Approved = max(n-c.NeedsReview, 0)
		case kyc.Rejected:
			d.Rejected = n
		case kyc.Expired:
			d.Expired = n
		case kyc.Canceled:
			d.Canceled = n
		case kyc.Failed:
			d.Failed = n
		default:
			d.Open += n
		}
	}
	return d
}

// WebhookHour names what was counted of an hour.
func WebhookHour(hour time.Time, c kyc.DeliveryCount) api.WebhookHour {
	slices.Sort(c.Latency)
	ms := func(q float64) float64 { return float64(kyc.Quantile(c.Latency, q).Microseconds()) / 1000 }
	return api.WebhookHour{Hour: hour, Succeeded: max(c.Made-c.Pending-c.Failed, 0), Failed: c.Failed, Pending: c.Pending,
		Samples: len(c.Latency), P50Ms: ms(0.5), P95Ms: ms(0.95), Incomplete: c.More}
}
