package kyc

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// The shapes of numbers that Indian documents carry, without what separates them.
var numberShapes = map[DocumentType]*regexp.Regexp{
	PAN:            regexp.MustCompile(`^[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]$`),
	Aadhaar:        regexp.MustCompile(`^[2-9][0-9]{11}$`),
	Passport:       regexp.MustCompile(`^[A-Z0-9]{6,9}$`),
	DrivingLicence: regexp.MustCompile(`^[A-Z]{2}[0-9]{2}(19|20)[0-9]{2}[0-9]{7}$`),
	VoterID:        regexp.MustCompile(`^[A-Z]{3}[0-9]{7}$`),
}

// panHolders is what the fourth letter of a PAN says.
var panHolders = map[byte]string{'P': "a person", 'C': "a company", 'H': "a Hindu undivided family", 'A': "an association of persons",
	'B': "a body of individuals", 'G': "a government body", 'J': "an artificial juridical person", 'L': "a local authority", 'F': "a firm", 'T': "a trust"}

// maskedAadhaar is how the number of an Aadhaar card is kept.
var maskedAadhaar = regexp.MustCompile(`^XXXX XXXX [0-9]{4}$`)

// SoundNumber tells whether a number has the shape of its document and, where it
// carries a check digit of its own, whether that is right.
func SoundNumber(d DocumentType, number string) bool {
	n := bare(number)
	shape := numberShapes[d]
	if shape == nil || !shape.MatchString(n) {
		return false
	}
	if d != Aadhaar {
		return true
	}
	digits := []byte(n)
	for i := range digits {
		digits[i] -= '0'
	}
	return verhoeff(digits)
}

// bare leaves letters and digits, in capitals.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if d, ok := digit(r); ok {
			return rune('0' + d)
		}
		if unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// maskKept is the number as the session may keep it: that of an Aadhaar card
// never in full, whatever was typed.
func maskKept(d DocumentType, number string) string {
	n := bare(number)
	if d != Aadhaar {
		return MaskAadhaar(n)
	}
	return MaskAadhaarNumber(n)
}

// MaskAadhaarNumber hides all but the last four digits of what was read or typed as
// the number of an Aadhaar card.
func MaskAadhaarNumber(number string) string {
	var last []rune
	for _, r := range bare(number) {
		if r >= '0' && r <= '9' {
			last = append(last, r)
		}
	}
	if len(last) == 0 {
		return ""
	}
	return "XXXX XXXX " + string(last[max(len(last)-shownDigits, 0):])
}

// maskNumber is how a number is shown where nobody has to compare it.
func maskNumber(d DocumentType, number string) string {
	if d == Aadhaar {
		return MaskAadhaarNumber(number)
	}
	n := []rune(bare(number))
	for i := range n[:max(len(n)-shownDigits, 0)] {
		n[i] = 'X'
	}
	return string(n)
}

// numberCheck of the number that counts now.
func (d *Document) numberCheck() DocumentCheck {
	f := d.field(FieldNumber)
	if f == nil || f.Shown() == "" {
		return DocumentCheck{ID: FieldNumber, Verdict: Unavailable, Detail: "No number was read."}
	}
	name := ""
	if n := d.field(FieldName); n != nil {
		name = n.Shown()
	}
	return numberCheck(d.Type, f.Shown(), name)
}

// NumberCheck is numberCheck for who reads a number before it is masked.
func NumberCheck(d DocumentType, number string) DocumentCheck { return numberCheck(d, number, "") }

// numberCheck judges a number by itself: whether its issuer gave it to this person
// is not asked. name is what the document says, "" when it is not known.
func numberCheck(d DocumentType, number, name string) DocumentCheck {
	c := DocumentCheck{ID: FieldNumber, Verdict: Pass}
	n := bare(number)
	switch {
	case n == "":
		c.Verdict, c.Detail = Unavailable, "The document shows no number."
	case d == Aadhaar && maskedAadhaar.MatchString(number):
		c.Verdict, c.Detail = Unavailable, "Of a number that is masked already, no check digit can be computed."
	case !SoundNumber(d, n) && (d == DrivingLicence || d == VoterID):
		c.Verdict, c.Detail = Unavailable, "Not the shape of today; older ones had others."
	case !SoundNumber(d, n) && d == Aadhaar:
		c.Verdict, c.Detail = Fail, "Not twelve digits with a right check digit."
	case !SoundNumber(d, n):
		c.Verdict, c.Detail = Review, "It has not the shape of such a number."
	case d == Aadhaar:
		c.Detail = "Twelve digits, the check digit is right."
	case d == PAN && n[3] == 'P' && name != "" && !initialOf(name, rune(n[4])):
		c.Verdict, c.Detail = Review, "The fourth letter says a person, but the fifth is the first letter of no part of the name."
	case d == PAN && n[3] == 'P' && name != "":
		c.Detail = "Right shape; of a person, and the fifth letter fits the name."
	case d == PAN:
		c.Detail = fmt.Sprintf("Right shape; the fourth letter says %s.", panHolders[n[3]])
	default:
		c.Detail = "Right shape."
	}
	return c
}

func initialOf(name string, letter rune) bool {
	for _, part := range nameParts(name) {
		if part[0] == unicode.ToLower(letter) {
			return true
		}
	}
	return false
}

// birthCheck compares with the date of birth that was ordered; without one there is
// nothing to say.
func birthCheck(read, ordered string) DocumentCheck {
	c := DocumentCheck{ID: FieldBirth, Verdict: Pass, Detail: "As ordered."}
	switch {
	case ordered == "":
		return DocumentCheck{}
	case read == "":
		c.Verdict, c.Detail = Unavailable, "No date of birth was read."
	case read == ordered:
	case isYear(read) && strings.HasPrefix(ordered, read):
		c.Detail = "The year is as ordered; the document says no more."
	default:
		c.Verdict, c.Detail = Fail, "Another than was ordered."
	}
	return c
}

// expiryCheck judges by the day on which the document was shown.
func expiryCheck(read string, at time.Time) DocumentCheck {
	until, err := time.ParseInLocation(time.DateOnly, read, ist)
	switch {
	case err != nil:
		return DocumentCheck{}
	case at.Before(until.AddDate(0, 0, 1)):
		return DocumentCheck{ID: "expiry", Verdict: Pass, Detail: "Good until " + until.Format(time.DateOnly) + "."}
	}
	return DocumentCheck{ID: "expiry", Verdict: Fail, Detail: "Expired on " + until.Format(time.DateOnly) + "."}
}
