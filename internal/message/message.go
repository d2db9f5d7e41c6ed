// Package message owns how a link reaches its customer outside our pages: the
// words, the outbox, e-mail by SMTP and SMS by the HTTP interface of a provider; and
// how a member of staff gets to a new password.
// In test mode nothing is sent: what would have been is kept to be looked at.
package message

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Store keeps the outbox. Messages get into it together with the link that they
// carry, by whoever makes the link.
type Store interface {
	// LeaseMessages takes messages that are due and makes them due again at until.
	LeaseMessages(ctx context.Context, now, until time.Time, limit int) ([]kyc.Message, error)
	FinishMessage(context.Context, kyc.Message) error
	NextMessage(context.Context) (time.Time, bool, error)
}

// Seal keeps what messages say: internal/seal. Only the same context opens it.
type Seal interface {
	Seal(plain, context []byte) []byte
	Open(sealed, context []byte) ([]byte, error)
}

// Carrier brings a letter to its channel. An error that is a *Refusal is for
// good; any other is worth another try. Neither may repeat the letter.
type Carrier interface {
	Carry(ctx context.Context, to, subject, text string) error
}

// Refusal is an answer that another try will not change.
type Refusal struct{ Code string }

func (r *Refusal) Error() string { return r.Code }

// Config names the outbox's neighbours.
type Config struct {
	Store    Store
	Seal     Seal
	Carriers map[kyc.Channel]Carrier // of live mode; a channel without one is refused when it is asked for
	Account  func(ctx context.Context, id string) (*kyc.Account, error)
	Zone     func(ctx context.Context, account string) *time.Location // in which appointments are told
	ID       func(prefix string) (string, error)
	Now      func() time.Time
	Log      *slog.Logger
}

// Outbox writes messages and sends what is due. Safe for concurrent use.
type Outbox struct {
	Config
	wake   chan struct{} // capacity 1
	limits *limits
}

// New makes an outbox; Run sends.
func New(c Config) (*Outbox, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	l, err := newLimits(c.Now)
	return &Outbox{Config: c, wake: make(chan struct{}, 1), limits: l}, err
}

// Compose writes the messages that bring a link to the session's customer, as
// far as limits allow. The caller stores them with the link.
func (o *Outbox) Compose(ctx context.Context, v *kyc.Session, link string, by []kyc.Channel) ([]kyc.Message, error) {
	if len(by) == 0 {
		return nil, nil
	}
	if err := kyc.OneEach(by); err != nil {
		return nil, err
	}
	account, err := o.Account(ctx, v.Account)
	if err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	now := o.Now()
	var out []kyc.Message
	for _, c := range by {
		if v.Live && o.Carriers[c] == nil {
			return nil, kyc.Errorf(kyc.Conflict, "channel_unavailable", "This server has no way to send by %s.", c)
		}
		id, err := o.ID(kyc.PrefixMessage)
		if err != nil {
			return nil, err
		}
		m := kyc.NewMessage(v, c, id, now)
		l := write(v, c, account.Name, link, o.Zone(ctx, v.Account))
		if v.Live {
			if err := o.limits.take(ctx, v.Account, c, l.To); err != nil {
				return nil, err
			}
		}
		raw, err := json.Marshal(l)
		if err != nil {
			return nil, fmt.Errorf("write message: %w", err)
		}
		m.Sealed = o.Seal.Seal(raw, binding(&m))
		out = append(out, m)
	}
	return out, nil
}

// ComposeReset writes the letter that brings a member of staff the link with which
// he chooses a new password, as far as limits allow. The caller posts it.
func (o *Outbox) ComposeReset(ctx context.Context, account, to, link string) (*kyc.Message, error) {
	if err := o.limits.takeLetter(ctx, account, to); err != nil {
		return nil, err
	}
	id, err := o.ID(kyc.PrefixMessage)
	if err != nil {
		return nil, err
	}
	m := kyc.NewStaffMessage(account, id, o.Now())
	raw, err := json.Marshal(kyc.Letter{To: to, Subject: "A new password", URL: link, Language: "en", Text: strings.ReplaceAll(resetLetter, "{link}", link)})
	if err != nil {
		return nil, fmt.Errorf("write message: %w", err)
	}
	m.Sealed = o.Seal.Seal(raw, binding(&m))
	return &m, nil
}

// resetLetter is in English, like the dashboard. It names nobody: whoever asked for it knows the address only.
const resetLetter = `Somebody asked for a new password for your log-in to video verification.

If it was you, choose one here within 30 minutes. The link works once:

{link}

You are logged out everywhere then. Codes of an authenticator and passkeys stay as they are.

If it was not you, do nothing. Your password stays as it is.
`

// binding ties what is sealed to its message.
func binding(m *kyc.Message) []byte {
	return fmt.Appendf(nil, "message %s %v %s", m.Account, m.Live, m.ID)
}

// Open reads what a message says; empty when that is gone.
func (o *Outbox) Open(m *kyc.Message) (l kyc.Letter, err error) {
	if m.Sealed == nil {
		return l, nil
	}
	raw, err := o.Seal.Open(m.Sealed, binding(m))
	if err == nil {
		err = json.Unmarshal(raw, &l)
	}
	if err != nil {
		return kyc.Letter{}, fmt.Errorf("open message %s: %w", m.ID, err)
	}
	return l, nil
}

const (
	batch    = 20               // messages leased at once; sent one after the other
	tryLimit = 20 * time.Second // of one message
	idleLook = time.Minute      // another node may have written
	badLook  = 5 * time.Second  // after an error of the store
)

// Wake says that there are new messages. It never blocks.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends. What was under way then is due again when its lease
// ends: a message may arrive twice, never not at all.
func (o *Outbox) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.wake:
		case <-timer.C:
		}
		timer.Reset(o.Deliver(ctx))
	}
}

// Deliver sends everything that is due and tells when to look again.
func (o *Outbox) Deliver(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		now := o.Now()
		due, err := o.Store.LeaseMessages(ctx, now, now.Add(batch*tryLimit+tryLimit), batch)
		if err != nil {
			o.complain(ctx, "lease messages", err)
			return badLook
		}
		for i := range due {
			o.send(ctx, &due[i])
		}
		if len(due) < batch {
			break
		}
	}
	at, any, err := o.Store.NextMessage(ctx)
	if err != nil {
		o.complain(ctx, "look for the next message", err)
		return badLook
	}
	if !any {
		return idleLook
	}
	return min(max(at.Sub(o.Now()), 50*time.Millisecond), idleLook)
}

func (o *Outbox) send(ctx context.Context, m *kyc.Message) {
	err := o.carry(ctx, m)
	if ctx.Err() != nil {
		return // it comes due by itself
	}
	var refusal *Refusal
	switch {
	case err == nil:
		m.Sent(o.Now())
	case errors.As(err, &refusal):
		m.Refused(err.Error(), o.Now())
	default:
		m.Missed(err.Error(), o.Now())
	}
	if err != nil {
		o.Log.Warn("send message", "message", m.ID, "channel", m.Channel, "attempt", m.Attempts, "state", m.State, "error", err)
	}
	if err := o.Store.FinishMessage(ctx, *m); err != nil {
		o.complain(ctx, "record message", err)
	}
}

func (o *Outbox) carry(ctx context.Context, m *kyc.Message) error {
	carrier := o.Carriers[m.Channel]
	if carrier == nil || !m.Live { // the second cannot be: test mode makes no pending ones
		return &Refusal{"channel_unavailable"}
	}
	l, err := o.Open(m)
	if err != nil {
		return &Refusal{"unreadable"}
	}
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	return carrier.Carry(ctx, l.To, l.Subject, l.Text)
}

func (o *Outbox) complain(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		o.Log.Error(doing, "error", err)
	}
}
