package check

import (
	"context"
	"errors"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// matchFrames are compared at most; the best of them counts.
const matchFrames = 6

// minLiveFace is the height of the live face, in pixels, from which an
// embedding can be trusted.
const minLiveFace = 80

// faceMatch compares the face on the newest usable document still with the
// best of several live frames.
func (c *Conductor) faceMatch(ctx context.Context, t *conversation) (kyc.Check, error) {
	check := kyc.Check{Verdict: kyc.Fail}
	s, err := c.Sessions.Get(ctx, t.ref.Scope, t.ref.Session)
	if err != nil {
		return check, err
	}
	doc := s.LatestCheck(kyc.CheckDocument)
	if doc == nil || doc.Verdict != kyc.Pass || len(doc.Evidence) == 0 {
		check.Verdict = kyc.Unavailable
		check.Reasons = []kyc.Reason{{Code: "face_match_unavailable", Message: "There is no usable picture of a document to compare with."}}
		return check, nil
	}
	if _, err := t.ask(ctx, kyc.Instruction{Kind: kyc.InstructHold}, 0); err != nil {
		return check, err
	}
	face, _, err := c.stillFace(ctx, doc.Evidence[0])
	if err != nil {
		return check, err
	}
	person, err := c.livePerson(ctx, s)
	if err != nil {
		return check, err
	}
	live, sights, err := c.liveFaces(ctx, t, person)
	if err != nil {
		return check, err
	}
	cosine, best := c.Thresholds.BestMatch(&face.Embedding, live)
	if best < 0 {
		check.Verdict = kyc.Unavailable
		check.Reasons = []kyc.Reason{{Code: "live_face_not_seen", Message: "The customer's face could not be seen from the front."}}
		return check, nil
	}
	check.FaceMatch = &kyc.FaceMatch{Similarity: rounded(cosine), Confidence: rounded(vision.Confidence(cosine)), Threshold: c.Thresholds.Match, Frames: len(live)}
	a, err := t.keepFrame(ctx, "matched_face", sights[best])
	if err != nil {
		return check, err
	}
	check.Evidence = append(check.Evidence, a)
	switch c.Thresholds.Decide(cosine) {
	case vision.DecisionMatch:
		check.Verdict = kyc.Pass
	case vision.DecisionReview:
		check.Verdict = kyc.Review
		check.Reasons = []kyc.Reason{{Code: "face_match_uncertain", Message: "The faces are neither clearly the same nor clearly different; an officer must compare them."}}
	default:
		check.Reasons = []kyc.Reason{{Code: "face_mismatch", Message: "The live face is not the face on the document."}}
	}
	return check, nil
}

// livePerson is the face that passed the liveness check, or nil where none was
// ordered. Without this tie a stranger could pass liveness and then hold the
// stolen card before the camera, to be compared with itself.
func (c *Conductor) livePerson(ctx context.Context, s *kyc.Session) (*vision.Face, error) {
	l := s.LatestCheck(kyc.CheckLiveness)
	if l == nil {
		return nil, nil
	}
	for _, a := range l.Evidence {
		if a.Label == "live_face" {
			face, _, err := c.stillFace(ctx, a)
			return &face, err
		}
	}
	return nil, nil
}

// liveFaces gathers frames of exactly one face that looks ahead and, when a
// person has passed liveness, is that person's.
func (c *Conductor) liveFaces(ctx context.Context, t *conversation, person *vision.Face) (faces []vision.Face, sights []sight, err error) {
	asked, err := t.ask(ctx, kyc.Instruction{Kind: kyc.InstructLookAhead}, c.Timing.Ahead)
	if err != nil {
		return nil, nil, err
	}
	frames, stop := context.WithCancel(ctx)
	defer stop()
	t.look(frames)
	deadline := time.NewTimer(c.Timing.Ahead)
	defer deadline.Stop()
	for len(faces) < matchFrames {
		s, err := t.next(ctx, asked, deadline.C)
		if errors.Is(err, errNoPicture) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if s.Face != nil && person != nil && vision.Cosine(&person.Embedding, &s.Face.Embedding) < c.Thresholds.Match {
			continue
		}
		if len(s.Faces) == 1 && s.Face != nil && c.Thresholds.GoodLive(s.Face) && s.Face.HeightPx() >= minLiveFace {
			faces, sights = append(faces, *s.Face), append(sights, s)
		}
	}
	return faces, sights, nil
}
