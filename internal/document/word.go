package document

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// What a reader mistakes for a digit, and for a letter.
var (
	asDigit  = map[byte]byte{'O': '0', 'Q': '0', 'D': '0', 'I': '1', 'L': '1', 'Z': '2', 'S': '5', 'G': '6', 'B': '8'}
	asLetter = map[byte]byte{'0': 'O', '1': 'I', '2': 'Z', '5': 'S', '6': 'G', '8': 'B'}
)

// letters and digits of a line, in capitals.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// shaped finds the stretch of s that fits a shape best, A for a letter and 9 for a digit, and how many of its characters had to be
// taken for another. More than maxFixes are no fit.
func shaped(s, shape string, maxFixes int) (found string, fixes int) {
	fixes = maxFixes + 1
	for at := 0; at+len(shape) <= len(s); at++ {
		out := make([]byte, 0, len(shape))
		wrong := 0
		for i := range len(shape) {
			c := s[at+i]
			digit := c >= '0' && c <= '9'
			if digit != (shape[i] == '9') {
				table := asDigit
				if shape[i] != '9' {
					table = asLetter
				}
				other, ok := table[c]
				if !ok {
					break
				}
				c = other
				wrong++
			}
			out = append(out, c)
		}
		if len(out) == len(shape) && wrong < fixes {
			found, fixes = string(out), wrong
		}
	}
	return found, fixes
}

var day = regexp.MustCompile(`(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*((?:19|20)\d{2})`)

// dayIn finds a date of day, month and year, and writes it as YYYY-MM-DD.
func dayIn(s string) string {
	for _, m := range day.FindAllStringSubmatch(s, 4) {
		text := fmt.Sprintf("%s-%02s-%02s", m[3], m[2], m[1])
		if _, err := time.Parse(time.DateOnly, text); err == nil {
			return text
		}
	}
	return ""
}

// nameIn is what of a line can be a name, in capitals; empty when the line says something else.
func nameIn(s string) string {
	letters := 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			letters++
		case r == ' ' || r == '.' || r == '\'' || r == '-' || r == ',':
		default:
			return ""
		}
	}
	if letters < 3 {
		return ""
	}
	return strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }), " "))
}

// apart puts spaces back where a line that lost them changes from small letters to a capital.
func apart(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if i > 0 && s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			out.WriteByte(' ')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
