package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func questions(s *kyc.Session) []api.QuestionResult {
	out := make([]api.QuestionResult, len(s.Conduct.Questions))
	for i := range s.Conduct.Questions {
		out[i] = question(&s.Conduct.Questions[i])
	}
	return out
}

func question(q *kyc.Asked) api.QuestionResult {
	return api.QuestionResult{ID: q.ID, Kind: string(q.Kind), Language: q.Language, Text: q.Text, Repeated: q.Repeated,
		AskedAt: q.At, Answer: optional(string(q.Answer))}
}

func caseQuestions(s *kyc.Session) []api.CaseQuestion {
	out := make([]api.CaseQuestion, len(s.Conduct.Questions))
	for i := range s.Conduct.Questions {
		q := &s.Conduct.Questions[i]
		out[i] = api.CaseQuestion{QuestionResult: question(q), English: q.English, Words: q.Words}
	}
	return out
}

func earlier(s *kyc.Session) []api.EarlierSession {
	e := s.Conduct.Earlier
	if e == nil {
		return nil
	}
	out := make([]api.EarlierSession, len(e.Sessions))
	for i, b := range e.Sessions {
		out[i] = api.EarlierSession{SessionID: b.ID, Status: string(b.Status), Outcome: optional(string(b.Outcome)), Prompted: b.Prompted, CreatedAt: b.CreatedAt}
	}
	return out
}
