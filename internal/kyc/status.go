package kyc

import "slices"

// Status is the place of a session in its life. Transitions below is the whole
// law; docs/session-states.md is drawn from it.
type Status string

const (
	Created           Status = "created"
	Scheduled         Status = "scheduled"
	Joined            Status = "joined"
	Waiting           Status = "waiting"
	InProgress        Status = "in_progress"
	Interrupted       Status = "interrupted"
	Decided           Status = "decided"
	InAudit           Status = "in_audit"
	RecaptureRequired Status = "recapture_required"
	Completed         Status = "completed"
	Rejected          Status = "rejected"
	Expired           Status = "expired"
	Canceled          Status = "canceled"
	Failed            Status = "failed"
)

// Transition is one arrow of the picture.
type Transition struct {
	From  Status
	To    Status
	Event EventType // written in the same transaction as the new state
	When  string    // for the picture and for people
}

// Transitions lists every allowed move, in the order of a session's life.
var Transitions = []Transition{
	{"", Created, EventCreated, "a backend creates it"},
	{Created, Joined, EventJoined, "the customer opens the link and the device is bound"},
	{Joined, Waiting, EventQueued, "consent is recorded and the devices work"},
	{Waiting, Joined, EventUnqueued, "the customer went away before an officer came"},
	{Created, Scheduled, EventScheduled, "an appointment is made"},
	{Joined, Scheduled, EventScheduled, "an appointment is made instead"},
	{Waiting, Scheduled, EventScheduled, "an appointment is made instead"},
	{InProgress, Scheduled, EventScheduled, "the customer cannot go on now: the officer makes an appointment"},
	{Interrupted, Scheduled, EventScheduled, "one of the two does not come back now: the other makes an appointment"},
	{Scheduled, Scheduled, EventScheduled, "the appointment is moved"},
	{Scheduled, Joined, EventJoined, "the customer is there, from ten minutes before the appointment"},
	{Waiting, InProgress, EventStarted, "an officer takes it"},
	{InProgress, Waiting, EventQueued, "the officer hands it back to the line"},
	{Interrupted, Waiting, EventQueued, "the officer hands it back to the line, or is lost and the customer goes back"},
	{InProgress, Interrupted, EventInterrupted, "a party is lost"},
	{Interrupted, InProgress, EventResumed, "both are back within the grace period"},
	{Interrupted, Failed, EventFailed, "the grace period ends"},
	{InProgress, Decided, EventDecided, "the officer decides"},
	{Decided, Completed, EventCompleted, "recording and report are sealed; outcome approved or needs_review"},
	{Decided, Rejected, EventRejected, "recording and report are sealed; outcome rejected"},
	{Decided, InAudit, EventAudited, "recording and report are sealed; an auditor looks at them"},
	{InAudit, Completed, EventCompleted, "the auditor agrees with an officer who approved or could not verify, and his addendum is sealed"},
	{InAudit, Rejected, EventRejected, "the auditor rejects, or agrees with a rejection"},
	{InAudit, RecaptureRequired, EventRecaptureRequired, "the auditor finds the evidence not good enough"},
	{RecaptureRequired, Joined, EventJoined, "the customer comes again by a fresh link"},
	{Created, Expired, EventExpired, "nobody came in time"},
	{Joined, Expired, EventExpired, "time ran out"},
	{Waiting, Expired, EventExpired, "no officer came in time"},
	{Scheduled, Expired, EventExpired, "nobody came to the appointment"},
	{RecaptureRequired, Expired, EventExpired, "the customer did not come again in time"},
	{Created, Canceled, EventCanceled, "the backend cancels it"},
	{Joined, Canceled, EventCanceled, "the backend cancels it"},
	{Waiting, Canceled, EventCanceled, "the backend cancels it"},
	{Scheduled, Canceled, EventCanceled, "the backend cancels it"},
	{RecaptureRequired, Canceled, EventCanceled, "the backend cancels it"},
	{InProgress, Canceled, EventCanceled, "the backend cancels it"},
	{Interrupted, Canceled, EventCanceled, "the backend cancels it"},
	{InProgress, Failed, EventFailed, "the call cannot go on"},
}

// Statuses lists every status in the order of a session's life.
var Statuses = []Status{Created, Scheduled, Joined, Waiting, InProgress, Interrupted, Decided,
	InAudit, RecaptureRequired, Completed, Rejected, Expired, Canceled, Failed}

// Valid tells whether s is a status that the contract knows.
func (s Status) Valid() bool { return slices.Contains(Statuses, s) }

// Final tells whether a session in s never changes its status again.
func (s Status) Final() bool {
	switch s {
	case Completed, Rejected, Expired, Canceled, Failed:
		return true
	}
	return false
}

// InCall tells whether a room and a recording belong to the session.
func (s Status) InCall() bool { return s == InProgress || s == Interrupted }

// transition finds the arrow from one status to another.
func transition(from, to Status) (Transition, bool) {
	for _, t := range Transitions {
		if t.From == from && t.To == to {
			return t, true
		}
	}
	return Transition{}, false
}
