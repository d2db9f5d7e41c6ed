package kyc

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatSomebodyTyped(t *testing.T) {
	for typed, want := range map[string]Wanted{
		"  Asha  RAO ":                  {Reference: "Asha  RAO", Words: []string{"asha", "rao"}},
		"Rao, Asha":                     {Reference: "Rao, Asha", Words: []string{"rao", "asha"}},
		"98000 00002":                   {Reference: "98000 00002", Mobile: "+919800000002", Words: []string{"98000", "00002"}},
		"+91-98000-00002":               {Reference: "+91-98000-00002", Mobile: "+919800000002", Words: []string{"91-98000-00002"}},
		"+4915112345678":                {Reference: "+4915112345678", Mobile: "+4915112345678", Words: []string{"4915112345678"}},
		"12345":                         {Reference: "12345", Words: []string{"12345"}},
		"Asha@Example.com":              {Reference: "Asha@Example.com", Words: []string{"asha@example.com"}},
		"loan-1":                        {Reference: "loan-1", Words: []string{"loan-1"}},
		"vs_0123456789abcdefghjkmnpqrs": {ID: "vs_0123456789abcdefghjkmnpqrs", Reference: "vs_0123456789abcdefghjkmnpqrs", Words: []string{"vs_0123456789abcdefghjkmnpqrs"}},
		"ﬁne Ａｓｈａ":                      {Reference: "ﬁne Ａｓｈａ", Words: []string{"fine", "asha"}},
		"आशा राव":                       {Reference: "आशा राव", Words: []string{"आशा", "राव"}},
		"a a a":                         {Reference: "a a a", Words: []string{"a"}},
		"-":                             {Reference: "-"},
		"":                              {},
	} {
		q := Search{Person: typed}
		got := q.Wanted()
		if !HasPrefix(typed, PrefixSession) {
			want.ID = ""
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", typed, got, want)
		}
	}
	q := Search{Person: strings.Repeat("ab cd ", 5) + "1 2 3 4 5 6 7 8 9"}
	if n := len(q.Wanted().Words); n != maxFindWords {
		t.Errorf("%d words are looked for", n)
	}
}

func TestMarksFollowTheSession(t *testing.T) {
	s := &Session{Customer: Customer{Name: "Asha Rao", Email: "ASHA@example.com"}, Profile: "rbi_vcip"}
	base := []Mark{{MarkWord, "asha"}, {MarkWord, "rao"}, {MarkWord, "asha@example.com"}, {MarkProfile, "rbi_vcip"}}
	if got := s.Marks(); !slices.Equal(got, base) {
		t.Errorf("of a new one: %v", got)
	}
	s.Conduct.Flags = []Flag{{Kind: FlagPrompting}}
	s.Conduct.Rules = []RuleResult{{ID: "met", Status: RulePass}, {ID: "failed", Status: RuleFail}, {ID: "unknown", Status: RuleUnavailable},
		{ID: "later", Status: RuleUnavailable, Pending: true}, {ID: "waived", Status: RuleWaived}, {ID: "exempt", Status: RuleNotApplicable}}
	want := append(slices.Clone(base), Mark{MarkFlag, "prompting"}, Mark{MarkRule, "failed"}, Mark{MarkRule, "unknown"})
	if got := s.Marks(); !slices.Equal(got, want) {
		t.Errorf("of a decided one: %v", got)
	}
}

func TestSearchesAreJudged(t *testing.T) {
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for name, q := range map[string]Search{
		"person":  {Person: strings.Repeat("a", MaxSearchRunes+1)},
		"control": {Person: "a\x00"},
		"flag":    {Flag: "loud"},
		"outcome": {Outcome: "fine"},
		"status":  {Status: []Status{"gone"}},
		"time":    {From: at, Before: at},
	} {
		if err := q.Check(); !IsKind(err, Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	q := Search{Person: "Asha", Flag: FlagPrompting, Outcome: Refused, Status: []Status{Rejected}, From: at, Before: at.Add(1)}
	if err := q.Check(); err != nil {
		t.Error(err)
	}
}
