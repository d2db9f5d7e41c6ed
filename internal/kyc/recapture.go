package kyc

import (
	"fmt"
	"slices"
	"time"
)

// Piece is what an auditor may ask to be taken again without the rest. The faces are
// compared again in every call, so that is none of them.
type Piece string

const (
	PieceLiveness  Piece = "liveness"
	PieceDocument  Piece = "document" // front and back
	PieceQuestions Piece = "questions"
)

// Pieces lists all of them.
var Pieces = []Piece{PieceLiveness, PieceDocument, PieceQuestions}

// Carried is a piece that a later call did not ask for again.
type Carried struct {
	Piece Piece     `json:"piece"`
	Call  int       `json:"call"`            // in which it was taken, the first is 1
	Check string    `json:"check,omitempty"` // its id; of questions there is none
	At    time.Time `json:"at"`              // when it was taken
}

// pieceOf a check; "" when it is made in every call.
func pieceOf(kind CheckKind) Piece {
	switch kind {
	case CheckLiveness:
		return PieceLiveness
	case CheckDocument:
		return PieceDocument
	}
	return ""
}

// checkPieces refuses what the session does not have.
func (s *Session) checkPieces(f Finding, pieces []Piece) error {
	steps := s.Type.Steps()
	for i, p := range pieces {
		switch {
		case f != AuditRecapture:
			return Refuse([]Field{{"pieces", "only a recapture names pieces"}})
		case !slices.Contains(Pieces, p) || slices.Contains(pieces[:i], p):
			return Refuse([]Field{{"pieces", "each of liveness, document, questions once"}})
		case p == PieceQuestions && s.QuestionsWanted() == 0 || p != PieceQuestions && !slices.Contains(steps, StepID(p)):
			return Refuse([]Field{{"pieces", "the session has no " + string(p)}})
		}
	}
	return nil
}

// carryOver takes into the next call what the auditor did not name and what held in
// the newest round. What failed there is asked for again, named or not.
func (s *Session) carryOver(pieces []Piece) {
	before := s.Carried
	s.Carried = nil
	if len(pieces) == 0 {
		return
	}
	call := len(s.Rounds)
	last := &s.Rounds[call-1]
	seen := map[string]bool{} // newest of each kind and document
	for i := len(last.Checks) - 1; i >= 0; i-- {
		c := last.Checks[i]
		p := pieceOf(c.Kind)
		which := string(p)
		if c.Document != nil {
			which += string(c.Document.Type)
		}
		if p == "" || slices.Contains(pieces, p) || seen[which] {
			continue
		}
		seen[which] = true
		if c.Verdict != Pass && c.Verdict != Review {
			continue
		}
		from := Carried{Piece: p, Call: call, Check: c.ID, At: c.EndedAt}
		if j := slices.IndexFunc(before, func(o Carried) bool { return o.Check == c.ID }); j >= 0 {
			from = before[j] // it is of a call before that one
		}
		c.Evidence = slices.Clone(c.Evidence)
		for n := range c.Evidence {
			c.Evidence[n].Position = 0 // was one in the recording of that call
		}
		s.Checks, s.Carried = slices.Insert(s.Checks, 0, c), slices.Insert(s.Carried, 0, from)
	}
	if q := last.Conduct.Questions; len(q) > 0 && !slices.Contains(pieces, PieceQuestions) && answered(q) {
		from := Carried{Piece: PieceQuestions, Call: call, At: q[len(q)-1].AnsweredAt}
		if j := slices.IndexFunc(before, func(o Carried) bool { return o.Piece == PieceQuestions }); j >= 0 && last.Officer != nil && before[j].At.Equal(from.At) {
			from = before[j]
		}
		s.Conduct.Questions, s.Conduct.Draws = slices.Clone(q), slices.Clone(last.Conduct.Draws)
		s.Carried = append(s.Carried, from)
	}
}

// answered tells whether every question got a good answer.
func answered(list []Asked) bool {
	return !slices.ContainsFunc(list, func(q Asked) bool { return q.Answer != AnswerGood })
}

// CarriedOver lists what stands from an earlier call: a piece that was taken again all
// the same no longer does.
func (s *Session) CarriedOver() []Carried {
	var out []Carried
	for _, c := range s.Carried {
		newer := false
		for i := range s.Checks {
			k := &s.Checks[i]
			newer = newer || c.Check != "" && k.ID != c.Check && pieceOf(k.Kind) == c.Piece && k.StartedAt.After(c.At) && sameDocument(k, s.check(c.Check))
		}
		for _, q := range s.Conduct.Questions {
			newer = newer || c.Piece == PieceQuestions && q.At.After(c.At)
		}
		if !newer {
			out = append(out, c)
		}
	}
	return out
}

func (s *Session) check(id string) *Check {
	for i := range s.Checks {
		if s.Checks[i].ID == id {
			return &s.Checks[i]
		}
	}
	return nil
}

func sameDocument(a, b *Check) bool {
	return a.Document == nil || b == nil || b.Document == nil || a.Document.Type == b.Document.Type
}

// whence says of which call a piece is; "" of this one.
func (s *Session) whence(p Piece) string {
	for _, c := range s.CarriedOver() {
		if c.Piece == p {
			return fmt.Sprintf(" Carried over from call %d, %s.", c.Call, stamped(c.At))
		}
	}
	return ""
}
