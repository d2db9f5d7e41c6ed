package document

import (
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// A PAN card: header, number, and the names and the birthday with or without words that say which is which.
func (r *Reading) pan(p page) {
	r.number(kyc.PAN, p, "AAAAA9999A", 2)
	r.labelled(p, kyc.FieldName, "NAME")
	r.labelled(p, kyc.FieldFather, "FATHERSNAME", "FATHERNAME", "FATHER")
	birth := r.birth(p)
	if birth < 0 {
		return
	}
	// the older card has no words: the two lines above the birthday are the names
	var names []Line
	for _, l := range p[:birth] {
		if !says(l, "INCOME", "TAX", "DEPARTMENT", "GOVT", "INDIA", "PERMANENT", "ACCOUNT", "NUMBER", "CARD", "NAME", "SIGNATURE", "SPECIMENFORTESTS") && nameIn(l.Text) != "" {
			names = append(names, l)
		}
	}
	if n := len(names); n >= 2 && !r.has(kyc.FieldName) && !r.has(kyc.FieldFather) {
		r.propose(kyc.FieldName, nameIn(names[n-2].Text), names[n-2].Confidence)
		r.propose(kyc.FieldFather, nameIn(names[n-1].Text), names[n-1].Confidence)
	}
}

// An Aadhaar card: the name stands above the birthday, the number is twelve digits in groups of four.
func (r *Reading) aadhaar(p page) {
	best, confidence := "", 0.0
	check := kyc.DocumentCheck{}
	for _, l := range p {
		digits := digitsOf(l.Text)
		if len(digits) != 12 || says(l, "VID") {
			continue
		}
		c := kyc.NumberCheck(kyc.Aadhaar, digits)
		if best == "" || c.Verdict == kyc.Pass && check.Verdict != kyc.Pass {
			best, confidence, check = kyc.MaskAadhaarNumber(digits), l.Confidence, c
		}
	}
	if best != "" {
		r.propose(kyc.FieldNumber, best, confidence)
		r.Checks = append(r.Checks, check)
	}
	r.labelled(p, kyc.FieldName, "NAME")
	birth := r.birth(p)
	for i := birth - 1; i >= 0 && !r.has(kyc.FieldName); i-- {
		if name := nameIn(apart(p[i].Text)); name != "" && !says(p[i], "GOVERNMENT", "INDIA", "UNIQUE", "AUTHORITY", "ENROLMENT", "FATHER", "HUSBAND") {
			r.propose(kyc.FieldName, name, p[i].Confidence)
		}
	}
	for _, l := range p {
		switch words := compact(l.Text); {
		case strings.HasSuffix(words, "FEMALE"):
			r.propose(kyc.FieldSex, "F", l.Confidence)
		case strings.HasSuffix(words, "MALE"):
			r.propose(kyc.FieldSex, "M", l.Confidence)
		case strings.HasSuffix(words, "TRANSGENDER"):
			r.propose(kyc.FieldSex, "X", l.Confidence)
		}
	}
}

// digitsOf a line that shows nothing else.
func digitsOf(s string) string {
	var out strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			out.WriteByte(c)
		case c == ' ' || c == '-' || c == '.' || c == ':':
		case asDigit[c] != 0:
			out.WriteByte(asDigit[c])
		default:
			return ""
		}
	}
	return out.String()
}

// A driving licence has another face in every state: the number by its shape, and what has a word beside it.
func (r *Reading) licence(p page) {
	r.number(kyc.DrivingLicence, p, "AA9999999999999", 2)
	r.labelled(p, kyc.FieldName, "NAME")
	for _, l := range p {
		if d := dayIn(l.Text); d != "" && says(l, "VALID", "EXPIR", "TILL") {
			r.propose(kyc.FieldExpires, d, l.Confidence)
		}
	}
	r.birth(p)
}

func (r *Reading) voter(p page) {
	r.number(kyc.VoterID, p, "AAA9999999", 2)
	r.labelled(p, kyc.FieldName, "ELECTORSNAME", "ELECTORNAME", "NAME")
}

// number takes the stretch of any line that fits the shape with the fewest mistakes, and best of those one that is sound.
func (r *Reading) number(kind kyc.DocumentType, p page, shape string, fixes int) {
	best, confidence, left := "", 0.0, fixes+1
	for _, l := range p {
		found, wrong := shaped(compact(l.Text), shape, fixes)
		if found == "" || wrong >= left || !kyc.SoundNumber(kind, found) {
			continue
		}
		// what had to be taken for another character is less sure
		best, confidence, left = found, l.Confidence*(1-0.2*float64(wrong)), wrong
	}
	r.propose(kyc.FieldNumber, best, confidence)
}

// labelled takes what stands under, beside or behind one of the words.
func (r *Reading) labelled(p page, field string, labels ...string) {
	for _, label := range labels {
		for _, l := range p {
			words := compact(l.Text)
			at := strings.Index(words, label)
			// "Father's Name" is no "Name"; "Card Name" or so is one
			if at < 0 || field == kyc.FieldName && (strings.Contains(words, "FATHER") || strings.Contains(words, "HUSBAND") || strings.Contains(words, "MOTHER")) {
				continue
			}
			if _, after, ok := strings.Cut(l.Text, ":"); ok && nameIn(after) != "" {
				r.propose(field, nameIn(apart(after)), l.Confidence)
				return
			}
			if len(words) > at+len(label)+2 { // other words that begin alike
				continue
			}
			for _, near := range []func(Line) (Line, bool){p.below, p.beside} {
				if o, ok := near(l); ok && nameIn(o.Text) != "" && !says(o, "NAME", "FATHER", "BIRTH") {
					r.propose(field, nameIn(apart(o.Text)), o.Confidence)
					return
				}
			}
		}
	}
}

// birth proposes the date of birth and says in which line it stands; -1 without one. A date beside a word that says so is better
// than the first that is there.
func (r *Reading) birth(p page) int {
	said, any := -1, -1
	for i, l := range p {
		if dayIn(l.Text) == "" || says(l, "ISSUE", "VALID", "EXPIR", "TILL", "DOWNLOAD", "PRINT") {
			continue
		}
		if says(l, "DOB", "BIRTH") && said < 0 {
			said = i
		}
		if any < 0 {
			any = i
		}
	}
	if said < 0 {
		said = any
	}
	if said >= 0 {
		r.propose(kyc.FieldBirth, dayIn(p[said].Text), p[said].Confidence)
		return said
	}
	for i, l := range p {
		if words := compact(l.Text); says(l, "YEAROFBIRTH", "YOB") && len(words) >= 4 {
			if year := words[len(words)-4:]; strings.Trim(year, "0123456789") == "" && (year[:2] == "19" || year[:2] == "20") {
				r.propose(kyc.FieldBirth, year, l.Confidence)
				return i
			}
		}
	}
	return -1
}

func (r *Reading) has(field string) bool {
	for _, f := range r.Fields {
		if f.Name == field {
			return true
		}
	}
	return false
}

// says tells whether a line has one of the words, whatever spaces were lost.
func says(l Line, words ...string) bool {
	text := compact(l.Text)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
