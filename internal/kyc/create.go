package kyc

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a request. They bound what one session can cost.
const (
	MaxNameRunes      = 200
	MaxReferenceRunes = 200
	MaxMetadataKeys   = 50
	MaxMetadataKey    = 40
	MaxMetadataValue  = 500
	MinExpiry         = 5 * time.Minute
	MaxExpiry         = 30 * 24 * time.Hour
	DefaultExpiry     = 72 * time.Hour
	MinGrace          = 60 * time.Second
	MaxGrace          = 120 * time.Second
	DefaultGrace      = 90 * time.Second
)

// Order is what a backend asks for. Zero values take the defaults.
type Order struct {
	Customer       Customer
	Type           VerificationType
	Profile        string
	Book           *Book // in which the profile is found; nil means those that ship
	Language       string
	Documents      []DocumentType
	ExpiresIn      time.Duration
	GracePeriod    time.Duration
	OnInterruption InterruptionPolicy
	RedirectURL    string
	Metadata       map[string]string
	Priority       Priority  // in the line; "" means Normal
	Skills         []string  // that the officer needs
	Audit          bool      // an auditor has to agree before the session ends
	Lot            Hash      // of chance, when ByLot asks for it
	Deliver        []Channel // how the customer is sent the link; none means that the backend does it
}

// Languages that the customer's page speaks.
var Languages = []string{"en", "hi", "bn", "mr", "te", "ta", "gu", "kn", "ml", "pa"}

var (
	mobileForm = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	// as Indian databases write a mobile: bare, with the trunk zero, with the country code
	indian = regexp.MustCompile(`^(?:0|91)?([6-9][0-9]{9})$`)
)

// NewSession validates an order and makes the session with its first event.
// Id and link come from the caller, who has the entropy.
func NewSession(scope Scope, id string, o Order, link Link, at time.Time) (*Session, []Event, error) {
	o = o.withDefaults()
	if err := o.validate(at); err != nil {
		return nil, nil, err
	}
	at = instant(at)
	p := o.Book.Find(o.Profile)
	s := &Session{Deliver: channels(nil, o.Deliver), Scope: scope, ID: id, CreatedAt: at, UpdatedAt: at, ExpiresAt: instant(at.Add(o.ExpiresIn)),
		Customer: o.Customer, Type: o.Type, Profile: o.Profile, Language: o.Language, Documents: o.Documents,
		GracePeriod: o.GracePeriod, OnInterruption: o.OnInterruption, RedirectURL: o.RedirectURL,
		Metadata: o.Metadata, Priority: o.Priority, Needs: Needs{Skills: once(o.Skills)}, Link: link, AuditLot: o.lot(p, scope.Live)}
	s.AuditDue = s.AuditLot != nil && s.AuditLot.Drawn
	if !p.ships() {
		s.Custom = p
	}
	data := map[string]any{"verification_type": s.Type, "profile": s.Profile, "expires_at": s.ExpiresAt}
	if s.AuditLot != nil {
		data["audit_lot"] = s.AuditLot
	}
	events, err := s.move(Created, at, data)
	return s, events, err
}

// Check judges an order as NewSession does.
func (o Order) Check(at time.Time) error { return o.withDefaults().validate(at) }

func (o Order) withDefaults() Order {
	def := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	def(&o.Profile, o.Book.Usual())
	def(&o.Language, "en")
	if o.Priority == "" {
		o.Priority = Normal
	}
	if p := o.Book.Find(o.Profile); p != nil && o.OnInterruption == "" {
		o.OnInterruption = p.Interruptions[0]
	}
	if o.ExpiresIn == 0 {
		o.ExpiresIn = DefaultExpiry
	}
	if o.GracePeriod == 0 {
		o.GracePeriod = DefaultGrace
	}
	if len(o.Documents) == 0 {
		o.Documents = []DocumentType{PAN}
	}
	o.Customer.Name = strings.TrimSpace(o.Customer.Name)
	o.Customer.Mobile = strings.NewReplacer(" ", "", "-", "").Replace(o.Customer.Mobile)
	if m := indian.FindStringSubmatch(o.Customer.Mobile); m != nil {
		o.Customer.Mobile = "+91" + m[1]
	}
	return o
}

func (o Order) validate(at time.Time) error {
	var fields []Field
	bad := func(ok bool, field, message string) {
		if !ok {
			fields = append(fields, Field{field, message})
		}
	}
	c := o.Customer
	bad(strings.ContainsFunc(c.Name, unicode.IsLetter) && printable(c.Name, MaxNameRunes), "customer.name", fmt.Sprintf("is required, with a letter, at most %d printable characters", MaxNameRunes))
	bad(mobileForm.MatchString(c.Mobile), "customer.mobile", "must be E.164 such as +919800000002, or ten digits of an Indian mobile")
	addr, err := mail.ParseAddress(c.Email)
	bad(err == nil && addr.Address == c.Email && len(c.Email) <= 254 && printable(c.Email, 254), "customer.email", "must be one e-mail address")
	bad(printable(c.Reference, MaxReferenceRunes), "customer.reference", fmt.Sprintf("at most %d printable characters", MaxReferenceRunes))
	if c.DateOfBirth != "" {
		d, err := time.Parse(time.DateOnly, c.DateOfBirth)
		bad(err == nil && d.Before(at) && d.Year() > 1890, "customer.date_of_birth", "must be a past date, YYYY-MM-DD")
	}
	bad(o.Type.Steps() != nil, "verification_type", "must be full_kyc, re_kyc, document or liveness")
	p := o.Book.Find(o.Profile)
	bad(p != nil, "profile", "must be one of "+strings.Join(o.Book.Names(), ", "))
	bad(slices.Contains(Languages, o.Language), "language", "must be one of "+strings.Join(Languages, ", "))
	bad(len(o.Documents) <= len(DocumentTypes), "documents", "has too many entries")
	for i, d := range o.Documents {
		bad(slices.Contains(DocumentTypes, d), fmt.Sprintf("documents[%d]", i), "is not a known document type")
	}
	bad(o.ExpiresIn >= MinExpiry && o.ExpiresIn <= MaxExpiry, "expires_in", "must be 300 to 2592000 seconds")
	bad(o.GracePeriod >= MinGrace && o.GracePeriod <= MaxGrace, "grace_period", "must be 60 to 120 seconds")
	if p != nil {
		bad(slices.Contains(p.Interruptions, o.OnInterruption), "on_interruption", "must be one that the profile allows: "+strings.Join(words(p.Interruptions), ", "))
	}
	bad(slices.Contains(Priorities, o.Priority), "priority", "must be low, normal or high")
	needs := Needs{Skills: o.Skills}
	fields = append(fields, needs.check()...)
	for i, c := range o.Deliver {
		bad(c == SMS || c == Email, fmt.Sprintf("deliver[%d]", i), "must be sms or email")
	}
	if o.RedirectURL != "" {
		u, err := url.Parse(o.RedirectURL)
		bad(err == nil && len(o.RedirectURL) <= 2000 && u.Host != "" && u.User == nil &&
			(u.Scheme == "https" || u.Scheme == "http" && loopbackName(u.Hostname())), "redirect_url", "must be an https address")
	}
	bad(len(o.Metadata) <= MaxMetadataKeys, "metadata", fmt.Sprintf("at most %d keys", MaxMetadataKeys))
	for k, v := range o.Metadata {
		if k == "" || !printable(k, MaxMetadataKey) || !printable(v, MaxMetadataValue) {
			bad(false, "metadata", fmt.Sprintf("keys have 1 to %d and values at most %d printable characters", MaxMetadataKey, MaxMetadataValue))
			break
		}
	}
	return Refuse(fields)
}

// channels adds to those that a session was delivered by before, each once.
func channels(before, more []Channel) []Channel {
	out := slices.Clone(before)
	for _, c := range more {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// words are the plain strings of typed ones.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func loopbackName(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// printable tells whether s is valid text of at most limit characters without
// control characters, nor those that turn the direction of the text around it:
// with them a name reads as another one on a page and in a report. Indian
// scripts need joiners, which are format characters; Urdu needs none of these.
func printable(s string, limit int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		turns := r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || turns
	})
}
