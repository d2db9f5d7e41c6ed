package api

// Profile is what a regulator asks of a session, as rules.
type Profile struct {
	Name          string   `json:"name" example:"rbi_vcip"`
	Title         string   `json:"title"`
	Base          *string  `json:"base" doc:"The profile that it was made from; null for those that ship"`
	Default       bool     `json:"default" doc:"Sessions run under it that name none"`
	Questions     int      `json:"questions" doc:"So many must be drawn and answered"`
	Interruptions []string `json:"interruptions" nullable:"false" doc:"What on_interruption may be; the first unless it is given"`
	AuditShare    int      `json:"audit_share" minimum:"0" maximum:"100" doc:"Of its live sessions, in percent, that chance sends to an auditor"`
	Audit         bool     `json:"audit" doc:"An auditor has to agree to each of its sessions"`
	WatchTold     string   `json:"watch_told" enum:"both,officer,nobody" doc:"Who is told that a supervisor watches"`
	Rules         []Rule   `json:"rules" nullable:"false"`
}

// Rule is one rule of a profile.
type Rule struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Severity string `json:"severity" enum:"mandatory,advisory" doc:"An unmet mandatory rule makes needs_review of an approval"`
	Check    string `json:"check" doc:"What decides it"`
	Outside  string `json:"outside" doc:"How it is kept outside of this platform; empty when it is judged here"`
	Because  string `json:"because" doc:"Why it is milder than in the base; empty when it is not"`
}

// ProfileList is the profiles of the server.
type ProfileList struct {
	Data []Profile `json:"data" nullable:"false"`
}
