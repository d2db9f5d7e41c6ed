package document

import (
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// A machine-readable zone of a passport (ICAO 9303, TD3) is two lines of 44 characters.
const zone = 44

// checkZone names the check of the zone's own digits.
const checkZone = "mrz"

func (r *Reading) passport(p page) {
	upper, lower, ok := zoneOf(p)
	if !ok {
		r.Checks = append(r.Checks, kyc.DocumentCheck{ID: checkZone, Verdict: kyc.Unavailable, Detail: "No machine-readable zone was found."})
		return
	}
	z, sound := parseZone(upper.Text, lower.Text)
	check := kyc.DocumentCheck{ID: checkZone, Verdict: kyc.Pass, Detail: "All check digits of the machine-readable zone are right."}
	if !sound {
		check.Verdict, check.Detail = kyc.Review, "Not all check digits of the machine-readable zone are right, or it was misread."
	}
	r.Checks = append(r.Checks, check)
	if !z.numberSound {
		r.Checks = append(r.Checks, kyc.DocumentCheck{ID: kyc.FieldNumber, Verdict: kyc.Review, Detail: "Its check digit is not right, or it was misread."})
	}
	c := min(upper.Confidence, lower.Confidence)
	r.propose(kyc.FieldNumber, z.number, c)
	r.propose(kyc.FieldName, strings.TrimSpace(z.given+" "+z.surname), upper.Confidence)
	r.propose(kyc.FieldNation, z.nation, c)
	r.propose(kyc.FieldBirth, z.birth, c)
	r.propose(kyc.FieldSex, z.sex, c)
	r.propose(kyc.FieldExpires, z.expires, c)
}

// zoneOf finds the two lines: the lower has digits and fillers, the upper begins with P and stands above.
func zoneOf(p page) (upper, lower Line, ok bool) {
	for i := len(p) - 1; i > 0; i-- {
		low := zoneText(p[i].Text)
		if len(low) < 28 || countDigits(low) < 12 {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if up := zoneText(p[j].Text); len(up) >= 10 && up[0] == 'P' && strings.Count(up, "<") >= 2 {
				upper, lower = p[j], p[i]
				upper.Text, lower.Text = up, low
				return upper, lower, true
			}
		}
	}
	return Line{}, Line{}, false
}

// zoneText leaves what a zone is made of; a filler is read as one of several brackets.
func zoneText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '<':
			return r
		case r == '(' || r == '[' || r == '{':
			return '<'
		}
		return -1
	}, s)
}

func countDigits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

type machineZone struct {
	surname, given, number, nation, birth, sex, expires string
	numberSound                                         bool
}

// parseZone maps look-alikes by what each place may hold, and trusts only check digits: sound says that all of them are right.
func parseZone(upper, lower string) (z machineZone, sound bool) {
	z.surname, z.given = zoneNames(upper)
	lower = filled(lower)
	number, numberDigit := lower[0:9], lower[9]
	nation := places(lower[10:13], asLetter)
	birth, birthDigit := places(lower[13:19], asDigit), digitAt(lower[19])
	sex := lower[20]
	expires, expiresDigit := places(lower[21:27], asDigit), digitAt(lower[27])
	personal, personalDigit, whole := lower[28:42], lower[42], digitAt(lower[43])
	if nation == "IND" { // a letter and seven digits
		number = places(number[:1], asLetter) + places(number[1:8], asDigit) + number[8:]
	}
	numberDigit = digitAt(numberDigit)
	z.number, z.nation = strings.Trim(number, "<"), strings.Trim(nation, "<")
	z.numberSound = checkDigit(number) == numberDigit
	sound = z.numberSound
	if checkDigit(birth) == birthDigit {
		z.birth = zoneDay(birth, false)
	} else {
		sound = false
	}
	if checkDigit(expires) == expiresDigit {
		z.expires = zoneDay(expires, true)
	} else {
		sound = false
	}
	if strings.Trim(personal, "<") != "" || personalDigit != '<' {
		sound = sound && checkDigit(personal) == digitAt(personalDigit)
		personalDigit = digitAt(personalDigit)
	}
	sound = sound && checkDigit(number+string(numberDigit)+birth+string(birthDigit)+expires+string(expiresDigit)+personal+string(personalDigit)) == whole
	if sex == 'M' || sex == 'F' {
		z.sex = string(sex)
	} else {
		z.sex = "X"
	}
	return z, sound && z.birth != "" && z.expires != ""
}

// filled brings a lower line to its length: fillers in a row are read too few or too many times, and their longest row stands
// before the last two digits.
func filled(s string) string {
	if len(s) == zone {
		return s
	}
	at, longest := 0, 0
	for i, run := 0, 0; i < len(s); i++ {
		if s[i] != '<' {
			run = 0
			continue
		}
		if run++; run >= longest {
			at, longest = i+1, run
		}
	}
	switch missing := zone - len(s); {
	case longest == 0 || missing < 0 && -missing >= longest:
		return (s + strings.Repeat("<", zone))[:zone]
	case missing > 0:
		return s[:at] + strings.Repeat("<", missing) + s[at:]
	default:
		return s[:at+missing] + s[at:]
	}
}

// zoneNames of the upper line: P, a letter, the state of three, surname, two fillers, given names.
func zoneNames(upper string) (surname, given string) {
	if len(upper) < 6 {
		return "", ""
	}
	names := places(upper[5:], asLetter)
	names = strings.TrimRight(names, "<")
	// the row of fillers at the end is often read as other letters too: K and C look like one
	if i := strings.LastIndex(names, "<<"); i > 0 && strings.Trim(names[i:], "<KCE") == "" {
		names = strings.TrimRight(names[:i], "<")
	}
	surname, given, _ = strings.Cut(names, "<<")
	clean := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '<' }), " ")
	}
	return clean(surname), clean(given)
}

// places takes what looks like another character where that cannot stand.
func places(s string, table map[byte]byte) string {
	b := []byte(s)
	for i, c := range b {
		if other, ok := table[c]; ok {
			b[i] = other
		}
	}
	return string(b)
}

func digitAt(c byte) byte {
	if d, ok := asDigit[c]; ok {
		return d
	}
	return c
}

// checkDigit of ICAO 9303: weights 7, 3, 1; letters from ten, fillers nothing.
func checkDigit(s string) byte {
	sum := 0
	for i := range len(s) {
		v := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return byte('0' + sum%10)
}

// zoneDay writes YYMMDD as YYYY-MM-DD. A passport lasts ten years: its end is of this century, a birthday is not after the year in
// which the digits would be half a life ahead.
func zoneDay(s string, ahead bool) string {
	t, err := time.Parse("060102", s)
	if err != nil {
		return ""
	}
	year := t.Year() % 100
	switch {
	case ahead, year < bornBefore:
		year += 2000
	default:
		year += 1900
	}
	return time.Date(year, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// bornBefore is the two-digit year from which a birthday is of the last century. Nobody younger is verified by video, and nobody
// was born before 1930 and travels.
const bornBefore = 30
