package kyc

import "time"

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
