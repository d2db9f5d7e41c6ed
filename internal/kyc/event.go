package kyc

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// EventType names what happened, as webhooks and the audit trail call it.
type EventType string

const (
	EventCreated           EventType = "session.created"
	EventJoined            EventType = "session.joined"
	EventQueued            EventType = "session.queued"
	EventUnqueued          EventType = "session.unqueued"
	EventStarted           EventType = "session.started"
	EventInterrupted       EventType = "session.interrupted"
	EventResumed           EventType = "session.resumed"
	EventDecided           EventType = "session.decided"
	EventCompleted         EventType = "session.completed"
	EventRejected          EventType = "session.rejected"
	EventExpired           EventType = "session.expired"
	EventCanceled          EventType = "session.canceled"
	EventFailed            EventType = "session.failed"
	EventConsent           EventType = "consent.recorded"
	EventDocument          EventType = "document.captured"
	EventDocumentConfirmed EventType = "document.confirmed"
	EventLivenessPassed    EventType = "liveness.passed"
	EventLivenessFailed    EventType = "liveness.failed"
	EventCheckCompleted    EventType = "check.completed"
	EventRecordingReady    EventType = "recording.ready"
	EventReportReady       EventType = "report.ready"
	EventTokenIssued       EventType = "session.token_issued"
	EventScheduled         EventType = "session.scheduled"
	EventAudited           EventType = "session.audited"
	EventAuditDecided      EventType = "audit.decided"
	EventAddendumReady     EventType = "addendum.ready"

	EventRecaptureRequired EventType = "session.recapture_required"

	EventFlagged EventType = "session.flagged"
	EventFraud   EventType = "fraud.suspected"

	EventQuestionsDrawn   EventType = "questions.drawn"
	EventQuestionAnswered EventType = "question.answered"

	EventWaiverAsked   EventType = "waiver.requested"
	EventWaiverGranted EventType = "waiver.granted"
	EventWaiverRefused EventType = "waiver.refused"

	EventWatching  EventType = "supervisor.watching"
	EventWhispered EventType = "supervisor.whispered"
	EventBargedIn  EventType = "supervisor.barged_in"
	EventWatchLeft EventType = "supervisor.left"

	// Of the account itself, on its own chain.
	EventEndpointDisabled EventType = "webhook_endpoint.disabled"
	EventEndpointTest     EventType = "webhook_endpoint.test"
)

// EventTypes lists every type that can be subscribed to.
var EventTypes = []EventType{EventCreated, EventJoined, EventQueued, EventUnqueued, EventStarted,
	EventInterrupted, EventResumed, EventDecided, EventCompleted, EventRejected, EventExpired,
	EventCanceled, EventFailed, EventConsent, EventDocument, EventDocumentConfirmed, EventLivenessPassed,
	EventLivenessFailed, EventCheckCompleted, EventRecordingReady, EventReportReady,
	EventTokenIssued, EventScheduled, EventAudited, EventAuditDecided, EventAddendumReady, EventRecaptureRequired, EventFlagged, EventFraud,
	EventQuestionsDrawn, EventQuestionAnswered, EventWaiverAsked, EventWaiverGranted, EventWaiverRefused,
	EventWatching, EventWhispered, EventBargedIn, EventWatchLeft,
	EventEndpointDisabled, EventEndpointTest}

// Hash is a SHA-256.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash as 64 lower-case hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty is the zero hash.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*h = Hash{}
		return nil
	}
	n, err := hex.Decode(h[:], b)
	if err != nil || n != len(h) || len(b) != 2*len(h) {
		return errors.New("hash is not 64 hexadecimal digits")
	}
	return nil
}

// Event is one link of a session's chain, or of its account's when it belongs
// to no session. It is written together with the state it led to, or not at all.
type Event struct {
	ID       string // evt_..., derived from the hash, so nobody can choose it
	Ref             // whose; without a session it is the account's
	Sequence int64  // in its chain, from 1, gapless
	Position int64  // among all events of the scope, from 1, gapless, in the order of writing
	Type     EventType
	At       time.Time // UTC, microseconds
	Data     json.RawMessage
	DataHash Hash // stays when Data is erased on request, so the chain still verifies
	Prev     Hash // hash of the event before; zero for the first
	Hash     Hash

	To string // id of the endpoint to which alone it goes, whatever that subscribes to; known only while it is written
}

// newEvent makes an unsealed event; data must marshal. Only facts go in: no
// name, number or picture of a customer.
func newEvent(t EventType, at time.Time, data any) Event {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("kyc: data of %s does not marshal: %v", t, err)) // our own structs only
	}
	return Event{Type: t, At: instant(at), Data: raw}
}

func hashOf(b []byte) Hash { return sha256.Sum256(b) }

// instant is the precision that both databases keep.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Seal links events to the session's chain: sequence, hashes, ids. The session
// remembers the new head. Called by the store inside the transaction.
func (s *Session) Seal(events []Event) {
	s.Sequence, s.Head = link(Ref{Scope: s.Scope, Session: s.ID}, s.Sequence, s.Head, events)
}

// AccountChain links the events of one scope that belong to no session.
type AccountChain struct {
	Scope
	Sequence int64 // of the newest event
	Head     Hash  // of the newest event
}

// Seal is for an account's events what Session.Seal is for a session's.
func (c *AccountChain) Seal(events []Event) {
	c.Sequence, c.Head = link(Ref{Scope: c.Scope}, c.Sequence, c.Head, events)
}

// link chains events behind the one of the given sequence and hash.
func link(ref Ref, sequence int64, head Hash, events []Event) (int64, Hash) {
	for i := range events {
		e := &events[i]
		e.Ref = ref
		e.Sequence = sequence + 1
		e.Prev = head
		e.DataHash = sha256.Sum256(e.Data)
		e.Hash = e.seal()
		e.ID = ID(PrefixEvent, e.At, Entropy(e.Hash[:entropyBytes]))
		sequence, head = e.Sequence, e.Hash
	}
	return sequence, head
}

// seal hashes what must never change. Every part is preceded by its length, so
// no two different events share the bytes that are hashed.
func (e *Event) seal() Hash {
	h := sha256.New()
	part := func(b []byte) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	if e.Session != "" {
		part([]byte("basekyc.event.v1"))
	} else if e.Live { // a session's id belongs to one mode; an account's does not
		part([]byte("basekyc.account.v1.live"))
	} else {
		part([]byte("basekyc.account.v1.test"))
	}
	part(e.Prev[:])
	part([]byte(e.Account))
	part([]byte(e.Session))
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(e.Sequence))
	part(n[:])
	part([]byte(e.Type))
	binary.BigEndian.PutUint64(n[:], uint64(e.At.UnixMicro()))
	part(n[:])
	part(e.DataHash[:])
	return Hash(h.Sum(nil))
}

// VerifyChain checks the events of one chain in order: gapless sequence, links,
// hashes, and data against its hash unless it has been erased. The error names
// the first broken link.
func VerifyChain(events []Event) error {
	var prev Hash
	for i := range events {
		e := &events[i]
		switch {
		case e.Sequence != int64(i+1):
			return fmt.Errorf("event %d has sequence %d", i+1, e.Sequence)
		case e.Prev != prev:
			return fmt.Errorf("event %d does not link to the one before", i+1)
		case len(e.Data) > 0 && Hash(sha256.Sum256(e.Data)) != e.DataHash:
			return fmt.Errorf("event %d: data was changed", i+1)
		case e.seal() != e.Hash:
			return fmt.Errorf("event %d: hash does not match", i+1)
		}
		prev = e.Hash
	}
	return nil
}
