package kyc

import "time"

// Instruct shows the customer what to do next; nil clears the screen. It makes
// no event: what came of it is recorded by the check.
func (s *Session) Instruct(i *Instruction, at time.Time) error {
	if s.Status != InProgress && i != nil {
		return s.refuse("instructed")
	}
	s.Instruction = i
	s.touch(at)
	return nil
}

// MaxStills bounds how many pictures one session may keep.
const MaxStills = 40

// SameStill finds a picture that was kept already for what is asked for now: who is
// not sure that it arrived sends it again. Nil means that it is a new one. An upload
// knows the id of its still beforehand, and is the same whatever was asked for since.
func (s *Session) SameStill(a Artifact) *Artifact {
	for i := len(s.Stills) - 1; i >= 0; i-- {
		o := &s.Stills[i]
		if a.ID != "" && o.ID == a.ID {
			return o
		}
	}
	for i := len(s.Stills) - 1; i >= 0; i-- {
		o := &s.Stills[i]
		if o.SHA256 != a.SHA256 || o.Label != a.Label {
			continue
		}
		if in := s.Instruction; in != nil && in.Kind == InstructDocument && o.At.Before(in.AskedAt) {
			return nil // of an earlier try
		}
		return o
	}
	return nil
}

// AddStill keeps a picture that the customer's device took.
func (s *Session) AddStill(a Artifact, at time.Time) ([]Event, error) {
	if s.Status != InProgress {
		return nil, s.refuse("photographed")
	}
	if s.SameStill(a) != nil {
		return nil, nil
	}
	if len(s.Stills) >= MaxStills {
		return nil, Errorf(Conflict, "too_many_stills", "A session keeps at most %d pictures.", MaxStills)
	}
	s.Stills = append(s.Stills, a)
	s.touch(at)
	return []Event{newEvent(EventDocument, at, map[string]any{"artifact_id": a.ID, "label": a.Label, "sha256": a.SHA256})}, nil
}

// MaxChecks bounds how often checks may be repeated in one session.
const MaxChecks = 60

// AddCheck records what a check found.
func (s *Session) AddCheck(c Check, at time.Time) ([]Event, error) {
	if s.Status != InProgress && s.Status != Interrupted {
		return nil, s.refuse("checked")
	}
	if len(s.Checks) >= MaxChecks {
		return nil, Errorf(Conflict, "too_many_checks", "A session keeps at most %d checks.", MaxChecks)
	}
	if c.Simulated && s.Live {
		return nil, errTestOnly
	}
	s.Checks = append(s.Checks, c)
	s.Instruction = nil
	s.touch(at)
	data := map[string]any{"check_id": c.ID, "kind": c.Kind, "verdict": c.Verdict}
	if c.FaceMatch != nil {
		data["similarity"], data["confidence"] = c.FaceMatch.Similarity, c.FaceMatch.Confidence
	}
	if len(c.Reasons) > 0 {
		data["reasons"] = c.Reasons
	}
	if c.Simulated {
		data["simulated"] = true
	}
	events := []Event{newEvent(EventCheckCompleted, at, data)}
	if c.Kind == CheckLiveness && c.Verdict != Unavailable {
		t := EventLivenessPassed
		if c.Verdict == Fail {
			t = EventLivenessFailed
		}
		seen := map[string]any{"check_id": c.ID, "verdict": c.Verdict}
		if c.Simulated {
			seen["simulated"] = true
		}
		events = append(events, newEvent(t, at, seen))
	}
	return events, nil
}

// SealRecording attaches the finished recording. Allowed after the decision
// and for calls that ended without one: evidence of them is kept as well.
func (s *Session) SealRecording(a Artifact, gaps []Gap, at time.Time) ([]Event, error) {
	if s.Recording != nil {
		return nil, nil
	}
	s.Recording, s.Gaps = &a, gaps
	s.settle()
	s.touch(at)
	return []Event{newEvent(EventRecordingReady, at, map[string]any{"artifact_id": a.ID, "sha256": a.SHA256, "bytes": a.Bytes})}, nil
}

// SealReport attaches the report.
func (s *Session) SealReport(a Artifact, at time.Time) ([]Event, error) {
	if s.Report != nil {
		return nil, nil
	}
	s.Report = &a
	s.touch(at)
	return []Event{newEvent(EventReportReady, at, map[string]any{"artifact_id": a.ID, "sha256": a.SHA256, "bytes": a.Bytes})}, nil
}
