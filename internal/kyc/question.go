package kyc

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// QuestionKind groups questions that would be answered alike: a draw takes each
// kind before it takes one twice.
type QuestionKind string

const (
	AskPersonal     QuestionKind = "personal"
	AskHome         QuestionKind = "home"
	AskWork         QuestionKind = "work"
	AskPurpose      QuestionKind = "purpose"
	AskSurroundings QuestionKind = "surroundings" // nobody could have recorded the answer before
	AskMoment       QuestionKind = "moment"       // nor this one
)

// Question is one of the bank.
type Question struct {
	ID   string
	Kind QuestionKind
	Text map[string]string // by language
}

// Asked is a question that was drawn for the session, and what came of it.
type Asked struct {
	ID         string       `json:"id"`
	Kind       QuestionKind `json:"kind"`
	Language   string       `json:"language"`
	Text       string       `json:"text"`
	English    string       `json:"english"`
	Repeated   bool         `json:"repeated,omitempty"` // this customer had it before: the bank had no other left
	At         time.Time    `json:"at"`
	Answer     Answer       `json:"answer,omitempty"` // "" until the officer has judged it
	Words      string       `json:"words,omitempty"`  // of the customer, as the officer notes them
	AnsweredAt time.Time    `json:"answered_at,omitzero"`
}

// Draw is one act of chance. Seed and bank say what came of it to anybody who
// has the bank.
type Draw struct {
	Seed    string    `json:"seed"` // hex
	Bank    string    `json:"bank"` // SHA-256 of the questions that were drawn from
	Officer string    `json:"officer"`
	At      time.Time `json:"at"`
}

// Answer is how the officer judges what the customer said.
type Answer string

const (
	AnswerGood Answer = "satisfactory"
	AnswerBad  Answer = "unsatisfactory"
	AnswerNone Answer = "none"
)

// QuestionOrder asks for questions. Seed comes from the caller, who has the
// entropy; Before are the ids that this customer had in earlier sessions, the
// oldest first.
type QuestionOrder struct {
	Count    int    // 0 means as many as the profile still wants, at least one
	Language string // "" means the session's
	Seed     Hash
	Before   []string
}

// QuestionsWanted is how many the session's profile wants drawn and answered.
func (s *Session) QuestionsWanted() int {
	if !s.Type.identifies() {
		return 0
	}
	return s.profile().Questions
}

// bankHash names the bank by content.
var bankHash = func() string {
	h := sha256.New()
	for _, q := range questionBank {
		h.Write([]byte(q.ID + "\x00" + string(q.Kind) + "\x00"))
		for _, l := range Languages {
			h.Write([]byte(l + "\x00" + q.Text[l] + "\x00"))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}()

// Ask draws questions for the running call.
func (s *Session) Ask(o QuestionOrder, by OfficerRef, at time.Time) ([]Event, error) {
	if err := s.conducts(by, "questioned"); err != nil {
		return nil, err
	}
	if o.Language == "" {
		o.Language = s.Language
	}
	if o.Count == 0 {
		o.Count = max(s.profile().Questions-len(s.Conduct.Questions), 1)
	}
	if !slices.Contains(Languages, o.Language) {
		return nil, Refuse([]Field{{"language", "must be one of " + strings.Join(Languages, ", ")}})
	}
	if o.Count < 1 || len(s.Conduct.Questions)+o.Count > MaxQuestions {
		return nil, Errorf(Conflict, "too_many_questions", "A session asks at most %d questions.", MaxQuestions)
	}
	drawn := s.draw(o, instant(at))
	s.Conduct.Questions = append(slices.Clone(s.Conduct.Questions), drawn...)
	s.Conduct.Draws = append(slices.Clone(s.Conduct.Draws), Draw{Seed: o.Seed.String(), Bank: bankHash, Officer: by.ID, At: instant(at)})
	s.touch(at)
	named := make([]map[string]any, len(drawn))
	for i, q := range drawn {
		named[i] = map[string]any{"id": q.ID, "kind": q.Kind}
	}
	return []Event{newEvent(EventQuestionsDrawn, at, map[string]any{"seed": o.Seed, "bank": bankHash, "language": o.Language,
		"officer_id": by.ID, "questions": named})}, nil
}

// draw takes the questions in the order that the seed gives them, those of a kind
// that was not asked yet first. One that the customer had before comes only when
// no other is left, and then the one that was longest ago.
func (s *Session) draw(o QuestionOrder, at time.Time) []Asked {
	rank := func(q Question) string { h := sha256.Sum256(append(o.Seed[:], q.ID...)); return string(h[:]) }
	var fresh, old []Question
	kinds := map[QuestionKind]int{}
	for _, q := range questionBank {
		switch {
		case s.asked(q.ID) != nil:
			kinds[q.Kind]++
		case slices.Contains(o.Before, q.ID):
			old = append(old, q)
		default:
			fresh = append(fresh, q)
		}
	}
	slices.SortFunc(fresh, func(a, b Question) int { return strings.Compare(rank(a), rank(b)) })
	slices.SortFunc(old, func(a, b Question) int { return slices.Index(o.Before, a.ID) - slices.Index(o.Before, b.ID) })
	var out []Asked
	for len(out) < o.Count && len(fresh)+len(old) > 0 {
		from, repeated := &fresh, false
		if len(fresh) == 0 {
			from, repeated = &old, true
		}
		at0 := 0
		for i, q := range *from {
			if kinds[q.Kind] < kinds[(*from)[at0].Kind] {
				at0 = i
			}
		}
		q := (*from)[at0]
		*from = slices.Delete(*from, at0, at0+1)
		kinds[q.Kind]++
		n := digits(o.Seed, q.ID)
		out = append(out, Asked{ID: q.ID, Kind: q.Kind, Language: o.Language, Text: strings.ReplaceAll(q.Text[o.Language], "{n}", n),
			English: strings.ReplaceAll(q.Text["en"], "{n}", n), Repeated: repeated, At: at})
	}
	return out
}

// digits are five of the seed, apart so that they are read one by one.
func digits(seed Hash, id string) string {
	h := sha256.Sum256(append(append(seed[:], "number"...), id...))
	out := make([]string, 5)
	for i := range out {
		out[i] = string('0' + h[i]%10)
	}
	return strings.Join(out, " ")
}

func (s *Session) asked(id string) *Asked {
	for i := range s.Conduct.Questions {
		if s.Conduct.Questions[i].ID == id {
			return &s.Conduct.Questions[i]
		}
	}
	return nil
}

// AskedBefore are the ids of the questions of a session, those of rounds that
// were sent back too.
func (s *Session) AskedBefore() []string {
	var out []string
	for _, r := range s.Rounds {
		for _, q := range r.Conduct.Questions {
			out = append(out, q.ID)
		}
	}
	for _, q := range s.Conduct.Questions {
		out = append(out, q.ID)
	}
	return out
}

// Answered records how the officer judges the answer. It may be corrected while
// the call runs; the chain keeps every judgement.
func (s *Session) Answered(question string, a Answer, words string, by OfficerRef, at time.Time) ([]Event, error) {
	if err := s.conducts(by, "questioned"); err != nil {
		return nil, err
	}
	switch {
	case a != AnswerGood && a != AnswerBad && a != AnswerNone:
		return nil, Refuse([]Field{{"answer", "must be satisfactory, unsatisfactory or none"}})
	case !printableNote(words):
		return nil, Refuse([]Field{{"words", "is too long or has control characters"}})
	case s.asked(question) == nil:
		return nil, Errorf(NotFound, "question_not_found", "The question was not drawn for this session.")
	}
	s.Conduct.Questions = slices.Clone(s.Conduct.Questions)
	q := s.asked(question)
	q.Answer, q.Words, q.AnsweredAt = a, MaskAadhaar(words), instant(at)
	s.touch(at)
	return []Event{newEvent(EventQuestionAnswered, at, map[string]any{"question": question, "answer": a, "officer_id": by.ID})}, nil
}

func randomQuestions(s *Session) finding {
	want, got := s.profile().Questions, s.Conduct.Questions
	switch {
	case !s.Type.identifies():
		return exempt(notIdentifying)
	case want == 0 && len(got) == 0:
		return exempt("The profile wants no questions.")
	case s.Officer != nil && s.Officer.Simulated && len(got) == 0:
		return exempt("Test mode: a program conducted the call, and asks nothing.")
	}
	bad, open, repeated := 0, 0, 0
	for _, q := range got {
		switch q.Answer {
		case "":
			open++
		case AnswerBad, AnswerNone:
			bad++
		}
		if q.Repeated {
			repeated++
		}
	}
	if s.Decision == nil && len(got) == 0 {
		return unavailable("None of %d questions drawn yet.", want)
	}
	if s.Decision == nil && (len(got) < want || open > 0) {
		return unavailable("%d of %d questions drawn, %d of them to be answered.", len(got), max(want, len(got)), open)
	}
	switch {
	case len(got) < want:
		return fail("%d of %d questions were drawn.", len(got), want)
	case open > 0:
		return fail("%d of %d questions have no answer.", open, len(got))
	case bad > 0:
		return fail("%d of %d answers were not satisfactory.", bad, len(got))
	case repeated > 0:
		return pass("%d drawn by chance, answered. %d were asked of this customer before: the bank had no other left.%s", len(got), repeated, s.whence(PieceQuestions))
	}
	return pass("%d drawn by chance, none that this customer had before; answered.%s", len(got), s.whence(PieceQuestions))
}
