package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// Conduct is what a call is judged by beside its checks: internal/desk.
type Conduct interface {
	Raise(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, kind kyc.FlagKind, note string) (*kyc.Session, error)    // not_your_session
	Ask(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, count int, language string) (*kyc.Session, error)          // too_many_questions
	ConfirmField(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, check, field, value string) (*kyc.Session, error) // field_not_found
	Answered(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, question string, a kyc.Answer, words string) (*kyc.Session, error)
	AskWaiver(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, rule, why string) (*kyc.Session, error)                        // rule_not_waivable
	AnswerWaiver(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, rule string, grant bool, note string) (*kyc.Session, error) // own_case
}

func mountDeskRules(s *server) {
	handle(s, route{ID: "listReasons", Method: http.MethodGet, Path: "/desk/reasons", Door: desk, Tag: "desk",
		Summary: "The catalogue of reasons for a rejection"}, s.listReasons)
	handle(s, route{ID: "raiseFlag", Method: http.MethodPost, Path: "/desk/sessions/{id}/flags", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Flag the running call", Text: "Nobody takes a flag down. Prompting rejects the session, whatever is decided; the others make needs_review of an approval."}, s.raiseFlag)
	handle(s, route{ID: "drawQuestions", Method: http.MethodPost, Path: "/desk/sessions/{id}/questions", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Draw questions for the running call", Text: "By chance, of varying kinds, and such as this customer has not been asked in an earlier session."}, s.drawQuestions)
	handle(s, route{ID: "judgeAnswer", Method: http.MethodPut, Path: "/desk/sessions/{id}/questions/{question}/answer", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Judge an answer"}, s.judgeAnswer)
	handle(s, route{ID: "confirmField", Method: http.MethodPut, Path: "/desk/sessions/{id}/checks/{check}/fields/{field}", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Confirm or correct a field of a document", Text: "What was read is a proposal. The officer of the running call says what the document shows; checks of the field are judged anew."}, s.confirmField)
	handle(s, route{ID: "askWaiver", Method: http.MethodPost, Path: "/desk/sessions/{id}/waivers", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Ask for a waiver of a rule", Text: "Counts once a supervisor, who has not conducted the session, has granted it while the call runs."}, s.askWaiver)
	handle(s, route{ID: "answerWaiver", Method: http.MethodPost, Path: "/desk/sessions/{id}/waivers/{rule}/answer", Door: desk, Tag: "desk", Errors: []int{404, 409},
		Summary: "Grant or refuse a waiver", Text: "For supervisors and administrators."}, s.answerWaiver)
}

func (s *server) listReasons(_ context.Context, c *call, _ *struct{}) (*body[api.ReasonList], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	return &body[api.ReasonList]{wire.KnownReasons()}, nil
}

type raiseFlag struct {
	PathID
	Body api.FlagOrder
}

func (s *server) raiseFlag(ctx context.Context, c *call, in *raiseFlag) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.Raise(ctx, c.scope, in.ID, by, kyc.FlagKind(in.Body.Flag), in.Body.Note)
	return s.caseReply(ctx, c, v, err)
}

type drawQuestions struct {
	PathID
	Body api.QuestionOrder
}

func (s *server) drawQuestions(ctx context.Context, c *call, in *drawQuestions) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.Ask(ctx, c.scope, in.ID, by, in.Body.Count, in.Body.Language)
	return s.caseReply(ctx, c, v, err)
}

type judgeAnswer struct {
	PathID
	Question string `path:"question" maxLength:"40"`
	Body     api.JudgedAnswer
}

func (s *server) judgeAnswer(ctx context.Context, c *call, in *judgeAnswer) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.Answered(ctx, c.scope, in.ID, by, in.Question, kyc.Answer(in.Body.Answer), in.Body.Words)
	return s.caseReply(ctx, c, v, err)
}

type confirmField struct {
	PathID
	Check string `path:"check" maxLength:"40"`
	Field string `path:"field" maxLength:"40"`
	Body  api.FieldValue
}

func (s *server) confirmField(ctx context.Context, c *call, in *confirmField) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.ConfirmField(ctx, c.scope, in.ID, by, in.Check, in.Field, in.Body.Value)
	return s.caseReply(ctx, c, v, err)
}

type askWaiver struct {
	PathID
	Body api.WaiverOrder
}

func (s *server) askWaiver(ctx context.Context, c *call, in *askWaiver) (*body[api.Case], error) {
	by, err := s.conductorOf(c, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conduct.AskWaiver(ctx, c.scope, in.ID, by, in.Body.Rule, in.Body.Why)
	return s.caseReply(ctx, c, v, err)
}

type answerWaiver struct {
	PathID
	Rule string `path:"rule" maxLength:"40"`
	Body api.WaiverAnswer
}

func (s *server) answerWaiver(ctx context.Context, c *call, in *answerWaiver) (*body[api.Case], error) {
	if !c.officer.MaySupervise() {
		return nil, &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow answering for others."}
	}
	if err := mustBe(in.ID, kyc.PrefixSession, kyc.ErrNoSession); err != nil {
		return nil, err
	}
	v, err := s.Conduct.AnswerWaiver(ctx, c.scope, in.ID, s.officerRef(c), in.Rule, in.Body.Grant, in.Body.Note)
	return s.caseReply(ctx, c, v, err)
}
