package kyc

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Search selects sessions by everything that people look for, newest first.
// Members that are empty ask for nothing.
type Search struct {
	Person  string // as somebody typed it: words of the name, a mobile, an e-mail address, a reference or a session's id
	Status  []Status
	Outcome Outcome // that it ended with
	Officer string  // who conducts or conducted it
	Rule    string  // that was not met when it was decided
	Flag    FlagKind
	Profile string
	From    time.Time // created at or after it
	Before  time.Time // created before it
	After   string    // id of the last session of the page before
	Limit   int       // 1..100
}

// Bounds of a search. They bound what one page can cost.
const (
	MaxSearchRunes = 200
	maxFindWords   = 8
)

// Check judges what somebody asks for.
func (q *Search) Check() error {
	var fields []Field
	bad := func(ok bool, field, message string) {
		if !ok {
			fields = append(fields, Field{field, message})
		}
	}
	bad(printable(q.Person, MaxSearchRunes), "person", fmt.Sprintf("at most %d printable characters", MaxSearchRunes))
	bad(q.Flag == "" || slices.Contains(FlagKinds, q.Flag), "flag", "must be prompting, suspected_fraud or unable_to_verify")
	bad(q.Outcome == "" || q.Outcome == Approved || q.Outcome == NeedsReview || q.Outcome == Refused, "outcome", "must be approved, needs_review or rejected")
	for _, s := range q.Status {
		bad(s.Valid(), "status", "is not a known status")
	}
	bad(q.Before.IsZero() || q.From.Before(q.Before), "before", "must be later than from")
	return Refuse(fields)
}

// Wanted is how a person is looked for: a session that any of these finds is meant.
type Wanted struct {
	ID        string
	Reference string // exactly
	Mobile    string // E.164
	Words     []string
}

// Wanted reads what somebody typed.
func (q *Search) Wanted() Wanted {
	typed := strings.TrimSpace(q.Person)
	w := Wanted{Reference: typed, Words: findWords(typed)}
	if HasPrefix(typed, PrefixSession) {
		w.ID = typed
	}
	number := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(typed)
	if m := indian.FindStringSubmatch(strings.TrimPrefix(number, "+")); m != nil {
		w.Mobile = "+91" + m[1]
	} else if mobileForm.MatchString(number) {
		w.Mobile = number
	}
	return w
}

// MarkKind names what a session is found by besides its own columns.
type MarkKind string

const (
	MarkWord    MarkKind = "word" // of the customer's name and e-mail address
	MarkProfile MarkKind = "profile"
	MarkFlag    MarkKind = "flag"
	MarkRule    MarkKind = "rule" // one that was not met
)

// Mark is one thing that a session is found by.
type Mark struct {
	Kind  MarkKind
	Value string
}

// Marks of a session, each once. Rules count from the decision on: before it most
// of them are unmet because nothing has happened yet.
func (s *Session) Marks() []Mark {
	marks := make([]Mark, 0, 8)
	add := func(kind MarkKind, value string) {
		if m := (Mark{kind, value}); !slices.Contains(marks, m) {
			marks = append(marks, m)
		}
	}
	for _, w := range append(findWords(s.Customer.Name), findWords(s.Customer.Email)...) {
		add(MarkWord, w)
	}
	add(MarkProfile, s.Profile)
	for _, f := range s.Conduct.Flags {
		add(MarkFlag, string(f.Kind))
	}
	for i := range s.Conduct.Rules {
		if r := &s.Conduct.Rules[i]; !r.Met() && !r.Pending {
			add(MarkRule, r.ID)
		}
	}
	return marks
}

// findWords are the words of a text in the form in which they are compared: one
// form of each letter, no capitals, nothing around them. More than maxFindWords
// are not looked at, in the text of a search as in a name.
func findWords(text string) []string {
	var out []string
	for _, w := range strings.Fields(strings.ToLower(norm.NFKC.String(text))) {
		w = strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) })
		if w != "" && !slices.Contains(out, w) && len(out) < maxFindWords {
			out = append(out, w)
		}
	}
	return out
}
