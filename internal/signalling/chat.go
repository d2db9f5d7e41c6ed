package signalling

import (
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// chat keeps what a party writes. Both see it when the session that has changed is
// shown, the sender too: that is how he knows that it is kept. Its words are in no log.
func (c *call) chat(s *socket, role media.Role, m incoming) error {
	c.mu.Lock()
	p := c.parties[role]
	at, mine := p.seat, p.sock == s
	c.mu.Unlock()
	if !mine {
		return errReplaced
	}
	from := kyc.PartyCustomer
	if role == media.Agent {
		from = kyc.PartyOfficer
	}
	_, err := c.h.Sessions.Say(c.h.ctx, c.ref, kyc.Saying{ID: m.ID, Text: m.Text, Phrase: m.Phrase}, from, at.officer)
	return err
}
