package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Channels reads how a customer is to be sent a link.
func Channels(list []string) []kyc.Channel {
	out := make([]kyc.Channel, len(list))
	for i, c := range list {
		out[i] = kyc.Channel(c)
	}
	return out
}

// LinkDeliveries shows what became of the links of a session, and nothing of
// what the messages say.
func LinkDeliveries(list []kyc.Message) []api.LinkDelivery {
	out := make([]api.LinkDelivery, len(list))
	for i, m := range list {
		at := m.EndedAt
		if at.IsZero() {
			at = m.CreatedAt
		}
		out[i] = api.LinkDelivery{Channel: string(m.Channel), Status: string(m.State), At: at, Error: m.Error}
	}
	return out
}

// Captured shows a message of test mode, opened.
func Captured(m *kyc.Message, l *kyc.Letter) api.CapturedMessage {
	return api.CapturedMessage{ID: m.ID, SessionID: m.Session, Channel: string(m.Channel), To: l.To, Subject: l.Subject, Text: l.Text,
		URL: l.URL, Language: l.Language, CreatedAt: m.CreatedAt}
}
