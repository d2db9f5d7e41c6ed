package api

// PresenceSign is the body of PUT /desk/presence.
type PresenceSign struct {
	State string `json:"state" enum:"online,break"`
}

// Attendance is how one officer spent one day at the desk. What is known of it
// comes from the console, which says every half minute what the officer is; a time
// in a call is known from the call.
type Attendance struct {
	Date          string   `json:"date"`
	OfficerID     string   `json:"officer_id"`
	Name          string   `json:"name" doc:"Empty when he is no longer of the staff"`
	OnlineSeconds float64  `json:"online_seconds" doc:"Available or in a call"`
	InCallSeconds float64  `json:"in_call_seconds" doc:"In calls, of one that goes on up to now"`
	IdleSeconds   float64  `json:"idle_seconds" doc:"Online without a call"`
	BreakSeconds  float64  `json:"break_seconds"`
	AwaySeconds   float64  `json:"away_seconds" doc:"Between the first and the last sign of the day without any"`
	Occupancy     *float64 `json:"occupancy" doc:"in_call_seconds by online_seconds; null when never online"`
}
