package api

// CallStats is how an account's desk has worked on some days, in its own time zone.
type CallStats struct {
	Timezone      string         `json:"timezone" doc:"The account's, in which days begin"`
	From          string         `json:"from" doc:"YYYY-MM-DD, the first day"`
	To            string         `json:"to" doc:"The last day"`
	TargetSeconds int            `json:"target_seconds" doc:"Within which customers ought to be met"`
	Days          []CallDay      `json:"days" nullable:"false" doc:"Oldest first. A wait and its call count on the day on which they ended"`
	Officers      []OfficerStats `json:"officers" nullable:"false"`
	Attendance    []Attendance   `json:"attendance" nullable:"false" doc:"Oldest day first; only who was there"`
	Funnel        []FunnelStep   `json:"funnel" nullable:"false" doc:"Of the sessions created on these days: created, joined, consent, waiting, started, decided, completed"`
	Incomplete    bool           `json:"incomplete" doc:"There are more than 100,000 calls, or stretches at the desk; no more were counted"`
}

// CallDay is one day at the desk.
type CallDay struct {
	Date            string   `json:"date"`
	Met             int      `json:"met" doc:"Customers to whom an officer came"`
	InTarget        int      `json:"in_target" doc:"Of those who had not been met before, the ones who were met within the target"`
	OutOfTarget     int      `json:"out_of_target"`
	Abandoned       int      `json:"abandoned" doc:"Went away, ran out of time or were canceled before an officer came"`
	ServiceLevel    *float64 `json:"service_level" doc:"in_target by in_target, out_of_target and abandoned together; null when there were none"`
	WaitP50Seconds  *float64 `json:"wait_p50_seconds" doc:"Half of them waited no longer; null when nobody was met"`
	WaitP95Seconds  *float64 `json:"wait_p95_seconds"`
	HandlingSeconds *float64 `json:"mean_handling_seconds" doc:"From an officer's coming to the end of his call; null without calls"`
}

// OfficerStats is what one officer did on these days.
type OfficerStats struct {
	OfficerID       string  `json:"officer_id"`
	Name            string  `json:"name" doc:"Empty when he is no longer of the staff"`
	Calls           int     `json:"calls"`
	HandlingSeconds float64 `json:"mean_handling_seconds"`
	Approved        int     `json:"approved" doc:"As it was when he decided"`
	NeedsReview     int     `json:"needs_review"`
	Rejected        int     `json:"rejected"`
	HandedBack      int     `json:"handed_back"`
	Appointments    int     `json:"appointments" doc:"Calls that ended with an appointment for another one"`
	Undecided       int     `json:"undecided" doc:"Broken off or canceled"`
}

// FunnelStep is one step of the way to a result.
type FunnelStep struct {
	Step     string `json:"step" enum:"created,joined,consent,waiting,started,decided,completed"`
	Reached  int    `json:"reached" doc:"Came at least this far"`
	Ended    int    `json:"ended" doc:"Of those, the ones that ended here without a result"`
	OnTheWay int    `json:"on_the_way" doc:"Of those, the ones that stand here and may still go on: they wait, run, are scheduled or in audit"`
}
