package kyc

import (
	"strings"
	"unicode"
)

// Aadhaar numbers have 12 digits and virtual ids 16, usually in groups of four.
const (
	aadhaarDigits   = 12
	virtualIDDigits = 16
	shownDigits     = 4
)

// MaskNumbers hides every number of twelve digits or more but for its last four:
// in what OCR misread, or on paper, a wrong check digit proves nothing.
func MaskNumbers(s string) string { return maskNumbers(s, func([]byte) bool { return true }) }

// MaskAadhaar hides only what can be the number of an Aadhaar card or a virtual id
// of one. Names, references and what officers write get here, and an account's
// number may well have twelve digits.
func MaskAadhaar(s string) string {
	return maskNumbers(s, func(d []byte) bool {
		return (len(d) == aadhaarDigits || len(d) == virtualIDDigits) && d[0] >= 2 && verhoeff(d)
	})
}

// maskNumbers replaces runs of digits, in any script and with single spaces,
// dots or hyphens between them, for which secret says so.
func maskNumbers(s string, secret func(digits []byte) bool) string {
	runes := []rune(s)
	var out strings.Builder
	for i := 0; i < len(runes); {
		if _, ok := digit(runes[i]); !ok {
			out.WriteRune(runes[i])
			i++
			continue
		}
		var digits []byte
		end := i
		for j := i; j < len(runes); j++ {
			if d, ok := digit(runes[j]); ok {
				digits = append(digits, d)
				end = j + 1
				continue
			}
			if !separator(runes[j]) || j+1 >= len(runes) {
				break
			}
			if _, ok := digit(runes[j+1]); !ok {
				break
			}
		}
		if len(digits) >= aadhaarDigits && secret(digits) {
			hidden := len(digits) - shownDigits
			for k, d := range digits {
				if k > 0 && k%4 == 0 && len(digits)%4 == 0 {
					out.WriteByte(' ')
				}
				if k < hidden {
					out.WriteByte('X')
				} else {
					out.WriteByte('0' + d)
				}
			}
		} else {
			out.WriteString(string(runes[i:end]))
		}
		i = end
	}
	return out.String()
}

func separator(r rune) bool {
	return r == '-' || r == '.' || r == '\u2013' || unicode.Is(unicode.Zs, r)
}

// digit gives the value of a decimal digit of any script: their blocks start at
// a zero and run to nine.
func digit(r rune) (byte, bool) {
	if r >= '0' && r <= '9' {
		return byte(r - '0'), true
	}
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	n := byte(0)
	for unicode.Is(unicode.Nd, r-1) && n < 9 {
		r, n = r-1, n+1
	}
	return n, true
}

// verhoeff checks the last digit of an Aadhaar number.
func verhoeff(digits []byte) bool {
	c := byte(0)
	for i := range digits {
		d := digits[len(digits)-1-i]
		for range i % 8 {
			d = verhoeffStep[d]
		}
		c = dihedral(c, d)
	}
	return c == 0
}

// verhoeffStep is the permutation that is applied once more at each place.
var verhoeffStep = [10]byte{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}

// dihedral multiplies in the symmetry group of the pentagon.
func dihedral(a, b byte) byte {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return 5 + (a+b-5)%5
	case b < 5:
		return 5 + (a-5+5-b)%5
	}
	return (a - b + 5) % 5
}
