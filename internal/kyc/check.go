package kyc

import "time"

// CheckKind names a check; it equals the id of the step that it settles.
type CheckKind string

const (
	CheckLiveness  CheckKind = "liveness"
	CheckDocument  CheckKind = "document"
	CheckFaceMatch CheckKind = "face_match"
)

// Verdict is what a check found. Unavailable means that it was not computed;
// it is never counted as a pass.
type Verdict string

const (
	Pass        Verdict = "passed"
	Review      Verdict = "review"
	Fail        Verdict = "failed"
	Unavailable Verdict = "unavailable"
)

// Reason is a code from the catalogue with a sentence for people.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Model names the network that gave a score, by content.
type Model struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Check is one conducted verification step with everything needed to defend
// its verdict years later.
type Check struct {
	ID         string             `json:"id"` // chk_...
	Kind       CheckKind          `json:"kind"`
	StartedAt  time.Time          `json:"started_at"`
	EndedAt    time.Time          `json:"ended_at"`
	Verdict    Verdict            `json:"verdict"`
	Reasons    []Reason           `json:"reasons,omitempty"`
	Models     []Model            `json:"models,omitempty"`
	Thresholds map[string]float64 `json:"thresholds,omitempty"`
	FaceMatch  *FaceMatch         `json:"face_match,omitempty"`
	Liveness   *Liveness          `json:"liveness,omitempty"`
	Document   *Document          `json:"document,omitempty"`
	Evidence   []Artifact         `json:"evidence,omitempty"`
	Simulated  bool               `json:"simulated,omitempty"` // played by the sandbox: nothing was measured
}

// FaceMatch compares the document's face with the best live one.
type FaceMatch struct {
	Similarity float64 `json:"similarity"` // cosine, -1..1
	Confidence float64 `json:"confidence"` // 0..1, as shown to people
	Threshold  float64 `json:"threshold"`  // cosine from which it is a match
	Frames     int     `json:"frames"`     // live frames that were compared
}

// Liveness holds the active challenges and the passive signal.
type Liveness struct {
	Challenges    []Challenge `json:"challenges"`
	PassiveScore  *float64    `json:"passive_score"` // median 0..1; nil when unavailable
	PassiveFrames int         `json:"passive_frames"`
	Passive       string      `json:"passive"` // fine, inconclusive, suspicious, unavailable
}

// Challenge is one thing that the customer was asked to do.
type Challenge struct {
	Kind       string    `json:"kind"` // turn_left, turn_right, look_up, look_down, smile
	AskedAt    time.Time `json:"asked_at"`
	Passed     bool      `json:"passed"`
	ReactionMS int64     `json:"reaction_ms,omitempty"` // from asking to the first frame that met it
	Reason     string    `json:"reason,omitempty"`      // why it was not passed
}

// ArtifactKind says what the bytes are.
type ArtifactKind string

const (
	ArtifactFrame     ArtifactKind = "frame" // taken by the server from the recorded stream
	ArtifactStill     ArtifactKind = "still" // taken by the customer's device
	ArtifactRecording ArtifactKind = "recording"
	ArtifactReport    ArtifactKind = "report"
	ArtifactAddendum  ArtifactKind = "addendum"  // what an auditor found
	ArtifactComposite ArtifactKind = "composite" // the recording for people, made from it
)

// Artifact points at bytes in the blob store.
type Artifact struct {
	ID       string        `json:"id"` // art_...
	Kind     ArtifactKind  `json:"kind"`
	Label    string        `json:"label,omitempty"` // e.g. live_face, pan_front
	Key      string        `json:"key"`             // in the blob store
	Type     string        `json:"type"`            // media type
	Bytes    int64         `json:"bytes"`
	SHA256   string        `json:"sha256"`
	At       time.Time     `json:"at"`
	Position time.Duration `json:"position,omitempty"` // in the recording, for frames
	Duration time.Duration `json:"duration,omitempty"` // of a recording
}

// BlobKey is where the bytes of an artifact are kept: everything of one session
// lies under one prefix, so that erasure finds it.
func BlobKey(r Ref, artifact string) string { return r.Account + "/" + r.Session + "/" + artifact }

// LatestCheck of a kind, or nil.
func (s *Session) LatestCheck(kind CheckKind) *Check {
	for i := len(s.Checks) - 1; i >= 0; i-- {
		if s.Checks[i].Kind == kind {
			return &s.Checks[i]
		}
	}
	return nil
}

// Picture finds one of the session's pictures, also of a call that was sent back; nil
// when there is none of that id.
func (s *Session) Picture(id string) *Artifact {
	find := func(stills []Artifact, checks []Check) *Artifact {
		for i := range stills {
			if stills[i].ID == id {
				return &stills[i]
			}
		}
		for i := range checks {
			for j := range checks[i].Evidence {
				if checks[i].Evidence[j].ID == id {
					return &checks[i].Evidence[j]
				}
			}
		}
		return nil
	}
	if a := find(s.Stills, s.Checks); a != nil {
		return a
	}
	for i := range s.Rounds {
		if a := find(s.Rounds[i].Stills, s.Rounds[i].Checks); a != nil {
			return a
		}
	}
	return nil
}

// Still finds the newest still with a label, or nil.
func (s *Session) Still(label string) *Artifact {
	for i := len(s.Stills) - 1; i >= 0; i-- {
		if s.Stills[i].Label == label {
			return &s.Stills[i]
		}
	}
	return nil
}
