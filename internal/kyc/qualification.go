package kyc

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Qualification is what a member of staff can do and has been trained for, as his
// administrators say.
type Qualification struct {
	Certificate *Certificate `json:"certificate,omitempty"` // of his training; nil: none is known
	Languages   []string     `json:"languages,omitempty"`   // that he speaks with customers, such as hi or en-IN
	Skills      []string     `json:"skills,omitempty"`
}

// Certificate shows that an officer was trained for video KYC.
type Certificate struct {
	Number    string    `json:"number"`
	ExpiresAt time.Time `json:"expires_at"`
}

const (
	MaxCertificate = 64 // characters of a number
	MaxLanguages   = 20
	MaxSkills      = 20
)

var (
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
	skillForm    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

	errNoCertificate = &Error{Kind: Forbidden, Code: "certificate_required", Message: "This account's calls are for officers with a certificate of training, and none of yours is kept here.",
		Hint: "Ask an administrator to enter it on the members' page."}
	errLapsed = &Error{Kind: Forbidden, Code: "certificate_lapsed", Message: "Your certificate of training has lapsed.",
		Hint: "Ask an administrator to enter the new one on the members' page."}
)

// Check judges what somebody wants it to be.
func (q *Qualification) Check() []Field {
	var fields []Field
	bad := func(wrong bool, field, message string) {
		if wrong {
			fields = append(fields, Field{field, message})
		}
	}
	if c := q.Certificate; c != nil {
		bad(c.Number == "" || !printable(c.Number, MaxCertificate), "certificate.number", fmt.Sprintf("1 to %d printable characters", MaxCertificate))
		bad(c.ExpiresAt.IsZero() || c.ExpiresAt.Year() >= 10000, "certificate.expires_at", "say when it lapses")
	}
	list := func(field string, list []string, most int, form *regexp.Regexp, example string) {
		wrong := len(list) > most || slices.ContainsFunc(list, func(s string) bool { return !form.MatchString(s) })
		bad(wrong, field, fmt.Sprintf("at most %d, each like %s", most, example))
	}
	list("languages", q.Languages, MaxLanguages, languageForm, "hi or en-IN")
	list("skills", q.Skills, MaxSkills, skillForm, "senior_citizens")
	return fields
}

// Requalify changes what is not nil; a certificate without a number takes the
// former away. Lists lose what they name twice.
func (o *Officer) Requalify(certificate *Certificate, languages, skills []string) {
	if certificate != nil {
		o.Qualification.Certificate = nil
		if certificate.Number != "" {
			o.Qualification.Certificate = &Certificate{certificate.Number, instant(certificate.ExpiresAt)}
		}
	}
	if languages != nil {
		o.Qualification.Languages = once(languages)
	}
	if skills != nil {
		o.Qualification.Skills = once(skills)
	}
}

func once(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Ref freezes the officer as he is now, for a session that he works on.
func (o *Officer) Ref(simulated bool) OfficerRef {
	r := OfficerRef{ID: o.ID, Name: o.Name, Simulated: simulated}
	if c := o.Qualification.Certificate; c != nil {
		r.Certificate, r.CertifiedUntil = c.Number, c.ExpiresAt
	}
	return r
}

// MayMeet refuses an officer whose certificate is missing or has lapsed where the
// account asks for one. A program that plays an officer meets test customers only
// and needs none.
func (a *Account) MayMeet(o OfficerRef, at time.Time) error {
	switch {
	case !a.Security.RequireCertificate || o.Simulated:
		return nil
	case o.Certificate == "":
		return errNoCertificate
	case !at.Before(o.CertifiedUntil):
		return errLapsed
	}
	return nil
}
