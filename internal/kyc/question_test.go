package kyc

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// unasked is a call in which no question was drawn yet.
func unasked() *Session {
	s := met(false, "rbi_vcip")
	s.Conduct.Questions = nil
	return s
}

func TestEveryQuestionIsThereInEveryLanguage(t *testing.T) {
	seen := map[string]bool{}
	for _, q := range questionBank {
		if seen[q.ID] || !nameForm.MatchString(q.ID) || q.Kind == "" {
			t.Errorf("%+v", q)
		}
		seen[q.ID] = true
		texts := map[string]bool{}
		for _, l := range Languages {
			text := q.Text[l]
			if text == "" || texts[text] || !printable(text, 200) || strings.Contains(text, "{n}") != strings.Contains(q.Text["en"], "{n}") {
				t.Errorf("%s in %s: %q", q.ID, l, text)
			}
			texts[text] = true
		}
	}
	if len(questionBank) < 2*MaxQuestions {
		t.Errorf("%d questions", len(questionBank))
	}
}

// Whatever was asked before: a draw has as many as were wanted, none twice, varies
// in kind, follows from its seed alone, and repeats only what it must.
func TestQuestionsAreDrawnByChance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ids []string
		for _, q := range questionBank {
			ids = append(ids, q.ID)
		}
		before := rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID).Draw(t, "before")
		count := rapid.IntRange(1, 5).Draw(t, "count")
		o := QuestionOrder{Count: count, Seed: sha256.Sum256([]byte(rapid.String().Draw(t, "seed"))), Before: before,
			Language: rapid.SampledFrom(Languages).Draw(t, "language")}
		s, again := unasked(), unasked()
		for _, x := range []*Session{s, again} {
			if _, err := x.Ask(o, officer, start); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(s.Conduct.Questions, again.Conduct.Questions) {
			t.Fatal("the same seed drew something else")
		}
		if count > 1 {
			if _, err := s.Ask(o, officer, start); err != nil { // once more
				t.Fatal(err)
			}
		}
		got := s.Conduct.Questions
		kinds, fresh := map[QuestionKind]int{}, 0
		for i, q := range got {
			if slices.ContainsFunc(got[:i], func(a Asked) bool { return a.ID == q.ID }) {
				t.Fatalf("%s twice", q.ID)
			}
			if q.Repeated != slices.Contains(before, q.ID) || strings.Contains(q.Text+q.English, "{n}") {
				t.Fatalf("%+v, before %v", q, before)
			}
			if !q.Repeated {
				fresh++
				kinds[q.Kind]++
			}
		}
		if want := min(len(got), len(ids)-len(before)); fresh != want {
			t.Fatalf("%d fresh ones of %d, want %d", fresh, len(got), want)
		}
		if len(before) == 0 && len(kinds) < min(len(got), 6) {
			t.Fatalf("%d kinds among %d questions", len(kinds), len(got))
		}
	})
}

func TestAnswersDecideTheRule(t *testing.T) {
	good := func(s *Session) {
		for _, q := range s.Conduct.Questions {
			if _, err := s.Answered(q.ID, AnswerGood, "", officer, start); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name    string
		count   int
		act     func(*Session)
		status  RuleStatus
		outcome Outcome
	}{
		{"none drawn", 0, func(*Session) {}, RuleFail, NeedsReview},
		{"too few", 1, good, RuleFail, NeedsReview},
		{"not answered", 2, func(*Session) {}, RuleFail, NeedsReview},
		{"one was wrong", 2, func(s *Session) {
			good(s)
			_, _ = s.Answered(s.Conduct.Questions[1].ID, AnswerBad, "Did not know.", officer, start)
		}, RuleFail, NeedsReview},
		{"answered", 2, good, RulePass, Approved},
		{"more than wanted", 4, good, RulePass, Approved},
	} {
		s := unasked()
		if tt.count > 0 {
			if _, err := s.Ask(QuestionOrder{Count: tt.count}, officer, start); err != nil {
				t.Fatal(err)
			}
		}
		tt.act(s)
		if _, err := s.Decide(Approve, nil, "", officer, start); err != nil {
			t.Fatal(err)
		}
		if r := ruleOf(t, s, "random_questions"); r.Status != tt.status || s.Decision.Outcome != tt.outcome {
			t.Errorf("%s: %+v, %s", tt.name, r, s.Decision.Outcome)
		}
	}
}

func TestAskingIsRefused(t *testing.T) {
	s := unasked()
	other := OfficerRef{ID: "off_2"}
	for name, c := range map[string]struct {
		do   func() ([]Event, error)
		want Kind
	}{
		"by another officer":   {func() ([]Event, error) { return s.Ask(QuestionOrder{}, other, start) }, Forbidden},
		"too many":             {func() ([]Event, error) { return s.Ask(QuestionOrder{Count: 11}, officer, start) }, Conflict},
		"unknown language":     {func() ([]Event, error) { return s.Ask(QuestionOrder{Language: "fr"}, officer, start) }, Invalid},
		"judged by another":    {func() ([]Event, error) { return s.Answered("weather", AnswerGood, "", other, start) }, Forbidden},
		"not drawn":            {func() ([]Event, error) { return s.Answered("weather", AnswerGood, "", officer, start) }, NotFound},
		"judged somehow":       {func() ([]Event, error) { return s.Answered("weather", "fine", "", officer, start) }, Invalid},
		"unprintable, it said": {func() ([]Event, error) { return s.Answered("weather", AnswerGood, "\x00", officer, start) }, Invalid},
	} {
		if _, err := c.do(); !IsKind(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	events, err := s.Ask(QuestionOrder{}, officer, start)
	if err != nil || len(s.Conduct.Questions) != 2 || len(s.Conduct.Draws) != 1 || !strings.Contains(string(events[0].Data), bankHash) {
		t.Fatalf("as many as the profile wants: %v, %+v", err, s.Conduct)
	}
	q := s.Conduct.Questions[0]
	events, err = s.Answered(q.ID, AnswerGood, "in Pune", officer, start)
	if err != nil || strings.Contains(string(events[0].Data), "Pune") || s.Conduct.Questions[0].Words != "in Pune" {
		t.Errorf("%v, %s", err, events[0].Data)
	}
	s.Status = Decided
	if _, err := s.Ask(QuestionOrder{}, officer, start); !IsKind(err, Conflict) {
		t.Errorf("after the call: %v", err)
	}
}
