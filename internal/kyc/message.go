package kyc

import (
	"fmt"
	"slices"
	"time"
)

// Channel is a way to reach a customer outside our pages.
type Channel string

const (
	SMS   Channel = "sms"
	Email Channel = "email"
)

// MessageState is the place of a message in its life.
type MessageState string

const (
	MessagePending  MessageState = "pending"
	MessageSent     MessageState = "sent"     // taken by the mail server or the SMS provider
	MessageFailed   MessageState = "failed"   // refused, or tries used up
	MessageCaptured MessageState = "captured" // test mode: kept to be looked at, never sent
)

// Message is a link on its way to a customer. It is written in the transaction
// that makes the link. What it says is sealed, because it lets in, and gone
// once it was sent.
type Message struct {
	Scope
	ID        string // msg_...
	Session   string
	Channel   Channel
	State     MessageState
	Attempts  int
	NextAt    time.Time // when due, while pending
	CreatedAt time.Time
	EndedAt   time.Time
	Error     string // of the last try: a code, never what the other side said of the customer
	Sealed    []byte // nil once sent or given up
}

// Letter is what a message says, opened.
type Letter struct {
	To       string `json:"to"`
	Subject  string `json:"subject,omitempty"` // of an e-mail
	Text     string `json:"text"`
	URL      string `json:"url"`
	Language string `json:"language"`
}

// OneEach refuses to send the same link twice by the same channel.
func OneEach(by []Channel) error {
	for i, c := range by {
		if slices.Contains(by[:i], c) {
			return &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
				Fields: []Field{{fmt.Sprintf("deliver[%d]", i), "is there twice"}}}
		}
	}
	return nil
}

// NewMessage is one that brings a link to the session's customer. In test mode
// it is captured: nothing leaves.
func NewMessage(s *Session, c Channel, id string, at time.Time) Message {
	at = instant(at)
	m := Message{Scope: s.Scope, ID: id, Session: s.ID, Channel: c, State: MessagePending, NextAt: at, CreatedAt: at}
	if !s.Live {
		m.end(MessageCaptured, at)
	}
	return m
}

// NewStaffMessage is an e-mail to a member of staff. It concerns no session, and
// staff is in both modes: it is sent.
func NewStaffMessage(account, id string, at time.Time) Message {
	at = instant(at)
	return Message{Scope: Scope{Account: account, Live: true}, ID: id, Channel: Email, State: MessagePending, NextAt: at, CreatedAt: at}
}

// messageSchedule is how long to wait after the first, second, ... failed try. A
// link that comes later than this helps nobody.
var messageSchedule = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour}

// Sent ends a message that its carrier took, and forgets what it said.
func (m *Message) Sent(at time.Time) {
	m.Attempts++
	m.Error, m.Sealed = "", nil
	m.end(MessageSent, instant(at))
}

// Refused ends a message with an answer that another try will not change.
func (m *Message) Refused(code string, at time.Time) {
	m.Attempts++
	m.Error, m.Sealed = code, nil
	m.end(MessageFailed, instant(at))
}

// Missed notes a try that failed. The message is due again later, unless the
// schedule is used up.
func (m *Message) Missed(code string, at time.Time) {
	if m.Attempts >= len(messageSchedule) {
		m.Refused(code, at)
		return
	}
	m.NextAt, m.Error = instant(at).Add(messageSchedule[m.Attempts]), code
	m.Attempts++
}

func (m *Message) end(s MessageState, at time.Time) {
	m.State, m.NextAt, m.EndedAt = s, time.Time{}, at
}
