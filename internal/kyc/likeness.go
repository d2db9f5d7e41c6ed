package kyc

import (
	"fmt"
	"slices"
	"unicode"
)

// How alike two names must be. Between the two somebody has to look.
const (
	NameMatch    = 0.90
	NameMismatch = 0.70
)

// What parts of names are worth beside one that is the same.
const (
	initialLikeness  = 0.85 // R. for Ravi: it fits many
	samePart         = 0.60 // less alike than that, two parts are two different ones
	missingPart      = 0.50 // how much a part that only one of the names has weighs
	maxNameParts     = 6
	maxJoinedPermute = 4 // parts whose orders are all tried when spaces were lost
)

// courtesy titles are no part of a name.
var courtesy = []string{"mr", "mrs", "ms", "miss", "shri", "sri", "smt", "kumari", "dr"}

// nameParts are the words of a name, in small letters.
func nameParts(name string) [][]rune {
	var parts [][]rune
	var part []rune
	flush := func() {
		if len(part) > 0 && len(parts) < maxNameParts {
			parts = append(parts, part)
		}
		part = nil
	}
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.Is(unicode.M, r) {
			part = append(part, unicode.ToLower(r))
		} else if r != '\'' {
			flush()
		}
	}
	flush()
	if len(parts) > 1 && slices.Contains(courtesy, string(parts[0])) {
		parts = parts[1:]
	}
	return parts
}

// NameLikeness compares two names, 0..1: 1 for the same words in any order. It
// tolerates initials, a part that only one of them has, letters that were misread
// and spaces that were lost.
func NameLikeness(a, b string) float64 {
	x, y := nameParts(a), nameParts(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	best := partsLikeness(x, y)
	if len(x) != len(y) { // where spaces were lost, the words of the other one after another
		short, long := x, y
		if len(short) > len(long) {
			short, long = long, short
		}
		joined := slices.Concat(short...)
		eachOrder(long[:min(len(long), maxJoinedPermute)], func(order [][]rune) {
			best = max(best, alike(joined, slices.Concat(order...)))
		})
	}
	return best
}

// partsLikeness pairs the parts that are most alike, each once.
func partsLikeness(x, y [][]rune) float64 {
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	sum, pairs := 0.0, 0
	for {
		best, bi, bj := 0.0, -1, -1
		for i := range x {
			for j := range y {
				if usedX[i] || usedY[j] {
					continue
				}
				if l := partLikeness(x[i], y[j]); l > best {
					best, bi, bj = l, i, j
				}
			}
		}
		if bi < 0 || best < samePart {
			break
		}
		usedX[bi], usedY[bj] = true, true
		sum, pairs = sum+best, pairs+1
	}
	return sum / (float64(pairs) + missingPart*float64(len(x)+len(y)-2*pairs))
}

func partLikeness(a, b []rune) float64 {
	if (len(a) == 1) != (len(b) == 1) && a[0] == b[0] {
		return initialLikeness
	}
	return alike(a, b)
}

// alike is one less the share of letters that have to be changed.
func alike(a, b []rune) float64 {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			cost := diagonal
			if r != s {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return 1 - float64(row[len(b)])/float64(max(len(a), len(b), 1))
}

func eachOrder(parts [][]rune, see func([][]rune)) {
	var walk func(k int)
	walk = func(k int) {
		if k == len(parts) {
			see(parts)
			return
		}
		for i := k; i < len(parts); i++ {
			parts[k], parts[i] = parts[i], parts[k]
			walk(k + 1)
			parts[k], parts[i] = parts[i], parts[k]
		}
	}
	walk(0)
}

// nameCheck compares the name on a document with the ordered one.
func nameCheck(read, ordered string) DocumentCheck {
	c := DocumentCheck{ID: FieldName, Verdict: Unavailable}
	if read == "" || ordered == "" {
		c.Detail = "No name was read, or none was ordered."
		return c
	}
	l := NameLikeness(read, ordered)
	switch {
	case l >= NameMatch:
		c.Verdict = Pass
	case l >= NameMismatch:
		c.Verdict = Review
	default:
		c.Verdict = Fail
	}
	c.Detail = fmt.Sprintf("Likeness to the ordered name %.2f, a match from %.2f.", l, NameMatch)
	return c
}
