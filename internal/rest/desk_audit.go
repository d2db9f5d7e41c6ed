package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func mountAudit(s *server) {
	handle(s, route{ID: "getCaseRecording", Method: http.MethodGet, Path: "/desk/sessions/{id}/recording", Door: desk, Tag: "desk", Errors: []int{304, 404, 409, 416},
		Replies: []string{"video/webm", "video/mp4"}, Summary: "Play a recording", Text: "For auditors, supervisors and admins, as soon as it is sealed."}, s.caseRecording)
	handle(s, route{ID: "nextAudit", Method: http.MethodPost, Path: "/desk/audits/next", Door: desk, Tag: "desk", Errors: []int{404},
		Summary: "Take a session to audit, by chance", Text: "Never one whose call the auditor conducted. It is held for 30 minutes. 404 nothing_to_audit."}, s.nextAudit)
	handle(s, route{ID: "audit", Method: http.MethodPost, Path: "/desk/sessions/{id}/audit", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Say what the audit found", Text: "approve agrees with the officer, reject ends the session as rejected, recapture asks the customer to come again."}, s.audit)
}

// caseRecording plays a recording before the session has ended, for those who judge
// the officer. Agents see it never: what they say of a call they say in it.
func (s *server) caseRecording(ctx context.Context, c *call, in *getRecording) (*huma.StreamResponse, error) {
	if !c.supervises() {
		return nil, &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow playing recordings."}
	}
	v, err := s.find(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return s.recording(ctx, v, in.Track)
}

func (s *server) nextAudit(ctx context.Context, c *call, _ *struct{}) (*body[api.Case], error) {
	if err := c.mayAudit(); err != nil {
		return nil, err
	}
	v, err := s.Desk.NextAudit(ctx, c.scope, s.officerRef(c))
	return s.caseReply(ctx, c, v, err)
}

type audit struct {
	PathID
	Body api.Finding
}

func (s *server) audit(ctx context.Context, c *call, in *audit) (*body[api.Case], error) {
	if err := c.mayAudit(); err != nil {
		return nil, err
	}
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	pieces := make([]kyc.Piece, len(in.Body.Pieces))
	for i, p := range in.Body.Pieces {
		pieces[i] = kyc.Piece(p)
	}
	v, err := s.Desk.Find(ctx, c.scope, in.ID, s.officerRef(c), kyc.Finding(in.Body.Decision), given(in.Body.Reasons), in.Body.Note, pieces...)
	return s.caseReply(ctx, c, v, err)
}

func (c *call) mayAudit() error {
	if slices.Contains(c.officer.Roles, kyc.Auditor) {
		return nil
	}
	return &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow audits."}
}
