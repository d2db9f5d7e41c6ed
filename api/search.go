package api

import "time"

// CaseSearch is the body of POST /desk/search. What is empty asks for nothing; all
// that is given must be true of a case. A person stands in the body, never in an
// address, because addresses are logged.
type CaseSearch struct {
	Person        string    `json:"person,omitempty" maxLength:"800" doc:"Words of the name, a mobile, an e-mail address, a reference or a session's id. Words are found whole, in any order; a reference exactly"`
	Status        []string  `json:"status,omitempty" maxItems:"14" nullable:"false" enum:"created,scheduled,joined,waiting,in_progress,interrupted,decided,in_audit,recapture_required,completed,rejected,expired,canceled,failed"`
	Outcome       string    `json:"outcome,omitempty" enum:"approved,needs_review,rejected" doc:"That it ended with"`
	OfficerID     string    `json:"officer_id,omitempty" maxLength:"40" doc:"Who conducts or conducted it"`
	Rule          string    `json:"rule,omitempty" maxLength:"60" doc:"Id of a rule that was not met when it was decided"`
	Flag          string    `json:"flag,omitempty" enum:"prompting,suspected_fraud,unable_to_verify"`
	Profile       string    `json:"profile,omitempty" maxLength:"60"`
	CreatedAfter  time.Time `json:"created_after,omitzero" doc:"At this instant or later"`
	CreatedBefore time.Time `json:"created_before,omitzero" doc:"Before this instant"`
}

// CaseQuery is a page of a search.
type CaseQuery struct {
	CaseSearch
	Limit         int    `json:"limit,omitempty" minimum:"1" maximum:"100" default:"25"`
	StartingAfter string `json:"starting_after,omitempty" maxLength:"40" doc:"Id of the last case of the page before"`
}

// CasePage is a page of cases, newest first.
type CasePage struct {
	Data    []Case `json:"data" nullable:"false"`
	HasMore bool   `json:"has_more"`
}

// CaseFilters is what cases can be searched for.
type CaseFilters struct {
	Officers []Named `json:"officers" nullable:"false"`
	Profiles []Named `json:"profiles" nullable:"false"`
	Rules    []Named `json:"rules" nullable:"false" doc:"Of all profiles; the text is that of the first that has it"`
}

// Named is something to choose.
type Named struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}
