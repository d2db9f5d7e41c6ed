package wire

import (
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Surroundings is what a view says beside the session itself.
type Surroundings struct {
	Account api.ViewAccount
	Place   int    // in the line, from 1; 0 when not waiting
	Officer string // id of the officer who looks, for a case
	Line    kyc.LineRules
	Now     time.Time
	Running *Running
	Present func() (customer, officer string) // how the parties of a call are connected now; nil when nobody knows
}

// Running is a check that computes now.
type Running struct {
	Kind      kyc.CheckKind
	StartedAt time.Time
}

// View shows a session to its customer. The result is never part of it.
func View(s *kyc.Session, around Surroundings) api.View {
	v := api.View{ID: s.ID, Livemode: s.Live, Version: version(s), Status: string(s.Status), SubStatus: s.SubStatus,
		RecommendedAction: action(s), Customer: api.ViewCustomer{Name: s.Customer.Name}, Language: s.Language,
		VerificationType: string(s.Type), Documents: names(s.Documents), AsksPosition: s.AwaitsPosition(), Steps: shownSteps(s), Again: names(s.Again()),
		GraceEndsAt: moment(s.GraceEnds), ExpiresAt: s.ExpiresAt, RedirectURL: s.RedirectURL,
		Account: around.Account, ScheduledAt: moment(s.ScheduledAt), OpensAt: moment(s.OpensAt), Messages: shownSaid(s)}
	if i := s.Instruction; i != nil {
		v.Instruction = &api.Instruction{ID: i.ID, Kind: string(i.Kind), Challenge: i.Challenge, Document: string(i.Document),
			Side: i.Side, Attempt: i.Attempt, AskedAt: i.AskedAt, ExpiresAt: moment(i.ExpiresAt), Feedback: i.Feedback}
	}
	if s.Officer != nil {
		v.Officer = &api.ViewOfficer{Name: s.Officer.Name, Simulated: s.Officer.Simulated}
	}
	if s.Status == kyc.Waiting && around.Place > 0 {
		v.Queue = &api.Queue{Place: around.Place}
	}
	// Completed and rejected would tell the outcome, and an audit is the account's
	// own affair: all are shown as decided.
	if s.Status == kyc.Completed || s.Status == kyc.Rejected || s.Status == kyc.InAudit {
		v.Status = string(kyc.Decided)
	}
	return v
}

// version is the instant of the last change in microseconds: it rises with
// every change, also with those that make no event, and fits a JavaScript number.
func version(s *kyc.Session) int64 { return s.UpdatedAt.UnixMicro() }

// action for the customer: accept, review and decline are the backend's.
func action(s *kyc.Session) string {
	switch s.Status {
	case kyc.Completed, kyc.Rejected:
		return "none"
	}
	return s.RecommendedAction()
}

// shownSteps hides from the customer which check failed: done means over.
func shownSteps(s *kyc.Session) []api.Step {
	out := steps(s)
	if s.Decision == nil {
		return out
	}
	for i := range out {
		if out[i].Progress == string(kyc.Missed) {
			out[i].Progress = string(kyc.Done)
		}
	}
	return out
}

// Case shows a session to the account's officers.
func Case(s *kyc.Session, around Surroundings) api.Case {
	v := api.Case{View: View(s, around), Simulate: s.Simulate(), Profile: s.Profile, Contact: api.Contact{Mobile: s.Customer.Mobile,
		Email: s.Customer.Email, Reference: s.Customer.Reference, DateOfBirth: s.Customer.DateOfBirth}, CreatedAt: s.CreatedAt,
		QueuedAt: moment(s.QueuedAt), StartedAt: moment(s.StartedAt), Film: "unavailable", Checks: Checks(s.Checks), Against: reasons(s.Against()), Rules: Rules(s.Rules()), Flags: flags(s), Waivers: waivers(s), Watches: watches(s, around.Officer), Questions: caseQuestions(s), Wanted: s.QuestionsWanted(), Earlier: earlier(s), Stills: pictures(s.Stills), Signals: signals(s), Said: said(s), Phrases: phrases(s, around.Officer), Notes: s.Notes,
		AuditFollows: s.AuditFollows(), AuditOpen: around.Officer != "" && s.AuditOpen(around.Officer, around.Now), Handed: handed(s), Recording: s.Recording != nil, Rounds: len(s.Rounds), CarriedOver: carried(s),
		Mine: s.Officer != nil && around.Officer != "" && s.Officer.ID == around.Officer}
	v.Status, v.RecommendedAction, v.Steps, v.AsksPosition = string(s.Status), s.RecommendedAction(), steps(s), s.AsksPosition()
	needs := around.Line.Needs(s)
	v.Priority, v.Needs, v.MeetBy = string(s.Urgency()), api.CaseNeeds{Language: needs.Language, Skills: names(needs.Skills)}, moment(s.MeetBy(&around.Line))
	if held := s.HeldFor(around.Now); held != nil {
		v.HeldFor = &api.HeldFor{ID: held.Officer, Name: held.Name, Until: held.Until}
	}
	v.Messages = []api.ViewSaid{} // a case has them in full
	if r := around.Running; r != nil {
		v.RunningCheck = &api.RunningCheck{Kind: string(r.Kind), StartedAt: r.StartedAt}
	}
	if around.Present != nil && s.Status.InCall() {
		customer, officer := around.Present()
		v.Presence = &api.Presence{Customer: customer, Officer: officer}
	}
	if c := s.Consent; c != nil {
		v.Consent = &api.CaseConsent{Version: c.Version, Language: c.Language, At: c.At}
	}
	if a := s.Audit; a != nil {
		v.Audit = &api.CaseAudit{Auditor: officer(a.Auditor), TakenAt: a.TakenAt, Finding: string(a.Finding), Reasons: reasons(a.Reasons),
			Note: a.Note, Mine: a.Auditor.ID == around.Officer}
	}
	if d := s.Decision; d != nil {
		v.Decision = &api.Decision{Ruling: string(d.Ruling), Outcome: string(d.Outcome), Reasons: reasons(d.Reasons),
			Note: d.Note, Officer: officer(d.Officer), At: d.At}
	}
	return v
}

// handed names who had the call before, and why he has it no more.
func handed(s *kyc.Session) []api.Handed {
	out := make([]api.Handed, len(s.Conduct.Handed))
	for i, h := range s.Conduct.Handed {
		out[i] = api.Handed{Officer: officer(h.By), Cause: h.Cause, At: h.At, ScheduledAt: moment(h.Scheduled)}
		if h.To != nil {
			out[i].To = h.To.Name
		}
	}
	return out
}

// Colleagues shows officers who else is at the desk.
func Colleagues(list []kyc.Attendant) api.ColleagueList {
	out := api.ColleagueList{Data: make([]api.Colleague, len(list))}
	for i, o := range list {
		out.Data[i] = api.Colleague{ID: o.ID, Name: o.Name, Available: o.Free, Languages: names(o.Languages), Skills: names(o.Skills)}
	}
	return out
}

// pictures without where their bytes are.
func pictures(list []kyc.Artifact) []api.Picture {
	out := make([]api.Picture, len(list))
	for i, a := range list {
		out[i] = api.Picture{ID: a.ID, Label: a.Label, At: a.At}
		if a.Kind == kyc.ArtifactFrame {
			ms := a.Position.Milliseconds()
			out[i].PositionMS = &ms
		}
	}
	return out
}
