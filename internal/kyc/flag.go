package kyc

import (
	"slices"
	"time"
)

// FlagKind is what an officer raises with one click while the call runs.
type FlagKind string

const (
	FlagPrompting      FlagKind = "prompting"        // somebody tells the customer what to say: the session is rejected, whoever decides what
	FlagSuspectedFraud FlagKind = "suspected_fraud"  // reported at once; an approval becomes a review
	FlagUnable         FlagKind = "unable_to_verify" // something cannot be verified; an approval becomes a review
)

// FlagKinds lists them.
var FlagKinds = []FlagKind{FlagPrompting, FlagSuspectedFraud, FlagUnable}

// Flag is one that was raised. Nobody takes it down again.
type Flag struct {
	Kind FlagKind   `json:"kind"`
	Note string     `json:"note,omitempty"`
	By   OfficerRef `json:"by"`
	At   time.Time  `json:"at"`
}

// flagReasons are what the decision says of each.
var flagReasons = map[FlagKind]Reason{
	FlagPrompting:      {ReasonPrompting, "The officer flagged that the customer was prompted."},
	FlagSuspectedFraud: {ReasonFraud, "The officer flagged a suspicion of fraud."},
	FlagUnable:         {"unable_to_verify", "The officer flagged that something could not be verified."},
}

// Raise flags the running call. A second click changes nothing.
func (s *Session) Raise(kind FlagKind, note string, by OfficerRef, at time.Time) ([]Event, error) {
	switch {
	case !slices.Contains(FlagKinds, kind):
		return nil, Refuse([]Field{{"flag", "must be prompting, suspected_fraud or unable_to_verify"}})
	case !printableNote(note):
		return nil, Refuse([]Field{{"note", "is too long or has control characters"}})
	}
	if err := s.conducts(by, "flagged"); err != nil {
		return nil, err
	}
	if s.Flagged(kind) != nil {
		return nil, nil
	}
	s.Conduct.Flags = append(slices.Clone(s.Conduct.Flags), Flag{Kind: kind, Note: MaskAadhaar(note), By: by, At: instant(at)})
	s.touch(at)
	if kind == FlagSuspectedFraud {
		return []Event{suspicion("flag", by, nil, at)}, nil
	}
	return []Event{newEvent(EventFlagged, at, map[string]any{"flag": kind, "officer_id": by.ID})}, nil
}

// Flagged finds a flag; nil when it was not raised.
func (s *Session) Flagged(kind FlagKind) *Flag {
	for i := range s.Conduct.Flags {
		if s.Conduct.Flags[i].Kind == kind {
			return &s.Conduct.Flags[i]
		}
	}
	return nil
}

// flagged are the reasons of all flags.
func (s *Session) flagged() []Reason {
	var out []Reason
	for _, f := range s.Conduct.Flags {
		out = append(out, flagReasons[f.Kind])
	}
	return out
}

// suspicion is the report of what looks like a forged identity. How it came to be
// known is said, the officer's note is not.
func suspicion(source string, by OfficerRef, reasons []string, at time.Time) Event {
	data := map[string]any{"source": source, "officer_id": by.ID}
	if len(reasons) > 0 {
		data["reasons"] = reasons
	}
	return newEvent(EventFraud, at, data)
}

// conducts refuses who does not conduct the running call.
func (s *Session) conducts(by OfficerRef, action string) error {
	if !s.Status.InCall() {
		return s.refuse(action)
	}
	if s.Officer == nil || s.Officer.ID != by.ID {
		return Errorf(Forbidden, "not_your_session", "Another officer conducts this session.")
	}
	return nil
}
