package evidence

import (
	"fmt"

	"github.com/basekyc/basekyc/internal/kyc"
)

// report lays out everything, in the order in which a reviewer asks: what came
// of it, who, why, on what evidence, and can I trust this paper.
func (s *sheet) report(pictures [3]*picture) {
	f := s.facts
	s.masthead("Video KYC verification report")
	s.outcome()
	s.section("Customer", nil, s.customer())
	s.section("Officer", s.officerChip(), s.officer())
	if d := f.Decision; d != nil {
		s.section("Decision", nil, s.decision(d)...)
	}
	if len(f.Flags) > 0 {
		s.section("Flags of the officer", nil, s.flags()...)
	}
	if len(f.Questions) > 0 {
		s.section("Random questions", nil, s.questions()...)
	}
	s.section("Signals of risk", nil, s.signals()...)
	if len(f.Said) > 0 {
		s.section("Written in the call", nil, s.said()...)
	}
	if len(f.Rules) > 0 {
		s.section("Rules of "+words(f.Profile), s.rulesChip(), s.rules()...)
	}
	s.section("Pictures", nil, s.gallery(pictures))
	if m := f.FaceMatch; m != nil {
		s.section("Face match", verdictChip(m.Verdict), s.faceMatch(m)...)
	}
	if l := f.Liveness; l != nil {
		s.section("Liveness", verdictChip(l.Verdict), s.liveness(l)...)
	}
	for i := range f.Documents {
		d := &f.Documents[i]
		name := "Photo of document" // what was checked is the photo, not what is printed on the card
		if d.Type != "" {
			name = "Photo of " + words(string(d.Type))
		}
		s.section(name, verdictChip(d.Verdict), s.document(d)...)
	}
	if len(f.CarriedOver) > 0 {
		s.section("Carried over from an earlier call", nil, s.carriedOver()...)
	}
	s.section("Consent", nil, s.consent())
	s.section("Recording", nil, s.recording()...)
	s.section("Picture files", nil, s.pictureFiles()...)
	s.section("Models and thresholds", nil, s.models()...)
	s.section("Time line", nil, s.timeline()...)
	s.section("Integrity", s.chainChip(), s.integrity()...)
}

// carriedOver says what this call did not ask for again, and where it is from.
func (s *sheet) carriedOver() []block {
	rows := make([][]cell, 0, len(s.facts.CarriedOver))
	for _, c := range s.facts.CarriedOver {
		rows = append(rows, []cell{{words(string(c.Piece)), strong}, {fmt.Sprintf("Call %d", c.Call), body}, {stamp(c.At), body}})
	}
	return s.table([]column{{"Piece", 0.4}, {"Taken in", 0.25}, {"At, IST", 0.35}}, rows)
}

func (s *sheet) masthead(name string) {
	f := s.facts
	const rightW = 62.0
	y := s.y
	h := s.para(left, y, contentW-rightW-8, f.Account.Name, strong.in(mute))
	h += s.para(left, y+h+0.6, contentW-rightW-8, name, title) + 0.6
	x := pageW - left - rightW
	r := s.paraRight(x, y, rightW, "Session", label)
	r += s.paraRight(x, y+r, rightW, f.SessionID, code)
	r += s.paraRight(x, y+r+0.8, rightW, "Facts as of "+stamp(f.AsOf)+" IST", label) + 0.8
	s.y = y + max(h, r) + 4
}

// verdictOf the session as a whole, with a sentence that says how it came about.
func (s *sheet) verdictOf() (string, colour, string) {
	f := s.facts
	if d := f.Decision; d != nil {
		who := "the officer"
		if f.Officer != nil {
			who = f.Officer.Name
			if f.Officer.Simulated {
				who += " (simulated)"
			}
		}
		ruled := map[kyc.Ruling]string{kyc.Approve: "approved", kyc.Reject: "rejected", kyc.UnableToVerify: "was unable to verify"}[d.Ruling]
		how := fmt.Sprintf("%s %s on %s IST.", who, ruled, stamp(d.At))
		switch d.Outcome {
		case kyc.Approved:
			return "Approved", green, how
		case kyc.Refused:
			return "Rejected", red, how
		case kyc.NeedsReview:
			if d.Ruling == kyc.Approve {
				how += " Checks and rules do not carry an approval."
			}
			return "Needs review", amber, how
		}
	}
	why := ""
	if f.SubStatus != "" {
		why = " Cause: " + words(f.SubStatus) + "."
	}
	switch f.Status {
	case kyc.Failed:
		return "Failed", red, "The call ended before a decision." + why
	case kyc.Expired:
		return "Expired", slate, "Nobody was met in time. There is no decision."
	case kyc.Canceled:
		return "Cancelled", slate, "The session was cancelled before a decision."
	}
	return "Not decided", slate, "The session is " + words(string(f.Status)) + "; there is no decision yet."
}

func (s *sheet) outcome() {
	f := s.facts
	word, c, how := s.verdictOf()
	const rightW, pad = 42.0, 4.5
	b := func(x, y, w float64) float64 {
		h := s.para(x, y, w-rightW, word, lead.in(c))
		return h + 0.6 + s.para(x, y+h+0.6, w-rightW-4, how, body)
	}
	h := s.measure(b, contentW-2*pad-1.4) + 2*3.4
	s.rounded(left, s.y, contentW, h, 1.8, tinted[c])
	s.fill(left, s.y+1.8, 1.4, h-3.6, c)
	b(left+pad+1.4, s.y+3.4, contentW-2*pad-1.4)
	x, y := pageW-left-pad-rightW, s.y+3.4+1.2
	y += s.paraRight(x, y, rightW, words(f.VerificationType), strong)
	s.paraRight(x, y+0.4, rightW, "Profile "+words(f.Profile), body)
	s.y += h + 5
}

func (s *sheet) customer() block {
	c := s.facts.Customer
	dob := unavailable
	if c.DateOfBirth != "" {
		dob = date(c.DateOfBirth)
	}
	return s.grid(2, pair{"Name", c.Name, strong}, pair{"Mobile, masked", c.MobileMasked, body},
		pair{"Reference", or(c.Reference, unavailable), body}, pair{"Date of birth", dob, body})
}

func (s *sheet) officerChip() *chip {
	if o := s.facts.Officer; o != nil && o.Simulated {
		return &chip{"SIMULATED", red}
	}
	return nil
}

func (s *sheet) officer() block {
	o := s.facts.Officer
	if o == nil {
		return s.text("No officer took this session.", body)
	}
	pairs := []pair{{"Name", o.Name, strong}, {"Id", o.ID, code}}
	if o.Certificate != "" {
		pairs = append(pairs, pair{"Certificate of training", o.Certificate, body}, pair{"Good until, IST", stamp(o.CertifiedUntil), body})
	}
	who := s.grid(2, pairs...)
	if !o.Simulated {
		return who
	}
	return stack(who, s.text("A simulated officer conducted this call. No person saw the customer.", strong.in(red)))
}

func (s *sheet) decision(d *DecisionFacts) []block {
	blocks := []block{s.grid(2, pair{"Ruling", words(string(d.Ruling)), body}, pair{"Time, IST", stamp(d.At), body})}
	rows := make([][]cell, 0, len(d.Reasons))
	for _, r := range d.Reasons {
		rows = append(rows, []cell{{r.Message, body}, {r.Code, code}})
	}
	if len(rows) > 0 {
		blocks = append(blocks, s.table([]column{{"Reason", 0.62}, {"Code", 0.38}}, rows)...)
	}
	if d.Note != "" {
		blocks = append(blocks, s.gap(1.4), s.grid(1, pair{"Officer\u2019s note", d.Note, body}))
	}
	return blocks
}

func (s *sheet) faceMatch(m *FaceMatchFacts) []block {
	frames := count(m.Frames)
	blocks := []block{s.grid(4, pair{"Similarity (cosine)", score(m.Similarity), strong}, pair{"Threshold", score(m.Threshold), body},
		pair{"Confidence", score(m.Confidence), body}, pair{"Live frames compared", frames, body})}
	if m.Similarity != nil && m.Threshold != nil {
		sc := scale{value: *m.Similarity, to: 1, marks: []mark{{*m.Threshold, "match from"}}}
		if lo, ok := m.Thresholds["mismatch"]; ok && lo < *m.Threshold {
			sc.marks = append(sc.marks, mark{lo, "mismatch below"})
		}
		if *m.Similarity < 0 {
			sc.from = -1
		}
		blocks = append(blocks, s.scale(sc))
	}
	return append(blocks, s.findings(&m.CheckFacts)...)
}

func (s *sheet) liveness(l *LivenessFacts) []block {
	var rows [][]cell
	for _, c := range l.Challenges {
		result := cell{"Passed", strong.in(green)}
		if !c.Passed {
			result = cell{"Not passed", strong.in(red)}
			if c.Reason != "" {
				result.text += ": " + words(c.Reason)
			}
		}
		reaction := unavailable
		if c.ReactionMS != nil {
			reaction = fmt.Sprintf("%d ms", *c.ReactionMS)
		}
		rows = append(rows, []cell{{words(c.Kind), body}, {stamp(c.AskedAt), body}, {reaction, body}, result})
	}
	reading := unavailable
	if l.PassiveScore != nil {
		reading = words(l.Passive)
	}
	var blocks []block
	if len(rows) > 0 {
		blocks = append(s.table([]column{{"Challenge", 0.22}, {"Asked, IST", 0.3}, {"Reaction", 0.2}, {"Result", 0.28}}, rows), s.gap(2.4))
	} else {
		blocks = append(blocks, s.grid(1, pair{"Challenges", unavailable, body}))
	}
	blocks = append(blocks, s.grid(4, pair{"Passive score, median", score(l.PassiveScore), strong},
		pair{"Reading", reading, body}, pair{"Frames", count(l.PassiveFrames), body}))
	if l.PassiveScore != nil {
		sc := scale{value: *l.PassiveScore, to: 1}
		if v, ok := l.Thresholds["spoof_fine"]; ok {
			sc.marks = append(sc.marks, mark{v, "fine from"})
		}
		if v, ok := l.Thresholds["spoof_suspicious"]; ok && len(sc.marks) > 0 && v < sc.marks[0].at {
			sc.marks = append(sc.marks, mark{v, "suspicious below"})
		}
		if len(sc.marks) > 0 {
			blocks = append(blocks, s.scale(sc))
		}
	}
	return append(blocks, s.findings(&l.CheckFacts)...)
}

func (s *sheet) document(d *DocumentFacts) []block {
	face := unavailable
	if d.FaceHeightPX != nil {
		face = fmt.Sprintf("%d px high", *d.FaceHeightPX)
	}
	pairs := []pair{{"Number, masked", or(d.NumberMasked, unavailable), strong}, {"Face on the document", face, body}}
	blocks := []block{s.grid(2, pairs...)}
	var rows [][]cell
	for _, f := range d.Fields {
		v, source := f.Value, "read, not confirmed"
		if f.Name == "dob" || f.Name == kyc.FieldBirth || f.Name == kyc.FieldExpires {
			if nice := date(v); nice != unavailable {
				v = nice
			}
		}
		switch {
		case f.Changed && f.Value == "":
			source = "not on the document, says " + f.Officer
		case f.Changed:
			source = "written by " + f.Officer
		case f.Confirmed:
			source = "read, confirmed by " + f.Officer
		}
		rows = append(rows, []cell{{words(f.Name), body}, {or(v, unavailable), body}, {source, body}})
	}
	if len(rows) > 0 {
		blocks = append(blocks, s.table([]column{{"Field", 0.28}, {"Value", 0.36}, {"Source", 0.36}}, rows)...)
		rows = nil
	}
	for _, c := range d.Checks {
		rows = append(rows, []cell{{words(c.ID), body}, verdictCell(c.Verdict), {c.Detail, body}})
	}
	if len(rows) > 0 {
		blocks = append(blocks, s.table([]column{{"Check", 0.28}, {"Result", 0.2}, {"Detail", 0.52}}, rows)...)
	}
	return append(blocks, s.findings(&d.CheckFacts)...)
}

// findings are the reasons of a check and how often it was tried.
func (s *sheet) findings(c *CheckFacts) []block {
	var blocks []block
	for _, r := range c.Reasons {
		blocks = append(blocks, s.bullet(r.Message, r.Code))
	}
	switch {
	case c.Attempts == 0:
		blocks = append(blocks, s.text("This check was not carried out.", small))
	case c.EndedAt != nil && c.Attempts > 1:
		blocks = append(blocks, s.text(fmt.Sprintf("Newest of %d attempts, %s IST.", c.Attempts, stamp(*c.EndedAt)), small))
	case c.EndedAt != nil:
		blocks = append(blocks, s.text("Carried out "+stamp(*c.EndedAt)+" IST.", small))
	}
	return blocks
}
