package kyc

import "slices"

// VerificationType is what a backend orders; each is a list of steps.
type VerificationType string

const (
	FullKYC      VerificationType = "full_kyc"
	ReKYC        VerificationType = "re_kyc"
	DocumentOnly VerificationType = "document"
	LivenessOnly VerificationType = "liveness"
)

// StepID names one thing that must happen in a session.
type StepID string

const (
	StepConsent   StepID = "consent"
	StepLiveness  StepID = "liveness"   // active challenges and passive anti-spoof
	StepDocument  StepID = "document"   // a still of the document with a usable face
	StepFaceMatch StepID = "face_match" // live face against the document's
	StepDecision  StepID = "decision"
)

// steps of each verification type, in the order they are asked for.
var steps = map[VerificationType][]StepID{
	FullKYC:      {StepConsent, StepLiveness, StepDocument, StepFaceMatch, StepDecision},
	ReKYC:        {StepConsent, StepLiveness, StepDocument, StepFaceMatch, StepDecision},
	DocumentOnly: {StepConsent, StepDocument, StepDecision},
	LivenessOnly: {StepConsent, StepLiveness, StepDecision},
}

// Steps of the verification type, in order; nil for an unknown type.
func (v VerificationType) Steps() []StepID { return slices.Clone(steps[v]) }

// DocumentType is a document that a customer can show.
type DocumentType string

const (
	PAN            DocumentType = "pan"
	Aadhaar        DocumentType = "aadhaar"
	Passport       DocumentType = "passport"
	DrivingLicence DocumentType = "driving_licence"
	VoterID        DocumentType = "voter_id"
)

// DocumentTypes lists what can be asked for.
var DocumentTypes = []DocumentType{PAN, Aadhaar, Passport, DrivingLicence, VoterID}

// Progress of a step, as the customer's page and the officer's list show it.
type Progress string

const (
	Pending Progress = "pending"
	Current Progress = "current"
	Done    Progress = "done"
	Missed  Progress = "failed"
)

// Step is one step with its progress.
type Step struct {
	ID       StepID
	Progress Progress
}

// StepList derives the progress of every step from the facts on the session.
func (s *Session) StepList() []Step {
	var list []Step
	current := false
	for _, id := range s.Type.Steps() {
		p := s.progress(id)
		if p == Pending && !current && !s.Status.Final() {
			p, current = Current, true
		}
		list = append(list, Step{id, p})
	}
	return list
}

func (s *Session) progress(id StepID) Progress {
	switch id {
	case StepConsent:
		if s.Consent != nil {
			return Done
		}
	case StepDecision:
		if s.Decision != nil {
			return Done
		}
	default:
		if c := s.LatestCheck(CheckKind(id)); c != nil {
			switch {
			case c.Verdict == Fail, id == StepDocument && slices.ContainsFunc(s.documentChecks(), func(c *Check) bool { return c.Verdict == Fail }):
				return Missed
			case id == StepDocument && s.backDue():
				return Pending
			}
			return Done
		}
	}
	return Pending
}
