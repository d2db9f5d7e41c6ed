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
	PieceDocument  Piece = "document"       // as it was taken: the front, and the back if there is one
	PieceFront     Piece = "document_front" // while the back stands
	PieceBack      Piece = "document_back"  // while the front stands
	PieceQuestions Piece = "questions"
	PieceLocation  Piece = "location" // of the customer's device
)

// Pieces lists all of them, in the order in which a call takes them.
var Pieces = []Piece{PieceLiveness, PieceDocument, PieceFront, PieceBack, PieceQuestions, PieceLocation}

// has tells whether a piece belongs to the session at all.
func (s *Session) has(p Piece) bool {
	switch p {
	case PieceQuestions:
		return s.QuestionsWanted() > 0
	case PieceLocation:
		return s.AsksPosition()
	case PieceFront, PieceBack:
		p = PieceDocument
	}
	return slices.Contains(s.Type.Steps(), StepID(p))
}

// Carried is a piece that a later call did not ask for again.
type Carried struct {
	Piece Piece     `json:"piece"`
	Call  int       `json:"call"`            // in which it was taken, the first is 1
	Check string    `json:"check,omitempty"` // its id; of questions, a place or a back there is none
	Still string    `json:"still,omitempty"` // id of the picture; of a side only
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
	for i, p := range pieces {
		switch {
		case f != AuditRecapture:
			return Refuse([]Field{{"pieces", "only a recapture names pieces"}})
		case !slices.Contains(Pieces, p) || slices.Contains(pieces[:i], p):
			return Refuse([]Field{{"pieces", "each of liveness, document, document_front, document_back, questions, location once"}})
		case p == PieceDocument && (slices.Contains(pieces, PieceFront) || slices.Contains(pieces, PieceBack)):
			return Refuse([]Field{{"pieces", "document is both sides: name it, or a side"}})
		case !s.has(p):
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
	documents := !slices.ContainsFunc((&Session{Checks: last.Checks}).documentChecks(), func(c *Check) bool { return !held(c) }) // one that failed is not left behind by the others
	seen := map[string]bool{}                                                                                                    // newest of each kind and document
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
		if !held(&c) || p == PieceDocument && !documents {
			continue
		}
		c.Evidence = slices.Clone(c.Evidence)
		from := Carried{Piece: p, Call: call, Check: c.ID, At: c.EndedAt}
		front, back := slices.Contains(pieces, PieceFront), slices.Contains(pieces, PieceBack)
		switch {
		case p != PieceDocument || !front && !back:
		case front && back:
			continue
		case front:
			if a := c.side(SideBack); a != nil {
				s.Carried = append(s.Carried, earliest(before, Carried{Piece: PieceBack, Call: call, Still: a.ID, At: a.At}))
			}
			continue
		case c.side(SideFront) == nil:
			continue // played, without a picture that could stand beside a new one
		default:
			from.Piece, from.Still = PieceFront, c.side(SideFront).ID
			c.Evidence = slices.DeleteFunc(c.Evidence, func(a Artifact) bool { return a.Label == StillLabel(c.Document.Type, SideBack) })
		}
		for n := range c.Evidence {
			c.Evidence[n].Position = 0 // was one in the recording of that call
		}
		s.Checks, s.Carried = slices.Insert(s.Checks, 0, c), slices.Insert(s.Carried, 0, earliest(before, from))
		for _, o := range before { // a side of it that stood already
			if from.Piece == PieceDocument && o.Still != "" && slices.ContainsFunc(c.Evidence, func(a Artifact) bool { return a.ID == o.Still }) {
				s.Carried = append(s.Carried, o)
			}
		}
	}
	if q := last.Conduct.Questions; len(q) > 0 && !slices.Contains(pieces, PieceQuestions) && answered(q) {
		s.Conduct.Questions, s.Conduct.Draws = slices.Clone(q), slices.Clone(last.Conduct.Draws)
		s.Carried = append(s.Carried, earliest(before, Carried{Piece: PieceQuestions, Call: call, At: q[len(q)-1].AnsweredAt}))
	}
	if p := last.Conduct.Position; p != nil && !slices.Contains(pieces, PieceLocation) && s.has(PieceLocation) {
		s.Conduct.Position = p
		if f := geoTag(s); f.status != RulePass && f.status != RuleNotApplicable {
			s.Conduct.Position = nil
			return
		}
		s.Carried = append(s.Carried, earliest(before, Carried{Piece: PieceLocation, Call: call, At: p.At}))
	}
}

// held tells whether a check may stand in a later call.
func held(c *Check) bool { return c.Verdict == Pass || c.Verdict == Review }

// earliest says of a piece that had been carried over before of which call it is.
func earliest(before []Carried, c Carried) Carried {
	for _, o := range before {
		if o.Piece == c.Piece && (c.Still != "" && o.Still == c.Still || c.Still == "" && o.Check == c.Check && o.At.Equal(c.At)) {
			return o
		}
	}
	return c
}

// named are the pieces that the auditor who asked for this call named; none in a
// first call, and none where everything is taken again.
func (s *Session) named() []Piece {
	if n := len(s.Rounds); n > 0 && s.Rounds[n-1].Audit != nil {
		return s.Rounds[n-1].Audit.Pieces
	}
	return nil
}

// carries tells whether a piece came along from an earlier call, also if it was taken
// again since.
func (s *Session) carries(p Piece) bool {
	return slices.ContainsFunc(s.Carried, func(c Carried) bool { return c.Piece == p })
}

// Again lists what a call that an auditor asked for takes again: what he named, and
// what had not held. It is nil in a first call, and stays the same through a call.
func (s *Session) Again() []Piece {
	if len(s.Rounds) == 0 {
		return nil
	}
	var out []Piece
	for _, p := range Pieces {
		switch {
		case !s.has(p):
		case p == PieceFront || p == PieceBack:
			if other := map[Piece]Piece{PieceFront: PieceBack, PieceBack: PieceFront}[p]; s.carries(other) && !s.carries(PieceDocument) && slices.Contains(s.named(), p) {
				out = append(out, p)
			}
		case p == PieceDocument && (s.carries(PieceFront) || s.carries(PieceBack)) && !s.carries(PieceDocument):
		case !s.carries(p):
			out = append(out, p)
		}
	}
	return out
}

// AwaitsPosition tells whether the customer's page asks for the position in this call.
func (s *Session) AwaitsPosition() bool { return s.AsksPosition() && !s.carries(PieceLocation) }

// answered tells whether every question got a good answer.
func answered(list []Asked) bool {
	return !slices.ContainsFunc(list, func(q Asked) bool { return q.Answer != AnswerGood })
}

// CarriedOver lists what stands from an earlier call: a piece that was taken again all
// the same no longer does.
func (s *Session) CarriedOver() []Carried {
	var out []Carried
	for _, c := range s.Carried {
		if !s.takenSince(&c) {
			out = append(out, c)
		}
	}
	return out
}

func (s *Session) takenSince(c *Carried) bool {
	switch c.Piece {
	case PieceQuestions:
		return slices.ContainsFunc(s.Conduct.Questions, func(q Asked) bool { return q.At.After(c.At) })
	case PieceLocation:
		return s.Conduct.Position == nil || s.Conduct.Position.At.After(c.At)
	case PieceFront, PieceBack:
		was := s.Picture(c.Still)
		return was == nil || slices.ContainsFunc(s.Checks, func(k Check) bool {
			return slices.ContainsFunc(k.Evidence, func(a Artifact) bool { return a.Label == was.Label && a.ID != was.ID && a.At.After(was.At) })
		})
	}
	return slices.ContainsFunc(s.Checks, func(k Check) bool {
		return k.ID != c.Check && pieceOf(k.Kind) == c.Piece && k.StartedAt.After(c.At) && sameDocument(&k, s.check(c.Check))
	})
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
