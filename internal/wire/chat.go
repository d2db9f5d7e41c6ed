package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// shownSaid is the chat as the customer sees it, while there is a call.
func shownSaid(s *kyc.Session) []api.ViewSaid {
	out := []api.ViewSaid{}
	if !s.Status.InCall() {
		return out
	}
	for _, m := range s.Conduct.Said {
		out = append(out, api.ViewSaid{ID: m.ID, From: string(m.From), Text: m.Text, At: m.At})
	}
	return out
}

// said is the chat as evidence.
func said(s *kyc.Session) []api.Said {
	out := make([]api.Said, len(s.Conduct.Said))
	for i, m := range s.Conduct.Said {
		out[i] = api.Said{ID: m.ID, From: string(m.From), Officer: m.Name, Phrase: m.Phrase, Text: m.Text, English: m.English, At: m.At}
	}
	return out
}

// phrases for the officer of a running call; nobody else can say them.
func phrases(s *kyc.Session, officer string) []api.Phrase {
	out := []api.Phrase{}
	if !s.Status.InCall() || s.Officer == nil || officer == "" || s.Officer.ID != officer {
		return out
	}
	for _, p := range kyc.Phrases {
		out = append(out, api.Phrase{ID: p.ID, Text: p.Text[s.SpokenLanguage()], English: p.Text["en"]})
	}
	return out
}
