package desk

import (
	"context"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Conducted changes sessions beside their checks: internal/session. Each refuses
// by the session's own law.
type Conducted interface {
	Raise(ctx context.Context, ref kyc.Ref, kind kyc.FlagKind, note string, by kyc.OfficerRef) (*kyc.Session, error)
	Ask(ctx context.Context, ref kyc.Ref, o kyc.QuestionOrder, by kyc.OfficerRef) (*kyc.Session, error)
	AskWaiver(ctx context.Context, ref kyc.Ref, rule, why string, by kyc.OfficerRef) (*kyc.Session, error)
	AnswerWaiver(ctx context.Context, ref kyc.Ref, rule string, grant bool, note string, by kyc.OfficerRef) (*kyc.Session, error)
	ConfirmField(ctx context.Context, ref kyc.Ref, check, field, value string, by kyc.OfficerRef) (*kyc.Session, error)
	Answered(ctx context.Context, ref kyc.Ref, question string, a kyc.Answer, words string, by kyc.OfficerRef) (*kyc.Session, error)
}

// Conduct is what a call is judged by beside its checks. Safe for concurrent use.
type Conduct struct {
	Sessions Conducted
}

// Raise flags the running call.
func (c *Conduct) Raise(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, kind kyc.FlagKind, note string) (*kyc.Session, error) {
	return c.Sessions.Raise(ctx, kyc.Ref{Scope: scope, Session: id}, kind, note, by)
}

// Ask draws count questions, 0 for as many as the profile still wants, in a
// language, "" for the session's.
func (c *Conduct) Ask(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, count int, language string) (*kyc.Session, error) {
	return c.Sessions.Ask(ctx, kyc.Ref{Scope: scope, Session: id}, kyc.QuestionOrder{Count: count, Language: language}, by)
}

// Answered records how the officer judges an answer.
func (c *Conduct) Answered(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, question string, a kyc.Answer, words string) (*kyc.Session, error) {
	return c.Sessions.Answered(ctx, kyc.Ref{Scope: scope, Session: id}, question, a, words, by)
}

// ConfirmField is what the officer sees on a document.
func (c *Conduct) ConfirmField(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, check, field, value string) (*kyc.Session, error) {
	return c.Sessions.ConfirmField(ctx, kyc.Ref{Scope: scope, Session: id}, check, field, value, by)
}

// AskWaiver is the officer's wish that a rule be waived.
func (c *Conduct) AskWaiver(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, rule, why string) (*kyc.Session, error) {
	return c.Sessions.AskWaiver(ctx, kyc.Ref{Scope: scope, Session: id}, rule, why, by)
}

// AnswerWaiver is the word of a second person, whom the door knows as a supervisor.
func (c *Conduct) AnswerWaiver(ctx context.Context, scope kyc.Scope, id string, by kyc.OfficerRef, rule string, grant bool, note string) (*kyc.Session, error) {
	return c.Sessions.AnswerWaiver(ctx, kyc.Ref{Scope: scope, Session: id}, rule, grant, note, by)
}
