package kyc

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What a call's chat may hold. It is shown whole with every change of the session,
// so that a reload loses nothing: the bounds keep that small.
const (
	MaxSaid      = 60       // messages of one call
	MaxSaidRunes = 300      // of one message
	MaxSaidBytes = 16 << 10 // of all messages of one call together, as JSON
	saidBurst    = 6        // messages of one party
	saidWithin   = 10 * time.Second
)

// Party is a side of the call.
type Party string

const (
	PartyCustomer Party = "customer"
	PartyOfficer  Party = "officer"
)

// Said is one written message of the call. It is evidence: nobody changes it or
// takes it back. It has no event of its own, as words of a customer belong on no
// feed; the report that holds it is on the chain by its hash.
type Said struct {
	ID      string    `json:"id"` // the sender's own: the same one twice is one message
	From    Party     `json:"from"`
	Officer string    `json:"officer,omitempty"` // id of who wrote it
	Name    string    `json:"name,omitempty"`    // and his name as it was
	Phrase  string    `json:"phrase,omitempty"`  // "" for words of the sender's own
	Text    string    `json:"text"`              // as it was shown
	English string    `json:"english,omitempty"` // of a phrase in another language
	At      time.Time `json:"at"`
}

// Saying is a message on its way in.
type Saying struct {
	ID     string
	Text   string
	Phrase string // instead of Text
}

var saidID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,40}$`)

// SpokenLanguage is what the customer reads: the language in which consent was
// given, the ordered one until then.
func (s *Session) SpokenLanguage() string {
	if s.Consent != nil && slices.Contains(Languages, s.Consent.Language) {
		return s.Consent.Language
	}
	return s.Language
}

// Say keeps a message of a party of the running call. by counts for an officer. One
// that is known already changes nothing, so that whoever is not sure may repeat it.
func (s *Session) Say(m Saying, from Party, by OfficerRef, at time.Time) ([]Event, error) {
	if !s.Status.InCall() {
		return nil, s.refuse("written to")
	}
	if from == PartyOfficer {
		if err := s.conducts(by, "written to"); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(s.Conduct.Said, func(o Said) bool { return o.From == from && o.ID == m.ID }) {
		return nil, nil
	}
	said := Said{ID: m.ID, From: from, Text: strings.TrimSpace(m.Text), At: instant(at)}
	switch p := phrase(m.Phrase); {
	case !saidID.MatchString(m.ID):
		return nil, Refuse([]Field{{"id", "must be 8 to 40 letters, digits, - or _"}})
	case m.Phrase != "" && (p == nil || from != PartyOfficer || m.Text != ""):
		return nil, Refuse([]Field{{"phrase", "is not known, not an officer's or has text beside it"}})
	case p != nil:
		said.Phrase, said.Text = p.ID, p.Text[s.SpokenLanguage()]
		if s.SpokenLanguage() != "en" {
			said.English = p.Text["en"]
		}
	case said.Text == "" || utf8.RuneCountInString(said.Text) > MaxSaidRunes || !printableNote(said.Text):
		return nil, Refuse([]Field{{"text", "is empty, too long or has control characters"}})
	default:
		said.Text = MaskAadhaar(said.Text)
	}
	if from == PartyOfficer {
		said.Officer, said.Name = by.ID, by.Name
	}
	if err := s.roomFor(said); err != nil {
		return nil, err
	}
	s.Conduct.Said = append(slices.Clone(s.Conduct.Said), said)
	s.touch(at)
	return nil, nil
}

// weight is what the words cost in a message of the socket.
func (m *Said) weight() int {
	text, _ := json.Marshal(m.Text) // a string always marshals
	return len(text) + len(m.English)
}

// roomFor refuses what is too fast or too much.
func (s *Session) roomFor(m Said) error {
	bytes, recent := m.weight(), 0
	for _, o := range s.Conduct.Said {
		bytes += o.weight()
		if o.From == m.From && m.At.Sub(o.At) < saidWithin {
			recent++
		}
	}
	if recent >= saidBurst {
		return Errorf(TooMany, "too_fast", "At most %d messages in %d seconds.", saidBurst, int(saidWithin.Seconds()))
	}
	if len(s.Conduct.Said) >= MaxSaid || bytes > MaxSaidBytes {
		return Errorf(Conflict, "too_many_messages", "A call keeps no more messages.")
	}
	return nil
}
