package api

import "time"

// SessionStats is what has become of the sessions of some days.
type SessionStats struct {
	Timezone string       `json:"timezone"`
	Data     []SessionDay `json:"data" nullable:"false" doc:"One a day, oldest first, today last"`
}

// SessionDay counts the sessions that were created on one day by what has become
// of them until now.
type SessionDay struct {
	Date        string `json:"date" doc:"YYYY-MM-DD in the time zone"`
	Created     int    `json:"created" doc:"All of them; the others add up to it"`
	Open        int    `json:"open" doc:"Not ended yet"`
	Approved    int    `json:"approved"`
	NeedsReview int    `json:"needs_review"`
	Rejected    int    `json:"rejected"`
	Expired     int    `json:"expired"`
	Canceled    int    `json:"canceled"`
	Failed      int    `json:"failed"`
	Incomplete  bool   `json:"incomplete" doc:"There are more than 100,000 of a kind; no more were counted"`
}

// WebhookStats is what has become of the deliveries of some hours.
type WebhookStats struct {
	EndpointID string        `json:"endpoint_id" doc:"Empty: all endpoints"`
	Data       []WebhookHour `json:"data" nullable:"false" doc:"One an hour, oldest first, the current one last"`
}

// WebhookHour counts the deliveries that were made in one hour by what has become
// of them until now.
type WebhookHour struct {
	Hour       time.Time `json:"hour" doc:"Its begin"`
	Succeeded  int       `json:"succeeded"`
	Failed     int       `json:"failed"`
	Pending    int       `json:"pending"`
	Samples    int       `json:"samples" doc:"How many attempts the latencies are of: the newest of the hour, at most 500"`
	P50Ms      float64   `json:"p50_ms" doc:"Half of the attempts took no longer, whether they succeeded or not"`
	P95Ms      float64   `json:"p95_ms"`
	Incomplete bool      `json:"incomplete" doc:"There are more than 100,000; no more were counted"`
}
